"""The rows of a CSV or TSV file: each complete, or named with what is wrong with it."""

import csv
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from connectors.canonical.shapes import MESSAGE_CHARACTERS
from connectors.errors import RAW_CHARACTERS, UnreadableFileError
from connectors.files.lines import Line

DELIMITERS: Final = (",", ";", "\t", "|")
COLUMNS: Final = 1_000
ROW_LINES: Final = 1_000  # of a row with line breaks in its fields
ROW_CHARACTERS: Final = 4 * 1024 * 1024
REREAD_FREELY: Final = 4 * 1024 * 1024  # characters that may be read again to recover, and then
REREAD_SHARE: Final = 4  # so many times what was read: hostile quotes must not cost the square
NEVER_CLOSED: Final = "a quote opens here that is never closed"


@dataclass(frozen=True, slots=True)
class Row:
    """A row with as many values as the header has names. `line` is where it begins."""

    line: int
    values: list[str]
    lines: Sequence[Line]

    @property
    def raw(self) -> str:
        return _raw(self.lines)


@dataclass(frozen=True, slots=True)
class BrokenRow:
    line: int
    reason: str
    raw: str


class DelimitedReader:
    """Yields the rows below the header. Raises UnreadableFileError for a header of no use."""

    def __init__(self, lines: Iterable[Line], name: str, delimiter: str | None = None) -> None:
        csv.field_size_limit(MESSAGE_CHARACTERS)
        self._feed = _Feed(lines)
        self._name = name
        self.delimiter = self._sniff() if delimiter is None else delimiter
        self._feed.delimiter = self.delimiter
        self._rows = self._new_reader()
        self.headers = self._read_headers()

    def __iter__(self) -> Iterator[Row | BrokenRow]:
        while True:
            row = self._next_row()
            if row is None:
                return
            if isinstance(row, BrokenRow) or row.values:  # blank lines are no rows
                yield row

    def _next_row(self) -> Row | BrokenRow | None:
        taken = self._feed.begin_row()
        try:
            values = next(self._rows, None)
        except _BrokenLineError as broken:
            return self._drop(str(broken.line.problem), broken.line)
        except _EndlessRowError:
            return self._recover(NEVER_CLOSED)
        except csv.Error as error:
            return self._recover(_explain(error, len(taken)))
        if values is None:
            return None
        if len(taken) > 3 and self._holds_rows(taken[1:-1]):
            return self._recover("a quote opens here and swallows the rows below")
        if not self.headers or not values or len(values) == len(self.headers):
            return Row(taken[0].number, values, taken)
        return self._fit(values, taken)

    def _fit(self, values: list[str], taken: Sequence[Line]) -> Row | BrokenRow:
        """Judge a row of another length than the header: empty surplus fields do no harm."""
        width = len(self.headers)
        if len(values) > width and not any(values[width:]):
            return Row(taken[0].number, values[:width], taken)
        if len(values) == 1 and not values[0].strip():
            return Row(taken[0].number, [], taken)
        reason = f"{len(values):,} fields, where the header has {width}"
        return BrokenRow(taken[0].number, reason, _raw(taken))

    def _holds_rows(self, inner: Sequence[Line]) -> bool:
        """Whether each of these lines inside quoted text looks like a row of its own."""
        width = len(self.headers)
        split = csv.reader((line.text for line in inner), delimiter=self.delimiter)
        return width > 2 and all(len(values) == width for values in split)

    def _drop(self, reason: str, last: Line | None = None) -> BrokenRow:
        taken = [*self._feed.row, last] if last else self._feed.row
        self._rows = self._new_reader()
        if len(taken) > 1:
            reason = f"lines {taken[0].number} to {taken[-1].number} are left out: {reason}"
        return BrokenRow(taken[0].number, reason, _raw(taken))

    def _recover(self, reason: str) -> BrokenRow:
        """Give up the line where the broken row began, and read on with the one below."""
        if not self._feed.give_back():
            return self._drop(reason)
        self._rows = self._new_reader()
        first = self._feed.row[0]
        return BrokenRow(first.number, reason, _raw([first]))

    def _new_reader(self) -> "Iterator[list[str]]":
        return csv.reader(self._feed, delimiter=self.delimiter, strict=True, skipinitialspace=True)

    def _sniff(self) -> str:
        """Return the commonest delimiter of the header, or what Excel's `sep=` line says."""
        line = self._feed.peek()
        while line is not None and not line.text.strip():
            self._feed.skip()
            line = self._feed.peek()
        if line is None:
            raise UnreadableFileError(self._name, "is empty")
        if line.text[:4].lower() == "sep=" and line.text[4:5] in DELIMITERS:
            self._feed.skip()
            return line.text[4]
        bare = "".join(line.text.split('"')[::2])  # what stands outside quotes
        return max(DELIMITERS, key=bare.count)

    def _read_headers(self) -> list[str]:
        self.headers = []
        row = self._next_row()
        while isinstance(row, Row) and not any(value.strip() for value in row.values):
            row = self._next_row()
        if row is None:
            raise UnreadableFileError(self._name, "is empty")
        if isinstance(row, BrokenRow):
            raise UnreadableFileError(self._name, f"its header {row.reason}", line=row.line)
        if len(row.values) > COLUMNS:
            reason = f"its header has {len(row.values):,} columns; up to {COLUMNS:,} are read"
            raise UnreadableFileError(self._name, reason, line=row.line)
        return _distinct(row.values)


