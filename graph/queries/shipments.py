"""Shipments: of which order."""

from collections.abc import Sequence
from typing import Final, LiteralString

from graph.access import Row, Statement

# The key is set to itself because that takes the node's lock: versions are compared under it.
UPSERT_SHIPMENTS: Final[LiteralString] = """
UNWIND $rows AS row
MERGE (n:Shipment {key: row.key})
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
FOREACH (key IN row.orders | MERGE (x:Order {key: key}) MERGE (n)-[:OF]->(x))
"""


def upsert_shipments(rows: Sequence[Row]) -> Statement:
    """Return the write of these shipments; an older version never replaces a newer one.

    The order may arrive later: until then a bare key stands for it.
    """
    return Statement(UPSERT_SHIPMENTS, {"rows": rows})
