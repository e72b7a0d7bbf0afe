"""Which column of a file is which field of a record: the mapping as data."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from connectors.canonical.shapes import Fields
from connectors.canonical.types import ABOUT, ACTIVITIES, OWNER, PERSON

DEFAULT_SOURCE: Final = "import"
KINDS_OPEN: Final = {"handles": "network", "numbers": "kind"}  # "handles.x", "numbers.loyalty"
_NOT_IN_A_ROW: Final = frozenset({"lines", "person", "about", "consents", "source", "id"})


@dataclass(frozen=True, slots=True)
class Column:
    """One column's part in the record. `field` is a path: "city", "handles.x", "person.id"."""

    field: str
    column: str
    separator: str | None = None  # between several values in one cell


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """How a row becomes a record. The id stands in a column, or is a hash of several."""

    columns: tuple[Column, ...]
    type: str = "person"
    source: str = DEFAULT_SOURCE
    id_column: str | None = None
    id_hash: tuple[str, ...] = ()  # columns
    constants: tuple[tuple[str, str], ...] = ()  # (field, value)
    date_format: str | None = None  # of strptime, for the day in dates and times; ISO 8601 always
    timezone: str | None = None  # IANA name, for times that say none; None refuses such times
    decimal: str = "."  # the decimal point of amounts
    delimiter: str | None = None

    @property
    def used(self) -> frozenset[str]:
        """The columns that mean something."""
        named = {one.column for one in self.columns} | set(self.id_hash)
        return frozenset(named | ({self.id_column} if self.id_column else set()))

    def unused(self, headers: list[str]) -> list[str]:
        """Return the headers that mean nothing, in the file's order."""
        return [header for header in headers if header not in self.used]


def allowed_fields(record_type: str) -> Iterator[str]:
    """Yield each path that a mapping for this type may name; "handles.…" means any network."""
    if record_type == "person":
        yield from _paths(PERSON)
        return
    yield from _paths(ACTIVITIES[record_type].fields)
    yield from (f"person.{path}" for path in ("id", "source", *_paths(OWNER)))
    yield from (f"about.{name}" for name in ABOUT)


def is_allowed(path: str, record_type: str) -> bool:
    """Return whether a mapping for this type may name this path."""
    owner = "person." if path.startswith("person.") else ""
    key, _, kind = path.removeprefix(owner).partition(".")
    if key in KINDS_OPEN and kind:
        path = f"{owner}{key}.…"
    return path in allowed_fields(record_type)


def _paths(fields: Fields) -> Iterator[str]:
    for key in fields.by_key:
        if key in KINDS_OPEN:
            yield f"{key}.…"
        elif key not in _NOT_IN_A_ROW:
            yield key
