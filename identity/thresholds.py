"""What does a threshold bring, and cost? Links and expected errors above it, from judged pairs."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt

from identity.calibration import BIN_BITS, Interval, Judged, bin_of, wilson


@dataclass(frozen=True, slots=True)
class WeightBin:
    """What people said about pairs of one bin of weight, and how many such pairs there are."""

    low: float  # bits; it ends where the next one begins, at low + BIN_BITS
    pairs: int  # in the graph: links that were made and pairs in doubt, without those vetoed
    judged: int
    same: int
    interval: Interval  # of the share that is the same person, 95 %

    @property
    def precision(self) -> float | None:
        return self.same / self.judged if self.judged else None


@dataclass(frozen=True, slots=True)
class Outlook:
    """What linking from these bits on means: so many links, and so many of them wrong."""

    bits: float
    links: int
    errors: float
    errors_interval: Interval
    precision: float


def weight_bins(judged: Iterable[Judged], weights: Iterable[float]) -> list[WeightBin]:
    """Return the bins from the lowest to the highest that has a pair.

    `weights` are those of all pairs that no veto holds back. Judgements on vetoed pairs are left
    out: no threshold would link those.
    """
    free = [one for one in judged if not one.vetoed]
    seen = Counter(map(bin_of, weights))
    asked = Counter(bin_of(one.weight) for one in free)
    same = Counter(bin_of(one.weight) for one in free if one.same)
    numbers = seen.keys() | asked.keys()
    return [
        WeightBin(
            low=number * BIN_BITS,
            pairs=max(seen[number], asked[number]),
            judged=asked[number],
            same=same[number],
            interval=wilson(same[number], asked[number]),
        )
        for number in (range(min(numbers), max(numbers) + 1) if numbers else ())
    ]


def outlooks(bins: Sequence[WeightBin]) -> list[Outlook]:
    """Return what each bin's lower end would mean as the threshold, highest first.

    The interval of the sum is put together from those of the bins by the distances to their
    estimates, squared and added (Zou and Donner 2008); judged pairs are certain. A bin that nobody
    judged is taken to be as good as the nearest judged one below, and at worst as bad as that one
    may be: heavier evidence is not worse. Where there is none below, it is even odds, and nothing
    is known.
    """
    known = _filled(bins)
    outlook, result = Outlook(0.0, 0, 0.0, Interval(0.0, 0.0), 1.0), []
    below = above = 0.0
    for one, (share, interval) in zip(reversed(bins), reversed(known), strict=True):
        links, open_pairs = outlook.links + one.pairs, one.pairs - one.judged
        errors = outlook.errors + one.judged - one.same + open_pairs * (1 - share)
        below += (open_pairs * (interval.high - share)) ** 2
        above += (open_pairs * (share - interval.low)) ** 2
        reach = Interval(max(0.0, errors - sqrt(below)), min(links, errors + sqrt(above)))
        outlook = Outlook(one.low, links, errors, reach, 1 - errors / links if links else 1.0)
        result.append(outlook)
    return result


def lowest(outlooks: Iterable[Outlook], *, precision: float) -> Outlook | None:
    """Return the lowest threshold from which on up all hold the precision, or None.

    `outlooks` come highest first; the search ends at the first that does not hold it.
    """
    best = None
    for one in outlooks:
        if one.links and one.precision < precision:
            break
        best = one if one.links else best
    return best


def _filled(bins: Sequence[WeightBin]) -> list[tuple[float, Interval]]:
    """Return for each bin the share that is taken to be the same person, and its interval."""
    filled: list[tuple[float, Interval]] = []
    last = (0.5, Interval(0.0, 1.0))
    for one in bins:
        if one.judged:
            share = one.same / one.judged
            last = (share, one.interval)
        else:
            last = (last[0], Interval(last[1].low, 1.0))
        filled.append(last)
    return filled
