"""Where contacts were sent is kept beside them, once; who could take them is one read."""

import pytest

from graph.access import Statement
from graph.model import AgentView, QueueView, RouteView
from graph.queries.agents import upsert_agents
from graph.queries.pop import customer_by_id
from graph.queries.queues import upsert_queues
from graph.queries.routes import (
    count_routes,
    known_routes,
    review_routes,
    store_routes,
    waiting_routes,
)
from graph.queries.staff import MOST_AGENTS, read_staff

pytestmark = pytest.mark.graph

CALLER = """
MERGE (c:Customer {id: $customer})
MERGE (s:SourceRecord {key: $customer})
MERGE (s)-[:RESOLVED_TO]->(c)
MERGE (n:Interaction {key: $call})
SET n += {
  source: 'switch', source_id: $call, channel: 'voice', kind: 'call', direction: 'in',
  started_at_ms: $at_ms, status: 'queued', queue: 'hotline'
}
MERGE (n)-[:BY]->(s)
"""
ANSWER = """
MATCH (n:Interaction {key: $call})
MERGE (a:Interaction {key: 'answer'})
SET a.direction = 'out', a.started_at_ms = 9, a.canned = $canned
MERGE (a)-[:ANSWERS]->(n)
"""
MERGE_INTO = """
MATCH (s:SourceRecord {key: $record})-[r:RESOLVED_TO]->(:Customer)
MATCH (c:Customer {id: $customer})
DELETE r
MERGE (s)-[:RESOLVED_TO]->(c)
"""
COUNT = "MATCH (d:RouteDecision) RETURN count(d) AS decided"


async def called(graph, call="call-1", customer="c1", at_ms=5):
    values = {"call": call, "customer": customer, "at_ms": at_ms}
    await graph.write([Statement(CALLER, values)])


def decided(call="call-1", at_ms=10, **more):
    properties = {
        "at_ms": at_ms, "desk": "Refinance", "why": "said so", "candidates": "[]",
        "placement": "{}", "offers": "[]", "at_risk": 3, "at_risk_why": "tried",
        "skills": ["loans"], "authority": [], "rules": "abc", "channel": "voice",
        "status": "queued", "queue": "hotline", "transfers": 0, **more,
    }  # fmt: skip
    return store_routes([{"key": f"r-{call}", "interaction_key": call, "properties": properties}])


def outcome(call="call-1", **more):
    usual = {
        "wrong": None, "wrong_why": None, "went_to": None, "offers": "[]", "placement": "{}",
        "candidates": "[]", "why": "said so", "at_risk_why": "tried", "ask": None,
    }  # fmt: skip
    return review_routes([{"key": f"r-{call}", **usual, **more}])


async def route_of(graph, customer="c1"):
    found = await customer_by_id(graph, customer)
    return found.interactions[0].route


async def test_a_decision_stands_beside_its_contact_in_the_pop(graph):
    await called(graph)
    await graph.write([decided(margin=1, ask="Which one?")])
    graph.reads = 0

    route = await route_of(graph)

    assert graph.reads == 1
    assert route == RouteView(
        10, "Refinance", "said so", "[]", "{}", "[]", 1, "Which one?", 3, "tried", ("loans",), (),
        "abc", "voice", "queued", "hotline", 0,
    )  # fmt: skip


async def test_a_contact_that_nobody_routed_has_none(graph):
    await called(graph)

    assert await route_of(graph) is None


async def test_the_first_decision_stays(graph):
    await called(graph)
    await graph.write([decided()])

    await graph.write([decided(at_ms=99, desk="Elsewhere")])

    assert (await route_of(graph)).desk == "Refinance"
    assert await graph.read(COUNT) == [{"decided": 1}]


async def test_nothing_is_decided_about_a_contact_that_is_not_there(graph):
    await graph.write([decided("nowhere")])

    assert await graph.read(COUNT) == [{"decided": 0}]


async def test_what_became_of_it_is_kept_and_may_be_corrected(graph):
    await called(graph)
    await graph.write([decided()])
    await graph.write([outcome(wrong=True, wrong_why="handed on", went_to="sales")])
    wrong = await route_of(graph)

    await graph.write([outcome(wrong=False, wrong_why="dealt with")])

    right = await route_of(graph)
    assert (wrong.wrong, wrong.wrong_why, wrong.went_to) == (True, "handed on", "sales")
    assert (right.wrong, right.wrong_why, right.went_to) == (False, "dealt with", None)


