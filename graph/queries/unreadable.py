"""What a source gave that could not be read: parked with the deliveries that wait."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Final, LiteralString

from graph.access import Graph, Statement
from graph.queries.inbox import DeliveryRow

KEEP_UNREADABLE: Final[LiteralString] = """
UNWIND $rows AS row
MERGE (d:Delivery {key: row.key})
ON CREATE SET
  d.connector = row.connector,
  d.instance = row.instance,
  d.delivery_id = row.delivery_id,
  d.subject = row.subject,
  d.body = row.body,
  d.body_hash = row.body_hash,
  d.received_at_ms = row.received_at_ms,
  d.parked_at_ms = row.received_at_ms,
  d.state = 'parked',
  d.reason = row.reason,
  d.tries = 1
"""


async def keep_unreadable(
    graph: Graph, rows: Sequence[DeliveryRow], reasons: Sequence[str]
) -> None:
    """Park what a source gave that could not be read; what is there already stays as it is."""
    kept = [asdict(row) | {"reason": why} for row, why in zip(rows, reasons, strict=True)]
    await graph.write([Statement(KEEP_UNREADABLE, {"rows": kept})])
