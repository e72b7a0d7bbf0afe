"""The figures that accuracy is judged by, on clusters small enough to count by hand."""

import pytest

from identity.errors import DifferentRecordsError
from identity.evaluation import (
    ScoredPair,
    b_cubed,
    judge_review,
    pairwise,
    recall_at_precision,
    true_pairs,
)

TRUTH = {"a": 1, "b": 1, "c": 1, "d": 2}


def test_the_truth_agrees_with_itself():
    assert b_cubed(TRUTH, TRUTH).f1 == pairwise(TRUTH, TRUTH).f1 == 1.0


def test_one_big_cluster_has_all_recall_and_little_precision():
    together = dict.fromkeys(TRUTH, "x")

    assert b_cubed(together, TRUTH).recall == 1.0
    assert b_cubed(together, TRUTH).precision == pytest.approx((3 * 3 / 4 + 1 / 4) / 4)
    assert pairwise(together, TRUTH).precision == pytest.approx(3 / 6)


def test_a_split_costs_recall_alone():
    split = {"a": "x", "b": "x", "c": "y", "d": "z"}

    assert b_cubed(split, TRUTH).precision == 1.0
    assert b_cubed(split, TRUTH).recall == pytest.approx((2 * 2 / 3 + 1 / 3 + 1) / 4)
    assert pairwise(split, TRUTH).recall == pytest.approx(1 / 3)


def test_records_that_stand_on_one_side_only_are_counted_and_named():
    with pytest.raises(DifferentRecordsError) as refused:
        b_cubed({"a": 1, "b": 1, "c": 1, "e": 2, "f": 2}, TRUTH)

    assert (refused.value.unknown, refused.value.missing) == (2, 1)
    assert '2 of the clusters are not in the truth ("e", "f"' in str(refused.value)
    assert '1 of the truth are not in the clusters ("d"' in str(refused.value)


@pytest.mark.parametrize(
    ("pairs", "recall"),
    [
        pytest.param([(9, True), (8, True), (7, False)], 2 / 4, id="all right ones come first"),
        pytest.param([(9, False), (8, True)], None, id="a wrong one comes first"),
        pytest.param([(9, True), (8, True), (8, False)], 1 / 4, id="one weight falls together"),
        pytest.param([], None, id="no pair"),
    ],
)
def test_recall_at_full_precision(pairs, recall):
    scored = [ScoredPair(weight, same) for weight, same in pairs]

    assert recall_at_precision(scored, precision=0.99, true_pairs=4) == recall


def test_a_dip_below_the_precision_does_not_end_the_search():
    scored = [ScoredPair(99, False), *(ScoredPair(one, True) for one in range(50))]

    assert recall_at_precision(scored, precision=0.98, true_pairs=50) == 1.0
    assert recall_at_precision(scored, precision=0.99, true_pairs=50) is None


def test_pairs_of_one_person_are_counted():
    assert true_pairs(TRUTH) == 3


def test_a_review_list_is_judged_by_the_truth():
    review = judge_review([("a", "b"), ("c", "d"), ("c", "a")], TRUTH)

    assert (review.pairs, review.right, review.records) == (3, 2, 2)
    assert review.precision == pytest.approx(2 / 3)
    assert judge_review([], TRUTH).precision is None


def test_a_review_list_about_other_records_is_refused():
    with pytest.raises(DifferentRecordsError, match='"x"'):
        judge_review([("a", "x")], TRUTH)
