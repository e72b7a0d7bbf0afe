"""The records of a file, whatever its form: JSONL or CSV, packed or not, named or piped in."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain, islice
from pathlib import Path, PurePath
from typing import Final, Self

from connectors.canonical.parse import parse_line
from connectors.errors import BadMappingError, BadRecordError, UnreadableFileError
from connectors.files.bytes import STDIN, ByteSource
from connectors.files.columns import DEFAULT_SOURCE, ColumnMapping
from connectors.files.delimited import BrokenRow, DelimitedReader, Row
from connectors.files.lines import Line, LineReader
from connectors.files.mapping import guess_mapping
from connectors.files.mapping_toml import check_columns, mapping_toml
from connectors.files.rows import RowParser
from context.records import Record

Parsed = tuple[int, Record | BadRecordError]

JSONL: Final = frozenset({".jsonl", ".ndjson", ".json-lines"})
DELIMITED: Final = frozenset({".csv", ".tsv", ".txt"})
SAMPLE_ROWS: Final = 200  # read before the first record, to tell 02/03 in March from February
SAMPLE_CHARACTERS: Final = 1_000_000


def open_records(
    path: str | Path,
    *,
    source: str | None = None,
    mapping: ColumnMapping | None = None,
    lenient: bool = False,
) -> "RecordFile":
    """Return the open file of records at `path` ("-" is standard input); close it after use.

    Of a CSV file the header is read. `source` goes before what the mapping says, and is the source
    of JSONL records that name none. `lenient` leaves single cells of a CSV file out that cannot be
    read, instead of the row. Raises UnreadableFileError or BadMappingError.
    """
    return RecordFile(str(path), source=source, mapping=mapping, lenient=lenient)


class RecordFile:
    """An open file of records. `notes` are sentences for whoever imports it."""

    def __init__(
        self, path: str, *, source: str | None, mapping: ColumnMapping | None, lenient: bool
    ) -> None:
        self.notes: list[str] = []
        self.mapping: ColumnMapping | None = None
        self._bytes = ByteSource(path)
        self._source = source
        self._lenient = lenient
        self.name = self._bytes.name
        try:
            self._lines = LineReader(self._bytes.chunks())
            self._records = self._open(path, mapping)
        except BaseException:
            self._bytes.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._bytes.close()

    def __iter__(self) -> Iterator[Parsed]:
        """Yield line number and record, or what is wrong with it. Raises UnreadableFileError."""
        return self._records

    @property
    def size(self) -> int | None:
        """Bytes on disk; None where nobody knows."""
        return self._bytes.size

    @property
    def taken(self) -> int:
        """Bytes on disk that were read so far."""
        return self._bytes.taken

    @property
    def unpacked(self) -> int:
        """Bytes of content that were read so far."""
        return self._bytes.unpacked

    @property
    def fallback_note(self) -> str | None:
        """Say from which line on the file was read as Windows-1252, once that has happened."""
        line = self._lines.fallback_from
        if line is None:
            return None
        return f"{self.name}: not UTF-8; read as Windows-1252 (Latin-1) from line {line} on"

    def _open(self, path: str, mapping: ColumnMapping | None) -> Iterator[Parsed]:
        first = next((line for line in self._lines if line.text.strip()), None)
        if first is None:
            raise UnreadableFileError(self.name, "is empty")
        lines = chain([first], self._lines)
        if _is_jsonl(path, first.text):
            if mapping is not None:
                self.notes.append(f"{self.name}: the mapping is for CSV files, and not used here")
            return self._json_records(lines)
        return self._rows(lines, path, mapping)

    def _json_records(self, lines: Iterable[Line]) -> Iterator[Parsed]:
        for line in lines:
            if line.problem is not None:
                yield line.number, _broken(line.problem, line.text)
            elif line.text and not line.text.isspace():
                try:
                    yield line.number, parse_line(line.text, self._source)
                except BadRecordError as bad:
                    yield line.number, bad

    def _rows(
        self, lines: Iterable[Line], path: str, mapping: ColumnMapping | None
    ) -> Iterator[Parsed]:
        delimiter = mapping.delimiter if mapping else None
        reader = DelimitedReader(lines, self.name, delimiter)
        rows = iter(reader)
        if mapping is None:
            sample, rows = _sample(rows)
            self.mapping = self._guess(reader.headers, sample, self._source or _stem(path))
        else:
            check_columns(mapping, reader.headers, self.name)
            self.mapping = replace(mapping, source=self._source or mapping.source)
        return _row_records(rows, reader.headers, RowParser(self.mapping, lenient=self._lenient))

    def _guess(
        self, headers: list[str], sample: list[Row | BrokenRow], source: str
    ) -> ColumnMapping:
        whole = [one.values for one in sample if isinstance(one, Row)]
        rows = [dict(zip(headers, values, strict=True)) for values in whole]
        mapping = guess_mapping(headers, rows, source)
        if not mapping.columns:
            has = ", ".join(f'"{header}"' for header in headers[:50])
            reason = f"says nothing that is known; name the columns in one. The file has {has}"
            raise BadMappingError(self.name, "the header, read without a mapping,", reason)
        self.notes += _guess_notes(self.name, mapping, mapping.unused(headers))
        return mapping


def _row_records(
    rows: Iterable[Row | BrokenRow], headers: list[str], parser: RowParser
) -> Iterator[Parsed]:
    for row in rows:
        if isinstance(row, BrokenRow):
            yield row.line, _broken(row.reason, row.raw)
            continue
        try:
            yield row.line, parser.parse(dict(zip(headers, row.values, strict=True)))
        except BadRecordError as bad:
            bad.keep_raw(row.raw)
            yield row.line, bad


def _broken(reason: str, raw: str) -> BadRecordError:
    return BadRecordError("", "", "", raw, reason, raw)


def _is_jsonl(path: str, first_line: str) -> bool:
    """Return whether a file holds JSON: by its name, or else by how it begins."""
    suffixes = [suffix.lower() for suffix in PurePath(path).suffixes]
    suffix = next((one for one in reversed(suffixes) if one != ".gz"), "")
    if suffix in JSONL:
        return True
    return suffix not in DELIMITED and first_line.lstrip()[:1] in {"{", "["}


def _stem(path: str) -> str:
    """Return the file's name without its endings: the source of a file that names none."""
    name = PurePath(path).name
    for ending in sorted(JSONL | DELIMITED | {".gz"}, key=".gz".__eq__, reverse=True):
        if name.lower().endswith(ending):
            name = name[: -len(ending)]
    return DEFAULT_SOURCE if path == STDIN or not name.strip() else name


