"""How much does the evidence weigh?"""

import json
from math import log2
from pathlib import Path

import pytest

from identity.comparable import ComparableRecord
from identity.comparisons import COMPARISONS
from identity.errors import ModelError
from identity.fellegi_sunter import (
    fingerprint,
    prior_bits,
    probabilities,
    score_customer,
    score_pair,
)
from identity.model_file import load_model
from identity.normalise.place_aliases import canonical_city
from identity.normalise.record import normalise
from identity.records import PersonRecord

DEFAULT = Path(__file__).parents[2] / "identity" / "models" / "default.json"

# DESIGN's table: what the default model must weigh, before rarity.
WEIGHTS = {
    ("name", "full_equal"): 17.4,
    ("name", "nickname_last_equal"): 15.3,
    ("name", "both_close"): 15.9,
    ("name", "swapped_close"): 15.8,
    ("name", "last_equal_initial"): 12.9,
    ("name", "nickname_last_close"): 10.9,
    ("name", "last_equal_first_unknown"): 10.5,
    ("name", "last_close_first_unknown"): 8.0,
    ("name", "last_equal_first_conflicts"): 7.4,
    ("name", "first_agrees_last_differs"): 1.3,
    ("name", "else"): -4.3,
    ("city", "exact"): 7.5,
    ("city", "close"): 6.4,
    ("city", "else"): -3.7,
    ("phone", "exact"): 15.6,
    ("phone", "else"): -2.5,
    ("email", "exact"): 17.6,
    ("email", "close"): 12.7,
    ("email", "else"): -2.5,
    ("handle", "exact"): 18.3,
    ("handle", "close"): 3.7,
    ("handle", "else"): -3.3,
    ("number", "exact"): 12.0,
    ("number", "else"): -1.2,
}

ANA = ComparableRecord(
    given="ana",
    family="lopez",
    city="austin",
    phones=frozenset({"phone:+15550100123"}),
    emails=frozenset({"email:ana@example.com"}),
)


@pytest.fixture(scope="module")
def model():
    return load_model(None)


def record(**values):
    return normalise(PersonRecord(source="test", source_id="1", **values), default_region="US")


def weights_of(score):
    return {one.comparison: one.weight for one in score.levels}


@pytest.mark.parametrize(("level", "bits"), WEIGHTS.items(), ids=lambda one: str(one))
def test_the_model_that_ships_weighs_what_it_says(model, level, bits):
    comparison, name = level

    assert model.levels[comparison][name].weight == pytest.approx(bits, abs=1e-4)


@pytest.mark.parametrize("comparison", COMPARISONS, ids=lambda one: one.name)
def test_the_shares_of_a_comparison_are_shares(model, comparison):
    levels = [model.levels[comparison.name][level] for level in comparison.levels]

    assert sum(one.m for one in levels) == pytest.approx(1, abs=0.01)
    assert sum(one.u for one in levels) < 1.1


def test_a_nickname_and_another_spelling_of_the_city_weigh_clearly_for(model):
    left = record(name="Bill Smyth", city="Saint Louis")
    right = record(name="William Smith", city="St. Louis, MO")

    assert score_pair(model, left, right, customers=500).weight > 5


def test_the_weight_is_the_prior_and_the_levels(model):
    score = score_pair(model, ANA, ANA, customers=50_000)

    assert [one.comparison for one in score.levels] == ["name", "city", "phone", "email"]
    assert score.weight == pytest.approx(prior_bits(50_000) + sum(weights_of(score).values()))


def test_a_level_shows_both_values(model):
    other = record(name="Anna Lopez", phones=("+1 555 010 0132",))
    levels = {one.comparison: one for one in score_pair(model, ANA, other, customers=1).levels}

    assert (levels["name"].left, levels["name"].right) == ("ana lopez", "anna lopez")
    assert (levels["phone"].left, levels["phone"].right) == ("+15550100123", "+15550100132")


def test_what_is_unknown_weighs_nothing(model):
    score = score_pair(model, ANA, ComparableRecord(city="boston"), customers=1)

    assert [one.comparison for one in score.levels] == ["city"]
    assert score_pair(model, ANA, ComparableRecord(), customers=1).levels == ()


def test_the_prior_moves_with_the_customers_but_not_below_the_floor():
    assert prior_bits(1) == prior_bits(10_000) == pytest.approx(log2(1 / 9_999))
    assert prior_bits(1_000_000) == pytest.approx(log2(1 / 999_999))


def test_rare_names_weigh_more_than_common_ones(model):
    common = ComparableRecord(given="john", family="smith")
    rare = ComparableRecord(given="zaphira", family="quillfeather")

    weights = [score_pair(model, one, one, customers=1).weight for one in (common, rare)]

    assert weights[0] < weights[1] - 3


def test_a_slip_never_weighs_more_than_the_name_itself(model):
    john, jon = (ComparableRecord(given=one, family="smith") for one in ("john", "jhon"))

    equal, close = (score_pair(model, john, one, customers=1) for one in (john, jon))

    assert close.levels[0].level == "both_close"
    assert close.weight < equal.weight


def test_the_cities_of_the_model_that_ships_are_named_as_records_name_them(model):
    cities = model.frequencies.city.shares

    assert {one: canonical_city(one) for one in cities} == {one: one for one in cities}


def test_big_cities_weigh_less_than_small_ones(model):
    score = [
        score_pair(model, ComparableRecord(city=one), ComparableRecord(city=one), customers=1)
        for one in ("new york city", "dubuque")
    ]

    assert score[0].weight < score[1].weight
    assert score[0].levels[0].frequency_bits < 0 < score[1].levels[0].frequency_bits


