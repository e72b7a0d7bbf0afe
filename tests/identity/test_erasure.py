"""A person is erased: nothing of her is left, others keep theirs, and she does not come back."""

import asyncio
from contextlib import suppress
from dataclasses import replace

import pytest

from graph.access import Graph, Statement
from graph.queries.events import events_after
from graph.queries.inbox import inbox_backlog
from graph.sequence import read_sequence
from identity.erasure import Who, erase, erasures_of, finish_erasures, lift, plan_erasure
from identity.errors import PersonalReasonError
from identity.records import PersonRecord
from tests.identity.erased_world import (
    ANA,
    ANA_IN_CRM,
    ANA_ON_X,
    HER_WORDS,
    HERS,
    HIS,
    HIS_WORDS,
    JORGE,
    NOW_MS,
    World,
    interaction,
)

pytestmark = pytest.mark.graph

WHO = Who("dpo", "asked for by letter 12")
BLOCKS_NAMING = (
    "MATCH (b:BlockingKey) WHERE any(c IN b.customers WHERE c IN $ids) RETURN b.key AS k"
)
TIES = """
RETURN COUNT { MATCH (:Household) } AS households,
  COUNT { MATCH (:Organisation) } AS organisations,
  COUNT { MATCH (d:Decision) WHERE d.about_household } AS decisions
"""
COUNTS = """
RETURN COUNT { MATCH (:SourceRecord) } AS records, COUNT { MATCH (:Customer) } AS customers,
  COUNT { MATCH (:Interaction) } AS interactions, COUNT { MATCH (:Order) } AS orders,
  COUNT { MATCH (:Identifier) } AS identifiers, COUNT { MATCH (:BlockingKey) } AS blocks
"""


@pytest.fixture
async def world(graph, keys) -> World:
    world = World(graph, keys)
    await world.fill()
    return world


async def erased(world: World) -> str:
    """Erase Ana and return the customer id that she had."""
    customer_id = await world.customer_of(ANA)
    await erase(world.identity, customer_id, WHO, at_ms=NOW_MS)
    return customer_id


def words_in(text: str, words: tuple[str, ...]) -> list[str]:
    return [one for one in words if one in text]


async def test_nothing_of_an_erased_person_is_left_in_the_graph(world):
    assert words_in(await world.everything(), HER_WORDS) == list(HER_WORDS)

    await erased(world)

    assert words_in(await world.everything(), HER_WORDS) == []


async def test_whoever_shares_something_with_her_keeps_it(world, graph):
    await erased(world)

    assert await world.customer_of(JORGE)
    assert words_in(await world.everything(), HIS_WORDS) == list(HIS_WORDS)
    (deliveries,) = await graph.read(
        "MATCH (d:Delivery) WHERE d.state = 'done' RETURN collect(d.delivery_id) AS ids"
    )
    assert deliveries["ids"] == ["call-of-jorge-ringing"]


async def test_without_her_the_graph_is_as_if_only_the_others_had_come(world, graph):
    await erased(world)
    (after,) = await graph.read(COUNTS)
    numbers = await read_sequence(graph)

    # Her tweet is answered by Jorge: a bare key stands for it. His own things are all there.
    assert after["customers"] == numbers.customers
    assert after["records"] == 3 - 1  # his account and the call from the telephone at home
    assert after["orders"] == 1
    assert after["interactions"] == 3  # the campaign, his tweet, the call


async def test_no_blocking_key_leads_to_her_any_more(world, graph):
    ids = [await world.customer_of(one) for one in (ANA, ANA_IN_CRM, ANA_ON_X)]
    assert await graph.read(BLOCKS_NAMING, ids=ids)

    await erased(world)

    assert await graph.read(BLOCKS_NAMING, ids=ids) == []
    assert await graph.read("MATCH (b:BlockingKey) WHERE b.customers = [] RETURN b.key AS k") == []


async def test_the_ledger_keeps_that_it_happened_and_nothing_of_her(world):
    customer_id = await world.customer_of(ANA)
    plan = await plan_erasure(world.identity, customer_id)

    row = await erase(world.identity, customer_id, WHO, at_ms=NOW_MS)

    counts = {kind: int(number) for kind, number in (one.split() for one in row.counts)}
    assert (row.actor, row.reason, row.at_ms) == ("dpo", "asked for by letter 12", NOW_MS)
    assert {kind: number for kind, number in plan.counts().items() if number} == {
        kind: number for kind, number in counts.items() if number and kind != "ReviewTask"
    }
    assert counts["Delivery"] == 2
    assert (counts["Interaction"], counts["Promise"]) == (7, 1)


async def test_earlier_decisions_stay_without_their_evidence(world, graph):
    await erased(world)

    rows = await graph.read(
        "MATCH (d:Decision) WHERE d.erased_at_ms IS NOT NULL "
        "RETURN d.action AS action, d.actor AS actor, d.levels AS levels, d.weight AS weight"
    )
    assert rows
    assert {(row["actor"], row["levels"], row["weight"]) for row in rows} == {
        ("tellonce", None, None)
    }


