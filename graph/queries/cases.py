"""Cases: who opened them, what they are about, and the case number as an identifier."""

from collections.abc import Sequence
from typing import Final, LiteralString

from graph.access import Row, Statement

# The key is set to itself because that takes the node's lock: versions are compared under it.
UPSERT_CASES: Final[LiteralString] = """
UNWIND $rows AS row
MERGE (n:Case {key: row.key})
SET n.key = row.key
WITH n, row
WHERE n.updated_at_ms IS NULL OR n.updated_at_ms <= row.updated_at_ms
SET n = row.properties
WITH n, row
CALL (n, row) {
  MATCH (n)-[r:OPENED_BY]->(s:SourceRecord)
  WHERE row.persons <> [] AND NOT s.key IN row.persons
  OPTIONAL MATCH (s)-[h:HAS]->(i:Identifier)
  WHERE i.key IN row.identifier_keys AND h.stated IS NULL
  DELETE r, h
}
CALL (n, row) {
  MATCH (n)-[r:ABOUT]->(x)
  WHERE NOT x.key IN row.targets
  DELETE r
}
FOREACH (key IN row.persons |
  MERGE (s:SourceRecord {key: key})
  MERGE (n)-[:OPENED_BY]->(s)
  FOREACH (number IN row.identifiers |
    MERGE (i:Identifier {key: number.key})
    ON CREATE SET i.kind = number.kind, i.value = number.value
    MERGE (s)-[h:HAS]->(i)
    SET h.owned = true
  )
)
FOREACH (key IN row.orders | MERGE (x:Order {key: key}) MERGE (n)-[:ABOUT]->(x))
FOREACH (key IN row.cases | MERGE (x:Case {key: key}) MERGE (n)-[:ABOUT]->(x))
FOREACH (key IN row.products | MERGE (x:Product {key: key}) MERGE (n)-[:ABOUT]->(x))
FOREACH (key IN row.assets | MERGE (x:Asset {key: key}) MERGE (n)-[:ABOUT]->(x))
FOREACH (key IN row.contracts | MERGE (x:Contract {key: key}) MERGE (n)-[:ABOUT]->(x))
FOREACH (key IN row.returns | MERGE (x:Return {key: key}) MERGE (n)-[:ABOUT]->(x))
FOREACH (key IN row.shipments | MERGE (x:Shipment {key: key}) MERGE (n)-[:ABOUT]->(x))
FOREACH (key IN row.places | MERGE (x:Place {key: key}) MERGE (n)-[:ABOUT]->(x))
"""


def upsert_cases(rows: Sequence[Row]) -> Statement:
    """Return the write of these cases; an older version never replaces a newer one.

    What a case is about may arrive later: until then a bare key stands for it.
    """
    return Statement(UPSERT_CASES, {"rows": rows})
