"""The figures that accuracy is judged by, on clusters small enough to count by hand."""

import pytest
from clusters import b_cubed, pairwise

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


def test_other_records_than_the_truth_knows_are_refused():
    with pytest.raises(ValueError, match="2 records stand on one side only"):
        b_cubed({"a": 1, "b": 1, "c": 1, "e": 2}, TRUTH)
