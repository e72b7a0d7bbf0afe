"""The unknown caller: no number shown, a nickname, a city with another spelling.

The screen is honest: who it may be and how probable, what speaks for and against, how many people
have that name in that city, and the question that separates them. Nothing is attached to anybody.
"""


async def two_roberts(company):
    """Two people of one name in one city, and a third one elsewhere."""
    await company.knows(
        "c1", "Robert", "Nguyen", "Philadelphia", phone="+12155550110", email="bobby@example.com"
    )
    await company.knows(
        "c2", "Robert", "Nguyen", "Philadelphia", phone="+12155550173", email="rn@example.org"
    )
    await company.knows("c3", "Robert", "Nguyen", "Seattle", phone="+12065550110")


async def test_candidates_come_with_honest_probabilities(company):
    await two_roberts(company)

    pop = await company.screen_pop(channel="voice", name="Bob Nguyen", city="Phila.")

    probabilities = [one["probability"] for one in pop["candidates"]]
    assert pop["resolution"] == "SEVERAL"
    assert probabilities == sorted(probabilities, reverse=True)
    assert 0 < sum(probabilities) < 1, "somebody else is always possible"
    assert {one["city"] for one in pop["candidates"][:2]} == {"Philadelphia"}


async def test_it_says_how_many_have_that_name_in_that_city(company):
    await two_roberts(company)

    pop = await company.screen_pop(channel="voice", name="Bob Nguyen", city="Philadelphia")

    assert [one["namesakes"] for one in pop["candidates"][:2]] == [2, 2]


async def test_it_shows_what_speaks_against_as_well(company):
    await two_roberts(company)

    pop = await company.screen_pop(channel="voice", name="Robert Nguyen", city="Philadelphia")

    (elsewhere,) = [one for one in pop["candidates"] if one["city"] == "Seattle"]
    against = [one["comparison"] for one in elsewhere["evidence"] if one["weight"] < 0]
    assert against == ["city"]


async def test_it_asks_the_question_that_separates_them(company):
    await two_roberts(company)

    pop = await company.screen_pop(channel="voice", name="Bob Nguyen", city="Philadelphia")

    assert pop["question"]["field"] in {"phone", "email"}
    assert pop["question"]["text"].endswith("?")
    assert pop["question"]["why"]


async def test_the_answer_makes_it_one_customer(company):
    await two_roberts(company)

    pop = await company.screen_pop(
        channel="voice", name="Bob Nguyen", city="Philadelphia", email="rn@example.org"
    )

    assert pop["resolution"] == "ONE"
    assert {"kind": "email", "value": "rn@example.org"} in pop["customer"]["identifiers"]


async def test_asking_attaches_nothing_to_anybody(company):
    await two_roberts(company)
    before = await company.everything_in_the_graph()

    await company.screen_pop(channel="voice", name="Bob Nguyen", city="Philadelphia")

    assert await company.everything_in_the_graph() == before


async def test_a_message_below_the_threshold_is_nobodys(company):
    await two_roberts(company)
    somebody = {"account": "ig1", "name": "Bobby N", "city": "Philly", "handle": "@bobbyn"}
    await company.reads_message("m1", "I wrote to you last week", by=somebody, days_ago=1)

    for clue in ({"phone": "+12155550110"}, {"email": "rn@example.org"}):
        pop = await company.screen_pop(channel="voice", **clue)
        assert pop["interactions"] == []


async def test_nobody_fits_is_a_sentence_a_question_and_a_desk(company):
    await two_roberts(company)

    pop = await company.screen_pop(channel="voice", name="Zaphira Quillfeather", city="Boise")

    assert pop["resolution"] == "NONE"
    assert pop["acknowledgement"]
    assert pop["question"]["text"].endswith("?")
    assert pop["route"]["desk"]


async def test_a_hidden_number_is_nobody_and_no_error(company):
    await two_roberts(company)

    pop = await company.screen_pop(channel="voice", phone="anonymous")

    assert pop["resolution"] == "NONE"
    assert pop["orders"] == []
