"""Which hashes does a manifest's file of entries have? Read line by line; it may be long."""

import csv
import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from context.books.model import Entry
from context.policies.document import Fault, shown
from identity.book_hashes import CHECK, HASH_LETTERS, KINDS

COLUMNS: Final = ("kind", "hash", "language")
HEX: Final = frozenset("0123456789abcdef")
MOST_FAULTS: Final = 20  # that are told; more help nobody
LONGEST_LANGUAGE: Final = 20

Line = tuple[int, Entry | Fault]


def read_entries(lines: Iterable[str], *, as_json: bool, check: str) -> Iterator[Line]:
    """Yield each entry with its line, or what is wrong there.

    The first must be of the kind "check" and hold `check`, which proves the key that the file was
    made with; it is not among what is yielded.
    """
    read = _json_lines(lines) if as_json else _csv_lines(lines)
    number, first = next(read, (1, Fault(1, "nothing", 'a first entry of the kind "check"')))
    yield from ((number, one) for one in _check(number, first, check))
    yield from read


def _check(number: int, first: Entry | Fault, check: str) -> Iterator[Fault]:
    if isinstance(first, Fault):
        yield first
    elif first.kind != CHECK:
        yield Fault(
            number,
            f"an entry of the kind {first.kind!r}",
            'first one of the kind "check", as `tellonce book hash` writes it',
        )
    elif first.hash != check:
        yield Fault(
            number,
            "a check made with another key",
            "the one of this book's key, which `tellonce book key` shows",
        )


def _csv_lines(lines: Iterable[str]) -> Iterator[Line]:
    rows = csv.reader(lines)
    header = [one.strip().lower() for one in next(rows, [])]
    if header[:2] != ["kind", "hash"] or not set(header) <= set(COLUMNS):
        found = ", ".join(header) or "nothing"
        yield 1, Fault(1, f"the columns {shown(found)}", "kind, hash and perhaps language")
        return
    for row in rows:
        if row:
            yield rows.line_num, _entry(rows.line_num, row, len(header))


def _json_lines(lines: Iterable[str]) -> Iterator[Line]:
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            read = json.loads(line)
        except ValueError:
            yield number, Fault(number, shown(line.strip()), 'JSON, like {"kind":…,"hash":…}')
            continue
        if not isinstance(read, dict) or not read.keys() <= set(COLUMNS):
            yield number, Fault(number, shown(read), "kind, hash and perhaps language")
            continue
        yield number, _entry(number, [read.get(one) or "" for one in COLUMNS], len(COLUMNS))


def _entry(number: int, row: Sequence[object], columns: int) -> Entry | Fault:
    if len(row) > columns or len(row) < 2 or not all(isinstance(one, str) for one in row):
        return Fault(number, f"{len(row)} values", "kind, hash and perhaps language")
    kind, hashed, language = ([str(one).strip() for one in row] + [""])[:3]
    if kind not in (*KINDS, CHECK):
        return Fault(number, f"the kind {shown(kind)}", f"one of {', '.join(KINDS)}")
    hashed = hashed.lower()
    if len(hashed) != HASH_LETTERS or not HEX.issuperset(hashed):
        expected = f"HMAC-SHA256 as {HASH_LETTERS} hexadecimal digits, never the value itself"
        return Fault(number, f"{len(hashed)} characters that are no hash", expected)
    if len(language) > LONGEST_LANGUAGE:
        return Fault(number, "a long language", "a language, like en or pt-BR")
    return Entry(kind, hashed, language or None)
