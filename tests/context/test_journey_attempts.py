"""Which interactions tried to get something solved, and did not?"""

import itertools

import pytest

from context.journey.contact import is_thanks
from context.journey.story import tell
from context.journey.wording import DAY_MS, HOUR_MS, MINUTE_MS
from graph.model import CustomerId, CustomerView, InteractionView

NOW = 1_795_000_000_000
NUMBERS = itertools.count()


def one(channel, ago_ms, kind="message", direction="in", source=None, **more):
    return InteractionView(
        more.pop("id", f"i{next(NUMBERS)}"),
        source or {"social": "x", "dm": "x"}.get(channel, channel),
        channel,
        kind,
        direction,
        NOW - ago_ms,
        **more,
    )


def call(ago_ms, status, **more):
    return one("voice", ago_ms, "call", status=status, **more)


def open_attempts(interactions, now_ms):
    customer = CustomerView(CustomerId("c1"), interactions=tuple(interactions))
    return tell(customer, now_ms=now_ms).attempts


def outcomes(*interactions):
    return [(found.channel, found.outcome) for found in open_attempts(interactions, NOW)]


@pytest.mark.parametrize(
    ("interactions", "expected"),
    [
        pytest.param([call(DAY_MS, "abandoned")], [("voice", "abandoned")], id="abandoned call"),
        pytest.param([call(DAY_MS, "missed")], [("voice", "abandoned")], id="missed call"),
        pytest.param([call(DAY_MS, "ended", agent="a1")], [], id="answered call"),
        pytest.param(
            [call(DAY_MS, "transferred")], [("voice", "transferred")], id="transferred call"
        ),
        pytest.param(
            [call(DAY_MS, "voicemail")],
            [("voice", "unanswered")],
            id="call that ended on voicemail",
        ),
        pytest.param([call(31 * DAY_MS, "abandoned")], [], id="abandoned a month ago"),
        pytest.param([call(MINUTE_MS, "queued")], [("voice", "waiting")], id="in the queue now"),
        pytest.param([call(DAY_MS, "ringing")], [], id="an end that was never reported"),
        pytest.param([one("social", HOUR_MS)], [("social", "unanswered")], id="mention"),
        pytest.param([one("email", HOUR_MS)], [("email", "unanswered")], id="e-mail"),
        pytest.param([one("dm", HOUR_MS)], [("dm", "unanswered")], id="direct message"),
        pytest.param([one("chat", HOUR_MS)], [("chat", "unanswered")], id="chat message"),
        pytest.param(
            [one("chat", DAY_MS, status="queued")], [("chat", "abandoned")], id="chat left alone"
        ),
        pytest.param(
            [one("chat", MINUTE_MS, status="queued")], [("chat", "waiting")], id="chat offered"
        ),
        pytest.param([one("chat", DAY_MS, status="ended", agent="a1")], [], id="chat was held"),
        pytest.param([one("web", HOUR_MS)], [], id="a page visit asks nothing"),
        pytest.param([one("social", HOUR_MS, "like")], [], id="a like asks nothing"),
        pytest.param([one("email", HOUR_MS, direction="out")], [], id="our own letter"),
        pytest.param([one("email", HOUR_MS, status="solved")], [], id="marked solved"),
        pytest.param(
            [one("voice", DAY_MS, "voicemail", text="Call me")],
            [("voice", "unanswered")],
            id="voicemail",
        ),
    ],
)
def test_what_counts_as_an_attempt(interactions, expected):
    assert outcomes(*interactions) == expected


def test_an_answer_after_which_the_customer_came_back_did_not_solve_it():
    post = one("social", 30 * HOUR_MS, "mention", answered_at_ms=NOW - 20 * HOUR_MS)

    assert outcomes(post, call(HOUR_MS, "abandoned")) == [
        ("social", "not_solved"),
        ("voice", "abandoned"),
    ]
    assert outcomes(post) == []


def test_a_standard_reply_answers_nothing():
    post = one(
        "social", 30 * HOUR_MS, "mention", answered_at_ms=NOW - 20 * HOUR_MS, answer_canned=True
    )
    (attempt,) = open_attempts([post], NOW)

    assert attempt.outcome == "canned"
    assert attempt.words == (
        "Posted in public, a standard reply came after 10 hours, and nothing more"
    )


def test_a_real_answer_after_a_standard_reply_is_one():
    question = one("email", 5 * HOUR_MS)
    standard = one("email", 4 * HOUR_MS, direction="out", canned=True)
    real = one("email", 3 * HOUR_MS, direction="out")

    assert outcomes(question, standard) == [("email", "canned")]
    assert outcomes(question, standard, real) == []


def test_an_answer_that_names_no_message_answers_what_came_before_on_its_channel():
    question = one("email", 5 * HOUR_MS)
    ours = one("email", 3 * HOUR_MS, direction="out")

    assert outcomes(question, ours) == []
    assert outcomes(question, one("sms", 3 * HOUR_MS, direction="out")) == [("email", "unanswered")]


