"""Are weights learned from records alone those that the records have?"""

import random
from math import log2

import pytest

from identity.comparable import ComparableRecord
from identity.errors import TrainingError
from identity.fellegi_sunter import fingerprint, score_pair
from identity.model_file import dump_model, load_model
from identity.training import pairs
from identity.training.expectation_maximisation import estimate
from identity.training.pairs import Patterns, pattern
from identity.training.shares import learn_terms
from identity.training.train import train

LETTERS = "bcdfghklmnprstvz"


def word(rng):
    return "".join(rng.choice(LETTERS) + rng.choice("aeiou") for _ in range(3))


@pytest.fixture(scope="module")
def town():
    """Two records each of 600 people: one in four has moved, one in five has another telephone."""
    rng = random.Random(5)
    given, family = [word(rng) for _ in range(40)], [word(rng) for _ in range(300)]
    cities = [word(rng) for _ in range(20)]
    records = []
    for number in range(600):
        name = {"given": rng.choice(given), "family": rng.choice(family)}
        city, phone = rng.choice(cities), f"phone:+1555{number:07}"
        for turn in (0, 1):
            moved = turn and rng.random() < 0.25
            other = turn and rng.random() < 0.20
            records.append(
                ComparableRecord(
                    **name,
                    city=rng.choice(cities) if moved else city,
                    phones=frozenset({f"phone:+1777{number:07}" if other else phone}),
                )
            )
    return records


@pytest.fixture(scope="module")
def trained(town, tmp_path_factory):
    draws = pytest.MonkeyPatch()
    draws.setattr(pairs, "NAME_DRAWS", 60_000)
    draws.setattr(pairs, "DRAWS", 60_000)
    yield learn(town)
    draws.undo()


def learn(records, seed=1):
    return train(
        records,
        default=load_model(None),
        name="town",
        data_set="600 invented people",
        seed=seed,
        made="2026-11-23",
    )


def test_what_one_person_shows_is_learned_without_labels(trained):
    city, phone = trained.levels["city"], trained.levels["phone"]

    assert city["exact"].m == pytest.approx(0.76, abs=0.05)  # a move may lead to the same city
    assert phone["exact"].m == pytest.approx(0.80, abs=0.05)
    assert city["exact"].u == pytest.approx(1 / 20, abs=0.02)
    assert phone["exact"].weight > 12


def test_the_size_of_the_population_is_learned(trained):
    assert trained.fewest_customers == pytest.approx(1_200, rel=0.1)  # 600 of 720,000 pairs


def test_what_the_records_do_not_have_keeps_its_weight_and_says_so(trained):
    default = load_model(None)

    for level, numbers in trained.levels["birth_date"].items():
        assert numbers.weight == default.levels["birth_date"][level].weight
        assert numbers.from_default
    assert not trained.levels["phone"]["exact"].from_default
    assert any("birth_date" in note for note in trained.about.notes)


def test_a_level_hardly_seen_keeps_its_weight(trained):
    level = trained.levels["name"]["initials"]

    assert level.from_default
    assert level.weight == pytest.approx(load_model(None).levels["name"]["initials"].weight)


def test_one_seed_gives_one_model(town, trained):
    assert learn(town) == trained


def test_a_trained_model_comes_back_from_its_file(trained, tmp_path):
    dump_model(trained, tmp_path / "town.json")

    again = load_model(tmp_path / "town.json")

    assert again == trained
    assert again.about == trained.about
    assert again.fingerprint == fingerprint()
    assert again.levels["birth_date"]["exact"].from_default


def test_the_prior_of_a_trained_model_is_its_own(trained):
    nothing = ComparableRecord()

    weight = score_pair(trained, nothing, nothing, customers=1).weight

    assert weight == pytest.approx(-log2(trained.fewest_customers - 1) + trained.prior_shift)


@pytest.mark.parametrize(
    ("records", "reason"),
    [
        pytest.param([], "only 0 pairs", id="nobody"),
        pytest.param([ComparableRecord(given="ana", family="lopez")] * 5, "only 10", id="a few"),
    ],
)
def test_too_few_records_teach_nothing(records, reason):
    with pytest.raises(TrainingError, match=reason):
        learn(records)


def test_agreement_that_speaks_against_a_person_is_not_believed(town, monkeypatch):
    """Cities dealt out so that one person's records never agree, and neighbours' always do."""
    upside_down = [
        ComparableRecord(given=one.given, family=one.family, phones=one.phones, city=f"x{at % 2}")
        for at, one in enumerate(town)
    ]
    monkeypatch.setattr(pairs, "NAME_DRAWS", 20_000)
    monkeypatch.setattr(pairs, "DRAWS", 20_000)

    model = learn(upside_down)

    assert all(level.from_default for level in model.levels["city"].values())
    assert any("city" in note and "cannot be" in note for note in model.about.notes)


def test_likeness_of_addresses_that_only_namesakes_show_is_no_evidence():
    """Namesakes with alike handles and nothing else: their names must not teach what it weighs."""
    one = ComparableRecord(given="ana", family="lopez", handles=frozenset({"x:ana_lopez77"}))
    other = ComparableRecord(given="ana", family="lopez", handles=frozenset({"x:ana_lopez78"}))
    surely = ComparableRecord(given="eva", family="kiss", handles=frozenset({"x:eva"}))
    stranger = ComparableRecord(given="bob", family="moss", handles=frozenset({"x:bob_m"}))
    default = load_model(None)
    nobody = [[0.0] * len(levels) for levels in default.levels.values()]
    patterns = Patterns(
        pairs=1_000_000,
        candidates={pattern(one, other): 200, pattern(surely, surely): 500},
        candidate_weight=1.0,
        strangers=[
            [count + 900_000 * (place == len(counts) - 1) for place, count in enumerate(counts)]
            for counts in nobody
        ],
        drawn=[[0] * len(counts) for counts in nobody],
    )
    assert pattern(one, stranger) not in patterns.candidates

    learned = estimate(patterns, default.levels)

    assert learned.levels["handle"]["close"].weight < learned.levels["handle"]["exact"].weight - 5


def test_the_shares_of_values_do_not_count_one_persons_records_as_agreement():
    values = [f"name{number % 500:03}" for number in range(2_000)]  # four records each

    raw = learn_terms(values, 0.0)
    corrected = learn_terms(values, 3 / 1_999)

    assert raw.average == pytest.approx(1 / 500)
    assert corrected.average == pytest.approx(1 / 2_000, rel=0.05)
    assert learn_terms(values[:100], 0.0) is None
