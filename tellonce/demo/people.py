"""Who lives in the demo world: customers with the truth about them, and what each source says.

One `Person` is one human being. What shop, CRM, support desk and the networks know of them
differs: nicknames, slips of the keyboard, other spellings of a city, old numbers.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import count
from typing import Any, Final

from anyascii import anyascii

from tellonce.demo.names import CULTURES, SHORT_NAMES, Culture, Place

DOMAINS: Final = ("example.com", "example.org", "example.net")
HOUSEHOLD_SHARE: Final = 0.12  # of all people, a second member of a household that exists
NAMESAKE_SHARE: Final = 0.05  # of all people, a stranger with the same name in the same city
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Person:
    """One human being as they are; no source knows all of it."""

    id: str
    culture: Culture
    given: str
    family: str
    place: Place
    address: str
    birth_date: str
    since: datetime
    email: str
    phone: str | None
    handle: str
    home_phone: str | None = None  # shared by the household

    @property
    def full_name(self) -> str:
        """The name as its owner writes it, in the order of the culture."""
        parts = (self.given, self.family)
        return " ".join(reversed(parts) if self.culture.family_first else parts)


class Telephones:
    """Hands out numbers of the ranges for invented people, none of them twice."""

    def __init__(self) -> None:
        self._next: dict[str, Iterator[int]] = {}

    def new(self, place: Place) -> str | None:
        """Return an E.164 number that fits the place, or None where there is no such range."""
        if place.country == "GB":
            number = next(self._next.setdefault("GB", count()))
            return f"+447700900{number:03d}" if number < 1000 else None
        if place.area_code is None:
            return None
        number = next(self._next.setdefault(place.area_code, count(100)))
        return f"+1{place.area_code}555{number:04d}" if number < 200 else None


class Population:
    """Makes people one after the other; who came before decides households and namesakes."""

    def __init__(self, rng: random.Random, now: datetime) -> None:
        self._rng = rng
        self._now = now
        self._telephones = Telephones()
        self._logins: set[str] = set()
        self._people: list[Person] = []

    def make(self, how_many: int) -> list[Person]:
        for _ in range(how_many):
            self._people.append(self._next_person())
        return self._people

    def _next_person(self) -> Person:
        chance = self._rng.random()
        if self._people and chance < HOUSEHOLD_SHARE:
            return self._relative_of(self._rng.choice(self._people))
        if self._people and chance < HOUSEHOLD_SHARE + NAMESAKE_SHARE:
            return self._namesake_of(self._rng.choice(self._people))
        return self._stranger()

    def _stranger(self) -> Person:
        cultures, shares = zip(*CULTURES, strict=True)
        culture = self._rng.choices(cultures, shares)[0]
        place = self._rng.choice(culture.places)
        return self._settle(
            culture, self._rng.choice(culture.given), self._rng.choice(culture.family), place
        )

    def _relative_of(self, other: Person) -> Person:
        given = self._rng.choice([one for one in other.culture.given if one != other.given])
        relative = self._settle(other.culture, given, other.family, other.place)
        home = other.home_phone or other.phone
        return replace(relative, address=other.address, home_phone=home)

    def _namesake_of(self, other: Person) -> Person:
        return self._settle(other.culture, other.given, other.family, other.place)

    def _settle(self, culture: Culture, given: str, family: str, place: Place) -> Person:
        login = self._login(given, family)
        born = datetime(1945, 1, 1) + timedelta(days=self._rng.randrange(22_000))  # noqa: DTZ001
        return Person(
            id=f"{len(self._people) + 1:04d}",
            culture=culture,
            given=given,
            family=family,
            place=place,
            address=f"{self._rng.randrange(1, 990)} {self._rng.choice(STREETS)}",
            birth_date=born.date().isoformat(),
            since=self._now - timedelta(days=self._rng.randrange(60, 3_000)),
            email=f"{login}@{self._rng.choice(DOMAINS)}",
            phone=self._telephones.new(place),
            handle=login.replace(".", "_"),
        )

    def _login(self, given: str, family: str) -> str:
        """Return "ana.lopez", or with a number behind when that one is taken."""
        base = ".".join(plain(part) for part in (given, family))
        login, number = base, 1
        while login in self._logins:
            number += 1
            login = f"{base}{number}"
        self._logins.add(login)
        return login


STREETS: Final = ("Oak Street", "Mill Lane", "Harbor Road", "Elm Avenue", "Station Road", "2nd St")


def plain(text: str) -> str:
    """Return the letters and digits of a name in lower-case ASCII, for addresses and handles."""
    return "".join(letter for letter in anyascii(text).lower() if letter.isalnum())


def mistyped(word: str, rng: random.Random) -> str:
    """Return the word with one slip: two letters swapped, one doubled, or one left out."""
    if len(word) < 4:
        return word
    at = rng.randrange(1, len(word) - 1)
    slips = (
        word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        word[:at] + word[at] + word[at:],
        word[:at] + word[at + 1 :],
    )
    return rng.choice(slips)


def sources_of(person: Person, rng: random.Random) -> list[Json]:
    """Return what each source says about a person; the shop's account always comes first."""
    said = [_shop(person, rng)]
    if rng.random() < 0.45:
        said.append(_crm(person, rng))
    if rng.random() < 0.25:
        said.append(_desk(person, rng))
    if rng.random() < 0.25:
        said.append({"type": "person", "source": "x", "kind": "profile", **x_profile(person)})
    return said


