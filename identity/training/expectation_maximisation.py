"""Which m and u explain best how often the patterns of levels are seen?

Expectation and maximisation over counted patterns, as Winkler (1988) and Enamorado, Fifield and
Imai (2019) do it: all comparisons at once over all pairs of the file, so that no comparison is
judged by pairs that were found because they agree in it. What is unknown says nothing.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import log2
from typing import Final

from identity.comparisons import COMPARISONS
from identity.training.pairs import UNKNOWN, Pattern, Patterns
from identity.weigher import Level

MOST_ROUNDS: Final = 200
SETTLED_BITS: Final = 1e-4  # the largest change of a weight in the last round
FEWEST_SEEN: Final = 20  # pairs of a level whose weight is learned, not kept
PSEUDO_PAIRS: Final = 5.0  # that the starting numbers count for: no level comes out at nothing
_OVERFLOW_BITS: Final = 1_000.0

_PLACE: Final = {one.name: place for place, one in enumerate(COMPARISONS)}

# Addresses and handles are made of names. That two of them look alike must be evidence of one
# person without the names' word, or namesakes teach that namesakes are one person.
_MADE_OF_NAMES: Final = {
    _PLACE["email"]: frozenset({"close", "same_local"}),
    _PLACE["handle"]: frozenset({"confusable", "close"}),
}

# Who shares a postcode shares the city: of those that agree only the one that weighs most counts
# while pairs are judged, or neighbours teach that neighbours are one person.
_OF_ONE_PLACE: Final = tuple(_PLACE[name] for name in ("city", "postcode", "address"))

Numbers = Mapping[str, Mapping[str, Level]]  # comparison → level


@dataclass(frozen=True, slots=True)
class Estimate:
    """What was learned, and how much stands behind it."""

    levels: dict[str, dict[str, Level]]
    chance: float  # that two records of the file are one person
    matches: dict[
        str, float
    ]  # comparison → pairs of one person, by expectation, known on both sides
    rounds: int


def estimate(patterns: Patterns, start: Numbers, *, keep: Collection[str] = ()) -> Estimate:
    """Return the numbers that the patterns settle at, from `start`; those of `keep` stay.

    A level seen in fewer than twenty pairs keeps the weight it has in `start`.
    """
    search = _Search(patterns, start, keep)
    rounds = 1
    while search.step() > SETTLED_BITS and rounds < MOST_ROUNDS:
        rounds += 1
    return Estimate(search.levels(), search.chance, search.matches(), rounds)


class _Search:
    def __init__(self, patterns: Patterns, start: Numbers, keep: Collection[str]) -> None:
        self._total = patterns.pairs
        self._weight = patterns.candidate_weight
        self._candidates = sorted(patterns.candidates.items())
        self._start = [[start[one.name][level] for level in one.levels] for one in COMPARISONS]
        self._now = [list(levels) for levels in self._start]
        self._kept = {_PLACE[name] for name in keep}
        self._seen = [list(counts) for counts in patterns.drawn]
        for pattern, count in self._candidates:
            for place, level in enumerate(pattern):
                if level != UNKNOWN:
                    self._seen[place][level] += count
        self._strangers = patterns.strangers
        self._matched = 0.0
        self._m_sums = self._u_sums = _nothing()
        self.chance = 1 / max(2.0, (2 * self._total) ** 0.5)  # as if nobody were there twice

    def step(self) -> float:
        """Judge every pattern by the numbers so far; return by how many bits they change."""
        self._judge()
        chance = max(self._matched / self._total, 1e-12)
        changes = [abs(log2(chance / self.chance))]
        self.chance = chance
        changes += [
            self._maximise(place)
            for place, sums in enumerate(self._m_sums)
            if place not in self._kept and sum(sums) >= 1
        ]
        return max(changes)

    def _judge(self) -> None:
        """Divide all pairs, level by level, into those of one person and those of two."""
        weights = [[level.weight for level in levels] + [0.0] for levels in self._now]  # [-1]: none
        m_sums, u_sums = _nothing(), [list(sums) for sums in self._strangers]
        prior = log2(self.chance / (1 - self.chance))
        self._matched = 0.0
        for pattern, count in self._candidates:
            pairs = count * self._weight
            bits = prior + sum(map(list.__getitem__, weights, pattern)) - _echo(weights, pattern)
            matched = pairs * _probability(bits)
            without_name = bits - weights[_PLACE["name"]][pattern[_PLACE["name"]]]
            doubtful = min(matched, pairs * _probability(without_name))
            self._matched += matched
            for place, level in enumerate(pattern):
                if level != UNKNOWN:
                    part = doubtful if level in _DOUBTFUL[place] else matched
                    m_sums[place][level] += part
                    u_sums[place][level] += pairs - part
        self._m_sums, self._u_sums = m_sums, u_sums

    def _maximise(self, place: int) -> float:
        """Set the numbers of one comparison; return the largest change of a weight, in bits."""
        m_all, u_all = sum(self._m_sums[place]), sum(self._u_sums[place])
        change = 0.0
        for level, start in enumerate(self._start[place]):
            m = (self._m_sums[place][level] + PSEUDO_PAIRS * start.m) / (m_all + PSEUDO_PAIRS)
            u = (self._u_sums[place][level] + start.u) / (u_all + 1)
            if self._seen[place][level] < FEWEST_SEEN:
                u = min(1.0, m / 2**start.weight)
                m = u * 2**start.weight
            new = Level(m, u, from_default=self._seen[place][level] < FEWEST_SEEN)
            change = max(change, abs(new.weight - self._now[place][level].weight))
            self._now[place][level] = new
        return change

    def levels(self) -> dict[str, dict[str, Level]]:
        return {
            one.name: dict(zip(one.levels, self._now[place], strict=True))
            for place, one in enumerate(COMPARISONS)
        }

    def matches(self) -> dict[str, float]:
        return {one.name: sum(self._m_sums[place]) for place, one in enumerate(COMPARISONS)}


def _doubtful_levels() -> Sequence[frozenset[int]]:
    return [
        frozenset(
            number
            for number, level in enumerate(one.levels)
            if level in _MADE_OF_NAMES.get(place, ())
        )
        for place, one in enumerate(COMPARISONS)
    ]


_DOUBTFUL: Final = _doubtful_levels()


def _echo(weights: Sequence[Sequence[float]], pattern: Pattern) -> float:
    """Return the bits by which places that agree say the same once more."""
    bits = [weights[place][pattern[place]] for place in _OF_ONE_PLACE]
    agreeing = [one for one in bits if one > 0]
    return sum(agreeing) - max(agreeing, default=0.0)


def _probability(bits: float) -> float:
    return 1 / (1 + 2.0**-bits) if bits > -_OVERFLOW_BITS else 0.0


def _nothing() -> list[list[float]]:
    return [[0.0] * len(one.levels) for one in COMPARISONS]
