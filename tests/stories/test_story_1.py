"""The bag: a tweet from an unknown handle, and an order number in the middle of a message.

A customer of many years gets the wrong carry-on and tweets. Her handle is in no system of the
company; her name and city are, and so is her order.
"""

import pytest

pytestmark = pytest.mark.graph


TWEET = "Ordered my carry-on, got a «new and improved» one. I wanted the old one!"
NORA_ON_X = {
    "account": "u55",
    "name": "Nora Whitfield",
    "city": "Portland, OR",
    "handle": "@nora_w",
}


async def test_an_unknown_handle_gives_a_candidate_and_not_a_certainty(company):
    await company.knows("c1", "Nora", "Whitfield", "Portland", email="nora@example.com")
    await company.sold("20417", to="c1", item="Carry-on 22", days_ago=12)
    await company.reads_tweet("t1", TWEET, by=NORA_ON_X, days_ago=3)

    pop = await company.screen_pop(
        channel="social",
        handle={"network": "x", "handle": "@nora_w"},
        name="Nora Whitfield",
        city="Portland, OR",
    )

    assert pop["resolution"] == "SEVERAL"
    assert [one["name"] for one in pop["candidates"]] == ["Nora Whitfield"]
    assert 0 < pop["candidates"][0]["probability"] < 1
    assert pop["question"]["text"].endswith("?")
    assert pop["orders"] == []


async def test_the_tweet_is_nobodys_until_the_order_number_is_known(company):
    await company.knows("c1", "Nora", "Whitfield", "Portland", email="nora@example.com")
    await company.reads_tweet("t1", TWEET, by=NORA_ON_X, days_ago=3)

    pop = await company.screen_pop(channel="email", email="nora@example.com")

    assert pop["resolution"] == "ONE"
    assert pop["interactions"] == []


async def test_the_order_number_in_a_message_makes_it_one_customer(company):
    await company.knows("c1", "Nora", "Whitfield", "Portland", email="nora@example.com")
    await company.sold("20417", to="c1", item="Carry-on 22", days_ago=12)
    await company.sold("10007", to="c1", item="Duffel 40", days_ago=900)
    await company.reads_tweet("t1", TWEET, by=NORA_ON_X, days_ago=3)
    await company.reads_message(
        "m2", "Sure, it was order 20417, and I loved the old ones.", by=NORA_ON_X, days_ago=1
    )

    pop = await company.screen_pop(channel="dm", handle={"network": "x", "handle": "@nora_w"})

    assert pop["resolution"] == "ONE"
    assert pop["customer"]["name"] == "Nora Whitfield"
    assert [order["id"] for order in pop["orders"]] == ["20417", "10007"]
    assert {said["text"] for said in pop["interactions"]} >= {TWEET}


async def test_her_telephone_shows_the_tweet_as_well(company):
    await company.knows("c1", "Nora", "Whitfield", "Portland", phone="+15035550196")
    await company.sold("20417", to="c1", item="Carry-on 22", days_ago=12)
    await company.reads_tweet("t1", TWEET, by=NORA_ON_X, days_ago=3)
    await company.reads_message("m2", "It was order 20417.", by=NORA_ON_X, days_ago=1)

    pop = await company.screen_pop(channel="voice", phone="(503) 555-0196")

    assert TWEET in {said["text"] for said in pop["interactions"]}


async def test_a_stranger_who_names_her_order_number_sees_nothing_of_her(company):
    await company.knows("c1", "Nora", "Whitfield", "Portland", email="nora@example.com")
    await company.sold("20417", to="c1", item="Carry-on 22", days_ago=12)
    guesser = {"account": "u66", "name": "Max Boyle", "city": "Tulsa", "handle": "@max_b"}
    await company.reads_message("m9", "Where is order 20417?", by=guesser, days_ago=1)

    pop = await company.screen_pop(
        channel="dm", handle={"network": "x", "handle": "@max_b"}, text="Where is order 20417?"
    )

    assert pop["customer"] is None or pop["customer"]["name"] != "Nora Whitfield"
    assert pop["orders"] == []


