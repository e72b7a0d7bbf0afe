"""Contracts: what a customer is subscribed to."""

from collections.abc import Sequence
from typing import Final, LiteralString

from graph.access import Row, Statement

# The key is set to itself because that takes the node's lock: versions are compared under it.
UPSERT_CONTRACTS: Final[LiteralString] = """
UNWIND $rows AS row
MERGE (n:Contract {key: row.key})
SET n.key = row.key
WITH n, row
WHERE n.updated_at_ms IS NULL OR n.updated_at_ms <= row.updated_at_ms
SET n = row.properties
WITH n, row
CALL (n, row) {
  MATCH (n)-[r:HELD_BY]->(s:SourceRecord)
  WHERE row.persons <> [] AND NOT s.key IN row.persons
  DELETE r
}
FOREACH (key IN row.persons |
  MERGE (s:SourceRecord {key: key})
  MERGE (n)-[:HELD_BY]->(s)
)
"""


def upsert_contracts(rows: Sequence[Row]) -> Statement:
    """Return the write of these contracts; an older version never replaces a newer one."""
    return Statement(UPSERT_CONTRACTS, {"rows": rows})
