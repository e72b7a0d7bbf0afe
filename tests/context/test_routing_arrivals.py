"""What has just come is decided about once; what became of it says whether that was right."""

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from context.journey.model import Attempt, Matter, NextAction
from context.journey.problem import Problem
from context.routing.arrivals import arrivals, contact_of, route_arrivals
from context.routing.decide import decide
from context.routing.kept import candidates_of, kept_route, offers_of, placement_of, route_of
from context.routing.model import Offer, OpenMatter, Staff
from context.routing.offers import offered_again
from context.routing.outcome import outcome_of
from context.routing.parse import parse_routing
from context.routing.parting import without_others
from context.routing.present import present_route, unknown_route
from context.routing.shipped import shipped_routing
from graph.model import (
    AgentView,
    CaseView,
    CustomerId,
    CustomerView,
    InteractionView,
    QueueView,
    RouteView,
)

UTC_ZONE = ZoneInfo("UTC")
NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)  # Monday
NOW_MS = round(NOW.timestamp() * 1000)
MINUTE_MS = 60_000
HOUR_MS = 60 * MINUTE_MS
DAY_MS = 24 * HOUR_MS
RULES = parse_routing("""
[[rule]]
name = "refinance"
when = [{ fact = "matter.said", says = "refinance" }]
desk = "Refinance"
skill = "refinance"
score = 3
why = "it is about a refinance"
[[rule]]
name = "waits"
when = [{ fact = "matter.queue", exists = true }]
desk = "{matter.queue}"
score = 3
why = "it waits there"
""")
CALL = InteractionView(
    "c1", "switch", "voice", "call", "in", NOW_MS - MINUTE_MS, status="queued", queue="hotline"
)
DM = InteractionView(
    "d1", "x", "dm", "message", "in", NOW_MS - MINUTE_MS, text="My refinance is wrong"
)
REFINANCE = OpenMatter(
    "m1", "Payoff letter", Problem(cases=[CaseView("7", "crm", 1, subject="Refinance")])
)
ROUTE = RouteView(
    at_ms=NOW_MS - MINUTE_MS,
    desk="Refinance",
    why="it is about a refinance",
    candidates="[]",
    placement='{"agents":["a-1"],"is_open":true,"opens_at_ms":null,"reason":"One agent"}',
    skills=("refinance",),
    status="queued",
    queue="hotline",
)


def beth(*interactions, queues=()):
    return CustomerView(CustomerId("c1"), interactions=interactions, queues=queues)


def agent(id_, *skills, presence="available", authority=()):
    return AgentView(id_, f"Agent {id_}", skills, tuple(authority), presence)


def routed(contact, *matters, staff=None, rules=RULES):
    rows = route_arrivals(beth(contact), matters, rules, staff or Staff(), now=NOW, zone=UTC_ZONE)
    return rows[0].route


def own_matter(contact, id_="own", **more):
    """Return the matter that a contact is for itself, as the journey sees it."""
    attempt = Attempt(
        contact.id, contact.channel, contact.started_at_ms, "waiting", None, "Waits",
        source=contact.source, queue=contact.queue, said=contact.text, thread=(contact.id,), **more,
    )  # fmt: skip
    return OpenMatter(id_, "Waits now", Problem(attempts=[attempt]))


# What has come


@pytest.mark.parametrize(
    ("contact", "comes"),
    [
        pytest.param(CALL, True, id="a call in the queue"),
        pytest.param(replace(CALL, status="ringing", queue=None), True, id="a call that rings"),
        pytest.param(replace(CALL, status="answered"), True, id="a call that was answered by now"),
        pytest.param(DM, True, id="a message"),
        pytest.param(replace(CALL, status="ended"), False, id="a call that is over"),
        pytest.param(replace(CALL, ended_at_ms=NOW_MS), False, id="one with an end"),
        pytest.param(replace(CALL, status="voicemail"), False, id="a voicemail"),
        pytest.param(replace(CALL, direction="out"), False, id="a call of ours"),
        pytest.param(
            replace(CALL, started_at_ms=NOW_MS - 2 * HOUR_MS), True, id="two hours on the line"
        ),
        pytest.param(
            replace(CALL, started_at_ms=NOW_MS - 2 * HOUR_MS - 1), False, id="history of an import"
        ),
        pytest.param(
            replace(CALL, started_at_ms=NOW_MS + 6 * MINUTE_MS), False, id="from the future"
        ),
        pytest.param(replace(DM, answered_at_ms=NOW_MS), False, id="a message that has its answer"),
        pytest.param(
            replace(DM, answered_at_ms=NOW_MS, answer_canned=True),
            True,
            id="one with an answer that anybody gets",
        ),
        pytest.param(replace(DM, text=None), False, id="a message that says nothing"),
        pytest.param(replace(DM, kind="like"), False, id="a like"),
        pytest.param(replace(CALL, channel="counter"), False, id="a visit at the counter"),
        pytest.param(replace(CALL, route=ROUTE), False, id="decided already"),
    ],
)
def test_what_is_here_and_asks_for_somebody_is_routed_once(contact, comes):
    assert (arrivals(beth(contact), NOW) == (contact,)) is comes


