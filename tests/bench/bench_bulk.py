"""How fast is a first load: all people of a file decided at once, and written by batches?

    python tests/bench/bench_bulk.py [--customers 34000] [--train] [--json]
    python tests/bench/bench_bulk.py --people customers.csv.gz
    python tests/bench/bench_bulk.py --customers 340000 --train --no-write    a million records

Deciding is reading, normalising, learning where it is asked for, weighing and joining. The graph is
a new embedded one with a heap of 512 MB, or the test server's. Without a file it is measured on
customers that the generator makes, in another process.
"""

import argparse
import asyncio
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from fresh import fresh_graph
from report import BARS, print_figures

from connectors.files.reader import open_records
from graph.keys import Keys
from identity.batch import newest_versions
from identity.bulk.checkpoint import begin_load
from identity.bulk.collector import without_collector
from identity.bulk.edges import bulk_records
from identity.bulk.loading import Loader
from identity.bulk.plan import Plan, join, make_plan
from identity.bulk.preparing import prepare_all
from identity.bulk.weigh import AUTO, weigh
from identity.model_file import load_model
from identity.records import PersonRecord
from identity.resolver import Resolver
from identity.settings import IdentitySettings
from identity.training.learn import learn


class Laps:
    """Seconds of each step, under its name."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def lap(self, name: str) -> Iterator[None]:
        started = time.perf_counter()
        yield
        self.seconds[f"{name}_seconds"] = time.perf_counter() - started


def decide(file: Path, keys: Keys, laps: Laps, *, training: bool) -> Plan:
    """Return the plan of a file's people, as the command makes it."""
    settings, model = IdentitySettings(), load_model(None)
    with laps.lap("deciding"), without_collector():
        with laps.lap("reading"), open_records(file, source="bench") as records:
            people = [one for _, one in records if isinstance(one, PersonRecord)]
            versions = newest_versions(people, keys)
        with laps.lap("preparing"):
            ready = prepare_all(versions, settings)
        comparables = [one.comparable for one in ready]
        blocking = [one.blocking_keys for one in ready]
        if training:
            with laps.lap("learning"):
                model = learn(
                    comparables,
                    blocking,
                    default=model,
                    thresholds=settings.thresholds,
                    name="bench",
                    data_set=file.name,
                    made="2026-01-01",
                )
        bulk = bulk_records(comparables, blocking)
        with laps.lap("weighing"):
            edges = weigh(model, bulk, AUTO, None)
        with laps.lap("joining"):
            joined = join(model, bulk, edges, ready, settings)
            return make_plan(model, bulk, joined, ready, keys)


async def write(file: Path, laps: Laps, *, training: bool) -> tuple[Plan, str]:
    """Load a file into an empty graph; return its plan, and which engine it was."""
    async with fresh_graph() as bench:
        plan = decide(file, bench.keys, laps, training=training)
        load = await begin_load(bench.identity(), file.name)
        with laps.lap("writing"):
            await Loader(Resolver(bench.identity()), plan, load).write()
        return plan, bench.engine


def figures_of(file: Path, asked: argparse.Namespace) -> dict[str, Any]:
    laps, figures = Laps(), {}
    if asked.no_write:
        plan = decide(file, Keys(b"bench" * 8), laps, training=asked.train)
    else:
        plan, figures["engine"] = asyncio.run(write(file, laps, training=asked.train))
    records = len(plan.records)
    figures |= {"records": records, "customers": len(plan.customers), **laps.seconds}
    if not asked.no_write:
        figures["written_a_second"] = records / laps.seconds["writing_seconds"]
    return figures


def measure(asked: argparse.Namespace) -> dict[str, Any]:
    if asked.people:
        return figures_of(asked.people, asked)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "people.csv"
        making = [sys.executable, str(Path(__file__).with_name("generator.py"))]
        making += ["--customers", str(asked.customers), "--out", str(file)]
        making += ["--truth", str(Path(folder) / "truth.csv")]
        subprocess.run(making, check=True, stdout=subprocess.DEVNULL)
        return figures_of(file, asked)


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure a first load in bulk.")
    parser.add_argument("--customers", type=int, default=34_000)
    parser.add_argument("--people", type=Path, metavar="CSV")
    parser.add_argument("--train", action="store_true")
    parser.add_argument("--no-write", action="store_true")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    figures = measure(asked)
    bars = BARS["million" if asked.no_write else "bulk"]
    print(json.dumps(figures)) if asked.json else print_figures(figures, bars)


if __name__ == "__main__":
    main()
