"""An explanation adds up, says each thing in words, and knows what would have changed it."""

import json
from dataclasses import asdict, replace

import pytest

from identity.calibration import Judged, calibrate
from identity.comparable import ComparableRecord
from identity.comparisons import COMPARISONS
from identity.explain import WORDS, Explainer, Weighed, guard_of, words
from identity.explanation import Outcome
from identity.fellegi_sunter import score_customer
from identity.model_file import load_model
from identity.records import RecordKind
from identity.settings import Thresholds

MODEL = load_model(None)
THRESHOLDS = Thresholds(link=4.0, review=-2.0)
EXPLAINER = Explainer(MODEL, THRESHOLDS)
PHONE = frozenset({"phone:+15550100123"})
ANA = ComparableRecord(
    given="ana",
    family="lopez",
    city="austin",
    phones=PHONE,
    emails=frozenset({"email:ana@example.com"}),
)
ANA_IN_CRM = ComparableRecord(given="anna", family="lopez", city="austin", phones=PHONE)
JORGE = ComparableRecord(given="jorge", family="lopez", city="austin", phones=PHONE)
NAMESAKE = ComparableRecord(
    given="ana", family="lopez", city="dallas", emails=frozenset({"email:al77@example.org"})
)


def weighed(record, *others, kind=RecordKind.ACCOUNT, holders=None):
    return Weighed(record, others or (ANA,), kind, holders or {}, 34_000)


def test_every_level_has_words_and_only_levels_do():
    levels = {(one.name, level) for one in COMPARISONS for level in one.levels}

    assert set(WORDS) == levels
    assert words("phone", "exact") == "phone equal"


def test_prior_and_evidence_add_up_to_what_the_scorer_says():
    explanation = EXPLAINER.explain(weighed(ANA_IN_CRM))

    score = score_customer(MODEL, ANA_IN_CRM, [ANA], customers=34_000)
    total = explanation.prior + sum(one.weight for one in explanation.evidence)
    assert explanation.weight == score.weight == pytest.approx(total)
    assert [one.comparison for one in explanation.evidence] == ["name", "city", "phone"]
    assert explanation.prior_words == "before any evidence: one among 34,000 customers"


def test_enough_evidence_is_a_link():
    explanation = EXPLAINER.explain(weighed(ANA_IN_CRM))

    assert explanation.outcome is Outcome.LINK
    assert explanation.veto is None
    assert "enough for a link, from 4 on" in explanation.words


def test_a_veto_is_said_in_words_whatever_it_weighs():
    explanation = EXPLAINER.explain(weighed(JORGE))

    assert explanation.weight > THRESHOLDS.link
    assert explanation.outcome is Outcome.APART
    assert explanation.veto == "the first names conflict"
    assert "apart: the first names conflict" in explanation.words


def test_a_veto_that_a_person_may_lift_asks_one():
    explanation = EXPLAINER.explain(weighed(replace(JORGE, given="a")))

    assert explanation.outcome is Outcome.REVIEW
    assert explanation.words.endswith("a person judges: only evidence that a household shares")


def test_a_guard_that_does_not_hold_asks_a_person():
    explanation = EXPLAINER.explain(weighed(ANA_IN_CRM), guard=guard_of(-1.2, 0.0))

    assert explanation.outcome is Outcome.REVIEW
    assert "-1.2 bits on average" in explanation.words
    assert EXPLAINER.explain(weighed(ANA_IN_CRM), guard=guard_of(3.0, 0.0)).outcome is Outcome.LINK


def test_a_shared_phone_says_less_and_shows_by_how_much():
    alone = EXPLAINER.explain(weighed(ANA_IN_CRM))
    shared = EXPLAINER.explain(weighed(ANA_IN_CRM, holders={"phone:+15550100123": 40}))

    (phone,) = (one for one in shared.evidence if one.comparison == "phone")
    assert phone.frequency_bits < -1
    assert shared.weight == pytest.approx(alone.weight + phone.frequency_bits)


def test_what_would_have_changed_it_is_scored_and_not_guessed():
    explanation = EXPLAINER.explain(weighed(ANA_IN_CRM))

    without_name = ComparableRecord(city="austin", phones=PHONE)
    (other,) = (one for one in explanation.others if one.comparison == "name")
    expected = score_customer(MODEL, without_name, [ANA], customers=34_000)
    assert (other.change, other.outcome) == ("unknown", Outcome.REVIEW)
    assert other.weight == expected.weight
    assert other.words == f"without the name: {expected.weight:.1f} bits, a person would judge"


def test_a_namesake_in_another_town_lacks_an_identifier_in_common():
    explanation = EXPLAINER.explain(weighed(NAMESAKE))

    changed = {one.comparison: one for one in explanation.others if one.change == "equal"}
    assert explanation.outcome is Outcome.APART
    assert changed["phone"].outcome is Outcome.LINK
    assert "with the same phone: " in changed["phone"].words
    assert "handle" not in changed  # neither side has one: there is nothing to be equal to


def test_only_what_changes_the_outcome_is_told():
    for record in (ANA_IN_CRM, JORGE, NAMESAKE):
        explanation = EXPLAINER.explain(weighed(record))

        assert all(one.outcome is not explanation.outcome for one in explanation.others)


def test_the_probability_is_the_models_own_until_people_have_judged():
    chance = EXPLAINER.explain(weighed(ANA_IN_CRM)).chance

    assert (chance.calibrated, chance.judged) == (False, 0)
    assert chance.probability > 0.9999


def test_the_probability_is_what_judgements_say_of_such_pairs():
    judged = [Judged(22.0, verdict) for verdict in [True] * 90 + [False] * 10]
    explainer = Explainer(MODEL, THRESHOLDS, calibrate(MODEL, judged))

    chance = explainer.explain(weighed(ANA_IN_CRM)).chance
    vetoed = explainer.explain(weighed(JORGE)).chance

    assert (chance.calibrated, chance.judged) == (True, 100)
    assert chance.probability == pytest.approx(0.9, abs=0.01)
    assert not vetoed.calibrated  # nobody judged a pair that a veto holds back


def test_masked_it_keeps_levels_and_weights_and_no_value():
    explanation = EXPLAINER.explain(weighed(JORGE))

    assert explanation.values_of("name").left == "jorge lopez"
    masked = json.dumps(asdict(explanation.masked()))
    for value in ("jorge", "lopez", "austin", "+1555", "example.com"):
        assert value not in masked
    assert '"last_equal_first_conflicts"' in masked


def test_it_is_data_that_a_program_can_read():
    explanation = EXPLAINER.explain(weighed(ANA_IN_CRM))

    told = json.loads(json.dumps(asdict(explanation)))
    assert told["outcome"] == "link"
    assert told["values"][2] == {
        "comparison": "phone",
        "left": "+15550100123",
        "right": "+15550100123",
    }
