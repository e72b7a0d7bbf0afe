"""What agents did at their desks: a screen opened, a macro used, in an interaction or a case."""

from collections.abc import Sequence
from typing import Final, LiteralString

from graph.access import Row, Statement

# The key is set to itself because that takes the node's lock: versions are compared under it.
UPSERT_DESKTOP_EVENTS: Final[LiteralString] = """
UNWIND $rows AS row
MERGE (n:DesktopEvent {key: row.key})
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
FOREACH (key IN row.cases | MERGE (x:Case {key: key}) MERGE (n)-[:OF]->(x))
"""


def upsert_desktop_events(rows: Sequence[Row]) -> Statement:
    """Return the write of these events; what they happened in may arrive later."""
    return Statement(UPSERT_DESKTOP_EVENTS, {"rows": rows})
