"""Sources that speak by themselves: one process listens, and connects again whenever it ends."""

import asyncio
import logging
import random
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Final

from connectors.connectors_file import InstanceTable
from connectors.drift import drift_of
from connectors.errors import (
    BadRecordError,
    BudgetSpentError,
    ConnectorError,
    FatalError,
    LeaseLostError,
    RetryableError,
    SourceAwayError,
)
from connectors.fetching import MISREAD
from connectors.held_lease import TERM_SECONDS, held_lease
from connectors.progress import LIVE, write_place
from connectors.pull import Payload, Place
from connectors.purse import Purse
from connectors.sync import BATCH, utc_now
from connectors.unreadable import Unreadable, park
from context.ingest import RecordSink
from context.records import Record
from graph.access import Graph
from graph.errors import GraphError
from graph.keys import Keys
from graph.queries.checkpoints import CheckpointRow, read_checkpoints, save_checkpoints

HEARD: Final = "heard live"  # as `tellonce connectors` lists it
FIRST_SECONDS: Final = 0.25  # until the next try, doubled each time
LONGEST_SECONDS: Final = 320.0
STOPPED_SECONDS: Final = 3600.0  # until what a person has to mend is tried again
LASTED_SECONDS: Final = 30.0  # a connection that held so long begins the pauses anew
SINK_SECONDS: Final = (0.1, 5.0)  # between tries while the graph is away

log = logging.getLogger(__name__)


async def listen(
    graph: Graph,
    keys: Keys,
    sink: RecordSink,
    instance: InstanceTable,
    *,
    now: Callable[[], datetime] = utc_now,
) -> None:
    """Hear one source until cancelled; what goes wrong is waited for, as long as it takes."""
    pause = FIRST_SECONDS
    while True:
        began = time.monotonic()
        try:
            await _hear(graph, keys, sink, instance, now)
            error: Exception | None = None
        except LeaseLostError:
            await asyncio.sleep(TERM_SECONDS)  # another server hears it; it is watched from here
            continue
        except Exception as caught:  # noqa: BLE001  one source's trouble must not stop the others
            error = caught
        if time.monotonic() - began > LASTED_SECONDS:
            pause = FIRST_SECONDS
        wait, pause = _wait(error, pause, now()), min(2 * pause, LONGEST_SECONDS)
        reason = str(error) if isinstance(error, ConnectorError) else type(error).__name__
        why = {"source": instance.source, "reason": reason, "again_seconds": round(wait, 1)}
        log.warning("hearing_ended", extra=why)
        await asyncio.sleep(wait)


def _wait(error: Exception | None, pause: float, now: datetime) -> float:
    """Return how long to leave a source alone."""
    doubled = pause * random.uniform(0.75, 1.25)  # noqa: S311  jitter
    if isinstance(error, BudgetSpentError):
        return max(doubled, min(STOPPED_SECONDS, (error.until - now).total_seconds()))
    if isinstance(error, FatalError):
        return STOPPED_SECONDS
    asked = error.wait_seconds if isinstance(error, SourceAwayError) else None
    return max(asked or 0.0, doubled)


async def _hear(
    graph: Graph,
    keys: Keys,
    sink: RecordSink,
    instance: InstanceTable,
    now: Callable[[], datetime],
) -> None:
    hears = instance.connector.hears
    if hears is None:
        raise ValueError(f"{instance.connector.name} says nothing by itself")
    lease = f"hear {instance.source}"
    async with held_lease(graph, lease, source=instance.source) as holder:
        key = f"{instance.source}/{HEARD}/{LIVE}"
        rows = {row.key: row for row in await read_checkpoints(graph, instance.source)}
        row = rows.get(key, CheckpointRow(key, instance.source, HEARD, LIVE, write_place(Place())))
        await hears(_Ear(graph, keys, sink, instance, row, (lease, holder), now))


class _Ear:
    """One time of listening, as a connector sees it."""

    def __init__(
        self,
        graph: Graph,
        keys: Keys,
        sink: RecordSink,
        instance: InstanceTable,
        row: CheckpointRow,
        held: tuple[str, str],
        now: Callable[[], datetime],
    ) -> None:
        self._graph, self._keys, self._sink, self._now = graph, keys, sink, now
        self._instance, self._row, self._held = instance, row, held
        self.purse = Purse(graph, instance.source, instance.money_a_month, now=now)

    @property
    def source(self) -> str:
        return self._instance.source

    @property
    def values(self) -> Mapping[str, str]:
        return self._instance.values

    @property
    def money_a_month(self) -> Decimal | None:
        return self._instance.money_a_month

    async def take(self, stream: str, items: Sequence[Payload]) -> None:
        """Take items in, parking what cannot be read. Raises LeaseLostError, and FatalError."""
        pause, longest = SINK_SECONDS
        while True:
            try:
                return await self._take(stream, items)
            except LeaseLostError:
                raise
            except (RetryableError, GraphError, OSError) as error:
                log.warning("heard_not_stored", extra={"error": type(error).__name__})
                await asyncio.sleep(pause)
                pause = min(2 * pause, longest)

    async def _take(self, stream: str, items: Sequence[Payload]) -> None:
        records, bad = self._read(stream, items)
        for start in range(0, len(records), BATCH):
            await self._sink.ingest(records[start : start + BATCH], live=True)
        now_ms = round(self._now().timestamp() * 1000)
        connector, name = self._instance.connector, self._instance.name
        await park(self._graph, self._keys, connector, name, stream, bad, now_ms=now_ms)
        row = replace(
            self._row,
            place=write_place(Place(since=self._now())),
            pages=self._row.pages + 1,
            items=self._row.items + len(items),
            records=self._row.records + len(records),
            rejected=self._row.rejected + len(bad),
            drift=drift_of(items, self._known(stream), self._row.drift),
            saved_at_ms=now_ms,
        )
        lease, holder = self._held
        if not await save_checkpoints(self._graph, [row], lease=lease, holder=holder):
            raise LeaseLostError(self.source, "another machine")
        self._row = row

    def _read(self, stream: str, items: Sequence[Payload]) -> tuple[list[Record], list[Unreadable]]:
        pull = self._instance.connector.pull
        found = pull.stream(stream) if pull else None
        if found is None:
            raise ValueError(f"{stream} is no list of {self._instance.connector.name}")
        records: list[Record] = []
        bad: list[Unreadable] = []
        for item in items:
            try:
                records += found.parse(self.source, item)
            except BadRecordError as error:
                bad.append((item, error))
            except MISREAD as error:
                reason = f"cannot be read ({type(error).__name__})"
                id_ = str(item.get("id", ""))
                bad.append((item, BadRecordError(self.source, id_, "", None, reason)))
        return records, bad

    def _known(self, stream: str) -> frozenset[str]:
        pull = self._instance.connector.pull
        found = pull.stream(stream) if pull else None
        return found.known if found else frozenset()
