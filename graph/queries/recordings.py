"""Recordings and transcripts of interactions: kept beside them, and for a time only.

They stand in nodes of their own, so that whoever reads an interaction does not read all of them.
"""

from collections.abc import Sequence
from typing import Final, LiteralString

from graph.access import Graph, Row, Statement

# What a later version does not speak of stays: the recording comes from elsewhere than the rest.
KEEP: Final[LiteralString] = """
UNWIND $rows AS row
MATCH (n:Interaction {key: row.key})
WHERE n.digest = row.digest
MERGE (r:Recording {key: row.recording_key})
SET r += row.recording
MERGE (r)-[:OF]->(n)
"""

# The key is set to itself because that takes the node's lock: versions are compared under it.
UPSERT_RECORDINGS: Final[LiteralString] = """
UNWIND $rows AS row
MERGE (n:Recording {key: row.key})
SET n.key = row.key
WITH n, row
WHERE n.updated_at_ms IS NULL OR n.updated_at_ms <= row.updated_at_ms
SET n = row.properties
WITH n, row
CALL (n, row) {
  MATCH (n)-[r:OF]->(x)
  WHERE NOT x.key IN row.targets
  DELETE r
}
FOREACH (key IN row.interactions | MERGE (x:Interaction {key: key}) MERGE (n)-[:OF]->(x))
"""

EXPIRE: Final[LiteralString] = """
MATCH (r:Recording)
WHERE r.until_ms <= $now_ms
WITH r
LIMIT $limit
DETACH DELETE r
RETURN count(r) AS count
"""


def keep_recordings(rows: Sequence[Row]) -> Statement:
    """Return the write of recordings, after that of their interactions.

    A row has the interaction's `key` and `digest`, `recording_key` and the properties of its
    `recording`.
    """
    names = ("key", "digest", "recording_key", "recording")
    kept = [{name: row[name] for name in names} for row in rows]
    return Statement(KEEP, {"rows": kept})


def upsert_recordings(rows: Sequence[Row]) -> Statement:
    """Return the write of recordings that come by themselves; their interactions may come later."""
    return Statement(UPSERT_RECORDINGS, {"rows": rows})


async def expire_recordings(graph: Graph, *, now_ms: int, limit: int) -> int:
    """Drop recordings and transcripts whose time is over; return how many."""
    (rows,) = await graph.write([Statement(EXPIRE, {"now_ms": now_ms, "limit": limit})])
    return int(rows[0]["count"]) if rows else 0