def test_an_identifier_weighs_less_the_more_customers_hold_it(model):
    def weight(holders):
        counts = {"phone:+15550100123": holders}
        score = score_pair(model, ANA, ANA, identifier_customers=counts, customers=30_000)
        return weights_of(score)["phone"]

    assert weight(1) == pytest.approx(15.6, abs=1e-4)
    assert weight(1) > weight(2) > weight(50)
    assert weight(50) < 10


def test_of_several_shared_identifiers_the_rarest_counts(model):
    two = ComparableRecord(phones=frozenset({"phone:+15550100123", "phone:+15550100777"}))
    counts = {"phone:+15550100123": 40, "phone:+15550100777": 1}

    score = score_pair(model, two, two, identifier_customers=counts, customers=1)

    assert score.levels[0].left == "+15550100777"
    assert score.levels[0].frequency_bits == 0


def test_the_best_record_of_a_customer_counts_comparison_by_comparison(model):
    moved = ComparableRecord(given="ana", family="lopez", city="boston")
    caller = ComparableRecord(family="moss", city="austin", phones=ANA.phones)
    arriving = ComparableRecord(given="ana", family="lopez", city="austin", phones=ANA.phones)

    score = score_customer(model, arriving, [moved, caller], customers=1)

    assert {one.comparison: one.level for one in score.levels} == {
        "name": "full_equal",
        "city": "exact",
        "phone": "exact",
    }


@pytest.mark.parametrize("reverse", [False, True])
def test_the_order_of_a_customers_records_does_not_matter(model, reverse):
    records = [record(name=name, city="Austin") for name in ("A Lopez", "Anna Lopez", "J Moss")]
    if reverse:
        records.reverse()

    score = score_customer(model, ANA, records, customers=1)

    assert score.levels[0].right == "anna lopez"


@pytest.mark.parametrize(
    ("left", "right"),
    [
        pytest.param(ANA, record(name="Jorge Lopez", city="Austin"), id="spouses"),
        pytest.param(ANA, record(name="Moss", city="NYC"), id="strangers"),
        pytest.param(record(name="Bill Smyth"), record(name="William Smith"), id="nickname"),
    ],
)
def test_left_and_right_weigh_the_same(model, left, right):
    one = score_pair(model, left, right, customers=1)
    other = score_pair(model, right, left, customers=1)

    assert one.weight == pytest.approx(other.weight)


@pytest.mark.parametrize(
    ("weights", "chances"),
    [
        pytest.param([], [], id="nobody"),
        pytest.param([0.0], [0.5], id="even odds"),
        pytest.param([0.0, 0.0], [1 / 3, 1 / 3], id="two and somebody else"),
        pytest.param([3.0], [8 / 9], id="eight to one"),
        pytest.param([5_000.0, -5_000.0], [1.0, 0.0], id="no overflow"),
        pytest.param([-5_000.0], [0.0], id="no underflow"),
        pytest.param([2_000.0, 2_000.0], [0.5, 0.5], id="two certainties"),
    ],
)
def test_probabilities_leave_room_for_somebody_else(weights, chances):
    assert probabilities(weights) == pytest.approx(chances)


def changed_model(tmp_path, change):
    content = json.loads(DEFAULT.read_text(encoding="utf-8"))
    change(content)
    path = tmp_path / "model.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def test_a_model_of_ones_own_is_loaded(tmp_path):
    path = changed_model(
        tmp_path, lambda content: content["levels"]["phone"]["exact"].update(m=0.5)
    )

    assert load_model(path).levels["phone"]["exact"].m == 0.5


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        pytest.param(lambda it: it.update(fingerprint="0" * 12), "other levels", id="fingerprint"),
        pytest.param(lambda it: it["levels"]["phone"].pop("exact"), '"exact" of "phone"', id="gap"),
        pytest.param(lambda it: it["levels"].pop("city"), '"exact" of "city"', id="comparison"),
        pytest.param(
            lambda it: it["levels"]["phone"]["exact"].update(u=None), "no m or no u", id="untrained"
        ),
        pytest.param(
            lambda it: it["levels"]["phone"]["exact"].update(u=0), "within 0 and 1", id="zero"
        ),
        pytest.param(lambda it: it.pop("frequencies"), "frequencies", id="no frequencies"),
        pytest.param(
            lambda it: it["frequencies"]["city"].update(unlisted=0), "share", id="share of nothing"
        ),
        pytest.param(lambda it: it.update(format=99), "format", id="format"),
        pytest.param(lambda it: it.update(levels=[]), "lacks or misstates", id="shape"),
    ],
)
def test_an_unusable_model_is_refused_with_the_reason(tmp_path, change, reason):
    with pytest.raises(ModelError, match=reason):
        load_model(changed_model(tmp_path, change))


@pytest.mark.parametrize("content", ["", "{", "[]", "3"])
def test_a_file_that_is_no_model_is_refused(tmp_path, content):
    path = tmp_path / "model.json"
    path.write_text(content, encoding="utf-8")

    with pytest.raises(ModelError, match="made for this version"):
        load_model(path)


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(ModelError, match="cannot be read"):
        load_model(tmp_path / "nowhere.json")


def test_the_fingerprint_is_of_the_levels():
    assert fingerprint() != fingerprint(COMPARISONS[1:])
    assert json.loads(DEFAULT.read_text(encoding="utf-8"))["fingerprint"] == fingerprint()
