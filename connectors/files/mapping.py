"""What do the columns of a file mean? Guessed from its headers, and used on its rows."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Final

from connectors.canonical.shapes import UnfitError
from connectors.canonical.types import PERSON
from connectors.errors import BadRecordError
from connectors.files.cells import MISSING, CellRules, cell_reader
from connectors.files.columns import DEFAULT_SOURCE, Column, ColumnMapping
from connectors.files.headers import meaning
from connectors.files.rows import RowParser
from context.records import Record
from identity.records import PersonRecord

__all__ = [
    "Column",
    "ColumnMapping",
    "RowParser",
    "guess_mapping",
    "row_to_person",
    "row_to_record",
]

GUESSED_TIMEZONE: Final = "UTC"
SEVERAL: Final = frozenset({"phones", "emails"})  # fields that take any number of columns
JUDGED: Final = frozenset({"country", "language", "preferred_channel", "birth_date", "updated_at"})
# What a row is known by when it has no id: all that tells two people apart, nothing that changes
# with every export.
_NOT_IDENTIFYING: Final = frozenset(
    {"updated_at", "occupation", "organisation", "language", "preferred_channel"}
)
_SLASHED: Final = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")

Row = Mapping[str, str]


def guess_mapping(
    headers: Sequence[str], sample: Sequence[Row] = (), source: str = DEFAULT_SOURCE
) -> ColumnMapping:
    """Return the mapping to person records that these headers suggest; it may have no columns.

    `sample` are rows (header → cell) from which the order of day and month and the separators
    between several values are told; a column of days or countries that reads as none is left out.
    """
    meanings = {header: field for header in headers if (field := meaning(header))}
    columns = [Column(field, header) for header, field in _one_each(_settled(meanings))]
    date_format = _date_format(columns, sample)
    rules = CellRules(date_format, GUESSED_TIMEZONE)
    columns = [
        replace(one, separator=_separator(one.field, columns, sample))
        for one in columns
        if one.field not in JUDGED or _is_readable(one, sample, rules)
    ]
    columns.sort(key=_order)
    ids = [header for header, field in meanings.items() if field == "id"]
    accounts = [one.column for one in columns if one.field == "numbers.account"]
    id_column = next(iter(sorted(ids, key=_rank) + accounts), None)
    dated = any(one.field == "updated_at" for one in columns)
    return ColumnMapping(
        columns=tuple(columns),
        source=source,
        id_column=id_column,
        id_hash=() if id_column else _identifying(columns),
        date_format=date_format,
        timezone=GUESSED_TIMEZONE if dated else None,
    )


def row_to_record(row: Row, mapping: ColumnMapping) -> Record:
    """Return the record of a row (header → cell). Raises BadRecordError."""
    return _parser(mapping).parse(row)


def row_to_person(row: Row, mapping: ColumnMapping, *, lenient: bool = False) -> PersonRecord:
    """Return the person of a row (header → cell). Raises BadRecordError.

    `lenient` leaves out values that cannot be read, where a row counts for more than its fields.
    """
    record = _parser(mapping, lenient).parse(row)
    if isinstance(record, PersonRecord):
        return record
    raise BadRecordError("", "", "type", mapping.type, "a mapping to persons is expected")


@lru_cache(maxsize=64)
def _parser(mapping: ColumnMapping, lenient: bool = False) -> RowParser:
    return RowParser(mapping, lenient=lenient)


def _settled(meanings: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield header and field, with the words decided whose meaning hangs on their neighbours."""
    fields = set(meanings.values())
    given = "given_name" in fields
    family = "family_name" in fields
    bare = {
        "nom": "family_name" if given and not family else "name",
        "nombre": "given_name" if family and not given else "name",
        "birthplace": "city",
    }
    for header, field in meanings.items():
        if field == "name" and given and not family and header.strip().casefold() == "name":
            yield header, "family_name"  # German: "Name" beside "Vorname"
        elif field == "birthplace" and "city" in fields:
            continue
        elif field != "id":
            yield header, bare.get(field, field)


def _one_each(columns: Iterator[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Yield them without the second column of a field that holds one value."""
    taken = set()
    for header, field in columns:
        is_open = field in SEVERAL or "." in field
        if is_open or field not in taken:
            taken.add(field)
            yield header, field


def _identifying(columns: Sequence[Column]) -> tuple[str, ...]:
    return tuple(one.column for one in columns if one.field not in _NOT_IDENTIFYING)


def _rank(header: str) -> int:
    """Return 0 for the column that is surely the row's own id: a plain "id" or "record_id"."""
    return 0 if re.sub(r"[^a-z]", "", header.casefold()) in {"id", "recordid", "uuid"} else 1


def _order(column: Column) -> tuple[int, str]:
    """Return a sort key: fields in the order in which records have them."""
    return list(PERSON.by_key).index(column.field.partition(".")[0]), column.field


def _cells(column: str, sample: Sequence[Row]) -> list[str]:
    cells = (row.get(column, "").strip() for row in sample)
    return [cell for cell in cells if cell not in MISSING]


def _date_format(columns: Sequence[Column], sample: Sequence[Row]) -> str | None:
    """Return how the slashed days of the sample are written, or None where that stays open."""
    dates = [one.column for one in columns if one.field in {"birth_date", "updated_at"}]
    days = [found for name in dates for cell in _cells(name, sample)
            if (found := _SLASHED.match(cell))]  # fmt: skip
    day_first = any(int(found[1]) > 12 for found in days)
    month_first = any(int(found[2]) > 12 for found in days)
    if day_first == month_first:
        return None
    return "%d/%m/%Y" if day_first else "%m/%d/%Y"


def _separator(field: str, columns: Sequence[Column], sample: Sequence[Row]) -> str | None:
    """Return what stands between several values in the cells of this field, as sampled."""
    if field not in SEVERAL:
        return None
    cells = [cell for one in columns if one.field == field for cell in _cells(one.column, sample)]
    marks = (";", "|", ",") if field == "emails" else (";", "|")
    return next((mark for mark in marks if any(mark in cell for cell in cells)), None)


def _is_readable(column: Column, sample: Sequence[Row], rules: CellRules) -> bool:
    """Return whether at least half of the sampled cells are what the header promises."""
    shape = PERSON.by_key[column.field].shape
    read = cell_reader(shape, rules)
    cells = _cells(column.column, sample)
    good = 0
    for cell in cells:
        try:
            shape.read(read(cell))
        except UnfitError as unfit:
            good += "day or month first" in unfit.reason  # the file is at fault, not the header
        else:
            good += 1
    return 2 * good >= len(cells)
