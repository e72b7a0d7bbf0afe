"""What is done about quality as time goes on: scored by the machine, asked about, thrown away.

One process of a deployment does this; that two of them do it at once changes nothing.
"""

import logging
import time
from typing import Final

from context.policies.book import RuleBook
from context.quality.automatic import MachineScorer
from context.quality.model import QualityRules
from context.ticking import REST, IsOurs, Now, Ticking, wall_clock_ms
from graph.queries.recordings import expire_recordings
from identity.setup import Identity

LOGGER: Final = logging.getLogger("tellonce.quality")

LOOK_SECONDS: Final = 2.0  # nobody waits for a score: contacts and what follows from them go first
SHORTEST_PAUSE: Final = 0.2
EXPIRE_MS: Final = 60_000  # how long something may stand beyond its time
AT_ONCE: Final = 500  # recordings of one transaction


class QualityClock(Ticking):
    """Follows what happens, some seconds behind."""

    what = "quality"

    def __init__(
        self,
        identity: Identity,
        rules: RuleBook[QualityRules],
        is_ours: IsOurs,
        *,
        now: Now = wall_clock_ms,
    ) -> None:
        """`is_ours` says whether this process is the one that should do it."""
        super().__init__(is_ours, look_seconds=LOOK_SECONDS)
        self._graph, self._now = identity.graph, now
        self._scorer = MachineScorer(identity, rules)
        self._expired_ms = 0

    async def turn(self) -> float:
        started = time.monotonic()
        if not await self.tick():
            return LOOK_SECONDS
        return max(SHORTEST_PAUSE, REST * (time.monotonic() - started))

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
