"""Acquired books of business: what their manifests announce, and whose hashes are in them.

An entry is found by its key alone. It hangs on nothing, so that a book of a million has no node
that a million relationships go from.
"""

import string
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from typing import Final, LiteralString

from graph.access import Graph, Row, Statement

MOST_BOOKS: Final = 100
MOST_FOUND: Final = 20  # entries of one contact
MOST_HELD: Final = 100  # identifiers of one who has no account
SLICES: Final = sorted(string.ascii_letters + string.digits + "-_")  # first letters of keys

READ_BOOKS: Final[LiteralString] = """
MATCH (b:Book)
RETURN b.name AS name, b.facts AS facts, b.entries AS entries, b.edition AS edition,
  b.announced_at_ms AS announced_at_ms, b.load_state AS load_state,
  b.load_at_ms AS load_at_ms, b.files_done AS files_done, b.patterns AS patterns
ORDER BY name
LIMIT $limit
"""

KEEP_BOOK: Final[LiteralString] = """
MERGE (b:Book {name: $name})
SET b.facts = $facts, b.edition = $edition, b.announced_at_ms = null
"""

PUT_ENTRIES: Final[LiteralString] = """
UNWIND $rows AS row
MERGE (e:BookEntry {key: row.key})
SET e.book = $book, e.edition = $edition, e.kind = row.kind, e.file = row.file,
  e.language = row.language
"""

ANNOUNCED: Final[LiteralString] = """
MATCH (b:Book {name: $name})
SET b.entries = $entries, b.announced_at_ms = $at_ms
"""

# Keys are spread evenly over their first character, so each slice is a bounded read by the index.
DROP_ENTRIES: Final[LiteralString] = """
MATCH (e:BookEntry)
WHERE e.key STARTS WITH $slice AND e.book = $book AND e.edition <> $keep
WITH e
LIMIT $limit
DETACH DELETE e
RETURN count(e) AS count
"""

DELETE_ENTRIES: Final[LiteralString] = """
UNWIND $keys AS key
MATCH (e:BookEntry {key: key})
DETACH DELETE e
"""

FIND_ENTRIES: Final[LiteralString] = """
UNWIND $keys AS key
MATCH (e:BookEntry {key: key})
RETURN e.book AS book, e.kind AS kind, e.file AS file, e.language AS language
ORDER BY book, kind, e.key
LIMIT $limit
"""

HELD_OR_CITED: Final[LiteralString] = """
MATCH (:Customer {id: $id})<-[:RESOLVED_TO]-(:SourceRecord)-[:HAS|CITES]->(i:Identifier)
RETURN DISTINCT i.kind AS kind, i.value AS value
ORDER BY kind, value
LIMIT $limit
"""

SET_LOAD: Final[LiteralString] = """
MATCH (b:Book {name: $name})
SET b.load_state = $load_state, b.load_at_ms = $load_at_ms, b.files_done = $files_done,
  b.patterns = $patterns
"""

FORGET_BOOK: Final[LiteralString] = """
MATCH (b:Book {name: $name})
DETACH DELETE b
"""


@dataclass(frozen=True, slots=True)
class BookRow:
    name: str
    facts: str  # JSON, as context writes it
    edition: str  # of the entries that its last manifest had
    entries: int | None = None  # None: being announced for the first time
    announced_at_ms: int | None = None  # None: being announced, or that was cut off
    load_state: str | None = None  # "loading", "loaded", "withdrawing"; None: not loaded
    load_at_ms: int | None = None  # since when it is in that state
    files_done: tuple[str, ...] = ()  # the manifest's names of the files that are loaded
    patterns: str | None = None  # JSON: what numbers of its sources looked like before


@dataclass(frozen=True, slots=True)
class EntryRow:
    """An identifier that a book's manifest has."""

    book: str
    kind: str  # "phone", "email", "number", "handle"
    file: str
    language: str | None


async def read_books(graph: Graph) -> list[BookRow]:
    """Return all books, by name."""
    rows = await graph.read(READ_BOOKS, limit=MOST_BOOKS)
    return [BookRow(**{**row, "files_done": tuple(row["files_done"] or ())}) for row in rows]


async def find_entries(graph: Graph, keys: Collection[str]) -> list[EntryRow]:
    """Return the entries with these keys, by book and kind."""
    rows = await graph.read(FIND_ENTRIES, keys=sorted(keys), limit=MOST_FOUND)
    return [EntryRow(**row) for row in rows]


async def held_or_cited(graph: Graph, customer_id: str) -> list[tuple[str, str]]:
    """Return kind and value of the identifiers that a customer's records hold or quote."""
    rows = await graph.read(HELD_OR_CITED, id=customer_id, limit=MOST_HELD)
    return [(row["kind"], row["value"]) for row in rows]


def keep_book(name: str, facts: str, edition: str) -> Statement:
    """Return the write of what a manifest says; it is announced once its entries are there."""
    return Statement(KEEP_BOOK, {"name": name, "facts": facts, "edition": edition})


def put_entries(book: str, edition: str, rows: Sequence[Row]) -> Statement:
    """Return the write of entries. Rows: key, kind, file, language."""
    return Statement(PUT_ENTRIES, {"book": book, "edition": edition, "rows": rows})


def announced(name: str, *, entries: int, at_ms: int) -> Statement:
    return Statement(ANNOUNCED, {"name": name, "entries": entries, "at_ms": at_ms})


async def drop_entries(graph: Graph, book: str, *, keep: str, limit: int) -> int:
    """Delete the entries of a book but those of the edition `keep`; return how many there were."""
    dropped = 0
    for one_slice in SLICES:
        values = {"slice": one_slice, "book": book, "keep": keep, "limit": limit}
        while True:
            (rows,) = await graph.write([Statement(DROP_ENTRIES, values)])
            dropped += rows[0]["count"]
            if rows[0]["count"] < limit:
                break
    return dropped


def delete_entries(keys: Sequence[str]) -> Statement:
    return Statement(DELETE_ENTRIES, {"keys": keys})


def set_load(row: BookRow) -> Statement:
    """Return the write of how far the load of a book is."""
    wanted = ("name", "load_state", "load_at_ms", "files_done", "patterns")
    values = asdict(row)
    return Statement(SET_LOAD, {name: values[name] for name in wanted})


def forget_book(name: str) -> Statement:
    return Statement(FORGET_BOOK, {"name": name})
