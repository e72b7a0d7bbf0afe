"""How much does the evidence weigh? Fellegi and Sunter's model, in bits of match weight.

A weight is log2(m/u): how much likelier a level is among records of one person (m) than among
records of two (u). The weights of all comparisons are added to the prior (Fellegi and Sunter,
"A Theory for Record Linkage", 1969).
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import log2
from typing import Final, NamedTuple

from rapidfuzz.distance import Levenshtein

from identity.comparable import NORMALISER_VERSION, ComparableRecord
from identity.comparisons import COMPARISONS
from identity.comparisons.comparison import Choose, Comparison
from identity.frequencies import Frequencies, identifier_bits

FEWEST_CUSTOMERS: Final = 10_000  # a young deployment's customers are a sample of so many
NO_COUNTS: Final[Mapping[str, int]] = {}
_NAMED_BY_COMPARISON: Final = frozenset({"phone", "email"})  # no need to say it twice


class LevelWeight(NamedTuple):
    """What one comparison says. `weight` is in bits and includes `frequency_bits`."""

    comparison: str
    level: str
    weight: float
    frequency_bits: float  # what the values' rarity adds, or takes away
    left: str | None
    right: str | None


@dataclass(frozen=True, slots=True)
class PairScore:
    """A match weight in bits, prior included, and the evidence that it is the sum of."""

    weight: float
    levels: tuple[LevelWeight, ...]


@dataclass(frozen=True, slots=True)
class Level:
    """How often a level is seen among records of one person (m) and of two (u)."""

    m: float
    u: float

    @property
    def weight(self) -> float:
        return log2(self.m / self.u)


@dataclass(frozen=True, slots=True)
class Model:
    """The numbers of one trained or hand-set model, and which levels they belong to."""

    levels: Mapping[str, Mapping[str, Level]]  # comparison → level
    frequencies: Frequencies
    fewest_customers: int
    fingerprint: str
    weighers: tuple["Weigher", ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        weighers = tuple(
            Weigher(one, self.levels[one.name], self.frequencies) for one in COMPARISONS
        )
        object.__setattr__(self, "weighers", weighers)


def fingerprint(comparisons: Iterable[Comparison] = COMPARISONS) -> str:
    """Return twelve hex digits that change with the list of levels and with the normaliser."""
    levels = [[one.name, list(one.levels)] for one in comparisons]
    text = json.dumps([NORMALISER_VERSION, levels], separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def prior_bits(customers: int, fewest: int = FEWEST_CUSTOMERS) -> float:
    """Return log2(p / (1 - p)), where p is the chance that a given customer is the right one."""
    return -log2(max(customers, fewest, 2) - 1)


def score_pair(
    model: Model,
    left: ComparableRecord,
    right: ComparableRecord,
    *,
    identifier_customers: Mapping[str, int] = NO_COUNTS,
    customers: int,
) -> PairScore:
    """Return the match weight of two records.

    `identifier_customers` says how many distinct customers hold an identifier ("phone:+1…"; one,
    where it is silent), `customers` how many there are in all.
    """
    return score_customer(
        model, left, (right,), identifier_customers=identifier_customers, customers=customers
    )


def score_customer(
    model: Model,
    record: ComparableRecord,
    customer_records: Sequence[ComparableRecord],
    *,
    identifier_customers: Mapping[str, int] = NO_COUNTS,
    customers: int,
) -> PairScore:
    """Return the match weight of a record and a customer: per comparison the best of its records.

    A comparison that is unknown on either side weighs 0 and has no level in the answer.
    """
    total = max(customers, model.fewest_customers)
    weight = prior_bits(total)
    levels = []
    for weigher in model.weighers:
        best = weigher.weigh(record, customer_records, identifier_customers, total)
        if best is not None:
            levels.append(best)
            weight += best.weight
    return PairScore(weight, tuple(levels))


def probabilities(weights: Sequence[float]) -> list[float]:
    """Return each candidate's probability among all of them and "somebody else", who weighs 0."""
    most = max((0.0, *weights))
    odds = [2.0 ** (weight - most) for weight in weights]
    total = 2.0**-most + sum(odds)
    return [one / total for one in odds]