async def test_the_events_tell_that_somebody_was_erased_and_keep_their_numbers(world, graph):
    customer_id = await erased(world)

    events = await events_after(graph, 0)
    assert [one["number"] for one in events] == list(range(1, len(events) + 1))
    assert [one["kind"] for one in events if customer_id in one["customers"]] == ["erase"]


async def test_erasing_again_changes_nothing_and_says_when_it_was(world, graph):
    customer_id = await erased(world)
    before = await world.everything()

    row = await erase(world.identity, customer_id, Who("somebody else"), at_ms=NOW_MS + 1)

    assert (row.actor, row.at_ms) == ("dpo", NOW_MS)
    assert await world.everything() == before


async def test_an_id_that_never_was_is_nobodys(world):
    assert await erase(world.identity, "c_nobody", WHO, at_ms=NOW_MS) is None
    assert await plan_erasure(world.identity, "c_nobody") is None


async def test_an_id_that_was_merged_erases_the_whole_customer(world, graph):
    ana, other = await world.customer_of(ANA), "c_old"
    merged = "MATCH (c:Customer {id: $id}) CREATE (:Customer {id: $old})-[:MERGED_INTO]->(c)"
    await graph.write([Statement(merged, {"id": ana, "old": other})])

    await erase(world.identity, other, WHO, at_ms=NOW_MS)

    assert words_in(await world.everything(), HER_WORDS) == []
    assert [row.customer_id for row in await erasures_of(world.identity, [other])] == [ana]


@pytest.mark.parametrize(
    "reason",
    [
        pytest.param("Anastazja wrote to us", id="her name"),
        pytest.param("see 555-010-0177", id="her telephone"),
        pytest.param("mail of ANASTAZJA@example.com", id="her mail"),
    ],
)
async def test_a_reason_that_names_her_is_refused(world, reason):
    with pytest.raises(PersonalReasonError, match="not who"):
        await erase(world.identity, await world.customer_of(ANA), Who("dpo", reason), at_ms=NOW_MS)

    assert await world.customer_of(ANA)


async def test_a_later_sync_does_not_bring_her_back_and_others_are_untouched(world):
    await erased(world)
    before = await world.everything()

    hers = await world.sink.ingest(HERS)
    his = await world.sink.ingest(HIS)

    assert (hers.records, hers.changed, hers.suppressed) == (len(HERS), 0, len(HERS))
    assert (his.records, his.changed, his.suppressed) == (len(HIS), 0, 0)
    assert await world.everything() == before


@pytest.mark.parametrize(
    ("record", "comes_in"),
    [
        pytest.param(replace(ANA_IN_CRM, source="new", source_id="1"), False, id="her telephone"),
        pytest.param(replace(ANA_ON_X, source="new", source_id="2"), False, id="her handle"),
        pytest.param(
            PersonRecord("new", "3", name="Anastazja Lopezowska", city="Austin"),
            True,
            id="a namesake",
        ),
        pytest.param(
            PersonRecord("new", "4", name="Rosa Mendoza", phones=("+1 555 010 0123",)),
            True,
            id="the telephone at home",
        ),
    ],
)
async def test_what_was_hers_alone_keeps_a_new_record_out(world, record, comes_in):
    await erased(world)

    result = await world.sink.ingest([record])

    assert result.suppressed == (0 if comes_in else 1)
    assert bool(await world.customer_of(record)) is comes_in


async def test_somebody_known_may_take_over_her_telephone_number(world):
    await erased(world)

    await world.sink.ingest([replace(JORGE, phones=("+1 555 010 0177",))])

    assert "15550100177" in await world.everything()


async def test_what_hangs_on_something_of_hers_stays_out_with_it(world):
    await erased(world)
    answer = interaction("late", direction="out", text="as to your rucksack", in_reply_to="tweet-1")
    about_his = interaction("fine", direction="out", text="hello", in_reply_to="tweet-9")

    result = await world.sink.ingest([answer, about_his])

    assert (result.suppressed, result.changed) == (1, 1)


async def test_a_call_of_hers_is_not_kept_by_the_inbox_either(world, graph):
    await erased(world)

    await world.call("new-call", "+1 555 010 0177", "It is me, about the rucksack")
    await world.call("new-call", "withheld", "Still about the rucksack", event="ended")

    assert words_in(await world.everything(), HER_WORDS) == []
    assert (await inbox_backlog(graph)).waiting == 0
    rows = await graph.read("MATCH (d:Delivery {state: 'erased'}) RETURN d.body AS body")
    assert [row["body"] for row in rows] == [None] * 4


