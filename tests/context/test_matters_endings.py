"""What closes a matter, each by itself, and what opens it again?"""

from dataclasses import replace

import pytest

from context.journey.story import tell
from graph.model import ShipmentView
from tests.context.matters import (
    DAY_MS,
    NOW,
    call,
    case,
    customer,
    matters,
    one,
    order,
    reply,
    talk,
)

CALL = call(5, "abandoned", id="call", about=("order 1",))


def end(*interactions, **more):
    """Return how the first matter stands, and by what it was closed."""
    matter = matters(*interactions, **more)[0]
    return matter.status, matter.closed_by


@pytest.mark.parametrize(
    ("closing", "by"),
    [
        pytest.param(talk(4), "talked", id="a talk"),
        pytest.param(talk(4, direction="out"), "talked", id="a call of ours that reached them"),
        pytest.param(one("social", 4, text="Thank you, all good now!"), "thanks", id="thanks"),
        pytest.param(one("email", 4, text="Vielen Dank!"), "thanks", id="thanks in German"),
        pytest.param(one("chat", 4, status="resolved"), "solved", id="marked as solved"),
    ],
)
def test_what_closes_a_matter(closing, by):
    assert end(CALL) == ("open", None)
    assert end(CALL, closing) == ("closed", by)


@pytest.mark.parametrize(
    "talked",
    [
        pytest.param(talk(4, status="transferred", transfers=1), id="handed on"),
        pytest.param(call(4, "transferred", agent="a-1"), id="still being handed on"),
        pytest.param(talk(4, waited_seconds=600), id="all of it waiting"),
        pytest.param(call(4, "answered", minutes=None, agent=None, direction="out"), id="going on"),
    ],
)
def test_a_talk_that_did_not_deal_with_it_closes_nothing(talked):
    status, by = end(CALL, talked, now=NOW - 4 * DAY_MS + 60_000)

    assert (status, by) == ("open", None)


def test_a_talk_whose_end_nobody_reported_has_ended_two_hours_later():
    going_on = call(4, "answered", agent="a-1")

    assert end(CALL, going_on, now=NOW - 4 * DAY_MS + 3_600_000) == ("open", None)
    assert end(CALL, going_on) == ("closed", "talked")


def test_each_matter_is_closed_by_itself():
    other = one("email", 4.5, about=("order 2",))
    about_one = talk(4, about=("order 1",))

    first, second = matters(CALL, other, about_one)

    assert (first.status, second.status) == ("closed", "open")


def test_thanks_in_a_thread_close_what_the_thread_is_about():
    other = one("email", 4.5, about=("order 2",))
    answer = reply(other, 4.2, text="Sent")
    thanks = one("email", 4, text="Thanks!", in_reply_to=answer.id)

    first, second = matters(CALL, other, answer, thanks)

    assert (first.status, second.status, second.closed_by) == ("open", "closed", "thanks")


def test_an_answer_closes_what_was_asked_and_not_the_call_that_was_lost():
    mail = one("email", 4)
    answer = reply(mail, 3)

    assert end(mail, answer) == ("closed", "answered")
    assert end(CALL, mail, answer) == ("open", None)


def test_a_question_of_ours_leaves_it_open_for_three_days():
    mail = one("dm", 4, text="I wanted the old one")
    ours = reply(mail, 3.9, text="Which order is it about?")

    assert end(mail, ours, now=NOW - 2 * DAY_MS) == ("open", None)
    assert end(mail, ours) == ("closed", "answered")


def test_a_matter_with_an_open_case_is_open_whatever_was_said():
    said = [CALL, talk(4), one("email", 3.9, text="Thanks")]

    assert end(*said, cases=[case("7", 4.5, about=("order 1",))]) == ("open", None)


def test_a_closed_case_closes_what_was_tried_before_and_not_what_was_tried_since():
    closed = case("7", 4.5, closed=2, about=("order 1",))
    since = one("email", 1, about=("order 1",))

    assert end(CALL, cases=[closed]) == ("closed", "case_closed")
    assert end(CALL, since, cases=[closed]) == ("open", None)


def test_one_of_two_cases_is_not_enough():
    cases = [case("7", 4.5, closed=2, about=("order 1",)), case("8", 4, about=("order 1",))]

    assert end(CALL, cases=cases) == ("open", None)


def test_it_is_opened_again_by_its_reference_and_not_by_the_time_alone():
    settled = [CALL, talk(4, about=("order 1",))]
    again = one("email", 3, about=("order 1",))

    (matter,) = matters(*settled, again)

    assert (matter.status, matter.reopened) == ("open", 1)
    assert [it.outcome for it in matter.tried] == ["abandoned", "answered", "unanswered"]
    assert len(matters(*settled, call(3, "abandoned"))) == 2


def test_without_news_for_thirty_days_it_has_lapsed_unless_a_case_is_open():
    assert end(CALL, now=NOW + 26 * DAY_MS) == ("lapsed", None)
    old = case("7", 5, about=("order 1",))
    assert end(CALL, cases=[old], now=NOW + 26 * DAY_MS) == ("open", None)


