"""The batch loop: records are parsed while the batch before them is taken in."""

import asyncio
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from connectors.errors import BadRecordError, ConnectorError
from context.ingest import RecordSink
from context.records import Record

BATCH_SIZE: Final = 100  # measured: 50 to 200 are the same within a tenth
BATCH_BYTES: Final = 4 * 1024 * 1024  # of input: a batch of long records is cut earlier

Parsed = tuple[int, Record | BadRecordError]


@dataclass(frozen=True, slots=True)
class LoadReport:
    """How far a load came. `read` = `accepted` + `rejected`.

    Of the accepted, `changed` were new or newer, and `suppressed` are of people who were erased:
    those were not taken in.
    """

    read: int = 0
    accepted: int = 0
    changed: int = 0
    rejected: int = 0
    suppressed: int = 0
    seconds: float = 0.0


Progress = Callable[[LoadReport], None]
Rejects = Callable[[int, BadRecordError], None]
Position = Callable[[], int]


class Loading:
    """A load under way: batches in, a report out."""

    def __init__(self, sink: RecordSink, rejects: Rejects | None, *, live: bool = False) -> None:
        self._sink = sink
        self._rejects = rejects
        self._live = live
        self._started = time.monotonic()
        self._accepted = self._changed = self._rejected = 0
        self._suppressed = 0

    async def take(self, batch: Sequence[Parsed]) -> None:
        """Hand the good records of a batch to the sink, the bad ones to `rejects`."""
        records = [one for _, one in batch if not isinstance(one, BadRecordError)]
        if records:
            result = await self._sink.ingest(records, live=self._live)
            self._accepted += len(records)
            self._changed += result.changed
            self._suppressed += result.suppressed
        for line, one in batch:
            if isinstance(one, BadRecordError):
                self._rejected += 1
                if self._rejects is not None:
                    self._rejects(line, one)

    @property
    def report(self) -> LoadReport:
        return LoadReport(
            read=self._accepted + self._rejected,
            accepted=self._accepted,
            changed=self._changed,
            rejected=self._rejected,
            suppressed=self._suppressed,
            seconds=time.monotonic() - self._started,
        )


async def load(
    parsed: Iterable[Parsed],
    sink: RecordSink,
    *,
    batch_size: int = BATCH_SIZE,
    progress: Progress | None = None,
    rejects: Rejects | None = None,
    position: Position | None = None,
) -> LoadReport:
    """Take all of `parsed` in and return how that went.

    The next batch is parsed, in a thread, while the sink has one; never more than that. `position`
    says how many bytes of input `parsed` has used, so that batches of long records stay small.

    What `parsed` or the sink raises ends the load; what came before is in, and since a sink takes
    the same record twice without harm, a load that was cut off is run again from the start.
    """
    loading = Loading(sink, rejects)
    cutter = _Cutter(iter(parsed), batch_size, position or (lambda: 0))
    upcoming = cutter.ahead()
    try:
        while batch := await upcoming:
            upcoming = cutter.ahead()
            await loading.take(batch)
            if progress is not None:
                progress(loading.report)
    finally:
        await asyncio.wait([upcoming])  # a thread cannot be stopped: leave none behind
        if not upcoming.cancelled():
            upcoming.exception()  # the one under way is told; this one goes unsaid
    return loading.report


class _Cutter:
    """Cuts a stream into batches. An error comes after the batch that it cut short, not with it."""

    def __init__(self, items: Iterator[Parsed], batch_size: int, position: Position) -> None:
        self._items, self._size, self._position = items, batch_size, position
        self._error: ConnectorError | None = None

    def ahead(self) -> "asyncio.Future[list[Parsed]]":
        """Begin the next batch at once, in a thread."""
        return asyncio.get_running_loop().run_in_executor(None, self._next)

    def _next(self) -> list[Parsed]:
        if self._error is not None:
            raise self._error
        batch: list[Parsed] = []
        end = self._position() + BATCH_BYTES
        try:
            for item in islice(self._items, self._size):
                batch.append(item)
                if self._position() > end:
                    break
        except ConnectorError as error:
            if not batch:
                raise
            self._error = error
        return batch
