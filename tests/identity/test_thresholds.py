"""What a threshold brings and costs, from judged pairs and from how many pairs there are."""

import pytest

from identity.calibration import Interval, Judged
from identity.thresholds import WeightBin, lowest, outlooks, weight_bins


def test_pairs_are_counted_by_bins_of_two_bits_without_gaps():
    judged = [Judged(4.5, True), Judged(4.5, False), Judged(9.0, True)]

    bins = weight_bins(judged, [4.1, 4.5, 5.9, 8.0, 9.9])

    assert [(one.low, one.pairs, one.judged, one.same) for one in bins] == [
        (4.0, 3, 2, 1),
        (6.0, 0, 0, 0),
        (8.0, 2, 1, 1),
    ]


def test_vetoed_pairs_are_left_out_since_no_threshold_links_them():
    assert weight_bins([Judged(9.0, False, vetoed=True)], []) == []


def test_errors_above_a_threshold_come_with_their_interval():
    bins = weight_bins([Judged(6.0, True)] * 48 + [Judged(6.0, False)] * 2, [6.5] * 400)

    (outlook,) = outlooks(bins)

    assert outlook.bits == 6.0
    assert outlook.links == 400
    assert outlook.errors == pytest.approx(2 + 350 * 0.04)
    assert outlook.errors_interval.low < outlook.errors < outlook.errors_interval.high
    assert outlook.errors_interval.low == pytest.approx(2 + 350 * 0.01104, rel=0.05)


def test_what_everybody_judged_is_certain():
    bins = weight_bins([Judged(6.0, True)] * 9 + [Judged(6.0, False)], [])

    (outlook,) = outlooks(bins)

    assert outlook.errors == 1
    assert outlook.errors_interval == Interval(1, 1)


def test_a_bin_that_nobody_judged_is_as_good_as_the_one_below():
    bins = weight_bins([Judged(6.0, True)] * 19 + [Judged(6.0, False)], [6.0] * 20 + [8.0] * 100)

    highest, lower = outlooks(bins)

    assert (highest.bits, lower.bits) == (8.0, 6.0)
    assert highest.errors == pytest.approx(5)
    assert highest.errors_interval.low == 0  # heavier evidence may be flawless


def test_nothing_is_known_of_bins_below_any_judgement():
    bins = weight_bins([Judged(6.0, True)] * 20, [0.5] * 10 + [6.0] * 20)

    last = outlooks(bins)[-1]

    assert last.errors_interval.low == 0
    assert last.errors_interval.high == pytest.approx(10)


@pytest.mark.parametrize(
    ("precisions", "advised"),
    [
        pytest.param([0.999, 0.995, 0.97], 4.0, id="the lowest that holds"),
        pytest.param([0.999, 0.97, 0.995], 6.0, id="not below one that does not hold"),
        pytest.param([0.90, 0.999], None, id="the top is not good enough"),
        pytest.param([], None, id="nothing known"),
    ],
)
def test_the_lowest_threshold_that_holds_the_precision(precisions, advised):
    bins = [
        WeightBin(bits, 1000, 1000, round(1000 * share), Interval(0, 1))
        for bits, share in zip((6.0, 4.0, 2.0), cumulative(precisions), strict=False)
    ]

    found = lowest(outlooks(list(reversed(bins))), precision=0.99)

    assert (found.bits if found else None) == advised


def cumulative(precisions):
    """Return the shares of single bins that give these precisions from the top."""
    right = 0.0
    for count, one in enumerate(precisions, start=1):
        yield min(1.0, one * count - right)
        right = one * count
