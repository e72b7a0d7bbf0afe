"""Which policies are in force? Those of a file that may change while we run.

A changed file is taken over within a second; one that cannot be used changes nothing and is logged.
"""

import hashlib
import logging
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final, Generic, TypeVar

from context.errors import RuleFileError
from context.policies.model import Policy
from context.policies.parse import RefusedRulesError, parse_policies
from context.policies.shipped import shipped_policies

T = TypeVar("T")
CHECK_SECONDS: Final = 1.0  # how long a change may go unseen; a look costs microseconds
MOST_BYTES: Final = 1_000_000  # of a file that people write; more is a mistake

log = logging.getLogger(__name__)


class RuleBook(Generic[T]):
    """What one file says, in its last version that could be used."""

    def __init__(
        self,
        path: Path | None,
        parse: Callable[[str], T],
        *,
        without: T,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Read the file; where there is none, `without` is in force. Raises RuleFileError."""
        self._path, self._parse, self._clock = path, parse, clock
        self._stamp, self._digest = _stamp(path), b""
        self._in_force = without
        self._next_look = clock() + CHECK_SECONDS
        if path is not None:
            text, self._digest = _read(path)
            self._in_force = _parsed(path, text, parse)

    def current(self) -> T:
        """Return what is in force; looks at the file at most once a second."""
        if self._path is not None and self._clock() >= self._next_look:
            self._next_look = self._clock() + CHECK_SECONDS
            stamp = _stamp(self._path)
            if stamp != self._stamp:
                self._stamp = stamp
                self._reload(self._path)
        return self._in_force

    def _reload(self, path: Path) -> None:
        try:
            text, digest = _read(path)
            if digest != self._digest:
                self._digest = digest
                self._in_force = _parsed(path, text, self._parse)
                log.info("rules_changed", extra={"file": path.name})
        except RuleFileError as error:
            facts = {
                "faults": len(error.faults),
                "line": next((one.line for one in error.faults), 0),
            }
            log.warning("rules_refused", extra={"file": path.name, **facts})


def policy_book(
    path: Path | None = None, *, clock: Callable[[], float] = time.monotonic
) -> RuleBook[tuple[Policy, ...]]:
    """Return the policies in force: those that ship and, on top of them, a user's file."""
    return RuleBook(path, _on_top_of_shipped, without=shipped_policies(), clock=clock)


def read_policies(path: Path | None) -> tuple[Policy, ...]:
    """Return the policies that are in force with this file. Raises RuleFileError."""
    return policy_book(path).current()


def _on_top_of_shipped(text: str) -> tuple[Policy, ...]:
    return parse_policies(text, shipped_policies())


def _parsed(path: Path, text: str, parse: Callable[[str], T]) -> T:
    try:
        return parse(text)
    except RefusedRulesError as error:
        raise RuleFileError(path, error.faults) from None


def _read(path: Path) -> tuple[str, bytes]:
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise RuleFileError(path, reason=f"it cannot be read ({error.strerror})") from error
    if len(content) > MOST_BYTES:
        raise RuleFileError(path, reason=f"it has more than {MOST_BYTES:,} bytes")
    try:
        text = content.decode("utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise RuleFileError(path, reason=f"line {line} is not UTF-8") from error
    return text, hashlib.sha256(content).digest()


def _stamp(path: Path | None) -> tuple[int, ...]:
    """Return what changes when a file does; nothing for one that is not there."""
    try:
        seen = path.stat() if path else None
    except OSError:
        return ()
    return (seen.st_mtime_ns, seen.st_size, seen.st_ino) if seen else ()
