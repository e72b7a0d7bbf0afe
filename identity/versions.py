"""Two versions of one source record: what holds after both were seen, in whatever order."""

from dataclasses import dataclass, fields, replace
from typing import Any

from identity.records import PersonRecord, RecordKind

_VALUES = tuple(
    field.name
    for field in fields(PersonRecord)
    if field.name not in {"source", "source_id", "kind", "updated_at", "complete"}
)


# A record that is an account anywhere is an account; a caller without one comes last.
_KINDS = (RecordKind.ACCOUNT, RecordKind.PROFILE, RecordKind.CONTACT)


@dataclass(frozen=True, slots=True)
class Version:
    """A record with the time of its newest version and of its newest complete one (epoch ms)."""

    person: PersonRecord
    updated_at_ms: int = 0
    complete_at_ms: int = -1  # -1: never seen whole, only mentioned by activities

    @classmethod
    def first(cls, person: PersonRecord) -> "Version":
        at_ms = round(person.updated_at.timestamp() * 1000) if person.updated_at else 0
        return cls(person, at_ms, at_ms if person.complete else -1)


def overlay(known: Version, arriving: Version) -> Version:
    """Return the version that holds once `arriving` was seen too.

    The newer wins value by value; a newer complete record replaces what was known; one that is
    older than the newest complete record says nothing any more.
    """
    if arriving.complete_at_ms >= known.updated_at_ms:
        return arriving
    if arriving.updated_at_ms < known.complete_at_ms:
        return known
    newer = arriving.updated_at_ms >= known.updated_at_ms
    base, top = (known.person, arriving.person) if newer else (arriving.person, known.person)
    values: dict[str, Any] = {
        name: _both(getattr(top, name), getattr(base, name)) for name in _VALUES
    }
    kind = min(known.person.kind, arriving.person.kind, key=_KINDS.index)
    return Version(
        replace(known.person, kind=kind, **values),
        max(arriving.updated_at_ms, known.updated_at_ms),
        max(arriving.complete_at_ms, known.complete_at_ms),
    )


def _both(top: object, base: object) -> object:
    if isinstance(top, tuple) and isinstance(base, tuple):
        return tuple(dict.fromkeys((*top, *base)))
    return top or base
