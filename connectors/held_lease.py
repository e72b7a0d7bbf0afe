"""One owner for a job: its lease is taken, renewed while the job runs, and given back."""

import asyncio
import contextlib
import logging
import secrets
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from connectors.errors import LeaseLostError
from graph.access import Graph
from graph.errors import GraphError
from graph.queries.lease import LeaseRow, give_back_lease, take_lease

TERM_SECONDS: Final = 20.0  # after which a killed owner is taken over from
RENEWALS: Final = 4  # within a term

log = logging.getLogger(__name__)


@asynccontextmanager
async def held_lease(
    graph: Graph, name: str, *, source: str, term_seconds: float = TERM_SECONDS
) -> AsyncIterator[str]:
    """Yield the holder's name while this process is the owner. Raises LeaseLostError at once.

    What the owner writes is to be bound to the holder's name: this process may be suspended for
    longer than the term, and not know it.
    """
    mine = LeaseRow(secrets.token_urlsafe(12), "", socket.gethostname())
    term_ms = round(term_seconds * 1000)
    holder = await take_lease(graph, name, mine, term_ms=term_ms)
    if holder != mine:
        raise LeaseLostError(source, holder.machine)
    renewing = asyncio.create_task(_renew(graph, name, mine, term_seconds))
    try:
        yield mine.holder
    finally:
        renewing.cancel()
        await asyncio.gather(renewing, return_exceptions=True)
        with contextlib.suppress(GraphError):
            await give_back_lease(graph, name, mine.holder)


async def _renew(graph: Graph, name: str, mine: LeaseRow, term_seconds: float) -> None:
    while True:
        await asyncio.sleep(term_seconds / RENEWALS)
        try:
            await take_lease(graph, name, mine, term_ms=round(term_seconds * 1000))
        except GraphError as error:
            log.warning("sync_lease_not_renewed", extra={"error": type(error).__name__})
