"""What numbers of each source and kind look like: how many had which shape."""

from collections.abc import Sequence
from typing import Final, LiteralString

from graph.access import Graph, Row, Statement

MOST_PATTERNS: Final = 1_000

READ_PATTERNS: Final[LiteralString] = """
MATCH (p:NumberPattern)
RETURN p.source AS source, p.kind AS kind, p.shape AS shape, p.count AS count,
  p.low AS low, p.high AS high
ORDER BY count DESC, p.key
LIMIT $limit
"""

# Counts only grow and ranges only widen: run twice, or by two writers, it is the same.
UPSERT_PATTERNS: Final[LiteralString] = """
UNWIND $rows AS row
MERGE (p:NumberPattern {key: row.key})
SET p.source = row.source, p.kind = row.kind, p.shape = row.shape,
  p.count = CASE WHEN p.count > row.count THEN p.count ELSE row.count END,
  p.low = CASE WHEN p.low < row.low THEN p.low ELSE row.low END,
  p.high = CASE WHEN p.high > row.high THEN p.high ELSE row.high END
"""


async def read_patterns(graph: Graph) -> list[Row]:
    """Return source, kind, shape, count and range of each pattern, the commonest first."""
    return await graph.read(READ_PATTERNS, limit=MOST_PATTERNS)


def upsert_patterns(rows: Sequence[Row]) -> Statement:
    """Return the write of these patterns: key, source, kind, shape, count, low, high."""
    return Statement(UPSERT_PATTERNS, {"rows": rows})
