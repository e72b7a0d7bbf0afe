"""Customers with the truth about them: who is behind which record, at any size.

    python tests/bench/generator.py --customers 34000 --seed 7 --out people.csv --truth truth.csv

Households share a surname, an address and a telephone; namesakes live in the same city; people
marry, move, have nicknames and several handles, and clerks mistype. Seeded: the same numbers give
the same file. Kept apart from the code under test: it neither imports it nor shares its tables.
"""

import argparse
import csv
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from tables import (
    AREA_CODES,
    ELSEWHERE,
    NEIGHBOUR_KEYS,
    SHORT_NAMES,
    US_SHARE,
    Elsewhere,
    census,
    cities,
)

Json = dict[str, Any]

FIELDS: Final = ("first_name", "last_name", "city", "phone", "email", "handle", "order_no")
DOMAINS: Final = ("example.com", "example.org", "example.net", "mail.example.com")
RECENT: Final = 4_000  # customers among whom a relative or a namesake is sought


@dataclass(frozen=True, slots=True)
class Customer:
    """One person as they are, with what they were before a wedding or a move."""

    id: str
    given: str
    family: str
    clerk_given: str  # as somebody writes them who does not know the script
    clerk_family: str
    city: str
    clerk_city: str
    country: str
    address: str
    phones: tuple[str, ...]
    emails: tuple[str, ...]
    handles: tuple[str, ...]
    order_numbers: tuple[str, ...]
    former_family: str | None = None
    former_city: str | None = None
    elsewhere: Elsewhere | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """What one source says about one customer."""

    customer: str
    source: str
    values: dict[str, str]


class Generator:
    """Draws customers one after the other; the seed decides all of it."""

    def __init__(self, seed: int) -> None:
        self._rng = random.Random(seed)
        self._recent: list[Customer] = []
        self._number = 0

    def customers(self, how_many: int) -> Iterator[Customer]:
        for _ in range(how_many):
            self._number += 1
            customer = self._next()
            if len(self._recent) < RECENT:
                self._recent.append(customer)
            else:
                self._recent[self._rng.randrange(RECENT)] = customer
            yield customer

    def _next(self) -> Customer:
        chance = self._rng.random()
        if self._recent and chance < 0.14:
            return self._relative(self._rng.choice(self._recent))
        if self._recent and chance < 0.17:
            return self._namesake(self._rng.choice(self._recent))
        return self._changed(self._stranger())

    def _stranger(self) -> Customer:
        if self._rng.random() >= US_SHARE:
            return self._from(self._rng.choice(ELSEWHERE))
        given = census(self._rng.choice(("dist.male.first", "dist.female.first"))).draw(self._rng)
        family = census("dist.all.last").draw(self._rng)
        city, _, _ = cities("US").draw(self._rng).partition("|")
        return self._settled((given, given), (family, family), (city, city), "US", None)

    def _from(self, country: Elsewhere) -> Customer:
        return self._settled(
            self._rng.choice(country.given),
            country.family(self._rng),
            country.city(self._rng),
            country.country,
            country,
        )

    def _settled(
        self,
        given: tuple[str, str],
        family: tuple[str, str],
        city: tuple[str, str],
        country: str,
        elsewhere: Elsewhere | None,
    ) -> Customer:
        rng, login = self._rng, self._login(given[1], family[1])
        phones = tuple(
            one
            for one in (self._phone(elsewhere) for _ in range(rng.choice((1, 1, 1, 2))))
            if one is not None
        )
        orders = tuple(str(rng.randrange(10**7, 10**8)) for _ in range(rng.choice((0, 1, 1, 2, 3))))
        return Customer(
            id=f"p{self._number:07d}",
            given=given[0],
            family=family[0],
            clerk_given=given[1],
            clerk_family=family[1],
            city=city[0],
            clerk_city=city[1],
            country=country,
            address=f"{rng.randrange(1, 9_999)} {rng.choice(('Oak', 'Mill', 'Elm', 'Hill'))} St",
            phones=phones,
            emails=tuple(
                f"{login}@{domain}" for domain in rng.sample(DOMAINS, rng.choice((1, 1, 2)))
            ),
            handles=self._handles(login),
            order_numbers=orders,
            elsewhere=elsewhere,
        )

    def _relative(self, other: Customer) -> Customer:
        fresh = self._stranger() if other.elsewhere is None else self._from(other.elsewhere)
        return replace(
            fresh,
            family=other.family,
            clerk_family=other.clerk_family,
            city=other.city,
            clerk_city=other.clerk_city,
            country=other.country,
            address=other.address,
            phones=(*fresh.phones[:1], *other.phones[:1])
            if self._rng.random() < 0.6
            else fresh.phones,
            emails=other.emails[:1] if self._rng.random() < 0.05 else fresh.emails,
        )

    def _namesake(self, other: Customer) -> Customer:
        fresh = self._stranger()
        return replace(
            fresh,
            given=other.given,
            clerk_given=other.clerk_given,
            family=other.family,
            clerk_family=other.clerk_family,
            city=other.city,
            clerk_city=other.clerk_city,
            country=other.country,
        )

    def _changed(self, customer: Customer) -> Customer:
        """Let some people have married and some have moved since the older records were written."""
        if self._rng.random() < 0.04:
            family = census("dist.all.last").draw(self._rng)
            customer = replace(customer, former_family=family)
        if self._rng.random() < 0.08 and customer.country == "US":
            city, _, _ = cities("US").draw(self._rng).partition("|")
            customer = replace(customer, former_city=city)
        return customer

    def _phone(self, elsewhere: Elsewhere | None) -> str | None:
        """Return a number of the +1 … 555 exchange, or of the country's free range if any."""
        if elsewhere is None:
            return f"+1{self._rng.choice(AREA_CODES)}555{self._rng.randrange(10_000):04d}"
        if elsewhere.phone is None:
            return None
        return "".join(
            str(self._rng.randrange(10)) if one == "#" else one for one in elsewhere.phone
        )

    def _login(self, given: str, family: str) -> str:
        given, family = ("".join(filter(str.isalnum, one)).lower() for one in (given, family))
        number = self._rng.randrange(10_000)
        forms = (f"{given}.{family}{number}", f"{given[0]}{family}{number}", f"{family}{number}")
        return self._rng.choice(forms)

    def _handles(self, login: str) -> tuple[str, ...]:
        if self._rng.random() < 0.5:
            return ()
        first = login.replace(".", "_")
        second = (f"the_{first}",) if self._rng.random() < 0.2 else ()
        return (first, *second)


