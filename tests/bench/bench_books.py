"""How long does it take until nobody of an acquired book is a stranger, and to take it back?

    python tests/bench/bench_books.py [--entries 100000] [--customers 2000]

So many hashes are announced; then customers of the generator, three records each on average, are
loaded as a book into a graph of as many others, and withdrawn.
"""

import argparse
import asyncio
import json
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from fresh import fresh_graph
from report import BARS, print_figures

from context.books.announcing import announce
from context.books.loading import BookSink, begin_load, keys_of_load
from context.books.manifest import read_manifest
from context.books.withdrawing import withdraw
from context.ingest import Ingest
from context.pop import Desk, Lookup, screen_pop
from graph.access import Graph
from graph.keys import Keys
from identity.book_hashes import book_key, check_of, hash_of
from identity.records import PersonRecord
from identity.resolver import Resolver
from identity.setup import Identity

BOOK = "bench"
HEAD = f"""\
book = "{BOOK}"
former_company = "Bench"
desk = "desk"
expected = 2030-01-01
[sentence]
en = "Sorry."
[[file]]
name = "all"
entries = "all.csv"
"""
POPS = 200


def write_manifest(folder: Path, keys: Keys, entries: int) -> Path:
    key = book_key(keys, BOOK)
    rows = (f"number,{hash_of(key, f'number:AL{number:07d}')}" for number in range(entries))
    text = "\n".join(("kind,hash", f"check,{check_of(key)}", *rows))
    (folder / "all.csv").write_text(text + "\n")
    path = folder / "manifest.toml"
    path.write_text(HEAD)
    return path


def people(source: str, customers: int) -> list[PersonRecord]:
    """Return customers, of whom every third is one of the other source's as well."""
    return [
        PersonRecord(
            source,
            f"{source}{number}.{account}",
            given_name=f"Given{number % 97}",
            family_name=f"Family{number if number % 3 == 0 else f'{source}{number}'}",
            phones=(f"+1713{number:07d}" if number % 3 == 0 else f"+1{len(source)}{number:09d}",),
        )
        for number in range(customers)
        for account in range(3)
    ]


async def measure(entries: int, customers: int) -> dict[str, Any]:
    async with fresh_graph() as bench:
        identity = bench.identity()
        with tempfile.TemporaryDirectory() as name:
            path = write_manifest(Path(name), bench.keys, entries)
            started = time.monotonic()
            manifest = read_manifest(path, bench.keys, ZoneInfo("UTC"))
            await announce(bench.graph, bench.keys, manifest, at_ms=1)
            announced = time.monotonic() - started
        pops = await _pops(identity, entries)
        await _ingest(Ingest(Resolver(identity)), people("ours", customers))
        return {
            "entries": entries,
            "announce_seconds": announced,
            "migrating_p50_ms": pops[len(pops) // 2],
            "migrating_p99_ms": pops[len(pops) * 99 // 100],
            **await _load_and_withdraw(identity, bench.graph, customers),
        }


async def _pops(identity: Identity, entries: int) -> list[float]:
    desk, taken = Desk(identity), []
    for number in range(POPS):
        started = time.perf_counter()
        pop = await screen_pop(
            desk,
            Lookup(account_number=f"AL-{number * (entries // POPS):07d}"),
            now=datetime.now(UTC),
        )
        taken.append((time.perf_counter() - started) * 1000)
        assert pop.migrating is not None
    return sorted(taken)


async def _load_and_withdraw(identity: Identity, graph: Graph, customers: int) -> dict[str, Any]:
    book = people("book", customers)
    await begin_load(graph, BOOK, at_ms=2)
    sink = BookSink(Resolver(identity), BOOK, await keys_of_load(graph, BOOK))
    started = time.monotonic()
    await _ingest(sink, book)
    loaded = time.monotonic() - started
    started = time.monotonic()
    await withdraw(identity, BOOK, actor="bench", at_ms=3)
    return {
        "loaded_a_second": len(book) / loaded,
        "withdrawn_a_second": len(book) / (time.monotonic() - started),
    }


async def _ingest(sink: Ingest | BookSink, records: Sequence[PersonRecord]) -> None:
    for start in range(0, len(records), 100):
        await sink.ingest(records[start : start + 100])


def main() -> None:
    parser = argparse.ArgumentParser(description="Announce, load and withdraw a book.")
    parser.add_argument("--entries", type=int, default=100_000)
    parser.add_argument("--customers", type=int, default=2_000)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    figures = asyncio.run(measure(asked.entries, asked.customers))
    print(json.dumps(figures)) if asked.json else print_figures(figures, BARS["books"])


if __name__ == "__main__":
    main()
