"""The unknown caller: no number shown, a nickname, a city with another spelling.

The screen is honest: who it may be and how probable, what speaks for and against, how many people
have that name in that city, and the question that separates them. Nothing is attached to anybody.
"""

import pytest

pytestmark = pytest.mark.graph


async def three_smiths(company):
    """Two people of one name in one city, and a third one elsewhere."""
    await company.knows(
        "c1", "William", "Smith", "St. Louis", phone="+13145550110", email="wills@example.com"
    )
    await company.knows(
        "c2", "William", "Smith", "St. Louis", phone="+13145550173", email="billy@example.org"
    )
    await company.knows(
        "c3", "William", "Smith", "Seattle", phone="+12065550155", email="ws@example.net"
    )


async def test_candidates_come_with_honest_probabilities(company):
    await three_smiths(company)

    pop = await company.screen_pop(channel="voice", name="Bill Smyth", city="Saint Louis")

    probabilities = [one["probability"] for one in pop["candidates"]]
    assert pop["resolution"] == "SEVERAL"
    assert probabilities == sorted(probabilities, reverse=True)
    assert 0 < sum(probabilities) < 1, "somebody else is always possible"
    assert {one["city"] for one in pop["candidates"][:2]} == {"St. Louis"}


async def test_it_says_how_many_have_that_name_in_that_city(company):
    await three_smiths(company)

    pop = await company.screen_pop(channel="voice", name="Bill Smyth", city="St. Louis")

    assert [one["namesakes"] for one in pop["candidates"][:2]] == [2, 2]


async def test_it_shows_what_speaks_against_as_well(company):
    await three_smiths(company)

    pop = await company.screen_pop(channel="voice", name="William Smith", city="St. Louis")

    (elsewhere,) = [one for one in pop["candidates"] if one["city"] == "Seattle"]
    against = [one["comparison"] for one in elsewhere["evidence"] if one["weight"] < 0]
    assert against == ["city"]


async def test_it_asks_the_question_that_separates_them(company):
    await three_smiths(company)

    pop = await company.screen_pop(channel="voice", name="Bill Smyth", city="St. Louis")

    assert pop["question"]["field"] in {"phone", "email"}
    assert pop["question"]["text"].endswith("?")
    assert pop["question"]["why"]


async def test_the_answer_makes_it_one_customer(company):
    await three_smiths(company)

    pop = await company.screen_pop(
        channel="voice", name="Bill Smyth", city="St. Louis", email="billy@example.org"
    )

    assert pop["resolution"] == "ONE"
    assert {"kind": "email", "value": "billy@example.org"} in pop["customer"]["identifiers"]


async def test_asking_attaches_nothing_to_anybody(company):
    await three_smiths(company)
    before = await company.everything_in_the_graph()

    await company.screen_pop(channel="voice", name="Bill Smyth", city="St. Louis")

    assert await company.everything_in_the_graph() == before


async def test_a_message_below_the_threshold_is_nobodys(company):
    await three_smiths(company)
    somebody = {"account": "ig1", "name": "Billy S", "city": "STL", "handle": "@billys"}
    await company.reads_message("m1", "I wrote to you last week", by=somebody, days_ago=1)

    for clue in ({"phone": "+13145550110"}, {"email": "billy@example.org"}):
        pop = await company.screen_pop(channel="voice", **clue)
        assert pop["interactions"] == []


async def test_nobody_fits_is_a_sentence_a_question_and_a_desk(company):
    await three_smiths(company)

    pop = await company.screen_pop(channel="voice", name="Zaphira Quillfeather", city="Boise")

    assert pop["resolution"] == "NONE"
    assert pop["acknowledgement"]
    assert pop["question"]["text"].endswith("?")
    assert pop["route"]["desk"]


async def test_a_hidden_number_is_nobody_and_no_error(company):
    await three_smiths(company)

    pop = await company.screen_pop(channel="voice", phone="anonymous")

    assert pop["resolution"] == "NONE"
    assert pop["orders"] == []
