"""The batch loop: records are parsed while the batch before them is taken in."""

import asyncio
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from connectors.errors import BadRecordError
from context.ingest import RecordSink
from context.records import InteractionRecord, Record

BATCH_SIZE: Final = 100  # measured: 50 to 200 are the same within a tenth
BATCH_CHARACTERS: Final = 1_000_000  # of message text: a batch of long ones is cut earlier

Parsed = tuple[int, Record | BadRecordError]


@dataclass(frozen=True, slots=True)
class LoadReport:
    """How far a load came. `read` = `accepted` + `rejected`; `changed` are of the accepted."""

    read: int = 0
    accepted: int = 0
    changed: int = 0
    rejected: int = 0
    seconds: float = 0.0


Progress = Callable[[LoadReport], None]
Rejects = Callable[[int, BadRecordError], None]


class Loading:
    """A load under way: batches in, a report out."""

    def __init__(self, sink: RecordSink, rejects: Rejects | None, *, live: bool = False) -> None:
        self._sink = sink
        self._rejects = rejects
        self._live = live
        self._started = time.monotonic()
        self._accepted = self._changed = self._rejected = 0

    async def take(self, batch: Sequence[Parsed]) -> None:
        """Hand the good records of a batch to the sink, the bad ones to `rejects`."""
        records = [one for _, one in batch if not isinstance(one, BadRecordError)]
        if records:
            result = await self._sink.ingest(records, live=self._live)
            self._accepted += len(records)
            self._changed += result.changed
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
            seconds=time.monotonic() - self._started,
        )


async def load(
    parsed: Iterable[Parsed],
    sink: RecordSink,
    *,
    batch_size: int = BATCH_SIZE,
    progress: Progress | None = None,
    rejects: Rejects | None = None,
) -> LoadReport:
    """Take all of `parsed` in and return how that went.

    The next batch is parsed, in a thread, while the sink has one; never more than that. What
    `parsed` or the sink raises ends the load; batches before it are in, and since a sink takes the
    same record twice without harm, a load that was cut off is run again from the start.
    """
    loading = Loading(sink, rejects)
    items = iter(parsed)
    upcoming = _parse_ahead(items, batch_size)
    try:
        while batch := await upcoming:
            upcoming = _parse_ahead(items, batch_size)
            await loading.take(batch)
            if progress is not None:
                progress(loading.report)
    finally:
        await asyncio.wait([upcoming])  # a thread cannot be stopped: leave none behind
        if not upcoming.cancelled():
            upcoming.exception()
    return loading.report


def _parse_ahead(items: Iterator[Parsed], batch_size: int) -> "asyncio.Task[list[Parsed]]":
    return asyncio.create_task(asyncio.to_thread(_next_batch, items, batch_size))


def _next_batch(items: Iterator[Parsed], batch_size: int) -> list[Parsed]:
    batch: list[Parsed] = []
    characters = 0
    for item in islice(items, batch_size):
        batch.append(item)
        if isinstance(item[1], InteractionRecord) and item[1].text:
            characters += len(item[1].text)
            if characters > BATCH_CHARACTERS:
                break
    return batch
