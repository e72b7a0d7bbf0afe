"""Spark, in local mode, weighs the pairs of a small file as DuckDB does, and joins the same people.

Its Jaro-Winkler differs by a transposition in some thousandth of the pairs: those may stand at the
level beside. `make test-spark` installs PySpark, which is half a gigabyte, and runs this.
"""

import csv
import random
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.spark

GIVEN = ("Ana", "Anna", "Bill", "William", "Paul", "Paula", "John", "Jhon", "Sergei", "Maria")
FAMILIES = ("Lopez", "Lopes", "Smith", "Smyth", "Mueller", "Muller", "Novak", "Garcia", "Park")
CITIES = ("Austin", "Boston", "Denver", "Leeds", "")


@pytest.fixture(scope="module")
def file(tmp_path_factory) -> Path:
    """600 people in about 1,500 records with slips."""
    rng = random.Random(11)
    path = tmp_path_factory.mktemp("spark") / "people.csv"
    with path.open("w", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(("record_id", "first_name", "surname", "city", "phone", "email"))
        for number in range(600):
            given, family = rng.choice(GIVEN), rng.choice(FAMILIES)
            phone, city = f"+1555{rng.randrange(10**7):07}", rng.choice(CITIES)
            for turn in range(rng.choice((1, 2, 3, 4))):
                written = given if rng.random() < 0.8 else given[0]
                email = f"{given}{number}@example.com".lower() if rng.random() < 0.4 else ""
                said = (written, family, city, phone if rng.random() < 0.6 else "", email)
                writer.writerow((f"{number}-{turn}", *said))
    return path


def customers(file: Path, engine: str, *options: str) -> dict[str, set[str]]:
    """Return the records of each record's customer."""
    out = file.with_name(f"{engine}.csv")
    command = [sys.executable, "-m", "tellonce", "resolve", str(file), "--out", str(out)]
    subprocess.run([*command, "--bulk", "--engine", engine, *options], check=True)
    groups: dict[str, set[str]] = {}
    with out.open(newline="") as lines:
        rows = list(csv.DictReader(lines))
    for row in rows:
        groups.setdefault(row["customer_id"], set()).add(row["record_id"])
    return {row["record_id"]: groups[row["customer_id"]] for row in rows}


def test_the_same_people_are_joined(file):
    on_spark, on_duckdb = customers(file, "spark"), customers(file, "duckdb")

    differing = [one for one in on_duckdb if on_spark[one] != on_duckdb[one]]

    assert on_spark.keys() == on_duckdb.keys()
    assert len({frozenset(one) for one in on_duckdb.values()}) < len(on_duckdb)
    assert len(differing) <= len(on_duckdb) / 200
