"""What a customer's document is made of, besides the activities."""

from collections.abc import Sequence
from typing import Final, LiteralString

from graph.access import Graph, Row

CUSTOMER: Final[LiteralString] = """
MATCH (c:Customer {id: $id})
RETURN properties(c) AS properties
"""

SOURCE_RECORDS: Final[LiteralString] = """
MATCH (:Customer {id: $id})<-[r:RESOLVED_TO]-(s:SourceRecord)
RETURN properties(s) AS record, properties(r) AS resolved
ORDER BY s.source, s.source_id, s.key
"""

DECISIONS: Final[LiteralString] = """
MATCH (:Customer {id: $id})<-[:RESOLVED_TO]-(s:SourceRecord)<-[:CONCERNS]-(d:Decision)
WITH d, s
ORDER BY s.source, s.source_id
WITH d, collect(s.source + ' ' + s.source_id) AS records
RETURN d.id AS id, d.action AS action, d.actor AS actor, d.at_ms AS at_ms, d.rule AS rule,
  d.verdict AS verdict, d.weight AS weight, d.levels AS levels, d.model AS model,
  d.customer_id AS customer_id, d.from_customer_id AS from_customer_id, d.reverses AS reverses,
  d.undone_by AS undone_by, records
ORDER BY at_ms, id
"""

# Without the others: they are not this customer's to see.
HOUSEHOLDS: Final[LiteralString] = """
MATCH (:Customer {id: $id})-[m:MEMBER_OF]->(h:Household)
RETURN m.role AS role, m.why AS why, m.by AS by
ORDER BY why, by, role, h.id
"""

ORGANISATIONS: Final[LiteralString] = """
MATCH (:Customer {id: $id})-[m:MEMBER_OF]->(g:Organisation)
RETURN g.name AS name, g.domain AS domain, m.role AS role, m.why AS why
ORDER BY name, g.id
"""

TASKS: Final[LiteralString] = """
MATCH (:Customer {id: $id})<-[:RESOLVED_TO]-(s:SourceRecord)<-[:LEFT|RIGHT]-(t:ReviewTask)
WITH t, s
ORDER BY s.source, s.source_id
WITH t, collect(s.source + ' ' + s.source_id) AS records
RETURN t.id AS id, t.state AS state, t.weight AS weight, t.reason AS reason, t.levels AS levels,
  t.at_ms AS at_ms, records
ORDER BY at_ms, id
"""

EVENTS: Final[LiteralString] = """
MATCH (e:Event)
WHERE e.number > $after AND e.number <= $until AND any(id IN e.customers WHERE id IN $ids)
RETURN e.number AS number, e.at_ms AS at_ms, e.kind AS kind
ORDER BY number
"""


async def customer(graph: Graph, customer_id: str) -> Row:
    (row,) = await graph.read(CUSTOMER, id=customer_id)
    return dict(row["properties"])


async def source_records(graph: Graph, customer_id: str) -> list[Row]:
    """Return `record` and `resolved`, all properties of both, by source and id."""
    return await graph.read(SOURCE_RECORDS, id=customer_id)


async def decisions(graph: Graph, customer_id: str) -> list[Row]:
    """Return the decisions about this customer's records, the oldest first."""
    return await graph.read(DECISIONS, id=customer_id)


async def households(graph: Graph, customer_id: str) -> list[Row]:
    """Return role, why and by whom of each household that this customer is of."""
    return await graph.read(HOUSEHOLDS, id=customer_id)


async def organisations(graph: Graph, customer_id: str) -> list[Row]:
    """Return name, domain, role and why of each organisation that this customer is of."""
    return await graph.read(ORGANISATIONS, id=customer_id)


async def tasks(graph: Graph, customer_id: str) -> list[Row]:
    """Return the review tasks about this customer's records, their own side alone."""
    return await graph.read(TASKS, id=customer_id)


async def events(graph: Graph, ids: Sequence[str], *, after: int, until: int) -> list[Row]:
    return await graph.read(EVENTS, ids=list(ids), after=after, until=until)