def test_only_what_just_came_is_routed_when_that_is_told():
    assert arrivals(beth(CALL, DM), NOW, {("x", "d1")}) == (DM,)


def test_the_decision_is_kept_with_how_the_contact_was_then():
    staff = Staff((agent("a-1", "refinance"),))

    kept = routed(CALL, REFINANCE, staff=staff)

    assert (kept.desk, kept.at_ms, kept.rules) == ("Refinance", NOW_MS, RULES.fingerprint)
    assert (kept.channel, kept.status, kept.queue, kept.transfers) == (
        "voice",
        "queued",
        "hotline",
        0,
    )
    assert placement_of(kept).agents == ("a-1",)


def test_what_is_kept_is_told_as_it_was_decided():
    contact = contact_of(CALL)
    decision = decide(
        beth(), [REFINANCE], contact, RULES, Staff((agent("a-1"),)), now=NOW, zone=UTC_ZONE
    )

    told = route_of(kept_route(decision, CALL, RULES, NOW), None)

    assert told.candidates == decision.candidates
    assert (told.placement, told.at_risk, told.skills) == (
        decision.placement,
        decision.at_risk,
        ("refinance",),
    )
    assert told.decided_at_ms == NOW_MS


def test_whoever_has_said_nothing_yet_is_here_about_what_is_open():
    kept = routed(CALL, own_matter(CALL), REFINANCE)

    assert (kept.desk, kept.margin, kept.ask) == ("Refinance", None, None)


def test_with_nothing_else_open_it_stays_where_it_waits():
    assert routed(CALL, own_matter(CALL)).desk == "hotline"


def test_what_somebody_says_now_outranks_what_lies_open():
    lamp = replace(DM, text="The lamp is broken", queue="lamps")

    kept = routed(lamp, own_matter(lamp), REFINANCE)

    assert (kept.desk, kept.margin, kept.ask) == ("lamps", 6, None)


def test_other_rules_have_another_fingerprint():
    assert routed(CALL, rules=shipped_routing()).rules != RULES.fingerprint != ""


def test_after_a_split_nobody_reads_what_is_another_customers_now():
    said = own_matter(replace(DM, text="My refinance"))
    kept = routed(DM, REFINANCE, said)
    both = replace(beth(DM), cases=tuple(REFINANCE.problem.cases))

    parted = without_others(kept, beth(DM))

    told = candidates_of(parted)
    assert without_others(kept, both) == kept
    assert {one.subject for one in told} == {"Waits now", ""}
    assert "Payoff letter" not in parted.candidates
    assert [one.desk for one in told] == ["Refinance", "Refinance"]
    assert without_others(parted, beth(DM)) == parted


def test_a_split_from_the_winner_takes_the_reason_along():
    parted = without_others(routed(CALL, REFINANCE), beth(CALL))

    assert (parted.desk, parted.why) == ("Refinance", "decided over what is another customer's now")


# What became of it


