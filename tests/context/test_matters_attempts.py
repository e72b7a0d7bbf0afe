"""What was tried in a matter, what came of it, and what it has cost the customer."""

from dataclasses import replace

import pytest

from context.journey.journey import journey
from context.journey.story import tell
from graph.model import PromiseView, RouteView
from tests.context.matters import (
    DAY_MS,
    NOW,
    call,
    case,
    customer,
    matters,
    one,
    reply,
    talk,
)

WRONG = RouteView(NOW, "new loans", "", "[]", "", wrong=True, went_to="refinance")


@pytest.mark.parametrize(
    ("interaction", "outcome", "words"),
    [
        pytest.param(
            call(1, "queued"), "abandoned", "Called, nobody answered", id="queued for a day"
        ),
        pytest.param(
            one("chat", 1, status="closed"),
            "chat_closed",
            "Opened a chat, which was closed without an answer",
            id="chat closed",
        ),
        pytest.param(
            one("chat", 1, status="closed", answered_at_ms=NOW - DAY_MS + 60_000),
            "answered",
            "Opened a chat, answered after 1 minute",
            id="chat answered and closed",
        ),
        pytest.param(
            talk(1, status="transferred", transfers=2, agent="a-7", queue="refinance"),
            "transferred",
            "Called, talked with a-7, handed on two times to refinance",
            id="handed on",
        ),
        pytest.param(
            talk(1, route=WRONG, agent="a-7", status="transferred", transfers=1, queue="refinance"),
            "misrouted",
            "Called, talked with a-7, sent to the wrong desk and handed on to refinance",
            id="misrouted",
        ),
        pytest.param(
            call(1, "voicemail"),
            "unanswered",
            "Left a voicemail, nobody called back",
            id="voicemail",
        ),
        pytest.param(
            talk(1, minutes=10, waited_seconds=240),
            "answered",
            "Called, waited 4 minutes, talked with a-1 for 6 minutes",
            id="talked",
        ),
        pytest.param(
            one("chat", 1, status="solved"),
            "solved",
            "Opened a chat, which was solved",
            id="solved",
        ),
    ],
)
def test_each_way_to_end_has_its_words(interaction, outcome, words):
    (attempt,) = matters(interaction)[0].tried

    assert (attempt.outcome, attempt.words) == (outcome, words)


def test_what_is_kept_has_no_words_that_grow_old():
    (matter,) = journey(customer(one("email", 1), call(1, "queued")))

    assert {attempt.words for attempt in matter.tried} == {""}
    assert [attempt.outcome for attempt in matter.tried] == ["unanswered", "waiting"]


def test_calls_back_that_reached_nobody_are_told_with_the_call_before_them():
    lost = call(3, "abandoned", waited_seconds=840)
    missed = [call(2, "no_answer", direction="out"), call(1, "ended", direction="out")]

    (attempt,) = matters(lost, *missed)[0].tried

    assert attempt.missed_calls_back == 2
    assert attempt.words == (
        "Called, waited 14 minutes, nobody answered; two calls back reached nobody"
    )


def test_a_promised_call_that_reached_nobody_opens_the_matter_again():
    talked = talk(3, id="talk")
    promise = PromiseView(
        "p1", "call_back", "", NOW - 3 * DAY_MS, "desktop", "a-1", NOW - DAY_MS, False, "open",
        interaction_id="talk", interaction_source="voice",
    )  # fmt: skip
    missed = call(1, "no_answer", direction="out")

    assert matters(talked, missed)[0].status == "closed"
    (matter,) = matters(talked, missed, promises=(promise,))
    assert (matter.status, matter.reopened) == ("open", 1)
    assert [it.outcome for it in matter.tried] == ["answered", "missed_call_back"]
    assert matter.tried[1].words == "Was promised a call, and our call reached nobody"


def test_the_history_of_a_closed_matter_is_whole():
    lost, mail = call(3, "abandoned"), one("email", 2.5)

    (matter,) = matters(lost, mail, reply(mail, 2.4, canned=True), talk(2))

    assert matter.status == "closed"
    assert [it.outcome for it in matter.tried] == ["abandoned", "canned", "answered"]
    assert matter.attempts == 3


def test_only_what_is_open_is_on_the_screen_and_the_rest_is_told_as_closed():
    lost = call(3, "abandoned", about=("order 1",))
    history = [lost, talk(2, about=("order 1",)), one("email", 1, about=("order 2",))]

    story = tell(customer(*history), now_ms=NOW)

    assert [it.about for it in story.matters] == [("order 2",)]
    assert [it.channel for it in story.attempts] == ["email"]
    assert [it.about for it in story.closed] == [("order 1",)]
    assert story.problems[0].matter == story.matters[0]


def test_a_matter_that_was_kept_is_told_as_one_that_is_made_now():
    whole = customer(
        call(20, "abandoned", waited_seconds=60), *(one("email", 20 - n * 0.5) for n in range(30)),
        cases=[case(subject="No picture")],
    )  # fmt: skip
    newest = replace(whole, interactions=whole.interactions[-20:])

    now, kept = tell(whole, now_ms=NOW), tell(newest, now_ms=NOW, matters=journey(whole))

    assert kept == now


# Effort


def test_explaining_it_to_somebody_else_is_a_retelling():
    told = [
        talk(3, agent="a-1", status="transferred", transfers=1),
        talk(2.9, agent="a-1", status="transferred", transfers=1),
    ]

    assert matters(*told)[0].effort.retellings == 2  # handed on twice
    again = [*told, talk(2.8, agent="a-2", status="transferred", transfers=1)]
    assert matters(*again)[0].effort.retellings == 4
    assert matters(*again)[0].effort.people == 2


def test_one_conversation_with_several_people_is_told_once():
    first, second = one("dm", 0.9, id="m1"), one("dm", 0.7, id="m2")
    ours = [reply(first, 0.8, agent="a-1"), reply(second, 0.6, agent="a-2")]

    (matter,) = matters(first, second, *ours)

    assert (matter.effort.retellings, matter.effort.people) == (0, 2)


def test_whoever_sends_a_standard_reply_or_calls_the_customer_hears_nothing_again():
    post = one("social", 3)
    canned = reply(post, 2.9, canned=True, agent="a-9")
    calls = [
        talk(2.5, status="transferred", transfers=1, agent="a-1"),
        talk(2, agent="a-2", direction="out"),
    ]

    (matter,) = matters(post, canned, *calls)

    assert (matter.effort.retellings, matter.effort.people) == (1, 2)


def test_effort_is_the_time_on_the_line_and_in_talks():
    waited = call(3, "abandoned", waited_seconds=843)
    handed_on = talk(2, minutes=70, waited_seconds=600, transfers=3)

    effort = matters(waited, handed_on)[0].effort

    assert (effort.waited_seconds, effort.talked_seconds, effort.transfers) == (1443, 3600, 3)
    assert (effort.attempts, effort.channels) == (2, 1)


def test_a_standard_reply_that_sent_the_customer_on_led_to_something():
    post = one("social", 3)
    canned = reply(post, 2.9, canned=True)
    message = one("dm", 2.5)

    (waits,) = matters(post, canned, message)
    (served,) = matters(post, canned, message, reply(message, 2.4))

    assert [it.outcome for it in waits.tried] == ["canned", "unanswered"]
    assert [it.outcome for it in served.tried] == ["answered", "answered"]
