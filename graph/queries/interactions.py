"""Exchanges with customers, one on one channel: whose they are, what they answer and are about."""

from collections.abc import Sequence
from typing import Final, LiteralString

from graph.access import Row, Statement

# The key is set to itself because that takes the node's lock: versions are compared under it.
UPSERT_INTERACTIONS: Final[LiteralString] = """
UNWIND $rows AS row
MERGE (n:Interaction {key: row.key})
SET n.key = row.key
WITH n, row
WHERE n.updated_at_ms IS NULL OR n.updated_at_ms <= row.updated_at_ms
SET n = row.properties
WITH n, row
CALL (n, row) {
  MATCH (n)-[r:BY]->(s:SourceRecord)
  WHERE row.persons <> [] AND NOT s.key IN row.persons
  DELETE r
}
CALL (n, row) {
  MATCH (n)-[r:ABOUT|ANSWERS]->(x)
  WHERE NOT x.key IN row.targets
  DELETE r
}
FOREACH (key IN row.persons |
  MERGE (s:SourceRecord {key: key})
  MERGE (n)-[:BY]->(s)
)
FOREACH (key IN row.answers | MERGE (x:Interaction {key: key}) MERGE (n)-[:ANSWERS]->(x))
FOREACH (key IN row.orders | MERGE (x:Order {key: key}) MERGE (n)-[:ABOUT]->(x))
FOREACH (key IN row.cases | MERGE (x:Case {key: key}) MERGE (n)-[:ABOUT]->(x))
FOREACH (key IN row.products | MERGE (x:Product {key: key}) MERGE (n)-[:ABOUT]->(x))
FOREACH (key IN row.assets | MERGE (x:Asset {key: key}) MERGE (n)-[:ABOUT]->(x))
FOREACH (key IN row.contracts | MERGE (x:Contract {key: key}) MERGE (n)-[:ABOUT]->(x))
FOREACH (key IN row.returns | MERGE (x:Return {key: key}) MERGE (n)-[:ABOUT]->(x))
FOREACH (key IN row.shipments | MERGE (x:Shipment {key: key}) MERGE (n)-[:ABOUT]->(x))
"""


def upsert_interactions(rows: Sequence[Row]) -> Statement:
    """Return the write of these interactions; an older version never replaces a newer one.

    What an interaction answers or is about may arrive later: until then a bare key stands for it.
    """
    return Statement(UPSERT_INTERACTIONS, {"rows": rows})
