"""Who is named? Look-ups by name and city, against customers of whom the truth is known.

    python tests/bench/bench_lookup.py [--lookups 500] [--customers 20000] [--seed 1]
    python tests/bench/bench_lookup.py --records customers.csv.gz --truth truth.csv.gz

The records are resolved in memory; then people are asked for as a contact names itself: exactly as
a record has it, by a short form, with one letter wrong, family name first, people who have a
namesake in their city, and people who are no customers. The ranking is the screen pop's own.

Right is a customer most of whose records are that person's. A name and a city cannot tell
namesakes apart: among them the right one stands first when nobody but a namesake stands above.
`attached_wrongly` are contacts who, arriving with nothing but that name and city, ended in the
customer of another person; of namesakes and unknown people none may end in any.
"""

import argparse
import json
import random
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from clusters import read_clusters
from generator import Clerk, write_csv
from report import BARS, print_figures
from tables import ELSEWHERE, UNITED_STATES, census, cities, short_names

from connectors.files.reader import open_records
from identity.batch import Prepared, prepare
from identity.changes import Arrival
from identity.customer_state import CustomerState, Display
from identity.lookup import MOST_CANDIDATES, rank
from identity.model_file import load_model
from identity.records import PersonRecord, RecordKind
from identity.resolution import Resolution
from identity.settings import read_identity_settings
from identity.versions import Version

SHARES: Final = {
    "exact": 0.24,
    "short_form": 0.16,
    "slip": 0.2,
    "swapped": 0.12,
    "namesake": 0.12,
    "unknown": 0.16,
}
KNOWN: Final = ("exact", "short_form", "slip", "swapped", "namesake")


@dataclass(frozen=True, slots=True)
class Asked:
    """One look-up: what is said, and who is meant (nobody, of whom no customer is one)."""

    kind: str
    name: str
    city: str
    person: str | None
    namesakes: frozenset[str] = frozenset()  # that live in the same city


class World:
    """The records of a file, resolved, and the truth about them."""

    def __init__(self, records: Path, truth: Path) -> None:
        self.settings = read_identity_settings()
        self.truth = read_clusters(truth)
        self.resolution = Resolution(load_model(self.settings.model_file), self.settings)
        self.people: dict[str, list[PersonRecord]] = defaultdict(list)
        with open_records(str(records), lenient=True) as file:
            for line, one in file:
                if isinstance(one, PersonRecord):
                    self.people[self.truth[one.source_id]].append(one)
                    self.arrive(one, f"c{line}")

    def prepare(self, person: PersonRecord) -> Prepared:
        return prepare(Version.first(person), person.source_id, self.settings)

    def arrive(self, person: PersonRecord, customer: str) -> str:
        """Take one record in; return the customer that it now belongs to."""
        one = self.prepare(person)
        self.resolution.resolve(
            Arrival(
                key=one.key,
                kind=person.kind,
                comparable=one.comparable,
                display=Display.of(person),
                blocking_keys=one.blocking_keys,
                founds=customer,
            )
        )
        return self.resolution.customer_of[one.key]

    def person_of(self, customer: CustomerState) -> str | None:
        """Return whose records most of the customer's are."""
        known = Counter(self.truth[key] for key in customer.records if key in self.truth)
        return known.most_common(1)[0][0] if known else None


def lookups(world: World, how_many: int, seed: int) -> Iterator[Asked]:
    """Yield so many look-ups, of each kind its share, or as many as there are people for it."""
    rng = random.Random(f"lookups {seed}")
    named = _named(world.people)
    bearers: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for person, records in named.items():
        for one in records:
            bearers[_told(one)].add(person)
    clerk, people = Clerk(seed), sorted(named)
    rng.shuffle(people)
    for kind, share in SHARES.items():
        wanted = round(share * how_many)
        made = _unknown(rng, bearers) if kind == "unknown" else _of(kind, people, named, rng, clerk)
        for _, (name, city, person) in zip(
            range(wanted), _fitting(kind, made, bearers), strict=False
        ):
            yield Asked(kind, name, city, person, _namesakes(named, bearers, person))


Made = tuple[str, str, str | None]


def _named(people: Mapping[str, list[PersonRecord]]) -> dict[str, list[PersonRecord]]:
    """Return the records that have a whole name and a city, of people who have any."""
    whole = {
        person: [one for one in records if _is_whole(one)] for person, records in people.items()
    }
    return {person: records for person, records in whole.items() if records}


def _is_whole(one: PersonRecord) -> bool:
    return bool(one.city and one.family_name and len((one.given_name or "").strip(". ")) > 2)


def _told(one: PersonRecord) -> tuple[str, ...]:
    return tuple((part or "").casefold() for part in (one.given_name, one.family_name, one.city))


