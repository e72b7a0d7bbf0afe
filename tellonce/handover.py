"""Which process of this deployment resolves: one at a time, for speed; the others hand over to it.

Correctness never hangs on it (the graph's sequence sees to that), so whoever finds nobody to hand
its records to writes them itself.
"""

import asyncio
import contextlib
import hmac
import logging
import secrets
import socket
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Final

from api.keys import Caller, KeysCheck, Role
from connectors.errors import ServerUnreachableError
from connectors.remote import RemoteSink
from context.ingest import IngestResult, RecordSink
from context.records import Record
from graph.access import Graph
from graph.keys import Keys
from graph.queries.lease import LeaseRow, give_back_lease, read_lease, take_lease
from tellonce.settings import ServerSettings

LOGGER: Final = logging.getLogger("tellonce.handover")
RESOLVER: Final = "resolver"
LOOK_SECONDS: Final = 2.0  # a bulk load that began alone sees a server that starts beside it

Holder = Callable[[], Awaitable[LeaseRow | None]]


def intake_token(keys: Keys) -> str:
    """Return what proves, from one process to another, that both are of the same deployment."""
    return keys.key("Intake", "token")


class IntakeKeys:
    """An API key check that also knows the other processes of this deployment, as connectors."""

    def __init__(self, ring: KeysCheck, token: str) -> None:
        self._ring = ring
        self._header = f"Bearer {token}".encode()

    async def __call__(self, authorization_header: str | None) -> Caller | None:
        """Return whom this `authorization` header proves, or None."""
        sent = (authorization_header or "").encode()
        if hmac.compare_digest(sent, self._header):
            return Caller(Role.CONNECTOR, "another process")
        return await self._ring(authorization_header)


class ResolverLease:
    """This server's claim to be the one that resolves; renewed until it is given back."""

    def __init__(self, graph: Graph, url: str, settings: ServerSettings) -> None:
        self._graph = graph
        self._settings = settings
        self._mine = LeaseRow(secrets.token_urlsafe(12), url, socket.gethostname())
        self._holder: LeaseRow | None = None
        self._seen_at = 0.0

    async def claim(self) -> bool:
        """Take or renew the lease if nobody else holds it; return whether it is ours."""
        term_ms = round(self._settings.lease_seconds * 1000)
        self._holder = await take_lease(self._graph, RESOLVER, self._mine, term_ms=term_ms)
        self._seen_at = time.monotonic()
        return self._holder == self._mine

    async def other(self) -> LeaseRow | None:
        """Return who resolves in our place, or None when it is for us to do."""
        known = time.monotonic() - self._seen_at < self._settings.lease_seconds
        return self._holder if known and self._holder != self._mine else None

    @asynccontextmanager
    async def renewed(self) -> AsyncIterator[None]:
        """Claim the lease now and again and again; give it back at the end."""
        await self.claim()
        task = asyncio.create_task(self._renew())
        try:
            yield
        finally:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
            await give_back_lease(self._graph, RESOLVER, self._mine.holder)

    async def _renew(self) -> None:
        while True:
            await asyncio.sleep(self._settings.renew_seconds)
            before = self._holder
            try:
                await self.claim()
            except Exception as error:  # noqa: BLE001  the graph may be away; it is asked again
                LOGGER.warning("lease_not_renewed", extra={"error": type(error).__name__})
                continue
            if self._holder != before:
                LOGGER.info("resolver_changed", extra={"ours": self._holder == self._mine})


def looked_up(graph: Graph) -> Holder:
    """Return a `Holder` for a process that serves nothing: it looks now and then."""
    seen: tuple[float, LeaseRow | None] = (-LOOK_SECONDS, None)

    async def holder() -> LeaseRow | None:
        nonlocal seen
        if time.monotonic() - seen[0] >= LOOK_SECONDS:
            seen = (time.monotonic(), await read_lease(graph, RESOLVER))
        return seen[1]

    return holder


class HandingSink:
    """The RecordSink of a process that resolves only while no other does.

    `remote` makes the sink that posts to a server's address. A server that does not answer is
    given `patience_seconds`, unless it turns out before that another one or none is there.
    """

    def __init__(
        self,
        local: RecordSink,
        holder: Holder,
        remote: Callable[[str], RecordSink],
        *,
        patience_seconds: float = 30.0,
    ) -> None:
        self._local = local
        self._holder = holder
        self._remote = remote
        self._patience_seconds = patience_seconds

    async def ingest(self, records: Sequence[Record], *, live: bool = False) -> IngestResult:
        end = time.monotonic() + self._patience_seconds
        while (url := await self._url()) is not None:
            try:
                return await self._remote(url).ingest(records, live=live)
            except ServerUnreachableError:
                if time.monotonic() > end:
                    raise
        return await self._local.ingest(records, live=live)

    async def _url(self) -> str | None:
        """Return where to hand over; the address of another machine's server is of no use here."""
        holder = await self._holder()
        return holder.url if holder and holder.machine == socket.gethostname() else None


def remote_sinks(token: str) -> Callable[[str], RecordSink]:
    """Return what makes the sink that hands over to a server of this deployment."""
    return lambda url: RemoteSink(url, token, retry_seconds=LOOK_SECONDS)


async def running_server(graph: Graph) -> LeaseRow | None:
    """Return the server that resolves for this deployment, or None when none runs."""
    return await read_lease(graph, RESOLVER)
