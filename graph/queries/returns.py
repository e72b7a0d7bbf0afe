"""Returns: of which order, and who sent it back."""

from collections.abc import Sequence
from typing import Final, LiteralString

from graph.access import Row, Statement

# The key is set to itself because that takes the node's lock: versions are compared under it.
UPSERT_RETURNS: Final[LiteralString] = """
UNWIND $rows AS row
MERGE (n:Return {key: row.key})
SET n.key = row.key
WITH n, row
WHERE n.updated_at_ms IS NULL OR n.updated_at_ms <= row.updated_at_ms
SET n = row.properties
WITH n, row
CALL (n, row) {
  MATCH (n)-[r:OPENED_BY]->(s:SourceRecord)
  WHERE row.persons <> [] AND NOT s.key IN row.persons
  DELETE r
}
CALL (n, row) {
  MATCH (n)-[r:OF]->(x)
  WHERE NOT x.key IN row.targets
  DELETE r
}
FOREACH (key IN row.persons |
  MERGE (s:SourceRecord {key: key})
  MERGE (n)-[:OPENED_BY]->(s)
)
FOREACH (key IN row.orders | MERGE (x:Order {key: key}) MERGE (n)-[:OF]->(x))
"""


def upsert_returns(rows: Sequence[Row]) -> Statement:
    """Return the write of these returns; an older version never replaces a newer one.

    The order may arrive later: until then a bare key stands for it.
    """
    return Statement(UPSERT_RETURNS, {"rows": rows})
