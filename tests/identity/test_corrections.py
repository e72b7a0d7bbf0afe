"""What people decide about customers: merged, split, judged, and every step taken back."""

import asyncio
from datetime import UTC, datetime

import pytest

from context.evidence import key_of
from context.ingest import Ingest
from context.records import InteractionRecord
from graph.queries.decisions import decisions_of_customer
from graph.queries.pop import customer_by_id
from identity.attribution import move_interaction
from identity.errors import (
    AlreadyUndoneError,
    ContradictionError,
    NothingToDoError,
    OvertakenError,
    UnknownError,
)
from identity.judgement import JudgedAs
from identity.judgements import judge, judge_task
from identity.merging import merge_customers, split_customer
from identity.pop_audit import ServedPop
from identity.records import PersonRecord, RecordKind
from identity.review import open_tasks
from identity.undoing import undo_decision
from tests.identity.corrections import People, context

pytestmark = pytest.mark.graph

BY = {"actor": "rosa"}


@pytest.fixture
def people(resolver, keys) -> People:
    return People(resolver, keys)


async def sets(people: People) -> set[str]:
    """Return the customers as sorted names: {"ana bob", "cid"}."""
    return {" ".join(sorted(one)) for one in await people.customers()}


async def merged(people: People, *names: str):
    ids = [await people.customer(name) for name in names]
    return await merge_customers(people.resolver.identity, ids, **BY)


async def judged(people: People, left: str, right: str, verdict: JudgedAs):
    return await judge(people.resolver.identity, people.key(left), people.key(right), verdict, **BY)


async def undone(people: People, corrected, **options):
    return await undo_decision(people.resolver.identity, corrected.decision, **BY, **options)


async def test_a_merge_is_one_decision_with_who_and_when(people, graph):
    await people.come("ana", "bob")

    await merged(people, "ana", "bob")

    (decision,) = await decisions_of_customer(graph, await people.customer("ana"))
    assert (decision["action"], decision["actor"]) == ("merge", "rosa")
    assert decision["model"] == people.resolver.identity.model.fingerprint
    assert await sets(people) == {"ana bob"}


async def test_undoing_a_merge_brings_back_everything_that_was_derived(people, graph):
    await people.come("ana", "bob")
    before = await context(graph)

    await undone(people, await merged(people, "ana", "bob"))

    assert await context(graph) == before


async def test_old_ids_answer_through_a_merge_and_for_their_own_part_after_it(people, graph):
    await people.come("ana", "bob")
    old = {name: await people.customer(name) for name in ("ana", "bob")}

    merge = await merged(people, "ana", "bob")
    through = {(await customer_by_id(graph, one)).id for one in old.values()}
    await undone(people, merge)

    assert len(through) == 1
    assert {name: await people.customer(name) for name in old} == old
    for one in old.values():
        assert (await customer_by_id(graph, one)).id == one


async def test_the_larger_part_keeps_the_id(people):
    await people.come("ana", "bob", "cid")
    pair = (await merged(people, "ana", "bob")).customers[0]
    all_three = (await merged(people, "cid", "ana")).customers[0]

    split = await split_customer(
        people.resolver.identity, all_three, [[people.key("ana"), people.key("bob")]], **BY
    )

    assert all_three == pair == await people.customer("bob")
    assert await people.customer("cid") in split.customers
    assert await sets(people) == {"ana bob", "cid"}


async def test_an_id_whose_whole_part_is_split_off_answers_for_it_again(people):
    await people.come("ana", "bob", "cid")
    old = await people.customer("cid")
    await merged(people, "ana", "bob")
    await merged(people, "ana", "cid")

    await split_customer(
        people.resolver.identity, await people.customer("ana"), [[people.key("cid")]], **BY
    )

    assert await people.customer("cid") == old


