"""John: a dead gadget, an abandoned call, a canned answer to a tweet, and now a chat.

When the chat is offered to an agent, before a word is typed, everything that happened stands on
the screen, with a sentence that says so and the thing to do now.
"""

import pytest

pytestmark = pytest.mark.graph


CANNED = "We're sorry for the inconvenience. Please contact our support team for assistance."
JOHN_ON_X = {"account": "u92", "name": "John H.", "city": "Denver", "handle": "@jhartwell"}


@pytest.fixture
async def johns_chat(company):
    """What happened to John, and the screen pop of the agent who is offered his chat."""
    await company.knows(
        "c92",
        "John",
        "Hartwell",
        "Denver",
        email="john@example.com",
        phone="+13035550197",
        handle="@jhartwell",
    )
    await company.sold("20533", to="c92", item="Pocket projector", days_ago=6)
    await company.is_called(
        "call-92",
        by="+13035550197",
        days_ago=2,
        course=[("ringing", 0, {}), ("queued", 3, {"queue": "gadgets"}), ("abandoned", 843, {})],
    )
    await company.reads_tweet("t92", "My projector is dead on arrival", by=JOHN_ON_X, days_ago=1.8)
    await company.answers_tweet("t92", CANNED, to=JOHN_ON_X, days_ago=1.4)
    await company.is_offered_chat("chat-92", email="john@example.com", waited_minutes=2)
    return await company.screen_pop(
        channel="chat", interaction="chat:chat-92", email="john@example.com"
    )


async def test_the_pop_is_john_with_the_order_of_the_gadget(johns_chat):
    assert johns_chat["resolution"] == "ONE"
    assert johns_chat["customer"]["name"] == "John Hartwell"
    assert johns_chat["orders"][0]["lines"][0]["name"] == "Pocket projector"


async def test_it_shows_three_attempts_on_three_channels(johns_chat):
    attempts = [(one["channel"], one["outcome"]) for one in johns_chat["attempts"]]

    assert attempts == [("voice", "abandoned"), ("social", "canned"), ("chat", "waiting")]
    assert johns_chat["effort"]["attempts"] == 3
    assert johns_chat["effort"]["channels"] == 3


async def test_it_shows_how_long_he_waited_on_the_telephone(johns_chat):
    call = johns_chat["attempts"][0]

    assert call["waitedSeconds"] == 843
    assert "14 minutes" in call["words"]
    assert johns_chat["effort"]["waitedSeconds"] >= 843


async def test_it_shows_the_tweet_with_the_answer_that_led_to_nothing(johns_chat):
    (tweet,) = [one for one in johns_chat["interactions"] if one["kind"] == "mention"]

    assert tweet["text"] == "My projector is dead on arrival"
    assert tweet["answerText"] == CANNED
    assert tweet["answerCanned"] is True


async def test_the_sentence_acknowledges_exactly_this(johns_chat):
    sentence = johns_chat["acknowledgement"].lower()

    assert "14 minutes" in sentence
    assert "call" in sentence
    assert "your post on x" in sentence
    assert "standard reply" in sentence


async def test_all_of_it_is_one_matter_about_that_order(johns_chat):
    (matter,) = johns_chat["matters"]

    assert matter["attempts"] == 3
    assert "order 20533" in matter["about"]


async def test_the_thing_to_do_is_to_exchange_it_now(johns_chat):
    assert johns_chat["nextActions"][0]["action"] == "exchange"


async def test_a_caller_name_with_an_initial_is_still_him(company):
    await company.knows("c92", "John", "Hartwell", "Denver", phone="+13035550197")
    shown = {"caller_name": "J HARTWELL"}
    await company.is_called(
        "call-92",
        by="+13035550197",
        days_ago=2,
        course=[("ringing", 0, shown), ("queued", 3, shown), ("abandoned", 843, shown)],
    )

    pop = await company.screen_pop(channel="voice", phone="+13035550197")

    assert pop["resolution"] == "ONE"
    assert [one["outcome"] for one in pop["attempts"]] == ["abandoned"]


async def test_a_call_that_was_answered_is_no_attempt(company):
    await company.knows("c93", "Mary", "Collins", "Denver", phone="+13035550150")
    await company.is_called(
        "call-93",
        by="+13035550150",
        days_ago=2,
        course=[
            ("ringing", 0, {}),
            ("queued", 3, {"queue": "gadgets"}),
            ("answered", 40, {"queue": "gadgets", "agent": "a-104"}),
            ("ended", 400, {}),
        ],
    )

    pop = await company.screen_pop(channel="voice", phone="+13035550150")

    assert pop["attempts"] == []
    assert pop["interactions"][0]["status"] == "ended"


async def test_somebody_elses_abandoned_call_is_not_on_the_screen(company):
    await company.knows("c92", "John", "Hartwell", "Denver", email="john@example.com")
    await company.is_called(
        "call-x", by="+13035550111", days_ago=1, course=[("ringing", 0, {}), ("abandoned", 900, {})]
    )

    pop = await company.screen_pop(channel="email", email="john@example.com")

    assert pop["attempts"] == []
    assert pop["effort"]["waitedSeconds"] == 0


async def test_the_switch_may_report_an_event_a_hundred_times(company):
    await company.knows("c92", "John", "Hartwell", "Denver", phone="+13035550197")
    for _ in range(100):
        await company.is_called(
            "call-92", by="+13035550197", days_ago=1, course=[("ringing", 0, {})], delivery="one"
        )

    pop = await company.screen_pop(channel="voice", phone="+13035550197")

    assert len(pop["interactions"]) == 1
