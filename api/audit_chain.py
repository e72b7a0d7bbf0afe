"""How entries of the audit are chained, so that a changed, missing or added one shows.

An entry is a line: a JSON object that ends in `hash`, the HMAC-SHA256 of the hash before it and of
the line's own bytes. Its key is made from the deployment key, so that whoever can write the files,
and nothing else, cannot make a chain that holds. Entries are numbered from 0 along a chain.

A chain is what one process wrote: files `CHAIN.NUMBER.jsonl`, numbered from 1. Each begins with an
entry `open`, which says what came before and what the other chains ended with, and ends with
`continued`, the last one with `close`.
"""

import base64
import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from graph.keys import Keys

OPEN: Final = "open"
CONTINUED: Final = "continued"
CLOSE: Final = "close"
BETWEEN: Final = b',"hash":"'  # ends the part of a line that the hash is made of
END: Final = b'"}\n'
FILE: Final = re.compile(r"(?P<chain>\d{8}T\d{6}Z-[0-9a-f]{8})\.(?P<number>\d{4,})\.jsonl")

Entry = dict[str, Any]


@dataclass(frozen=True, slots=True, order=True)
class AuditFile:
    """A file of a chain, by its name; they sort as they were written."""

    chain: str
    number: int

    @property
    def name(self) -> str:
        return f"{self.chain}.{self.number:04}.jsonl"


@dataclass(frozen=True, slots=True)
class Sealed:
    """An entry as it stands in a file. It holds if the hash that it states is the one it has."""

    entry: Entry
    stated: str
    hash: str

    @property
    def holds(self) -> bool:
        return hmac.compare_digest(self.stated, self.hash)


class Seal:
    """Makes and judges the hashes of this deployment, and the pseudonyms of its customers."""

    def __init__(self, keys: Keys) -> None:
        self._keys = keys
        self._secret = hmac.digest(keys.secret, b"tellonce audit", "sha256")

    def pseudonym(self, customer_id: str) -> str:
        """Return by what the audit names a customer: a keyed hash, which outlives an erasure."""
        return self._keys.key("AuditSubject", customer_id)

    def fingerprint(self, document: str) -> str:
        """Return by what the audit names a GraphQL document, which may hold a person's number."""
        return hmac.digest(self._secret, document.encode(), "sha256")[:8].hex()

    def write(self, entry: Mapping[str, Any], before: str) -> tuple[bytes, str]:
        """Return the line of an entry that follows the hash `before`, and its own hash."""
        body = json.dumps(entry, separators=(",", ":")).encode()[:-1]
        made = self._hash(before, body)
        return b"".join((body, BETWEEN, made.encode(), END)), made

    def read(self, line: bytes, before: str) -> Sealed | None:
        """Return the entry that a line holds, or None when it is no entry."""
        body, between, rest = line.rpartition(BETWEEN)
        if not between or not rest.endswith(END):
            return None
        try:
            entry = json.loads(body + b"}")
            stated = rest[: -len(END)].decode("ascii")
        except ValueError:
            return None
        if not isinstance(entry, dict) or type(entry.get("n")) is not int:
            return None
        return Sealed(entry, stated, self._hash(before, body))

    def _hash(self, before: str, body: bytes) -> str:
        digest = hmac.digest(self._secret, before.encode() + b"\x1f" + body, hashlib.sha256)
        return base64.urlsafe_b64encode(digest).rstrip(b"=").decode("ascii")


def audit_files(folder: Path) -> list[AuditFile]:
    """Return the files of every chain, oldest chain first; none where there is no folder."""
    if not folder.is_dir():
        return []
    found = (FILE.fullmatch(one.name) for one in folder.iterdir())
    return sorted(AuditFile(one["chain"], int(one["number"])) for one in found if one)


def read_edges(path: Path) -> tuple[Entry, Entry] | None:
    """Return the first and the last whole entry of a file, unjudged, each with its hash.

    None when it holds no whole entry: it was cut off, or somebody was at it.
    """
    with path.open("rb") as file:
        first = file.readline()
        file.seek(0, 2)
        size = file.tell()
        for reach in (64_000, size):  # one entry is a few hundred bytes
            file.seek(max(size - reach, 0))
            whole = file.read().rpartition(b"\n")[0]
            last = whole.rpartition(b"\n")[2]
            if len(last) < len(whole) or reach >= size:
                break
    try:
        edges = json.loads(first), json.loads(last)
    except ValueError:
        return None
    complete = all(isinstance(one, dict) and {"n", "at_ms", "hash"} <= one.keys() for one in edges)
    return edges if complete else None
