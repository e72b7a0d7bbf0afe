"""Judgements as hard constraints: in memory, and while others write."""

import asyncio
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from identity.blocking import blocking_keys
from identity.changes import Arrival
from identity.comparable import ComparableRecord
from identity.customer_state import Display
from identity.decision import Rule
from identity.judgement import JudgedAs, Judgement, Judgements
from identity.judgements import judge
from identity.merging import merge_customers
from identity.model_file import load_model
from identity.records import RecordKind
from identity.resolution import Resolution
from identity.resolver import Resolver
from identity.restraints import REJECTED
from identity.settings import IdentitySettings
from identity.turns import Turns
from tests.identity.corrections import People, context, standing

MODEL = load_model(None)
ANA = ComparableRecord(
    given="ana",
    family="lopez",
    city="austin",
    phones=frozenset({"phone:+15550100142"}),
    emails=frozenset({"email:ana@example.com"}),
)
KEYS = ("a", "b", "c", "d", "e")


def arrival(key: str, comparable: ComparableRecord = ANA, kind=RecordKind.ACCOUNT) -> Arrival:
    return Arrival(key, kind, comparable, Display(), blocking_keys(comparable), founds=f"c{key}")


def said(left: str, right: str, verdict: JudgedAs, evidence: str = "") -> Judgement:
    return Judgement(*sorted((left, right)), verdict, evidence, f"{left} {right}")


def world(*judgements: Judgement) -> Resolution:
    known = Judgements()
    for one in judgements:
        known.know(one)
    return Resolution(MODEL, IdentitySettings(), customers=100, judgements=known)


def test_equal_records_stay_two_customers_where_a_person_said_so():
    resolution = world(said("a", "b", JudgedAs.DIFFERENT))

    for key in ("a", "b"):
        resolution.resolve(arrival(key))

    assert resolution.customer_of["a"] != resolution.customer_of["b"]


def test_a_record_in_between_joins_one_side_only():
    resolution = world(said("a", "b", JudgedAs.DIFFERENT))

    for key in ("a", "b", "c", "d"):
        resolution.resolve(arrival(key))

    assert len(resolution.customers) == 2
    assert resolution.customer_of["a"] != resolution.customer_of["b"]


def test_nothing_in_common_is_one_customer_where_a_person_said_so():
    resolution = world(said("a", "b", JudgedAs.SAME))
    resolution.resolve(arrival("a"))

    resolution.resolve(arrival("b", ComparableRecord(given="zoe", family="quist")))

    home = resolution.home("b")
    assert set(home.records) == {"a", "b"}
    assert home.records["b"].rule is Rule.JUDGEMENT


def test_a_nameless_contact_is_not_attributed_past_a_judgement():
    resolution = world(said("a", "b", JudgedAs.DIFFERENT))
    resolution.resolve(arrival("a"))

    resolution.resolve(arrival("b", ComparableRecord(phones=ANA.phones), RecordKind.CONTACT))

    assert resolution.customer_of["a"] != resolution.customer_of["b"]


@pytest.mark.parametrize(
    ("evidence", "asked"),
    [
        pytest.param(lambda known: known.evidence(ANA, ANA), [], id="the evidence it was made on"),
        pytest.param(lambda _: "another", [REJECTED], id="other evidence"),
    ],
)
def test_a_rejected_pair_is_asked_about_on_new_evidence_only(evidence, asked):
    known = evidence(Judgements())
    resolution = world(said("a", "b", JudgedAs.DIFFERENT, known))

    for key in ("a", "b"):
        resolution.resolve(arrival(key))

    assert [one.reason for one in resolution.changes.doubts] == asked


def test_judged_twice_on_two_evidences_it_returns_on_neither():
    evidence = Judgements().evidence(ANA, ANA)
    older, newer = (said("a", "b", JudgedAs.DIFFERENT, one) for one in (evidence, "another"))
    resolution = world(older, replace(newer, decision="later"))

    for key in ("a", "b"):
        resolution.resolve(arrival(key))

    assert resolution.changes.doubts == []


def test_evidence_changes_with_whatever_either_says_and_not_with_the_order():
    other = replace(ANA, postcode="78701")
    known = Judgements()

    assert known.evidence(ANA, other) == known.evidence(other, ANA)
    assert known.evidence(ANA, ANA) != known.evidence(ANA, other)


pairs = st.tuples(st.sampled_from(KEYS), st.sampled_from(KEYS)).filter(lambda one: one[0] != one[1])


@given(st.lists(pairs, max_size=6), st.permutations(KEYS), st.permutations(KEYS))
def test_no_order_of_arrival_brings_a_forbidden_pair_together(forbidden, first, again):
    resolution = world(*(said(*pair, JudgedAs.DIFFERENT) for pair in forbidden))

    for key in (*first, *again):
        resolution.resolve(arrival(key))

    for left, right in forbidden:
        assert resolution.customer_of[left] != resolution.customer_of[right]
    assert sum(len(one.records) for one in resolution.customers.values()) == len(KEYS)


@pytest.mark.graph
async def test_judgements_and_merges_lose_nothing_while_records_come(identity, keys, graph):
    beside = replace(identity, turns=Turns())  # as another process, whose turns nobody here sees
    people = [People(Resolver(one), keys) for one in (identity, beside)]
    names = ["Ana", "Bert", "Chloe", "Dmitri", "Erika", "Farouk"]  # of one house
    for name in names:
        await people[0].come(name, name=f"{name} Lopez", phones=("+1 555 010 0142",))
    first, second, third, *_ = (keys.record("shop", name) for name in names)
    ids = [await people[0].customer(name) for name in names[3:5]]

    async def news(desk: People, city: str) -> None:
        for name in names:
            await desk.come(name, name=f"{name} Lopez", phones=("+1 555 010 0142",), city=city)

    different, same, merge, *_ = await asyncio.gather(
        judge(identity, first, second, JudgedAs.DIFFERENT, actor="rosa"),
        judge(identity, second, third, JudgedAs.SAME, actor="rosa"),
        merge_customers(identity, ids, actor="rosa"),
        news(people[1], "Austin"),
    )

    homes = {
        record.partition(":")[2]: customer
        for customer, records in (await standing(graph)).items()
        for record in records
    }
    assert set(homes) == set(names)
    assert homes["Ana"] != homes["Bert"] == homes["Chloe"]
    assert homes["Dmitri"] == homes["Erika"]
    rows = await graph.read("MATCH ()-[j:JUDGED]->() RETURN DISTINCT j.decision AS id")
    assert {row["id"] for row in rows} == {different.decision, same.decision}
    rows = await graph.read("MATCH (d:Decision {actor: 'rosa'}) RETURN d.id AS id")
    assert {row["id"] for row in rows} == {different.decision, same.decision, merge.decision}
    await context(graph)
