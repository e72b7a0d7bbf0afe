"""Worn boots, three retellings, a competitor: every contact is kept and scored, and so is it all.

A shop ships worn rain boots to a parent. She writes, chats, calls and is handed on twice, telling
her story three times; posts; brings the boots back to the counter, and tells the clerk that she
bought the same pair from a competitor, next day and free.
"""

import pytest

from tests.stories.listened_to import Json

pytestmark = pytest.mark.graph

PRIYA = "+17755550142"
MAIL = "priya.anand@example.com"
ON_X = {"account": "u71", "name": "Priya Anand", "city": "Reno", "handle": "@priya_a"}
HOUR = 1 / 24
MINUTE = HOUR / 60
SWITCH = "voice:switch"
CALL = [
    ("ringing", 0, {}),
    ("queued", 4, {"queue": "orders"}),
    ("answered", 300, {"queue": "orders", "agent": "a-101"}),
    ("transferred", 480, {"queue": "returns"}),
    ("answered", 700, {"queue": "returns", "agent": "a-102"}),
    ("transferred", 800, {"queue": "shoes"}),
    ("answered", 1_000, {"queue": "shoes", "agent": "a-103"}),
    ("ended", 1_200, {"text": "Wrap-up: worn rain boots, order 3301"}),
]
SAID_IN_CALL = [
    ("agent", 300, 304, "Good morning, what is it about?"),
    ("customer", 305, 330, "The rain boots you sent my son are worn. There is mud in them."),
    ("agent", 331, 335, "I hand you on to returns."),
    ("hold", 480, 700, ""),
    ("agent", 700, 702, "Returns, hello."),
    ("customer", 703, 730, "As I said: worn boots, with mud in them."),
    ("hold", 800, 1_000, ""),
    ("agent", 1_000, 1_003, "Shoes, what can I do?"),
    ("customer", 1_004, 1_060, "Worn boots! My card was charged, 4111 1111 1111 1111."),
    ("agent", 1_050, 1_062, "You may bring them to a shop."),
]
AT_THE_COUNTER = [
    ("agent", 0, 4, "Hello, I see that you called and were handed on twice. I am so sorry."),
    ("customer", 5, 20, "Quick Boots sent me the same pair, next day, and free. Just refund it."),
    ("agent", 21, 30, "Of course, the money is on its way."),
]


@pytest.fixture
async def worn_boots(company):
    """All that happens, until the clerk has refunded the boots."""
    await company.knows("c1", "Priya", "Anand", "Reno", phone=PRIYA, email=MAIL, handle="@priya_a")
    await company.sold("3301", to="c1", item="Rain boots", days_ago=4)
    await company.is_written_to("m1", "Order 3301: the rain boots came worn.", days_ago=3)
    await company.answers_in_writing(
        "m1", "We are sorry about the boots of order 3301, Priya. Please call us.",
        agent="a-101", days_ago=3 - HOUR / 2,
    )  # fmt: skip
    await company.serves("chat", "chat-5", "The boots are worn", agent="a-102", days_ago=2.5)
    await company.is_called("call-5", by=PRIYA, days_ago=2, course=CALL)
    await company.keeps("call-5", *SAID_IN_CALL, source=SWITCH)
    await company.reads_tweet("t5", "Worn rain boots, order 3301!", by=ON_X, days_ago=1.9)
    await company.answers_in_public("t5", "Sorry, Priya. Shall we refund them?", agent="a-104",
                                    days_ago=1.9 - 2 * HOUR)  # fmt: skip
    await company.opens_at_the_desk("order 3301", interaction="visit-5", source="counter",
                                    agent="a-105", days_ago=1 + MINUTE)  # fmt: skip
    await company.serves("counter", "visit-5", "Brings the boots back", agent="a-105", days_ago=1)
    await company.keeps("visit-5", *AT_THE_COUNTER, source="counter")
    await company.listens()
    return company


async def the_matter(company) -> Json:
    pop = await company.screen_pop(channel="voice", phone=PRIYA)
    (matter,) = [*pop["matters"], *pop["closedMatters"]]
    return matter


def points(card: Json) -> dict[str, int | None]:
    return {one["question"]["id"]: one["points"] for one in card["answers"]}


def why(card: Json, question: str) -> str:
    return next(one["why"] for one in card["answers"] if one["question"]["id"] == question)


async def of_journey(company) -> Json:
    matter = await the_matter(company)
    cards = await company.scorecards(matter=matter["id"])
    return next(one for one in cards if one["scope"] == "journey")


async def test_transfers_and_retellings_are_counted_on_one_matter(worn_boots):
    matter = await the_matter(worn_boots)

    assert matter["effort"]["transfers"] == 2
    assert matter["effort"]["retellings"] >= 2  # told three times in the call alone
    assert set(matter["channels"]) >= {"email", "chat", "voice", "social"}


