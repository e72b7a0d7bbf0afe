"""Are spouses ever taken for one customer? Households in which one of the two is only "J. Smith".

    python tests/bench/bench_households.py [--households 10000] [--seed 1] [--bulk]

Both share telephone, surname and city. One is known by the first name, the other only by an
initial or by the surname alone; in half of the households the initial is the first one's too, and
some have a further record with an e-mail address and an order of their own. Nothing but a judgement
may make them one.
"""

import argparse
import csv
import json
import random
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from causes import resolve
from report import BARS, print_figures
from tables import AREA_CODES, census, cities

HEADER: Final = ("record_id", "first_name", "last_name", "city", "phone", "email", "order_no")
Row = tuple[str, ...]


def households(how_many: int, seed: int) -> Iterator[tuple[list[Row], list[Row]]]:
    """Yield so many households: the records of the one spouse, and of the other."""
    rng = random.Random(f"households {seed}")
    for number in range(how_many):
        family = census("dist.all.last").draw(rng)
        city = cities("US").draw(rng).partition("|")[0]
        phone = f"+1{rng.choice(AREA_CODES)}555{number % 10_000:04d}"
        home = (family, city, phone)
        known, other = _couple(rng)
        yield (
            list(_records(f"{number}a", known, (known,), home, rng)),
            list(_records(f"{number}b", other, (f"{other[0]}.", other[0], ""), home, rng)),
        )


def _couple(rng: random.Random) -> tuple[str, str]:
    """Return two first names, half the time with the same initial."""
    man = census("dist.male.first").draw(rng)
    alike = rng.random() < 0.5
    while True:
        woman = census("dist.female.first").draw(rng)
        if woman != man and (not alike or woman[0] == man[0]):
            return (man, woman) if rng.random() < 0.5 else (woman, man)


def _records(
    key: str, given: str, written: Sequence[str], home: tuple[str, str, str], rng: random.Random
) -> Iterator[Row]:
    """Yield one to three records, the third of them with what only this spouse has."""
    family, city, phone = home
    yield f"{key}1", rng.choice(written), family, city, phone, "", ""
    if rng.random() < 0.3:
        yield f"{key}2", rng.choice(written), family, city, phone, "", ""
    if rng.random() < 0.3:
        email = f"{given}{rng.randrange(10**6)}@example.com".lower()
        yield f"{key}3", rng.choice(written), family, city, "", email, str(rng.randrange(10**8))


def measure(how_many: int, seed: int, *options: str) -> dict[str, Any]:
    """Resolve the households; return how many had both spouses in one customer."""
    homes = list(households(how_many, seed))
    rows = [row for home in homes for spouse in home for row in spouse]
    random.Random(f"order {seed}").shuffle(rows)
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "households.csv"
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(HEADER)
            writer.writerows(rows)
        found, doubts = resolve(path, Path(name), *options)
    merged = sum(
        not {found[row[0]] for row in one}.isdisjoint(found[row[0]] for row in other)
        for one, other in homes
    )
    return {
        "households": how_many,
        "records": len(rows),
        "merged": merged,
        "review_share": len({pair[0] for pair, _ in doubts}) / len(rows),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description="Count spouses that became one customer.")
    parser.add_argument("--households", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--bulk", action="store_true", help="all pairs first, the surest first")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    options = ("--bulk", "--engine", "python") if asked.bulk else ()
    figures = measure(asked.households, asked.seed, *options)
    print(json.dumps(figures)) if asked.json else print_figures(figures, BARS["households"])


if __name__ == "__main__":
    main()
