"""How is a record said as canonical JSON? The inverse of the parser."""

import json
from collections.abc import Iterable
from dataclasses import fields, is_dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from connectors.canonical.parse import owner_key
from connectors.canonical.types import TYPE_OF
from context.records import InteractionRecord, Record
from identity.records import PersonRecord

_PASSING = frozenset({"cited_numbers", "complete"})  # what only a person of its own says


def record_line(record: Record) -> str:
    """Return the record as one line of canonical JSON, without the line's end.

    `parse_line` gives the same record back. Of an activity's person, `complete` and
    `cited_numbers` are left out: whoever takes it in works them out from the activity.
    """
    return json.dumps(record_payload(record), separators=(",", ":"))


def record_payload(record: Record) -> dict[str, Any]:
    """Return the record as a canonical JSON object."""
    if isinstance(record, PersonRecord):
        return {"type": "person", **_keyed(_plain(record))}
    name = TYPE_OF[type(record)]
    payload = {"type": name, **_keyed(_plain(record))}
    if record.person is not None:
        channel = record.channel if isinstance(record, InteractionRecord) else None
        payload["person"] = _owner(
            record.person, owner_key(name, channel, record.source, record.source_id, {})
        )
    return payload


def _owner(person: PersonRecord, contact: dict[str, Any]) -> dict[str, Any]:
    said = {key: value for key, value in _plain(person).items() if key not in _PASSING}
    if person.source_id == contact["source_id"]:
        del said["source_id"]
    return {**_keyed(said), "kind": person.kind.value}


def _keyed(attributes: dict[str, Any]) -> dict[str, Any]:
    return {"id" if key == "source_id" else key: value for key, value in attributes.items()}


def _plain(record: Any) -> dict[str, Any]:
    """Return a dataclass as JSON values, without what equals its default."""
    said = ((one, getattr(record, one.name)) for one in fields(record))
    return {one.name: _value(value) for one, value in said if value != one.default}


def _value(value: object) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, tuple):
        return [_value(item) for item in value]
    return _plain(value) if is_dataclass(value) else value


def record_lines(records: Iterable[Record]) -> bytes:
    """Return the records as NDJSON."""
    return "".join(record_line(record) + "\n" for record in records).encode()
