"""Who are the invented customers? Their names, homes, numbers and whom they live and work with."""

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from tables import (
    AREA_CODES,
    ELSEWHERE,
    UNITED_STATES,
    Country,
    Written,
    census,
    cities,
    names,
)

DOMAINS: Final = ("example.com", "example.org", "example.net", "mail.example.com")
RECENT: Final = 4_000  # customers among whom a relative, a namesake or a number's owner is sought
OFFICE_SIZES: Final = (3, 4, 5, 6, 8, 10, 12, 15, 20, 30, 40)
OPEN_OFFICES: Final = 12  # that fill up at the same time


@dataclass(frozen=True, slots=True)
class Customer:
    """One person as they are, with what they were before a wedding or a move."""

    id: str
    names: tuple[Written, Written]  # given, family
    second_given: str | None
    home: Written
    region: str | None  # state of a US city
    land: Country
    phones: tuple[str, ...]
    emails: tuple[str, ...]
    handles: tuple[str, ...]
    order_numbers: tuple[str, ...]
    office_phone: str | None = None
    suffix: str | None = None  # "Sr." or "Jr."
    former_family: Written | None = None
    former_home: Written | None = None

    @property
    def given(self) -> str:
        return self.names[0].own

    @property
    def family(self) -> str:
        return self.names[1].own

    @property
    def city(self) -> str:
        return self.home.own

    @property
    def country(self) -> str:
        return self.land.code


@dataclass(slots=True)
class Office:
    """A company with one telephone number for everybody."""

    phone: str
    home: Written
    region: str | None
    land: Country
    seats: int


class Generator:
    """Draws customers one after the other; the seed decides all of it."""

    def __init__(self, seed: int) -> None:
        self._rng = random.Random(seed)
        self._recent: list[Customer] = []
        self._offices: list[Office] = []
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
        rng, chance = self._rng, self._rng.random()
        if self._recent and chance < 0.14:
            return self._relative(rng.choice(self._recent))
        if self._recent and chance < 0.17:
            return self._namesake(self._of_common_name())
        customer = self._changed(self._stranger(self._land()))
        if chance > 0.94:
            customer = self._employee(customer)
        if self._recent and rng.random() < 0.02:
            former = rng.choice(self._recent)
            customer = replace(customer, phones=(*former.phones[:1], *customer.phones[1:]))
        return customer

    def _land(self) -> Country:
        lands = (UNITED_STATES, *ELSEWHERE)
        return self._rng.choices(lands, [one.share for one in lands])[0]

    def _stranger(self, land: Country) -> Customer:
        home, region = self._home(land)
        return self._settled((self._given(land), self._family(land)), home, region, land)

    def _settled(
        self, both: tuple[Written, Written], home: Written, region: str | None, land: Country
    ) -> Customer:
        """Return a new customer with this name and home, and with numbers and addresses."""
        rng, login = self._rng, self._login(*(one.clerks[0] for one in both))
        second = self._given(land).own
        return Customer(
            id=f"p{self._number:07d}",
            names=both,
            second_given=second if land is UNITED_STATES and rng.random() < 0.2 else None,
            home=home,
            region=region,
            land=land,
            phones=tuple(self._phone(land) for _ in range(rng.choice((1, 1, 1, 2)))),
            emails=tuple(
                f"{login}@{domain}" for domain in rng.sample(DOMAINS, rng.choice((1, 1, 2)))
            ),
            handles=self._handles(login),
            order_numbers=tuple(
                str(rng.randrange(10**7, 10**8)) for _ in range(rng.choice((0, 1, 1, 2, 3)))
            ),
        )

    def _relative(self, other: Customer) -> Customer:
        """Return somebody of the household; of a father called "Sr." the son half the time."""
        rng, both = self._rng, (self._given(other.land), other.names[1])
        suffix = None
        if other.suffix == "Sr." and rng.random() < 0.5:
            both, suffix = other.names, "Jr."
        relative = self._settled(both, other.home, other.region, other.land)
        if rng.random() < 0.6:
            relative = replace(relative, phones=(*relative.phones[:1], *other.phones[:1]))
        if rng.random() < 0.05:
            relative = replace(relative, emails=other.emails[:1])
        return replace(relative, suffix=suffix)

    def _of_common_name(self) -> Customer:
        """Return the one of eight with the commonest name: those are who have namesakes."""
        names = self._rng.choices(self._recent, k=8)
        bearers = Counter(one.family for one in self._recent)
        return max(names, key=lambda one: (bearers[one.family], one.id))

    def _namesake(self, other: Customer) -> Customer:
        """Return somebody with the same name, half the time in the same city."""
        if self._rng.random() < 0.5:
            return self._settled(other.names, other.home, other.region, other.land)
        return self._settled(other.names, *self._home(other.land), other.land)

    def _employee(self, customer: Customer) -> Customer:
        """Return the customer with the number of an office in whose city they then live."""
        self._offices = [one for one in self._offices if one.seats > 0]
        while len(self._offices) < OPEN_OFFICES:
            land = self._land()
            home, region = self._home(land)
            seats = self._rng.choice(OFFICE_SIZES)
            self._offices.append(Office(self._phone(land), home, region, land, seats))
        office = self._rng.choice(self._offices)
        office.seats -= 1
        return replace(customer, home=office.home, region=office.region, office_phone=office.phone)

    def _changed(self, customer: Customer) -> Customer:
        """Let some have married or moved since the older records, and some be called "Sr."."""
        if self._rng.random() < 0.04:
            customer = replace(customer, former_family=self._family(customer.land))
        if self._rng.random() < 0.08:
            customer = replace(customer, former_home=self._home(customer.land)[0])
        if customer.land is UNITED_STATES and self._rng.random() < 0.06:
            customer = replace(customer, suffix="Sr.")
        return customer

    def _given(self, land: Country) -> Written:
        if land is not UNITED_STATES:
            return names(land.code, "given").draw(self._rng)
        table = self._rng.choice(("dist.male.first", "dist.female.first"))
        name = census(table).draw(self._rng)
        return Written(name, (name,))

    def _family(self, land: Country) -> Written:
        if land is UNITED_STATES:
            name = census("dist.all.last").draw(self._rng)
            return Written(name, (name,))
        first = names(land.code, "family").draw(self._rng)
        if self._rng.random() >= land.two_families:
            return first
        second = names(land.code, "family").draw(self._rng)
        return Written(f"{first.own} {second.own}", (f"{first.clerks[0]} {second.clerks[0]}",))

    def _home(self, land: Country) -> tuple[Written, str | None]:
        city, _, region = cities(land.code).draw(self._rng).partition("|")
        own = land.endonyms.get(city, city)
        return Written(own, (city,)), region if land is UNITED_STATES else None

    def _phone(self, land: Country) -> str:
        """Return a number of a range that its country lacks: nobody's, and as many as there are."""
        number = self._rng.randrange(10**6)
        if land is UNITED_STATES:
            return f"+1{self._rng.choice(AREA_CODES)}1{number:06d}"
        return f"+{land.calling_code}000{self._rng.randrange(10):d}{number:06d}"

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
