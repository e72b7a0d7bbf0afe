"""Shops and branches: where orders are placed, and which of them close."""

from collections.abc import Sequence
from typing import Final, LiteralString

from graph.access import Row, Statement

# The key is set to itself because that takes the node's lock: versions are compared under it.
UPSERT_PLACES: Final[LiteralString] = """
UNWIND $rows AS row
MERGE (n:Place {key: row.key})
SET n.key = row.key
WITH n, row
WHERE n.updated_at_ms IS NULL OR n.updated_at_ms <= row.updated_at_ms
SET n = row.properties
"""


def upsert_places(rows: Sequence[Row]) -> Statement:
    """Return the write of these places; an older version never replaces a newer one."""
    return Statement(UPSERT_PLACES, {"rows": rows})