async def test_it_is_the_same_when_all_of_it_comes_in_one_file(company):
    async with company.one_file():
        await company.knows("c1", "Nora", "Whitfield", "Portland", email="nora@example.com")
        await company.sold("20417", to="c1", item="Carry-on 22", days_ago=12)
        await company.reads_tweet("t1", TWEET, by=NORA_ON_X, days_ago=3)
        await company.reads_message("m2", "It was order 20417.", by=NORA_ON_X, days_ago=1)

    pop = await company.screen_pop(channel="dm", handle={"network": "x", "handle": "@nora_w"})

    assert [order["id"] for order in pop["orders"]] == ["20417"]


async def test_it_is_the_same_when_the_message_comes_before_the_order(company):
    await company.reads_tweet("t1", TWEET, by=NORA_ON_X, days_ago=3)
    await company.reads_message("m2", "It was order 20417.", by=NORA_ON_X, days_ago=1)
    await company.knows("c1", "Nora", "Whitfield", "Portland", email="nora@example.com")
    await company.sold("20417", to="c1", item="Carry-on 22", days_ago=12)

    pop = await company.screen_pop(channel="dm", handle={"network": "x", "handle": "@nora_w"})

    assert [order["id"] for order in pop["orders"]] == ["20417"]


@pytest.fixture
async def noras_exchange(company):
    """All of it: the tweet, messages over days with two agents, the old model, and thanks."""
    await company.knows("c1", "Nora", "Whitfield", "Portland", email="nora@example.com")
    await company.sold("20417", to="c1", item="Carry-on 22", days_ago=12)
    await company.reads_tweet("t1", TWEET, by=NORA_ON_X, days_ago=5)
    await company.answers_tweet("t1", "Would you send us a message?", to=NORA_ON_X, days_ago=4.9)
    await company.reads_message("m1", "Hi, it is about my bag.", by=NORA_ON_X, days_ago=4.5)
    await company.answers_message(
        "m1", "Which order is it about?", to=NORA_ON_X, days_ago=4.4, agent="a-101"
    )
    await company.reads_message("m2", "It was order 20417.", by=NORA_ON_X, days_ago=3.5)
    await company.answers_message(
        "m2",
        "The old one in navy goes out today, and you keep the new one.",
        to=NORA_ON_X,
        days_ago=3.4,
        agent="a-102",
    )
    await company.sends_instead("20588", "Carry-on 21", to="c1", days_ago=3)
    await company.reads_tweet(
        "t2", "Thank you! The old one is here.", by=NORA_ON_X, days_ago=0.5, reach=1900
    )
    return await company.screen_pop(channel="email", email="nora@example.com")


async def test_tweet_messages_and_the_replacement_are_one_matter(noras_exchange):
    (matter,) = noras_exchange["closedMatters"]

    assert noras_exchange["matters"] == []
    assert matter["channels"][:2] == ["social", "dm"]
    assert {"order 20417", "order 20588"} <= set(matter["about"])
    assert [(one["fromChannel"], one["toChannel"]) for one in matter["pivots"]] == [
        ("social", "dm")
    ]


async def test_it_is_closed_by_the_replacements_delivery(noras_exchange):
    (matter,) = noras_exchange["closedMatters"]

    assert (matter["status"], matter["closedBy"]) == ("closed", "delivery")
    assert "20588" in matter["closedWhy"]


async def test_her_praise_in_public_is_the_end_of_the_loop_with_its_reach(noras_exchange):
    (matter,) = noras_exchange["closedMatters"]

    assert matter["praise"] == [{"channel": "social", "reach": 1900}]
    assert [one["step"] for one in matter["loop"]] == [
        "complaint",
        "contact",
        "solved",
        "advocate",
    ]
