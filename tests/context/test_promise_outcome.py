"""What has become of a promise? Evidence says, in whatever order it came; else the time."""

from dataclasses import replace

import pytest

from context.promises.model import Status
from context.promises.outcome import outcome
from context.promises.shipped import shipped_promises
from context.promises.view import promises_of
from context.promises.words import promise_clause
from graph.model import OrderView, ReturnView, ShipmentView
from tests.context.promises import HOUR_MS, START, ana, later, ms, ours, promise

DUE = 8  # hours after the promise


def become(of, *, hours, interactions=(), **more):
    customer = ana(of, interactions=tuple(interactions), **more)
    return outcome(of, customer, now_ms=ms(later(hours)), rules=shipped_promises())


@pytest.mark.parametrize(
    ("hours", "status", "owner"),
    [
        pytest.param(7.99, Status.OPEN, "Kim", id="time left"),
        pytest.param(8, Status.BROKEN, "Kim", id="its time is over"),
        pytest.param(11.99, Status.BROKEN, "Kim", id="not made up for yet"),
        pytest.param(12, Status.BROKEN, "supervisors", id="four hours later"),
    ],
)
def test_nothing_happened_and_time_goes_by(hours, status, owner):
    found = become(promise(), hours=hours)

    assert (found.status, found.owner) == (status, owner)
    assert (found.escalated_at_ms is not None) is (owner == "supervisors")


@pytest.mark.parametrize(
    "call",
    [
        pytest.param(ours(2, status="ended"), id="a call"),
        pytest.param(ours(2), id="a call without a status"),
    ],
)
def test_a_call_that_reached_her_keeps_the_promise(call):
    found = become(promise(), hours=20, interactions=[call])

    assert (found.status, found.late) == (Status.KEPT, False)
    assert found.kept_at_ms == ms(later(2))


@pytest.mark.parametrize(
    "near",
    [
        pytest.param(ours(2, status="no_answer"), id="nobody answered"),
        pytest.param(ours(2, status="voicemail"), id="her voicemail"),
        pytest.param(ours(2, status="ringing"), id="it rings"),
        pytest.param(ours(2, direction="in", status="ended"), id="she called us"),
        pytest.param(ours(-1, status="ended"), id="before the promise"),
        pytest.param(ours(2, "email"), id="a mail is no call"),
    ],
)
def test_what_is_no_call_back_keeps_nothing(near):
    assert become(promise(), hours=20, interactions=[near]).status is Status.BROKEN


def test_kept_after_its_time_it_is_kept_late_whatever_the_clock_said():
    marked = promise(status="broken", broken_at_ms=ms(later(DUE)), escalated_at_ms=ms(later(12)))

    found = become(marked, hours=20, interactions=[ours(9, status="ended")])

    assert (found.status, found.late) == (Status.KEPT, True)


@pytest.mark.parametrize(
    ("message", "status"),
    [
        pytest.param(ours(2, "email", text="It is fixed."), Status.KEPT, id="a mail"),
        pytest.param(ours(2, status="ended"), Status.KEPT, id="a call"),
        pytest.param(ours(2, "email", canned=True), Status.BROKEN, id="what everybody gets"),
        pytest.param(ours(0.1, "email", text="Have a nice day"), Status.BROKEN, id="same breath"),
        pytest.param(ours(2, "web"), Status.BROKEN, id="a page she looked at"),
    ],
)
def test_an_answer_is_kept_by_what_answers(message, status):
    reply = promise(kind="reply")

    assert become(reply, hours=20, interactions=[message]).status is status


def test_promising_the_same_again_keeps_nothing():
    first = promise(kind="reply")
    second = promise(id="p2", kind="reply", interaction_id="again", made_at_ms=ms(later(2)))
    again = ours(2, "email", id="again", source="mail")
    customer = ana(first, second, interactions=(again,))

    found = outcome(first, customer, now_ms=ms(later(20)), rules=shipped_promises())

    assert found.status is Status.BROKEN


def test_a_refund_is_kept_by_the_return_that_says_so():
    refund = promise(kind="refund", about=("order 1001",))
    order = OrderView("1001", "shop", ms(START) - HOUR_MS)

    def back(status):
        return replace(order, returns=(ReturnView("r", status),))

    assert become(refund, hours=20, orders=(back("refunded"),)).status is Status.KEPT
    assert become(refund, hours=20, orders=(back("opened"),)).status is Status.BROKEN
    other = replace(back("refunded"), id="1002")
    assert become(refund, hours=20, orders=(other,)).status is Status.BROKEN


def test_a_replacement_is_kept_when_it_leaves():
    new = promise(kind="replacement")
    gift = OrderView("1002", "shop", ms(later(1)), total="0.00")
    sent = ShipmentView("s", shipped_at_ms=ms(later(3)))

    assert become(new, hours=20, orders=(gift,)).status is Status.BROKEN
    found = become(new, hours=20, orders=(replace(gift, shipments=(sent,)),))
    assert (found.status, found.kept_at_ms) == (Status.KEPT, ms(later(3)))
    bought = replace(gift, total="99.00", shipments=(sent,))
    assert become(new, hours=20, orders=(bought,)).status is Status.BROKEN


def test_a_visit_is_kept_by_a_visit_that_took_place():
    visit = promise(kind="visit")

    there = ours(3, "counter", kind="visit")
    assert become(visit, hours=20, interactions=[there]).status is Status.KEPT
    off = replace(there, status="cancelled")
    assert become(visit, hours=20, interactions=[off]).status is Status.BROKEN


def test_a_persons_word_counts_before_the_clock():
    assert become(promise(status="withdrawn"), hours=20).status is Status.WITHDRAWN
    kept = promise(status="kept", kept_at_ms=ms(later(9)), kept_by="Lee", kept_how="hand")
    assert become(kept, hours=20).late


def test_the_order_of_evidence_changes_nothing():
    calls = [ours(2, status="no_answer"), ours(5, status="ended"), ours(9, status="ended")]

    found = {become(promise(), hours=20, interactions=order) for order in (calls, calls[::-1])}

    assert len(found) == 1


def test_broken_ones_come_first_and_the_acknowledgement_names_the_last():
    broken = promise(id="b")
    fresh = promise(id="o", kind="refund", due_ms=ms(later(60)))
    promises = promises_of(ana(fresh, broken), now_ms=ms(later(26)), rules=shipped_promises())

    clause = promise_clause(promises, ms(later(26)), shipped_promises().zone)

    assert [one.id for one in promises] == ["b", "o"]
    assert clause == "you were promised a call back by 17:00 yesterday, and it did not come"
    assert promise_clause(promises[1:], ms(later(26)), shipped_promises().zone) is None
    assert [one.words for one in promises] == [
        "Promised to call back by 17:00 yesterday; broken 18 hours ago, now with supervisors",
        "Promised to refund by 21:00 tomorrow; 1 day left",
    ]
