"""Takes the load of a book back as a whole: the graph is as if it had never come.

In steps that a killed run leaves for the next one: what it brought stands in the batches that it
wrote, and those go last.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from context.books.loading import book_row
from context.replies import reply_keys
from graph.access import Graph
from graph.keys import Keys
from graph.queries import book_withdrawals as queries
from graph.queries.book_loads import BookBatch, drop_batches, read_batches, sources_of
from graph.queries.books import BookRow, drop_entries, forget_book, set_load
from graph.queries.derivation import owners
from graph.queries.events import append_event
from identity.setup import Identity
from identity.withdrawal import Load, withdraw_records

CHUNK: Final = 300  # activities of one transaction
RECORDS: Final = 100  # of one transaction, with all that stand beside them
ENTRIES: Final = 5_000
EVENT: Final = "book.withdrawal"

Progress = Callable[[int], object]  # so many records or activities more are gone


@dataclass(frozen=True, slots=True)
class Withdrawn:
    records: int
    activities: int
    entries: int = 0  # of the manifest, where that was forgotten as well


async def withdraw(
    identity: Identity,
    book: str,
    *,
    actor: str,
    at_ms: int,
    forget: bool = False,
    progress: Progress | None = None,
) -> Withdrawn:
    """Take back what the load of a book brought; `forget`: its manifest as well.

    Otherwise it is announced as before, so that nobody of it is a stranger. Raises
    UnknownBookError.
    """
    graph = identity.graph
    row = await book_row(graph, book)
    batches = await read_batches(graph, book)
    row = await _begin(graph, row, batches, at_ms)
    activities = _by_label(batches)
    for label, keys in activities.items():
        for chunk in _chunks(keys, CHUNK):
            await _take_out(graph, identity.keys, label, chunk, at_ms)
            if progress is not None:
                progress(len(chunk))
    records = [key for batch in batches for key in batch.records]
    if records:
        numbers = frozenset(batch.number for batch in batches)
        load = Load(book, frozenset(records), numbers)
        for chunk in _chunks(records, RECORDS):
            await withdraw_records(identity, load, chunk, actor=actor)
            if progress is not None:
                progress(len(chunk))
    await _put_patterns_back(graph, identity.keys, row)
    await drop_batches(graph, [one.id for one in batches])
    bare = replace(row, load_state=None, load_at_ms=at_ms, files_done=(), patterns=None)
    await graph.write([set_load(bare)])
    entries = 0
    if forget:
        entries = await drop_entries(graph, book, keep="", limit=ENTRIES)
        await graph.write([forget_book(book)])
    return Withdrawn(len(records), sum(map(len, activities.values())), entries)


async def _begin(graph: Graph, row: BookRow, batches: Sequence[BookBatch], at_ms: int) -> BookRow:
    """Say that the load is being withdrawn, and keep which sources it had while they are there."""
    if row.load_state == "withdrawing":
        return row
    records = [key for batch in batches for key in batch.records]
    sources = await sources_of(graph, records, _by_label(batches))
    known: dict[str, Any] = json.loads(row.patterns or '{"before": []}')
    patterns = json.dumps({**known, "sources": sorted(sources)})
    row = replace(row, load_state="withdrawing", load_at_ms=at_ms, patterns=patterns)
    await graph.write([set_load(row)])
    return row


async def _take_out(graph: Graph, keys: Keys, label: str, chunk: Sequence[str], at_ms: int) -> None:
    """Delete activities; whoever they belonged to has its context derived anew."""
    customers = await owners(graph, chunk, {label})
    promises: list[str] = []
    found: dict[str, list[str]] = {}
    if label == "Interaction":
        promises = await queries.promises_in(graph, chunk)
        for key, text in (await queries.texts_sent(graph, chunk)).items():
            for one in reply_keys(text, keys):
                found.setdefault(one, []).append(key)
    rows = [{"key": key, "replies": replies} for key, replies in sorted(found.items())]
    await graph.write(
        [
            *(queries.leave_reply_keys(rows) if rows else ()),
            *queries.delete_activities(label, chunk, promises),
            append_event(at_ms=at_ms, kind=EVENT, customers=sorted(customers)),
        ]
    )


async def _put_patterns_back(graph: Graph, keys: Keys, row: BookRow) -> None:
    known = json.loads(row.patterns or "{}")
    sources = known.get("sources", [])
    before = [
        {**one, "key": keys.key("NumberPattern", one["source"], one["kind"], one["shape"])}
        for one in known.get("before", [])
        if one["source"] in sources
    ]
    if sources:
        await graph.write(queries.put_patterns_back(sources, before))


def _by_label(batches: Iterable[BookBatch]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for batch in batches:
        for label, key in batch.activities:
            found.setdefault(label, []).append(key)
    return found


def _chunks(keys: Sequence[str], size: int) -> Iterator[list[str]]:
    return (list(keys[start : start + size]) for start in range(0, len(keys), size))
