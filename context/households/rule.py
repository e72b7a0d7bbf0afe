"""Which customers live together? Two of surname, address and phone agree, or somebody said so.

They stay different customers. A line or a house with many surnames tells nothing: it is an office,
a reception, a block of flats.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product
from typing import Final

from context.households.model import (
    ADD,
    EVIDENCE,
    MEMBER,
    Household,
    Membership,
    Person,
    Said,
)

MOST_MEMBERS: Final = 10
MOST_SURNAMES: Final = 3  # of one home or line: a couple who kept theirs, and a parent
WHY: Final = {
    "home": "same surname and same address",
    "phone": "same surname and same phone",
    "both": "same phone and same address",
}

Reason = tuple[str, ...]
Apart = Mapping[frozenset[str], str]  # two customers → which of them left


def households(me: Person, others: Sequence[Person], said: Iterable[Said]) -> list[Household]:
    """Return the households at the homes and on the lines of `me`, and those that were said of it.

    `others` are all who share an address or a phone with `me`, or were named in one breath. One
    with fewer than two members is none; it is returned so that what was stored of it can go.
    """
    words = sorted(said, key=lambda one: (one.at_ms, one.id))
    apart = _apart(words)
    people = [me, *others]
    found = [
        Household(
            reason, _left_of(_holders(people, reason), WHY[reason[0]], apart) if tells else ()
        )
        for reason, tells in sorted(_reasons(me, people).items())
    ]
    return [*found, *_by_hand(me, words, apart)]


def _reasons(me: Person, people: Sequence[Person]) -> dict[Reason, bool]:
    """Return each reason to live together at a place of `me`, and whether it tells anything.

    All who are at such a place are among `people`; of other places only some may be.
    """
    reasons: dict[Reason, bool] = {}
    homes = {home: _is_private(_at(people, "homes", home)) for home in me.homes}
    phones = {phone: _is_telling_line(_at(people, "phones", phone)) for phone in me.phones}
    for home, tells in homes.items():
        for one in _at(people, "homes", home):
            reasons |= {("home", home, surname): tells for surname in one.surnames}
            if not tells:
                reasons |= {("both", phone, home): False for phone in one.phones}
    for phone, tells in phones.items():
        for one in _at(people, "phones", phone):
            reasons |= {("phone", phone, surname): tells for surname in one.surnames}
            if not tells:
                reasons |= {("both", phone, home): False for home in one.homes}
    for phone, home in product(phones, homes):
        reasons["both", phone, home] = phones[phone] and homes[home]
    return reasons


def _at(people: Iterable[Person], kind: str, place: str) -> list[Person]:
    return [one for one in people if place in getattr(one, kind)]


def _is_private(holders: Sequence[Person]) -> bool:
    """Whether a home or a line is of so few people, and families, that it tells something."""
    apart: list[frozenset[str]] = []
    for one in holders:
        if one.surnames and not any(one.surnames & known for known in apart):
            apart.append(one.surnames)
    return len(apart) <= MOST_SURNAMES and len(holders) <= MOST_MEMBERS


def _is_telling_line(holders: Sequence[Person]) -> bool:
    """Whether a line is private, and not that of a company or of people of one organisation."""
    stated = [name for one in holders for name in one.organisations]
    is_office = len(stated) > len(set(stated)) or any(one.is_company for one in holders)
    return not is_office and _is_private(holders)


def _holders(people: Iterable[Person], reason: Reason) -> list[str]:
    kind, one, other = reason
    left, right = {
        "home": ("homes", "surnames"),
        "phone": ("phones", "surnames"),
        "both": ("phones", "homes"),
    }[kind]
    return sorted(
        it.id
        for it in people
        if not it.is_company and one in getattr(it, left) and other in getattr(it, right)
    )


def _left_of(ids: Sequence[str], why: str, apart: Apart) -> tuple[Membership, ...]:
    return tuple(Membership(one, MEMBER, why, EVIDENCE) for one in ids if _stays(one, ids, apart))


def _stays(one: str, others: Iterable[str], apart: Apart) -> bool:
    return all(apart.get(frozenset((one, other))) != one for other in others if other != one)


def _apart(said: Iterable[Said]) -> dict[frozenset[str], str]:
    """Return who was said not to live with whom, and not said to since; the last word holds."""
    apart: dict[frozenset[str], str] = {}
    for one in said:
        if one.action == ADD:
            ids = [part.customer_id for part in one.parts]
            for left, right in product(ids, ids):
                apart.pop(frozenset((left, right)), None)
            continue
        leaving = [part.customer_id for part in one.parts if part.part == 0]
        staying = [part.customer_id for part in one.parts if part.part != 0]
        for left, right in product(leaving, staying):
            if left != right:
                apart[frozenset((left, right))] = left
    return apart


def _by_hand(me: Person, said: Sequence[Said], apart: Apart) -> Iterator[Household]:
    roles = {  # of several that were given the last one holds
        part.customer_id: part.role for one in said for part in one.parts if part.role
    }
    for one in said:
        ids = sorted({part.customer_id for part in one.parts})
        if one.action != ADD or me.id not in ids:
            continue
        yield Household(
            ("said", one.id),
            tuple(
                Membership(it, roles.get(it, MEMBER), f"said by {one.actor}", one.actor)
                for it in ids
                if _stays(it, ids, apart)
            ),
        )
