"""How probable is it that of n equal things at most, or at least, k fall on one side? Exactly.

By the regularised incomplete beta function as a continued fraction (DLMF 8.17.22, evaluated by
Lentz's method), so that large counts cost no more than small ones.
"""

import math
from collections.abc import Callable
from typing import Final

STEPS: Final = 500  # of the fraction; it ends after some sqrt(n)
ENOUGH: Final = 1e-13  # relative change at which it has
TINY: Final = 1e-300
HALVINGS: Final = 60


def at_least(k: int, n: int, p: float) -> float:
    """Return the probability of k or more successes in n trials."""
    return 1.0 if k <= 0 else incomplete_beta(k, n - k + 1, p)


def at_most(k: int, n: int, p: float) -> float:
    """Return the probability of k or fewer successes in n trials."""
    return 1.0 if k >= n else incomplete_beta(n - k, k + 1, 1 - p)


def two_sided(k: int, n: int, p: float) -> float:
    """Return how probable a count so far from the expected one is: twice the smaller tail."""
    return min(1.0, 2 * min(at_least(k, n, p), at_most(k, n, p)))


def interval(k: int, n: int, *, sure: float = 0.95) -> tuple[float, float]:
    """Return the shares p between which k of n is no surprise (Clopper and Pearson, 1934)."""
    tail = (1 - sure) / 2
    low = 0.0 if k == 0 else _root(lambda p: at_least(k, n, p) < tail)
    high = 1.0 if k == n else _root(lambda p: at_most(k, n, p) >= tail)
    return low, high


def incomplete_beta(a: float, b: float, x: float) -> float:
    """Return I_x(a, b), for a and b above 0."""
    if x <= 0 or x >= 1:
        return 0.0 if x <= 0 else 1.0
    if x > (a + 1) / (a + b + 2):
        return 1 - incomplete_beta(b, a, 1 - x)
    front = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b)
    front += a * math.log(x) + b * math.log1p(-x)
    return math.exp(front) * _fraction(a, b, x) / a


def _fraction(a: float, b: float, x: float) -> float:
    c, d = 1.0, 1 / _away(1 - (a + b) * x / (a + 1))
    value = d
    for m in range(1, STEPS):
        change = 1.0
        for term in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d = 1 / _away(1 + term * d)
            c = _away(1 + term / c)
            change = c * d
            value *= change
        if abs(change - 1) < ENOUGH:
            break
    return value


def _away(value: float) -> float:
    """Keep a divisor from being zero."""
    return value if abs(value) > TINY else TINY


def _root(is_below: Callable[[float], bool]) -> float:
    """Return the share at which a condition that holds for small ones ends."""
    low, high = 0.0, 1.0
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        if is_below(middle):
            low = middle
        else:
            high = middle
    return (low + high) / 2