async def test_every_contact_is_kept_and_scored_the_counter_visit_like_any_other(worn_boots):
    matter = await the_matter(worn_boots)

    cards = await worn_boots.scorecards(matter=matter["id"])

    scored = {(one["channel"], one["agent"]) for one in cards if one["scope"] == "interaction"}
    assert scored == {
        ("voice", "a-103"), ("chat", "a-102"), ("email", "a-101"), ("social", "a-104"),
        ("counter", "a-105"),
    }  # fmt: skip
    assert all(one["score"] is not None for one in cards)


async def test_the_machine_says_what_was_wrong_with_the_call_and_right_at_the_counter(worn_boots):
    (call,) = await worn_boots.scorecards(interaction=f"{SWITCH}:call-5")
    (visit,) = await worn_boots.scorecards(interaction="counter:visit-5")

    assert (points(call)["stayed"], why(call, "stayed")) == (0, "contact.transfers: 2")
    assert points(call)["acknowledged"] == 0  # nobody knew of mail and chat
    assert points(call)["hold"] == 1
    assert points(call)["talk_over"] == 0
    assert (points(visit)["acknowledged"], points(visit)["prepared"]) == (1, 1)


async def test_what_was_said_is_kept_without_the_number_of_her_card(worn_boots):
    heard = await worn_boots.says("lead", "hear", interaction=f"{SWITCH}:call-5")

    assert heard["url"] == "https://recordings.example.com/call-5"
    assert heard["transcript"][8]["text"].endswith("charged, **** **** **** 1111.")
    assert heard["speech"] == {"holdSeconds": 420, "talkOver": 10}


async def test_the_competitor_is_on_record(worn_boots):
    (visit,) = await worn_boots.scorecards(interaction="counter:visit-5")

    assert points(visit)["stays_with_us"] == 0
    assert why(visit, "stays_with_us") == "contact.competitors: Quick Boots"


async def test_the_whole_journey_is_scored_and_stands_beside_what_she_says(worn_boots):
    await worn_boots.reads_tweet("t6", "Thank you, the money is back.", by=ON_X, days_ago=0.1)
    await worn_boots.listens()
    (request,) = await worn_boots.questions_due()
    assert request.channel in ("email", "voice", "chat", "dm")

    await worn_boots.is_answered(request, 2, "It took five tries.")
    await worn_boots.listens()

    journey = await of_journey(worn_boots)
    assert points(journey)["told_once"] == 0
    assert points(journey)["not_handed_on"] == 0
    assert points(journey)["attempts"] == 1
    assert why(journey, "stays_with_us") == "journey.competitors: Quick Boots"
    assert points(journey)["satisfied"] == 2
    assert journey["satisfaction"] == 25
    lines = {one["name"]: one for one in await worn_boots.says("lead", "report")}
    assert lines["a-105"]["satisfaction"] == 25


async def test_people_score_beside_the_machine_and_are_held_against_each_other(worn_boots):
    contacts = {f"{SWITCH}:call-5": 1, "chat:chat-5": 4}
    for interaction, solution in contacts.items():
        for who in ("lead", "boss"):
            answers = {"solution": solution, "greeting": 1 if who == "lead" else 0}
            await worn_boots.scores(who, "talk", answers, interaction=interaction)
    matter = await the_matter(worn_boots)
    whole = await worn_boots.scores("lead", "journey", {"told_once": 0}, matter=matter["id"])

    found = {one["name"]: one for one in await worn_boots.says("lead", "agree", form="talk")}

    assert found["solution"]["alpha"] == 1.0
    assert found["greeting"]["verdict"] == "not reliable"
    assert whole["score"] < 100


async def test_an_agent_objects_and_another_supervisor_decides(worn_boots):
    chat = {"interaction": "chat:chat-5"}
    card = await worn_boots.scores("lead", "talk", {"respect": 0}, **chat)
    assert (card["score"], card["fatal"]) == (0, ["respect"])

    not_hers = await worn_boots.says("a-104", "appeal", id=card["id"], why="She was polite")
    hers = await worn_boots.says("a-102", "appeal", id=card["id"], why="I was polite")
    own = await worn_boots.says("lead", "decide", id=card["id"], why="No")
    (first, *_) = await worn_boots.scorecards(**chat)
    good = [{"question": one, "points": 1} for one in points(first)]
    decided = await worn_boots.says("boss", "decide", id=card["id"], why="Yes", answers=good)

    assert not_hers["__typename"] == "Refused"
    assert hers["scorecard"]["appeal"] == {"status": "OPEN", "by": "a-102"}
    assert "somebody else than who scored" in own["message"]
    assert decided["scorecard"]["appeal"] == {"status": "CHANGED", "scoreBefore": 0}
    assert decided["scorecard"]["score"] > 0