def _of(
    kind: str,
    people: list[str],
    named: Mapping[str, list[PersonRecord]],
    rng: random.Random,
    clerk: Clerk,
) -> Iterator[tuple[PersonRecord, Made]]:
    """Yield what is said of one person after the other; who does not fit the kind is left out."""
    short = _short_forms()
    for person in rng.sample(people, len(people)):
        one = rng.choice(named[person])
        given, family, city = one.given_name or "", one.family_name or "", one.city or ""
        if kind == "short_form":
            if given.casefold() not in short:
                continue
            given = rng.choice(short[given.casefold()])
        elif kind == "slip":
            given, family = clerk.slip_in_one(given, family)
        name = f"{family} {given}" if kind == "swapped" else f"{given} {family}"
        yield one, (name, city, person)


def _fitting(
    kind: str,
    made: Iterable[tuple[PersonRecord | None, Made]],
    bearers: Mapping[tuple[str, ...], set[str]],
) -> Iterator[Made]:
    for one, said in made:
        others = len(bearers.get(_told(one), ())) if one is not None else 0
        if kind != "namesake" or others > 1:
            yield said


def _namesakes(
    named: Mapping[str, list[PersonRecord]],
    bearers: Mapping[tuple[str, ...], set[str]],
    person: str | None,
) -> frozenset[str]:
    if person is None:
        return frozenset()
    return frozenset[str]().union(*(bearers[_told(one)] for one in named[person])) - {person}


def _unknown(
    rng: random.Random, bearers: Mapping[tuple[str, ...], set[str]]
) -> Iterator[tuple[None, Made]]:
    """Yield people with names by their frequency who live where nobody of that name is known."""
    known = {name[:2] for name in bearers}
    while True:
        table = rng.choice(("dist.male.first", "dist.female.first"))
        given, family = census(table).draw(rng), census("dist.all.last").draw(rng)
        city = cities("US").draw(rng).partition("|")[0]
        if (given.casefold(), family.casefold()) not in known:
            yield None, (f"{given} {family}", city, None)


def _short_forms() -> dict[str, list[str]]:
    """Return the short forms of names, as clerks write both."""
    found: dict[str, list[str]] = defaultdict(list)
    for land in (UNITED_STATES, *ELSEWHERE):
        for formal, short in short_names(land.code).items():
            found[formal.casefold()] += [one.own for one in short]
    return found


def measure(world: World, asked: list[Asked]) -> dict[str, Any]:
    """Return the figures over all look-ups, and by kind how many stood first."""
    first: Counter[str] = Counter()
    among_five: Counter[str] = Counter()
    for one in asked:
        place = _place(world, one)
        if place is not None:
            first[one.kind] += place == 0
            among_five[one.kind] += place < MOST_CANDIDATES
    total = Counter(one.kind for one in asked)
    known = sum(total[kind] for kind in KNOWN)
    attached, wrongly = _attached(world, asked)
    return {
        "lookups": len(asked),
        "first": first.total() / known,
        "among_five": among_five.total() / known,
        "attached": attached,
        "attached_wrongly": wrongly,
        **{f"first_{kind}": first[kind] / total[kind] for kind in KNOWN if total[kind]},
        "namesakes": total["namesake"],
    }


def _place(world: World, one: Asked) -> int | None:
    """Return how many other people stand above the right one, namesakes not counted; or None."""
    person = world.prepare(_contact(one, "asked"))
    above: set[str | None] = set()
    for _, customer in rank(world.resolution, person.comparable)[:MOST_CANDIDATES]:
        who = world.person_of(customer)
        if who == one.person:
            return len(above - one.namesakes)
        above.add(who)
    return None


def _attached(world: World, asked: list[Asked]) -> tuple[int, int]:
    """Let all of them call, with a name and a city alone; return how many were attached, and how
    many of those to another person, to one of several namesakes, or to anybody though unknown.
    """
    attached = wrongly = 0
    whose = {key: world.person_of(state) for key, state in world.resolution.customers.items()}
    for number, one in enumerate(asked):
        customer = world.arrive(_contact(one, f"call {number}"), f"caller {number}")
        if customer in whose:
            attached += 1
            wrongly += whose[customer] != one.person or one.kind in ("namesake", "unknown")
    return attached, wrongly


def _contact(one: Asked, source_id: str) -> PersonRecord:
    return PersonRecord(
        source="calls", source_id=source_id, kind=RecordKind.CONTACT, name=one.name, city=one.city
    )


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure look-ups by name and city.")
    parser.add_argument("--records", type=Path, help="CSV; without it the generator makes one")
    parser.add_argument("--truth", type=Path, help="CSV: record_id,cluster")
    parser.add_argument("--customers", type=int, default=20_000, help="of the generator")
    parser.add_argument("--lookups", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    if (asked.records is None) != (asked.truth is None):
        parser.error("--records and --truth belong together")
    with tempfile.TemporaryDirectory() as name:
        records, truth = asked.records, asked.truth
        if records is None:
            records, truth = Path(name) / "records.csv", Path(name) / "truth.csv"
            write_csv(records, truth, customers=asked.customers, seed=asked.seed)
        world = World(records, truth)
    figures = measure(world, list(lookups(world, asked.lookups, asked.seed)))
    print(json.dumps(figures)) if asked.json else print_figures(figures, BARS["lookup"])


if __name__ == "__main__":
    main()
