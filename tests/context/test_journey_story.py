"""The whole story of a customer, and what to say and do about it."""

from dataclasses import replace
from datetime import UTC, timedelta, timezone

import pytest

from context.journey.faults import reported_fault
from context.journey.shipped_phrases import shipped_phrases
from context.journey.story import tell
from context.journey.wording import DAY_MS, HOUR_MS, MINUTE_MS, duration, how_many, listing
from graph.model import (
    CaseView,
    CustomerId,
    CustomerView,
    InteractionView,
    LineView,
    OrderView,
    ShipmentView,
)

NOW = 1_795_000_000_000  # Wednesday, 18 November 2026, 11:06:40 UTC

ORDER = OrderView(
    "20533",
    "shop",
    NOW - 6 * DAY_MS,
    "delivered",
    lines=(LineView(name="Pocket projector"),),
    shipments=(ShipmentView("s1", "delivered", delivered_at_ms=NOW - 3 * DAY_MS),),
)
CALL = InteractionView(
    "call",
    "voice",
    "voice",
    "call",
    "in",
    NOW - 2 * DAY_MS,
    status="abandoned",
    queue="gadgets",
    waited_seconds=843,
)
TWEET = InteractionView(
    "tweet",
    "x",
    "social",
    "mention",
    "in",
    NOW - 43 * HOUR_MS,
    text="My projector is dead on arrival",
    public=True,
    answered_at_ms=NOW - 34 * HOUR_MS,
    answer_text="We are sorry for the inconvenience.",
)
CHAT = InteractionView(
    "chat", "chat", "chat", "chat", "in", NOW - 2 * MINUTE_MS, status="queued", queue="chat"
)
JOHN = CustomerView(
    CustomerId("c1"),
    name="John Hartwell",
    given_name="John",
    interactions=(CHAT, TWEET, CALL),
    orders=(ORDER,),
)


def test_john_tried_three_times_on_three_channels():
    story = tell(JOHN, now_ms=NOW)

    assert [(one.channel, one.outcome) for one in story.attempts] == [
        ("voice", "abandoned"),
        ("social", "not_solved"),
        ("chat", "waiting"),
    ]
    assert (story.effort.attempts, story.effort.channels) == (3, 3)
    assert story.effort.waited_seconds == 843 + 120


def test_john_has_one_matter_about_the_order_that_his_tweet_speaks_of():
    (matter,) = tell(JOHN, now_ms=NOW).matters

    assert matter.attempts == 3
    assert matter.about == ("order 20533",)


def test_john_hears_a_sentence_that_says_exactly_what_happened():
    assert tell(JOHN, now_ms=NOW).acknowledgement == (
        "You called on Monday and waited 14 minutes without an answer, "
        "and our reply to your post on X did not solve it. I have your order 20533 here."
    )


def test_john_gets_an_exchange():
    story = tell(JOHN, now_ms=NOW)

    (action,) = story.next_actions
    assert action.action == "exchange"
    assert action.why == (
        "Delivered 3 days ago and reported “dead on arrival”; three attempts did not solve it"
    )


def test_nothing_is_exchanged_that_has_not_been_sent():
    waiting = replace(ORDER, status="processing", shipments=())

    assert tell(replace(JOHN, orders=(waiting,)), now_ms=NOW).next_actions == ()


def test_nothing_is_exchanged_when_no_fault_was_reported():
    question = replace(TWEET, text="Does the projector need a screen?")

    assert tell(replace(JOHN, interactions=(CHAT, question, CALL)), now_ms=NOW).next_actions == ()


def test_who_is_not_waiting_with_us_is_called_back_and_answered():
    open_post = replace(TWEET, answered_at_ms=None, text="Hello?")
    story = tell(replace(JOHN, interactions=(open_post, CALL)), now_ms=NOW)

    assert [one.action for one in story.next_actions] == ["call_back", "answer"]
    assert story.next_actions[1].text == "Answer the post on X"
    assert story.acknowledgement.startswith(
        "You called on Monday and waited 14 minutes without an answer, "
        "and your post on X on Monday is still without an answer."
    )


