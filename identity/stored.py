"""How records stand in the graph: two JSON columns a source record, and back again."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any, Final

from identity.comparable import NORMALISER_VERSION, ComparableRecord
from identity.customer_state import SHOWN, CustomerState, Display, StoredRecord
from identity.decision import Rule
from identity.judgement import JudgedAs, Judgement
from identity.records import Consent, Handle, Number, PersonRecord, RecordKind
from identity.versions import Version

_dump: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_SETS = frozenset({"phones", "emails", "handles", "numbers", "cited"})
_COMPARABLE = tuple(field.name for field in fields(ComparableRecord))
_PROFILE = tuple(
    field.name
    for field in fields(PersonRecord)
    if field.name not in {"source", "source_id", "kind", "updated_at", "complete"}
)


def dump_comparable(comparable: ComparableRecord, display: Display) -> str:
    """Return the `comparable` column: what is compared, and what a golden record may show."""
    values = {
        name: sorted(value) if name in _SETS else value
        for name in _COMPARABLE
        if (value := getattr(comparable, name))
    }
    shown = [getattr(display, name) for name in SHOWN]
    while shown and not shown[-1]:  # what few records say stands last, and costs the others nothing
        shown.pop()
    return _dump([values, shown])


def load_comparable(column: str) -> tuple[ComparableRecord, Display]:
    values, shown = json.loads(column)
    for name in _SETS & values.keys():
        values[name] = frozenset(values[name])
    return ComparableRecord(**values), Display(*shown)


def dump_profile(person: PersonRecord) -> str:
    """Return the `profile` column: the record's values as they came."""
    values: dict[str, Any] = {name: value for name in _PROFILE if (value := getattr(person, name))}
    if person.handles:
        values["handles"] = [
            [one.network, one.handle, *([] if one.followers is None else [one.followers])]
            for one in person.handles
        ]
    if person.numbers:
        values["numbers"] = [[one.kind, one.value] for one in person.numbers]
    if person.consents:
        values["consents"] = [
            [one.channel, one.purpose, one.given, one.at.isoformat() if one.at else None]
            for one in person.consents
        ]
    return _dump(values)


def load_profile(source: str, source_id: str, kind: RecordKind, column: str) -> PersonRecord:
    values = json.loads(column)
    for name in ("phones", "emails", "cited_numbers"):
        values[name] = tuple(values.get(name, ()))
    values["handles"] = tuple(Handle(*one) for one in values.get("handles", ()))
    values["numbers"] = tuple(Number(*one) for one in values.get("numbers", ()))
    values["consents"] = tuple(
        Consent(channel, purpose, given, datetime.fromisoformat(at) if at else None)
        for channel, purpose, given, at in values.get("consents", ())
    )
    return PersonRecord(source=source, source_id=source_id, kind=kind, **values)


def digest(version: Version, profile: str | None = None) -> str:
    """Return a hash that changes with the record, and with the normaliser.

    `profile` is the record's `dump_profile`, where that is at hand.
    """
    person = version.person
    text = _dump(
        [
            NORMALISER_VERSION,
            person.kind,
            dump_profile(person) if profile is None else profile,
            version.updated_at_ms,
            version.complete_at_ms,
        ]
    )
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()


def customer_state(customer_id: str, records: Sequence[Sequence[Any]]) -> CustomerState:
    """Return a customer from the rows of READ_CUSTOMERS."""
    state = CustomerState(customer_id)
    for key, kind, rule, column, updated_at_ms, source, home, placed, chosen, _ in records:
        comparable, display = load_comparable(column)
        state.records[key] = StoredRecord(
            key,
            RecordKind(kind),
            Rule(rule),
            comparable,
            display,
            updated_at_ms,
            source=source or "",
            home=home,
            placed=placed or 0,
            chosen=tuple(chosen or ()),
        )
    return state


def judgements_among(records: Sequence[Sequence[Any]]) -> Iterator[Judgement]:
    """Yield what people said about these records, from the rows of READ_CUSTOMERS."""
    for key, *_, judged in records:
        for other, verdict, evidence, decision in judged or ():
            left, right = sorted((key, other))
            yield Judgement(left, right, JudgedAs(verdict), evidence, decision)
