"""A row and a mapping in, a record out."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final

from connectors.canonical.parse import parse_record
from connectors.canonical.shapes import Fields, UnfitError
from connectors.canonical.types import ACTIVITIES, OWNER, PERSON
from connectors.errors import BadRecordError
from connectors.files.cells import MISSING, CellRules, ReadCell, cell_reader
from connectors.files.columns import KINDS_OPEN, Column, ColumnMapping
from context.records import Record

HASH_DIGITS: Final = 32  # 128 bits: no accidental collision among 10^15 rows

Payload = dict[str, Any]
Put = Callable[[Payload, str], None]


class RowParser:
    """Turns rows into records, as one mapping says; made once a file.

    A lenient one leaves out values that cannot be read, a birth date in words say, where a row
    counts for more than each of its fields.
    """

    def __init__(self, mapping: ColumnMapping, *, lenient: bool = False) -> None:
        self._mapping = mapping
        self._lenient = lenient
        self._without: dict[str, RowParser] = {}  # field that could not be read → the others
        rules = CellRules(mapping.date_format, mapping.timezone, mapping.decimal)
        self._steps = [
            (one.field, one.column, _put(one, mapping.type, rules)) for one in mapping.columns
        ]
        self._constants = [
            (path, value, _put(Column(path, ""), mapping.type, rules))
            for path, value in mapping.constants
        ]

    def parse(self, row: Mapping[str, str]) -> Record:
        """Return the record of a row (header → cell). Raises BadRecordError."""
        try:
            return self._parse(row)
        except BadRecordError as bad:
            if not self._lenient or not bad.field:
                raise
            key = bad.field.partition("[")[0]
            columns = self._mapping.columns
            others = tuple(one for one in columns if one.field.partition(".")[0] != key)
            if len(others) == len(columns):
                raise
            if key not in self._without:
                mapping = replace(self._mapping, columns=others)
                self._without[key] = RowParser(mapping, lenient=True)
            return self._without[key].parse(row)

    def _parse(self, row: Mapping[str, str]) -> Record:
        source, source_id = self._mapping.source, self._source_id(row)
        payload: Payload = {"type": self._mapping.type, "source": source, "id": source_id}
        field = cell = ""
        try:
            for field, cell, put in self._constants:  # noqa: B007  both named in the error below
                put(payload, cell)
            for field, column, put in self._steps:  # noqa: B007
                cell = row.get(column, "").strip()
                if cell not in MISSING:
                    put(payload, cell)
            return parse_record(payload)
        except UnfitError as unfit:
            reason = self._naming(field, unfit.reason)
            raise BadRecordError(source, source_id, field, cell, reason) from None
        except BadRecordError as bad:
            reason = self._naming(bad.field, bad.reason)
            raise BadRecordError(source, source_id, bad.field, bad.value, reason) from None

    def _source_id(self, row: Mapping[str, str]) -> str:
        mapping = self._mapping
        if mapping.id_column is not None:
            source_id = row.get(mapping.id_column, "").strip()
            if source_id in MISSING:
                reason = f'the id is empty (column "{mapping.id_column}")'
                raise BadRecordError(mapping.source, "", "id", source_id, reason)
            return source_id
        cells = [" ".join(row.get(column, "").split()) for column in mapping.id_hash]
        said = ["" if cell in MISSING else cell.casefold() for cell in cells]
        if not any(said):
            reason = f"nothing in it says who or what it is: {', '.join(mapping.id_hash)} are empty"
            raise BadRecordError(mapping.source, "", "id", "", reason)
        text = "\x1f".join(said).encode("utf-8", "replace")
        return f"row-{hashlib.sha256(text).hexdigest()[:HASH_DIGITS]}"

    def _naming(self, field: str, reason: str) -> str:
        """Return the reason with the columns that the field was read from."""
        stem = field.partition("[")[0]
        names = [
            f'"{one.column}"'
            for one in self._mapping.columns
            if one.field == stem or one.field.startswith(f"{stem}.")
        ]
        return f"{reason} (column {' or '.join(names)})" if names else reason


def _put(column: Column, record_type: str, rules: CellRules) -> Put:
    """Return what puts a cell of this column where it belongs in the payload."""
    path = column.field
    fields = PERSON if record_type == "person" else ACTIVITIES[record_type].fields
    if path.startswith("person."):
        inner = _put_field(path.removeprefix("person."), column.separator, OWNER, rules)
        return lambda payload, cell: inner(payload.setdefault("person", {}), cell)
    if path.startswith("about."):
        about = path.removeprefix("about.")
        return _put_items("about", column.separator, lambda cell: {"type": about, "id": cell})
    return _put_field(path, column.separator, fields, rules)


def _put_field(path: str, separator: str | None, fields: Fields, rules: CellRules) -> Put:
    key, _, kind = path.partition(".")
    if key == "handles":
        return _put_items(key, separator, lambda cell: {"network": kind, "handle": cell})
    if key in KINDS_OPEN:
        return _put_items(key, separator, lambda cell: {"kind": kind, "value": cell})
    shape = fields.by_key[key].shape
    read = cell_reader(shape, rules)
    if shape.schema.get("type") == "array":
        return _put_items(key, separator, read)
    return lambda payload, cell: _put_value(payload, key, read(cell))


def _put_items(key: str, separator: str | None, read: ReadCell) -> Put:
    def put(payload: Payload, cell: str) -> None:
        items = payload.setdefault(key, [])
        parts = cell.split(separator) if separator else (cell,)
        items.extend(read(part.strip()) for part in parts if part.strip() not in MISSING)

    return put


def _put_value(payload: Payload, key: str, value: object) -> None:
    """Set a value; a text that comes from several columns is joined by spaces."""
    known = payload.get(key)
    both_text = isinstance(known, str) and isinstance(value, str)
    payload[key] = f"{known} {value}" if both_text else value
