"""All sources of a deployment, each read in its own time: none waits for another."""

import asyncio
import logging
import random
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Final

from connectors.connectors_file import InstanceTable
from connectors.errors import (
    BudgetSpentError,
    ConnectorError,
    FatalError,
    LeaseLostError,
    SourceAwayError,
)
from connectors.held_lease import TERM_SECONDS
from connectors.listening import listen
from connectors.sync import SyncSettings, sync, utc_now
from context.ingest import RecordSink
from graph.access import Graph
from graph.keys import Keys

STOPPED_SECONDS: Final = 3600.0  # until what a person has to mend is tried again
LONGEST_SECONDS: Final = 3600.0  # between rounds of a source that does not answer

log = logging.getLogger(__name__)


@asynccontextmanager
async def pulling(
    graph: Graph,
    keys: Keys,
    sink: RecordSink,
    instances: Sequence[InstanceTable],
    *,
    settings: SyncSettings | None = None,
) -> AsyncIterator[None]:
    """Read these sources again and again, until the block is left."""
    tasks = [
        asyncio.create_task(_again_and_again(graph, keys, sink, one, settings), name=one.source)
        for one in instances
    ] + [
        asyncio.create_task(listen(graph, keys, sink, one), name=f"hear {one.source}")
        for one in instances
        if one.connector.hears is not None
    ]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _again_and_again(
    graph: Graph,
    keys: Keys,
    sink: RecordSink,
    instance: InstanceTable,
    settings: SyncSettings | None,
) -> None:
    failures = 0
    while True:
        wait = instance.every_seconds
        try:
            report = await sync(graph, keys, sink, instance, settings=settings)
            failures = 0
            if report.items:
                facts = {"items": report.items, "rejected": report.rejected}
                log.info("synced", extra={"source": instance.source, **facts})
        except LeaseLostError:
            wait = max(wait, TERM_SECONDS)  # another server reads it; it is watched from here
        except Exception as error:  # noqa: BLE001  one source's trouble must not stop the others
            failures += 1
            wait = _pause(error, wait, failures)
            reason = str(error) if isinstance(error, ConnectorError) else type(error).__name__
            why = {"source": instance.source, "reason": reason, "again_seconds": round(wait)}
            log.warning("sync_failed", extra=why)
        await asyncio.sleep(wait)


def _pause(error: Exception, every_seconds: float, failures: int) -> float:
    """Return how long to leave a source alone that could not be read so often in a row."""
    if isinstance(error, FatalError):
        return max(STOPPED_SECONDS, every_seconds)
    longest = max(LONGEST_SECONDS, every_seconds)
    doubled = min(every_seconds * float(2 ** min(failures - 1, 10)), longest)
    if isinstance(error, BudgetSpentError):
        return max(every_seconds, (error.until - utc_now()).total_seconds())
    asked = error.wait_seconds or 0.0 if isinstance(error, SourceAwayError) else 0.0
    return max(asked, doubled * random.uniform(0.75, 1.25))  # noqa: S311  jitter
