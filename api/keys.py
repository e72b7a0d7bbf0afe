"""Who asks: API keys, their roles, and how a request proves it holds one.

A key is `tk_` and 32 random url-safe characters (192 bits). It is shown once and stored as its
SHA-256; since it is random, a slow hash would add nothing.
"""

import hashlib
import hmac
import re
import secrets
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from graph.access import Graph
from graph.queries.api_keys import (
    ApiKeyRow,
    find_api_key,
    has_api_key,
    make_api_key,
    make_first_api_key,
    revoke_api_key,
)

PREFIX: Final = "tk_"
RANDOM_BYTES: Final = 24  # 32 characters of base64
ID_CHARACTERS: Final = 16  # of the hash: 64 bits name a key, 256 prove it
MEMORY_ENTRIES: Final = 1000
AUTHORIZATION: Final = re.compile(r"bearer +(tk_[A-Za-z0-9_-]{32}) *", re.IGNORECASE)


class Role(StrEnum):
    """What the holder of a key may do."""

    ADMIN = "admin"
    SUPERVISOR = "supervisor"
    AGENT = "agent"
    REVIEWER = "reviewer"
    CONNECTOR = "connector"


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks, by their key. The ledger names whoever decides by `name`."""

    role: Role
    name: str


KeysCheck = Callable[[str | None], Awaitable[Caller | None]]


async def ensure_first_key(graph: Graph) -> str | None:
    """Return a new admin key, in clear, if the graph held no key; otherwise None.

    Of several processes that start at once, one gets a key.
    """
    if await has_api_key(graph):
        return None
    clear, row = _new_key(Role.ADMIN, "first key")
    return clear if await make_first_api_key(graph, row) else None


async def make_key(graph: Graph, role: Role, name: str) -> str:
    """Return a new key in clear. It cannot be shown again."""
    clear, row = _new_key(role, name)
    await make_api_key(graph, row)
    return clear


async def revoke_key(graph: Graph, key_id: str) -> bool:
    """Revoke the key with this id; return whether there is one."""
    return await revoke_api_key(graph, key_id, at_ms=_now_ms())


async def role_of(graph: Graph, authorization_header: str | None) -> Role | None:
    """Return the role that this `authorization` header proves, or None. One read, no memory."""
    clear = _clear_key(authorization_header)
    caller = await _stored_caller(graph, _hash(clear)) if clear is not None else None
    return caller.role if caller is not None else None


class KeyRing:
    """Who holds a key, with a memory, so that a known key costs no read.

    A known key is believed for `memory_seconds`, so every process sees a revocation within that
    time. Unknown ones are not remembered: they would push the known ones out.
    """

    def __init__(
        self,
        graph: Graph,
        *,
        memory_seconds: float = 30.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._graph = graph
        self._memory_seconds = memory_seconds
        self._clock = clock
        self._remembered: OrderedDict[str, tuple[Caller, float]] = OrderedDict()

    async def __call__(self, authorization_header: str | None) -> Caller | None:
        """Return whom this `authorization` header proves, or None."""
        clear = _clear_key(authorization_header)
        if clear is None:
            return None
        digest = _hash(clear)
        remembered = self._remembered.get(digest)
        if remembered is not None and self._clock() < remembered[1]:
            return remembered[0]
        caller = await _stored_caller(self._graph, digest)
        if caller is None:
            self._remembered.pop(digest, None)
        else:
            self._remember(digest, caller)
        return caller

    def _remember(self, digest: str, caller: Caller) -> None:
        self._remembered[digest] = (caller, self._clock() + self._memory_seconds)
        self._remembered.move_to_end(digest)
        while len(self._remembered) > MEMORY_ENTRIES:
            self._remembered.popitem(last=False)


async def _stored_caller(graph: Graph, digest: str) -> Caller | None:
    row = await find_api_key(graph, digest[:ID_CHARACTERS])
    if row is None or row.revoked_at_ms is not None:
        return None
    return Caller(Role(row.role), row.name) if hmac.compare_digest(row.hash, digest) else None


def key_id(clear: str) -> str:
    """Return the public id of a key, which gives nothing of the key away."""
    return _hash(clear)[:ID_CHARACTERS]


def _clear_key(header: str | None) -> str | None:
    found = AUTHORIZATION.fullmatch(header or "")
    return found[1] if found else None


def _new_key(role: Role, name: str) -> tuple[str, ApiKeyRow]:
    clear = PREFIX + secrets.token_urlsafe(RANDOM_BYTES)
    digest = _hash(clear)
    row = ApiKeyRow(
        id=digest[:ID_CHARACTERS], hash=digest, role=role, name=name, created_at_ms=_now_ms()
    )
    return clear, row


def _hash(clear: str) -> str:
    return hashlib.sha256(clear.encode()).hexdigest()


def _now_ms() -> int:
    return time.time_ns() // 1_000_000