@pytest.mark.parametrize(
    ("contact", "wrong", "went_to"),
    [
        pytest.param(CALL, None, None, id="still waits"),
        pytest.param(replace(CALL, queue="refinance"), None, None, id="sent there, still waits"),
        pytest.param(
            replace(CALL, queue="refinance", status="ended", agent="a-1"),
            False,
            None,
            id="dealt with there",
        ),
        pytest.param(
            replace(CALL, queue=None, status="ended", agent="a-1"), False, None, id="dealt with"
        ),
        pytest.param(
            replace(CALL, queue="new-loans", status="answered", transfers=1),
            True,
            "new-loans",
            id="handed on to another desk",
        ),
        pytest.param(
            replace(CALL, status="transferred"), True, None, id="handed on, nobody says where"
        ),
        pytest.param(
            replace(CALL, queue="refinance", status="answered", transfers=1),
            False,
            None,
            id="handed on to where it was to go",
        ),
        pytest.param(
            replace(CALL, queue="voicemail", status="voicemail", transfers=1),
            True,
            "voicemail",
            id="handed on to a voicemail",
        ),
        pytest.param(
            replace(CALL, status="ended", agent="a-1"), None, None, id="never sent anywhere"
        ),
        pytest.param(
            replace(CALL, queue="new-loans", status="ended", agent="a-1"),
            True,
            "new-loans",
            id="dealt with elsewhere",
        ),
        pytest.param(
            replace(CALL, queue="refinance", status="abandoned"), None, None, id="hung up"
        ),
        pytest.param(
            replace(CALL, queue="refinance", status="voicemail", agent="a-1"),
            None,
            None,
            id="nobody took it",
        ),
    ],
)
def test_a_transfer_says_that_it_was_wrong_and_where_it_should_have_gone(contact, wrong, went_to):
    found = outcome_of(ROUTE, contact)

    assert (found.wrong, found.went_to) == (wrong, went_to)
    assert bool(found.why) is (wrong is not None)


def test_transfers_before_anybody_decided_are_not_its_fault():
    late = replace(ROUTE, transfers=2, queue="refinance")

    found = outcome_of(
        late, replace(CALL, queue="refinance", status="ended", agent="a-1", transfers=2)
    )

    assert found.wrong is False


@pytest.mark.parametrize(
    ("answered", "canned", "wrong"),
    [
        pytest.param(NOW_MS, False, False, id="answered"),
        pytest.param(NOW_MS, True, None, id="by what anybody gets"),
        pytest.param(None, False, None, id="not yet"),
    ],
)
def test_a_message_is_dealt_with_by_an_answer_of_its_own(answered, canned, wrong):
    message = replace(DM, answered_at_ms=answered, answer_canned=canned)

    assert outcome_of(replace(ROUTE, queue=None), message).wrong is wrong


# Who is offered it


TEAM = (agent("a-1", "refinance"), agent("a-2", "refinance"))
RINGS = replace(CALL, status="ringing", agent="a-1")


def offered(kept, contact, *agents):
    return offered_again(kept, contact, Staff(agents), now=NOW, zone=UTC_ZONE)


def test_who_does_not_answer_is_passed_over():
    ringing = offered(ROUTE, RINGS, *TEAM)

    again = offered(ringing, CALL, *TEAM)

    assert offers_of(again) == (Offer("a-1", NOW_MS, "no_answer"),)
    assert placement_of(again).agents == ("a-2",)
    assert again.desk == "Refinance"


def test_with_nobody_left_it_is_back_to_the_queue():
    ringing = offered(ROUTE, RINGS, TEAM[0])

    again = offered(ringing, CALL, TEAM[0])

    assert placement_of(again).agents == ()
    assert "Back to the queue Refinance" in placement_of(again).reason
    assert "a-1 did not answer" in placement_of(again).reason


def test_the_next_who_rings_ends_the_offer_before():
    ringing = offered(ROUTE, RINGS, *TEAM)

    again = offered(ringing, replace(RINGS, agent="Agent a-2"), *TEAM)

    assert offers_of(again) == (Offer("a-1", NOW_MS, "no_answer"), Offer("a-2", NOW_MS))


def test_who_goes_offline_before_answering_is_asked_no_more():
    ringing = offered(ROUTE, RINGS, *TEAM)

    again = offered(ringing, RINGS, agent("a-1", "refinance", presence="offline"), TEAM[1])

    assert offers_of(again) == (Offer("a-1", NOW_MS, "offline"),)
    assert placement_of(again).agents == ("a-2",)


def test_who_was_to_have_it_and_goes_offline_leaves_it_to_others():
    again = offered(ROUTE, CALL, agent("a-1", "refinance", presence="offline"), TEAM[1])

    assert placement_of(again).agents == ("a-2",)


@pytest.mark.parametrize(
    "contact",
    [
        pytest.param(replace(RINGS, status="answered"), id="answered"),
        pytest.param(replace(CALL, status="abandoned"), id="hung up"),
        pytest.param(CALL, id="still in the queue"),
    ],
)
def test_nothing_is_offered_anew_without_a_reason(contact):
    assert offered(ROUTE, contact, *TEAM) == ROUTE


def test_whoever_answers_has_it():
    ringing = offered(ROUTE, RINGS, *TEAM)

    assert offered(ringing, replace(RINGS, status="answered"), *TEAM) == ringing


