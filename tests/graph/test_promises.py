"""Promises in the graph: each change is made and told once, whoever asks for it."""

import pytest

from graph.access import Statement
from graph.model import CustomerId
from graph.queries.pop import customer_by_id
from graph.queries.promises import (
    Told,
    await_at,
    change_promises,
    customers_with_promises,
    due_promises,
    make_promise,
    next_due_ms,
    place_of_promise,
    promises_by_id,
    say_promises,
)

pytestmark = pytest.mark.graph

ANA = """
CREATE (c:Customer {id: 'ana'})
CREATE (:Customer {id: 'old'})-[:MERGED_INTO]->(c)
CREATE (:SourceRecord {key: 'r2', kind: 'account'})-[:RESOLVED_TO]->(c)
CREATE (s:SourceRecord {key: 'r1', kind: 'profile'})-[:RESOLVED_TO]->(c)
CREATE (:Interaction {key: 'i1', source: 'mail', source_id: '1'})-[:BY]->(s)
"""
EVENTS = "MATCH (e:Event) RETURN e.kind AS kind, e.number AS number ORDER BY number"
HANGS_ON = "MATCH (:Promise {id: 'p'})-[:MADE_TO]->(s:SourceRecord) RETURN s.key AS key"
PROPERTIES = {
    "kind": "refund",
    "text": "We will refund you",
    "made_at_ms": 1,
    "made_how": "desktop",
    "due_ms": 100,
    "due_assumed": False,
    "about": ["order 1001"],
}


@pytest.fixture
async def ana(graph):
    await graph.write([Statement(ANA)])
    return graph


def made(id_: str = "p", *, interactions=(), **properties) -> Statement:
    told = Told("promise_made", 1, ["ana"])
    values = {"status": "open", **PROPERTIES, **properties}
    return make_promise(id_, "r2", interactions, values, told)


def broken(id_: str = "p") -> Statement:
    values = {"status": "broken", "broken_at_ms": 100}
    row = {"id": id_, "properties": values, "customers": ["ana"]}
    return change_promises([row], "promise_broken", at_ms=101, of=("open",))


def said(text: str, due_ms: int) -> list[Statement]:
    row = {
        "id": "p",
        "interaction": "i1",
        "properties": {**PROPERTIES, "made_how": "text", "text": text, "due_ms": due_ms},
    }
    return say_promises([{"key": "i1", "ids": ["p"]}], [row])


async def found(graph):
    return (await promises_by_id(graph, ["p"])).get("p")


async def kinds(graph) -> list[str]:
    return [row["kind"] for row in await graph.read(EVENTS)]


async def test_a_promise_hangs_on_an_account_rather_than_on_a_profile(ana):
    place = await place_of_promise(ana, "old", None)

    assert (place.customer_id, place.record_key, place.in_record) == ("ana", "r2", None)
    assert (await place_of_promise(ana, "ana", "i1")).in_record == "r1"
    assert (await place_of_promise(ana, "ana", "i9")).in_record is None
    assert await place_of_promise(ana, "nobody", None) is None


async def test_made_twice_it_is_made_and_told_once(ana):
    await ana.write([made(interactions=["i1"])])
    await ana.write([made(text="something else")])

    customer_id, promise = await found(ana)
    assert (customer_id, promise.text, promise.interaction_id) == ("ana", "We will refund you", "1")
    assert promise.about == ("order 1001",)
    assert await kinds(ana) == ["promise_made"]


async def test_broken_twice_it_is_told_once_and_events_have_no_gap(ana):
    await ana.write([made(), broken(), broken()])
    await ana.write([broken()])

    rows = await ana.read(EVENTS)
    assert [row["kind"] for row in rows] == ["promise_made", "promise_broken"]
    assert [row["number"] for row in rows] == [1, 2]


async def test_several_are_broken_at_once_and_each_is_told(ana):
    await ana.write([made(one, due_ms=20) for one in ("a", "b", "c")])
    rows = [{"id": one, "properties": {"status": "broken"}, "customers": [one]} for one in "xacb"]

    for _ in range(2):
        await ana.write([change_promises(rows, "promise_broken", at_ms=9, of=("open",))])

    events = await ana.read("MATCH (e:Event) WHERE e.at_ms = 9 RETURN e ORDER BY e.number")
    assert sorted(one["e"]["subjects"] for one in events) == [["a"], ["b"], ["c"]]
    assert all(one["e"]["subjects"] == one["e"]["customers"] for one in events)
    assert [one["e"]["number"] for one in events] == [4, 5, 6]


async def test_what_is_due_is_found_the_longest_due_first(ana):
    await ana.write([made("late", due_ms=50), made("early", due_ms=20), made("next", due_ms=90)])
    due = await due_promises(ana, now_ms=60, limit=10)

    await ana.write([await_at([{"id": "early", "at_ms": 300}, {"id": "late", "at_ms": 400}])])

    assert due == ["early", "late"]
    assert await next_due_ms(ana) == 90


async def test_a_new_time_opens_what_the_clock_had_broken(ana):
    await ana.write(said("by noon", 100))
    await ana.write([broken()])
    await ana.write(said("by noon", 100))
    still = (await found(ana))[1].status

    await ana.write(said("by tonight", 200))

    promise = (await found(ana))[1]
    assert (still, promise.status, promise.due_ms) == ("broken", "open", 200)
    assert [row["key"] for row in await ana.read(HANGS_ON)] == ["r1"]


async def test_what_a_new_wording_does_not_say_is_gone(ana):
    await ana.write(said("by noon", 100))

    await ana.write(say_promises([{"key": "i1", "ids": []}], []))

    assert await found(ana) is None


async def test_the_pop_has_those_that_are_not_over_first(ana):
    await ana.write([made("kept", due_ms=900, status="kept"), made("open", due_ms=5)])

    view = await customer_by_id(ana, CustomerId("ana"))

    assert [one.id for one in view.promises] == ["open", "kept"]
    assert await customers_with_promises(ana, limit=5) == ["ana"]


async def test_a_customer_with_many_has_twenty_in_the_pop(ana):
    await ana.write([made(f"p{number}", due_ms=number) for number in range(25)])

    view = await customer_by_id(ana, CustomerId("ana"))

    assert [one.due_ms for one in view.promises] == list(range(24, 4, -1))