async def test_parts_of_an_undone_merge_do_not_come_together_again(people):
    phone = {"phones": ("+1 555 010 0142",)}
    await people.come("ana", name="Ana Lopez", **phone)
    await people.come("eva", name="Ana Lopez", **phone, city="anaville")
    (decision,) = await decisions_of_customer(
        people.resolver.identity.graph, await people.customer("ana")
    )
    await undo_decision(people.resolver.identity, decision["id"], **BY)

    await people.come("ana", name="Ana Lopez", **phone, occupation="surveyor")

    assert await sets(people) == {"ana", "eva"}


async def test_a_record_that_came_to_a_wrong_merge_goes_where_it_belongs(people):
    await people.come("ana", name="Ana Lopez", phones=("+1 555 010 0142",))
    await people.come("bob", name="Bob Stone", phones=("+1 555 010 0177",))
    merge = await merged(people, "ana", "bob")
    later = {"name": "Bob Stone", "phones": ("+1 555 010 0177",), "city": "bobville"}
    await people.come("later", **later)
    wrong = await sets(people)

    await undone(people, merge)

    assert wrong == {"ana bob later"}
    assert await sets(people) == {"ana", "bob later"}


async def test_undoing_an_undo_brings_the_merge_back(people):
    await people.come("ana", "bob")
    undo = await undone(people, await merged(people, "ana", "bob"))

    again = await undo_decision(people.resolver.identity, undo.decision, **BY)

    assert await sets(people) == {"ana bob"}
    await undo_decision(people.resolver.identity, again.decision, **BY)
    assert await sets(people) == {"ana", "bob"}


async def test_undoing_a_split_brings_the_customer_back(people, graph):
    await people.come("ana", "bob", "cid")
    await merged(people, "ana", "bob", "cid")
    before = await context(graph)
    whole = await people.customer("ana")
    split = await split_customer(
        people.resolver.identity, whole, [[people.key("bob")], [people.key("cid")]], **BY
    )
    apart = await sets(people)

    await undone(people, split)

    assert apart == {"ana", "bob", "cid"}
    assert await context(graph) == before
    assert await people.customer("ana") == whole


async def test_same_keeps_records_together_and_different_is_refused_after_it(people):
    await people.come("ana", "bob")
    same = await judged(people, "ana", "bob", JudgedAs.SAME)

    with pytest.raises(ContradictionError) as refused:
        await judged(people, "bob", "ana", JudgedAs.DIFFERENT)

    assert refused.value.decision == same.decision
    assert same.decision in str(refused.value)
    assert await sets(people) == {"ana bob"}


async def test_undoing_same_parts_what_it_joined(people, graph):
    await people.come("ana", "bob")
    before = await context(graph)
    same = await judged(people, "ana", "bob", JudgedAs.SAME)

    await undone(people, same)

    assert await context(graph) == before
    await judged(people, "ana", "bob", JudgedAs.DIFFERENT)


async def test_different_takes_apart_what_the_resolver_linked(people):
    for name in ("ana", "eva"):
        await people.come(name, name="Ana Lopez", phones=("+1 555 010 0142",), city="Austin")
    linked = await sets(people)

    different = await judged(people, "ana", "eva", JudgedAs.DIFFERENT)

    assert linked == {"ana eva"}
    assert await sets(people) == {"ana", "eva"}
    await undone(people, different)
    assert await sets(people) == {"ana eva"}


async def test_different_within_one_customer_leaves_each_record_with_its_like(people):
    ana = {"name": "Ana Lopez", "phones": ("+1 555 010 0142",), "city": "Austin"}
    ann = {"name": "Ana Lopez", "phones": ("+1 555 010 0142",), "city": "Austin"}
    for name in ("ana", "ana2"):
        await people.come(name, **ana, emails=("ana@example.com",))
    for name in ("ann", "ann2"):
        await people.come(name, **ann, emails=("ann@example.com",))
    linked = await sets(people)

    await judged(people, "ana", "ann", JudgedAs.DIFFERENT)

    assert linked == {"ana ana2 ann ann2"}
    assert await sets(people) == {"ana ana2", "ann ann2"}


