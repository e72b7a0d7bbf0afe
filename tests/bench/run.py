"""Everything that is measured, one after the other, as one table with the bars beside it.

    python tests/bench/run.py [--preset small|large]

`small` takes some minutes and shows the shape of things; `large` is what the bars are meant for.
TELLONCE_BENCH_DATA may name a folder with files NAME.csv.gz and NAME_truth.csv.gz: `large` then
measures accuracy on them as well, and the import of people alone. TELLONCE_TEST_GRAPH_URL measures
on that Neo4j in place of the embedded engine. Nothing here fails because a bar is missed.
"""

import argparse
import asyncio
import json
import os
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fresh import fresh_graph
from report import BARS, Bar, table

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Preset:
    customers: int  # of the shop: five records each
    people: int  # customers of the generator, for accuracy
    pops: int  # requests of one client
    known: int  # records in memory while single ones are decided


PRESETS = {
    "small": Preset(customers=2_000, people=3_400, pops=500, known=100_000),
    "large": Preset(customers=20_000, people=34_000, pops=3_000, known=1_000_000),
}
Row = tuple[str, Any, Bar | None]
WHOLE = ("--train", "--bulk")
MILLION = "340000"  # customers, who have three records each on average


async def measure(name: str) -> list[Row]:
    """Run all benchmarks of a preset and return the rows of the table."""
    preset, rows = PRESETS[name], []
    rows += await _shop(preset)
    rows += await _alone("concurrency", "bench_concurrency.py")
    rows += await _alone("busy", "bench_busy.py", "--people", str(preset.people))
    rows += await _alone("push", "bench_push.py")
    rows += await _alone("context", "bench_context.py", "--customers", str(preset.customers))
    people = ("--customers", str(preset.people))
    rows += await _alone("bulk", "bench_bulk.py", *people)
    rows += await _alone("generator", "bench_accuracy.py", *people)
    rows += await _alone(
        "generator", "bench_accuracy.py", *people, *WHOLE, about="trained, in bulk"
    )
    rows += await _alone("febrl", "bench_febrl.py")
    rows += await _alone("lookup", "bench_lookup.py", *people)
    rows += await _alone("calibration", "bench_calibration.py", *people)
    rows += await _alone("households", "bench_households.py")
    rows += await _alone("books", "bench_books.py", "--customers", str(preset.customers // 2))
    rows += await _alone("scorer", "bench_scorer.py")
    rows += await _alone("decision", "bench_decision.py", "--records", str(preset.known))
    rows += await _alone("canned", "bench_canned.py")
    rows += await _alone("mentions", "bench_mentions.py")
    if name == "large":
        whole = ("--customers", MILLION, "--train", "--no-write")
        rows += await _alone("million", "bench_bulk.py", *whole)
        for records, truth in _known_files():
            rows += await _known(records, truth)
    return rows


async def _known(records: Path, truth: Path) -> list[Row]:
    """Measure accuracy on a labelled file; what is bought and sold is imported as well."""
    files = ("--records", str(records), "--truth", str(truth))
    if not records.name.startswith("customers"):
        rows = await _alone("historical", "bench_accuracy.py", *files, *WHOLE, about="in bulk")
        for seed in ("1", "2", "3"):
            order = ("--train", "--shuffle", seed)
            rows += await _alone(
                "historical", "bench_accuracy.py", *files, *order, about=f"online, order {seed}"
            )
        return rows
    rows = await _alone("customers", "bench_accuracy.py", *files, about="online")
    rows += await _alone("customers", "bench_accuracy.py", *files, *WHOLE, about="trained in bulk")
    rows += await _alone("lookup", "bench_lookup.py", *files, about=records.name)
    rows += await _alone("calibration", "bench_calibration.py", *files, about=records.name)
    return rows + await _alone("people", "bench_import.py", "--people-only", str(records))


async def _shop(preset: Preset) -> list[Row]:
    """Import a shop into an empty graph, and ask for screen pops there."""
    customers = ("--customers", str(preset.customers))
    async with fresh_graph() as bench:
        imported = await _run("bench_import.py", "--here", *customers, environ=bench.environ)
        popped = await _run(
            "bench_pop.py", "--here", *customers, "--pops", str(preset.pops), environ=bench.environ
        )
    return [*_rows("import", imported), *_rows("pop", popped)]


async def _alone(group: str, script: str, *arguments: str, about: str = "") -> list[Row]:
    return list(_rows(group, await _run(script, *arguments), about))


async def _run(
    script: str, *arguments: str, environ: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """Return the figures of a benchmark that runs in a process of its own."""
    print(f"{time.strftime('%H:%M:%S')} {script} {' '.join(arguments)}", file=sys.stderr)
    running = await asyncio.create_subprocess_exec(
        sys.executable,
        str(HERE / script),
        "--json",
        *arguments,
        stdout=asyncio.subprocess.PIPE,
        env={**os.environ, **(environ or {})},
    )
    out, _ = await running.communicate()
    if running.returncode:
        print(f"{script} failed, see above", file=sys.stderr)
        return {"failed": running.returncode}
    figures: dict[str, Any] = json.loads(out)
    return figures


def _rows(group: str, figures: Mapping[str, Any], about: str = "") -> Iterator[Row]:
    for name, figure in figures.items():
        words = " ".join(filter(None, (group, about, name.replace("_", " "))))
        yield words, figure, BARS[group].get(name)


def _known_files() -> Iterator[tuple[Path, Path]]:
    folder = os.environ.get("TELLONCE_BENCH_DATA")
    for truth in sorted(Path(folder).glob("*_truth.csv.gz")) if folder else ():
        yield truth.with_name(truth.name.replace("_truth", "")), truth


def main() -> None:
    parser = argparse.ArgumentParser(description="Run all benchmarks and print one table.")
    parser.add_argument("--preset", choices=PRESETS, default="small")
    asked = parser.parse_args()
    print(table(asyncio.run(measure(asked.preset))))


if __name__ == "__main__":
    main()
