"""Are the weights as sure of themselves as they should be? A model held against its own customers.

Fellegi and Sunter add weights as if comparisons were independent. They are not (a postcode knows
the city; Winkler 1989), so sums overshoot. The records are clustered with the model; pairs inside a
customer against pairs between customers then say what each level is worth beside the others. No
labels are used; a pair that a veto holds back says nothing.
"""

from array import array
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from identity.bulk.clusters import Clustering
from identity.bulk.edges import FLOOR_BITS, Edges, bulk_records
from identity.comparable import ComparableRecord
from identity.fellegi_sunter import Model, prior_bits
from identity.frequencies import Frequencies, TermFrequencies
from identity.settings import Thresholds
from identity.training.logistic import Counted, Fit, fit
from identity.training.neighbourhood import LevelOf, Pairs, has_households, pair_up, sample
from identity.weigher import Level

ROUNDS: Final = 2  # of clustering and fitting; a third changes little
FEWEST_PAIRS: Final = 2_000  # on either side; with fewer the model stays as it is
TOO_FEW: Final = "weights: too few pairs to see how far their sums overshoot; left as they are"


def refit(
    model: Model,
    records: Sequence[ComparableRecord],
    keys: Sequence[Sequence[str]],
    *,
    thresholds: Thresholds,
    seed: int,
) -> Model:
    """Return the model with weights and prior as its own customers bear them out.

    `keys` are the records' blocking keys. Where there are too few pairs to tell, the model is
    returned as it came, with a note that says so.
    """
    bulk, drawn = sample(bulk_records(records, keys), seed)
    pairs = pair_up(model, bulk, drawn)
    start = replace(model, households=has_households(pairs))
    refitted = start
    weights = pairs.weight
    for _ in range(ROUNDS):
        clustering = Clustering(refitted, bulk, thresholds)
        clustering.grow(_edges(pairs, weights))
        counted = _count(pairs, clustering, households=start.households)
        same = sum(one.same for one in counted)
        if min(same, sum(one.pairs for one in counted) - same) < FEWEST_PAIRS:
            return replace(start, about=replace(start.about, notes=(*start.about.notes, TOO_FEW)))
        fitted = fit(counted, _weights(start))
        customers = len({clustering.cluster_of(at) for at in drawn}) * len(records) / len(drawn)
        refitted = _refitted(start, fitted, round(customers))
        bits = [fitted.bits(levels, rarity) for levels, rarity in pairs.patterns]
        weights = array("d", (bits[number] for number in pairs.pattern))
    return refitted


def _edges(pairs: Pairs, weights: Sequence[float]) -> Edges:
    edges = Edges()
    for left, right, weight in zip(pairs.left, pairs.right, weights, strict=True):
        if weight >= FLOOR_BITS:
            edges.left.append(left)
            edges.right.append(right)
            edges.weight.append(weight)
    return edges.by_weight()


def _count(pairs: Pairs, clustering: Clustering, *, households: bool) -> list[Counted]:
    """Return how many pairs of each pattern there are, and how many of one customer."""
    counted = [Counted(levels, rarity) for levels, rarity in pairs.patterns]
    told = zip(pairs.left, pairs.right, pairs.pattern, pairs.tells, strict=True)
    for left, right, number, tells in told:
        if tells or not households:
            one = counted[number]
            one.pairs += 1
            one.same += clustering.cluster_of(left) == clustering.cluster_of(right)
    return [one for one in counted if one.pairs]


def _weights(model: Model) -> dict[LevelOf, float]:
    return {
        (comparison, level): numbers.weight
        for comparison, levels in model.levels.items()
        for level, numbers in levels.items()
    }


def _refitted(start: Model, fitted: Fit, customers: int) -> Model:
    levels = {
        comparison: {
            level: _level(numbers, fitted.weights[comparison, level])
            for level, numbers in numbers_of.items()
        }
        for comparison, numbers_of in start.levels.items()
    }
    return replace(
        start,
        levels=levels,
        frequencies=_frequencies(start.frequencies, fitted.rarity),
        fewest_customers=max(2, customers),
        prior_shift=fitted.intercept - prior_bits(max(2, customers), 2),
        about=replace(start.about, estimator=f"{start.about.estimator}; refitted on its customers"),
    )


def _level(numbers: Level, weight: float) -> Level:
    """Return m as it was, where a u within 1 gives that weight, and u so that it does."""
    m = min(numbers.m, 2.0**weight)
    return Level(m, m / 2.0**weight, from_default=numbers.from_default)


def _frequencies(frequencies: Frequencies, weight: float) -> Frequencies:
    def scaled(terms: TermFrequencies) -> TermFrequencies:
        return replace(terms, weight=terms.weight * weight)

    return Frequencies(
        scaled(frequencies.given),
        scaled(frequencies.family),
        scaled(frequencies.city),
        frequencies.most_name_bits * weight,
    )
