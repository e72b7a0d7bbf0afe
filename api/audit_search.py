"""Who was shown which customer: read back from the audit's files."""

import asyncio
import json
import mmap
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import Final

from api.audit_chain import Entry, Seal, audit_files, read_edges
from identity.pop_audit import ServedPop

SHOWN: Final = ("pop", "customer", "export")  # kinds of looks that a search's few words are not


class AuditFiles:
    """The looks that are on this machine's files, of all its processes."""

    def __init__(self, folder: Path, seal: Seal) -> None:
        self._folder = folder
        self._seal = seal

    async def pops_served(
        self, customers: Collection[str], *, since_ms: int, until_ms: int
    ) -> Sequence[ServedPop]:
        """Return the pops of these customers in that time, oldest first."""
        return await asyncio.to_thread(self._pops_served, customers, since_ms, until_ms)

    def looks_at(
        self, customers: Collection[str], *, since_ms: int = 0, until_ms: int = 2**63
    ) -> list[Entry]:
        """Return the entries about these customers, oldest first. Their hashes are not judged."""
        sought = [self._seal.pseudonym(one).encode() for one in customers]
        found = [
            entry
            for entry in self._entries(sought, since_ms, until_ms)
            if since_ms <= entry["at_ms"] <= until_ms
        ]
        return sorted(found, key=lambda entry: entry["at_ms"])

    def _pops_served(
        self, customers: Collection[str], since_ms: int, until_ms: int
    ) -> list[ServedPop]:
        named = {self._seal.pseudonym(one): one for one in customers}
        return [
            ServedPop(entry["at_ms"], entry.get("name", ""), named[subject])
            for entry in self.looks_at(customers, since_ms=since_ms, until_ms=until_ms)
            if entry.get("kind") in SHOWN
            for subject in entry["subjects"]
            if subject in named
        ]

    def _entries(self, sought: Sequence[bytes], since_ms: int, until_ms: int) -> Iterator[Entry]:
        for file in audit_files(self._folder):
            path = self._folder / file.name
            edges = read_edges(path)
            if edges is None or edges[0]["at_ms"] > until_ms or edges[1]["at_ms"] < since_ms:
                continue
            for line in _lines_with(path, sought):
                yield json.loads(line)


def _lines_with(path: Path, sought: Sequence[bytes]) -> Iterator[bytes]:
    """Yield each whole line that holds one of these, once."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as text:
        starts = set()
        for one in sought:
            at = text.find(one)
            while at >= 0:
                starts.add(text.rfind(b"\n", 0, at) + 1)
                at = text.find(one, at + len(one))
        for start in sorted(starts):
            end = text.find(b"\n", start)
            if end >= 0:
                yield text[start:end]
