"""What hangs on a person's source records, however far away: read for export and for erasure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, LiteralString

from graph.access import Graph, Row

CHUNK: Final = 1000  # keys of one statement

BY_KEY: Final[Mapping[str, LiteralString]] = {
    "Asset": "UNWIND $keys AS key MATCH (n:Asset {key: key})",
    "Cart": "UNWIND $keys AS key MATCH (n:Cart {key: key})",
    "Case": "UNWIND $keys AS key MATCH (n:Case {key: key})",
    "Contract": "UNWIND $keys AS key MATCH (n:Contract {key: key})",
    "DesktopEvent": "UNWIND $keys AS key MATCH (n:DesktopEvent {key: key})",
    "Interaction": "UNWIND $keys AS key MATCH (n:Interaction {key: key})",
    "Mention": "UNWIND $keys AS key MATCH (n:Mention {key: key})",
    "Order": "UNWIND $keys AS key MATCH (n:Order {key: key})",
    "Promise": "UNWIND $keys AS key MATCH (n:Promise {id: key})",
    "Recipient": "UNWIND $keys AS key MATCH (n:Recipient {key: key})",
    "Recording": "UNWIND $keys AS key MATCH (n:Recording {key: key})",
    "Return": "UNWIND $keys AS key MATCH (n:Return {key: key})",
    "RouteDecision": "UNWIND $keys AS key MATCH (n:RouteDecision {key: key})",
    "Scorecard": "UNWIND $keys AS key MATCH (n:Scorecard {key: key})",
    "Shipment": "UNWIND $keys AS key MATCH (n:Shipment {key: key})",
    "SourceRecord": "UNWIND $keys AS key MATCH (n:SourceRecord {key: key})",
    "Survey": "UNWIND $keys AS key MATCH (n:Survey {key: key})",
    "SurveyRequest": "UNWIND $keys AS key MATCH (n:SurveyRequest {key: key})",
}

RECORDS_OF_CUSTOMER: Final[LiteralString] = """
MATCH (:Customer {id: $id})<-[:RESOLVED_TO]-(s:SourceRecord)
RETURN s.key AS key
ORDER BY key
"""

# The id may be a merged customer's; whoever answers for it today comes with all that answer so.
IDS_OF_CUSTOMER: Final[LiteralString] = """
MATCH (:Customer {id: $id})-[:MERGED_INTO*0..50]->(c:Customer)
WHERE NOT EXISTS { MATCH (c)-[:MERGED_INTO]->(:Customer) }
WITH c
LIMIT 1
RETURN c.id AS id, COLLECT {
  MATCH (c)<-[:MERGED_INTO*1..50]-(m:Customer)
  RETURN DISTINCT m.id AS merged
  ORDER BY merged
} AS merged
"""

OWNED_BY_RECORDS: Final[LiteralString] = """
UNWIND $keys AS key
MATCH (s:SourceRecord {key: key})
MATCH (s)<-[:ADDRESSED_TO|BY|FILLED_BY|HELD_BY|MADE_TO|OPENED_BY|OWNED_BY|PLACED_BY]-(x)
WITH DISTINCT x
RETURN labels(x)[0] AS label, coalesce(x.key, x.id) AS key, 'OWNED' AS type, true AS inwards,
  false AS public,
  COLLECT {
    MATCH (x)-[:ADDRESSED_TO|BY|FILLED_BY|HELD_BY|MADE_TO|OPENED_BY|OWNED_BY|PLACED_BY]->
      (o:SourceRecord)
    RETURN o.key
  } AS owners,
  [] AS answered_by
ORDER BY label, key
"""

NEIGHBOURS: Final[LiteralString] = """
MATCH (n)-[r:ABOUT|ANSWERS|OF|ROUTES]-(x)
WITH DISTINCT x, type(r) AS type, startNode(r) = x AS inwards
WHERE NOT labels(x)[0] IN ['Agent', 'Place', 'Product', 'Queue']
RETURN labels(x)[0] AS label, x.key AS key, type, inwards, coalesce(x.public, false) AS public,
  COLLECT {
    MATCH (x)-[:ADDRESSED_TO|BY|FILLED_BY|HELD_BY|MADE_TO|OPENED_BY|OWNED_BY|PLACED_BY]->
      (o:SourceRecord)
    RETURN o.key
  } AS owners,
  COLLECT {
    MATCH (x)<-[:ANSWERS]-(a:Interaction)
    RETURN a.key
  } AS answered_by
