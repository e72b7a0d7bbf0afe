"""Which open attempts and open cases are one problem?"""

import pytest

from context.journey.matters import matters, problems
from context.journey.model import Attempt
from context.journey.wording import DAY_MS, HOUR_MS
from graph.model import CaseView, LineView, OrderView

NOW = 1_795_000_000_000


def attempt(id_="a", ago_ms=DAY_MS, channel="email", **more):
    words = more.pop("words", "Wrote an e-mail, no answer for 1 day")
    return Attempt(id_, channel, NOW - ago_ms, "unanswered", None, words, channel, **more)


def order(id_, ago_ms=6 * DAY_MS, item="Kettle", **more):
    return OrderView(id_, "shop", NOW - ago_ms, lines=(LineView(name=item),), **more)


def case(id_="7", ago_ms=DAY_MS, **more):
    return CaseView(id_, "desk", NOW - ago_ms, **more)


def found(attempts=(), cases=(), orders=()):
    return matters(problems(attempts, cases, orders, NOW))


def test_what_names_the_same_order_is_one_matter_however_far_apart():
    left = attempt("a", 20 * DAY_MS, about=("order 1",))
    right = attempt("b", HOUR_MS, "chat", about=("order 1", "product 5"))

    (matter,) = found([left, right])

    assert matter.attempts == 2
    assert matter.channels == ("email", "chat")
    assert matter.about == ("order 1", "product 5")
    assert matter.opened_at_ms == left.at_ms
    assert "all about order 1" in matter.why


def test_what_names_different_orders_is_two_matters_however_close():
    assert len(found([attempt("a", about=("order 1",)), attempt("b", about=("order 2",))])) == 2


def test_replies_belong_to_what_they_reply_to():
    left = attempt("a", 20 * DAY_MS, thread=("a",))
    right = attempt("b", HOUR_MS, thread=("b", "a"))

    assert len(found([left, right])) == 1
    assert len(found([left, attempt("b", HOUR_MS, thread=("b",))])) == 2


def test_what_happens_within_three_days_is_one_matter_when_nothing_sets_it_apart():
    assert len(found([attempt("a", 4 * DAY_MS), attempt("b", 2 * DAY_MS)])) == 1
    assert len(found([attempt("a", 6 * DAY_MS), attempt("b", 2 * DAY_MS)])) == 2


def test_an_attempt_in_the_middle_joins_both_sides():
    given = [attempt("a", 6 * DAY_MS), attempt("b", 1 * DAY_MS), attempt("c", 3.5 * DAY_MS)]

    assert [matter.attempts for matter in found(given)] == [3]


def test_an_open_case_is_a_matter_and_a_closed_one_is_not():
    (matter,) = found(cases=[case(subject="No picture"), case("8", closed_at_ms=NOW)])

    assert (matter.subject, matter.about, matter.attempts) == ("No picture", ("case 7",), 0)


def test_a_text_that_names_an_item_is_about_that_order():
    given = [order("1", item="Kettle"), order("2", item="Pocket projector")]

    (matter,) = found([attempt(said="My projector is dead")], orders=given)

    assert matter.about == ("order 2",)
    assert "“projector” names an item of order 2" in matter.why


def test_a_text_that_fits_two_orders_names_neither():
    given = [order("1", item="Red kettle"), order("2", item="Steel kettle")]

    assert found([attempt(said="The kettle leaks")], orders=given)[0].about == ()


@pytest.mark.parametrize(
    ("orders", "about"),
    [
        pytest.param([order("1")], ("order 1",), id="the only recent order"),
        pytest.param([order("1"), order("2", 90 * DAY_MS)], ("order 1",), id="an old one besides"),
        pytest.param([order("1"), order("2")], (), id="two recent orders"),
        pytest.param([order("1", 40 * DAY_MS)], (), id="long ago"),
        pytest.param([order("1", status="cancelled")], (), id="cancelled"),
    ],
)
def test_the_only_recent_order_is_taken_for_what_it_is_about(orders, about):
    assert found([attempt()], orders=orders)[0].about == about


def test_a_long_text_becomes_a_short_subject():
    (matter,) = found([attempt(said="word " * 100)])

    assert len(matter.subject) <= 80
    assert matter.subject.endswith("…")
