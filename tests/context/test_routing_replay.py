"""A month of calls against a changed rule: which misroutes would not have happened?"""

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from context.policies.shipped import shipped_policies
from context.routing.as_of import as_it_came, as_of
from context.routing.model import AtRisk, Placement, RouteCandidate, RouteDecision
from context.routing.parse import parse_routing
from context.routing.replay import Replay, Verdict, replayed, verdict
from graph.model import (
    AssetView,
    CartView,
    CaseView,
    ContractView,
    CustomerId,
    CustomerView,
    InteractionView,
    OrderView,
    ReturnView,
    RouteView,
    ShipmentView,
)

UTC_ZONE = ZoneInfo("UTC")
AT_MS = round(datetime(2026, 11, 3, 15, 0, tzinfo=UTC).timestamp() * 1000)
DAY_MS = 86_400_000
NEW_LOANS_FIRST = """
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
score = 3
why = "it is about a refinance"
"""
CHANGED = parse_routing(NEW_LOANS_FIRST.replace("score = 3", "score = 5"))
ASKING = parse_routing(NEW_LOANS_FIRST.replace("ask_below = 1", "ask_below = 2"))
SAME = parse_routing(NEW_LOANS_FIRST)
KEPT = RouteView(
    AT_MS, "new loans", "it is about a new loan", "[]", "{}", channel="voice", status="queued"
)
CALL = InteractionView(
    "call-1", "switch", "voice", "call", "in", AT_MS - 60_000, AT_MS + 300_000, "ended",
    text="The payoff letter is wrong", queue="refinance", agent="a-1", waited_seconds=90,
    transfers=1,
)  # fmt: skip


def caller(*subjects, call=CALL, **more):
    """Return somebody with an open case of each subject, who called."""
    cases = [
        CaseView(str(number), "crm", AT_MS - number * 40 * DAY_MS, subject=subject)
        for number, subject in enumerate(subjects, 1)
    ]
    return CustomerView(CustomerId("c1"), interactions=(call,), cases=tuple(cases), **more)


def replay(customer, kept, rules):
    (call,) = (replace(one, route=kept) for one in customer.interactions)
    routed = replace(customer, interactions=(call,))
    return replayed(routed, call, kept, rules, shipped_policies(), UTC_ZONE)


WRONG = replace(KEPT, wrong=True, wrong_why="It was handed on", went_to="refinance")
RIGHT = replace(KEPT, wrong=False)


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        pytest.param(SAME, Verdict.STILL_WRONG, id="the same rules"),
        pytest.param(CHANGED, Verdict.PREVENTED, id="the refinance first"),
        pytest.param(ASKING, Verdict.ASKED, id="a question first"),
    ],
)
def test_a_misroute_between_two_matters(rules, expected):
    one = replay(caller("A new loan", "Refinance"), WRONG, rules)

    assert (one.was_wrong, one.verdict) == (True, expected)


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        pytest.param(SAME, Verdict.KEPT, id="the same rules"),
        pytest.param(CHANGED, Verdict.NEW_MISROUTE, id="the refinance first"),
        pytest.param(ASKING, Verdict.KEPT, id="a question, and the same desk"),
    ],
)
def test_what_was_right_may_become_wrong(rules, expected):
    one = replay(caller("A new loan", "Refinance"), RIGHT, rules)

    assert (one.was_wrong, one.verdict) == (False, expected)


def decision(desk, *others, ask=None):
    """Return a decision for this desk, with others close behind."""
    candidates = tuple(
        RouteCandidate("m", "s", "r", name, (), (), 5 - behind, (), "")
        for behind, name in enumerate((desk, *others))
    )
    placement = Placement((), True, None, "")
    risk = AtRisk(0, "")
    return RouteDecision(desk, candidates, candidates[0], None, risk, "", ask, (), (), placement)