class Weigher:
    """One comparison with its weights, ready to score."""

    __slots__ = ("_bits", "_choose", "_fields", "_is_set", "_name", "_order", "_weights", "_u")

    def __init__(
        self, comparison: Comparison, levels: Mapping[str, Level], frequencies: Frequencies
    ) -> None:
        bits: dict[str, Callable[[ComparableRecord, ComparableRecord], float]] = {
            "name": frequencies.name_bits,
            "family": frequencies.family_bits,
            "given": frequencies.given_bits,
            "city": frequencies.city_bits,
        }
        self._name = comparison.name
        self._choose: Choose = comparison.choose
        self._fields = comparison.fields
        self._is_set = comparison.is_set
        self._order = comparison.levels
        self._weights = {name: levels[name].weight for name in comparison.levels}
        self._u = levels[comparison.levels[0]].u
        self._bits = {
            level: bits[kind] for level, kind in comparison.frequencies if kind != "identifier"
        }

    def weigh(
        self,
        record: ComparableRecord,
        others: Sequence[ComparableRecord],
        counts: Mapping[str, int],
        customers: int,
    ) -> LevelWeight | None:
        """Return the best level over the other side's records, None if all of them are unknown."""
        choose = self._choose
        found: dict[str, ComparableRecord] = {}
        for other in others:
            level = choose(record, other)
            if level is not None and level not in found:
                found[level] = other
        if not found:
            return None
        if self._is_set:
            return self._weigh_set(record, others, found, counts, customers)
        return self._weigh_value(record, found)

    def _weigh_value(
        self, record: ComparableRecord, found: Mapping[str, ComparableRecord]
    ) -> LevelWeight:
        best: tuple[float, float, str] | None = None
        for level, other in found.items():
            rarity = self._bits.get(level)
            bits = rarity(record, other) if rarity is not None else 0.0
            weight = self._weights[level] + bits
            if best is None or weight > best[0]:
                best = weight, bits, level
        assert best is not None  # noqa: S101 - `found` is never empty
        weight, bits, level = best
        return LevelWeight(
            self._name, level, weight, bits, self._shown(record), self._shown(found[level])
        )

    def _weigh_set(
        self,
        record: ComparableRecord,
        others: Sequence[ComparableRecord],
        found: Mapping[str, ComparableRecord],
        counts: Mapping[str, int],
        customers: int,
    ) -> LevelWeight:
        """Of shared identifiers the rarest counts; else the first of the levels in their order."""
        ours: frozenset[str] = getattr(record, self._fields[0])
        exact = self._order[0]
        if exact in found:
            shared = {one for other in others for one in ours & getattr(other, self._fields[0])}
            holders, rarest = min((counts.get(one, 1), one) for one in shared)
            bits = identifier_bits(self._u, holders, customers)
            value = _value(rarest)
            return LevelWeight(self._name, exact, self._weights[exact] + bits, bits, value, value)
        level = next(one for one in self._order if one in found)
        left, right = _nearest(ours, getattr(found[level], self._fields[0]))
        return LevelWeight(
            self._name, level, self._weights[level], 0.0, _value(left), _value(right)
        )

    def _shown(self, record: ComparableRecord) -> str | None:
        first, *others = self._fields
        if not others:
            value: str | None = getattr(record, first)
            return value
        values = (getattr(record, one) for one in self._fields)
        return " ".join(value for value in values if value) or None


def _nearest(ours: frozenset[str], theirs: frozenset[str]) -> tuple[str, str]:
    """Return the pair that a reader would compare: the most similar one."""
    if len(ours) == 1 and len(theirs) == 1:
        return next(iter(ours)), next(iter(theirs))
    _, left, right = min(
        (Levenshtein.distance(one, other), one, other) for one in ours for other in theirs
    )
    return left, right


def _value(identifier: str) -> str:
    kind, _, value = identifier.partition(":")
    return value if kind in _NAMED_BY_COMPARISON else identifier
