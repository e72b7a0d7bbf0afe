"""How many contacts did a notice avoid? What the told would have had without it, less theirs.

The told and the held out were drawn by chance among the same customers, so those who were not told
show what there would have been. The interval is one of prediction: given all contacts, those of the
held out are binomial if nothing but chance is between the groups (a score interval, in closed form
as Krishnamoorthy and Peng, 2011, have it for Poisson counts), stretched by how much more customers
differ from one another than chance has it (Pearson's dispersion, as in quasi-Poisson models).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

SURE: Final = 1.959964  # standard deviations of 95 %
FEWEST: Final = 2  # customers in a group
FEW: Final = 10  # contacts of the held out: with fewer, the told say as well how customers differ
MOST_SAME: Final = 0.2  # a dispersion below this is chance


@dataclass(frozen=True, slots=True)
class Effect:
    """What became of a notice. Contacts are those about its causes after each one's turn."""

    told: int  # customers
    told_contacts: int
    held_out: int
    held_out_contacts: int
    avoided: float | None = None  # None: a group is too small to say
    low: float | None = None  # of the 95 % interval; below zero: it may have brought some
    high: float | None = None

    @property
    def told_rate(self) -> float | None:
        """Return contacts per customer who was told."""
        return self.told_contacts / self.told if self.told else None

    @property
    def held_out_rate(self) -> float | None:
        return self.held_out_contacts / self.held_out if self.held_out else None


def effect_of(told: Sequence[int], held_out: Sequence[int]) -> Effect:
    """Return what a notice avoided, by the number of contacts of each customer of both groups."""
    effect = Effect(len(told), sum(told), len(held_out), sum(held_out))
    if effect.told < FEWEST or effect.held_out < FEWEST:
        return effect
    share = effect.held_out / (effect.told + effect.held_out)
    count = effect.held_out_contacts
    seen = [held_out] if count >= FEW else [told, held_out]
    spread = SURE**2 * _dispersion(*seen) * (1 - share)
    reach = math.sqrt(spread**2 + 4 * count * spread)
    least, most = ((2 * count + spread + way * reach) / (2 * share) - count for way in (-1, 1))
    expected = count * effect.told / effect.held_out
    had = effect.told_contacts
    return Effect(
        *(effect.told, had, effect.held_out, count),
        avoided=expected - had,
        low=max(least, 0.0) - had,
        high=most - had,
    )


def _dispersion(*groups: Sequence[int]) -> float:
    """Return the variance within the groups in units of their means; 1 for plain chance."""
    free, sum_of_squares = 0, 0.0
    for group in groups:
        mean = sum(group) / len(group)
        if mean > 0:
            free += len(group) - 1
            sum_of_squares += sum((one - mean) ** 2 for one in group) / mean
    return max(sum_of_squares / free, MOST_SAME) if free else 1.0
