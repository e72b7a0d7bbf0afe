"""What the tests of people's decisions share: people, records by name, and the state as a value."""

from dataclasses import dataclass
from typing import Any

from graph.access import Graph
from graph.keys import Keys
from identity.blocking import blocking_keys
from identity.records import PersonRecord
from identity.resolver import Resolver
from identity.stored import load_comparable

STANDING = """
MATCH (s:SourceRecord)-[:RESOLVED_TO]->(c:Customer)
RETURN c.id AS customer, s.source + ':' + s.source_id AS record
"""
GOLDEN = """
MATCH (c:Customer)<-[:RESOLVED_TO]-(s:SourceRecord)
WITH DISTINCT c
RETURN c.id AS customer,
  [c.name, c.name_from, c.city, c.city_from, c.phone, c.phone_from, c.email, c.email_from,
   c.known_as] AS golden
"""
KEY_LISTS = """
MATCH (b:BlockingKey)
UNWIND b.customers AS listed
MATCH (:Customer {id: listed})-[:MERGED_INTO*0..50]->(c:Customer)
WHERE EXISTS { MATCH (c)<-[:RESOLVED_TO]-(:SourceRecord) }
RETURN DISTINCT b.key AS key, c.id AS customer
"""
EVIDENCE = """
MATCH (s:SourceRecord)-[r:RESOLVED_TO]->(c:Customer)
WHERE r.rule <> 'lookup'
RETURN c.id AS customer, s.source_id AS record, s.comparable AS comparable
"""
ACTIVITIES = """
MATCH (c:Customer)<-[:RESOLVED_TO]-(:SourceRecord)<-[:BY|PLACED_BY|OPENED_BY]-(n)
RETURN DISTINCT c.id AS customer, n.key AS key
"""
STALE = """
MATCH (q:Sequence {name: 'identity'})
RETURN q.customers AS counted,
  COUNT {
    MATCH (c:Customer) WHERE NOT EXISTS { MATCH (c)-[:MERGED_INTO]->(:Customer) }
  } AS there
"""


@dataclass(frozen=True)
class Context:
    """Everything that is derived, by the records that a customer has: ids aside."""

    customers: frozenset[frozenset[str]]
    golden: frozenset[tuple[frozenset[str], str]]
    keys: frozenset[tuple[frozenset[str], str]]
    activities: frozenset[tuple[frozenset[str], str]]


async def standing(graph: Graph) -> dict[str, frozenset[str]]:
    """Return the records of each customer, by its id."""
    found: dict[str, set[str]] = {}
    for row in await graph.read(STANDING):
        found.setdefault(row["customer"], set()).add(row["record"])
    return {customer: frozenset(records) for customer, records in found.items()}


async def context(graph: Graph) -> Context:
    """Return what is derived now, having checked that the customers are counted right."""
    of = await standing(graph)
    (count,) = await graph.read(STALE)
    assert count["counted"] == count["there"] == len(of)
    return Context(
        frozenset(of.values()),
        frozenset([(of[row["customer"]], repr(row["golden"])) for row in await graph.read(GOLDEN)]),
        frozenset([(of[row["customer"]], row["key"]) for row in await graph.read(KEY_LISTS)]),
        frozenset([(of[row["customer"]], row["key"]) for row in await graph.read(ACTIVITIES)]),
    )


@dataclass(frozen=True)
class People:
    """Records by short names; "ana" is the shop's account "ana"."""

    resolver: Resolver
    keys: Keys

    async def come(self, *ids: str, source: str = "shop", **values: Any) -> None:
        """Bring in a record for each id; without values nothing joins it with any other."""
        await self.resolver.ingest([self.record(one, source=source, **values) for one in ids])

    def record(self, one: str, *, source: str = "shop", **values: Any) -> PersonRecord:
        told = {"emails": (f"{one}@example.com",), "city": f"{one}ville", **values}
        return PersonRecord(source=source, source_id=one, **told)

    def key(self, name: str, *, source: str = "shop") -> str:
        return self.keys.record(source, name)

    async def customer(self, name: str, *, source: str = "shop") -> str:
        of = await standing(self.resolver.identity.graph)
        return next(one for one, records in of.items() if f"{source}:{name}" in records)

    async def customers(self) -> set[frozenset[str]]:
        """Return the customers as sets of names."""
        of = await standing(self.resolver.identity.graph)
        return {frozenset(one.partition(":")[2] for one in records) for records in of.values()}

    async def not_on_their_keys(self) -> set[str]:
        """Return records whose customer is missing on a key by which they should be found."""
        graph = self.resolver.identity.graph
        listed = {(row["key"], row["customer"]) for row in await graph.read(KEY_LISTS)}
        missing = set()
        for row in await graph.read(EVIDENCE):
            comparable, _ = load_comparable(row["comparable"])
            wanted = {self.keys.key("BlockingKey", one) for one in blocking_keys(comparable)}
            if not {(key, row["customer"]) for key in wanted} <= listed:
                missing.add(row["record"])
        return missing
