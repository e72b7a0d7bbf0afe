"""How does a story's acquired book get in? As a user's does: announced by hashes, then loaded."""

import json
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from connectors.errors import BadRecordError
from connectors.files.reader import RecordFile, open_records
from connectors.load import load
from context.books.announcing import announce
from context.books.hashing import entries_of
from context.books.hold import held
from context.books.loading import BookSink, begin_load, file_loaded, keys_of_load
from context.books.manifest import read_manifest
from context.records import Record
from identity.book_hashes import book_key, check_of
from identity.resolver import Resolver
from identity.setup import Identity
from tellonce.errors import DemoError

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class DemoBook:
    """A book of one file: what its manifest says, and what is in the file."""

    name: str
    file: str
    head: str  # TOML
    records: tuple[Json, ...]  # canonical


async def announce_book(identity: Identity, book: DemoBook) -> None:
    """Announce a book: only hashes of its customers' identifiers are told."""
    with _opened(book) as (folder, file):
        key = book_key(identity.keys, book.name)
        region = identity.settings.default_region
        entries = sorted(
            {(one.kind, one.hash) for one in entries_of(_good(file), key, region=region)}
        )
        rows = [("check", check_of(key)), *entries]
        lines = ["kind,hash", *(f"{kind},{hashed}" for kind, hashed in rows)]
        (folder / f"{book.file}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
        manifest = folder / "manifest.toml"
        manifest.write_text(book.head, encoding="utf-8")
        read = read_manifest(manifest, identity.keys, ZoneInfo("UTC"))
        await announce(identity.graph, identity.keys, read, at_ms=_now_ms())


async def load_book(identity: Identity, book: DemoBook) -> None:
    """Load a book that was announced."""
    graph = identity.graph
    async with held(graph, book.name):
        row = await begin_load(graph, book.name, at_ms=_now_ms())
        mine = await keys_of_load(graph, book.name)
        with _opened(book) as (_, file):
            report = await load(file, BookSink(Resolver(identity), book.name, mine))
        if report.rejected:
            raise DemoError(f"{report.rejected} records of the book {book.name} were rejected")
        await file_loaded(graph, row, book.file, at_ms=_now_ms())


@contextmanager
def _opened(book: DemoBook) -> Iterator[tuple[Path, RecordFile]]:
    with tempfile.TemporaryDirectory(prefix="tellonce-book-") as name:
        path = Path(name) / "records.jsonl"
        lines = (json.dumps(one) for one in book.records)
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        with open_records(path) as file:
            yield Path(name), file


def _good(file: Iterable[tuple[int, Record | BadRecordError]]) -> Iterator[Record]:
    for line, one in file:
        if isinstance(one, BadRecordError):
            raise DemoError(f"record {line} of the book cannot be read: {one}")
        yield one


def _now_ms() -> int:
    return time.time_ns() // 1_000_000