class Clerk:
    """Writes down what a source learns of a customer, with its usual gaps and slips."""

    def __init__(self, seed: int) -> None:
        self._rng = random.Random(f"clerk {seed}")

    def records(self, customer: Customer) -> Iterator[Said]:
        """Yield one to eight records of a customer, three on average, each from some source."""
        for _ in range(self._rng.choice((1, 2, 2, 3, 3, 3, 4, 6))):
            source = self._rng.choice(("shop", "crm", "desk", "voice", "social"))
            values = {name: value for name, value in self._write(customer, source) if value}
            if len(values) > 1:
                yield Said(customer.id, source, values)

    def _write(self, customer: Customer, source: str) -> Iterator[tuple[str, str | None]]:
        rng = self._rng
        foreign = source in ("crm", "desk", "voice") and rng.random() < 0.7
        older = rng.random() < 0.4
        given = customer.clerk_given if foreign else customer.given
        family = customer.clerk_family if foreign else customer.family
        if older and customer.former_family:
            family = customer.former_family
        city = customer.clerk_city if foreign else customer.city
        if older and customer.former_city:
            city = customer.former_city
        yield "first_name", self._given(given) if rng.random() < 0.9 else None
        yield "last_name", self._slip(family, 0.06) if rng.random() < 0.95 else None
        yield "city", self._slip(city, 0.03) if rng.random() < 0.7 else None
        yield "phone", self._phone(customer) if source != "social" else None
        yield "email", self._pick(customer.emails, 0.6) if source != "voice" else None
        yield "handle", self._pick(customer.handles, 0.9 if source == "social" else 0.05)
        yield "order_no", self._pick(customer.order_numbers, 0.25)

    def _given(self, given: str) -> str:
        chance = self._rng.random()
        if chance < 0.15 and given in SHORT_NAMES:
            return self._rng.choice(SHORT_NAMES[given])
        if chance < 0.20:
            return given[0]
        return self._slip(given, 0.05)

    def _phone(self, customer: Customer) -> str | None:
        phone = self._pick(customer.phones, 0.75)
        if phone is None or self._rng.random() >= 0.03:
            return phone
        at = self._rng.randrange(len(phone) - 4, len(phone))
        return phone[:at] + str(self._rng.randrange(10)) + phone[at + 1 :]

    def _pick(self, values: tuple[str, ...], share: float) -> str | None:
        return self._rng.choice(values) if values and self._rng.random() < share else None

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