async def test_different_forbids_a_merge_cluster_wide(people):
    await people.come("ana", "bob", "cid")
    different = await judged(people, "ana", "bob", JudgedAs.DIFFERENT)
    await merged(people, "bob", "cid")

    with pytest.raises(ContradictionError) as refused:
        await merged(people, "cid", "ana")

    assert refused.value.decision == different.decision


async def test_a_judgement_said_twice_is_one_decision(people, graph):
    await people.come("ana", "bob")

    first = await judged(people, "ana", "bob", JudgedAs.DIFFERENT)
    second = await judged(people, "bob", "ana", JudgedAs.DIFFERENT)

    assert (first.decision, True, False) == (second.decision, first.changed, second.changed)


async def test_a_merge_asked_for_twice_is_one_decision(people):
    await people.come("ana", "bob")
    ids = [await people.customer(name) for name in ("ana", "bob")]

    first = await merge_customers(people.resolver.identity, ids, **BY)
    second = await merge_customers(people.resolver.identity, ids, **BY)

    assert (first.decision, second.changed) == (second.decision, False)


SPOUSES = {
    "phones": ("+1 555 010 0142",),
    "emails": ("lopez@example.com",),
    "city": "Austin",
}


async def spouses(people: People) -> None:
    await people.come("ana", name="Ana Lopez", **SPOUSES)
    await people.come("jorge", name="Jorge Lopez", **SPOUSES)


async def test_a_rejected_pair_never_returns_on_old_evidence(people):
    await spouses(people)
    (task,) = await open_tasks(people.resolver.identity)
    await judge_task(people.resolver.identity, task.id, JudgedAs.DIFFERENT, **BY)

    await people.come("jorge", name="Jorge Lopez", **SPOUSES, language="es")

    assert await open_tasks(people.resolver.identity) == []
    assert await sets(people) == {"ana", "jorge"}


async def test_a_rejected_pair_returns_as_a_task_when_its_evidence_changed(people):
    await spouses(people)
    await judged(people, "ana", "jorge", JudgedAs.DIFFERENT)

    await people.come("jorge", name="Ana Lopez", **SPOUSES)

    (task,) = await open_tasks(people.resolver.identity)
    assert await sets(people) == {"ana", "jorge"}
    assert "judged" in task.reason


async def test_same_survives_a_newer_version_that_says_something_else(people):
    await people.come("ana", "bob")
    await judged(people, "ana", "bob", JudgedAs.SAME)

    await people.come("bob", name="Zoe Quist", emails=("zoe@example.com",), city="Reno")

    assert await sets(people) == {"ana bob"}


async def test_a_call_is_not_attributed_to_whom_a_person_ruled_out(people):
    await people.come("ana", name="Ana Lopez", phones=("+1 555 010 0142",))
    call = {"kind": RecordKind.CONTACT, "source": "voice", "emails": (), "city": None}
    await people.come("call", phones=("+1 555 010 0142",), **call)
    attributed = await sets(people)
    await judge(
        people.resolver.identity,
        people.key("ana"),
        people.key("call", source="voice"),
        JudgedAs.DIFFERENT,
        **BY,
    )

    await people.come("call", phones=("+1 555 010 0142",), language="es", **call)

    assert attributed == {"ana call"}
    assert await sets(people) == {"ana", "call"}


