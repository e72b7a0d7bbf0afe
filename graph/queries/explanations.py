"""What an explanation needs of a customer: its records, and how each came to stand with it."""

from collections.abc import Sequence
from typing import Final, LiteralString

from graph.access import Graph, Row

RECORDS_OF_CUSTOMER: Final[LiteralString] = """
MATCH (:Customer {id: $customer_id})-[:MERGED_INTO*0..50]->(c:Customer)
WHERE NOT EXISTS { MATCH (c)-[:MERGED_INTO]->(:Customer) }
WITH DISTINCT c
LIMIT 1
MATCH (c)<-[r:RESOLVED_TO]-(s:SourceRecord)
WITH c, r, s, CASE r.rule WHEN 'new' THEN 0 WHEN 'lookup' THEN 2 ELSE 1 END AS turn
ORDER BY turn, r.decided_at_ms, s.key
LIMIT $limit
RETURN c.id AS customer_id, s.key AS key, s.source AS source, s.source_id AS source_id,
  s.kind AS kind, s.comparable AS comparable, s.updated_at_ms AS updated_at_ms,
  r.rule AS rule, r.weight AS weight, r.decided_by AS decided_by,
  r.decided_at_ms AS decided_at_ms, COLLECT {
    MATCH (s)-[h:HAS]->(i:Identifier)
    WHERE h.owned
    RETURN i.kind + ':' + i.value
  } AS owned
"""

OWNED_NUMBERS: Final[LiteralString] = """
UNWIND $ids AS id
MATCH (c:Customer {id: id})<-[:RESOLVED_TO]-(:SourceRecord)-[h:HAS]->(i:Identifier)
WHERE h.owned
RETURN id, collect(DISTINCT i.kind + ':' + i.value) AS numbers
"""


async def records_of_customer(graph: Graph, customer_id: str, *, limit: int = 100) -> list[Row]:
    """Return a customer's records: who founded it, then links, then attributed contacts.

    The id of a merged customer answers with whom it became.
    """
    return await graph.read(RECORDS_OF_CUSTOMER, customer_id=customer_id, limit=limit)


async def owned_numbers_of(graph: Graph, ids: Sequence[str]) -> dict[str, frozenset[str]]:
    """Return the numbers that customers hold through orders and cases, "order:1001"."""
    rows = await graph.read(OWNED_NUMBERS, ids=ids)
    return {row["id"]: frozenset(row["numbers"]) for row in rows}