async def test_a_late_event_of_an_erased_call_and_one_sent_again_leave_nothing(world):
    await erased(world)

    await world.call("call-of-ana", "+1 (555) 010-0177", "Hello, this is Ana")
    await world.call("call-of-ana", "withheld", "a rucksack", event="ended")

    assert words_in(await world.everything(), HER_WORDS) == []


async def test_lifting_lets_a_new_account_in_and_the_old_ones_stay_out(world):
    customer_id = await erased(world)
    (row,) = await erasures_of(world.identity, [customer_id])
    back = replace(ANA, source_id="new-account")

    await lift(world.identity, row, WHO, everything=False, at_ms=NOW_MS + 1)

    assert (await world.sink.ingest([ANA, back])).suppressed == 1
    assert await world.customer_of(back)
    assert await world.customer_of(ANA) is None


async def test_an_erasure_by_mistake_can_be_lifted_altogether(world):
    customer_id = await erased(world)
    (row,) = await erasures_of(world.identity, [customer_id])

    await lift(world.identity, row, WHO, everything=True, at_ms=NOW_MS + 1)
    result = await world.sink.ingest(HERS)

    assert result.suppressed == 0
    assert await world.customer_of(ANA) == customer_id


class Killed(Exception):  # noqa: N818  what happens, not an error of ours
    pass


class CutGraph:
    """A graph whose user dies after so many writes."""

    def __init__(self, graph: Graph, writes: int) -> None:
        self._graph = graph
        self._writes = writes

    async def read(self, cypher, /, **parameters):
        return await self._graph.read(cypher, **parameters)

    async def write(self, statements, *, guard=None):
        if not self._writes:
            raise Killed
        self._writes -= 1
        return await self._graph.write(statements, guard=guard)


async def test_an_erasure_that_is_cut_off_after_every_write_comes_to_the_same_end(world):
    customer_id = await world.customer_of(ANA)
    runs = 0
    while True:
        runs += 1
        cut = replace(world.identity, graph=CutGraph(world.graph, runs))
        with suppress(Killed):
            row = await erase(cut, customer_id, WHO, at_ms=NOW_MS + runs)
            break
        (under_way,) = await erasures_of(world.identity, [customer_id])
        assert under_way.finished_at_ms is None
        assert await world.customer_of(ANA) is None
        assert (await world.sink.ingest([ANA])).suppressed == 1

    assert runs > 5
    assert row.at_ms == NOW_MS + 1
    assert row.finished_at_ms is not None
    assert {"Interaction 7", "Promise 1"} <= {*row.counts}
    assert words_in(await world.everything(), HER_WORDS) == []


async def test_what_was_cut_off_is_finished_by_whoever_comes_next(world):
    cut = replace(world.identity, graph=CutGraph(world.graph, 1))
    with pytest.raises(Killed):
        await erase(cut, await world.customer_of(ANA), WHO, at_ms=NOW_MS)

    assert await finish_erasures(world.identity, at_ms=NOW_MS) == 1
    assert await finish_erasures(world.identity, at_ms=NOW_MS) == 0
    assert words_in(await world.everything(), HER_WORDS) == []


async def test_beside_writers_of_identity_an_erasure_gets_its_turn(world):
    async def write(number: int) -> None:
        for one in range(10):
            person = PersonRecord("bulk", f"{number}-{one}", name=f"Person {number} Nr{one}")
            await world.sink.ingest([person])

    await asyncio.gather(erased(world), write(1), write(2))

    assert words_in(await world.everything(), HER_WORDS) == []
    numbers = await read_sequence(world.graph)
    (counts,) = await world.graph.read(COUNTS)
    live = await world.graph.read(
        "MATCH (c:Customer) WHERE NOT EXISTS { MATCH (c)-[:MERGED_INTO]->(:Customer) } "
        "RETURN count(c) AS n"
    )
    assert live[0]["n"] == numbers.customers
    assert counts["records"] >= 20


async def test_a_customer_with_more_than_one_step_goes_whole(world, monkeypatch):
    many = [interaction(f"t{one}", text=f"rucksack {one}", person=ANA_ON_X) for one in range(600)]
    await world.sink.ingest(many)

    await erased(world)

    assert words_in(await world.everything(), HER_WORDS) == []


async def test_nothing_of_her_household_and_wishes_is_left_and_his_word_stays(world, graph):
    await world.make_household()
    assert await graph.read(TIES) == [{"households": 2, "organisations": 1, "decisions": 1}]

    await erased(world)

    text = await world.everything()
    assert words_in(text, (*HER_WORDS, "Rucksackwerk", "flatmate of")) == []
    assert await graph.read(TIES) == [{"households": 0, "organisations": 0, "decisions": 1}]
    rows = await graph.read(
        "MATCH (d:Decision {about_household: true})-[h:HOUSES]->(s:SourceRecord) "
        "RETURN d.why AS why, s.source_id AS left"
    )
    assert rows == [{"why": None, "left": "account-of-jorge"}]
