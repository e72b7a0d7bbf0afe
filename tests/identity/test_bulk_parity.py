"""Does SQL weigh a pair as Python does? Every level, to 1e-9."""

import random
from itertools import combinations

import pytest

from identity.bulk.edges import bulk_records
from identity.bulk.weighing import weigh_edges
from identity.comparable import ComparableRecord
from identity.comparisons import COMPARISONS
from identity.errors import BulkEngineError
from identity.fellegi_sunter import score_pair
from identity.model_file import load_model

ALL = -1_000.0  # bits: below every weight
EVERYBODY = ("everybody",)  # a key that all records of a test have
GIVEN = ("ana", "anna", "bill", "william", "paul", "paula", "j", "john", "jhon", "muhammad", "mhmd",
         "sergei", "sergey", "lopes", "smyth", None)  # fmt: skip
FAMILY = ("lopez", "lopes", "lopez garcia", "garcia lopez", "de la cruz", "delacruz", "smith",
          "smyth", "mueller", "muller", "hall", "hailey", "l", "william", "ana", "anna", "khaled",
          "khld", None)  # fmt: skip
MIDDLE = (None, None, None, "maria", "lopez", "x", "ana maria", "garcia")
VALUES = {
    "generation": (None, None, None, "1", "2"),
    "city": (None, "austin", "autsin", "dallas", "new york city"),
    "region": (None, "tx", "ny", "texas", "oh"),
    "country": (None, "us", "gb"),
    "postcode": (None, "78701", "78710", "78754", "sw1a1aa", "sw1a9zz", "abc"),
    "address": (None, "12 n oak st", "oak st n 12", "12 n oka st", "14 n oak st", "7 elm avenue"),
    "birth_date": (None, "1980-02-01", "1980-01-02", "1980-02-11", "1980-02", "1980", "1991-07-30"),
    "occupation": (None, "lawyer", "lawyer and judge", "layer", "painter", "of the"),
}
SETS = {
    "phones": ("phone:+15550100123", "phone:+15550100132", "phone:+15550100777",
               "phone:5550100123", "phone:+15550100123x5", "phone:+15550100123x6",
               "phone:+15550100132x6"),
    "emails": ("email:ana.lopez@example.com", "email:ana.lopes@example.com",
               "email:analopez@quite-another.example.net", "email:sales@example.com",
               "email:ána@example.com"),
    "handles": ("x:ana_lopez", "x:ana_1opez", "instagram:ana_lopez", "x:anna_lopez", "x:анна",
                "x:bob77"),
    "numbers": ("order:1001", "order:1002", "loyalty:881"),
    "cited": ("order:1001", "case:77"),
}  # fmt: skip


def people(number, seed):
    """Return records that nearly agree, in nearly every way there is."""
    rng = random.Random(seed)
    return [
        ComparableRecord(
            given=(given := rng.choice(GIVEN)),
            middle=rng.choice(MIDDLE) if given else None,
            family=rng.choice(FAMILY),
            **{name: rng.choice(values) for name, values in VALUES.items()},
            **{
                name: frozenset(rng.sample(values, rng.choice((0, 0, 1, 1, 2, len(values)))))
                for name, values in SETS.items()
            },
        )
        for _ in range(number)
    ]


def differences(model, bulk, engine):
    """Return by how much each pair's weights differ, in bits."""
    edges = list(weigh_edges(model, bulk, floor_bits=ALL, cap=len(bulk), engine=engine))
    return [
        abs(
            weight
            - score_pair(
                model,
                bulk.records[left],
                bulk.records[right],
                identifier_customers=bulk.holders,
                customers=0,
            ).weight
        )
        for left, right, weight in edges
    ]


@pytest.fixture(scope="module")
def model():
    return load_model(None)


@pytest.fixture(scope="module")
def bulk():
    records = people(80, seed=2)
    return bulk_records(records, [EVERYBODY] * len(records))


@pytest.mark.parametrize("engine", ["duckdb", "splink"])
def test_every_level_weighs_in_sql_what_it_weighs_in_python(model, bulk, engine):
    seen = {
        (level.comparison, level.level)
        for left, right in combinations(bulk.records, 2)
        for level in score_pair(model, left, right, customers=0).levels
    }

    found = differences(model, bulk, engine)

    assert seen == {(one.name, level) for one in COMPARISONS for level in one.levels}
    assert bulk.holders  # some identifiers are shared, and weigh less
    assert len(found) == 80 * 79 / 2
    assert max(found) <= 1e-9


@pytest.mark.parametrize("engine", ["duckdb", "splink"])
def test_pairs_are_weighed_in_parts_and_those_below_the_floor_stay_away(
    model, bulk, engine, monkeypatch
):
    whole = sorted(weigh_edges(model, bulk, floor_bits=0.0, cap=len(bulk)))

    monkeypatch.setattr("identity.bulk.weighing.PAIRS_AT_ONCE", 1_600)
    parts = sorted(weigh_edges(model, bulk, floor_bits=0.0, cap=len(bulk), engine=engine))

    assert parts == whole
    assert 0 < len(whole) < 80 * 79 / 2
    assert min(weight for _, _, weight in whole) >= 0


def test_a_key_that_too_many_share_brings_nobody_together(model):
    records = [ComparableRecord(given="ana", family="lopez")] * 5
    bulk = bulk_records(records, [("a",), ("a",), ("a", "b"), ("b",), ()])

    edges = weigh_edges(model, bulk, floor_bits=ALL, cap=2)

    assert [(left, right) for left, right, _ in edges] == [(2, 3)]


def test_nobody_shares_a_key(model):
    assert len(weigh_edges(model, bulk_records([ANA, ANA], [("a",), ("b",)]))) == 0


def test_without_the_extra_it_says_what_to_install(model, monkeypatch):
    monkeypatch.setattr("identity.bulk.engines.find_spec", lambda _: None)

    with pytest.raises(BulkEngineError, match=r"tellonce\[bulk\]"):
        weigh_edges(model, bulk_records([ANA], [()]))


ANA = ComparableRecord(given="ana", family="lopez")
