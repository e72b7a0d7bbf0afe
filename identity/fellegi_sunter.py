"""How much does the evidence weigh? Fellegi and Sunter's model, in bits of match weight.

A weight is log2(m/u): how much likelier a level is among records of one person (m) than among
records of two (u). The weights of all comparisons are added to the prior (Fellegi and Sunter,
"A Theory for Record Linkage", 1969).
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from math import log2
from typing import Final, NamedTuple

from identity.comparable import NORMALISER_VERSION, ComparableRecord
from identity.comparisons import COMPARISONS
from identity.comparisons.comparison import Comparison
from identity.frequencies import Frequencies
from identity.weigher import Level, LevelWeight, Weigh, make_tuple, weigher

__all__ = [
    "About",
    "Level",
    "LevelWeight",
    "Model",
    "PairScore",
    "fingerprint",
    "prior_bits",
    "probabilities",
    "score_customer",
    "score_pair",
]

FEWEST_CUSTOMERS: Final = 10_000  # a young deployment's customers are a sample of so many
NO_COUNTS: Final[Mapping[str, int]] = {}


class PairScore(NamedTuple):
    """A match weight in bits, prior included, and the evidence that it is the sum of."""

    weight: float
    levels: tuple[LevelWeight, ...]


@dataclass(frozen=True, slots=True)
class About:
    """Where a model's numbers come from."""

    name: str
    data_set: str
    made: str  # ISO 8601 date
    estimator: str
    records: int | None = None
    notes: tuple[str, ...] = ()  # what could not be learned, and was left as it ships


UNKNOWN_ORIGIN: Final = About("unnamed", "unknown", "unknown", "unknown")


@dataclass(frozen=True, slots=True)
class Model:
    """The numbers of one trained or hand-set model, and which levels they belong to."""

    levels: Mapping[str, Mapping[str, Level]]  # comparison → level
    frequencies: Frequencies
    fewest_customers: int
    fingerprint: str
    about: About = field(default=UNKNOWN_ORIGIN, compare=False)
    prior_shift: float = 0.0  # bits that training found the prior to be off by, for candidates
    households: bool = True  # whether relatives share what it compares: then vetoes apply
    plan: tuple[tuple[str, Weigh], ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Make ready what scoring does: the attribute that a comparison reads, and its weigher."""
        plan = tuple(
            (one.reads, weigher(one, self.levels[one.name], self.frequencies))
            for one in COMPARISONS
        )
        object.__setattr__(self, "plan", plan)


def fingerprint(comparisons: Iterable[Comparison] = COMPARISONS) -> str:
    """Return twelve hex digits that change with the list of levels and with the normaliser."""
    levels = [[one.name, list(one.levels)] for one in comparisons]
    text = json.dumps([NORMALISER_VERSION, levels], separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:12]


@lru_cache(maxsize=1_024)
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
    return _score(model, left, (right,), identifier_customers, customers)


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
    return _score(model, record, customer_records, identifier_customers, customers)


def _score(
    model: Model,
    record: ComparableRecord,
    others: Sequence[ComparableRecord],
    counts: Mapping[str, int],
    customers: int,
) -> PairScore:
    total = max(customers, model.fewest_customers)
    weight = prior_bits(total, model.fewest_customers) + model.prior_shift
    levels = []
    for attribute, weigh in model.plan:
        if getattr(record, attribute):
            level = weigh(record, others, counts, total)
            if level is not None:
                levels.append(level)
                weight += level.weight
    return make_tuple(PairScore, (weight, tuple(levels)))


def probabilities(weights: Sequence[float]) -> list[float]:
    """Return each candidate's probability among all of them and "somebody else", who weighs 0."""
    most = max((0.0, *weights))
    odds = [2.0 ** (weight - most) for weight in weights]
    total = 2.0**-most + sum(odds)
    return [one / total for one in odds]
