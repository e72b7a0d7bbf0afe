"""Customers with the truth about them: who is behind which record, at any size.

    python tests/bench/generator.py --customers 34000 --seed 7 --out people.csv --truth truth.csv

28 of 100 customers are named as in another of twenty countries, some in its script. Of 100
customers 14 live in the household of another (same surname and city, 60 % of them with a telephone
and 5 % with an e-mail address in common; in the United States 3 in 100 of these are the son of one
with the same name, which half of his records and a quarter of his father's say), 3 have the name of
another, mostly a common one, and half of them the city too, 6 are reached through an office's one
number for 3 to 40 people, 2 have a number that was another's, 4 have married and 8 moved.

Of 100 records 28 lack the city, 8 the given name and 5 the family's; 8 have an initial for the
given name, 14 a short form where there is a usual one; 6 to 7 have a slip of the pen in either
name, 3 in the city, 2 in the telephone or the e-mail address. Of people with two family names
a third of the records have only one, a tenth a hyphen between them. Records of shops and networks
are as people write themselves, the others mostly as clerks do. Kept apart from the code under
test: it neither imports it nor shares its tables. Seeded: the same numbers give the same file.
"""

import argparse
import csv
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from customers import Customer, Generator
from tables import NEIGHBOUR_KEYS, Written, short_names

__all__ = ["Customer", "Said", "people", "write_csv"]

SUFFIXED: Final = {"Sr.": 0.25, "Jr.": 0.5}  # share of the records that say it
FIELDS: Final = ("first_name", "last_name", "city", "phone", "email", "handle", "order_no")


@dataclass(frozen=True, slots=True)
class Said:
    """What one source says about one customer."""

    customer: str
    source: str
    values: dict[str, str]


