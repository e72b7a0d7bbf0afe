"""What is done again and again as time goes on, in the one process that is to do it."""

import asyncio
import logging
import time
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Final

LOGGER: Final = logging.getLogger("tellonce.context")

LOOK_SECONDS: Final = 1.0  # how long something new may go unseen
REST: Final = 3  # times as long as a turn took whoever has more to do pauses: contacts go first

Now = Callable[[], int]  # epoch milliseconds
IsOurs = Callable[[], Awaitable[bool]]  # whether this process is the one that is to do it


def wall_clock_ms() -> int:
    return time.time_ns() // 1_000_000


class Ticking(ABC):
    """Takes its turn, pauses, and takes it again, while a block runs."""

    what: str  # is looked at, as the log has it

    def __init__(self, is_ours: IsOurs, *, look_seconds: float = LOOK_SECONDS) -> None:
        self._is_ours, self._look_seconds = is_ours, look_seconds

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Do what is due, again and again, until the block is left."""
        task = asyncio.create_task(self._run())
        try:
            yield
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    @abstractmethod
    async def turn(self) -> float:
        """Do what is due now; return how many seconds to pause."""

    async def _run(self) -> None:
        while True:
            pause = self._look_seconds
            try:
                if await self._is_ours():
                    pause = await self.turn()
            except Exception as error:  # noqa: BLE001  the graph may be away; it is asked again
                facts = {"what": self.what, "error": type(error).__name__}
                LOGGER.warning("not_looked_at", extra=facts)
            await asyncio.sleep(pause)
