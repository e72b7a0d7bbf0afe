"""A mapping as a TOML file: read and judged, and written for a person to change."""

import json
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from connectors.canonical.types import TYPES
from connectors.errors import BadMappingError
from connectors.files.cells import time_zone
from connectors.files.columns import (
    DEFAULT_SOURCE,
    KINDS_OPEN,
    Column,
    ColumnMapping,
    allowed_fields,
    is_allowed,
)
from connectors.files.delimited import DELIMITERS

FILE_BYTES: Final = 256 * 1024
KEYS: Final = (
    *("type", "source", "id", "columns", "constants"),
    *("date_format", "timezone", "decimal", "delimiter"),
)
COLUMN_KEYS: Final = frozenset({"column", "separator"})

EXAMPLE: Final = """\
type = "person"                # or interaction, order, case, cart, return, shipment, …
source = "crm"                 # who says so: part of every record's key
id = "Customer No"             # the column that numbers the rows;
                               # without one: id = {hash = ["E-mail", "Phone"]}
date_format = "%d/%m/%Y"       # of days that are not written as in 1980-02-01
timezone = "Europe/Berlin"     # of times that name no zone
decimal = ","                  # the decimal point of amounts

[columns]                      # field = column
given_name = "First name"
family_name = "Surname"
phones = ["Mobile", "Phone 2"]                     # several columns
emails = {column = "Mails", separator = ";"}       # several values in one cell
handles.x = "Twitter"                              # handles.<network>
numbers.loyalty = "Card"                           # numbers.<kind>
# in activities: person.id, person.name …, about.order, about.product …

[constants]                    # the same in every row
country = "DE"
"""


def read_mapping(path: Path) -> ColumnMapping:
    """Return the mapping that a TOML file says. Raises BadMappingError with file and key."""
    try:
        with path.open("rb") as file:
            content = file.read(FILE_BYTES + 1)
    except OSError as error:
        raise BadMappingError(str(path), "", f"cannot be read ({error.strerror})") from error
    if len(content) > FILE_BYTES:
        raise BadMappingError(str(path), "", "is no mapping: it has more than 256 kB")
    return parse_mapping(content, str(path))


def parse_mapping(content: bytes, name: str) -> ColumnMapping:
    """Return the mapping that this TOML says; `name` is the file's, for errors."""
    try:
        document = tomllib.loads(content.decode("utf-8-sig").replace("\r\n", "\n"))
    except (ValueError, RecursionError) as error:  # TOMLDecodeError and UnicodeDecodeError are both
        raise BadMappingError(name, "", f"is not TOML: {error}") from None
    return _MappingFile(name, document).mapping()


@dataclass(frozen=True, slots=True)
class _MappingFile:
    """A document on its way to a mapping; every refusal names the file and the key."""

    name: str
    document: Mapping[str, Any]

    def mapping(self) -> ColumnMapping:
        for key in self.document:
            if key not in KEYS:
                raise self._refuse(key, f"unknown; allowed are {', '.join(KEYS)}")
        record_type = self._choice("type", TYPES, "person")
        id_column, id_hash = self._id()
        mapping = ColumnMapping(
            columns=tuple(self._columns(record_type)),
            type=record_type,
            source=self._text("source") or DEFAULT_SOURCE,
            id_column=id_column,
            id_hash=id_hash,
            constants=tuple(self._constants(record_type)),
            date_format=self._date_format(),
            timezone=self._timezone(),
            decimal=self._choice("decimal", (".", ","), "."),
            delimiter=self._choice("delimiter", DELIMITERS, None),
        )
        if not mapping.columns and not mapping.constants:
            raise self._refuse("columns", "is missing: it says which field is which column")
        return mapping

    def _columns(self, record_type: str) -> Iterator[Column]:
        for path, value in self._flat("columns", COLUMN_KEYS):
            self._judge_field(f"columns.{path}", path, record_type)
            names, separator = self._names(f"columns.{path}", value)
            yield from (Column(path, name, separator) for name in names)

    def _names(self, key: str, value: object) -> tuple[list[str], str | None]:
        separator = None
        if isinstance(value, dict):
            separator = value.get("separator")
            if separator is not None and not (isinstance(separator, str) and separator):
                raise self._refuse(f"{key}.separator", 'a string is expected, as in ";"')
            value = value.get("column")
        names: list[Any] = value if isinstance(value, list) else [value]
        if not names or not all(isinstance(name, str) and name.strip() for name in names):
            reason = 'a column is expected, as in "Phone", ["Phone", "Mobile"] or {column = …}'
            raise self._refuse(key, reason)
        return [" ".join(name.split()) for name in names], separator

    def _constants(self, record_type: str) -> Iterator[tuple[str, str]]:
        for path, value in self._flat("constants", frozenset()):
            self._judge_field(f"constants.{path}", path, record_type)
            if isinstance(value, bool):
                value = "true" if value else "false"
            if not isinstance(value, str | int) or not str(value).strip():
                raise self._refuse(f"constants.{path}", "a string is expected")
            yield path, str(value).strip()

    def _judge_field(self, key: str, path: str, record_type: str) -> None:
        if is_allowed(path, record_type):
            return
        allowed = ", ".join(allowed_fields(record_type))
        hint = (
            "; one row is one record: lines belong into JSONL" if path.startswith("lines") else ""
        )
        raise self._refuse(key, f"no such field of type {record_type}; allowed: {allowed}{hint}")

    def _flat(self, table: str, leaf_keys: frozenset[str]) -> Iterator[tuple[str, object]]:
        value = self.document.get(table, {})
        if not isinstance(value, dict):
            raise self._refuse(table, "a table is expected")
        yield from _flatten(value, leaf_keys)

    def _id(self) -> tuple[str | None, tuple[str, ...]]:
        value = self.document.get("id")
        if isinstance(value, str) and value.strip():
            return " ".join(value.split()), ()
        if isinstance(value, dict) and set(value) == {"hash"}:
            names, _ = self._names("id.hash", value["hash"])
            return None, tuple(names)
        raise self._refuse("id", 'is needed: a column, or {hash = ["Column", …]}')

    def _text(self, key: str) -> str | None:
        value = self.document.get(key)
        if value is not None and not (isinstance(value, str) and value.strip()):
            raise self._refuse(key, "a string is expected")
        return value

    def _choice(self, key: str, choices: Iterable[str], default: Any) -> Any:
        value = self.document.get(key, default)
        if value is not default and value not in tuple(choices):
            raise self._refuse(key, f"one of {', '.join(map(json.dumps, choices))} is expected")
        return value

    def _date_format(self) -> str | None:
        value = self._text("date_format")
        if value is None:
            return None
        day = datetime(1980, 2, 13)  # noqa: DTZ001  a day of which each part differs
        try:
            understood = datetime.strptime(day.strftime(value), value) == day  # noqa: DTZ007
        except ValueError:
            understood = False
        if not understood:
            raise self._refuse("date_format", 'a full day is expected, as in "%d/%m/%Y"')
        return value

    def _timezone(self) -> str | None:
        value = self._text("timezone")
        if value is not None:
            try:
                time_zone(value)
            except ValueError:
                reason = 'no such time zone; as in "Europe/Berlin" or "UTC"'
                raise self._refuse("timezone", reason) from None
        return value

    def _refuse(self, key: str, reason: str) -> BadMappingError:
        return BadMappingError(self.name, key, reason)


