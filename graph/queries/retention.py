"""How long the bodies of worked deliveries are kept; their keys stay for ever."""

from typing import Final, LiteralString

from graph.access import Graph, Statement

# All that is known of a subject is worked together: its bodies go together, and while one of them
# waits, or is still young, all of them stay.
EXPIRE_DELIVERIES: Final[LiteralString] = """
MATCH (d:Delivery)
WHERE d.key STARTS WITH $slice AND d.state = 'done'
  AND coalesce(d.done_at_ms, d.received_at_ms) < $before_ms
WITH d, COUNT {
  MATCH (o:Delivery {subject: d.subject})
  WHERE NOT o.state IN ['done', 'expired', 'erased']
    OR (o.state = 'done' AND coalesce(o.done_at_ms, o.received_at_ms) >= $before_ms)
} AS needed
WHERE needed = 0
WITH d
LIMIT $limit
SET d.state = 'expired', d.body = null
RETURN count(d) AS count
"""


async def expire_deliveries(graph: Graph, *, slice: str, before_ms: int, limit: int) -> int:
    """Drop the bodies of what was done before then, and return how many; their keys stay.

    Only of keys that begin with `slice`, and only where nothing about the same subject is younger
    or waits for a person.
    """
    values = {"slice": slice, "before_ms": before_ms, "limit": limit}
    (rows,) = await graph.write([Statement(EXPIRE_DELIVERIES, values)])
    return int(rows[0]["count"]) if rows else 0
