"""Reads what came for causes and sends what is approved, in the one process that is to do so."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Final

from context.insights.marking import Marker
from context.insights.sending import Sender

LOGGER: Final = logging.getLogger("tellonce.insights")

LOOK_SECONDS: Final = 1.0  # how long something new may go unseen
REST: Final = 3  # times as long as a step took it pauses: contacts go first

Now = Callable[[], int]
IsOurs = Callable[[], Awaitable[bool]]


def wall_clock_ms() -> int:
    return time.time_ns() // 1_000_000


class InsightClock:
    """Looks about once a second."""

    def __init__(
        self, marker: Marker, sender: Sender, is_ours: IsOurs, *, now: Now = wall_clock_ms
    ) -> None:
        """`is_ours` says whether this process is the one that should do it."""
        self._marker, self._sender = marker, sender
        self._is_ours, self._now = is_ours, now

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Do it again and again, until the block is left."""
        task = asyncio.create_task(self._run())
        try:
            yield
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    async def _run(self) -> None:
        while True:
            started, is_busy = time.monotonic(), False
            try:
                if await self._is_ours():
                    is_busy = await self.tick()
            except Exception as error:  # noqa: BLE001  the graph may be away; it is asked again
                LOGGER.warning("insights_not_looked_at", extra={"error": type(error).__name__})
            took = time.monotonic() - started
            await asyncio.sleep(REST * took if is_busy else max(LOOK_SECONDS, REST * took))

    async def tick(self) -> bool:
        """Do a part of what there is to do; return whether more may be."""
        was_marking = await self._marker.step()
        was_sending = not was_marking and await self._sender.step(now_ms=self._now())
        return was_marking or was_sending
