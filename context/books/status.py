"""How do the books stand: what is announced, what is loaded, what is late?"""

from collections.abc import Collection
from dataclasses import dataclass

from context.books.model import BookFile, Head
from context.books.parse import from_text
from graph.access import Graph
from graph.queries.book_loads import count_loaded
from graph.queries.books import BookRow, read_books

NOT_LOADED = (0, 0)


@dataclass(frozen=True, slots=True)
class FileStatus:
    name: str
    desk: str
    expected_ms: int
    loaded: bool
    overdue: bool  # it was to be loaded by now, and is not


@dataclass(frozen=True, slots=True)
class BookStatus:
    id: str  # its name
    former_company: str
    state: str  # "announcing", "announced", "loading", "loaded", "withdrawing"
    entries: int  # hashes of its manifest
    announced_at_ms: int | None
    state_since_ms: int | None
    records: int  # of people, that its load has brought
    activities: int
    files: tuple[FileStatus, ...]


async def book_statuses(graph: Graph, *, now_ms: int) -> list[BookStatus]:
    """Return all books, by name. Two reads."""
    loaded = await count_loaded(graph)
    return [
        _status(row, from_text(row.facts), loaded.get(row.name, NOT_LOADED), now_ms)
        for row in await read_books(graph)
    ]


def _status(row: BookRow, head: Head, loaded: tuple[int, int], now_ms: int) -> BookStatus:
    announced = "announcing" if row.announced_at_ms is None else "announced"
    return BookStatus(
        row.name,
        head.former_company,
        row.load_state or announced,
        row.entries or 0,
        row.announced_at_ms,
        row.load_at_ms if row.load_state else row.announced_at_ms,
        *loaded,
        tuple(_file(one, row.files_done, now_ms) for one in head.files),
    )


def _file(file: BookFile, done: Collection[str], now_ms: int) -> FileStatus:
    loaded = file.name in done
    overdue = not loaded and file.expected_ms < now_ms
    return FileStatus(file.name, file.desk, file.expected_ms, loaded, overdue)
