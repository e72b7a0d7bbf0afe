"""Who asks: API keys, their roles, and how a request proves it holds one.

A key is `tk_` and 32 random url-safe characters (192 bits). It is shown once and stored as its
SHA-256; since it is random, a slow hash would add nothing.
"""

import asyncio
import contextlib
import hashlib
import hmac
import logging
import re
import secrets
import time
from collections import OrderedDict
from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from graph.access import Graph
from graph.queries.api_keys import (
    ApiKeyRow,
    find_api_key,
    has_api_key,
    make_api_key,
    make_first_api_key,
    note_api_key_uses,
    revoke_api_key,
)

LOGGER: Final = logging.getLogger("tellonce.api")
PREFIX: Final = "tk_"
RANDOM_BYTES: Final = 24  # 32 characters of base64
ID_CHARACTERS: Final = 16  # of the hash: 64 bits name a key, 256 prove it
MEMORY_ENTRIES: Final = 1000
NOTE_SECONDS: Final = 60.0  # at most one write a minute says when keys were used
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
    """Who asks. The ledger names whoever decides by `name`, the audit by `id` as well."""

    role: Role
    name: str
    id: str = ""  # of the key, or who the sign-in says it is
    fields: frozenset[str] | None = None  # the root fields they may ask for; None: their role's


KeysCheck = Callable[[str | None], Awaitable[Caller | None]]


async def ensure_first_key(graph: Graph) -> str | None:
    """Return a new admin key, in clear, if the graph held no key; otherwise None.

    Of several processes that start at once, one gets a key.
    """
    if await has_api_key(graph):
        return None
    clear, row = _new_key(Role.ADMIN, "first key")
    return clear if await make_first_api_key(graph, row) else None


async def make_key(
    graph: Graph,
    role: Role,
    name: str,
    *,
    expires_at_ms: int | None = None,
    fields: Collection[str] | None = None,
) -> str:
    """Return a new key in clear. It cannot be shown again.

    `fields` are the only root fields that it may ask for; None: all that its role may.
    """
    clear, row = _new_key(role, name)
    scope = tuple(sorted(fields)) if fields is not None else None
    await make_api_key(graph, replace(row, expires_at_ms=expires_at_ms, fields=scope))
    return clear


async def revoke_key(graph: Graph, key_id: str) -> bool:
    """Revoke the key with this id; return whether there is one."""
    return await revoke_api_key(graph, key_id, at_ms=_now_ms())


async def role_of(graph: Graph, authorization_header: str | None) -> Role | None:
    """Return the role that this `authorization` header proves, or None. One read, no memory."""
    known = await KeyRing(graph, memory_seconds=0)(authorization_header)
    return known.role if known is not None else None


@dataclass(frozen=True, slots=True)
class _Known:
    caller: Caller
    expires_at_ms: int | None
    believed_until: float  # by the ring's clock


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
        now_ms: Callable[[], int] | None = None,
    ) -> None:
        self._graph = graph
        self._memory_seconds = memory_seconds
        self._clock = clock
        self._now_ms = now_ms or _now_ms
        self._remembered: OrderedDict[str, _Known] = OrderedDict()
        self._used: dict[str, int] = {}  # since it was last stored: key id → when

    async def __call__(self, authorization_header: str | None) -> Caller | None:
        """Return whom this `authorization` header proves, or None."""
        clear = _clear_key(authorization_header)
        if clear is None:
            return None
        digest = _hash(clear)
        known = self._remembered.get(digest)
        if known is None or self._clock() >= known.believed_until:
            known = await self._look_up(digest)
        now_ms = self._now_ms()
        if known is None or (known.expires_at_ms is not None and now_ms >= known.expires_at_ms):
            return None
        self._used[known.caller.id] = now_ms
        return known.caller

    async def store_uses(self) -> None:
        """Store when keys were used since this was last done."""
        used, self._used = self._used, {}
        if used:
            await note_api_key_uses(self._graph, used)

    @asynccontextmanager
    async def uses_stored(self) -> AsyncIterator[None]:
        """Store uses now and then, beside the requests, and at the end."""
        task = asyncio.create_task(self._store_uses_again_and_again())
        try:
            yield
        finally:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
            await self._try_to_store_uses()

    async def _store_uses_again_and_again(self) -> None:
        while True:
            await asyncio.sleep(NOTE_SECONDS)
            await self._try_to_store_uses()

    async def _try_to_store_uses(self) -> None:
        try:
            await self.store_uses()
        except Exception as error:  # noqa: BLE001  the graph may be away; the next use is noted
            LOGGER.warning("key_uses_not_stored", extra={"error": type(error).__name__})

    async def _look_up(self, digest: str) -> _Known | None:
        row = await find_api_key(self._graph, digest[:ID_CHARACTERS])
        if (
            row is None
            or row.revoked_at_ms is not None
            or not hmac.compare_digest(row.hash, digest)
        ):
            self._remembered.pop(digest, None)
            return None
        fields = frozenset(row.fields) if row.fields is not None else None
        caller = Caller(Role(row.role), row.name, row.id, fields)
        known = _Known(caller, row.expires_at_ms, self._clock() + self._memory_seconds)
        self._remembered[digest] = known
        self._remembered.move_to_end(digest)
        while len(self._remembered) > MEMORY_ENTRIES:
            self._remembered.popitem(last=False)
        return known


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
