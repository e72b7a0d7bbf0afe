"""Scorers' agreement equals the worked examples that Krippendorff published."""

import pytest

from context.quality.agreement import Level, agreement
from context.quality.calibration import Scored, calibrate, levels_seen

# K. Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011), sections A to C.
# https://repository.upenn.edu/asc_papers/43
MEG = "0100000010"
OWEN = "1110010000"
BEN = "aabbdcccedda"
GERRY = "babbbcccedd" + "d"
FOUR = (
    (1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None),
    (1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3),
    (None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None),
    (1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None),
)


def units(*observers):
    """What each unit was given, from what each observer gave."""
    return [[one for one in unit if one is not None] for unit in zip(*observers, strict=True)]


@pytest.mark.parametrize(
    ("given_by", "level", "alpha"),
    [
        pytest.param(
            [[int(one) for one in MEG], [int(one) for one in OWEN]], Level.NOMINAL, 0.095,
            id="A: two observers, yes or no",
        ),
        pytest.param(
            [[ord(one) for one in BEN], [ord(one) for one in GERRY]], Level.NOMINAL, 0.692,
            id="B: two observers, five names",
        ),
        pytest.param(FOUR, Level.NOMINAL, 0.743, id="C: four observers, values missing, nominal"),
        pytest.param(FOUR, Level.ORDINAL, 0.815, id="C: ordinal"),
        pytest.param(FOUR, Level.INTERVAL, 0.849, id="C: interval"),
    ],
)  # fmt: skip
def test_alpha_equals_the_published_examples(given_by, level, alpha):
    found = agreement(units(*given_by), level)

    assert found.alpha == pytest.approx(alpha, abs=0.0005)


def test_a_unit_that_one_observer_saw_counts_for_nothing():
    found = agreement(units(*FOUR), Level.NOMINAL)

    assert (found.units, found.values) == (11, 40)


@pytest.mark.parametrize(
    ("given_by", "alpha"),
    [
        pytest.param([(1, 2, 3), (1, 2, 3)], 1.0, id="perfect"),
        pytest.param([(1, 1, 1), (1, 1, 1)], None, id="nothing differs, so nothing is known"),
        pytest.param([(1, 2, 3), (None, None, None)], None, id="nobody saw the same"),
        pytest.param([], None, id="nothing"),
    ],
)
def test_where_there_is_nothing_to_disagree_about(given_by, alpha):
    assert agreement(units(*given_by), Level.INTERVAL).alpha == alpha


def test_scorers_are_calibrated_question_by_question():
    scored = [
        Scored(unit, scorer, {"greeting": greeting, "score": score})
        for unit, scorer, greeting, score in (
            ("1", "kim", 1, 80), ("1", "lee", 1, 82), ("2", "kim", 0, 30), ("2", "lee", 1, 33),
            ("3", "kim", 1, 60), ("3", "lee", 0, 57), ("3", "lee", 1, 60),
        )
    ]  # fmt: skip

    greeting, score = calibrate(scored, levels_seen(scored))

    assert (greeting.level, score.level) == (Level.NOMINAL, Level.INTERVAL)
    assert (greeting.verdict, score.verdict) == ("not reliable", "reliable")
    assert greeting.agreement.units == 3
