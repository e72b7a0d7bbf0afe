"""Is a cause growing? The last week against the weeks before it, with an honest test.

Counted are customers, not messages: one angry customer is one. Given how many complained in all,
those of the last week are binomial if nothing has changed (a comparison of two Poisson rates, as in
Przyborowski and Wilenski, 1940), so the interval of the ratio and the test are exact. Of several
causes some would grow by chance alone: p values are corrected by Holm's method (1979).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from context.insights.binomial import interval, two_sided

MOST_WEEKS: Final = 8  # before, that the last one is held against
FEWEST_WEEKS: Final = 2
SURPRISING: Final = 0.05


class Way(StrEnum):
    RISING = "rising"
    FALLING = "falling"
    STEADY = "steady"  # or too few to say
    UNKNOWN = "unknown"  # there is nothing before to hold it against


@dataclass(frozen=True, slots=True)
class Trend:
    recent: int  # customers who complained in the last seven days
    before: int  # customers, week by week, in the weeks before
    weeks: int  # so many of them
    way: Way = Way.UNKNOWN
    ratio: float | None = None  # of the last week to an average week before; None: there was none
    low: float | None = None  # of the ratio's 95 % interval
    high: float | None = None  # None: no bound
    p: float | None = None  # corrected for the number of causes

    @property
    def words(self) -> str:
        """Return it as one says it: `rising: 12 this week, 3.1 in an average one of 8 before`."""
        if self.way is Way.UNKNOWN:
            return f"{self.recent} this week; too little before to compare"
        usual = self.before / self.weeks
        return (
            f"{self.way}: {self.recent} this week, {usual:.1f} in an average one of the "
            f"{self.weeks} before"
        )


def trend_of(recent: int, before: Sequence[int]) -> Trend:
    """Return the trend of a cause; `before` has the customers of each week before the last."""
    weeks, earlier = len(before), sum(before)
    every = recent + earlier
    if weeks < FEWEST_WEEKS or not every:
        return Trend(recent, earlier, weeks)
    low, high = interval(recent, every)
    return Trend(
        recent,
        earlier,
        weeks,
        Way.STEADY,
        recent * weeks / earlier if earlier else None,
        _ratio(low, weeks),
        _ratio(high, weeks),
        two_sided(recent, every, 1 / (weeks + 1)),
    )


def judged(trends: Mapping[str, Trend]) -> dict[str, Trend]:
    """Return the trends of all causes, each as growing, falling or neither when seen together."""
    found = dict(trends)
    tested = sorted((one.p, name) for name, one in trends.items() if one.p is not None)
    so_far = 0.0
    for place, (p, name) in enumerate(tested):
        so_far = max(so_far, min(1.0, p * (len(tested) - place)))
        one = found[name]
        is_more = one.recent * one.weeks > one.before
        way = Way.STEADY if so_far >= SURPRISING else Way.RISING if is_more else Way.FALLING
        found[name] = replace(one, way=way, p=so_far)
    return found


def _ratio(share: float, weeks: int) -> float | None:
    """Return the ratio of rates at which the last week has this share of all."""
    return None if share >= 1 else share / (1 - share) * weeks
