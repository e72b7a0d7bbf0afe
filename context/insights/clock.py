"""Reads what came for causes and sends what is approved, in the one process that is to do so."""

import time

from context.insights.marking import Marker
from context.insights.sending import Sender
from context.ticking import LOOK_SECONDS, REST, IsOurs, Now, Ticking, wall_clock_ms


class InsightClock(Ticking):
    """Looks about once a second."""

    what = "insights"

    def __init__(
        self, marker: Marker, sender: Sender, is_ours: IsOurs, *, now: Now = wall_clock_ms
    ) -> None:
        """`is_ours` says whether this process is the one that should do it."""
        super().__init__(is_ours)
        self._marker, self._sender, self._now = marker, sender, now

    async def turn(self) -> float:
        started = time.monotonic()
        is_busy = await self.tick()
        rest = REST * (time.monotonic() - started)
        return rest if is_busy else max(LOOK_SECONDS, rest)

    async def tick(self) -> bool:
        """Do a part of what there is to do; return whether more may be."""
        was_marking = await self._marker.step()
        was_sending = not was_marking and await self._sender.step(now_ms=self._now())
        return was_marking or was_sending
