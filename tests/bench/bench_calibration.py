"""Do probabilities hold what they claim, once judged pairs have set them?

    python tests/bench/bench_calibration.py [--customers 5000] [--json]
    python tests/bench/bench_calibration.py --records customers.csv.gz --truth truth.csv.gz

The truth plays the judge of every pair from the review threshold on. One half of the pairs sets
the calibration, the other is what its claims are held against, by bins of two bits.
"""

import argparse
import asyncio
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from generator import write_csv
from report import BARS, print_figures

from tellonce.cli.evaluate_files import FileQuestion, evaluate_files


def measure(records: Path, truth: Path) -> dict[str, Any]:
    """Resolve the records, weigh all pairs that meet, and return the figures."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "clusters.csv"
        command = [sys.executable, "-m", "tellonce", "resolve", str(records), "--out", str(out)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        question = FileQuestion(clusters=out, truth=truth, records=records)
        figures = asyncio.run(evaluate_files(question)).scores
    return {
        "pairs": figures.pairs,
        "true_pairs_met": figures.met,
        "recall_at_99": figures.recall_at_99,
        "error_of_the_model": figures.calibration_error,
        "error_when_reset": figures.calibration_error_reset,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure claimed against observed probability.")
    parser.add_argument("--records", type=Path, help="CSV; without it the generator makes one")
    parser.add_argument("--truth", type=Path, help="CSV: record_id,cluster")
    parser.add_argument("--customers", type=int, default=5_000, help="of the generator")
    parser.add_argument("--seed", type=int, default=1, help="of the generator")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    if (asked.records is None) != (asked.truth is None):
        parser.error("--records and --truth belong together")
    with tempfile.TemporaryDirectory() as folder:
        records, truth = asked.records, asked.truth
        if records is None:
            records, truth = Path(folder) / "records.csv", Path(folder) / "truth.csv"
            write_csv(records, truth, customers=asked.customers, seed=asked.seed)
        figures = measure(records, truth)
    print(json.dumps(figures)) if asked.json else print_figures(figures, BARS["calibration"])


if __name__ == "__main__":
    main()
