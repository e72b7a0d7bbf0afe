"""Writers of identity race for the next sequence number: whoever loses decides again."""

import asyncio
import random
import time
from typing import Final

from graph.errors import ContendedError, StaleReadError

PAUSE_SECONDS: Final = (0.002, 0.05)  # before the next try; the longest grows with the tries
MOST_GROWTH: Final = 5


class Races:
    """The tries of one write."""

    def __init__(self, *, most_seconds: float) -> None:
        self._started = time.monotonic()
        self._most_seconds = most_seconds
        self._lost = 0

    async def lost(self, error: StaleReadError) -> None:
        """Pause before the next try. Raises ContendedError when it has been long enough."""
        self._lost += 1
        seconds = time.monotonic() - self._started
        if seconds > self._most_seconds:
            raise ContendedError(self._lost, seconds) from error
        shortest, longest = PAUSE_SECONDS
        growth = min(self._lost, MOST_GROWTH)
        await asyncio.sleep(random.uniform(shortest, longest * growth))  # noqa: S311  jitter