async def test_it_goes_with_the_contact_to_another_customer(graph):
    await called(graph)
    await called(graph, "call-2", "c2")
    await graph.write([decided()])

    await graph.write([Statement(MERGE_INTO, {"record": "c1", "customer": "c2"})])

    found = await customer_by_id(graph, "c2")
    assert [one.route is not None for one in found.interactions] == [True, False]


async def test_contacts_that_may_still_wait_are_found_by_time(graph):
    for number, at_ms in enumerate((10, 20, 30), 1):
        await called(graph, f"call-{number}")
        await graph.write([decided(f"call-{number}", at_ms)])
    await graph.write([outcome("call-2", wrong=True)])

    found = await waiting_routes(graph, since_ms=15, until_ms=99)

    assert [one.key for one in found] == ["r-call-3"]
    assert found[0].interaction.status == "queued"
    assert found[0].interaction.route.desk == "Refinance"


@pytest.mark.parametrize(("canned", "answered_at_ms"), [(True, None), (False, 9)])
async def test_an_answer_that_anybody_gets_leaves_it_waiting(graph, canned, answered_at_ms):
    await called(graph)
    await graph.write([decided(), Statement(ANSWER, {"call": "call-1", "canned": canned})])

    (found,) = await waiting_routes(graph, since_ms=0, until_ms=99)

    assert found.interaction.answered_at_ms == answered_at_ms


async def test_known_outcomes_come_page_by_page_in_order_of_time(graph):
    for number in (3, 1, 2, 4, 5):
        await called(graph, f"call-{number}", f"c{number}")
        await graph.write([decided(f"call-{number}", 10 * min(number, 4))])
        if number != 2:
            await graph.write([outcome(f"call-{number}", wrong=number == 3)])

    first = await known_routes(graph, since_ms=10, until_ms=99, after=None, limit=2)
    rest = await known_routes(graph, since_ms=10, until_ms=99, after=first[-1], limit=9)

    assert [one.source_id for one in first] == ["call-1", "call-3"]
    assert [(one.source_id, one.customer_id) for one in rest] == [
        ("call-4", "c4"),
        ("call-5", "c5"),
    ]
    assert await count_routes(graph, since_ms=10, until_ms=99) == (5, 4)
    assert await count_routes(graph, since_ms=31, until_ms=99) == (2, 2)
    assert await known_routes(graph, since_ms=10, until_ms=99, after=rest[-1], limit=9) == []


def row(id_, **properties):
    kept = {name: value for name, value in properties.items() if value is not None}
    common = {"key": id_, "source_id": id_, "source": "switch", "updated_at_ms": 1}
    return {"key": id_, "updated_at_ms": 1, "properties": {**common, **kept}}


async def test_staff_is_one_read_with_those_first_who_are_there(graph):
    await graph.write(
        [
            upsert_agents(
                [
                    row("a-1", name="Ann", presence="offline", skills=["loans"]),
                    row("a-2", name="Bo", presence="Available", authority=["waive_fee"]),
                    row("a-3", name="Cy"),
                ]
            ),
            upsert_queues([row("q-1", name="Loans", waiting=2, longest_wait_seconds=60)]),
        ]
    )
    graph.reads = 0

    agents, queues = await read_staff(graph, {"available"})

    assert graph.reads == 1
    assert agents == (
        AgentView("a-2", "Bo", (), ("waive_fee",), "Available"),
        AgentView("a-1", "Ann", ("loans",), (), "offline"),
        AgentView("a-3", "Cy"),
    )
    assert queues == (QueueView("q-1", "Loans", 2, 60),)


async def test_of_very_many_agents_none_is_left_out_who_is_there(graph):
    away = [row(f"a-{number:05}", name="A", presence="away") for number in range(MOST_AGENTS)]
    await graph.write([upsert_agents([*away, row("z", name="Zoe", presence="ready")])])

    agents, _ = await read_staff(graph, {"ready"})

    assert (agents[0].id, len(agents)) == ("z", MOST_AGENTS)


async def test_queues_stand_beside_the_customer(graph):
    await called(graph)
    await graph.write(
        [upsert_queues([row("q-1", name="Loans", opening_hours="Mo-Fr 09:00-17:00")])]
    )
    graph.reads = 0

    found = await customer_by_id(graph, "c1")

    assert graph.reads == 1
    assert found.queues == (QueueView("q-1", "Loans", None, None, "Mo-Fr 09:00-17:00"),)
