"""Who loads or withdraws a book: one process at a time, since each knows what it has written."""

import asyncio
import contextlib
import logging
import secrets
import socket
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from context.errors import BusyBookError
from graph.access import Graph
from graph.errors import GraphError
from graph.queries.lease import LeaseRow, give_back_lease, take_lease

LOGGER: Final = logging.getLogger("tellonce.context")
TERM_SECONDS: Final = 10.0  # how long a process that was killed still counts as the one
RENEW_SECONDS: Final = 2.5
LOOK_SECONDS: Final = 0.5
PATIENCE_SECONDS: Final = 12.0  # whoever was killed is given up by then


@asynccontextmanager
async def held(graph: Graph, book: str) -> AsyncIterator[None]:
    """Hold a book while the block runs. Raises BusyBookError where another process holds it."""
    mine = LeaseRow(secrets.token_urlsafe(12), "", socket.gethostname())
    name = f"book {book}"
    end = time.monotonic() + PATIENCE_SECONDS
    while (holder := await _take(graph, name, mine)) != mine:
        if time.monotonic() > end:
            raise BusyBookError(book, holder.machine)
        await asyncio.sleep(LOOK_SECONDS)
    renewing = asyncio.create_task(_renew(graph, name, mine))
    try:
        yield
    finally:
        renewing.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await renewing
        await give_back_lease(graph, name, mine.holder)


async def _take(graph: Graph, name: str, mine: LeaseRow) -> LeaseRow:
    return await take_lease(graph, name, mine, term_ms=round(TERM_SECONDS * 1000))


async def _renew(graph: Graph, name: str, mine: LeaseRow) -> None:
    while True:
        await asyncio.sleep(RENEW_SECONDS)
        try:
            await _take(graph, name, mine)
        except GraphError as error:  # it may be away; it is asked again
            LOGGER.warning("book_not_held", extra={"error": type(error).__name__})
