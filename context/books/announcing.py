"""Announces a book: from then on nobody whose hash is in it gets a bare "not found"."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from context.books.manifest import Manifest, in_batches
from context.books.model import BookFile, Entry
from context.books.parse import to_text
from graph.access import Graph, Row
from graph.keys import Keys
from graph.queries import books as queries
from identity.book_hashes import entry_key

BATCH: Final = 1_000  # entries of one transaction
DROP: Final = 5_000

Progress = Callable[[int], object]  # so many entries more are written


@dataclass(frozen=True, slots=True)
class Announced:
    book: str
    entries: int
    dropped: int  # entries of an earlier manifest that this one does not have


async def announce(
    graph: Graph,
    keys: Keys,
    manifest: Manifest,
    *,
    at_ms: int,
    progress: Progress | None = None,
) -> Announced:
    """Write a manifest: entries count one by one as they come, and all of them at the end.

    In the place of an earlier manifest of this book: what that one had besides goes at the end.
    One that was cut off is simply announced again.
    """
    head = manifest.head
    await graph.write([queries.keep_book(head.book, to_text(head), manifest.edition)])
    for file in head.files:
        for batch in in_batches(manifest.read(file), BATCH):
            rows = await asyncio.to_thread(_rows, batch, file, head.book, keys)
            await graph.write([queries.put_entries(head.book, manifest.edition, rows)])
            if progress is not None:
                progress(len(batch))
    dropped = await queries.drop_entries(graph, head.book, keep=manifest.edition, limit=DROP)
    await graph.write([queries.announced(head.book, entries=manifest.entries, at_ms=at_ms)])
    return Announced(head.book, manifest.entries, dropped)


def _rows(batch: list[Entry], file: BookFile, book: str, keys: Keys) -> list[Row]:
    """Return a row for each; of the same hash twice, the last."""
    rows = {
        one.hash: {
            "key": entry_key(keys, book, one.hash),
            "kind": one.kind,
            "file": file.name,
            "language": one.language,
        }
        for one in batch
    }
    return list(rows.values())
