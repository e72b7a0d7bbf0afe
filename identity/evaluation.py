"""How well does what was found agree with the truth? Clusters, scored pairs, and a review list."""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import Final

from identity.errors import DifferentRecordsError

EXAMPLES: Final = 5  # of record ids that stand on one side only

Clusters = Mapping[str, Hashable]
"""Record id → cluster; ids of the two sides are the same."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """Precision, recall and their harmonic mean, each from 0 to 1."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


@dataclass(frozen=True, slots=True)
class ScoredPair:
    """A pair of records with its match weight in bits, and whether they are one person."""

    weight: float
    same: bool


@dataclass(frozen=True, slots=True)
class ReviewAgreement:
    """What a list of pairs in doubt asks of people, and how many of the pairs are right."""

    pairs: int
    right: int  # pairs of one person
    records: int  # that have a pair to be judged, counted by the side that arrived

    @property
    def precision(self) -> float | None:
        return self.right / self.pairs if self.pairs else None


def b_cubed(found: Clusters, truth: Clusters) -> Agreement:
    """Return B-cubed over all records (Bagga and Baldwin 1998)."""
    sizes, found_sizes, true_sizes = _sizes(found, truth)
    records = sum(sizes.values())
    if not records:
        return Agreement(1.0, 1.0)
    precision = sum(n * n / found_sizes[one] for (one, _), n in sizes.items())
    recall = sum(n * n / true_sizes[one] for (_, one), n in sizes.items())
    return Agreement(precision / records, recall / records)


def pairwise(found: Clusters, truth: Clusters) -> Agreement:
    """Return the agreement over pairs of records; without any pair on a side it counts as 1."""
    sizes, found_sizes, true_sizes = _sizes(found, truth)
    both, ours, true = (_pairs(one) for one in (sizes, found_sizes, true_sizes))
    return Agreement(both / ours if ours else 1.0, both / true if true else 1.0)


def true_pairs(truth: Clusters) -> int:
    """Return how many pairs of records are one person's."""
    return _pairs(Counter(truth.values()))


def recall_at_precision(
    pairs: Iterable[ScoredPair], *, precision: float, true_pairs: int
) -> float | None:
    """Return the largest share of all true pairs that a weight threshold can take in.

    At that threshold at least `precision` of the pairs must be right. Pairs of one weight stand or
    fall together. None where no threshold is that precise, or there is no true pair.
    """
    taken = right = 0
    best: float | None = None
    ranked = sorted(pairs, key=attrgetter("weight"), reverse=True)
    for _, equals in groupby(ranked, key=attrgetter("weight")):
        for one in equals:
            taken += 1
            right += one.same
        if right >= precision * taken and true_pairs:
            best = right / true_pairs
    return best


def judge_review(pairs: Iterable[tuple[str, str]], truth: Clusters) -> ReviewAgreement:
    """Return how a review list, pairs of record ids, looks to somebody who knows the truth."""
    listed = list(pairs)
    strangers = {one for pair in listed for one in pair} - truth.keys()
    if strangers:
        raise DifferentRecordsError("review list", len(strangers), 0, *_examples(strangers, ()))
    return ReviewAgreement(
        pairs=len(listed),
        right=sum(truth[left] == truth[right] for left, right in listed),
        records=len({left for left, _ in listed}),
    )


def _sizes(
    found: Clusters, truth: Clusters
) -> tuple[Counter[tuple[Hashable, Hashable]], Counter[Hashable], Counter[Hashable]]:
    if found.keys() != truth.keys():
        unknown, missing = found.keys() - truth.keys(), truth.keys() - found.keys()
        raise DifferentRecordsError(
            "clusters", len(unknown), len(missing), *_examples(unknown, missing)
        )
    sizes = Counter((found[record], truth[record]) for record in truth)
    return sizes, Counter(found.values()), Counter(truth.values())


def _examples(
    unknown: Iterable[str], missing: Iterable[str]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return tuple(sorted(unknown)[:EXAMPLES]), tuple(sorted(missing)[:EXAMPLES])


def _pairs(sizes: Counter[Hashable] | Counter[tuple[Hashable, Hashable]]) -> int:
    return sum(n * (n - 1) // 2 for n in sizes.values())
