"""Numbers against published ones, and intervals against worlds whose truth is known."""

import random

import pytest

from context.insights.binomial import at_least, incomplete_beta, interval, two_sided
from context.insights.effect import effect_of
from context.insights.trend import Way, judged, trend_of


@pytest.mark.parametrize(
    ("a", "b", "x", "value"),
    [
        (1, 1, 0.3, 0.3),
        (2, 3, 0.5, 0.6875),  # 11/16, by hand
        (0.5, 0.5, 0.25, 1 / 3),  # (2/pi) asin(sqrt x)
        (5000, 5000, 0.5, 0.5),
    ],
)
def test_the_incomplete_beta_function_is_what_it_is(a, b, x, value):
    assert incomplete_beta(a, b, x) == pytest.approx(value, rel=1e-9)


def test_a_tail_is_the_sum_of_its_probabilities():
    assert at_least(3, 4, 0.5) == pytest.approx(5 / 16)
    assert two_sided(9, 10, 0.5) == pytest.approx(22 / 1024)


@pytest.mark.parametrize(
    ("k", "n", "low", "high"),
    [  # Clopper and Pearson, as R's binom.test has them
        (0, 20, 0.0, 0.1684),
        (3, 10, 0.0667, 0.6525),
        (10, 10, 0.6915, 1.0),
    ],
)
def test_an_interval_is_the_published_one(k, n, low, high):
    assert interval(k, n) == pytest.approx((low, high), abs=5e-5)


def test_three_times_as_many_as_usual_is_rising():
    trends = judged({"bill": trend_of(24, [8] * 8), "late": trend_of(8, [8] * 8)})

    assert (trends["bill"].way, trends["late"].way) == (Way.RISING, Way.STEADY)
    assert trends["bill"].ratio == pytest.approx(3)
    assert 1 < trends["bill"].low < 3 < trends["bill"].high


def test_fewer_than_usual_is_falling_and_nothing_before_is_unknown():
    trends = judged({"bill": trend_of(2, [20] * 8), "new": trend_of(5, [])})

    assert (trends["bill"].way, trends["new"].way) == (Way.FALLING, Way.UNKNOWN)


def test_the_first_complaints_after_quiet_weeks_have_no_ratio_but_an_interval():
    trend = judged({"bill": trend_of(6, [0] * 8)})["bill"]

    assert (trend.way, trend.ratio, trend.high) == (Way.RISING, None, None)
    assert trend.low > 1


def test_of_many_causes_chance_makes_none_rise():
    """One in twenty would by itself; all together, one world in twenty at most."""
    rng = random.Random(7)

    def world() -> bool:
        weeks = [[sum(rng.random() < 0.2 for _ in range(40)) for _ in range(9)] for _ in range(20)]
        trends = judged({str(at): trend_of(one[0], one[1:]) for at, one in enumerate(weeks)})
        return any(one.way is not Way.STEADY for one in trends.values())

    assert sum(world() for _ in range(40)) <= 4


def coverage(customers: int, held_out: float, rate: float, helps: float, seed: int) -> float:
    """Return in how many of 200 experiments the interval holds the contacts really avoided.

    Each customer would have so many contacts without a notice, of which it takes away some: both
    are known here, as they never are in life.
    """
    rng, right = random.Random(seed), 0
    for _ in range(200):
        told: list[int] = []
        held: list[int] = []
        avoided = 0
        for _ in range(customers):
            without = sum(rng.random() < rate for _ in range(rng.choice((0, 0, 1, 3))))
            with_notice = sum(rng.random() >= helps for _ in range(without))
            if rng.random() < held_out:
                held.append(without)
            else:
                told.append(with_notice)
                avoided += without - with_notice
        effect = effect_of(told, held)
        right += effect.low <= avoided <= effect.high
    return right / 200


@pytest.mark.parametrize(
    ("customers", "held_out", "rate", "helps"),
    [
        pytest.param(1000, 0.1, 0.3, 0.6, id="a tenth held out"),
        pytest.param(400, 0.5, 0.2, 0.5, id="half held out"),
        pytest.param(1000, 0.1, 0.05, 0.6, id="few contacts"),
        pytest.param(600, 0.2, 0.4, 0.0, id="a notice that does nothing"),
    ],
)
def test_nineteen_of_twenty_intervals_hold_the_contacts_really_avoided(
    customers, held_out, rate, helps
):
    assert 0.91 <= coverage(customers, held_out, rate, helps, seed=2026) <= 0.99


def test_a_notice_that_does_nothing_is_not_said_to_avoid_anything():
    told, held = [1, 0, 0, 1] * 100, [0, 1, 1, 0] * 25

    effect = effect_of(told, held)

    assert effect.avoided == pytest.approx(0)
    assert effect.low < 0 < effect.high


def test_too_few_of_either_group_say_nothing():
    assert effect_of([0] * 50, [1]).avoided is None
    assert effect_of([], [1, 0, 0]).low is None


def test_nobody_held_out_complained_leaves_room_for_few():
    effect = effect_of([0] * 900, [0] * 100)

    assert (effect.avoided, effect.low) == (0, 0)
    assert 0 < effect.high < 45  # 900/100 of the 3.8 that would surprise nobody
