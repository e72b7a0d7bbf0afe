"""Which desk should have a contact: every matter is considered, and what is close is asked."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from context.journey.model import Attempt, NextAction
from context.journey.problem import Problem
from context.policies.parse import RefusedRulesError
from context.routing.decide import decide
from context.routing.hours import UnreadableHoursError, opening
from context.routing.model import Contact, OpenMatter, Points, Staff, Weights
from context.routing.parse import parse_routing
from context.routing.risk import at_risk
from context.routing.shipped import shipped_routing
from graph.model import (
    AgentView,
    CaseView,
    CustomerId,
    CustomerView,
    InteractionView,
    OrderView,
    QueueView,
)

NEW_YORK = ZoneInfo("America/New_York")
NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)  # Monday, 10:00 in New York
NOW_MS = round(NOW.timestamp() * 1000)
DAY_MS = 86_400_000
LOANS = """
ask_below = 2
[[rule]]
name = "refinance"
when = [{ fact = "matter.said", says = ["refinance", "payoff"] }]
desk = "refinance"
skill = "refinance"
score = 3
why = "it is about a refinance"
[[rule]]
name = "new-loan"
when = [{ fact = "matter.said", says = ["new loan", "borrow more"] }]
desk = "new loans"
skill = "new loans"
score = 4
why = "it is about a new loan"
[[rule]]
name = "technicians"
when = [{ fact = "matter.said", says = "washer" }]
desk = "field service"
skill = "appliances"
score = 1
why = "it is about an appliance"
"""
RULES = parse_routing(LOANS)
BETH = CustomerView(CustomerId("c1"), name="Elizabeth Marlowe")


def attempt(id_, outcome="unanswered", *, channel="email", said=None, **more):
    return Attempt(
        id_, channel, NOW_MS - DAY_MS, outcome, more.pop("waited", None), "Tried",
        source="s", said=said, thread=(id_,), **more,
    )  # fmt: skip


def matter(id_, subject, *attempts, cases=(), orders=(), actions=()):
    problem = Problem(attempts=list(attempts), cases=list(cases), orders=list(orders))
    return OpenMatter(id_, subject, problem, tuple(actions))


REFINANCE = matter("m1", "Payoff letter", cases=[CaseView("7", "crm", 1, subject="Refinance")])
NEW_LOAN = matter("m2", "New loan", cases=[CaseView("8", "crm", 2, subject="A new loan")])
WASHER = matter("m3", "The washer", attempt("w1", "not_solved", said="The washer leaks"))
TWO_MEN = NextAction("send_two_technicians", "", "", authority="send_two_technicians")


def route(*matters, contact=None, rules=RULES, staff=None, customer=BETH, now=NOW):
    return decide(
        customer, matters, contact or Contact("voice"), rules, staff or Staff(),
        now=now, zone=NEW_YORK,
    )  # fmt: skip


def agent(id_, *skills, authority=(), presence="available"):
    return AgentView(id_, f"Agent {id_}", skills, tuple(authority), presence)


def queue(name, hours=None, waiting=None, *, id_="q-1"):
    return QueueView(id_, name, waiting, opening_hours=hours)


# Which matter


def test_two_matters_close_to_each_other_are_asked_about_and_not_guessed():
    decision = route(REFINANCE, NEW_LOAN)

    assert [(one.desk, one.score) for one in decision.candidates] == [
        ("new loans", 4),
        ("refinance", 3),
    ]
    assert decision.margin == 1
    assert decision.ask == "Is it about “New loan” or “Payoff letter”?"


def test_just_above_the_bound_nobody_is_asked():
    wider = replace(RULES, ask_below=1)

    decision = route(REFINANCE, NEW_LOAN, rules=wider)

    assert (decision.margin, decision.ask) == (1, None)
    assert decision.desk == "new loans"


def test_two_matters_of_one_desk_are_no_question():
    another = replace(NEW_LOAN, id="m9")

    decision = route(NEW_LOAN, another)

    assert (decision.margin, decision.ask) == (None, None)
    assert "no other matter leads elsewhere" in decision.reason


def test_what_the_contact_names_wins():
    decision = route(REFINANCE, NEW_LOAN, contact=Contact("voice", about=("case 7",)))

    assert (decision.desk, decision.ask) == ("refinance", None)
    assert decision.winner.points == (
        Points("rule refinance", 3),
        Points("named by the contact", 6),
    )


def test_an_abandoned_attempt_outranks_history():
    tried = replace(
        REFINANCE,
        problem=Problem(
            attempts=[attempt("a", "abandoned", channel="voice", waited=843)],
            cases=REFINANCE.problem.cases,
        ),
    )

    decision = route(tried, NEW_LOAN)

    assert (decision.desk, decision.margin, decision.ask) == ("refinance", 2, None)
    assert decision.at_risk.reason == "one abandoned attempt after 14 minutes"
    assert "at risk" in decision.reason


def test_authority_beats_shouting():
    posts = [
        InteractionView("p", "s", "social", "mention", "in", NOW_MS, public=True, reach=50_000)
    ]
    loud = matter("m4", "Bad loan", attempt("p", "waiting", said="My new loan!", channel="social"))
    quiet = replace(WASHER, actions=(TWO_MEN,))

    decision = route(loud, quiet, customer=replace(BETH, interactions=tuple(posts)))

    assert [one.score for one in decision.candidates] == [7, 6]
    assert decision.desk == "field service"
    assert decision.authority == ("send_two_technicians",)


def test_the_same_matter_goes_to_the_same_desk_however_it_is_told():
    quiet = replace(WASHER, actions=(TWO_MEN,))
    staff = Staff(
        (agent("a-1", "appliances"), agent("a-2", "appliances", authority=["send_two_technicians"]))
    )

    told = {
        channel: route(quiet, contact=Contact(channel), staff=staff)
        for channel in ("voice", "social", "dm")
    }

    assert {one.placement.agents for one in told.values()} == {("a-2",)}
    assert len({one.desk for one in told.values()}) == 1


def test_somebody_unknown_or_without_a_matter_goes_to_the_front_desk():
    unknown = route(REFINANCE, customer=None)
    nothing = route()

    assert (unknown.desk, unknown.candidates) == ("front desk", ())
    assert "nobody is known" in unknown.reason
    assert (nothing.desk, nothing.winner, nothing.reason) == ("front desk", None, "nothing is open")


def test_equal_scores_are_decided_the_same_way_in_any_order():
    one = replace(REFINANCE, id="b")
    other = matter("a", "The washer", attempt("w", said="The washer leaks"))

    decisions = [route(one, other), route(other, one)]

    assert decisions[0] == decisions[1]
    assert (decisions[0].margin, decisions[0].winner.matter) == (0, "a")


def test_every_matter_that_was_considered_is_kept_with_its_points():
    decision = route(REFINANCE, NEW_LOAN, WASHER)

    assert {one.matter: sum(it.points for it in one.points) for one in decision.candidates} == {
        one.matter: one.score for one in decision.candidates
    }
    assert len(decision.candidates) == 3


@pytest.mark.parametrize(
    ("attempts", "points", "reason"),
    [
        pytest.param((), 0, "", id="nothing was tried"),
        pytest.param((attempt("a", "waiting"),), 0, "", id="just waiting"),
        pytest.param((attempt("a"),), 2, "one unanswered attempt", id="one unanswered"),
        pytest.param(
            (attempt("a"), attempt("b")), 4, "two unanswered attempts", id="two are no pattern"
        ),
        pytest.param(
            (attempt("a"), attempt("b"), attempt("c")),
            8,
            "three unanswered attempts and tried 3 times",
            id="three are",
        ),
        pytest.param(
            (attempt("a"), attempt("b", "solved"), attempt("c", "answered")),
            2,
            "one unanswered attempt",
            id="what came to something weighs nothing",
        ),
        pytest.param(
            (attempt("a", "chat_closed"), attempt("b", "misrouted")),
            4,
            "one chat closed attempt and one misrouted attempt",
            id="other ways to fail",
        ),
        pytest.param(
            (attempt("small"),), 3, "one unanswered attempt and public, 9,999 readers", id="public"
        ),
        pytest.param(
            (attempt("big"),),
            4,
            "one unanswered attempt and public, 10,000 readers",
            id="in front of many",
        ),
    ],
)
def test_the_risk_comes_from_what_was_tried(attempts, points, reason):
    posts = [
        InteractionView(id_, "s", "social", "mention", "in", 1, public=True, reach=reach)
        for id_, reach in (("small", 9_999), ("big", 10_000))
    ]

    risk = at_risk(Problem(attempts=list(attempts)), posts, Weights())

    assert (risk.points, risk.reason) == (points, reason)


# Who can have it


OFFICE = "Mo-Fr 09:00-17:00; Sa 10:00-14:00"


def test_who_may_and_is_there_gets_it_the_least_authority_first():
    staff = Staff(
        (
            agent("a-3", "refinance", authority=["waive_fee"]),
            agent("a-2", "Refinance"),
            agent("a-1", "new loans"),
        )
    )

    placement = route(REFINANCE, staff=staff).placement

    assert placement.agents == ("a-2", "a-3")
    assert placement.reason == "Two agents with refinance"


def test_an_agent_who_is_away_leaves_it_in_the_queue_and_the_reason_says_so():
    staff = Staff((agent("a-1", "refinance", presence="away"),), (queue("refinance", waiting=2),))

    placement = route(REFINANCE, staff=staff).placement

    assert (placement.agents, placement.is_open) == ((), True)
    assert placement.reason == (
        "Back to the queue refinance: nobody with refinance: a-1 is away; two contacts waiting"
    )


def test_who_did_not_answer_is_not_offered_it_again():
    agents = (agent("a-1", "refinance"), agent("a-2", "refinance"))

    left = route(REFINANCE, staff=Staff(agents, not_answered=frozenset({"a-1"}))).placement
    none = route(REFINANCE, staff=Staff(agents, not_answered=frozenset({"a-1", "a-2"}))).placement

    assert left.agents == ("a-2",)
    assert none.agents == ()
    assert "a-1 did not answer and a-2 did not answer" in none.reason


def test_nobody_without_the_authority_is_offered_it():
    staff = Staff((agent("a-1", "appliances"),))

    placement = route(replace(WASHER, actions=(TWO_MEN,)), staff=staff).placement

    assert placement.agents == ()
    assert "allowed to send_two_technicians: no such agent is known" in placement.reason


def test_outside_its_hours_the_queue_says_until_when():
    staff = Staff((agent("a-1", "refinance"),), (queue("Refinance", OFFICE),))
    evening = NOW.replace(hour=23)

    placement = route(REFINANCE, staff=staff, now=evening).placement

    assert (placement.agents, placement.is_open) == ((), False)
    assert placement.reason == "The queue refinance is closed until Tuesday 09:00"
    assert placement.opens_at_ms == round(
        datetime(2026, 11, 24, 9, tzinfo=NEW_YORK).timestamp() * 1000
    )


def test_a_desk_may_be_called_by_the_id_of_its_queue():
    staff = Staff((agent("a-1", "refinance"),), (queue("House loans", "off", id_="refinance"),))

    assert not route(REFINANCE, staff=staff).placement.is_open


def test_hours_that_nobody_can_read_close_nothing_and_are_named():
    staff = Staff((agent("a-1", "refinance"),), (queue("refinance", "nine to five"),))

    placement = route(REFINANCE, staff=staff).placement

    assert placement.agents == ("a-1",)
    assert "'nine to five' are no opening hours" in placement.reason


@pytest.mark.parametrize(
    ("hours", "at", "is_open", "changes"),
    [
        pytest.param(OFFICE, "2026-11-23T08:59", False, "2026-11-23T09:00", id="a minute early"),
        pytest.param(OFFICE, "2026-11-23T09:00", True, "2026-11-23T17:00", id="just open"),
        pytest.param(OFFICE, "2026-11-23T17:00", False, "2026-11-24T09:00", id="just closed"),
        pytest.param(OFFICE, "2026-11-28T13:59", True, "2026-11-28T14:00", id="Saturday"),
        pytest.param(OFFICE, "2026-11-29T12:00", False, "2026-11-30T09:00", id="Sunday"),
        pytest.param("Mo-Fr 22:00-06:00", "2026-11-24T03:00", True, "2026-11-24T06:00", id="night"),
        pytest.param("24/7", "2026-11-29T03:00", True, None, id="always"),
        pytest.param("off", "2026-11-24T12:00", False, None, id="never"),
    ],
)
def test_hours_are_the_queues_own(hours, at, is_open, changes):
    now = datetime.fromisoformat(at).replace(tzinfo=NEW_YORK)

    found = opening(hours, now.astimezone(UTC), NEW_YORK)

    expected = datetime.fromisoformat(changes).replace(tzinfo=NEW_YORK) if changes else None
    assert (found.is_open, found.changes_at) == (is_open, expected)


def test_hours_follow_the_clock_when_it_changes():
    before = datetime(2026, 3, 7, 14, 30, tzinfo=UTC)  # Saturday, 09:30 in New York
    after = before + timedelta(days=1)  # 10:30: the clock went forward

    assert not opening("Sa,Su 10:00-12:00", before, NEW_YORK).is_open
    assert opening("Sa,Su 10:00-12:00", after, NEW_YORK).is_open


@pytest.mark.parametrize("hours", ["nine to five", "Mo-Fry 09:00-17:00", "Mo 9-5", ""])
def test_what_are_no_hours_is_refused(hours):
    with pytest.raises(UnreadableHoursError, match="Mo-Fr 09:00-17:00"):
        opening(hours, NOW, NEW_YORK)


# Rules as data


def test_the_rules_that_ship_send_a_matter_where_it_came_in_else_by_what_it_is():
    rules = shipped_routing()
    order = OrderView("1", "shop", 1)
    queued = matter("q", "Call", attempt("c", "waiting", channel="voice", queue="gadgets"))

    assert route(queued, rules=rules).desk == "gadgets"
    assert route(REFINANCE, rules=rules).desk == "case desk"
    assert (
        route(matter("o", "Order", attempt("e"), orders=[order]), rules=rules).desk == "order desk"
    )
    assert route(matter("x", "Hello", attempt("e")), rules=rules).desk == "front desk"


def test_a_rule_may_ask_what_the_contact_says():
    rules = parse_routing(
        '[[rule]]\nname = "sell"\nwhen = [{ fact = "contact.said", says = "quote" }]\n'
        'desk = "sales"\nscore = 9\nwhy = "a quote is asked for"\n'
    )

    said = route(REFINANCE, rules=rules, contact=Contact("chat", text="I need a quote, please"))
    silent = route(REFINANCE, rules=rules, contact=Contact("chat"))

    assert (said.desk, silent.desk) == ("sales", "front desk")


@pytest.mark.parametrize(
    ("text", "line", "found"),
    [
        pytest.param(LOANS.replace("below = 2", "below = -1"), 2, "-1", id="bound"),
        pytest.param("ask_below = 2", 1, "without 'rule'", id="no rules"),
        pytest.param(LOANS + "[weights]\nshouting = 9\n", 25, "'shouting'", id="unknown weight"),
        pytest.param(LOANS.replace('"new-loan"', '"refinance"'), 11, "once more", id="twice"),
        pytest.param(LOANS.replace("matter.said", "order.id", 1), 5, "order.id", id="no such fact"),
        pytest.param(LOANS.replace("score = 4", "score = 4.5"), 15, "4.5", id="half a point"),
        pytest.param(LOANS.replace('"refinance"\nscore', '""\nscore'), 7, "''", id="no skill"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_rules_is_refused_with_its_line(text, line, found):
    with pytest.raises(RefusedRulesError) as refused:
        parse_routing(text)

    (fault,) = refused.value.faults
    assert (fault.line, found in fault.found) == (line, True), str(fault)
