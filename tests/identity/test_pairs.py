"""Pairs of a file meet on a key, each once, and are weighed as the resolver weighs them."""

import pytest

from identity.comparable import ComparableRecord
from identity.fellegi_sunter import score_pair
from identity.model_file import load_model
from identity.pairs import MOST_ON_A_KEY, Candidate, identifier_holders, meetings, weigh_pairs

MODEL = load_model(None)
PHONE = frozenset({"phone:+15550100123"})
ANA = ComparableRecord(given="ana", family="lopez", phones=PHONE)
JORGE = ComparableRecord(given="jorge", family="lopez", phones=PHONE)


def candidate(key: str, *keys: str) -> Candidate:
    return Candidate(key, ANA, keys)


def test_records_that_share_several_keys_meet_once():
    records = [candidate("a", "k1", "k2"), candidate("b", "k2", "k1"), candidate("c", "k3")]

    assert list(meetings(records)) == [("b", "a")]


@pytest.mark.parametrize(
    ("records", "pairs"),
    [
        pytest.param(MOST_ON_A_KEY, MOST_ON_A_KEY * (MOST_ON_A_KEY - 1) // 2, id="just few enough"),
        pytest.param(MOST_ON_A_KEY + 1, 0, id="one too many"),
    ],
)
def test_a_key_of_too_many_records_says_nothing(records, pairs):
    crowd = [candidate(str(number), "k") for number in range(records)]

    assert sum(1 for _ in meetings(crowd)) == pairs


def test_an_identifier_is_counted_by_customers_and_not_by_records():
    records = {"a": ANA, "b": ANA, "c": JORGE}

    assert identifier_holders(records, {"a": "1", "b": "1", "c": "2"}) == {"phone:+15550100123": 2}


def test_pairs_are_weighed_with_the_rarity_of_their_customers_and_their_veto():
    records = [Candidate("a", ANA, ("k",)), Candidate("c", JORGE, ("k",))]

    (pair,) = weigh_pairs(MODEL, records, {"a": "1", "c": "2"})

    holders = {"phone:+15550100123": 2}
    expected = score_pair(MODEL, JORGE, ANA, identifier_customers=holders, customers=2)
    assert (pair.left, pair.right, pair.weight) == ("c", "a", expected.weight)
    assert pair.vetoed  # the first names conflict
