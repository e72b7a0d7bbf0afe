"""The stacked machines: a wife on the telephone, a husband in public, one household.

A washer and a dryer, stacked, fail again. Two technicians were needed the last time, and the note
of that visit says so; "our policy is one". What is to be done goes by the matter and by who may
decide it, not by who shouts.
"""

import pytest

pytestmark = pytest.mark.graph

HOME = "77 Elm Court"
KAREN = "+16145550191"
DAN_ON_X = {"account": "u93", "name": "Dan Brandt", "city": "Columbus", "handle": "@dan_builds"}
NOTE = "Machines are stacked: two technicians were needed to take them down."


@pytest.fixture
async def stacked_machines(company):
    """What both of them have been through until Dan posts."""
    await company.knows(
        "c1", "Karen", "Brandt", "Columbus", phone=KAREN, born="1981-05-17", home=HOME
    )
    await company.knows(
        "c2",
        "Dan",
        "Brandt",
        "Columbus",
        phone="+16145550192",
        handle="@dan_builds",
        born="1979-11-30",
        home=HOME,
    )
    await company.has_an_agent("a-1")
    await company.has_an_agent("lead-7", authority=["send_two_technicians"])
    await company.installed("w1", "Washer 500", at="c1", days_ago=700)
    await company.visited("v1", NOTE, of="w1", at="c1", days_ago=200)
    await company.opened_case(
        "F-2290", "The washer leaks again", about_asset="w1", by="c1", days_ago=0.06
    )
    await company.reads_tweet(
        "t93", "You needed two people last time. She was an hour on the phone!",
        by=DAN_ON_X, days_ago=0.01,
    )  # fmt: skip
    return company


async def karens(company):
    return await company.screen_pop(channel="voice", phone=KAREN)


async def dans(company):
    return await company.screen_pop(
        channel="social", handle={"network": "x", "handle": "@dan_builds"}
    )


async def test_they_are_two_customers_of_one_household(stacked_machines):
    pop = await karens(stacked_machines)

    assert await stacked_machines.number_of_customers() == 2
    assert [one["name"] for one in pop["customer"]["household"]["members"]] == ["Dan Brandt"]


async def test_his_post_shows_her_open_matter_and_the_note_of_the_visit(stacked_machines):
    pop = await dans(stacked_machines)

    (karen,) = pop["customer"]["household"]["members"]
    assert pop["customer"]["name"] == "Dan Brandt"
    assert [one["subject"] for one in karen["matters"]] == ["The washer leaks again"]
    assert karen["assets"][0]["visits"][-1]["note"] == NOTE


async def test_the_same_matter_gets_the_same_next_action_on_both_screens(stacked_machines):
    hers, his = await karens(stacked_machines), await dans(stacked_machines)

    told = [
        [one["about"] for one in pop["nextActions"] if one["action"] == "send_two_technicians"]
        for pop in (hers, his)
    ]
    assert told == [["asset w1"], ["asset w1"]]


async def test_her_next_call_goes_to_somebody_who_may_send_two(stacked_machines):
    await stacked_machines.is_called(
        "call-9", by=KAREN, days_ago=0.0001, course=[("ringing", 0, {})]
    )

    pop = await stacked_machines.screen_pop(interaction="voice:switch:call-9")

    assert pop["route"]["authority"] == ["send_two_technicians"]
    assert pop["route"]["placement"]["agents"] == ["lead-7"]


async def test_her_screen_shows_the_machine_its_batch_and_what_the_visit_said(stacked_machines):
    pop = await karens(stacked_machines)

    (asset,) = pop["assets"]
    assert (asset["id"], asset["batch"]) == ("w1", "B7")
    assert [one["note"] for one in asset["visits"]] == [NOTE]
