"""What is each level worth beside the others? Logistic regression over counted patterns, in bits.

Two steps. First one factor for all weights and an intercept: how far the sum overshoots. Then each
level by itself, drawn towards its shrunken weight as if by a normal prior, so that a level with few
pairs stays where it was. Newton's steps, damped; a pure function of the counts.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp, log
from typing import Final

SPREAD_BITS: Final = 2.0  # how far a level's weight strays from its shrunken one (one sigma)
STEPS: Final = 100
DAMPING: Final = 0.3  # of Newton's steps taken for each level by itself
LEAST_CHANGE_BITS: Final = 1e-3
LN2: Final = log(2)
MOST_LOGIT: Final = 60.0

LevelOf = tuple[str, str]  # comparison, level


@dataclass(slots=True)
class Counted:
    """Pairs that agree alike: their levels, and the bits that rare values add."""

    levels: tuple[LevelOf, ...]
    rarity: float
    pairs: int = 0
    same: int = 0  # of one customer


@dataclass(frozen=True, slots=True)
class Fit:
    """`intercept` in bits, the factor that rarity counts with, and the levels' weights in bits."""

    intercept: float
    rarity: float
    weights: Mapping[LevelOf, float]

    def bits(self, levels: Sequence[LevelOf], rarity: float) -> float:
        """Return the match weight of a pair, prior included."""
        return self.intercept + self.rarity * rarity + sum(self.weights[one] for one in levels)


def fit(counted: Sequence[Counted], start: Mapping[LevelOf, float]) -> Fit:
    """Return the weights that these pairs bear out. `start` has a weight for every level."""
    factor, intercept = _shrink(counted, start)
    shrunken = {level: factor * weight for level, weight in start.items()}
    return _refine(counted, Fit(intercept, factor, shrunken))


def _shrink(counted: Sequence[Counted], start: Mapping[LevelOf, float]) -> tuple[float, float]:
    """Return the factor of all weights and the intercept that fit best."""
    sums = [(sum(start[x] for x in one.levels) + one.rarity, one) for one in counted]
    factor, intercept = 0.7, -9.0  # where such fits end up: only the way there is shorter
    for _ in range(STEPS):
        of_factor = of_intercept = 0.0
        both, mixed, single = 1e-6, 0.0, 1e-6
        for bits, one in sums:
            error, curve = _slope(factor * bits + intercept, one)
            of_factor += error * bits
            of_intercept += error
            both += curve * bits * bits
            mixed += curve * bits
            single += curve
        determinant = both * single - mixed * mixed
        if determinant <= 0:
            break
        change = (single * of_factor - mixed * of_intercept) / determinant
        shift = (both * of_intercept - mixed * of_factor) / determinant
        change, shift = max(-0.1, min(0.1, change)), max(-1.0, min(1.0, shift))
        factor, intercept = min(1.0, max(0.2, factor - change)), intercept - shift
        if abs(change) < LEAST_CHANGE_BITS and abs(shift) < LEAST_CHANGE_BITS:
            break
    return factor, intercept


def _refine(counted: Sequence[Counted], shrunken: Fit) -> Fit:
    weights = dict(shrunken.weights)
    intercept, rarity = shrunken.intercept, shrunken.rarity
    pull = 1 / (SPREAD_BITS * SPREAD_BITS * LN2)
    for _ in range(STEPS):
        errors: defaultdict[LevelOf, float] = defaultdict(float)
        curves: defaultdict[LevelOf, float] = defaultdict(float)
        of_intercept = of_rarity = 0.0
        curve_of_intercept = curve_of_rarity = 1e-6
        for one in counted:
            bits = intercept + rarity * one.rarity + sum(weights[x] for x in one.levels)
            error, curve = _slope(bits, one)
            of_intercept += error
            curve_of_intercept += curve
            of_rarity += error * one.rarity
            curve_of_rarity += curve * one.rarity * one.rarity
            for level in one.levels:
                errors[level] += error
                curves[level] += curve
        intercept -= DAMPING * of_intercept / curve_of_intercept
        rarity = max(0.0, rarity - DAMPING * of_rarity / curve_of_rarity)
        largest = abs(of_intercept / curve_of_intercept)
        for level, error in errors.items():
            strayed = weights[level] - shrunken.weights[level]
            change = (error + pull * strayed) / (curves[level] + pull)
            weights[level] -= DAMPING * change
            largest = max(largest, abs(change))
        if largest < 10 * LEAST_CHANGE_BITS:
            break
    return Fit(intercept, rarity, weights)


def _slope(bits: float, one: Counted) -> tuple[float, float]:
    """Return the error of these pairs, in pairs, and how fast it changes with a bit."""
    logit = max(-MOST_LOGIT, min(MOST_LOGIT, bits * LN2))
    chance = 1 / (1 + exp(-logit))
    return one.pairs * chance - one.same, one.pairs * chance * (1 - chance) * LN2
