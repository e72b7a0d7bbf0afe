"""A contact comes, is sent somewhere, and what becomes of it is seen: over a real graph."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from context.derivation import Derivation
from context.ingest import Ingest
from context.keeper import Keeper
from context.pop import Desk, Lookup, Resolution, screen_pop
from context.records import AgentRecord, CaseRecord, InteractionRecord, QueueRecord
from context.routes import Routing, replay_routes, routing_book
from context.routing.model import Offer
from context.routing.parse import parse_routing
from context.routing.replay import Verdict
from graph.queries.routes import count_routes
from identity.erasure import Who, erase
from identity.portability import export_customer
from identity.records import PersonRecord
from identity.resolver import Resolver
from identity.settings import IdentitySettings
from identity.setup import open_identity

pytestmark = pytest.mark.graph

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)  # Monday
NOW_MS = round(NOW.timestamp() * 1000)
ALL_DAY = {"since_ms": NOW_MS - 43_200_000, "until_ms": NOW_MS + 43_200_000}
RULES = """
ask_below = 1
[[rule]]
name = "new-loan"
when = [{ fact = "matter.said", says = "new loan" }]
desk = "new loans"
score = 4
why = "it is about a new loan"
[[rule]]
name = "refinance"
when = [{ fact = "matter.said", says = "refinance" }]
desk = "refinance"
skill = "refinance"
score = 3
why = "it is about a refinance"
"""
BETH = PersonRecord(
    source="crm",
    source_id="1",
    given_name="Elizabeth",
    family_name="Marlowe",
    city="St. Louis",
    phones=("+1 314 555 0198",),
)
CALL = InteractionRecord(
    source="switch",
    source_id="call-1",
    person=replace(BETH, phones=()),
    channel="voice",
    kind="call",
    started_at=NOW - timedelta(minutes=2),
    updated_at=NOW - timedelta(minutes=2),
    status="queued",
    queue="hotline",
)


def case(id_, subject, days_ago):
    at = NOW - timedelta(days=days_ago)
    return CaseRecord(
        source="crm", source_id=id_, subject=subject, status="open", opened_at=at, person=BETH
    )


REFINANCE, NEW_LOAN = case("7", "Refinance", 40), case("8", "A new loan", 80)
ANN = AgentRecord(
    source="switch", source_id="a-1", name="Ann", skills=("refinance",), presence="available"
)
BO = replace(ANN, source_id="a-2", name="Bo")


class Desks:
    """A company whose keeper routes whoever comes."""

    def __init__(self, graph, keys, path):
        self.identity = open_identity(graph, keys, IdentitySettings())
        self.routing = Routing(graph, keys, routing_book(path))
        self._ingest = Ingest(Resolver(self.identity))

    async def take(self, *records, now=NOW):
        """Take records in, and derive what follows from them."""
        await self._ingest.ingest(list(records))
        derivation = Derivation(self.identity.graph, self.identity.keys, self.routing)
        await Keeper(derivation, clock=lambda: now).catch_up()

    async def pop(self, now=NOW, **lookup):
        desk = Desk(self.identity, routing=self.routing.rules)
        return await screen_pop(desk, Lookup(**{"phone": "+13145550198", **lookup}), now=now)


@pytest.fixture
def desks(graph, keys, tmp_path):
    path = tmp_path / "routing.toml"
    path.write_text(RULES)
    return Desks(graph, keys, path)


def later(minutes=1, **more):
    """Return the call as the switch reports it some minutes later."""
    return replace(CALL, updated_at=NOW + timedelta(minutes=minutes), **more)


async def test_a_call_is_decided_when_it_comes_and_the_pop_shows_that_in_its_one_read(desks, graph):
    await desks.take(BETH, REFINANCE, ANN)
    await desks.take(CALL)
    await desks.take(NEW_LOAN)
    graph.reads = 0

    pop = await desks.pop(now=NOW + timedelta(minutes=1), channel="voice")

    assert graph.reads == 1
    assert (pop.route.desk, pop.route.decided_at_ms) == ("refinance", NOW.timestamp() * 1000)
    assert pop.route.placement.agents == ("a-1",)
    assert [one.subject for one in pop.route.candidates] == ["Refinance"]


async def test_deciding_twice_is_deciding_once(desks, graph):
    await desks.take(BETH, REFINANCE)
    await desks.take(CALL)

    await desks.take(later(status="ringing"), now=NOW + timedelta(minutes=1))

    assert await count_routes(graph, **ALL_DAY) == (1, 0)
    assert (await desks.pop(channel="voice")).route.decided_at_ms == NOW.timestamp() * 1000


async def test_what_nobody_has_decided_is_decided_by_the_pop_which_says_so(desks, graph):
    await desks.take(BETH, REFINANCE, ANN)
    graph.reads = 0

    pop = await desks.pop(channel="voice")

    assert graph.reads == 1
    assert (pop.route.desk, pop.route.decided_at_ms) == ("refinance", None)


async def test_the_pop_names_who_waits_at_the_desk(desks):
    queue = QueueRecord(
        source="switch", source_id="q-1", name="Refinance", waiting=4, longest_wait_seconds=300
    )
    await desks.take(BETH, REFINANCE, queue)

    pop = await desks.pop()

    assert (pop.route.queue.waiting, pop.route.queue.longest_wait_seconds) == (4, 300)


async def test_nobody_known_goes_to_the_front_desk_with_who_is_there(desks):
    await desks.take(BETH, ANN)

    pop = await desks.pop(phone="+1 555 010 0142")

    assert pop.resolution is Resolution.NONE
    assert (pop.route.desk, pop.route.placement.agents) == ("front desk", ("a-1",))


async def test_a_transfer_marks_the_decision_wrong_and_says_where_it_went(desks, graph):
    await desks.take(BETH, REFINANCE, NEW_LOAN)
    await desks.take(CALL)

    handed_on = later(status="answered", queue="refinance", agent="a-1", transfers=1)
    await desks.take(handed_on, now=NOW + timedelta(minutes=3))

    pop = await desks.pop(interaction="switch:call-1")
    assert pop.route.desk == "new loans"
    assert (pop.route.outcome.wrong, pop.route.outcome.went_to) == (True, "refinance")
    assert pop.route.outcome.why == "It was handed on and ended at refinance"
    assert await count_routes(graph, **ALL_DAY) == (1, 1)


async def test_an_agent_who_does_not_answer_is_passed_over_until_it_is_back_to_the_queue(desks):
    await desks.take(BETH, REFINANCE, ANN, BO)
    await desks.take(CALL)
    for minute, agent in enumerate(("a-1", None, "a-2", None), 1):
        version = later(minute, status="ringing" if agent else "queued", agent=agent)
        await desks.take(version, now=NOW + timedelta(minutes=minute))

    route = (await desks.pop(channel="voice")).route

    assert [(one.agent, one.ended) for one in route.offers] == [
        ("a-1", "no_answer"),
        ("a-2", "no_answer"),
    ]
    assert route.placement.agents == ()
    assert "Back to the queue refinance" in route.placement.reason


async def test_who_goes_offline_is_asked_no_more(desks, graph):
    await desks.take(BETH, REFINANCE, ANN, BO)
    await desks.take(CALL)

    await desks.take(replace(ANN, presence="offline"))

    assert (await desks.pop(channel="voice")).route.placement.agents == ("a-2",)
    assert await desks.routing.when_agents_changed(now=NOW) == []


async def test_an_offer_that_was_answered_stays(desks):
    await desks.take(BETH, REFINANCE, ANN)
    await desks.take(CALL)
    await desks.take(later(1, status="ringing", agent="a-1"), now=NOW + timedelta(minutes=1))
    await desks.take(later(2, status="answered", agent="a-1"), now=NOW + timedelta(minutes=2))

    route = (await desks.pop(interaction="switch:call-1")).route

    assert route.offers == (Offer("a-1", round(NOW.timestamp() * 1000) + 60_000),)


async def test_history_that_is_imported_is_routed_nowhere(desks, graph):
    await desks.take(BETH, REFINANCE, replace(CALL, started_at=NOW - timedelta(days=3)))

    assert await count_routes(graph, **ALL_DAY) == (0, 0)


async def test_a_decision_is_told_to_the_customer_and_erased_with_her(desks, graph):
    await desks.take(BETH, REFINANCE)
    await desks.take(CALL)
    id_ = (await desks.pop()).customer.id

    document = await export_customer(desks.identity, id_, now=NOW)
    await erase(desks.identity, id_, Who("dpo", "letter 12"), at_ms=round(NOW.timestamp() * 1000))

    (told,) = document["routes"]
    assert (told["desk"], told["candidates"][0]["subject"]) == ("refinance", "Refinance")
    assert await count_routes(graph, **ALL_DAY) == (0, 0)


async def test_a_replay_decides_over_what_was_on_file_then(desks):
    await desks.take(BETH, REFINANCE, NEW_LOAN)
    await desks.take(CALL)
    await desks.take(later(status="ended", queue="refinance", agent="a-1", transfers=1))
    await desks.take(case("9", "Another new loan", -1))
    changed = parse_routing(RULES.replace("score = 3", "score = 5"))

    found = [one async for one in replay_routes(desks.routing, changed, **ALL_DAY)]

    assert [(one.desk, one.new_desk, one.verdict) for one in found] == [
        ("new loans", "refinance", Verdict.PREVENTED)
    ]
