"""Which posts stand in a file? JSONL or CSV, packed or not; what cannot be read, by line."""

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

from connectors.errors import UnreadableFileError
from connectors.files.bytes import ByteSource
from connectors.files.delimited import BrokenRow, DelimitedReader
from connectors.files.lines import LineReader

JSON_LINES: Final = re.compile(r"\.(?:jsonl|ndjson)(?:\.gz)?$", re.IGNORECASE)
FIELDS: Final = ("id", "text", "channel", "kind", "rating")


@dataclass(frozen=True, slots=True)
class FilePost:
    """One post of a file; `channel` and `kind` are blank where it does not say."""

    line: int
    id: str
    text: str
    channel: str = ""
    kind: str = ""
    rating: str | None = None


@dataclass(frozen=True, slots=True)
class BadPost:
    line: int
    reason: str


@contextmanager
def open_posts(path: str) -> Iterator[Iterator[FilePost | BadPost]]:
    """Yield the posts of a file; "-" is standard input, as CSV. Raises UnreadableFileError.

    A CSV needs a column `text`; objects of JSONL may be canonical interactions.
    """
    source = ByteSource(path)
    try:
        lines = LineReader(source.chunks())
        yield _of_jsonl(lines) if JSON_LINES.search(path) else _of_csv(lines, source.name)
    finally:
        source.close()


def _of_jsonl(lines: LineReader) -> Iterator[FilePost | BadPost]:
    for line in lines:
        if line.problem is not None:
            yield BadPost(line.number, line.problem)
        elif line.text.strip():
            yield _read(line.number, line.text)


def _read(number: int, text: str) -> FilePost | BadPost:
    try:
        said = json.loads(text)
    except (ValueError, RecursionError) as error:
        return BadPost(number, f"is not JSON: {error}")
    if not isinstance(said, dict):
        return BadPost(number, "a JSON object is expected, one a line")
    return _post(number, said)


def _of_csv(lines: LineReader, name: str) -> Iterator[FilePost | BadPost]:
    rows = DelimitedReader(lines, name)
    places = {one.strip().casefold(): at for at, one in enumerate(rows.headers)}
    if "text" not in places:
        raise UnreadableFileError(name, 'has no column "text"')
    for row in rows:
        if isinstance(row, BrokenRow):
            yield BadPost(row.line, row.reason)
            continue
        said: dict[str, Any] = {one: row.values[places[one]] for one in FIELDS if one in places}
        yield _post(row.line, said)


def _post(line: int, said: Mapping[str, Any]) -> FilePost | BadPost:
    text = said.get("text")
    if not isinstance(text, str) or not text.strip():
        return BadPost(line, 'no "text"')
    rating = said.get("rating")
    return FilePost(
        line,
        str(said.get("id") or line),
        text,
        str(said.get("channel") or ""),
        str(said.get("kind") or ""),
        None if rating in (None, "") else str(rating),
    )
