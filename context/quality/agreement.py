"""How far do scorers agree beyond chance? Krippendorff's alpha.

After K. Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011), by coincidences: any
number of scorers, missing values, three levels of measurement. The package of that name is under
the GPL and brings NumPy; the definition takes the lines below.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

Pair = tuple[float, float]


class Level(StrEnum):
    """What differences between two values mean."""

    NOMINAL = "nominal"  # equal or not: yes, no
    ORDINAL = "ordinal"  # ranks: points on a scale
    INTERVAL = "interval"  # distances: a score of 0 to 100


@dataclass(frozen=True, slots=True)
class Agreement:
    """Alpha is 1 for perfect agreement and 0 for chance; None where nothing could differ."""

    alpha: float | None
    units: int  # that two scorers or more have scored
    values: int  # in those units


def agreement(units: Iterable[Sequence[float]], level: Level) -> Agreement:
    """Return how far the values within units agree; a unit holds one value of each scorer.

    A unit with a single value says nothing about agreement and is left out.
    """
    paired = [list(unit) for unit in units if len(unit) > 1]
    coincidences = _coincidences(paired)
    totals: defaultdict[float, float] = defaultdict(float)
    for (left, _), count in coincidences.items():
        totals[left] += count
    number = sum(len(unit) for unit in paired)
    difference = _differences(level, totals)
    observed = sum(count * difference(*pair) for pair, count in coincidences.items())
    expected = sum(
        totals[left] * totals[right] * difference(left, right)
        for left in totals
        for right in totals
    )
    if not expected:
        return Agreement(None, len(paired), number)
    return Agreement(1 - (number - 1) * observed / expected, len(paired), number)


def _coincidences(units: Iterable[Sequence[float]]) -> Mapping[Pair, float]:
    """Return how often two scorers gave each pair of values, every unit weighing as its values."""
    found: defaultdict[Pair, float] = defaultdict(float)
    for unit in units:
        for at, left in enumerate(unit):
            for other, right in enumerate(unit):
                if at != other:
                    found[left, right] += 1 / (len(unit) - 1)
    return found


def _differences(level: Level, totals: Mapping[float, float]) -> Callable[[float, float], float]:
    """Return the squared difference of two values at this level of measurement."""
    if level is Level.NOMINAL:
        return lambda left, right: float(left != right)
    if level is Level.INTERVAL:
        return lambda left, right: (left - right) ** 2

    def ranks_between(left: float, right: float) -> float:
        low, high = sorted((left, right))
        between = sum(count for value, count in totals.items() if low <= value <= high)
        return float((between - (totals[low] + totals[high]) / 2) ** 2)

    return ranks_between
