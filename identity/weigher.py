"""How much does one comparison say? Its level, in bits, over all records of the other side."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from math import log2
from typing import Final, NamedTuple

from rapidfuzz.distance import Levenshtein

from identity.comparable import ComparableRecord
from identity.comparisons.comparison import Comparison
from identity.frequencies import Frequencies, identifier_bits

# Characters of "kind:" that need not be shown: the comparison's name says it already.
_NAMED_BY_COMPARISON: Final = {"phone": len("phone:"), "email": len("email:")}

Records = Sequence[ComparableRecord]


class LevelWeight(NamedTuple):
    """What one comparison says. `weight` is in bits and includes `frequency_bits`."""

    comparison: str
    level: str
    weight: float
    frequency_bits: float  # what the values' rarity adds, or takes away
    left: str | None
    right: str | None


@dataclass(frozen=True, slots=True)
class Level:
    """How often a level is seen among records of one person (m) and of two (u)."""

    m: float
    u: float
    from_default: bool = field(default=False, compare=False)  # not learned from the data set

    @property
    def weight(self) -> float:
        return log2(self.m / self.u)


make_tuple: Final = tuple.__new__  # a named tuple's own constructor takes twice the time

Weigh = Callable[[ComparableRecord, Records, Mapping[str, int], int], LevelWeight | None]


def weigher(comparison: Comparison, levels: Mapping[str, Level], frequencies: Frequencies) -> Weigh:
    """Return the function that weighs one comparison.

    It takes a record, the other side's records, how many customers hold which identifier and how
    many customers there are; it returns None where nothing can be compared.
    """
    if comparison.show is None:
        return _IdentifierWeigher(comparison, levels).weigh
    return _value_weigher(comparison, comparison.show, levels, frequencies)


def _value_weigher(
    comparison: Comparison,
    show: Callable[[ComparableRecord], str | None],
    levels: Mapping[str, Level],
    frequencies: Frequencies,
) -> Weigh:
    """Return the function that weighs an attribute with one value a record."""
    name, choose, best_level = comparison.name, comparison.choose, comparison.levels[0]
    rarities = dict(comparison.rarities)
    weights = {
        level: (one.weight, frequencies.bits_of(rarities[level]) if level in rarities else None)
        for level, one in levels.items()
    }

    def weigh(
        record: ComparableRecord, others: Records, _counts: Mapping[str, int], _total: int
    ) -> LevelWeight | None:
        best: str | None = None
        most, rare, nearest = 0.0, 0.0, record
        for other in others:
            level = choose(record, other)
            if level is None:
                continue
            weight, rarity = weights[level]
            bits = 0.0
            if rarity is not None:
                bits = rarity(record, other)
                weight += bits
            if best is None or weight > most:
                best, most, rare, nearest = level, weight, bits, other
            if level == best_level:
                break
        if best is None:
            return None
        return make_tuple(LevelWeight, (name, best, most, rare, show(record), show(nearest)))

    return weigh


class _IdentifierWeigher:
    """Weighs a set of identifiers: of the shared ones the rarest counts, else the first level."""

    __slots__ = ("_attribute", "_choose", "_exact", "_hidden", "_levels", "_name", "_u", "_weights")

    def __init__(self, comparison: Comparison, levels: Mapping[str, Level]) -> None:
        self._name = comparison.name
        self._choose = comparison.choose
        self._attribute = comparison.reads
        self._levels = comparison.levels
        self._exact = comparison.levels[0]
        self._u = levels[self._exact].u
        self._weights = {name: levels[name].weight for name in comparison.levels}
        self._hidden = _NAMED_BY_COMPARISON.get(comparison.name, 0)

    def weigh(
        self, record: ComparableRecord, others: Records, counts: Mapping[str, int], total: int
    ) -> LevelWeight | None:
        best: str | None = None
        nearest = record
        for other in others:
            level = self._choose(record, other)
            if level is not None and (best is None or self._is_better(level, best)):
                best, nearest = level, other
        if best is None:
            return None
        ours: frozenset[str] = getattr(record, self._attribute)
        if best == self._exact:
            return self._shared(ours, others, counts, total)
        left, right = _nearest(ours, getattr(nearest, self._attribute))
        hidden = self._hidden
        weight = self._weights[best]
        return make_tuple(
            LevelWeight, (self._name, best, weight, 0.0, left[hidden:], right[hidden:])
        )

    def _is_better(self, level: str, than: str) -> bool:
        return level != than and self._levels.index(level) < self._levels.index(than)

    def _shared(
        self, ours: frozenset[str], others: Records, counts: Mapping[str, int], total: int
    ) -> LevelWeight:
        if len(ours) == 1:
            (rarest,) = ours
            holders = counts.get(rarest, 1)
        else:
            shared = {one for other in others for one in ours & getattr(other, self._attribute)}
            holders, rarest = min((counts.get(one, 1), one) for one in shared)
        bits = identifier_bits(self._u, holders, total) if holders > 1 else 0.0
        value = rarest[self._hidden :]
        weight = self._weights[self._exact] + bits
        return make_tuple(LevelWeight, (self._name, self._exact, weight, bits, value, value))


def _nearest(ours: frozenset[str], theirs: frozenset[str]) -> tuple[str, str]:
    """Return the pair that a reader would compare: the most similar one."""
    if len(ours) == 1 and len(theirs) == 1:
        (left,), (right,) = ours, theirs
        return left, right
    _, left, right = min(
        (Levenshtein.distance(one, other), one, other) for one in ours for other in theirs
    )
    return left, right
