"""Where looks at customers are written down: a chain of files, this process's own.

An entry is handed to the system before the answer that it is about leaves, which costs about ten
microseconds and outlives this process, and is on the disk within `sync_seconds`. Waiting for the
disk itself would cost every pop half a millisecond to ten.
"""

import contextlib
import fcntl
import logging
import os
import secrets
import socket
import threading
import time
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from api.audit_chain import CLOSE, CONTINUED, OPEN, AuditFile, Seal, audit_files, read_edges
from api.errors import AuditUnavailableError

LOGGER: Final = logging.getLogger("tellonce.audit")
DAY_MS: Final = 86_400_000


@dataclass(frozen=True, slots=True)
class Rotation:
    """When a chain goes on in another file, and how often it is forced to the disk."""

    most_bytes: int = 16_000_000  # some 50,000 entries
    sync_seconds: float = 0.05


@contextmanager
def open_trail(
    folder: Path,
    seal: Seal,
    *,
    rotation: Rotation = Rotation(),
    clock: Callable[[], float] = time.time,
) -> Generator["AuditTrail"]:
    """Yield a chain of this process; its closing entry says that nothing is missing at its end.

    Raises AuditUnavailableError when nothing can be written there.
    """
    trail = AuditTrail(folder, seal, rotation, clock)
    try:
        yield trail
    finally:
        trail.close()


class AuditTrail:
    """A chain that is being written."""

    def __init__(
        self, folder: Path, seal: Seal, rotation: Rotation, clock: Callable[[], float]
    ) -> None:
        self.folder = folder
        self.seal = seal
        self._rotation = rotation
        self._clock = clock
        started = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime(clock()))
        self._file = AuditFile(f"{started}-{secrets.token_hex(4)}", 0)
        self._hash = self._file.chain
        self._entries = self._bytes = self._day = 0
        self._folder_is_synced = True
        self._handle: int | None = None
        self._left: list[int] = []  # files that were continued, to be synced and closed
        self._writing = threading.Lock()
        self._written = threading.Event()
        self._closing = threading.Event()
        with self._writing:
            self._guard(self._open_next)
        self._syncing = threading.Thread(target=self._sync_again_and_again, daemon=True)
        self._syncing.start()

    def append(self, entries: Sequence[Mapping[str, Any]]) -> None:
        """Write entries: they outlive this process from now on, and this machine in a moment.

        Raises AuditUnavailableError; then none of them is written.
        """
        with self._writing:
            self._guard(lambda: self._append(entries))
        if not self._written.is_set():
            self._written.set()

    def close(self) -> None:
        """Write the closing entry, and wait for the disk."""
        self._closing.set()
        self._written.set()
        self._syncing.join()
        with self._writing, contextlib.suppress(AuditUnavailableError):
            self._guard(lambda: self._write([{"kind": CLOSE}]))
        self._sync()
        for handle in (*self._left, self._handle):
            if handle is not None:
                os.close(handle)
        self._left, self._handle = [], None
        self._say("audit_closed")

    def _guard(self, write: Callable[[], None]) -> None:
        try:
            write()
        except OSError as error:
            LOGGER.error("audit_not_written", extra={"error": error.strerror})
            raise AuditUnavailableError(self.folder, error) from error

    def _append(self, entries: Sequence[Mapping[str, Any]]) -> None:
        today = int(self._clock() * 1000) // DAY_MS
        if self._handle is None:
            self._open_next()
        elif self._bytes >= self._rotation.most_bytes or today != self._day:
            self._continue()
        self._write(entries)

    def _continue(self) -> None:
        self._write([{"kind": CONTINUED}])
        if self._handle is not None:
            self._left.append(self._handle)
        self._handle = None
        self._open_next()

    def _open_next(self) -> None:
        """Begin the next file of the chain, or leave everything as it was. Raises OSError."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        following = AuditFile(self._file.chain, self._file.number + 1)
        before = self._file.name if self._file.number else None
        entry: dict[str, Any] = {"kind": OPEN, "file": following.name, "before": before}
        if before is None:
            entry["others"] = _ends_unnamed(self.folder)
        path = self.folder / following.name
        self._handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_EXCL, 0o600)
        self._bytes = 0
        try:
            fcntl.flock(self._handle, fcntl.LOCK_EX)  # whoever verifies sees it is being written
            self._write([{**entry, "machine": socket.gethostname(), "process": os.getpid()}])
        except OSError:
            os.close(self._handle)
            self._handle = None
            path.unlink(missing_ok=True)
            raise
        self._file, self._folder_is_synced = following, False
        self._day = int(self._clock() * 1000) // DAY_MS
        self._say("audit_opened")

    def _write(self, entries: Sequence[Mapping[str, Any]]) -> None:
        """Write all of these or nothing. Raises OSError."""
        if self._handle is None:
            raise OSError(5, "the audit file is gone")
        at_ms, lines, last = int(self._clock() * 1000), [], self._hash
        for number, entry in enumerate(entries, self._entries):
            line, last = self.seal.write({"n": number, "at_ms": at_ms, **entry}, last)
            lines.append(line)
        text = b"".join(lines)
        try:
            written = os.write(self._handle, text)
            if written != len(text):
                raise OSError(28, "No space left on device")
        except OSError:
            os.ftruncate(self._handle, self._bytes)  # half an entry would break the chain
            raise
        self._bytes += len(text)
        self._entries += len(lines)
        self._hash = last

    def _sync_again_and_again(self) -> None:
        while not self._closing.is_set():
            self._written.wait()
            self._written.clear()
            self._sync()
            self._closing.wait(self._rotation.sync_seconds)

    def _sync(self) -> None:
        with self._writing:
            left, self._left = self._left, []
            now, folder_is_synced = self._handle, self._folder_is_synced
            self._folder_is_synced = True
        try:
            if not folder_is_synced:
                _sync_folder(self.folder)
            for handle in left:
                os.fsync(handle)
                os.close(handle)
            if now is not None:
                os.fsync(now)
        except OSError as error:
            # What the disk did not take may be gone: the next entry goes to a file of its own.
            LOGGER.error("audit_not_synced", extra={"error": error.strerror})
            with self._writing:
                self._day = -1

    def _say(self, event: str) -> None:
        """Log how far the chain is: a log that is kept elsewhere is one more witness."""
        facts = {"file": self._file.name, "entries": self._entries, "hash": self._hash}
        LOGGER.info(event, extra=facts)


def _ends_unnamed(folder: Path) -> list[dict[str, Any]]:
    """Return what the chains end with, where no file names that end already."""
    named, ends = set(), {}
    for file in audit_files(folder):
        edges = read_edges(folder / file.name)
        if edges is None:
            continue
        first, last = edges
        named |= {one["hash"] for one in first.get("others", ())}
        ends[file.chain] = {"file": file.name, "n": last["n"], "hash": last["hash"]}
    return [end for end in ends.values() if end["hash"] not in named]


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