def check_columns(mapping: ColumnMapping, headers: Iterable[str], name: str) -> None:
    """Raise BadMappingError when the mapping names a column that the file `name` has not."""
    known = list(headers)
    for column in sorted(mapping.used):
        if column not in known:
            has = ", ".join(f'"{header}"' for header in known[:50])
            raise BadMappingError(
                name, f'column "{column}"', f"is not in the file, which has {has}"
            )


def mapping_toml(mapping: ColumnMapping) -> str:
    """Return the mapping as TOML that `parse_mapping` reads back."""
    lines = [f"type = {_quoted(mapping.type)}", f"source = {_quoted(mapping.source)}"]
    if mapping.id_column is not None:
        lines.append(f"id = {_quoted(mapping.id_column)}")
    else:
        lines.append(f"id = {{hash = {_list(mapping.id_hash)}}}")
    for key in ("date_format", "timezone", "delimiter"):
        value = getattr(mapping, key)
        if value is not None:
            lines.append(f"{key} = {_quoted(value)}")
    if mapping.decimal != ".":
        lines.append(f"decimal = {_quoted(mapping.decimal)}")
    lines += ["", "[columns]", *_column_lines(mapping.columns)]
    if mapping.constants:
        lines += ["", "[constants]"]
        lines += [f"{_path(path)} = {_quoted(value)}" for path, value in mapping.constants]
    return "\n".join(lines) + "\n"


def _column_lines(columns: Iterable[Column]) -> Iterator[str]:
    together: dict[str, list[Column]] = {}
    for one in columns:
        together.setdefault(one.field, []).append(one)
    for field, ones in together.items():
        names = [one.column for one in ones]
        value = _quoted(names[0]) if len(names) == 1 else _list(names)
        separator = next((one.separator for one in ones if one.separator), None)
        if separator is not None:
            value = f"{{column = {value}, separator = {_quoted(separator)}}}"
        yield f"{_path(field)} = {value}"


def _flatten(
    table: Mapping[str, Any], leaf_keys: frozenset[str], stem: str = ""
) -> Iterator[tuple[str, object]]:
    """Yield path and value; a table with one of `leaf_keys` is a value."""
    kinds = stem.rstrip(".").removeprefix("person.") in KINDS_OPEN  # keys are networks, say
    for key, value in table.items():
        path = f"{stem}{key}"
        is_open = path.removeprefix("person.") in KINDS_OPEN
        if isinstance(value, dict) and not kinds and (is_open or not leaf_keys & set(value)):
            yield from _flatten(value, leaf_keys, f"{path}.")
        else:
            yield path, value


def _path(path: str) -> str:
    """Return the path as a TOML key; the last part may be any text: a network, a kind."""
    owner = "person." if path.startswith("person.") else ""
    key, dot, kind = path.removeprefix(owner).partition(".")
    bare = kind.isascii() and kind.replace("_", "").replace("-", "").isalnum()
    return f"{owner}{key}{dot}{kind if bare or not kind else _quoted(kind)}"


def _list(names: Iterable[str]) -> str:
    return f"[{', '.join(_quoted(name) for name in names)}]"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
