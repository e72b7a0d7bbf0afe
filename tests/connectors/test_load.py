"""The batch loop: everything arrives once, bad records aside, however it is cut."""

import asyncio
import threading
from collections.abc import Callable, Iterator, Sequence

import pytest

from connectors.errors import BadRecordError, UnreadableFileError
from connectors.load import BATCH_BYTES, LoadReport, Parsed, load
from context.ingest import IngestResult
from context.records import Record
from identity.records import PersonRecord


class Shelf:
    """A sink in memory that keeps what it is given, as the graph does: by key, newest last."""

    def __init__(self, before: Callable[[int], None] = lambda batch: None) -> None:
        self.kept: dict[tuple[str, str], Record] = {}
        self.batches: list[int] = []
        self._before = before

    async def ingest(self, records: Sequence[Record], *, live: bool = False) -> IngestResult:
        self._before(len(self.batches))
        await asyncio.sleep(0)
        self.batches.append(len(records))
        changed = 0
        for one in records:
            changed += self.kept.get((one.source, one.source_id)) != one
            self.kept[one.source, one.source_id] = one
        return IngestResult(len(records), changed, frozenset())


def person(number: int) -> PersonRecord:
    return PersonRecord("s", str(number), name=f"Person {number}")


def rows(count: int, *, every_bad: int = 0) -> Iterator[Parsed]:
    for line in range(1, count + 1):
        if every_bad and line % every_bad == 0:
            yield line, BadRecordError("s", str(line), "name", "", "is blank")
        else:
            yield line, person(line)


async def test_good_records_arrive_and_bad_ones_are_put_aside():
    shelf, aside = Shelf(), list[tuple[int, str]]()

    report = await load(
        rows(250, every_bad=50), shelf, rejects=lambda line, bad: aside.append((line, bad.field))
    )

    assert (report.read, report.accepted, report.changed, report.rejected) == (250, 245, 245, 5)
    assert len(shelf.kept) == 245
    assert aside == [(line, "name") for line in (50, 100, 150, 200, 250)]
    assert shelf.batches == [98, 98, 49]


async def test_loading_twice_changes_nothing():
    shelf = Shelf()
    await load(rows(250), shelf)

    report = await load(rows(250), shelf)

    assert (report.accepted, report.changed) == (250, 0)


async def test_a_load_that_was_cut_off_is_run_again():
    def fail_in_the_third(batch: int) -> None:
        if batch == 2:
            raise ConnectionError("gone")

    shelf, undisturbed = Shelf(fail_in_the_third), Shelf()
    with pytest.raises(ConnectionError):
        await load(rows(500), shelf)
    assert len(shelf.kept) == 200
    shelf.batches += [0]  # the sink is well again

    await load(rows(500), shelf)
    await load(rows(500), undisturbed)

    assert shelf.kept == undisturbed.kept


async def test_what_was_read_before_a_file_broke_is_in():
    def broken() -> Iterator[Parsed]:
        yield from rows(130, every_bad=120)
        raise UnreadableFileError("f.csv.gz", "ends early")

    shelf, reports = Shelf(), list[LoadReport]()
    with pytest.raises(UnreadableFileError, match="ends early"):
        await load(broken(), shelf, progress=reports.append)

    assert len(shelf.kept) == 129
    assert (reports[-1].read, reports[-1].rejected) == (130, 1)


async def test_the_next_batch_is_parsed_while_the_sink_works_and_not_more():
    parsed, seen = 0, list[int]()
    ahead = threading.Event()

    def watched() -> Iterator[Parsed]:
        nonlocal parsed
        for one in rows(500):
            parsed += 1
            if parsed == 200:
                ahead.set()
            yield one

    def wait_for_the_next(batch: int) -> None:
        if batch == 0:
            assert ahead.wait(10), "nothing is parsed while the sink works"
        seen.append(parsed)

    await load(watched(), Shelf(wait_for_the_next))

    assert seen[0] == 200
    assert all(count <= 100 * (batch + 2) for batch, count in enumerate(seen))


async def test_batches_of_long_records_are_cut_by_size():
    used = 0

    def long_ones() -> Iterator[Parsed]:
        nonlocal used
        for one in rows(10):
            used += BATCH_BYTES // 2 + 1
            yield one

    shelf = Shelf()
    await load(long_ones(), shelf, position=lambda: used)

    assert shelf.batches == [2, 2, 2, 2, 2]


async def test_nothing_to_load_is_no_error():
    shelf = Shelf()

    report = await load(iter(()), shelf)

    assert (report.read, shelf.batches) == (0, [])
