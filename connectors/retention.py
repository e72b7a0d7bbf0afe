"""When the bodies of worked deliveries go: a task that looks once an hour, a slice at a time."""

import asyncio
import logging
from collections.abc import Callable
from typing import Final

from graph.access import Graph
from graph.queries.retention import expire_deliveries
from identity.deliveries import SLICES

DAY_MS: Final = 86_400_000
AT_ONCE: Final = 500  # bodies dropped in one transaction
LOOK_SECONDS: Final = 3600.0

log = logging.getLogger(__name__)


async def drop_old_bodies(graph: Graph, *, keep_days: int, now_ms: int) -> int:
    """Drop the bodies of deliveries worked longer than `keep_days` ago; return how many.

    What is parked or contradicts an earlier delivery stays, and so do all keys: the same delivery
    is known however late it comes again.
    """
    before_ms = now_ms - keep_days * DAY_MS
    dropped = 0
    for one in SLICES:
        while count := await expire_deliveries(
            graph, slice=one, before_ms=before_ms, limit=AT_ONCE
        ):
            dropped += count
    return dropped


async def keep_dropping(graph: Graph, *, keep_days: int, now_ms: Callable[[], int]) -> None:
    """Drop what is too old, now and every hour, until cancelled."""
    while True:
        try:
            if dropped := await drop_old_bodies(graph, keep_days=keep_days, now_ms=now_ms()):
                log.info("deliveries_dropped", extra={"count": dropped})
        except Exception as error:  # noqa: BLE001  the graph may be away: it is tried again
            log.warning("deliveries_not_dropped", extra={"error": type(error).__name__})
        await asyncio.sleep(LOOK_SECONDS)
