"""The physical lines of a file: numbered, decoded, none longer than memory bears."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from connectors.canonical.parse import LINE_BYTES
from connectors.errors import RAW_CHARACTERS

FALLBACK: Final = "cp1252"  # Windows' Western European: Latin-1 with letters for control bytes


@dataclass(frozen=True, slots=True)
class Line:
    """One line without its end. `problem` says why its text is good for nothing but to be shown."""

    number: int
    text: str
    problem: str | None = None


class LineReader:
    """Yields the lines of a file: UTF-8, or Windows-1252 from the first line on that is not.

    A line that is not UTF-8 in a file that was UTF-8 before is a damaged one.
    """

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self.fallback_from: int | None = None  # number of the first line read as Windows-1252
        self._is_utf8 = False  # a character beyond ASCII was seen
        self._lines = enumerate(_split(iter(chunks)), start=1)

    def __iter__(self) -> Iterator[Line]:
        return self

    def __next__(self) -> Line:
        number, (line, is_cut) = next(self._lines)
        if is_cut:
            shown = line.decode("utf-8", "replace")
            return Line(number, shown, f"longer than {LINE_BYTES:,} bytes")
        if line.isascii():
            text, problem = line.decode("ascii"), None
        else:
            text, problem = self._decode(line, number)
        if "\0" in text:
            problem = "holds a NUL byte (is the file UTF-16 without a byte order mark?)"
        return Line(number, text, problem)

    def _decode(self, line: bytes, number: int) -> tuple[str, str | None]:
        if self.fallback_from is None:
            try:
                text = line.decode("utf-8")
            except UnicodeDecodeError:
                if self._is_utf8:
                    return line.decode("utf-8", "replace"), "is not UTF-8, which the file is"
                self.fallback_from = number
            else:
                self._is_utf8 = True
                return text, None
        try:
            return line.decode(FALLBACK), None
        except UnicodeDecodeError:
            return line.decode("latin-1"), None


def _split(chunks: Iterator[bytes]) -> Iterator[tuple[bytes, bool]]:
    r"""Yield (line, whether its end was cut off) at \n and \r\n, or at \r where no \n is known."""
    first = next(chunks, b"")
    end = b"\r" if b"\r" in first[:-1] and b"\n" not in first else b"\n"
    pending, is_cut = b"", False
    for chunk in _chain(first, chunks):
        head, *others = chunk.split(end)
        if not is_cut:
            pending += head
            if len(pending) > LINE_BYTES:
                pending, is_cut = pending[:RAW_CHARACTERS], True
        if others:
            yield pending.removesuffix(b"\r"), is_cut
            for line in others[:-1]:
                yield line.removesuffix(b"\r"), False
            pending, is_cut = others[-1], False
    if pending:
        yield pending.removesuffix(b"\r"), is_cut


def _chain(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest
