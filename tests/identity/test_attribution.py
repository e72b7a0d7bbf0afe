"""Callers confirmed and interactions moved by people."""

from datetime import UTC, datetime

import pytest

from context.ingest import Ingest
from context.records import InteractionRecord
from graph.queries.pop import customer_by_id
from identity.attribution import confirm_caller, confirm_interaction, move_interaction
from identity.errors import ContradictionError, NothingToDoError, UnknownError
from identity.judgement import JudgedAs
from identity.judgements import judge
from identity.records import PersonRecord, RecordKind
from identity.undoing import undo_decision
from tests.identity.corrections import People, context

pytestmark = pytest.mark.graph

BY = {"actor": "rosa"}
PHONE = "+1 555 010 0142"


@pytest.fixture
def people(resolver, keys) -> People:
    return People(resolver, keys)


@pytest.fixture
def happened(resolver):
    """Bring in an interaction: `happened("call", caller)`."""

    async def bring(source_id: str, person: PersonRecord, hour: int = 9, **values) -> None:
        told = {"channel": "voice", "kind": "call", "source": "voice", **values}
        at = datetime(2026, 11, 2, hour, tzinfo=UTC)
        record = InteractionRecord(source_id=source_id, person=person, started_at=at, **told)
        await Ingest(resolver).ingest([record])

    return bring


def caller(call: str, *phones: str) -> PersonRecord:
    return PersonRecord(
        source="voice", source_id=f"contact:{call}", kind=RecordKind.CONTACT, phones=phones
    )


def account(one: str) -> PersonRecord:
    return PersonRecord(source="shop", source_id=one, complete=False)


async def interactions_of(people: People, name: str) -> list[str]:
    view = await customer_by_id(people.resolver.identity.graph, await people.customer(name))
    return sorted(one.id for one in view.interactions)


async def test_a_confirmed_caller_is_evidence_of_the_customer(people, happened):
    await people.come("ana", name="Ana Lopez", phones=())
    await happened("call", caller("call", PHONE))
    key = people.key("contact:call", source="voice")

    await confirm_caller(people.resolver.identity, key, await people.customer("ana"), **BY)
    await happened("next", caller("next", PHONE))

    assert await interactions_of(people, "ana") == ["call", "next"]


async def test_undoing_it_leaves_the_call_with_nobody_again(people, happened, graph):
    await people.come("ana", name="Ana Lopez", phones=())
    await happened("call", caller("call", PHONE))
    before = await context(graph)
    interaction = people.keys.activity("Interaction", "voice", "call")

    confirmed = await confirm_interaction(
        people.resolver.identity, interaction, await people.customer("ana"), **BY
    )
    during = await interactions_of(people, "ana")
    await undo_decision(people.resolver.identity, confirmed.decision, **BY)

    assert during == ["call"]
    assert await context(graph) == before


async def test_a_call_that_was_attributed_to_another_goes_alone(people, happened):
    await people.come("ana", name="Ana Lopez", phones=(PHONE,))
    await people.come("bob", name="Bob Stone", phones=())
    await happened("call", caller("call", PHONE))
    attributed = await interactions_of(people, "ana")

    key = people.key("contact:call", source="voice")
    await confirm_caller(people.resolver.identity, key, await people.customer("bob"), **BY)

    assert attributed == ["call"]
    assert await people.customers() == {frozenset({"ana"}), frozenset({"bob", "contact:call"})}


async def test_a_caller_confirmed_twice_is_one_decision(people, happened):
    await people.come("ana", name="Ana Lopez")
    await happened("call", caller("call", PHONE))
    key, ana = people.key("contact:call", source="voice"), await people.customer("ana")

    first = await confirm_caller(people.resolver.identity, key, ana, **BY)
    second = await confirm_caller(people.resolver.identity, key, ana, **BY)

    assert (first.decision, second.changed) == (second.decision, False)


async def test_a_caller_who_was_ruled_out_is_not_confirmed(people, happened):
    await people.come("ana", name="Ana Lopez")
    await happened("call", caller("call", PHONE))
    key = people.key("contact:call", source="voice")
    ruled_out = await judge(
        people.resolver.identity, key, people.key("ana"), JudgedAs.DIFFERENT, **BY
    )

    with pytest.raises(ContradictionError, match=ruled_out.decision):
        await confirm_caller(people.resolver.identity, key, await people.customer("ana"), **BY)


async def test_a_call_moves_with_its_contact(people, happened):
    await people.come("ana", "bob")
    await happened("call", caller("call", PHONE))
    interaction = people.keys.activity("Interaction", "voice", "call")

    await move_interaction(
        people.resolver.identity, interaction, await people.customer("bob"), **BY
    )

    assert await interactions_of(people, "bob") == ["call"]


async def test_a_mail_out_of_somebody_elses_account_moves_alone_and_stays(people, happened):
    await people.come("ana", "bob")
    for mail in ("one", "two"):
        await happened(mail, account("ana"), source="mail", channel="email", kind="mail")
    interaction = people.keys.activity("Interaction", "mail", "two")

    await move_interaction(
        people.resolver.identity, interaction, await people.customer("bob"), **BY
    )
    newer = {"source": "mail", "channel": "email", "kind": "mail", "status": "read"}
    await happened("two", account("ana"), hour=10, **newer)

    assert await interactions_of(people, "ana") == ["one"]
    assert await interactions_of(people, "bob") == ["two"]


async def test_a_mail_that_was_moved_wrongly_is_put_back(people, happened, graph):
    await people.come("ana", "bob")
    for mail in ("one", "two"):
        await happened(mail, account("ana"), source="mail", channel="email", kind="mail")
    before = await context(graph)
    interaction = people.keys.activity("Interaction", "mail", "two")

    moved = await move_interaction(
        people.resolver.identity, interaction, await people.customer("bob"), **BY
    )
    undo = await undo_decision(people.resolver.identity, moved.decision, **BY)

    assert await context(graph) == before
    with pytest.raises(NothingToDoError, match="move the interaction again"):
        await undo_decision(people.resolver.identity, undo.decision, **BY)


async def test_an_interaction_that_never_was_is_refused(people):
    await people.come("ana")

    with pytest.raises(UnknownError, match="no interaction"):
        await move_interaction(people.resolver.identity, "i", await people.customer("ana"), **BY)


async def test_an_interaction_that_is_there_already_is_refused(people, happened):
    await people.come("ana", name="Ana Lopez", phones=(PHONE,))
    await happened("call", caller("call", PHONE))
    interaction = people.keys.activity("Interaction", "voice", "call")

    with pytest.raises(NothingToDoError, match="already"):
        await move_interaction(
            people.resolver.identity, interaction, await people.customer("ana"), **BY
        )