def test_an_open_case_is_gone_on_with():
    customer = CustomerView(
        CustomerId("c2"),
        given_name="Ana",
        cases=(CaseView("7", "desk", NOW - DAY_MS, status="open", subject="No picture"),),
    )

    story = tell(customer, now_ms=NOW)

    assert story.acknowledgement == (
        "Thank you for getting in touch, Ana. I have your case 7 here."
    )
    assert [one.text for one in story.next_actions] == ["Go on with case 7: No picture"]


def test_a_customer_of_whom_nothing_is_open_is_welcomed():
    story = tell(CustomerView(CustomerId("c3")), now_ms=NOW)

    assert story.acknowledgement == "Thank you for getting in touch."
    assert (story.attempts, story.matters, story.next_actions) == ((), (), ())


def test_somebody_unknown_gets_a_sentence():
    assert tell(None, now_ms=NOW).acknowledgement


def test_many_attempts_are_told_in_three_clauses():
    calls = tuple(
        replace(CALL, id=f"call{number}", started_at_ms=NOW - number * DAY_MS)
        for number in range(1, 7)
    )

    told = tell(replace(JOHN, interactions=calls), now_ms=NOW).acknowledgement

    assert told.count("you called") + told.count("You called") == 2
    assert "you have tried 4 more times since" in told


@pytest.mark.parametrize("feeling", ["frustrat", "angry", "upset", "annoy", "feel", "understand"])
def test_no_sentence_names_what_the_customer_feels(feeling):
    for customer in (JOHN, None, CustomerView(CustomerId("c3"))):
        assert feeling not in tell(customer, now_ms=NOW).acknowledgement.lower()


def test_effort_counts_waits_and_transfers_of_a_month_whatever_came_of_them():
    answered = replace(CALL, status="ended", agent="a1", transfers=2, waited_seconds=60)
    long_ago = replace(answered, id="old", started_at_ms=NOW - 61 * DAY_MS)

    spent = tell(replace(JOHN, interactions=(answered, long_ago)), now_ms=NOW).effort

    assert (spent.waited_seconds, spent.transfers) == (60, 2)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Brand new projector, dead on arrival.", "dead on arrival"),
        ("The gadget is DEAD", "dead"),
        ("It doesn't work", "doesn't work"),
        ("it won’t turn on at all", "won’t turn on"),
        ("You sent the wrong size", "the wrong size"),
        ("The screen arrived cracked", "cracked"),
        ("It was not broken when I sent it", None),
        ("Setting it up is dead easy", None),
        ("What is the deadline?", None),
        ("It works", None),
        (None, None),
    ],
)
def test_which_texts_report_a_fault(text, expected):
    assert reported_fault(text) == expected


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (0, "less than a second"),
        (1, "1 second"),
        (59, "59 seconds"),
        (899, "14 minutes"),
        (3_600, "1 hour"),
        (86_399, "23 hours"),
        (172_800, "2 days"),
    ],
)
def test_durations_are_whole_units_rounded_down(seconds, expected):
    assert duration(seconds) == expected


@pytest.mark.parametrize(
    ("ago_ms", "expected"),
    [
        (0, "just now"),
        (-HOUR_MS, "just now"),
        (40 * MINUTE_MS, "40 minutes ago"),
        (11 * HOUR_MS, "11 hours ago"),
        (14 * HOUR_MS, "yesterday"),
        (2 * DAY_MS, "on Monday"),
        (7 * DAY_MS, "on 11 November"),
    ],
)
def test_when_it_was_is_said_as_one_says_it(ago_ms, expected):
    assert shipped_phrases()["en"].when(NOW - ago_ms, NOW, UTC) == expected


def test_days_are_those_of_the_zone():
    at = NOW - 36 * HOUR_MS  # Monday 23:06 UTC, Tuesday in Tokyo

    assert shipped_phrases()["en"].when(at, NOW, UTC) == "on Monday"
    assert shipped_phrases()["en"].when(at, NOW, timezone(timedelta(hours=9))) == "yesterday"


def test_counts_and_lists_are_said_in_words():
    assert how_many(1, "attempt") == "one attempt"
    assert how_many(3, "attempt") == "three attempts"
    assert how_many(12, "call back", "calls back") == "12 calls back"
    assert [listing(one) for one in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == [
        "",
        "a",
        "a and b",
        "a, b and c",
    ]