# What the desktop shows


REFINANCES = QueueView("q1", "refinance", 3, 240, "Mo-Fr 09:00-17:00")


def shown(customer, contact, **more):
    return present_route(customer, contact, RULES, now=NOW, zone=UTC_ZONE, **more)


def test_the_decision_of_the_contact_that_is_here_is_shown_with_who_waits_there():
    customer = beth(replace(CALL, route=ROUTE), queues=(REFINANCES,))

    route = shown(customer, contact_of(CALL))

    assert (route.desk, route.decided_at_ms) == ("Refinance", ROUTE.at_ms)
    assert (route.queue.waiting, route.queue.longest_wait_seconds) == (3, 240)
    assert route.queue.is_open


def test_the_newest_on_the_channel_is_the_contact_when_none_is_named():
    older = replace(CALL, id="c0", started_at_ms=NOW_MS - HOUR_MS)
    elsewhere = replace(DM, route=replace(ROUTE, desk="Messages"))
    customer = beth(
        elsewhere, replace(CALL, route=ROUTE), replace(older, route=replace(ROUTE, desk="Older"))
    )

    by_channel = shown(customer, replace(contact_of(CALL), interaction=None))

    assert by_channel.desk == "Refinance"


@pytest.mark.parametrize(
    "customer",
    [
        pytest.param(beth(), id="not recorded"),
        pytest.param(beth(CALL), id="recorded, and nobody decided"),
        pytest.param(beth(replace(CALL, status="ended", route=ROUTE)), id="the last one is over"),
    ],
)
def test_what_nobody_has_decided_is_decided_now_and_says_so(customer):
    contact = replace(contact_of(CALL), interaction=None)

    open_case = replace(REFINANCE.problem, matter=Matter("m1", "Payoff letter", 1, "open", 1, ""))

    route = shown(customer, contact, problems=[open_case])

    assert (route.desk, route.decided_at_ms) == ("Refinance", None)
    assert route.placement.reason == "The queue Refinance is open"


def test_somebody_unknown_goes_to_the_front_desk_with_who_can_help():
    staff = Staff((agent("a-9"),), (QueueView("f", "Front desk", 1),))

    route = unknown_route(RULES, staff, now=NOW, zone=UTC_ZONE)

    assert (route.desk, route.placement.agents) == ("front desk", ("a-9",))
    assert route.queue.waiting == 1


# The stories


def test_a_chat_after_an_abandoned_call_goes_to_whoever_may_exchange_and_not_to_an_old_case():
    chat = replace(CALL, id="chat-1", source="chat", channel="chat", queue="chat")
    tried = Attempt(
        "c0", "voice", NOW_MS - DAY_MS, "abandoned", 1380, "Called", source="switch", thread=("c0",)
    )
    gadget = OpenMatter(
        "m2",
        "The gadget",
        Problem(attempts=[tried, *own_matter(chat).problem.attempts], cases=[]),
        (NextAction("exchange", "", "", authority="replace_without_return"),),
    )
    staff = Staff((agent("a-1"), agent("a-2", authority=["replace_without_return"])))

    kept = routed(chat, REFINANCE, gadget, staff=staff)

    assert (kept.desk, kept.authority) == ("chat", ("replace_without_return",))
    assert kept.at_risk_why == "one abandoned attempt after 23 minutes"
    assert placement_of(kept).agents == ("a-2",)


@pytest.mark.parametrize(
    "contact",
    [
        pytest.param(CALL, id="by telephone"),
        pytest.param(replace(DM, channel="social", public=True, reach=40_000), id="in public"),
        pytest.param(DM, id="in a message"),
    ],
)
def test_the_same_matter_gets_the_same_desk_and_authority_on_every_channel(contact):
    said = Attempt(
        "w1", "voice", NOW_MS - DAY_MS, "not_solved", None, "Called", source="switch",
        said="My refinance", thread=("w1",),
    )  # fmt: skip
    matter = OpenMatter(
        "m1",
        "Two at once",
        Problem(attempts=[said]),
        (NextAction("send", "", "", authority="send_two_technicians"),),
    )
    staff = Staff(
        (agent("a-1", "refinance"), agent("a-2", "refinance", authority=["send_two_technicians"]))
    )

    kept = routed(contact, matter, staff=staff)

    assert (kept.desk, placement_of(kept).agents) == ("Refinance", ("a-2",))
    assert kept.authority == ("send_two_technicians",)
