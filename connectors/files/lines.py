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


class LineCutter:
    """Cuts pieces of bytes into (line without its end, whether it was cut off at LINE_BYTES)."""

    def __init__(self, end: bytes = b"\n") -> None:
        self._end = end
        self._pending, self._is_cut = b"", False

    def feed(self, piece: bytes) -> Iterator[tuple[bytes, bool]]:
        """Yield the lines that end in this piece."""
        head, *others = piece.split(self._end)
        self._add(head)
        for line in others:
            yield from self.finish()
            self._add(line)

    def finish(self) -> Iterator[tuple[bytes, bool]]:
        """Yield the line that was begun; it may be empty."""
        line, is_cut = self._pending.removesuffix(b"\r"), self._is_cut
        self._pending, self._is_cut = b"", False
        yield line, is_cut

    def _add(self, part: bytes) -> None:
        if not self._is_cut:
            self._pending = self._pending + part if self._pending else part
            if len(self._pending) > LINE_BYTES:
                self._pending, self._is_cut = self._pending[:RAW_CHARACTERS], True


def _split(chunks: Iterator[bytes]) -> Iterator[tuple[bytes, bool]]:
    r"""Yield the lines, which end at \n, \r\n, or at \r in a file that knows no \n."""
    first = next(chunks, b"")
    is_old_mac = b"\r" in first[:-1] and b"\n" not in first
    cutter = LineCutter(b"\r" if is_old_mac else b"\n")
    yield from cutter.feed(first)
    for chunk in chunks:
        yield from cutter.feed(chunk)
    yield from cutter.finish()