@pytest.mark.parametrize(
    ("act", "error", "says"),
    [
        pytest.param(
            lambda p: judge(p.resolver.identity, "x", "y", JudgedAs.SAME, **BY),
            UnknownError,
            'no record "x"',
            id="a record that never was",
        ),
        pytest.param(
            lambda p: judge_task(p.resolver.identity, "t", JudgedAs.SAME, **BY),
            UnknownError,
            'no review task "t"',
            id="a task that never was",
        ),
        pytest.param(
            lambda p: merge_customers(p.resolver.identity, ["c_1", "c_2"], **BY),
            UnknownError,
            'no customer "c_1"',
            id="a customer that never was",
        ),
        pytest.param(
            lambda p: undo_decision(p.resolver.identity, "d", **BY),
            UnknownError,
            'no decision "d"',
            id="a decision that never was",
        ),
        pytest.param(
            lambda p: merge_customers(p.resolver.identity, ["c_1", "c_1"], **BY),
            NothingToDoError,
            "at least two",
            id="a customer with itself",
        ),
        pytest.param(
            lambda p: judge(p.resolver.identity, "x", "x", JudgedAs.SAME, **BY),
            NothingToDoError,
            "two records",
            id="a record against itself",
        ),
    ],
)
async def test_a_refusal_says_what_is_wrong(people, act, error, says):
    with pytest.raises(error, match=says):
        await act(people)


async def test_a_split_that_would_separate_nothing_is_refused(people):
    await people.come("ana")

    with pytest.raises(NothingToDoError, match="separate nothing"):
        await split_customer(
            people.resolver.identity, await people.customer("ana"), [[people.key("ana")]], **BY
        )


async def test_a_split_by_records_of_others_is_refused(people):
    await people.come("ana", "bob")

    with pytest.raises(UnknownError, match="record of customer"):
        await split_customer(
            people.resolver.identity, await people.customer("ana"), [[people.key("bob")]], **BY
        )


async def test_what_is_undone_already_names_the_decision_that_undid_it(people):
    await people.come("ana", "bob")
    merge = await merged(people, "ana", "bob")
    undo = await undone(people, merge)

    with pytest.raises(AlreadyUndoneError, match=undo.decision):
        await undone(people, merge)


async def test_a_merge_whose_parts_were_judged_same_is_not_undone_before_that(people):
    await people.come("ana", "bob")
    merge = await merged(people, "ana", "bob")
    same = await judged(people, "ana", "bob", JudgedAs.SAME)

    with pytest.raises(ContradictionError, match=same.decision):
        await undone(people, merge)


async def test_a_link_overtaken_by_a_split_is_not_undone_before_that(people, graph):
    for name in ("ana", "eva"):
        await people.come(name, name="Ana Lopez", phones=("+1 555 010 0142",), city="Austin")
    whole = await people.customer("ana")
    (link,) = await decisions_of_customer(graph, whole)
    await split_customer(people.resolver.identity, whole, [[people.key("eva")]], **BY)

    with pytest.raises(OvertakenError, match="placed elsewhere"):
        await undo_decision(people.resolver.identity, link["id"], **BY)


class Audit:
    """Remembers one look at every customer."""

    async def pops_served(self, customers, *, since_ms, until_ms):
        assert since_ms <= until_ms
        return [ServedPop(since_ms, "desk", one) for one in sorted(customers)]


async def test_undoing_a_merge_lists_the_pops_that_it_served(people):
    await people.come("ana", "bob")
    ids = {await people.customer("ana"), await people.customer("bob")}
    merge = await merged(people, "ana", "bob")

    undo = await undone(people, merge, audit=Audit())

    assert undo.pops.audited
    assert ids <= {pop.customer_id for pop in undo.pops.pops}


async def test_without_an_audit_nobody_claims_that_no_pop_was_served(people):
    await people.come("ana", "bob")

    undo = await undone(people, await merged(people, "ana", "bob"))

    assert not undo.pops.audited


async def test_a_merge_by_the_resolver_is_undone_like_any_other(people, graph):
    ana = {"name": "Ana Lopez", "emails": ()}
    await people.come("ana", phones=("+1 555 010 0142",), **ana, city="Austin")
    await people.come("old", phones=("+1 555 010 0177",), **ana, city="Boise")
    ids = {await people.customer(name) for name in ("ana", "old")}
    both = ("+1 555 010 0142", "+1 555 010 0177")
    await people.come("bridge", phones=both, **ana, city="Austin")
    wrong = await sets(people)
    ledger = await decisions_of_customer(graph, await people.customer("ana"))
    (merge,) = [one for one in ledger if one["action"] == "merge"]

    await undo_decision(people.resolver.identity, merge["id"], **BY)

    assert wrong == {"ana bridge old"}
    assert {await people.customer(name) for name in ("ana", "old")} == ids
    assert await sets(people) == {"ana bridge", "old"}
    await context(graph)


