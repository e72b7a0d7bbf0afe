"""Items of a source that could not be read: kept as they came, to be read again by a replay."""

import hashlib
import json
from collections.abc import Sequence
from typing import Final

from connectors.connector import Connector
from connectors.errors import BadRecordError
from connectors.pull import Payload
from context.masking import mask_delivery
from context.records import Record
from graph.access import Graph
from graph.keys import Keys
from graph.queries.inbox import DeliveryRow
from graph.queries.unreadable import keep_unreadable

STREAM: Final = "pulled from"  # a key that no sender's payload has
ITEM: Final = "item"

Unreadable = tuple[Payload, BadRecordError]


def is_pulled(payload: Payload) -> bool:
    return payload.keys() == {STREAM, ITEM}


def read_pulled(connector: Connector, source: str, payload: Payload) -> tuple[Record, ...]:
    """Return the records of an item that was kept. Raises BadRecordError."""
    stream = connector.pull.stream(payload[STREAM]) if connector.pull else None
    if stream is None:
        raise BadRecordError(source, "", STREAM, payload[STREAM], "is no list that is read here")
    return stream.parse(source, payload[ITEM])


async def park(
    graph: Graph,
    keys: Keys,
    connector: Connector,
    instance: str,
    stream: str,
    items: Sequence[Unreadable],
    *,
    now_ms: int,
) -> None:
    """Keep these items for a person; the same item that comes again is kept once."""
    rows = []
    for item, _ in items:
        body = json.dumps({STREAM: stream, ITEM: item}, ensure_ascii=False, sort_keys=True)
        body = mask_delivery(body)
        body = body.encode("utf-8", "replace").decode().replace("\\u0000", "␀")
        said = hashlib.sha256(body.encode()).hexdigest()
        key = keys.key("Delivery", connector.name, instance, f"pulled:{stream}:{said}")
        delivery_id = f"pulled:{stream}:{said[:12]}"
        row = DeliveryRow(key, connector.name, instance, delivery_id, key, body, said, now_ms)
        rows.append(row)
    if rows:
        await keep_unreadable(graph, rows, [_reason(error) for _, error in items])


def _reason(error: BadRecordError) -> str:
    return f"{error.field}: {error.reason}" if error.field else error.reason