@pytest.mark.parametrize(
    ("kept", "decided", "expected"),
    [
        pytest.param(
            replace(WRONG, went_to="new-refinance"),
            decision("New refinance"),
            Verdict.PREVENTED,
            id="the same desk, written differently",
        ),
        pytest.param(WRONG, decision("sales"), Verdict.STILL_WRONG, id="wrong in another way"),
        pytest.param(
            replace(WRONG, went_to=None), decision("sales"), Verdict.ELSEWHERE, id="nobody knows"
        ),
        pytest.param(
            replace(WRONG, went_to="Voicemail"),
            decision("sales"),
            Verdict.ELSEWHERE,
            id="a voicemail is no desk",
        ),
        pytest.param(
            replace(WRONG, went_to="Voicemail"),
            decision("new loans"),
            Verdict.STILL_WRONG,
            id="into the voicemail again",
        ),
        pytest.param(
            WRONG,
            decision("new loans", "sales", ask="?"),
            Verdict.STILL_WRONG,
            id="a question without the right answer",
        ),
        pytest.param(
            replace(WRONG, ask="?"),
            decision("new loans", "refinance", ask="?"),
            Verdict.STILL_WRONG,
            id="it was asked then as well",
        ),
        pytest.param(
            RIGHT,
            decision("refinance", "new loans", ask="?"),
            Verdict.ASKED,
            id="right, and asked about",
        ),
        pytest.param(
            RIGHT,
            decision("refinance", "sales", ask="?"),
            Verdict.NEW_MISROUTE,
            id="right, and asked the wrong question",
        ),
    ],
)
def test_what_a_new_decision_is_worth(kept, decided, expected):
    assert verdict(kept, decided, ASKING) is expected


def test_a_month_of_calls_counts_what_would_have_been_prevented():
    month = [
        (caller("A new loan", "Refinance"), WRONG),
        (caller("Refinance", "A new loan"), WRONG),
        (caller("Refinance"), replace(RIGHT, desk="refinance")),
        (caller("A new loan"), RIGHT),
        (caller("A new loan", "Refinance"), RIGHT),
    ]

    found = Replay(7, tuple(replay(customer, kept, CHANGED) for customer, kept in month))

    assert (found.wrong_before, found.wrong_after) == (2, 1)
    assert found.count(Verdict.PREVENTED) == 2
    assert found.count(Verdict.KEPT) == 2


# What was on file then


def test_what_came_later_is_not_known():
    later, before = AT_MS + 1, AT_MS - DAY_MS
    now = caller(
        orders=(
            OrderView(
                "1", "shop", before,
                returns=(ReturnView("r", opened_at_ms=later),),
                shipments=(ShipmentView("s", "delivered", None, before, later),),
            ),
            OrderView("2", "shop", later),
        ),
        carts=(CartView("k", "shop", later),),
        assets=(AssetView("a", "shop", "Dryer", since_ms=later),),
        contracts=(ContractView("p", "crm", "Plan", starts_at_ms=later),),
        call=replace(CALL, started_at_ms=later),
    )  # fmt: skip

    then = as_of(now, AT_MS)

    assert then.orders == (
        OrderView("1", "shop", before, shipments=(ShipmentView("s", None, None, before, None),)),
    )
    assert then == replace(
        now, orders=then.orders, interactions=(), carts=(), assets=(), contracts=()
    )


def test_a_case_that_was_closed_later_was_open():
    (case,) = as_of(caller("A loan"), AT_MS).cases
    closed = CaseView("9", "crm", AT_MS - 5, AT_MS + 1, "closed")
    long_closed = replace(closed, closed_at_ms=AT_MS)
    customer = replace(caller(), cases=(case, closed, long_closed))

    assert [one.closed_at_ms for one in as_of(customer, AT_MS).cases] == [None, None, AT_MS]
    assert as_of(customer, AT_MS).cases[1].status == "open"


def test_an_answer_that_came_later_was_none():
    mail = InteractionView(
        "m", "mail", "email", "message", "in", AT_MS - DAY_MS, answered_at_ms=AT_MS + 1,
        answer_text="Hello", answer_canned=True,
    )  # fmt: skip
    customer = replace(caller(), interactions=(mail, replace(mail, id="n", answered_at_ms=AT_MS)))

    late, early = as_of(customer, AT_MS).interactions

    assert (late.answered_at_ms, late.answer_text, late.answer_canned) == (None, None, False)
    assert early.answered_at_ms == AT_MS


def test_a_call_is_taken_as_it_came_and_not_as_it_ended():
    came = as_it_came(replace(CALL, route=replace(KEPT, queue="hotline")))

    assert (came.status, came.queue, came.transfers) == ("queued", "hotline", None)
    assert (came.ended_at_ms, came.agent, came.waited_seconds, came.text) == (None,) * 4


def test_what_was_said_on_the_voicemail_later_does_not_decide():
    called = replace(CALL, text="It is about my new loan")

    one = replay(caller("Refinance", call=called), replace(RIGHT, desk="refinance"), CHANGED)

    assert (one.new_desk, one.verdict) == ("refinance", Verdict.KEPT)