def _shop(person: Person, rng: random.Random) -> Json:
    phones = [person.phone] if person.phone and rng.random() < 0.8 else []
    return _account(
        person,
        source="shop",
        id=f"c{person.id}",
        given_name=person.given,
        family_name=person.family,
        city=person.place.city,
        region=person.place.region,
        postcode=person.place.postcode,
        address=person.address,
        emails=[person.email],
        phones=phones,
        numbers=[{"kind": "loyalty", "value": f"88-{person.id}"}],
    )


def _crm(person: Person, rng: random.Random) -> Json:
    """The CRM is typed in by people on the telephone: nicknames, slips, the landline."""
    given = person.given
    if rng.random() < 0.35:
        given = SHORT_NAMES.get(given, given)
    family = mistyped(person.family, rng) if rng.random() < 0.15 else person.family
    phones = [phone for phone in (person.phone, person.home_phone) if phone]
    return _account(
        person,
        source="crm",
        id=f"k{person.id}",
        given_name=given,
        family_name=family,
        city=rng.choice((person.place.city, *person.place.also)),
        birth_date=person.birth_date if rng.random() < 0.6 else None,
        phones=phones,
        emails=[person.email] if not phones or rng.random() < 0.5 else [],
    )


def _desk(person: Person, rng: random.Random) -> Json:
    knows_phone = person.phone is not None and rng.random() < 0.3
    return _account(
        person,
        source="desk",
        id=f"d{person.id}",
        name=person.full_name,
        emails=[person.email],
        phones=[person.phone] if knows_phone else [],
    )


def x_profile(person: Person) -> Json:
    """Return what somebody says of themselves on X: an account id, a name, a city, a handle.

    It is the same each time: how they like to be called belongs to the person.
    """
    rng = random.Random(person.id)
    given = SHORT_NAMES.get(person.given, person.given)
    shown = (person.full_name, f"{given} {person.family}", f"{given} {person.family[0]}.")
    return {
        "id": f"u{person.id}",
        "name": rng.choice(shown),
        "city": rng.choice((person.place.city, *person.place.also)),
        "handles": [{"network": "x", "handle": f"@{person.handle}"}],
    }


def _account(person: Person, **said: object) -> Json:
    known = {key: value for key, value in said.items() if value not in (None, [])}
    updated_at = person.since.isoformat()
    return {"type": "person", **known, "country": person.place.country, "updated_at": updated_at}
