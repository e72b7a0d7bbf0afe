"""How often may one caller ask: token buckets by key, and one for identifiers nobody knows.

Look-ups of unknown identifiers are counted apart: whoever guesses numbers finds mostly strangers.
Once those are used up, no identifier is looked up, known or not, so that a refusal tells nothing.
"""

import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Final

from api.audit import Look
from api.errors import BusyError, TooOftenError
from api.keys import Caller
from api.rate_settings import Rates
from context.screen import Resolution

MOST_CALLERS: Final = 10_000  # remembered; whoever is forgotten starts with a full bucket
UNKNOWN: Final = (Resolution.NONE, Resolution.MIGRATING)
LOOKED_UP: Final = "screenPop"


@dataclass(slots=True)
class Bucket:
    """Fills by `a_second`, up to `most`."""

    a_second: float
    most: float
    level: float
    at: float  # when `level` was so, by the clock of whoever asks

    def wait(self, now: float, wanted: float = 1.0) -> float:
        """Return in how many seconds so much may be taken; 0: now."""
        self.level = min(self.most, self.level + (now - self.at) * self.a_second)
        self.at = now
        return max(0.0, (wanted - self.level) / self.a_second)


@dataclass
class Turnstile:
    """Counts what callers do, and refuses what is too much."""

    rates: Rates
    clock: Callable[[], float] = time.monotonic
    running: int = 0
    _buckets: OrderedDict[tuple[str, str], Bucket] = field(default_factory=OrderedDict)

    def enter(self, caller: Caller, root_fields: Iterable[str]) -> None:
        """Count an operation. Raises TooOftenError, and BusyError when too many are running."""
        rates = self.rates
        if rates.in_flight and self.running >= rates.in_flight:
            raise BusyError
        if rates.a_second:
            bucket = self._bucket(caller, "operations", rates.a_second, rates.burst)
            self._take(bucket, "operations")
        if rates.unknown_a_minute and LOOKED_UP in root_fields:
            seconds = self._unknown(caller).wait(self.clock())
            if seconds:
                raise TooOftenError("look-ups of identifiers that nobody has", seconds)

    def looked(self, caller: Caller, looks: Iterable[Look]) -> None:
        """Count the look-ups that found nobody."""
        missed = sum(one.kind == "pop" and one.resolution in UNKNOWN for one in looks)
        if missed and self.rates.unknown_a_minute:
            bucket = self._unknown(caller)
            bucket.wait(self.clock())
            bucket.level -= missed

    def _unknown(self, caller: Caller) -> Bucket:
        most = self.rates.unknown_a_minute
        return self._bucket(caller, "unknown", most / 60, most)

    def _take(self, bucket: Bucket, what: str) -> None:
        seconds = bucket.wait(self.clock())
        if seconds:
            raise TooOftenError(what, seconds)
        bucket.level -= 1

    def _bucket(self, caller: Caller, what: str, a_second: float, most: float) -> Bucket:
        key = (caller.id or caller.name, what)
        bucket = self._buckets.get(key)
        if bucket is None:
            bucket = self._buckets[key] = Bucket(a_second, most, most, self.clock())
            while len(self._buckets) > MOST_CALLERS:
                self._buckets.popitem(last=False)
        self._buckets.move_to_end(key)
        return bucket
