"""Complaint, contact, solved, thanks: the loop in public and its reach, in three of the stories.

The bag is exchanged and praised. The borrower tweets about the misroute, is called with an apology
and says thanks. Dan posts about the stacked machines, others help him, and he thanks them.
"""

import pytest

pytestmark = pytest.mark.graph

NORA = {"account": "u55", "name": "Nora Whitfield", "city": "Portland", "handle": "@nora_w"}
BETH = {"account": "u77", "name": "Beth Marlowe", "city": "Saint Louis", "handle": "@reads"}
DAN = {"id": "u93", "name": "Dan Brandt", "city": "Columbus", "handle": {"handle": "@dan_builds"}}
PAT = {"id": "u94", "name": "Pat Okafor", "city": "Tulsa", "handle": {"handle": "@pat_fixes"}}
LOU = {"id": "u95", "name": "Lou Kent", "city": "Tulsa", "handle": {"handle": "@lou"}}
STEPS = ["complaint", "contact", "solved", "advocate"]


def steps(matter) -> list[str]:
    return [one["step"] for one in matter["loop"]]


def reach(matter) -> dict[str, int]:
    return {one["step"]: one["reach"] for one in matter["loop"] if one["reach"] is not None}


async def test_the_bag_ends_in_praise_that_more_people_read_than_the_complaint(company):
    await company.knows("c1", "Nora", "Whitfield", "Portland", handle="@nora_w")
    await company.sold("20417", to="c1", item="Carry-on 22", days_ago=12)
    await company.reads_tweet(
        "t1", "Wrong carry-on from you. Order 20417.", by=NORA, days_ago=5, reach=640
    )
    await company.answers_tweet("t1", "Order 20417: which one was it to be?", to=NORA, days_ago=4.9)
    await company.sends_instead("20588", "Carry-on 21", to="c1", days_ago=4)
    await company.reads_tweet(
        "t2", "Thank you! The old one is here.", by=NORA, days_ago=0.5, reach=1900
    )

    (matter,) = await company.loops(handle={"network": "x", "handle": "@nora_w"})
    (praise,) = [one for one in await company.board() if one["tone"] == "POSITIVE"]

    assert steps(matter) == STEPS
    assert reach(matter) == {"complaint": 640, "advocate": 1900}
    assert [one["step"] for one in praise["loop"]] == STEPS


async def test_the_apology_call_and_her_thanks_close_the_loop_of_the_two_matters(company):
    await company.knows(
        "k9", "Elizabeth", "Marlowe", "St. Louis", source="crm", phone="+13145550198",
        handle="@reads",
    )  # fmt: skip
    tweet = "Your auto-routing sent me to the wrong person for a week."
    await company.reads_tweet("t7", tweet, by=BETH, days_ago=1, reach=2100)
    await company.calls_back(
        "back-2",
        to="+13145550198",
        days_ago=0.8,
        course=[
            ("ringing", 0, {}),
            ("answered", 12, {"agent": "lead-7"}),
            ("ended", 300, {"agent": "lead-7"}),
        ],
    )
    await company.reads_tweet(
        "t8", "Thank you for the call, that was decent.", by=BETH, days_ago=0.5, reach=2500
    )

    (matter,) = await company.loops(channel="voice", phone="+13145550198")

    assert steps(matter) == STEPS
    assert reach(matter) == {"complaint": 2100, "advocate": 2500}


@pytest.fixture
async def dans_thread(company):
    await company.knows("c2", "Dan", "Brandt", "Columbus", handle="@dan_builds")
    await company.reads_post(
        "d1", "Northwind sends one man for a stacked washer, again!", by=DAN, days_ago=2, reach=4100
    )
    await company.reads_post(
        "d2", "You need to ask for the two-person slot when you book, that worked for me.",
        by=PAT, days_ago=1.9, in_reply_to="d1",
    )  # fmt: skip
    await company.reads_post("d3", "lol same", by=LOU, days_ago=1.8, in_reply_to="d1")
    await company.reads_post(
        "d4", "Thanks Pat, that did it!", by=DAN, days_ago=1.5, in_reply_to="d2"
    )
    return company


async def test_helpful_answers_of_others_are_found_and_credited(dans_thread):
    posts = {one["interactionId"]: one for one in await dans_thread.board()}

    dans = await dans_thread.mention(posts["d1"]["id"])

    (help,) = dans["helpful"]
    assert (help["customer"]["name"], help["thanked"]) == ("Pat Okafor", True)
    assert help["why"] == "who had asked said thanks for it"


async def test_who_helped_is_known_for_it(dans_thread):
    pop = await dans_thread.screen_pop(handle={"network": "x", "handle": "@pat_fixes"})

    social = await dans_thread.social(pop["customer"]["id"])

    assert [one["thanked"] for one in social["helped"]] == [True]


async def test_a_thank_you_posted_later_closes_the_loop_of_the_machines(company):
    await company.knows(
        "c2", "Dan", "Brandt", "Columbus", phone="+16145550192", handle="@dan_builds"
    )
    await company.reads_post(
        "d1", "Northwind sends one man for a stacked washer, again!", by=DAN, days_ago=2, reach=4100
    )
    await company.calls_back(
        "back-4",
        to="+16145550192",
        days_ago=1.9,
        course=[("ringing", 0, {}), ("answered", 9, {"agent": "lead-7"}), ("ended", 400, {})],
    )
    await company.reads_post(
        "d5", "Thank you Northwind, two people came today.", by=DAN, days_ago=0.2, reach=5200
    )

    (matter,) = await company.loops(handle={"network": "x", "handle": "@dan_builds"})

    assert steps(matter) == STEPS
    assert reach(matter) == {"complaint": 4100, "advocate": 5200}