# Goods that are sent in place of the first ones

BOUGHT = order("1", 12, "Carry-on 22, new and improved")
ASKED = one("dm", 5, text="I wanted the old carry-on", about=("order 1",))
ANSWER = reply(ASKED, 4.8, text="We send you the old one.")


def sent(**more):
    return order("2", 4.7, "Carry-on 21", **{"status": "shipped", **more})


def test_it_is_open_while_the_replacement_is_on_its_way_and_closed_by_its_delivery():
    (before,) = matters(ASKED, ANSWER, orders=[sent(), BOUGHT])
    (after,) = matters(ASKED, ANSWER, orders=[sent(delivered=1), BOUGHT])

    assert (before.status, before.on_its_way) == ("open", True)
    assert (after.status, after.closed_by) == ("closed", "delivery")
    assert after.closed_at_ms == NOW - DAY_MS
    assert after.closed_why == "Order 2 arrived, in place of what it was about"
    assert after.about == ("order 1", "order 2")


def test_thanks_for_the_promise_do_not_close_it_before_the_goods_are_there():
    thanks = one("dm", 4.6, text="Thank you so much!")

    assert end(ASKED, ANSWER, thanks, orders=[sent(), BOUGHT]) == ("open", None)
    assert end(ASKED, ANSWER, thanks, orders=[sent(delivered=1), BOUGHT]) == ("closed", "delivery")


def test_a_message_that_names_the_new_order_makes_it_a_replacement_whatever_it_is():
    named = replace(ANSWER, about=("order 2",))
    other = replace(sent(delivered=1), lines=())

    assert end(ASKED, named, orders=[other, BOUGHT]) == ("closed", "delivery")
    assert end(ASKED, ANSWER, orders=[other, BOUGHT]) == ("closed", "answered")


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(order("2", 20, "Carry-on 21", delivered=1), id="ordered before"),
        pytest.param(order("2", 4.7, "Duffel 40", delivered=1), id="other goods"),
        pytest.param(order("2", -8, "Carry-on 21"), id="long after"),
        pytest.param(sent(delivered=1, status="cancelled"), id="cancelled"),
    ],
)
def test_what_is_no_replacement(other):
    assert end(ASKED, ANSWER, orders=[other, BOUGHT]) == ("closed", "answered")


def test_a_further_shipment_of_the_same_order_is_a_replacement():
    first = ShipmentView("s1", shipped_at_ms=NOW - 10 * DAY_MS, delivered_at_ms=NOW - 8 * DAY_MS)
    second = ShipmentView("s2", shipped_at_ms=NOW - 4 * DAY_MS)
    arrived = replace(second, delivered_at_ms=NOW - DAY_MS)

    on_its_way = replace(BOUGHT, shipments=(first, second))

    assert end(ASKED, ANSWER, orders=[on_its_way]) == ("open", None)
    there = replace(BOUGHT, shipments=(first, arrived))
    assert end(ASKED, ANSWER, orders=[there]) == ("closed", "delivery")


def test_nothing_is_exchanged_once_more_while_the_replacement_is_on_its_way():
    dead = one("dm", 5, text="My carry-on arrived broken", about=("order 1",))
    asked_again = one("dm", 1, text="When does it come?", about=("order 1",))
    whole = customer(dead, asked_again, orders=(BOUGHT,))

    def actions(view):
        return [it.action for it in tell(view, now_ms=NOW).next_actions]

    assert actions(whole) == ["exchange", "answer", "answer"]
    assert actions(replace(whole, orders=(sent(), BOUGHT))) == ["answer", "answer"]


def test_who_was_handed_on_and_lost_is_called_back_with_an_apology():
    view = customer(talk(1, status="transferred", transfers=2, agent="a-7"))

    (action,) = tell(view, now_ms=NOW).next_actions

    assert action.policy == "call-back-with-apology"


# The end of the loop


def test_public_thanks_after_the_end_are_attached_with_their_reach():
    praise = one("social", 0.5, text="Thanks @bags, it is the old one!", public=True, reach=2500)

    (matter,) = matters(ASKED, ANSWER, praise, orders=[sent(delivered=1), BOUGHT])

    assert (matter.closed_by, matter.praise[0].reach) == ("delivery", 2500)
    assert [it.step for it in matter.loop] == ["complaint", "contact", "solved", "advocate"]


def test_public_thanks_that_close_it_are_praise_as_well_and_private_ones_are_not():
    public = one("social", 4, text="Thank you for calling!", public=True, reach=2500)

    assert [it.reach for it in matters(CALL, public)[0].praise] == [2500]
    assert matters(CALL, replace(public, public=False))[0].praise == ()


def test_thanks_for_nothing_in_particular_are_no_matter():
    assert matters(one("social", 1, text="Thanks for being there", public=True)) == ()
