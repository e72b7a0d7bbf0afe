"""The bytes of a file or of standard input, unpacked, in bounded pieces."""

import codecs
import io
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final

from connectors.errors import NotOpenedError, TooLargeError, UnreadableFileError

CHUNK_BYTES: Final = 65_536
GZIP_MAGIC: Final = b"\x1f\x8b"
BOMB_BYTES: Final = 64 * 1024 * 1024  # a file that unpacks to less is no danger, whatever its ratio
BOMB_RATIO: Final = 250  # deflate reaches 1,032; CSV and JSONL of real records 5 to 40
STDIN: Final = "-"

_FOREIGN: Final = (
    (b"PK\x03\x04", "is an Excel workbook or a ZIP archive: save the sheet as CSV"),
    (b"\xd0\xcf\x11\xe0", "is an old Excel workbook: save the sheet as CSV"),
    (b"PAR1", "is a Parquet file: export it as CSV or JSONL"),
    (b"SQLite format 3", "is a SQLite database: export the table as CSV"),
    (b"%PDF", "is a PDF document"),
    (b"BZh", "is packed by bzip2: unpack it, or use gzip"),
    (b"\xfd7zXZ", "is packed by xz: unpack it, or use gzip"),
    (b"\x28\xb5\x2f\xfd", "is packed by zstd: unpack it, or use gzip"),
)


class ByteSource:
    """An open file. `taken` counts its bytes on disk, `unpacked` those of its content."""

    def __init__(self, path: str) -> None:
        """Open `path` ("-" is standard input). Raises UnreadableFileError."""
        self.name = "standard input" if path == STDIN else path
        self.taken = self.unpacked = 0
        self._file, self.size = _open(path)

    def close(self) -> None:
        if self._file is not sys.stdin.buffer:
            self._file.close()

    def chunks(self) -> Iterator[bytes]:
        """Yield the content as UTF-8 or an eight-bit encoding: unpacked, UTF-16 turned, no BOM."""
        for piece in self._content():
            self.unpacked += len(piece)
            yield piece

    def _content(self) -> Iterator[bytes]:
        pieces = self._raw()
        first = next(pieces, b"")
        while 0 < len(first) < 16 and (more := next(pieces, b"")):
            first += more
        if first.startswith(GZIP_MAGIC):
            pieces = self._unpacked(first, pieces)
            first = next(pieces, b"")
        for magic, what in _FOREIGN:
            if first.startswith(magic):
                raise UnreadableFileError(self.name, what)
        if first.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            yield from self._from_utf16(first, pieces)
            return
        yield first.removeprefix(codecs.BOM_UTF8)
        yield from pieces

    def _raw(self) -> Iterator[bytes]:
        while True:
            try:
                piece = self._file.read(CHUNK_BYTES)
            except OSError as error:
                raise UnreadableFileError(
                    self.name, f"cannot be read ({error.strerror})"
                ) from error
            if not piece:
                return
            self.taken += len(piece)
            yield piece

    def _unpacked(self, first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
        unpacker = Unpacker(self.name)
        yield from unpacker.feed(first)
        for piece in rest:
            yield from unpacker.feed(piece)
        unpacker.finish()

    def _from_utf16(self, first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
        decoder = codecs.getincrementaldecoder("utf-16")()
        try:
            yield decoder.decode(first).encode()
            for piece in rest:
                yield decoder.decode(piece).encode()
            decoder.decode(b"", final=True)
        except UnicodeDecodeError as error:
            raise UnreadableFileError(self.name, f"is not UTF-16 ({error.reason})") from None


class Unpacker:
    """gzip in, plain pieces of bounded size out; refuses what unpacks to an absurd size."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._taken = self._given = 0
        self._inflate = zlib.decompressobj(zlib.MAX_WBITS | 16)

    def feed(self, packed: bytes) -> Iterator[bytes]:
        """Yield what these bytes unpack to. Raises UnreadableFileError."""
        self._taken += len(packed)
        plain = b""
        while packed or len(plain) == CHUNK_BYTES:  # a full piece: zlib may hold back more
            if self._inflate.eof:  # another member may follow; zeros are padding
                packed = packed.lstrip(b"\0")
                if not packed:
                    return
                self._inflate = zlib.decompressobj(zlib.MAX_WBITS | 16)
            try:
                plain = self._inflate.decompress(packed, CHUNK_BYTES)
            except zlib.error:
                raise UnreadableFileError(
                    self._name, "is damaged: its gzip data is wrong"
                ) from None
            packed = self._inflate.unused_data or self._inflate.unconsumed_tail
            self._given += len(plain)
            if self._given > BOMB_BYTES and self._given > BOMB_RATIO * self._taken:
                reason = f"unpacks to more than {BOMB_RATIO} times its size: refused"
                raise TooLargeError(self._name, reason)
            if plain:
                yield plain

    def finish(self) -> None:
        """Say that no more comes. Raises UnreadableFileError when more should."""
        if not self._inflate.eof:
            raise UnreadableFileError(self._name, "ends early: its gzip data was cut off")


def _open(path: str) -> tuple[BinaryIO, int | None]:
    if path == STDIN:
        return sys.stdin.buffer, None
    try:
        file = Path(path).open("rb")  # noqa: SIM115  closed by ByteSource.close
        size = file.seek(0, io.SEEK_END) if file.seekable() else None
        if size is not None:
            file.seek(0)
    except OSError as error:
        raise NotOpenedError(path, f"cannot be opened ({error.strerror})") from error
    return file, size