async def test_a_call_that_leaves_takes_its_own_id_and_nobody_along(people, graph):
    phone, other = ("+1 555 010 0142",), ("+1 555 010 0177",)
    call = {"kind": RecordKind.CONTACT, "source": "voice", "emails": (), "city": None}
    for name in ("one", "two"):
        await people.come(name, phones=phone, **call)
    own = await people.customer("one", source="voice")
    await people.come("ana", name="Ana Lopez", phones=phone)
    attributed = await sets(people)

    correction = {**call, "updated_at": datetime(2026, 11, 2, tzinfo=UTC)}
    await people.come("one", phones=other, **correction)

    assert attributed == {"ana one two"}
    assert await sets(people) == {"ana two", "one"}
    assert (await customer_by_id(graph, own)).id == await people.customer("one", source="voice")
    await context(graph)


async def test_parts_of_a_split_are_found_by_the_keys_of_their_own_records(people):
    for name in ("ana", "eva", "eve"):
        await people.come(name, name="Ana Lopez", phones=("+1 555 010 0142",), city="Austin")
    whole = await people.customer("ana")

    split = await split_customer(people.resolver.identity, whole, [[people.key("eva")]], **BY)
    apart = await people.not_on_their_keys()
    await undone(people, split)

    assert apart == await people.not_on_their_keys() == set()


async def test_a_call_that_was_wrongly_attributed_stands_for_itself_after_the_undo(people, graph):
    call = {"kind": RecordKind.CONTACT, "source": "voice", "emails": (), "city": None}
    await people.come("call", phones=("+1 555 010 0142",), **call)
    await people.come("ana", name="Ana Lopez", phones=("+1 555 010 0142",))
    ledger = await decisions_of_customer(graph, await people.customer("ana"))
    (adoption,) = [one for one in ledger if one["action"] == "merge"]

    await undo_decision(people.resolver.identity, adoption["id"], **BY)

    (row,) = await graph.read(
        "MATCH (s:SourceRecord {source: 'voice'})-[r:RESOLVED_TO]->() RETURN r.rule AS rule"
    )
    assert row["rule"] == "new"
    assert await sets(people) == {"ana", "call"}
    assert await people.not_on_their_keys() == set()


async def test_a_decision_passes_the_batches_that_wait(people):
    await people.come("ana", "bob")
    served: list[str] = []

    async def bulk(number: int) -> None:
        await people.come(f"bulk{number}")
        served.append(f"batch {number}")

    batches = [asyncio.create_task(bulk(number)) for number in range(30)]
    await asyncio.wait(batches, return_when=asyncio.FIRST_COMPLETED)
    await judged(people, "ana", "bob", JudgedAs.DIFFERENT)
    served.append("decision")
    await asyncio.gather(*batches)

    assert served.index("decision") <= 3  # one done, one under way, one beside its answer
    assert len(served) == 31


async def marks(people: People) -> dict[str, str | None]:
    """Return by which decision each one is undone."""
    graph = people.resolver.identity.graph
    rows = await graph.read("MATCH (d:Decision) RETURN d.id AS id, d.undone_by AS by")
    return {row["id"]: row["by"] for row in rows}


async def test_every_second_undoing_brings_a_judgement_back(people):
    await people.come("ana", "bob")
    merge = await merged(people, "ana", "bob")
    different = await judged(people, "ana", "bob", JudgedAs.DIFFERENT)
    first = await undone(people, different)

    second = await undone(people, first)  # the judgement stands again
    with pytest.raises(ContradictionError, match=different.decision):
        await merged(people, "ana", "bob")
    standing_again = await marks(people)
    third = await undone(people, second)  # and no more
    apart_no_more = await marks(people)

    assert standing_again == {
        merge.decision: different.decision,
        different.decision: None,
        first.decision: second.decision,
        second.decision: None,
    }
    assert apart_no_more == {
        merge.decision: None,
        different.decision: first.decision,
        first.decision: None,
        second.decision: third.decision,
        third.decision: None,
    }
    assert await sets(people) == {"ana bob"}
    await undone(people, third)
    assert await sets(people) == {"ana", "bob"}


