"""What does one canonical JSON line say? One object, one record."""

import json
from collections.abc import Mapping
from typing import Any, Final, NoReturn

from connectors.canonical.shapes import UnfitError, read_object
from connectors.canonical.types import ACTIVITIES, PERSON, PUBLIC_NETWORKS, TYPES
from connectors.errors import BadRecordError
from context.records import ActivityRecord, Record
from identity.records import PersonRecord, RecordKind

LINE_BYTES: Final = 4 * 1024 * 1024  # of a record; the longest text, all of it escaped, has 1.5 MB
_KINDS: Final = {kind.value: kind for kind in RecordKind}


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")


_decode: Final = json.JSONDecoder(parse_constant=_refuse_constant).decode


def parse_record(payload: Mapping[str, Any], default_source: str | None = None) -> Record:
    """Return the record that a canonical JSON object says. Raises BadRecordError.

    `default_source` is taken where the object names no source. A `person` without an id becomes a
    contact keyed by the activity ("contact:<type>:<id>"); on a public network its owner's word is
    all there is, so it is a profile.
    """
    values = dict(payload)
    if default_source is not None and values.get("source") is None:
        values["source"] = default_source
    kind = values.pop("type", None)
    try:
        if kind == "person":
            return _person(read_object(values, PERSON))
        activity = ACTIVITIES.get(kind) if isinstance(kind, str) else None
        if activity is None:
            raise UnfitError(kind, f"one of {', '.join(TYPES)} is expected", "type")
        return _activity(str(kind), activity.record, read_object(values, activity.fields))
    except UnfitError as unfit:
        raise BadRecordError(
            _word(values.get("source")),
            _word(values.get("id")),
            unfit.path,
            unfit.value,
            unfit.reason,
        ) from None


def parse_line(line: bytes | str, default_source: str | None = None) -> Record:
    """Return the record of one line of JSON. Raises BadRecordError, with the line as `raw`."""
    try:
        text = line if isinstance(line, str) else line.decode()
        payload = _decode(text)
    except UnicodeDecodeError:
        raise _bad_line(line, "is not UTF-8") from None
    except RecursionError:
        raise _bad_line(line, "is nested too deeply") from None
    except ValueError as error:  # what json raises, and int() for a number of 4,300 digits
        raise _bad_line(line, f"is not JSON: {error}") from None
    if not isinstance(payload, dict):
        raise _bad_line(line, "a JSON object is expected, one a line")
    try:
        return parse_record(payload, default_source)
    except BadRecordError as bad:
        bad.keep_raw(_text(line))
        raise


def _person(values: dict[str, Any]) -> PersonRecord:
    if "kind" in values:
        values["kind"] = _KINDS[values["kind"]]
    return PersonRecord(**values)


def _activity(name: str, record: type[ActivityRecord], values: dict[str, Any]) -> ActivityRecord:
    owner = values.get("person")
    if owner is not None:
        channel = values.get("channel")
        key = owner_key(name, channel, values["source"], values["source_id"], owner)
        values["person"] = _person(owner | key)
    return record(**values)


def owner_key(
    name: str, channel: str | None, source: str, source_id: str, owner: Mapping[str, Any]
) -> dict[str, Any]:
    """Return source, source_id and kind of an activity's person, as far as it says them itself."""
    home = owner.get("source", source)
    kind = RecordKind.ACCOUNT if "source_id" in owner else RecordKind.CONTACT
    if channel in PUBLIC_NETWORKS and home == source:
        kind = RecordKind.PROFILE
    return {
        "source": home,
        "source_id": owner.get("source_id", f"contact:{name}:{source_id}"),
        "kind": owner.get("kind", kind),
    }


def _word(value: object) -> str:
    return value if isinstance(value, str) else ""


def _bad_line(line: bytes | str, reason: str) -> BadRecordError:
    text = _text(line)
    return BadRecordError("", "", "", text, reason, text)


def _text(line: bytes | str) -> str:
    return line if isinstance(line, str) else line.decode("utf-8", "replace")
