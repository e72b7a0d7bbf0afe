"""The one loop by which every source is read: fetch, parse, load, and remember how far.

A page's place is saved only after its records are in, so that a process may be killed at any
instant: the page under way is read again, and a sink takes the same record twice without harm.
The next page is fetched while one is loaded. What changes now is read beside what was before.
"""

import asyncio
import contextlib
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Final

from connectors.asking import Asking, Patience
from connectors.budget import Budget
from connectors.connectors_file import InstanceTable
from connectors.drift import drift_of
from connectors.errors import (
    AccessRefusedError,
    BadRecordError,
    ConnectorError,
    FatalError,
    PageGoneError,
    SourceAwayError,
)
from connectors.fetching import MISREAD, Fetching
from connectors.held_lease import TERM_SECONDS, held_lease
from connectors.own_client import Asks, Opening
from connectors.progress import BACKFILL, LIVE, Progress, lease_name, read_place, write_place
from connectors.pull import Page, Payload, Place, Pull, Stream
from connectors.unreadable import Unreadable, park
from context.ingest import RecordSink
from context.records import Record
from graph.access import Graph
from graph.errors import GraphError
from graph.keys import Keys
from graph.queries.checkpoints import CheckpointRow, SyncStateRow

BATCH: Final = 100  # records handed over at once


@dataclass(frozen=True, slots=True)
class SyncReport:
    """What one round brought."""

    source: str
    items: int = 0
    records: int = 0
    rejected: int = 0
    requests: int = 0
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class SyncSettings:
    patience: Patience = field(default_factory=Patience)
    lease_seconds: float = TERM_SECONDS


Said = Callable[[SyncReport], None]


def utc_now() -> datetime:
    return datetime.now(UTC)


async def sync(
    graph: Graph,
    keys: Keys,
    sink: RecordSink,
    instance: InstanceTable,
    *,
    settings: SyncSettings | None = None,
    said: Said | None = None,
    now: Callable[[], datetime] = utc_now,
) -> SyncReport:
    """Read everything that is new in one source, and return what that was.

    Raises RetryableError (LeaseLostError while another process reads it) or FatalError; what came
    before is in, and the reason stands with the source's state.
    """
    settings = settings or SyncSettings()
    lease = lease_name(instance.source)
    async with held_lease(
        graph, lease, source=instance.source, term_seconds=settings.lease_seconds
    ) as holder:
        progress = Progress(graph, instance.source, lease=lease, holder=holder)
        round_ = _Round(graph, keys, sink, instance, progress, settings, said, now)
        return await round_.run()


