"""What the load of a book wrote: one node a batch, written in the batch's own transaction.

So a load that is cut off anywhere leaves word of all that it did, and of nothing else.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, LiteralString

from graph.access import Graph, Row, Statement

PAGE: Final = 200  # batches read at once
CHUNK: Final = 1_000  # keys of one statement

# The sequence stands where this commit put it: its number is the commit's.
KEEP_BATCH: Final[LiteralString] = """
MATCH (q:Sequence {name: 'identity'})
MERGE (b:BookBatch {id: $id})
SET b.book = $book, b.number = q.value, b.records = $records, b.activities = $activities
"""

MARK_RECORDS: Final[LiteralString] = """
UNWIND $keys AS key
MATCH (s:SourceRecord {key: key})
SET s.load_id = $book, s.left_by = null
"""

READ_BATCHES: Final[LiteralString] = """
MATCH (b:BookBatch)
WHERE b.id > $after AND b.book = $book
RETURN b.id AS id, b.number AS number, b.records AS records, b.activities AS activities
ORDER BY id
LIMIT $limit
"""

COUNT_LOADED: Final[LiteralString] = """
MATCH (b:BookBatch)
RETURN b.book AS book, sum(size(b.records)) AS records, sum(size(b.activities)) AS activities
ORDER BY book
"""

DROP_BATCHES: Final[LiteralString] = """
UNWIND $ids AS id
MATCH (b:BookBatch {id: id})
DETACH DELETE b
"""

# What a withdrawn load left behind of a record says nothing: it may come again.
RECORDS_THERE: Final[LiteralString] = """
UNWIND $keys AS key
MATCH (s:SourceRecord {key: key})
WHERE s.profile IS NOT NULL AND coalesce(s.left_by, '') <> $book
RETURN s.key AS key
"""

# A bare node that only stands for what has not come yet is nobody's.
IS_THERE: Final[LiteralString] = """
WITH n
WHERE n.digest IS NOT NULL
RETURN n.key AS key
"""

BY_KEY: Final[Mapping[str, LiteralString]] = {
    "Agent": "UNWIND $keys AS key MATCH (n:Agent {key: key})",
    "Asset": "UNWIND $keys AS key MATCH (n:Asset {key: key})",
    "Cart": "UNWIND $keys AS key MATCH (n:Cart {key: key})",
    "Case": "UNWIND $keys AS key MATCH (n:Case {key: key})",
    "Contract": "UNWIND $keys AS key MATCH (n:Contract {key: key})",
    "DesktopEvent": "UNWIND $keys AS key MATCH (n:DesktopEvent {key: key})",
    "Interaction": "UNWIND $keys AS key MATCH (n:Interaction {key: key})",
    "Order": "UNWIND $keys AS key MATCH (n:Order {key: key})",
    "Place": "UNWIND $keys AS key MATCH (n:Place {key: key})",
    "Product": "UNWIND $keys AS key MATCH (n:Product {key: key})",
    "Queue": "UNWIND $keys AS key MATCH (n:Queue {key: key})",
    "Recording": "UNWIND $keys AS key MATCH (n:Recording {key: key})",
    "Return": "UNWIND $keys AS key MATCH (n:Return {key: key})",
    "Shipment": "UNWIND $keys AS key MATCH (n:Shipment {key: key})",
    "Survey": "UNWIND $keys AS key MATCH (n:Survey {key: key})",
}
SOURCE: Final[LiteralString] = """
RETURN DISTINCT n.source AS source
"""

SOURCES_OF_RECORDS: Final[LiteralString] = """
UNWIND $keys AS key
MATCH (s:SourceRecord {key: key})
RETURN DISTINCT s.source AS source
"""

SOURCES: Final[Mapping[str, LiteralString]] = {
    label: head + SOURCE for label, head in BY_KEY.items()
}
ACTIVITIES_THERE: Final[Mapping[str, LiteralString]] = {
    label: head + IS_THERE for label, head in BY_KEY.items()
}


@dataclass(frozen=True, slots=True)
class BookBatch:
    """What one commit of a load brought that was not there before."""

    id: str
    number: int  # identity's, of the commit
    records: tuple[str, ...]  # keys
    activities: tuple[tuple[str, str], ...]  # label, key


def keep_batch(
    id: str, book: str, records: Sequence[str], activities: Iterable[tuple[str, str]]
) -> list[Statement]:
    """Return the write that says what this commit brings, for the same transaction."""
    kept = {"records": records, "activities": [f"{label} {key}" for label, key in activities]}
    return [
        Statement(KEEP_BATCH, {"id": id, "book": book, **kept}),
        Statement(MARK_RECORDS, {"book": book, "keys": records}),
    ]


async def read_batches(graph: Graph, book: str) -> list[BookBatch]:
    """Return all batches of a book's load, by id."""
    found: list[BookBatch] = []
    after = ""
    while rows := await graph.read(READ_BATCHES, book=book, after=after, limit=PAGE):
        found += [_batch(row) for row in rows]
        after = rows[-1]["id"]
    return found


def _batch(row: Row) -> BookBatch:
    pairs = (one.partition(" ") for one in row["activities"])
    activities = tuple((label, key) for label, _, key in pairs)
    return BookBatch(row["id"], row["number"], tuple(row["records"]), activities)


async def count_loaded(graph: Graph) -> dict[str, tuple[int, int]]:
    """Return how many records and activities the load of each book brought."""
    rows = await graph.read(COUNT_LOADED)
    return {row["book"]: (row["records"], row["activities"]) for row in rows}


async def drop_batches(graph: Graph, ids: Sequence[str]) -> None:
    for start in range(0, len(ids), CHUNK):
        await graph.write([Statement(DROP_BATCHES, {"ids": ids[start : start + CHUNK]})])


async def records_there(graph: Graph, keys: Sequence[str], *, book: str) -> set[str]:
    """Return those of these records that are in the graph and not left behind by this book."""
    rows = await graph.read(RECORDS_THERE, keys=keys, book=book)
    return {row["key"] for row in rows}


async def activities_there(graph: Graph, label: str, keys: Sequence[str]) -> set[str]:
    """Return those of these activities that are in the graph."""
    return {row["key"] for row in await graph.read(ACTIVITIES_THERE[label], keys=keys)}


async def sources_of(
    graph: Graph, records: Sequence[str], activities: Mapping[str, Sequence[str]]
) -> set[str]:
    """Return where these records and activities, by label, come from."""
    found: set[str] = set()
    for start in range(0, len(records), CHUNK):
        keys = records[start : start + CHUNK]
        found |= {row["source"] for row in await graph.read(SOURCES_OF_RECORDS, keys=keys)}
    for label, every in activities.items():
        for start in range(0, len(every), CHUNK):
            keys = every[start : start + CHUNK]
            found |= {row["source"] for row in await graph.read(SOURCES[label], keys=keys)}
    return {one for one in found if one}
