"""Which value of which record stands on the golden record: by rules, or by a person's choice."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NamedTuple

from identity.customer_state import StoredRecord
from identity.decision import Rule
from identity.records import RecordKind

# A company's own account says a name with more care than a public profile or a caller.
KIND_ORDER = {RecordKind.ACCOUNT: 0, RecordKind.PROFILE: 1, RecordKind.CONTACT: 2}
FIELDS: Final = (
    "name", "city", "phone", "email", "language", "address", "postcode", "birth_date",
)  # fmt: skip

_FROM: Final = {field: f"{field}_from" for field in FIELDS}


class Survival(StrEnum):
    """Why one value wins over another."""

    LINKED = "linked"
    VERIFIED = "verified"
    SOURCE = "source"
    MOST_FREQUENT = "most_frequent"
    FULLEST = "fullest"
    NEWEST = "newest"


@dataclass(frozen=True, slots=True)
class Survivorship:
    """The rules of one deployment: for each of FIELDS, what decides, most important first."""

    fields: Mapping[str, Sequence[Survival]]
    sources: Mapping[str, int]  # place of a source in the order; those that are not named are last


class Choice(NamedTuple):
    """A person chose this field of a record; of two choices the one of the later commit counts."""

    field: str
    number: int
    decision: str

    @classmethod
    def read(cls, text: str) -> "Choice":
        field, number, decision = text.split(" ")
        return cls(field, int(number), decision)

    def __str__(self) -> str:
        return f"{self.field} {self.number} {self.decision}"


@dataclass(frozen=True, slots=True)
class Survivor:
    """A value that stands on the golden record, and the record it came from."""

    value: str
    record: StoredRecord


@dataclass(frozen=True, slots=True)
class GoldenRecord:
    """The values that survive; `…_from` is the key of the source record that gave one."""

    name: str | None = None
    given_name: str | None = None
    family_name: str | None = None
    name_from: str | None = None
    city: str | None = None
    country: str | None = None
    city_from: str | None = None
    phone: str | None = None  # E.164, as identifiers are
    phone_from: str | None = None
    email: str | None = None
    email_from: str | None = None
    language: str | None = None
    language_from: str | None = None
    address: str | None = None
    address_from: str | None = None
    postcode: str | None = None
    postcode_from: str | None = None
    birth_date: str | None = None
    birth_date_from: str | None = None
    known_as: RecordKind = RecordKind.CONTACT  # the best that any of its records vouches for


def golden_record(records: Iterable[StoredRecord], rules: Survivorship) -> GoldenRecord:
    """Return the surviving values of a customer's records, in whatever order they come."""
    known = list(records)
    survivors: dict[str, Survivor] = {}
    values: dict[str, str | None] = {}
    for field in FIELDS:
        one = _survivor(field, known, rules)
        if one is not None:
            survivors[field] = one
            values[field], values[_FROM[field]] = one.value, one.record.key
    name, place = survivors.get("name"), survivors.get("city")
    return GoldenRecord(
        **values,
        given_name=name.record.display.given_name if name else None,
        family_name=name.record.display.family_name if name else None,
        country=place.record.display.country if place else None,
        known_as=known_as(known),
    )


def known_as(records: Iterable[StoredRecord]) -> RecordKind:
    """Return the best that any record of a customer vouches for."""
    solid = [one.kind for one in records if one.rule is not Rule.LOOKUP]
    return min(solid, key=KIND_ORDER.__getitem__, default=RecordKind.CONTACT)


def value_of(record: StoredRecord, field: str) -> str | None:
    """Return what a record says of a field, the first where it says several."""
    return next(iter(_values(record, field)), None)


def _survivor(field: str, records: Sequence[StoredRecord], rules: Survivorship) -> Survivor | None:
    stated = [Survivor(value, record) for record in records for value in _values(record, field)]
    if len(stated) < 2:
        return stated[0] if stated else None
    chosen = max((_choice(one.record, field) for one in stated), default=0)
    if chosen:
        stated = [one for one in stated if _choice(one.record, field) == chosen]
    frequent = Counter(one.value for one in stated)
    judges = [_JUDGES[rule] for rule in rules.fields[field]]
    return min(
        stated,
        key=lambda one: (
            *(judge(one, field, frequent, rules) for judge in judges),
            one.record.key,
            one.value,
        ),
    )


def _choice(record: StoredRecord, field: str) -> int:
    """Return the commit by which a person last chose this field of the record; 0 for never."""
    choices = map(Choice.read, record.chosen)
    return max((one.number for one in choices if one.field == field), default=0)


def _values(record: StoredRecord, field: str) -> Sequence[str]:
    if field == "phone":
        return sorted(one.removeprefix("phone:") for one in record.comparable.phones)
    if field == "email":
        return sorted(one.removeprefix("email:") for one in record.comparable.emails)
    value = _full_name(record) if field == "name" else getattr(record.display, field)
    return (value,) if value else ()


def _full_name(record: StoredRecord) -> str | None:
    shown = record.display
    parts = " ".join(part for part in (shown.given_name, shown.family_name) if part)
    return parts or shown.name


Judge = Callable[[Survivor, str, Mapping[str, int], Survivorship], int]


def _fullest(one: Survivor, field: str, _counts: Mapping[str, int], _rules: Survivorship) -> int:
    """Return 0 for a given and a family name, 1 for an initial or a part; else minus the length."""
    if field != "name":
        return -len(one.value)
    comparable = one.record.comparable
    return int(not (comparable.family and comparable.given and len(comparable.given) > 1))


# The less, the better.
_JUDGES: Final[Mapping[Survival, Judge]] = {
    Survival.LINKED: lambda one, *_: int(one.record.rule is Rule.LOOKUP),
    Survival.VERIFIED: lambda one, *_: KIND_ORDER[one.record.kind],
    Survival.SOURCE: lambda one, _field, _counts, rules: rules.sources.get(
        one.record.source, len(rules.sources)
    ),
    Survival.MOST_FREQUENT: lambda one, _field, counts, _rules: -counts[one.value],
    Survival.FULLEST: _fullest,
    Survival.NEWEST: lambda one, *_: -one.record.updated_at_ms,
}
