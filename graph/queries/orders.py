"""Orders: who placed them, and the order number as an identifier of that person."""

from collections.abc import Sequence
from typing import Final, LiteralString

from graph.access import Row, Statement

# The key is set to itself because that takes the node's lock: versions are compared under it.
UPSERT_ORDERS: Final[LiteralString] = """
UNWIND $rows AS row
MERGE (n:Order {key: row.key})
SET n.key = row.key
WITH n, row
WHERE n.updated_at_ms IS NULL OR n.updated_at_ms <= row.updated_at_ms
SET n = row.properties
WITH n, row
CALL (n, row) {
  MATCH (n)-[r:PLACED_BY]->(s:SourceRecord)
  WHERE row.persons <> [] AND NOT s.key IN row.persons
  OPTIONAL MATCH (s)-[h:HAS]->(i:Identifier)
  WHERE i.key IN row.identifier_keys AND h.stated IS NULL
  DELETE r, h
}
FOREACH (key IN row.persons |
  MERGE (s:SourceRecord {key: key})
  MERGE (n)-[:PLACED_BY]->(s)
  FOREACH (number IN row.identifiers |
    MERGE (i:Identifier {key: number.key})
    ON CREATE SET i.kind = number.kind, i.value = number.value
    MERGE (s)-[h:HAS]->(i)
    SET h.owned = true
  )
)
"""


def upsert_orders(rows: Sequence[Row]) -> Statement:
    """Return the write of these orders; an older version never replaces a newer one.

    An order that turns out to be somebody else's takes its number along.
    """
    return Statement(UPSERT_ORDERS, {"rows": rows})
