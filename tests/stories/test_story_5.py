"""The logo: an untagged post with two photos, and a response team that answers it once.

A shopper was sold an expired razor, got no apology, and names the chain in words without a tag.
Days later somebody else is shipped worn boots and says where she bought the same pair instead.
"""

import pytest

pytestmark = pytest.mark.graph

OLIVER = {
    "id": "u61",
    "name": "Oliver Quist",
    "city": "Reno",
    "handle": {"handle": "@oliver_q", "followers": 12_400},
}
POST = "Northwind sold me a razor that expired in spring. No apology, a shrug. Look at the date!"
PHOTOS = [
    {"url": "https://img.example.com/1.jpg", "kind": "photo", "text": "EXP 03/2026"},
    {"url": "https://img.example.com/2.jpg", "kind": "photo", "text": "a sign: Northwind"},
]
DANA = {"id": "u62", "name": "Dana Moss", "city": "Reno", "handle": {"handle": "@dana_m"}}
MINUTE = 1 / (24 * 60)


@pytest.fixture
async def olivers_post(company):
    await company.reads_post("p1", POST, by=OLIVER, days_ago=10 * MINUTE, media=PHOTOS, reach=900)
    return company


async def test_the_untagged_post_is_on_the_board_at_once(olivers_post):
    (mention,) = await olivers_post.board()

    assert (mention["tagged"], mention["status"], mention["tone"]) == (False, "OPEN", "NEGATIVE")
    assert mention["found"] == [{"name": "Northwind", "how": "name", "written": "Northwind"}]
    assert mention["customer"]["name"] == "Oliver Quist"


async def test_the_photos_are_kept_with_it_as_evidence(olivers_post):
    (mention,) = await olivers_post.board()

    assert mention["media"] == PHOTOS


async def test_triage_weighs_reach_who_it_is_and_what_is_open(olivers_post):
    await olivers_post.reads_post(
        "p2", "Northwind, do you have kettles?", by=DANA, days_ago=5 * MINUTE, reach=40
    )

    first, second = await olivers_post.board()

    assert first["text"] == POST
    assert first["why"] == "12,400 may have read it (5) × 12,400 followers (3) × a complaint (2)"
    assert first["points"] == 30
    assert second["points"] < first["points"]


async def test_the_clock_of_an_hour_is_visible(olivers_post):
    (mention,) = await olivers_post.board()

    assert (mention["clock"], mention["overdue"]) == ("49 minutes left", False)


async def test_of_twenty_who_claim_it_one_has_it(olivers_post):
    (mention,) = await olivers_post.board()

    tries = await olivers_post.all_claim(mention["id"], [f"a-{one}" for one in range(20)])

    (won,) = [one["mention"] for one in tries if one["__typename"] == "MentionChanged"]
    lost = [one for one in tries if one["__typename"] == "Refused"]
    assert {one["reason"] for one in lost} == {"NOTHING_TO_DO"}
    assert all(f"is claimed by {won['claimedBy']}" in one["message"] for one in lost)


async def test_it_is_answered_once_and_goes_on_in_private(olivers_post):
    (mention,) = await olivers_post.board()
    await olivers_post.does("claimMention", mention["id"], by="a-1")
    answer = "That should never have left the shelf, Oliver. May we make it good by message?"

    other = await olivers_post.does("answerMention", mention["id"], by="a-2", text="Sorry!")
    mine = await olivers_post.does("answerMention", mention["id"], by="a-1", text=answer)
    again = await olivers_post.does("answerMention", mention["id"], by="a-1", text=answer)
    moved = await olivers_post.does("moveMentionToPrivate", mention["id"], by="a-1")

    assert (other["__typename"], again["__typename"]) == ("Refused", "Refused")
    assert mine["mention"]["answerText"] == answer
    assert (moved["mention"]["status"], moved["mention"]["clock"]) == (
        "PRIVATE",
        "answered in time",
    )
    assert await olivers_post.board() == []
    assert await olivers_post.told("mention") == [
        *("mention", "mention_claimed", "mention_answered", "mention_private")
    ]


async def test_his_followers_and_his_history_stand_beside_him(olivers_post):
    (mention,) = await olivers_post.board()

    social = await olivers_post.social(mention["customer"]["id"])

    assert social["accounts"] == [
        {"network": "x", "handle": "@oliver_q", "followers": 12_400, "place": "Reno"}
    ]
    assert (social["history"]["negative"], social["history"]["standing"]) == (1, None)


async def test_the_competitor_that_somebody_went_to_is_recorded(company):
    text = "Worn boots from Northwind. Southgale had the same pair here next day, for free."
    await company.reads_post("p3", text, by=DANA, days_ago=0.1)

    (mention,) = await company.board()

    assert mention["competitors"] == ["Southgale"]


async def test_what_only_sounds_like_us_is_not_on_the_board(company):
    await company.reads_post("p4", "The north wind took my hat", by=DANA, days_ago=0.1)
    await company.reads_post("p5", "Southgale is lovely", by=DANA, days_ago=0.1)

    assert await company.board() == []
