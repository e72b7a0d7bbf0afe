"""What each level is worth beside the others: found from counted patterns."""

from math import log2

import pytest

from identity.training.logistic import Counted, fit

NAME, CITY, POSTCODE = ("name", "equal"), ("city", "exact"), ("postcode", "exact")
START = {NAME: 12.0, CITY: 7.0, POSTCODE: 9.0, ("phone", "exact"): 15.0}


def pairs_at(bits, levels, rarity=0.0, pairs=100_000):
    """Return pairs of which so many are one person's as the bits say."""
    return Counted(levels, rarity, pairs, round(pairs / (1 + 2.0**-bits)))


def test_weights_that_hold_are_found_again():
    counted = [
        pairs_at(-2.0, (NAME,)),
        pairs_at(-7.0, (CITY,)),
        pairs_at(5.0, (NAME, CITY)),
    ]

    fitted = fit(counted, {NAME: 12.0, CITY: 7.0})

    assert fitted.bits((NAME, CITY), 0.0) == pytest.approx(5.0, abs=0.7)
    assert fitted.bits((NAME,), 0.0) == pytest.approx(-2.0, abs=0.7)


def test_what_two_levels_both_know_is_not_counted_twice():
    counted = [
        pairs_at(4.0, (NAME, CITY)),
        pairs_at(4.0, (NAME, POSTCODE)),
        pairs_at(4.5, (NAME, CITY, POSTCODE), pairs=1_000_000),
        pairs_at(-3.0, (NAME,)),
    ]

    fitted = fit(counted, START)

    together = fitted.weights[CITY] + fitted.weights[POSTCODE]
    assert together < 0.8 * (START[CITY] + START[POSTCODE])
    assert fitted.bits((NAME, CITY, POSTCODE), 0.0) == pytest.approx(4.5, abs=2.5)


def test_a_level_that_no_pair_shows_shrinks_as_the_others_do():
    counted = [pairs_at(3.0, (NAME, CITY)), pairs_at(-2.0, (NAME,)), pairs_at(-4.0, (CITY,))]

    fitted = fit(counted, START)

    shrunken = fitted.weights["phone", "exact"] / START["phone", "exact"]
    assert 0.2 <= shrunken <= 1.0


def test_the_same_counts_give_the_same_weights():
    counted = [pairs_at(3.0, (NAME, CITY), rarity=log2(3)), pairs_at(-2.0, (NAME,), rarity=-1.0)]

    assert fit(counted, START) == fit(counted, START)