async def test_a_review_task_waits_while_its_judgement_is_undone_and_no_longer(people):
    await spouses(people)
    (task,) = await open_tasks(people.resolver.identity)
    different = await judge_task(people.resolver.identity, task.id, JudgedAs.DIFFERENT, **BY)

    undo = await undone(people, different)
    waits = await open_tasks(people.resolver.identity)
    await undone(people, undo)

    assert [one.id for one in waits] == [task.id]
    assert await open_tasks(people.resolver.identity) == []


async def test_what_a_customer_no_longer_says_is_not_shown_when_it_is_revived(people, graph):
    await people.come("ana", name="Ana Lopez", phones=("+1 555 010 0142",))
    await people.come("bob", name="Bob Stone")
    merge = await merged(people, "bob", "ana")
    for name in ("ana", "bob"):
        await people.come(name, name=f"{name} Lopez", emails=(), city=None)

    await undone(people, merge)

    rows = await graph.read("MATCH (c:Customer) RETURN c.phone AS phone, c.email AS email")
    assert [(row["phone"], row["email"]) for row in rows] == [(None, None)] * 2


async def call(people: People, name: str, *, number: str = "1") -> str:
    """Record a call of this account, or of a nameless contact; return its key."""
    kind = RecordKind.CONTACT if name == "nobody" else RecordKind.ACCOUNT
    who = PersonRecord(source="shop", source_id=name, kind=kind, complete=False)
    record = InteractionRecord(
        source="voice", source_id=number, person=who, channel="voice", kind="call",
        started_at=datetime(2026, 11, 2, tzinfo=UTC),
    )  # fmt: skip
    await Ingest(people.resolver).ingest([record])
    return key_of(record, people.keys)


async def test_a_customer_who_was_only_an_interaction_leads_where_it_returns(people, graph):
    await people.come("ana", "bob")
    key = await call(people, "ana")
    nameless = await call(people, "nobody", number="2")
    identity, of_nobody = people.resolver.identity, await people.customer("nobody")
    move = await move_interaction(identity, key, of_nobody, **BY)
    await move_interaction(identity, nameless, await people.customer("bob"), **BY)

    await undone(people, move)

    assert (await customer_by_id(graph, of_nobody)).id == await people.customer("ana")
    assert await sets(people) == {"ana", "bob nobody"}
    await context(graph)


async def test_moves_are_undone_the_last_one_first(people):
    await people.come("ana", "bob", "cid")
    key = await call(people, "ana")
    identity = people.resolver.identity
    to_bob = await move_interaction(identity, key, await people.customer("bob"), **BY)
    to_cid = await move_interaction(identity, key, await people.customer("cid"), **BY)

    with pytest.raises(OvertakenError, match="moved on"):
        await undone(people, to_bob)
    await undone(people, to_cid)
    await undone(people, to_bob)

    assert await sets(people) == {"ana", "bob", "cid"}


async def test_a_move_stays_while_a_judgement_rests_on_it(people):
    await people.come("ana", "bob", "cid")
    key = await call(people, "ana")
    identity = people.resolver.identity
    move = await move_interaction(identity, key, await people.customer("bob"), **BY)
    moved = people.keys.record("voice", "moved:1")
    apart = await judge(identity, moved, people.key("cid"), JudgedAs.DIFFERENT, **BY)

    with pytest.raises(OvertakenError, match="judged"):
        await undone(people, move)
    await undone(people, apart)
    await undone(people, move)

    assert await sets(people) == {"ana", "bob", "cid"}