class _Round:
    def __init__(
        self,
        graph: Graph,
        keys: Keys,
        sink: RecordSink,
        instance: InstanceTable,
        progress: Progress,
        settings: SyncSettings,
        said: Said | None,
        now: Callable[[], datetime],
    ) -> None:
        self._graph, self._keys, self._sink, self._now = graph, keys, sink, now
        self._instance, self._progress, self._said = instance, progress, said
        self._pull = _pull(instance)
        self._started = time.monotonic()
        self._before = (0, 0, 0)
        self._budget = Budget(instance, self._pull, now=now, save=self._save_budget)
        self._asking = self._open(settings.patience)
        self._fetching = Fetching(instance.source, self._asking, self._budget)

    def _open(self, patience: Patience) -> Asks:
        """Return what asks the source: its own client where it has one."""
        instance, pull, spend = self._instance, self._pull, self._budget.spend
        pace = instance.requests_a_minute or pull.requests_a_minute
        if instance.connector.opens is None:
            access = pull.access(instance.values)
            return Asking(
                instance.source, access, requests_a_minute=pace, spend=spend, patience=patience
            )
        opening = Opening(
            instance.source,
            instance.values,
            spend,
            patience,
            pace,
            self._now,
            instance.money_a_month,
            self._graph,
            self._keys,
        )
        return instance.connector.opens(opening)

    async def run(self) -> SyncReport:
        problem, state = "", "idle"
        await self._progress.open(self._pull.streams, since=self._instance.since, now=self._now())
        self._budget.take_up(self._progress.state)
        self._before = self._progress.totals()
        try:
            await self._save_state("running", "")
            await self._both_lanes()
            problem = self._asking.not_read()
        except ConnectorError as error:
            problem, state = str(error), "stopped" if isinstance(error, FatalError) else "waiting"
            raise
        except Exception as error:
            problem, state = type(error).__name__, "waiting"
            raise
        except asyncio.CancelledError:
            problem, state = "interrupted", "waiting"
            raise
        finally:
            await self._asking.close()
            with contextlib.suppress(ConnectorError, GraphError):  # the first reason counts
                await asyncio.shield(self._save_state(state, problem))
        return self.report

    @property
    def report(self) -> SyncReport:
        items, records, rejected = (
            now - then for now, then in zip(self._progress.totals(), self._before, strict=True)
        )
        seconds = time.monotonic() - self._started
        source, requests = self._instance.source, self._asking.requests
        return SyncReport(source, items, records, rejected, requests, seconds)

    async def _both_lanes(self) -> None:
        """Read what changes now, again and again while what was before is still being read."""
        backfill = asyncio.create_task(self._lane(BACKFILL))
        try:
            await self._lane(LIVE)
            while not backfill.done():
                await asyncio.wait({backfill}, timeout=self._instance.every_seconds)
                if not backfill.done():
                    await self._lane(LIVE)
            await backfill
        finally:
            backfill.cancel()
            await asyncio.gather(backfill, return_exceptions=True)

    async def _lane(self, lane: str) -> None:
        for stream in self._pull.streams:
            row = self._progress.row(stream.name, lane)
            if row is not None and not row.done:
                try:
                    await self._drain(stream, row)
                except PageGoneError as error:
                    await self._begin_again(stream, lane, error)

    async def _begin_again(self, stream: Stream, lane: str, error: PageGoneError) -> None:
        """Begin the round once more where the page to go on from is too old."""
        row = self._progress.row(stream.name, lane)
        place = read_place(row.place) if row else Place()
        if row is None or place.page is None:
            raise AccessRefusedError(error.source, error.status, error.path) from error
        again = replace(place, page=None, newest=None)
        row = replace(row, place=write_place(again))
        await self._progress.save(row)
        try:
            await self._drain(stream, row)
        except PageGoneError as gone:
            raise AccessRefusedError(gone.source, gone.status, gone.path) from gone

    async def _drain(self, stream: Stream, row: CheckpointRow) -> None:
        """Read a list to its end, one page ahead of what is loaded."""
        place = read_place(row.place)
        ahead = asyncio.create_task(self._fetching.page(stream, place))
        try:
            while True:
                page = self._no_future(await ahead)
                if not page.last:
                    if page.next == place:
                        raise SourceAwayError(
                            self._instance.source, f"gives the same page of {stream.name} again"
                        )
                    ahead = asyncio.create_task(self._fetching.page(stream, page.next))
                records, rejected = await self._load(stream, page, row.lane)
                row = self._after(row, stream, page, records, rejected)
                await self._progress.save(row)
                if self._said is not None:
                    self._said(self.report)
                if page.last:
                    return
                place = page.next
        finally:
            ahead.cancel()
            await asyncio.gather(ahead, return_exceptions=True)

    def _no_future(self, page: Page) -> Page:
        """Return the page as going on from now at the latest.

        One item with a date in the next century would otherwise be the last that is ever read.
        """
        now, place = self._now(), page.next
        since = min(place.since, now) if place.since else None
        newest = min(place.newest, now) if place.newest else None
        return replace(page, next=replace(place, since=since, newest=newest))

    def _after(
        self, row: CheckpointRow, stream: Stream, page: Page, records: int, rejected: int
    ) -> CheckpointRow:
        return replace(
            row,
            place=write_place(page.next),
            done=row.lane == BACKFILL and page.last,
            pages=row.pages + 1,
            items=row.items + len(page.items),
            records=row.records + records,
            rejected=row.rejected + rejected,
            drift=drift_of(page.items, stream.known, row.drift),
            saved_at_ms=round(self._now().timestamp() * 1000),
        )

    async def _load(self, stream: Stream, page: Page, lane: str) -> tuple[int, int]:
        """Hand over what a page says, and park what cannot be read; return how many of each."""
        records: list[Record] = []
        bad: list[Unreadable] = []
        for item in page.items:
            try:
                records += self._parse(stream, item)
            except BadRecordError as error:
                bad.append((item, error))
        for start in range(0, len(records), BATCH):
            await self._sink.ingest(records[start : start + BATCH], live=lane == LIVE)
        now_ms = round(self._now().timestamp() * 1000)
        await park(
            self._graph,
            self._keys,
            self._instance.connector,
            self._instance.name,
            stream.name,
            bad,
            now_ms=now_ms,
        )
        return len(records), len(bad)

    def _parse(self, stream: Stream, item: Payload) -> tuple[Record, ...]:
        source = self._instance.source
        try:
            return stream.parse(source, item)
        except MISREAD as error:
            reason = f"cannot be read ({type(error).__name__})"
            raise BadRecordError(source, str(item.get("id", "")), "", None, reason) from error

    async def _save_budget(self) -> None:
        await self._progress.save_state(self._budget.put_into)

    async def _save_state(self, state: str, problem: str) -> None:
        now_ms = round(self._now().timestamp() * 1000)
        spent = await self._asking.spent()

        def change(row: SyncStateRow) -> SyncStateRow:
            row = replace(self._budget.put_into(row), state=state, problem=problem)
            if spent is not None:
                row = replace(row, month=f"{self._now():%Y-%m}", spent=spent)
            if state == "running":
                return replace(row, started_at_ms=now_ms)
            whole = now_ms if state == "idle" else row.whole_at_ms
            return replace(row, ended_at_ms=now_ms, whole_at_ms=whole)

        await self._progress.save_state(change)


def _pull(instance: InstanceTable) -> Pull:
    if instance.connector.pull is None:
        raise ValueError(f"{instance.connector.name} is only heard, never asked")
    return instance.connector.pull
