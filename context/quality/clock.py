"""What is done about quality as time goes on: scored by the machine, asked about, thrown away.

One process of a deployment does this; that two of them do it at once changes nothing.
"""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Final

from context.policies.book import RuleBook
from context.promises.clock import wall_clock_ms
from context.quality.automatic import MachineScorer
from context.quality.model import QualityRules
from graph.queries.recordings import expire_recordings
from identity.setup import Identity

LOGGER: Final = logging.getLogger("tellonce.quality")

LOOK_SECONDS: Final = 2.0  # nobody waits for a score: contacts and what follows from them go first
REST: Final = 3  # times as long as a step took the clock pauses, while there is more to do
SHORTEST_PAUSE: Final = 0.2
EXPIRE_MS: Final = 60_000  # how long something may stand beyond its time
AT_ONCE: Final = 500  # recordings of one transaction


class QualityClock:
    """Follows what happens, some seconds behind."""

    def __init__(
        self,
        identity: Identity,
        rules: RuleBook[QualityRules],
        is_ours: Callable[[], Awaitable[bool]],
        *,
        now: Callable[[], int] = wall_clock_ms,
    ) -> None:
        """`is_ours` says whether this process is the one that should do it."""
        self._graph, self._is_ours, self._now = identity.graph, is_ours, now
        self._scorer = MachineScorer(identity, rules)
        self._expired_ms = 0

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

    async def tick(self) -> bool:
        """Do what is due; return whether something had happened."""
        now_ms = self._now()
        if now_ms - self._expired_ms >= EXPIRE_MS:
            await self._expire(now_ms)
            self._expired_ms = now_ms
        return await self._scorer.step(now_ms=now_ms)

    async def _expire(self, now_ms: int) -> None:
        expired = 0
        while count := await expire_recordings(self._graph, now_ms=now_ms, limit=AT_ONCE):
            expired += count
        if expired:
            LOGGER.info("recordings_expired", extra={"count": expired})

    async def _run(self) -> None:
        while True:
            started, pause = time.monotonic(), LOOK_SECONDS
            try:
                if await self._is_ours() and await self.tick():
                    pause = max(SHORTEST_PAUSE, REST * (time.monotonic() - started))
            except Exception as error:  # noqa: BLE001  the graph may be away; it is asked again
                LOGGER.warning("quality_not_looked_at", extra={"error": type(error).__name__})
            await asyncio.sleep(pause)
