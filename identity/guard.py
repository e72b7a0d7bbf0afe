"""May two existing customers become one? One strong pair of records is not enough."""

from collections.abc import Mapping, Sequence
from statistics import fmean

from identity.comparable import ComparableRecord
from identity.fellegi_sunter import Model, score_pair

MOST_RECORDS = 30  # a side; more are not compared pair by pair: the mean is settled by then


def mean_pair_weight(
    model: Model,
    left: Sequence[ComparableRecord],
    right: Sequence[ComparableRecord],
    *,
    identifier_customers: Mapping[str, int],
    customers: int,
) -> float:
    """Return the mean match weight, in bits, over all pairs of one record from each side."""
    return fmean(
        score_pair(
            model, one, other, identifier_customers=identifier_customers, customers=customers
        ).weight
        for one in left[:MOST_RECORDS]
        for other in right[:MOST_RECORDS]
    )
