"""What people judged, what was linked by itself, and the calibration that came of it."""

from typing import Final, LiteralString

from graph.access import Graph, Row, Statement

JUDGED_TASKS: Final[LiteralString] = """
MATCH (t:ReviewTask)
WHERE t.state = 'judged' AND t.id > $after
MATCH (t)-[:LEFT]->(l:SourceRecord)
MATCH (t)-[:RIGHT]->(r:SourceRecord)
RETURN t.id AS id, t.decision AS decision, t.verdict AS verdict,
  t.judged_weight AS weight, t.judged_vetoed AS vetoed, t.judged_model AS model,
  coalesce(t.sampled, false) AS sampled,
  l.kind AS kind, l.comparable AS left_comparable, r.comparable AS right_comparable
ORDER BY id
LIMIT $limit
"""

LINKED_WEIGHTS: Final[LiteralString] = """
MATCH (s:SourceRecord)
WHERE s.key > $after
WITH s
ORDER BY s.key
LIMIT $limit
MATCH (s)-[r:RESOLVED_TO]->(:Customer)
RETURN s.key AS key, r.rule AS rule, r.weight AS weight
ORDER BY key
"""

READ_CALIBRATION: Final[LiteralString] = """
MATCH (k:Calibration {name: 'identity'})
RETURN k.content AS content
"""

STORE_CALIBRATION: Final[LiteralString] = """
MERGE (k:Calibration {name: 'identity'})
SET k.content = $content, k.at_ms = $at_ms
"""


async def judged_tasks(graph: Graph, *, after: str, limit: int) -> list[Row]:
    """Return at most `limit` judged pairs whose task's id follows `after`, by id.

    `weight`, `vetoed` and `model` are what the judge saw, null where the judge saw another pair of
    the same two customers.
    """
    return await graph.read(JUDGED_TASKS, after=after, limit=limit)


async def linked_weights(graph: Graph, *, after: str, limit: int) -> list[Row]:
    """Return rule and weight of at most `limit` records whose key follows `after`, by key."""
    return await graph.read(LINKED_WEIGHTS, after=after, limit=limit)


async def read_calibration(graph: Graph) -> str | None:
    """Return the calibration in force as it was stored, or None."""
    rows = await graph.read(READ_CALIBRATION)
    return rows[0]["content"] if rows else None


def store_calibration(content: str, *, at_ms: int) -> Statement:
    return Statement(STORE_CALIBRATION, {"content": content, "at_ms": at_ms})
