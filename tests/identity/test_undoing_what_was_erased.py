"""A decision about somebody who was erased since stays: nothing brings the person's id back."""

import asyncio
from datetime import UTC, datetime

import pytest

from context.evidence import key_of
from context.ingest import Ingest
from context.records import InteractionRecord
from graph.queries.customers import read_former_ids
from graph.queries.decisions import decisions_of_customer
from identity.attribution import move_interaction
from identity.choosing import choose_value
from identity.erasure import Who, erase
from identity.errors import ErasedError, NothingToDoError
from identity.judgement import JudgedAs
from identity.judgements import judge
from identity.merging import merge_customers, split_customer
from identity.records import PersonRecord
from identity.undoing import Undone, undo_decision
from tests.identity.corrections import People, context

pytestmark = pytest.mark.graph

BY = {"actor": "rosa"}


@pytest.fixture
async def people(resolver, keys) -> People:
    people = People(resolver, keys)
    await people.come("ana", "bob")
    return people


async def merged(people: People) -> str:
    ids = [await people.customer(name) for name in ("ana", "bob")]
    return (await merge_customers(people.resolver.identity, ids, **BY)).decision


async def unmerged(people: People) -> str:
    return (await undo_decision(people.resolver.identity, await merged(people), **BY)).decision


async def split(people: People) -> str:
    await merged(people)
    whole = await people.customer("ana")
    groups = [[people.key("bob")]]
    return (await split_customer(people.resolver.identity, whole, groups, **BY)).decision


async def told_apart(people: People) -> str:
    await merged(people)
    pair = people.key("ana"), people.key("bob")
    return (await judge(people.resolver.identity, *pair, JudgedAs.DIFFERENT, **BY)).decision


async def moved(people: People) -> str:
    who = PersonRecord(source="shop", source_id="bob", complete=False)
    call = InteractionRecord(
        source="voice", source_id="1", person=who, channel="voice", kind="call",
        started_at=datetime(2026, 11, 2, tzinfo=UTC),
    )  # fmt: skip
    await Ingest(people.resolver).ingest([call])
    to, key = await people.customer("ana"), key_of(call, people.keys)
    return (await move_interaction(people.resolver.identity, key, to, **BY)).decision


async def linked(people: People) -> str:
    for name in ("ana", "again"):
        await people.come(name, name="Ana Lopez", city="Austin", emails=("ana@example.com",))
    graph = people.resolver.identity.graph
    (link,) = await decisions_of_customer(graph, await people.customer("again"))
    return link["id"]


async def chosen(people: People) -> str:
    identity, of_ana = people.resolver.identity, await people.customer("ana")
    return (await choose_value(identity, of_ana, "email", people.key("ana"), **BY)).decision


@pytest.mark.parametrize("decide", [merged, unmerged, split, told_apart, moved, linked, chosen])
async def test_undoing_is_refused_and_brings_nobody_back(people, graph, decide):
    decision = await decide(people)
    of_ana = await people.customer("ana")
    await erase(people.resolver.identity, of_ana, Who("dpo"), at_ms=1)
    before = await context(graph)

    with pytest.raises(ErasedError, match="an erasure is for good") as refused:
        await undo_decision(people.resolver.identity, decision, **BY)

    assert decision in str(refused.value)
    assert await read_former_ids(graph, [of_ana]) == []
    assert await context(graph) == before


async def test_what_is_left_of_a_merge_is_still_taken_apart(people, graph):
    """One record of the merge went to a third customer, who was erased; the merge was wrong."""
    await people.come("cid")
    identity = people.resolver.identity
    ids = [await people.customer(name) for name in ("ana", "bob", "cid")]
    merge = await merge_customers(identity, ids, **BY)
    whole = await people.customer("ana")
    await split_customer(identity, whole, [[people.key("cid")]], **BY)
    await erase(identity, await people.customer("cid"), Who("dpo"), at_ms=1)

    await undo_decision(identity, merge.decision, **BY)

    assert await people.customers() == {frozenset({"ana"}), frozenset({"bob"})}
    await context(graph)


async def test_an_erasure_itself_stays(people, graph):
    erased = await erase(
        people.resolver.identity, await people.customer("ana"), Who("dpo"), at_ms=1
    )

    with pytest.raises(NothingToDoError, match="cannot be brought back"):
        await undo_decision(people.resolver.identity, erased.id, **BY)


async def test_an_erasure_and_an_undoing_at_one_moment_end_as_one_after_the_other(people, graph):
    decision = await split(people)
    of_ana = await people.customer("ana")
    identity = people.resolver.identity

    erased, undone = await asyncio.gather(
        erase(identity, of_ana, Who("dpo"), at_ms=1),
        undo_decision(identity, decision, **BY),
        return_exceptions=True,
    )

    assert (
        erased.finished_at_ms
    )  # under her id, or under that of whom the undoing made her one with
    assert isinstance(undone, ErasedError | Undone)
    assert await read_former_ids(graph, [of_ana]) == []
    await context(graph)