ORDER BY label, key
"""

PROPERTIES: Final[LiteralString] = """
RETURN properties(n) AS properties
ORDER BY coalesce(n.key, n.id)
"""

NEXT_TO: Final[Mapping[str, LiteralString]] = {
    label: head + NEIGHBOURS for label, head in BY_KEY.items()
}
PROPERTIES_OF: Final[Mapping[str, LiteralString]] = {
    label: head + PROPERTIES for label, head in BY_KEY.items()
}

# Identifiers of these records; `held` and `cited` say by whom besides them.
IDENTIFIERS_OF_RECORDS: Final[LiteralString] = """
UNWIND $keys AS key
MATCH (s:SourceRecord {key: key})-[:HAS|CITES]->(i:Identifier)
WITH DISTINCT i
RETURN i.key AS key, i.kind AS kind, i.value AS value, coalesce(i.shared, false) AS shared,
  COLLECT { MATCH (i)<-[:HAS]-(o:SourceRecord) RETURN o.key } AS holders,
  COLLECT { MATCH (i)<-[:CITES]-(o:SourceRecord) RETURN o.key } AS citers
ORDER BY kind, value, key
"""


@dataclass(frozen=True, slots=True)
class Neighbour:
    """An activity beside one that is known to be the person's, or on one of her records."""

    label: str
    key: str
    type: str  # "ABOUT", "ANSWERS", "OF", "ROUTES" or "OWNED"
    inwards: bool  # the relationship comes from it
    public: bool
    owners: tuple[str, ...]  # keys of the source records whose it is
    answered_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HeldIdentifier:
    key: str
    kind: str
    value: str
    shared: bool
    holders: tuple[str, ...]  # keys of source records
    citers: tuple[str, ...]

    @property
    def name(self) -> str:
        """As a comparable record writes it, e.g. "phone:+15550100123"."""
        return f"{self.kind}:{self.value}"


async def ids_of_customer(graph: Graph, customer_id: str) -> tuple[str, tuple[str, ...]] | None:
    """Return the id that answers for this one today and all that were merged into it, or None."""
    rows = await graph.read(IDS_OF_CUSTOMER, id=customer_id)
    return (rows[0]["id"], tuple(rows[0]["merged"])) if rows else None


async def records_of_customer(graph: Graph, customer_id: str) -> list[str]:
    """Return the keys of the source records that resolve to this very customer."""
    return [row["key"] for row in await graph.read(RECORDS_OF_CUSTOMER, id=customer_id)]


async def owned_by_records(graph: Graph, record_keys: Sequence[str]) -> list[Neighbour]:
    """Return the activities that hang on these source records."""
    rows = await _in_chunks(graph, OWNED_BY_RECORDS, record_keys)
    return [_neighbour(row) for row in rows]


async def next_to(graph: Graph, label: str, keys: Sequence[str]) -> list[Neighbour]:
    """Return the activities beside these ones of one label."""
    return [_neighbour(row) for row in await _in_chunks(graph, NEXT_TO[label], keys)]


async def properties_of(graph: Graph, label: str, keys: Sequence[str]) -> list[Row]:
    """Return all that these nodes of one label hold, by key."""
    rows = await _in_chunks(graph, PROPERTIES_OF[label], keys)
    return [row["properties"] for row in rows]


async def identifiers_of_records(graph: Graph, record_keys: Sequence[str]) -> list[HeldIdentifier]:
    """Return each identifier that these records hold or cite, once."""
    rows = await _in_chunks(graph, IDENTIFIERS_OF_RECORDS, record_keys)
    found = {
        row["key"]: HeldIdentifier(
            row["key"],
            row["kind"],
            row["value"],
            row["shared"],
            tuple(row["holders"]),
            tuple(row["citers"]),
        )
        for row in rows
    }
    return sorted(found.values(), key=lambda one: (one.kind, one.value, one.key))


async def _in_chunks(graph: Graph, cypher: LiteralString, keys: Sequence[str]) -> list[Row]:
    return [
        row
        for start in range(0, len(keys), CHUNK)
        for row in await graph.read(cypher, keys=list(keys[start : start + CHUNK]))
    ]


def _neighbour(row: Row) -> Neighbour:
    return Neighbour(
        row["label"],
        row["key"],
        row["type"],
        row["inwards"],
        row["public"],
        tuple(row["owners"]),
        tuple(row["answered_by"]),
    )
