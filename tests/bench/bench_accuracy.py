"""How right is `tellonce resolve` on files where the answer is known?

    python tests/bench/bench_accuracy.py [--customers 34000] [--json]
    python tests/bench/bench_accuracy.py --records customers.csv.gz --truth truth.csv.gz
    python tests/bench/bench_accuracy.py --records people.csv --truth truth.csv --train --bulk

Without files it measures on customers that the generator makes; --shuffle takes the records in
another order. Precision comes first: a false
merge discloses one customer to another.
"""

import argparse
import csv
import json
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from clusters import Agreement, b_cubed, open_text, pairwise, read_clusters
from generator import write_csv
from report import BARS, print_figures


def measure(records: Path, truth: Path, options: Sequence[str] = ()) -> dict[str, Any]:
    """Resolve the records, with these options of `resolve`, and return the figures."""
    with tempfile.TemporaryDirectory() as folder:
        out, review = Path(folder) / "clusters.csv", Path(folder) / "review.csv"
        started = time.monotonic()
        command = [sys.executable, "-m", "tellonce", "resolve", str(records), "--out", str(out)]
        command += ["--review", str(review), *options]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        seconds = time.monotonic() - started
        found, expected = read_clusters(out), read_clusters(truth)
        in_review = _records_in_review(review)
    cubed, pairs = b_cubed(found, expected), pairwise(found, expected)
    return {
        "records": len(found),
        "customers": len(set(found.values())),
        "true_customers": len(set(expected.values())),
        "largest_customer": max(Counter(found.values()).values()),
        **_figures("b3", cubed),
        **_figures("pair", pairs),
        "review_share": in_review / len(found),
        "seconds": seconds,
        "records_a_second": len(found) / seconds,
    }


def _figures(name: str, agreement: Agreement) -> dict[str, float]:
    return {
        f"{name}_precision": agreement.precision,
        f"{name}_recall": agreement.recall,
        f"{name}_f1": agreement.f1,
    }


def _records_in_review(review: Path) -> int:
    with open_text(review) as file:
        return len({row["left_id"] for row in csv.DictReader(file)})


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure `tellonce resolve` against the truth.")
    parser.add_argument("--records", type=Path, help="CSV; without it the generator makes one")
    parser.add_argument("--truth", type=Path, help="CSV: record_id,cluster")
    parser.add_argument("--customers", type=int, default=34_000, help="of the generator")
    parser.add_argument("--seed", type=int, default=1, help="of the generator")
    parser.add_argument("--train", action="store_true", help="as `tellonce resolve --train`")
    parser.add_argument("--bulk", action="store_true", help="as `tellonce resolve --bulk`")
    parser.add_argument("--shuffle", type=int, metavar="SEED", help="another order of the records")
    parser.add_argument("--bars", default="customers", help="which of report.BARS to show")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    if (asked.records is None) != (asked.truth is None):
        parser.error("--records and --truth belong together")
    with tempfile.TemporaryDirectory() as folder:
        records, truth = asked.records, asked.truth
        if records is None:
            records, truth = Path(folder) / "records.csv", Path(folder) / "truth.csv"
            write_csv(records, truth, customers=asked.customers, seed=asked.seed)
        if asked.shuffle is not None:
            records = _shuffled(records, Path(folder) / "shuffled.csv", asked.shuffle)
        chosen = {"--train": asked.train, "--bulk": asked.bulk}
        figures = measure(records, truth, [option for option, is_on in chosen.items() if is_on])
    print(json.dumps(figures)) if asked.json else print_figures(figures, BARS[asked.bars])


def _shuffled(records: Path, file: Path, seed: int) -> Path:
    """Write the records in a random order; return where."""
    with open_text(records) as source:
        header, *rows = source.readlines()
    random.Random(seed).shuffle(rows)
    file.write_text("".join([header, *rows]), encoding="utf-8")
    return file


if __name__ == "__main__":
    main()
