"""Which value of which record stands on the golden record."""

from collections.abc import Iterable
from dataclasses import dataclass

from identity.customer_state import StoredRecord
from identity.decision import Rule
from identity.records import RecordKind

# A company's own account says a name with more care than a public profile or a caller.
KIND_ORDER = {RecordKind.ACCOUNT: 0, RecordKind.PROFILE: 1, RecordKind.CONTACT: 2}


@dataclass(frozen=True, slots=True)
class GoldenRecord:
    name: str | None = None
    given_name: str | None = None
    family_name: str | None = None
    city: str | None = None
    country: str | None = None
    name_from: str | None = None  # key of the source record that gave the name
    city_from: str | None = None
    known_as: RecordKind = RecordKind.CONTACT  # the best that any of its records vouches for


def golden_record(records: Iterable[StoredRecord]) -> GoldenRecord:
    """Return the surviving values: accounts before profiles, full names first, then the newest."""
    ranked = sorted(
        (record for record in records),
        key=lambda one: (
            one.rule is Rule.LOOKUP,
            KIND_ORDER[one.kind],
            -one.updated_at_ms,
            one.key,
        ),
    )
    named = sorted((one for one in ranked if _full_name(one)), key=_name_gaps)
    placed = [one for one in ranked if one.display.city]
    name = named[0] if named else None
    place = placed[0] if placed else None
    solid = [one.kind for one in ranked if one.rule is not Rule.LOOKUP]
    return GoldenRecord(
        name=_full_name(name) if name else None,
        given_name=name.display.given_name if name else None,
        family_name=name.display.family_name if name else None,
        city=place.display.city if place else None,
        country=place.display.country if place else None,
        name_from=name.key if name else None,
        city_from=place.key if place else None,
        known_as=min(solid, key=KIND_ORDER.__getitem__, default=RecordKind.CONTACT),
    )


def _full_name(record: StoredRecord) -> str | None:
    shown = record.display
    parts = " ".join(part for part in (shown.given_name, shown.family_name) if part)
    return parts or shown.name


def _name_gaps(record: StoredRecord) -> int:
    """0 for a given and a family name, 1 for an initial or a single part; sorting stays stable."""
    comparable = record.comparable
    return int(not (comparable.family and comparable.given and len(comparable.given) > 1))
