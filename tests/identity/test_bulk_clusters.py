"""Whole files at once: the surest pairs first, and no chain of pairs joins two families."""

import pytest

from identity.blocking import blocking_keys
from identity.bulk.clusters import Clustering
from identity.bulk.edges import Edges, bulk_records, index_of, weigh_edges
from identity.comparable import ComparableRecord
from identity.model_file import load_model
from identity.settings import Thresholds

MODEL = load_model(None)
PHONE = frozenset({"phone:+15550100123"})
OTHER_PHONE = frozenset({"phone:+15550100777"})
MAIL = frozenset({"email:ana@example.com"})
OTHER_MAIL = frozenset({"email:al77@example.org"})

ANA = ComparableRecord(given="ana", family="lopez", city="austin", phones=PHONE, emails=MAIL)
ANA_BY_PHONE = ComparableRecord(given="anna", family="lopez", city="austin", phones=PHONE)
ANA_BY_MAIL = ComparableRecord(given="ana", family="garcia", emails=MAIL)
JORGE = ComparableRecord(given="jorge", family="lopez", city="austin", phones=PHONE)
INITIAL = ComparableRecord(given="a", family="lopez", city="austin", phones=PHONE)
NAMESAKE = ComparableRecord(
    given="ana", family="lopez", city="austin", phones=OTHER_PHONE, emails=OTHER_MAIL
)
NAME_AND_CITY = ComparableRecord(given="ana", family="lopez", city="austin")


def resolve(*records, model=MODEL):
    """Return the clusters, as sets of places, and the doubts."""
    bulk = bulk_records(records, [blocking_keys(one) for one in records])
    edges = weigh_edges(model, bulk).by_weight()
    clustering = Clustering(model, bulk, Thresholds())
    clustering.grow(edges)
    clusters = {}
    for place in range(len(records)):
        clusters.setdefault(clustering.cluster_of(place), set()).add(place)
    return sorted(map(sorted, clusters.values())), list(clustering.doubts(edges))


def test_records_that_meet_only_through_a_third_are_one_customer():
    clusters, _ = resolve(ANA_BY_PHONE, ANA, ANA_BY_MAIL)

    assert clusters == [[0, 1, 2]]


def test_the_order_of_the_file_does_not_matter():
    people = [ANA, JORGE, ANA_BY_PHONE, NAMESAKE, ANA_BY_MAIL]

    found, _ = resolve(*people)
    turned, _ = resolve(*reversed(people))

    assert found == [[0, 2, 4], [1], [3]]
    assert turned == [[0, 2, 4], [1], [3]]


def test_spouses_stay_two_and_nobody_is_asked_about_them():
    clusters, doubts = resolve(ANA, JORGE)

    assert (clusters, doubts) == ([[0], [1]], [])


def test_an_initial_at_a_shared_phone_is_asked_about():
    clusters, (doubt,) = resolve(ANA, INITIAL)

    assert clusters == [[0], [1]]
    assert "a household shares" in doubt.reason


def test_a_bare_name_does_not_join_two_namesakes():
    clusters, _ = resolve(ANA, NAMESAKE, NAME_AND_CITY)

    assert sum(len(one) for one in clusters) == 3
    assert not any({0, 1} <= set(one) for one in clusters)


def test_a_loyal_customer_s_phone_is_not_a_shared_one():
    records = [ANA, ANA_BY_PHONE, INITIAL]

    assert bulk_records(records, [()] * 3).holders == {}
    assert bulk_records([*records, JORGE], [()] * 4).holders == {"phone:+15550100123": 2}


def test_a_key_of_too_many_records_brings_nobody_together():
    keys = [("place:austin:LPS",)] * 3

    assert index_of(keys, cap=3) == {"place:austin:LPS": [0, 1, 2]}
    assert index_of(keys, cap=2) == {}


def test_edges_come_heaviest_first_and_ties_in_the_order_of_the_file():
    edges = Edges()
    for left, right, weight in ((4, 5, 1.0), (0, 2, 7.0), (0, 1, 7.0)):
        edges.left.append(left)
        edges.right.append(right)
        edges.weight.append(weight)

    assert list(edges.by_weight()) == [(0, 1, 7.0), (0, 2, 7.0), (4, 5, 1.0)]


@pytest.mark.parametrize("records", [[], [ANA]], ids=["an empty file", "one record"])
def test_files_without_a_pair_are_no_trouble(records):
    clusters, doubts = resolve(*records)

    assert len(clusters) == len(records)
    assert doubts == []