def test_messages_of_one_conversation_are_one_attempt_told_by_the_first():
    first = one("dm", 5 * HOUR_MS, id="first", text="Hello?")
    (attempt,) = open_attempts([one("dm", HOUR_MS), one("dm", 2 * HOUR_MS), first], NOW)

    assert attempt.interaction_id == "first"
    assert attempt.words == "Sent a direct message (three messages), no answer for 1 hour"


def test_after_a_long_silence_it_is_another_attempt():
    assert outcomes(one("dm", 2 * DAY_MS), one("dm", HOUR_MS)) == [("dm", "unanswered")] * 2


@pytest.mark.parametrize(
    "closing",
    [
        pytest.param(call(HOUR_MS, "ended", agent="a1"), id="a call that was answered"),
        pytest.param(
            one("voice", HOUR_MS, "call_back", "out", status="answered", ended_at_ms=NOW - HOUR_MS),
            id="a call back that reached the customer",
        ),
        pytest.param(one("social", HOUR_MS, text="Thank you, all good now!"), id="thanks"),
        pytest.param(one("chat", HOUR_MS, status="resolved"), id="a chat marked resolved"),
    ],
)
def test_what_closes_the_attempts_before_it(closing):
    before = [call(2 * DAY_MS, "abandoned"), one("email", DAY_MS)]

    assert len(open_attempts(before, NOW)) == 2
    assert open_attempts([*before, closing], NOW) == ()
    assert outcomes(*before, closing, call(MINUTE_MS, "abandoned")) == [("voice", "abandoned")]


def test_a_call_that_is_going_on_closes_nothing_yet():
    before = call(DAY_MS, "abandoned")

    assert outcomes(before, call(5 * MINUTE_MS, "answered", agent="a1")) == [("voice", "abandoned")]


@pytest.mark.parametrize(
    "missed",
    [
        pytest.param({"status": "abandoned"}, id="hung up"),
        pytest.param({"status": "ended"}, id="ended, nobody named"),
        pytest.param(
            {
                "status": "ended",
                "agent": "a1",
                "ended_at_ms": NOW - DAY_MS + 30_000,
                "waited_seconds": 30,
            },
            id="ended, all of it ringing",
        ),
    ],
)
def test_a_call_back_that_was_not_taken_closes_nothing(missed):
    back = one("voice", DAY_MS, "call", "out", **missed)

    assert outcomes(call(2 * DAY_MS, "abandoned"), back) == [("voice", "abandoned")]


def test_a_call_back_that_reached_nobody_leaves_the_voicemail_open_and_is_told():
    voicemail = one("voice", 6 * DAY_MS, "voicemail", id="v1")
    missed = one("voice", 5 * DAY_MS, "call_back", "out", status="missed", in_reply_to="v1")

    (attempt,) = open_attempts([voicemail, missed], NOW)

    assert attempt.words == "Left a voicemail, one call back reached nobody"


@pytest.mark.parametrize(
    ("interaction", "words", "waited"),
    [
        (call(DAY_MS, "abandoned", waited_seconds=843),
         "Called, waited 14 minutes, nobody answered", 843),
        (call(DAY_MS, "abandoned", ended_at_ms=NOW - DAY_MS + 61_000),
         "Called, waited 1 minute, nobody answered", 61),
        (call(DAY_MS, "abandoned"), "Called, nobody answered", None),
        (call(3 * MINUTE_MS, "queued"), "Waits on the line now, for 3 minutes", 180),
        (one("social", 3 * HOUR_MS), "Posted in public, no answer for 3 hours", None),
    ],
    ids=["waited", "wait from its end", "wait unknown", "waiting", "post"],
)  # fmt: skip
def test_an_attempt_is_told_in_words(interaction, words, waited):
    (attempt,) = open_attempts([interaction], NOW)

    assert (attempt.words, attempt.waited_seconds) == (words, waited)


def test_attempts_stand_oldest_first_whatever_order_they_come_in():
    given = [one("email", DAY_MS), call(3 * DAY_MS, "abandoned"), one("sms", 2 * DAY_MS)]

    for order in itertools.permutations(given):
        assert [found.channel for found in open_attempts(order, NOW)] == ["voice", "sms", "email"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Thank you so much, it works!", True, id="thanks"),
        pytest.param("Thanks @shop", True, id="short"),
        pytest.param("Thanks for nothing", False, id="sarcasm"),
        pytest.param("Thank you, but it is still broken", False, id="thanks, but"),
        pytest.param("Thanks. When does it arrive?", False, id="a question follows"),
        pytest.param("I wanted to say no thanks", False, id="not at the start"),
        pytest.param("Thanksgiving delivery is late", False, id="another word"),
        pytest.param(None, False, id="nothing said"),
    ],
)
def test_what_is_a_thank_you(text, expected):
    assert is_thanks(text) is expected
