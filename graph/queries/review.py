"""Pairs that wait for a person's judgement."""

from collections.abc import Sequence
from typing import Final, LiteralString

from graph.access import Graph, Row, Statement

OPEN_REVIEWS: Final[LiteralString] = """
UNWIND $rows AS row
MATCH (left:SourceRecord {key: row.left_key})
MATCH (right:SourceRecord {key: row.right_key})
MERGE (t:ReviewTask {id: row.id})
ON CREATE SET t += row.properties
MERGE (t)-[:LEFT]->(left)
MERGE (t)-[:RIGHT]->(right)
"""

# A pair whose sides have become one customer since needs nobody any more.
OPEN_TASKS: Final[LiteralString] = """
MATCH (t:ReviewTask)
WHERE t.state = 'open' AND t.id > $after
MATCH (t)-[:LEFT]->(l:SourceRecord)-[:RESOLVED_TO]->(lc:Customer)
MATCH (t)-[:RIGHT]->(r:SourceRecord)-[:RESOLVED_TO]->(rc:Customer)
WHERE lc.id <> rc.id
RETURN t.id AS id, t.weight AS weight, t.reason AS reason, t.levels AS levels, t.at_ms AS at_ms,
  l.source AS left_source, l.source_id AS left_id, lc.id AS left_customer, lc.name AS left_name,
  lc.city AS left_city,
  r.source AS right_source, r.source_id AS right_id, rc.id AS right_customer, rc.name AS right_name,
  rc.city AS right_city
ORDER BY id
LIMIT $limit
"""


def open_reviews(rows: Sequence[Row]) -> Statement:
    return Statement(OPEN_REVIEWS, {"rows": rows})


async def open_tasks(graph: Graph, *, after: str, limit: int) -> list[Row]:
    """Return at most `limit` open tasks whose id follows `after` ("" for the first page)."""
    return await graph.read(OPEN_TASKS, after=after, limit=limit)
