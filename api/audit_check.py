"""Does the audit hold: which entry of which file was changed, removed or added."""

import contextlib
import fcntl
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Any, Final

from api.audit_chain import CLOSE, CONTINUED, OPEN, AuditFile, Seal, Sealed, audit_files

CHANGED: Final = "was changed, or what stood before it was removed"
UNREADABLE: Final = "is no entry"
ADDED: Final = "stands where another one did, or was added"
FILE_MISSING: Final = "the file is missing"
NOT_CLOSED: Final = (
    "there is no closing entry: the process was killed and none has started since, "
    "or entries at the end were removed"
)


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong: with one entry, with those from `entry` to `until`, or with a whole file."""

    file: str
    problem: str
    entry: int | None = None
    until: int | None = None

    def __str__(self) -> str:
        if self.entry is None:
            return f"{self.file}: {self.problem}"
        if self.until is not None:
            return f"{self.file}: entries {self.entry} to {self.until} {self.problem}"
        return f"{self.file}: entry {self.entry} {self.problem}"


@dataclass(slots=True)
class AuditCheck:
    """What there is, and what is wrong with it."""

    files: int = 0
    entries: int = 0
    findings: list[Finding] = field(default_factory=list)
    being_written: list[str] = field(default_factory=list)  # by processes that run
    killed: list[str] = field(default_factory=list)  # ended without closing; the next chain says so

    @property
    def holds(self) -> bool:
        return not self.findings


@dataclass(slots=True)
class _Chain:
    """How far a chain was followed."""

    hash: str  # as the last entry states it
    made: str | None = None  # what that entry's hash is, where it states another
    expected: int = 0  # the number of the next entry
    is_gap: bool = False  # what stood before the next entry is not known
    ended: str | None = None  # the kind of its last entry
    last_file: AuditFile | None = None
    hashes: dict[tuple[str, int], str] = field(default_factory=dict)
    is_written: bool = False


def check_audit(folder: Path, seal: Seal) -> AuditCheck:
    """Return what is wrong with the chains in this folder. It reads every file once."""
    check, ends, witnesses = AuditCheck(), {}, {}
    hashes: dict[tuple[str, int], str] = {}
    for chain, files in groupby(audit_files(folder), key=lambda one: one.chain):
        reader = _Reader(folder, seal, check, _Chain(chain))
        last = reader.read_all(list(files))
        witnesses.update(reader.witnesses)
        hashes |= reader.chain.hashes
        ends[last.name] = reader.chain
    _compare_with_witnesses(check, hashes, witnesses)
    for name, chain in ends.items():
        _judge_end(check, name, chain, witnesses)
    check.findings.sort(key=lambda one: (one.file, one.entry or 0))
    return check


class _Reader:
    """Follows one chain over its files."""

    def __init__(self, folder: Path, seal: Seal, check: AuditCheck, chain: _Chain) -> None:
        self._folder = folder
        self._seal = seal
        self._check = check
        self.chain = chain
        self.witnesses: dict[tuple[str, int], str] = {}  # (file, entry) → hash, of other chains

    def read_all(self, files: list[AuditFile]) -> AuditFile:
        """Follow the chain and return its last file, which may be one that is missing."""
        expected = AuditFile(files[0].chain, 1)
        for file in files:
            self._note_missing(expected, file)
            self._read(file)
            expected = AuditFile(file.chain, file.number + 1)
        if self.chain.ended == CONTINUED:
            self._find(expected, FILE_MISSING)
            return expected
        return files[-1]

    def _note_missing(self, expected: AuditFile, found: AuditFile) -> None:
        for number in range(expected.number, found.number):
            self._find(AuditFile(found.chain, number), FILE_MISSING)
            self.chain.is_gap = True

    def _read(self, file: AuditFile) -> None:
        self._check.files += 1
        with (self._folder / file.name).open("rb") as lines:
            self.chain.is_written = _is_locked(lines.fileno())
            for line in lines:
                if not line.endswith(b"\n"):
                    break  # it is being written right now, or the machine stopped while it was
                self._judge(file, line)

    def _judge(self, file: AuditFile, line: bytes) -> None:
        chain = self.chain
        sealed = self._seal.read(line, chain.hash)
        if sealed is not None and not sealed.holds and chain.made is not None:
            sealed = self._seal.read(line, chain.made)
        if sealed is None:
            self._find(file, UNREADABLE, chain.expected)
            chain.expected += 1
            chain.is_gap = True
            return
        self._check.entries += 1
        self._compare(file, sealed)
        number = sealed.entry["n"]
        chain.expected, chain.is_gap, chain.last_file = number + 1, False, file
        chain.hash, chain.made = sealed.stated, None if sealed.holds else sealed.hash
        chain.ended = sealed.entry.get("kind")
        chain.hashes[file.name, number] = sealed.stated
        if chain.ended == OPEN:
            self.witnesses |= dict(_witnessed(sealed.entry))

    def _compare(self, file: AuditFile, sealed: Sealed) -> None:
        """Find what is wrong with an entry in this place."""
        chain, number = self.chain, sealed.entry["n"]
        if number > chain.expected and not self._is_missing_file_before(file):
            opens = sealed.entry.get("kind") == OPEN
            held = chain.last_file if opens and chain.last_file else file
            self._find(held, "are missing", chain.expected, number - 1)
        elif number < chain.expected or chain.ended == CLOSE:
            self._find(file, ADDED, number)
        elif number == chain.expected and not sealed.holds and not chain.is_gap:
            self._find(file, CHANGED, number)

    def _is_missing_file_before(self, file: AuditFile) -> bool:
        before = AuditFile(file.chain, file.number - 1).name
        return self.chain.is_gap and Finding(before, FILE_MISSING) in self._check.findings

    def _find(
        self, file: AuditFile, problem: str, entry: int | None = None, until: int | None = None
    ) -> None:
        self._check.findings.append(Finding(file.name, problem, entry, until))


def _compare_with_witnesses(
    check: AuditCheck,
    hashes: dict[tuple[str, int], str],
    witnesses: dict[tuple[str, int], str],
) -> None:
    """Find what later chains name and what is not there, or is something else."""
    known = {finding.file for finding in check.findings if finding.problem == FILE_MISSING}
    lasts: dict[str, int] = {}
    for name, number in hashes:
        lasts[name] = max(number, lasts.get(name, 0))
    for (name, number), stated in witnesses.items():
        if name not in lasts:
            if name not in known:
                check.findings.append(Finding(name, FILE_MISSING))
        elif (name, number) not in hashes and number > lasts[name]:
            gone = Finding(name, "are missing: a later chain names them", lasts[name] + 1, number)
            check.findings.append(gone)
        elif hashes.get((name, number), stated) != stated:
            check.findings.append(Finding(name, "is not what a later chain says", number))


def _judge_end(
    check: AuditCheck, name: str, chain: _Chain, witnesses: dict[tuple[str, int], str]
) -> None:
    if chain.ended in (CLOSE, CONTINUED):
        return  # a missing file was found already
    if chain.is_written:
        check.being_written.append(name)
    elif witnesses.get((name, chain.expected - 1)) == chain.hash:
        check.killed.append(name)
    elif not any(finding.file == name for finding in check.findings):
        check.findings.append(Finding(name, NOT_CLOSED))


def _witnessed(entry: dict[str, Any]) -> Iterator[tuple[tuple[str, int], str]]:
    for other in entry.get("others", ()):
        with contextlib.suppress(KeyError, TypeError):
            yield (other["file"], other["n"]), other["hash"]


def _is_locked(handle: int) -> bool:
    """Return whether another process writes the file."""
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    fcntl.flock(handle, fcntl.LOCK_UN)
    return False