class _BrokenLineError(Exception):
    def __init__(self, line: Line) -> None:
        self.line = line
        super().__init__()


class _EndlessRowError(Exception):
    pass


class _Feed:
    """Hands lines to the csv module, remembers those of the current row, takes them back."""

    def __init__(self, lines: Iterable[Line]) -> None:
        self._lines = iter(lines)
        self._again: deque[Line] = deque()
        self._read = self._reread = self._size = 0
        self.delimiter = DELIMITERS[0]
        self.row: list[Line] = []

    def begin_row(self) -> list[Line]:
        self.row = []
        self._size = 0
        return self.row

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if self._again:
            line = self._again.popleft()
        else:
            line = next(self._lines)
            self._read += len(line.text)
        if line.problem is not None:
            raise _BrokenLineError(line)
        if len(line.text) > MESSAGE_CHARACTERS < line.text.count(self.delimiter):
            raise _BrokenLineError(replace(line, problem="far more columns than any text explains"))
        self.row.append(line)
        self._size += len(line.text)
        if self._size > ROW_CHARACTERS or len(self.row) > ROW_LINES:
            raise _EndlessRowError
        return line.text + "\n"

    def give_back(self) -> bool:
        """Put all lines of the row but the first back. False when that was done too often."""
        if self._reread > REREAD_FREELY + REREAD_SHARE * self._read:
            return False
        self._reread += self._size
        self._again.extendleft(reversed(self.row[1:]))
        return True

    def peek(self) -> Line | None:
        if not self._again:
            line = next(self._lines, None)
            if line is None:
                return None
            self._again.append(line)
        return self._again[0]

    def skip(self) -> None:
        self._again.popleft()


def _explain(error: csv.Error, lines: int) -> str:
    words = str(error)
    if "field larger" in words and lines == 1:
        return f"a field of more than {MESSAGE_CHARACTERS:,} characters"
    if "expected after" in words and lines == 1:
        return 'a quote inside a quoted field; double it ("")'
    return NEVER_CLOSED


def _raw(lines: Iterable[Line]) -> str:
    """Return the beginning of the row as it came."""
    raw = ""
    for line in lines:
        raw = f"{raw}\n{line.text[:RAW_CHARACTERS]}" if raw else line.text[:RAW_CHARACTERS]
        if len(raw) >= RAW_CHARACTERS:
            break
    return raw[:RAW_CHARACTERS]


def _distinct(headers: Iterable[str]) -> list[str]:
    """Return the headers, each a name of its own: "Phone", "Phone (2)", "column 3"."""
    names: list[str] = []
    for number, header in enumerate(headers, start=1):
        plain = name = " ".join(header.split()) or f"column {number}"
        again = 1
        while name in names:
            again += 1
            name = f"{plain} ({again})"
        names.append(name)
    return names
