"""How fast do records come in, with full resolution, and does it bend as the graph grows?

    python tests/bench/bench_import.py [--customers 20000] [--json]
    python tests/bench/bench_import.py --people-only customers.csv.gz
    python tests/bench/bench_import.py --here    on the graph that TELLONCE_DATA and GRAPH_URL name

Customers come with orders and interactions, five records each. The file is made by another
process, so that the memory measured is tellonce's own.
"""

import argparse
import asyncio
import json
import resource
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from fresh import Bench, fresh_graph, graph_here
from report import BARS, print_figures

from connectors.files.reader import open_records
from connectors.load import load
from context.ingest import Ingest, IngestResult
from context.records import Record
from identity.resolver import Resolver

STRETCH = 10_000  # records at the beginning and at the end, or a quarter when there are fewer
CURVE = 100_000  # records: of more than two such stretches each one's rate is told


class TimedSink:
    """Hands batches on to the graph and remembers when how many records were in it."""

    def __init__(self, ingest: Ingest) -> None:
        self._ingest = ingest
        self._started = time.perf_counter()
        self.marks: list[tuple[int, float]] = [(0, 0.0)]

    async def ingest(self, records: Sequence[Record], *, live: bool = False) -> IngestResult:
        result = await self._ingest.ingest(records, live=live)
        count = self.marks[-1][0] + len(records)
        self.marks.append((count, time.perf_counter() - self._started))
        return result

    def rate(self, first: float, last: float) -> float:
        """Return records a second between two shares of all records, 0 to 1."""
        total = self.marks[-1][0]
        within = [mark for mark in self.marks if first * total <= mark[0] <= last * total]
        (count, began), (last_count, ended) = within[0], within[-1]
        return (last_count - count) / (ended - began)


async def import_shop(bench: Bench, *, customers: int, seed: int) -> dict[str, Any]:
    """Import a shop's customers, orders and interactions; return the figures."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "shop.jsonl"
        making = await asyncio.create_subprocess_exec(
            sys.executable,
            str(Path(__file__).with_name("shop_world.py")),
            *("--customers", str(customers), "--seed", str(seed), "--out", str(file)),
        )
        if await making.wait():
            raise RuntimeError("the records could not be made, see above")
        return await import_file(bench, file)


async def import_file(bench: Bench, file: Path) -> dict[str, Any]:
    """Import a file as `tellonce import` does; return the figures."""
    sink = TimedSink(Ingest(Resolver(bench.identity())))
    with open_records(file) as records:
        report = await load(records, sink, position=lambda: records.unpacked)
    if report.rejected:
        raise RuntimeError(f"{report.rejected} records were rejected")
    total, seconds = sink.marks[-1]
    stretch = min(STRETCH / total, 0.25)
    first, last = sink.rate(0, stretch), sink.rate(1 - stretch, 1)
    curve = {
        f"from_{start}_a_second": sink.rate(start / total, (start + CURVE) / total)
        for start in range(0, total - CURVE + 1, CURVE)
    }
    return {
        "engine": bench.engine,
        "records": total,
        "seconds": seconds,
        "records_a_second": total / seconds,
        "first_a_second": first,
        "last_a_second": last,
        "last_to_first": last / first,
        **(curve if len(curve) > 2 else {}),
        "rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


async def _measure(bench: Bench, asked: argparse.Namespace) -> dict[str, Any]:
    if asked.people_only:
        return await import_file(bench, asked.people_only)
    return await import_shop(bench, customers=asked.customers, seed=asked.seed)


async def _run(asked: argparse.Namespace) -> dict[str, Any]:
    async with graph_here() if asked.here else fresh_graph() as bench:
        return await _measure(bench, asked)


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure the import with full resolution.")
    parser.add_argument("--customers", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--people-only", type=Path, metavar="CSV")
    parser.add_argument("--here", action="store_true")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    figures = asyncio.run(_run(asked))
    bars = BARS["people" if asked.people_only else "import"]
    print(json.dumps(figures)) if asked.json else print_figures(figures, bars)


if __name__ == "__main__":
    main()
