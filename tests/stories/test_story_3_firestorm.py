"""John, the other ending: his chat is closed without a solution, and the afternoon goes public.

A post on another network, a tweet to warn others, a one-star review on the shop's own site, and a
letter to the local news: one customer, four public places.
"""

import pytest

pytestmark = pytest.mark.graph

PHONE, MAIL = "+13035550197", "john@example.com"
ON_X = {"id": "u92", "name": "John H.", "city": "Denver", "handle": {"handle": "@jhartwell"}}
ON_FACEBOOK = {"id": "f92", "name": "John", "handle": {"handle": "john.hartwell"}}
HOUR = 1 / 24


@pytest.fixture
async def johns_afternoon(company):
    """Everything up to the chat that was closed without a word."""
    await company._import(
        type="person",
        source="shop",
        id="c92",
        given_name="John",
        family_name="Hartwell",
        city="Denver",
        emails=[MAIL],
        phones=[PHONE],
        handles=[
            {"network": "x", "handle": "@jhartwell"},
            {"network": "facebook", "handle": "john.hartwell"},
        ],
    )
    await company.sold("20533", to="c92", item="Pocket projector", days_ago=6)
    waited = [("ringing", 0, {}), ("queued", 3, {"queue": "gadgets"}), ("abandoned", 843, {})]
    await company.is_called("call-92", by=PHONE, days_ago=2, course=waited)
    await company._import(
        type="interaction",
        source="chat",
        id="chat-92",
        channel="chat",
        kind="chat",
        status="closed",
        started_at=company._ago(6 * HOUR),
        ended_at=company._ago(5.8 * HOUR),
        person={"id": MAIL, "emails": [MAIL]},
    )
    return company


async def the_posts(company, number: int) -> None:
    posts = [
        company.reads_post(
            "f1", "Northwind sells dead projectors", by=ON_FACEBOOK, on="facebook",
            days_ago=4 * HOUR, reach=800,
        ),
        company.reads_post(
            "t9", "Do not buy at Northwind. Nobody answers.", by=ON_X, days_ago=3 * HOUR, reach=310,
        ),
        company.reads_review("r1", "Dead on arrival.", by="c92", stars=1, days_ago=2 * HOUR),
        company.reads_letter_to_the_news(
            "n1", "Northwind refuses to take back a broken projector", by=MAIL, days_ago=HOUR
        ),
    ]  # fmt: skip
    for one in posts[:number]:
        await one
    for one in posts[number:]:
        one.close()


async def test_the_first_post_is_a_mention_and_no_warning(johns_afternoon):
    await the_posts(johns_afternoon, 1)

    assert await johns_afternoon.firestorms() == []
    assert await johns_afternoon.told("firestorm") == []
    assert len(await johns_afternoon.board()) == 1


async def test_the_second_post_warns_supervisors(johns_afternoon):
    await the_posts(johns_afternoon, 2)

    (storm,) = await johns_afternoon.firestorms()

    assert storm["places"] == ["facebook", "x"]
    assert await johns_afternoon.told("firestorm") == ["firestorm"]


async def test_in_the_end_it_is_one_customer_in_four_public_places(johns_afternoon):
    await the_posts(johns_afternoon, 4)

    (storm,) = await johns_afternoon.firestorms()

    assert storm["customer"]["name"] == "John Hartwell"
    assert storm["places"] == ["facebook", "x", "reviews", "email news"]
    assert storm["reach"] == 1110


async def test_the_warning_says_what_he_owns_and_what_he_tried(johns_afternoon):
    await the_posts(johns_afternoon, 2)

    (storm,) = await johns_afternoon.firestorms()

    assert storm["owns"] == ["Pocket projector (order 20533)"]
    assert storm["tried"] == [
        "Called, waited 14 minutes, nobody answered",
        "Opened a chat, which was closed without an answer",
    ]


async def test_all_his_posts_are_first_on_the_board(johns_afternoon):
    stranger = {"id": "u7", "name": "Pat Low", "city": "Tulsa", "handle": {"handle": "@pat"}}
    await johns_afternoon.reads_post(
        "p9", "Northwind is awful", by=stranger, days_ago=HOUR, reach=5_000
    )
    await the_posts(johns_afternoon, 4)

    *first, last = await johns_afternoon.board()

    assert {one["customer"]["name"] for one in first} == {"John Hartwell"}
    assert last["customer"]["name"] == "Pat Low"
    assert "in four public places within a day" in first[0]["why"]


async def test_the_same_posts_by_four_people_are_no_firestorm(company):
    for number, place in enumerate(("facebook", "x", "instagram")):
        who = {"id": f"u{number}", "name": f"Person {number}", "handle": {"handle": f"@p{number}"}}
        await company.reads_post(
            f"q{number}", "Northwind is awful", by=who, on=place, days_ago=number * HOUR
        )

    assert await company.firestorms() == []
