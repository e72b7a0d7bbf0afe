"""Reads a manifest from its files: all of it is checked before any of it counts."""

import csv
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from context.books.entries import MOST_FAULTS, Line, read_entries
from context.books.model import BookFile, Entry, Head
from context.books.parse import parse_head
from context.errors import RuleFileError
from context.policies.document import Fault
from context.policies.parse import RefusedRulesError
from graph.keys import Keys
from identity.book_hashes import book_key, check_of

LARGEST_HEAD: Final = 1_000_000  # bytes of a file that people write; more is a mistake
EDITION_DIGITS: Final = 16


@dataclass(frozen=True, slots=True)
class Manifest:
    """A manifest in which nothing is wrong. `counts` are the entries of each file, by its name."""

    head: Head
    folder: Path
    edition: str  # changes with any entry of it
    counts: Mapping[str, int]
    check: str

    @property
    def entries(self) -> int:
        return sum(self.counts.values())

    def read(self, file: BookFile) -> Iterator[Entry]:
        """Yield the entries of one of its files. Raises RuleFileError if it has changed since."""
        path = self.folder / file.entries
        for _, one in _lines(path, self.check):
            if isinstance(one, Fault):
                raise RuleFileError(path, [one])
            yield one


def read_manifest(path: Path, keys: Keys, zone: ZoneInfo) -> Manifest:
    """Return a manifest; dates in it are meant in `zone`. Raises RuleFileError."""
    text = _text(path)
    try:
        head = parse_head(text, zone)
    except RefusedRulesError as error:
        raise RuleFileError(path, error.faults) from None
    check = check_of(book_key(keys, head.book))
    digest = hashlib.sha256()
    counts: dict[str, int] = {}
    for file in head.files:
        digest.update(file.name.encode())
        counts[file.name] = _checked(path.parent / file.entries, check, digest)
    edition = digest.hexdigest()[:EDITION_DIGITS]
    return Manifest(head, path.parent, edition, counts, check)


def _checked(path: Path, check: str, digest: "hashlib._Hash") -> int:
    """Return how many entries a file has. Raises RuleFileError for anything wrong in it."""
    count, faults = 0, list[Fault]()
    for _, one in _lines(path, check):
        if isinstance(one, Entry):
            count += 1
            digest.update(one.hash.encode())
        else:
            faults.append(one)
            if len(faults) == MOST_FAULTS:
                break
    if not faults and not count:
        faults.append(Fault(1, "no entries", "a hash of each identifier of the book's customers"))
    if faults:
        raise RuleFileError(path, faults)
    return count


def _lines(path: Path, check: str) -> Iterator[Line]:
    as_json = path.suffix.lower() in {".jsonl", ".ndjson"}
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            yield from read_entries(file, as_json=as_json, check=check)
    except OSError as error:
        raise RuleFileError(path, reason=f"it cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise RuleFileError(path, reason="it is not UTF-8") from error
    except csv.Error as error:
        raise RuleFileError(path, reason=f"it is no CSV ({error})") from error


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST_HEAD + 1)
        if len(content) > LARGEST_HEAD:
            raise RuleFileError(path, reason=f"it has more than {LARGEST_HEAD:,} bytes")
        return content.decode("utf-8-sig").replace("\r\n", "\n")
    except OSError as error:
        raise RuleFileError(path, reason=f"it cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise RuleFileError(path, reason=f"line {line} is not UTF-8") from error


def in_batches(entries: Iterator[Entry], size: int) -> Iterator[list[Entry]]:
    while batch := list(islice(entries, size)):
        yield batch
