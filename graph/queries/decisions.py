"""The ledger: what was decided about whom, by whom, on which evidence."""

from collections.abc import Sequence
from typing import Final, LiteralString

from graph.access import Graph, Row, Statement

RECORD_DECISIONS: Final[LiteralString] = """
UNWIND $rows AS row
MATCH (s:SourceRecord {key: row.record_key})
MERGE (d:Decision {id: row.id})
SET d += row.properties
MERGE (d)-[:CONCERNS]->(s)
"""

DECISIONS_OF_CUSTOMER: Final[LiteralString] = """
MATCH (c:Customer {id: $customer_id})<-[:RESOLVED_TO]-(s:SourceRecord)<-[:CONCERNS]-(d:Decision)
RETURN d.id AS id, d.action AS action, d.actor AS actor, d.at_ms AS at_ms, d.rule AS rule,
  d.weight AS weight, d.levels AS levels, d.model AS model, d.customer_id AS customer_id,
  d.from_customer_id AS from_customer_id, s.source AS source, s.source_id AS source_id
ORDER BY at_ms DESC, id
LIMIT $limit
"""


def record_decisions(rows: Sequence[Row]) -> Statement:
    return Statement(RECORD_DECISIONS, {"rows": rows})


async def decisions_of_customer(graph: Graph, customer_id: str, *, limit: int = 100) -> list[Row]:
    """Return the newest decisions about this customer's records, newest first."""
    return await graph.read(DECISIONS_OF_CUSTOMER, customer_id=customer_id, limit=limit)
