"""Which raw deliveries in the webhook inbox speak of a person?"""

import string
from typing import Final

from graph.access import Graph
from graph.queries.inbox import (
    StoredDelivery,
    delivery_keys,
    delivery_keys_about,
    stored_deliveries,
)
from identity.traces import Traces, source_of

STEP: Final = 200  # deliveries read at once; a body is 1 MB at most
SLICES: Final = sorted(string.ascii_letters + string.digits + "-_")  # first letters of keys


async def deliveries_of(graph: Graph, traces: Traces) -> list[StoredDelivery]:
    """Return the deliveries that these traces are in, with all about the same subjects, by key.

    Every stored delivery is read once.
    """
    found: dict[str, StoredDelivery] = {}
    contradicting: list[StoredDelivery] = []
    for one_slice in SLICES:
        for delivery in await _read(graph, await delivery_keys(graph, slice=one_slice)):
            if traces.are_in(delivery.body, source_of(delivery.connector, delivery.instance)):
                found[delivery.key] = delivery
            elif delivery.conflicts_with is not None:
                contradicting.append(delivery)
    subjects = {one.subject for one in found.values() if one.subject is not None}
    about = await delivery_keys_about(graph, subjects) if subjects else []
    found |= {one.key: one for one in await _read(graph, sorted(set(about) - found.keys()))}
    found |= {one.key: one for one in contradicting if one.conflicts_with in found}
    return [found[key] for key in sorted(found)]


async def _read(graph: Graph, keys: list[str]) -> list[StoredDelivery]:
    return [
        one
        for start in range(0, len(keys), STEP)
        for one in await stored_deliveries(graph, keys[start : start + STEP])
    ]