def _sample(
    rows: Iterator[Row | BrokenRow],
) -> tuple[list[Row | BrokenRow], Iterator[Row | BrokenRow]]:
    """Return the first rows, fewer when they are long, and an iterator that begins with them."""
    sample: list[Row | BrokenRow] = []
    size = 0
    try:
        for row in islice(rows, SAMPLE_ROWS):
            sample.append(row)
            size += sum(map(len, row.values)) if isinstance(row, Row) else len(row.raw)
            if size > SAMPLE_CHARACTERS:
                break
    except UnreadableFileError as error:
        return sample, _raising(sample, error)
    return sample, chain(sample, rows)


def _raising(
    rows: Iterable[Row | BrokenRow], error: UnreadableFileError
) -> Iterator[Row | BrokenRow]:
    """Yield the rows that came before the file broke, then say so."""
    yield from rows
    raise error


def _guess_notes(name: str, mapping: ColumnMapping, unused: list[str]) -> Iterator[str]:
    toml = "".join(f"    {line}\n" for line in mapping_toml(mapping).splitlines())
    yield (
        f"{name}: the mapping taken, from the header:\n\n{toml}\n"
        "To change it, save it as mapping.toml, edit it, and add --mapping mapping.toml."
    )
    if unused:
        yield f"{name}: columns left out: {', '.join(unused)}"
    if mapping.id_column is None:
        yield (
            f"{name}: no column numbers the rows: a row's id is a hash of {len(mapping.id_hash)} "
            "columns, so importing it again changes nothing, and a changed row is a new record"
        )
    if mapping.timezone is not None:
        yield f"{name}: times that name no zone are taken as {mapping.timezone}"
