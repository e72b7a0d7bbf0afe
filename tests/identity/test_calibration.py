"""Probabilities and thresholds follow what people said, and never claim more than that."""

from dataclasses import replace

import pytest

from identity.calibration import (
    FEWEST_JUDGED,
    Judged,
    calibrate,
    calibration_error,
    dump_calibration,
    fit,
    load_calibration,
    model_digest,
    model_probability,
    reset_error,
    wilson,
)
from identity.model_file import load_model
from identity.weigher import Level

MODEL = load_model(None)


def judged(weight: float, same: int, different: int, **more) -> list[Judged]:
    verdicts = [True] * same + [False] * different
    return [Judged(weight, verdict, **more) for verdict in verdicts]


def test_the_model_claims_the_odds_of_its_bits():
    assert model_probability(0) == 0.5
    assert model_probability(1) == pytest.approx(2 / 3)
    assert model_probability(-10_000) < model_probability(10_000) == 1.0


def test_the_curve_says_what_was_seen():
    curve = fit([*judged(0, 20, 80), *judged(10, 95, 5)])

    assert curve.probability(0) == pytest.approx(0.2, abs=0.01)
    assert curve.probability(10) == pytest.approx(0.95, abs=0.01)
    assert curve.probability(5) == pytest.approx((0.2 + 0.95) / 2, abs=0.01)


def test_the_curve_never_falls_though_the_verdicts_do():
    curve = fit([*judged(0, 10, 10), *judged(2, 5, 15), *judged(4, 18, 2)])
    told = [curve.probability(one / 10) for one in range(-20, 80)]

    assert told == sorted(told)
    assert curve.probability(0) == curve.probability(2) == pytest.approx(15 / 40, abs=0.01)


def test_few_judgements_never_claim_certainty():
    curve = fit([*judged(0, 0, 10), *judged(9, 10, 0)])

    assert curve.probability(9) == pytest.approx(10.5 / 11)
    assert curve.probability(0) == pytest.approx(0.5 / 11)
    assert curve.probability(1_000) < 1


def test_too_few_judgements_give_no_curve():
    assert fit(judged(1, FEWEST_JUDGED - 1, 0)) is None
    assert fit(judged(1, FEWEST_JUDGED, 0)) is not None


def test_vetoed_pairs_have_a_curve_of_their_own():
    calibration = calibrate(
        MODEL, [*judged(9, 40, 0), *judged(9, 2, 38, vetoed=True), *judged(1, 5, 5)]
    )

    assert calibration.probability(9, vetoed=False) > 0.95
    assert calibration.probability(9, vetoed=True) < 0.1
    assert calibration.judged == 90


def test_a_group_without_judgements_is_known_by_nobody():
    calibration = calibrate(MODEL, judged(9, 40, 0))

    assert calibration.probability(9, vetoed=True) is None


def test_calibrated_bits_are_the_odds_that_were_seen():
    calibration = calibrate(MODEL, [*judged(0, 20, 80), *judged(10, 80, 20)])

    assert calibration.bits(10) == pytest.approx(2, abs=0.1)  # four to one
    assert calibrate(MODEL, []).bits(10) == 10


def test_a_stored_calibration_comes_back_as_it_was():
    calibration = calibrate(MODEL, [*judged(0, 20, 80), *judged(10, 95, 5)])

    assert load_calibration(dump_calibration(calibration)) == calibration


def test_a_calibration_belongs_to_the_numbers_of_one_model():
    phone = {**MODEL.levels["phone"], "exact": Level(0.9, 0.001)}
    other = replace(MODEL, levels={**MODEL.levels, "phone": phone})

    assert model_digest(MODEL) == model_digest(replace(MODEL))
    assert model_digest(MODEL) != model_digest(other)


def test_the_calibration_error_is_the_mean_gap_over_all_pairs():
    right = [(1.0, 0.9, True)] * 9 + [(1.0, 0.9, False)]
    boasting = [(5.0, 1.0, True)] * 5 + [(5.0, 1.0, False)] * 5

    assert calibration_error(right) == pytest.approx(0)
    assert calibration_error(boasting) == pytest.approx(0.5)
    assert calibration_error(right + boasting) == pytest.approx(0.25)
    assert calibration_error([]) == 0


def test_resetting_mends_a_model_that_boasts():
    pairs = [
        one
        for weight in range(12)
        for one in judged(weight, same=50 + 4 * weight, different=50 - 4 * weight)
    ]
    raw = calibration_error((one.weight, model_probability(one.weight), one.same) for one in pairs)

    assert raw > 0.15
    assert reset_error(pairs) < 0.03
    assert reset_error(pairs[:10]) is None


@pytest.mark.parametrize(
    ("successes", "trials", "low", "high"),
    [
        pytest.param(0, 0, 0, 1, id="nothing tried, everything possible"),
        pytest.param(10, 10, 0.7225, 1, id="ten of ten"),
        pytest.param(0, 10, 0, 0.2775, id="none of ten"),
        pytest.param(81, 263, 0.2553, 0.3662, id="Newcombe 1998, table I"),
    ],
)
def test_the_interval_of_a_share(successes, trials, low, high):
    interval = wilson(successes, trials)

    assert interval.low == pytest.approx(low, abs=1e-4)
    assert interval.high == pytest.approx(high, abs=1e-4)
