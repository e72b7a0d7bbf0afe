"""Loads a book as an import does, and writes down what came with it, so that it can be withdrawn.

What was here before is never changed by a load: a record that another source or another book
brought is refused, with its name.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import replace

from context.books.parse import from_text
from context.errors import UnknownBookError, WithdrawnBookError
from context.evidence import KINDS, key_of
from context.ingest import Ingest, IngestResult
from context.policies.book import RuleBook
from context.promises.model import PromiseRules
from context.records import ActivityRecord, Record
from graph.access import Graph, Statement
from graph.keys import Keys
from graph.queries.book_loads import activities_there, keep_batch, read_batches, records_there
from graph.queries.books import BookRow, read_books, set_load
from graph.queries.number_patterns import read_patterns
from identity.records import PersonRecord
from identity.resolver import Resolver
from identity.suppression import Activities

Refused = Callable[[Record], None]


async def book_row(graph: Graph, book: str) -> BookRow:
    """Return what is known of a book. Raises UnknownBookError."""
    books = await read_books(graph)
    found = next((one for one in books if one.name == book), None)
    if found is None or found.entries is None:
        raise UnknownBookError(book, [one.name for one in books if one.entries is not None])
    return found


async def begin_load(graph: Graph, book: str, *, at_ms: int) -> BookRow:
    """Say that a book is being loaded, and keep what the load will have to be taken back to.

    Raises UnknownBookError, or WithdrawnBookError.
    """
    row = await book_row(graph, book)
    if row.load_state == "withdrawing":
        raise WithdrawnBookError(book)
    patterns = row.patterns or json.dumps({"before": await read_patterns(graph)})
    row = replace(row, load_state="loading", load_at_ms=at_ms, patterns=patterns)
    await graph.write([set_load(row)])
    return row


async def file_loaded(graph: Graph, row: BookRow, file: str, *, at_ms: int) -> BookRow:
    """Say that a file of the manifest is loaded; with the last one the book is."""
    done = tuple(dict.fromkeys((*row.files_done, file)))
    whole = set(files_of(row)) <= set(done)
    state = "loaded" if whole else "loading"
    row = replace(row, load_state=state, load_at_ms=at_ms, files_done=done)
    await graph.write([set_load(row)])
    return row


def files_of(row: BookRow) -> tuple[str, ...]:
    """Return the names that the manifest gives to the files of a book."""
    return tuple(one.name for one in from_text(row.facts).files)


async def keys_of_load(graph: Graph, book: str) -> set[str]:
    """Return the keys of all that earlier runs of a load brought."""
    return {
        key
        for batch in await read_batches(graph, book)
        for key in (*batch.records, *(key for _, key in batch.activities))
    }


class BookSink:
    """The RecordSink of one book; `mine` are the keys of what its load brought so far."""

    def __init__(
        self,
        resolver: Resolver,
        book: str,
        mine: set[str],
        *,
        promises: RuleBook[PromiseRules] | None = None,
        refused: Refused | None = None,
    ) -> None:
        self._graph = resolver.identity.graph
        self._keys = resolver.identity.keys
        self._book = book
        self._mine = mine
        self._refused = refused
        self._fresh: set[str] = set()  # what the present batch brings
        self._ingest = Ingest(resolver, promises=promises, noting=self._note)

    async def ingest(self, records: Sequence[Record], *, live: bool = False) -> IngestResult:
        """Take a batch in, but for what is here already and did not come with this book."""
        foreign = await self._foreign(records)
        taken = [one for one in records if foreign.isdisjoint(_keys_of(one, self._keys))]
        if self._refused is not None:
            for one in records:
                if not foreign.isdisjoint(_keys_of(one, self._keys)):
                    self._refused(one)
        self._fresh = set()
        result = await self._ingest.ingest(taken, live=live)
        self._mine |= self._fresh
        return replace(result, records=len(records))

    async def _foreign(self, records: Sequence[Record]) -> set[str]:
        """Return the keys of what is in the graph and was brought by somebody else."""
        people: set[str] = set()
        activities: dict[str, set[str]] = {}
        for one in records:
            if isinstance(one, ActivityRecord):
                activities.setdefault(KINDS[type(one)].label, set()).add(key_of(one, self._keys))
            people |= _people(one, self._keys)
        asked = sorted(people - self._mine)
        found = await records_there(self._graph, asked, book=self._book) if asked else set()
        for label, keys in activities.items():
            if unknown := sorted(keys - self._mine):
                found |= await activities_there(self._graph, label, unknown)
        return found

    def _note(self, records: Sequence[Record], activities: Activities) -> Activities:
        """Return the activities with the write that says what of this batch is new."""
        people = sorted({key for one in records for key in _people(one, self._keys)} - self._mine)
        brought = {one.key: one.label for one in activities.attached if one.key not in self._mine}
        if not people and not brought:
            return activities

        def write(without: Set[str]) -> list[Statement]:
            return [*activities.write(without), *self._kept(people, brought, without)]

        return Activities(activities.attached, write)

    def _kept(
        self, people: Iterable[str], brought: Mapping[str, str], without: Set[str]
    ) -> list[Statement]:
        """Return what keeps this batch; it may be asked for again when a race was lost."""
        records = [one for one in people if one not in without]
        found = [(label, key) for key, label in sorted(brought.items()) if key not in without]
        self._fresh = {*records, *(key for _, key in found)}
        if not self._fresh:
            return []
        id = self._keys.key("BookBatch", self._book, *sorted(self._fresh))
        return keep_batch(id, self._book, records, found)


def _people(record: Record, keys: Keys) -> set[str]:
    person = record if isinstance(record, PersonRecord) else record.person
    return {keys.record(person.source, person.source_id)} if person is not None else set()


def _keys_of(record: Record, keys: Keys) -> set[str]:
    own = {key_of(record, keys)} if isinstance(record, ActivityRecord) else set()
    return own | _people(record, keys)
