"""The ledger: what was decided about whom, by whom, on which evidence."""

from collections.abc import Sequence
from typing import Final, LiteralString

from graph.access import Graph, Row, Statement

RECORD_DECISIONS: Final[LiteralString] = """
UNWIND $rows AS row
MERGE (d:Decision {id: row.id})
SET d += row.properties
WITH d, row
UNWIND row.records AS one
MATCH (s:SourceRecord {key: one.key})
MERGE (d)-[c:CONCERNS]->(s)
SET c.home = one.home, c.placed = one.placed, c.now = one.now, c.rule = one.rule
"""

MARK_UNDONE: Final[LiteralString] = """
UNWIND $rows AS row
MATCH (d:Decision {id: row.id})
SET d.undone_by = row.undone_by
"""

READ_DECISION: Final[LiteralString] = """
MATCH (d:Decision {id: $id})
RETURN d.id AS id, d.action AS action, d.rule AS rule, d.verdict AS verdict, d.at_ms AS at_ms,
  d.number AS number, d.customer_id AS customer_id, d.from_customer_id AS from_customer_id,
  d.reverses AS reverses, d.undone_by AS undone_by, d.redirects AS redirects,
  d.founded AS founded, d.undoes AS undoes, d.customers AS customers,
  d.interaction AS interaction, d.taken_from AS taken_from, d.again AS again,
  d.erased_at_ms AS erased_at_ms,
  COLLECT {
    MATCH (d)-[c:CONCERNS]->(s:SourceRecord)
    OPTIONAL MATCH (s)-[:RESOLVED_TO]->(holder:Customer)
    RETURN [s.key, c.home, c.placed, c.now, c.rule, holder.id]
  } AS records
"""

DECISIONS_OF_CUSTOMER: Final[LiteralString] = """
MATCH (c:Customer {id: $customer_id})<-[:RESOLVED_TO]-(s:SourceRecord)<-[:CONCERNS]-(d:Decision)
WITH d, s
ORDER BY s.key
WITH d, collect([s.source, s.source_id])[..20] AS records
OPTIONAL MATCH (start:Decision {id: $after})
WITH d, records, start
WHERE start IS NULL OR d.at_ms < start.at_ms OR (d.at_ms = start.at_ms AND d.id > start.id)
RETURN d.id AS id, d.action AS action, d.actor AS actor, d.at_ms AS at_ms, d.rule AS rule,
  d.weight AS weight, d.levels AS levels, d.model AS model, d.customer_id AS customer_id,
  d.from_customer_id AS from_customer_id, d.why AS why, d.verdict AS verdict, d.field AS field,
  d.reverses AS reverses, d.undone_by AS undone_by, records,
  records[0][0] AS source, records[0][1] AS source_id
ORDER BY at_ms DESC, id
LIMIT $limit
"""


def record_decisions(rows: Sequence[Row]) -> Statement:
    return Statement(RECORD_DECISIONS, {"rows": rows})


def mark_undone(rows: Sequence[Row]) -> Statement:
    """Return the write that says by which decision others were undone; null: they stand again."""
    return Statement(MARK_UNDONE, {"rows": rows})


async def read_decision(graph: Graph, decision_id: str) -> Row | None:
    """Return a decision, or None.

    `records`: [record key, home before, commit that placed it there, home after, rule before,
    customer that holds it].
    """
    rows = await graph.read(READ_DECISION, id=decision_id)
    return rows[0] if rows else None


async def decisions_of_customer(
    graph: Graph, customer_id: str, *, limit: int = 100, after: str | None = None
) -> list[Row]:
    """Return the newest decisions about this customer's records, newest first.

    They follow the decision `after`. `records` are at most 20 of those that one concerns, as
    [source, source_id]; `source` and `source_id` are the first's.
    """
    return await graph.read(
        DECISIONS_OF_CUSTOMER, customer_id=customer_id, limit=limit, after=after
    )