class Clerk:
    """Writes down what a source learns of a customer, with its usual gaps and slips."""

    def __init__(self, seed: int) -> None:
        self._rng = random.Random(f"clerk {seed}")

    def records(self, customer: Customer) -> Iterator[Said]:
        """Yield one to six records of a customer, three on average, each from some source."""
        for _ in range(self._rng.choice((1, 2, 2, 3, 3, 3, 4, 6))):
            source = self._rng.choice(("shop", "crm", "desk", "voice", "social"))
            values = {name: value for name, value in self._write(customer, source) if value}
            if len(values) > 1:
                yield Said(customer.id, source, values)

    def _write(self, customer: Customer, source: str) -> Iterator[tuple[str, str | None]]:
        rng = self._rng
        clerk = source in ("crm", "desk", "voice") and rng.random() < 0.7
        older = rng.random() < 0.4
        office = customer.office_phone if rng.random() < 0.5 and source != "social" else None
        home = customer.former_home if older and customer.former_home else customer.home
        given, family = self._name(customer, clerk=clerk, older=older)
        yield "first_name", given
        yield "last_name", family
        yield "city", self._city(home, customer, clerk=clerk) if rng.random() < 0.72 else None
        yield "phone", office or (self._phone(customer) if source != "social" else None)
        share = 0.0 if source == "voice" else 0.25 if office else 0.6
        yield "email", self._email(customer, share)
        yield "handle", self._pick(customer.handles, 0.9 if source == "social" else 0.05)
        yield "order_no", self._pick(customer.order_numbers, 0.25)

    def _name(
        self, customer: Customer, *, clerk: bool, older: bool
    ) -> tuple[str | None, str | None]:
        """Return what stands in the two fields; some sources take the one for the other."""
        rng = self._rng
        surname = customer.former_family if older and customer.former_family else None
        family = self._family(surname or customer.names[1], customer, clerk=clerk)
        given = self._given(customer, clerk=clerk)
        fields = (
            given if rng.random() < 0.92 else None,
            family if rng.random() < 0.95 else None,
        )
        turned = rng.random() < (0.12 if customer.land.family_first else 0.01)
        style = rng.random()
        if style < 0.08:
            change = str.upper if style < 0.04 else str.lower
            fields = tuple(one and change(one) for one in fields)  # type: ignore[assignment]
        return (fields[1], fields[0]) if turned and all(fields) else fields

    def _given(self, customer: Customer, *, clerk: bool) -> str:
        rng, name = self._rng, customer.names[0]
        short = short_names(customer.land.code).get(name.own, ())
        chance = rng.random()
        if chance < 0.08:
            return self._spelled(name, clerk=clerk)[0] + rng.choice(("", "", "."))
        if chance < 0.22 and short:
            return self._slip(self._spelled(rng.choice(short), clerk=clerk), 0.06)
        given = self._slip(self._spelled(name, clerk=clerk), 0.06)
        if customer.second_given is not None and rng.random() < 0.4:
            return f"{given} {customer.second_given[: rng.choice((1, 1, None))]}"
        return given

    def _family(self, name: Written, customer: Customer, *, clerk: bool) -> str:
        rng = self._rng
        family = self._spelled(name, clerk=clerk)
        words = family.split(" ")
        if len(words) == 2 and customer.land.two_families:
            kept = 1 if customer.country == "BR" else 0  # Brazilians go by the last one
            chance = rng.random()
            if chance < 0.33:
                family = words[kept]
            elif chance < 0.43:
                family = "-".join(words)
        family = self._slip(family, 0.07)
        if customer.suffix is not None and rng.random() < SUFFIXED[customer.suffix]:
            return f"{family} {customer.suffix}"
        return family

    def _spelled(self, name: Written, *, clerk: bool) -> str:
        return self._rng.choice(name.clerks) if clerk else name.own

    def _city(self, home: Written, customer: Customer, *, clerk: bool) -> str:
        city = self._slip(self._spelled(home, clerk=clerk), 0.03)
        if customer.region is not None and home is customer.home and self._rng.random() < 0.1:
            return f"{city}, {customer.region}"
        return city

    def _phone(self, customer: Customer) -> str | None:
        phone = self._pick(customer.phones, 0.75)
        if phone is None or self._rng.random() >= 0.02:
            return phone
        at = self._rng.randrange(len(phone) - 4, len(phone))
        return phone[:at] + str(self._rng.randrange(10)) + phone[at + 1 :]

    def _email(self, customer: Customer, share: float) -> str | None:
        email = self._pick(customer.emails, share)
        if email is None:
            return None
        login, _, domain = email.partition("@")
        return f"{self._slip(login, 0.02)}@{domain}"

    def _pick(self, values: tuple[str, ...], share: float) -> str | None:
        return self._rng.choice(values) if values and self._rng.random() < share else None

    def slip_in_one(self, given: str, family: str) -> tuple[str, str]:
        """Return both with one slip of the pen, in the longer of the two."""
        if len(given) > len(family):
            return self._slip(given, 1), family
        return given, self._slip(family, 1)

    def _slip(self, word: str, share: float) -> str:
        if len(word) < 4 or self._rng.random() >= share:
            return word
        at = self._rng.randrange(1, len(word) - 1)
        neighbour = NEIGHBOUR_KEYS.get(word[at].lower(), word[at])
        return self._rng.choice(
            (
                word[:at] + word[at + 1] + word[at] + word[at + 2 :],
                word[:at] + word[at + 1 :],
                word[:at] + word[at] + word[at:],
                word[:at] + neighbour + word[at + 1 :],
            )
        )


def people(customers: int, seed: int) -> Iterator[tuple[Customer, list[Said]]]:
    """Yield so many customers, each with what the sources say about them."""
    clerk = Clerk(seed)
    for customer in Generator(seed).customers(customers):
        yield customer, list(clerk.records(customer))


def write_csv(out: Path, truth: Path, *, customers: int, seed: int) -> int:
    """Write the records in chance order and who is behind each; return how many records."""
    said = [one for _, records in people(customers, seed) for one in records]
    random.Random(f"order {seed}").shuffle(said)
    with out.open("w", newline="") as out_file, truth.open("w", newline="") as truth_file:
        records, clusters = csv.writer(out_file), csv.writer(truth_file)
        records.writerow(("record_id", *FIELDS))
        clusters.writerow(("record_id", "cluster"))
        for number, one in enumerate(said, 1):
            record_id = f"r{number:07d}"
            records.writerow((record_id, *(one.values.get(field, "") for field in FIELDS)))
            clusters.writerow((record_id, one.customer))
    return len(said)


def main() -> None:
    parser = argparse.ArgumentParser(description="Make customers with truth.")
    parser.add_argument("--customers", type=int, default=34_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--truth", type=Path, required=True)
    asked = parser.parse_args()
    made = write_csv(asked.out, asked.truth, customers=asked.customers, seed=asked.seed)
    print(f"{made} records of {asked.customers} customers in {asked.out}")


if __name__ == "__main__":
    main()
