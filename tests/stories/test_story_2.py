"""The two matters: a misrouted call, a voicemail, and a tweet with only a name and a city.

A borrower calls about her refinance. Routing takes it for a new loan and sends her to an agent who
cannot help; she ends on that agent's voicemail. Days later she tweets, and somebody wants to call
her and apologise: whose telephone number is it?
"""

import pytest

pytestmark = pytest.mark.graph


BETH_ON_X = {"account": "u77", "name": "Beth Marlowe", "city": "Saint Louis", "handle": "@reads"}
TWEET = "Your auto-routing sent me to the wrong person for a week."


async def borrower(company):
    """Elizabeth Marlowe of St. Louis, as the CRM knows her."""
    await company.knows(
        "k9",
        "Elizabeth",
        "Marlowe",
        "St. Louis",
        phone="+13145550198",
        email="e.marlowe@example.com",
        born="1979-04-12",
        source="crm",
    )


async def namesake(company):
    """Another Elizabeth Marlowe of St. Louis: nothing but the name and the city is the same."""
    await company.knows(
        "c2",
        "Elizabeth",
        "Marlowe",
        "St. Louis",
        phone="+13145550107",
        email="lizzie@example.net",
        born="1955-11-02",
    )


async def test_a_nickname_and_another_spelling_of_the_city_find_one_customer(company):
    await borrower(company)
    await company.knows("k8", "Ellen", "Marlow", "Chicago", phone="+13125550101", source="crm")

    pop = await company.screen_pop(channel="social", name="Beth Marlowe", city="Saint Louis")

    best = pop["candidates"][0]
    assert best["name"] == "Elizabeth Marlowe"
    assert best["namesakes"] == 1
    assert best["probability"] > 0.5
    found = await company.customer(best["customerId"])
    assert {"kind": "phone", "value": "+13145550198"} in found["identifiers"]


async def test_the_evidence_says_why(company):
    await borrower(company)

    pop = await company.screen_pop(channel="social", name="Beth Marlowe", city="Saint Louis")

    evidence = {one["comparison"]: one for one in pop["candidates"][0]["evidence"]}
    assert evidence["name"]["weight"] > 0
    assert "nickname" in evidence["name"]["words"]
    assert evidence["city"]["weight"] > 0


async def test_a_namesake_in_the_same_city_makes_it_two_and_a_question(company):
    await borrower(company)
    await namesake(company)

    pop = await company.screen_pop(channel="social", name="Beth Marlowe", city="Saint Louis")

    assert pop["resolution"] == "SEVERAL"
    assert [one["namesakes"] for one in pop["candidates"]] == [2, 2]
    assert max(one["probability"] for one in pop["candidates"]) < 0.6
    assert pop["question"]["field"] in {"phone", "email"}
    assert pop["question"]["text"].endswith("?")


async def test_the_namesake_is_not_swallowed(company):
    await borrower(company)
    await namesake(company)

    assert await company.number_of_customers() == 2


async def test_the_tweet_is_attached_to_nobody_on_a_name_and_a_city(company):
    await borrower(company)
    await company.reads_tweet("t7", TWEET, by=BETH_ON_X, days_ago=1)

    pop = await company.screen_pop(channel="voice", phone="+13145550198")

    assert pop["resolution"] == "ONE"
    assert TWEET not in {said["text"] for said in pop["interactions"]}


async def test_the_tweet_is_attached_to_nobody_either_when_it_came_first(company):
    await company.reads_tweet("t7", TWEET, by=BETH_ON_X, days_ago=1)
    await borrower(company)

    pop = await company.screen_pop(channel="voice", phone="+13145550198")

    assert TWEET not in {said["text"] for said in pop["interactions"]}


async def test_the_misrouted_call_is_on_the_screen_of_whoever_speaks_with_her_next(company):
    await borrower(company)
    await company.is_called(
        "call-1",
        by="+13145550198",
        days_ago=6,
        course=[
            ("ringing", 0, {}),
            ("queued", 5, {"queue": "new-loans"}),
            ("answered", 245, {"queue": "new-loans", "agent": "a-107"}),
            ("transferred", 330, {"queue": "voicemail"}),
            ("ended", 420, {}),
        ],
    )

    pop = await company.screen_pop(channel="voice", phone="+13145550198")

    call = pop["interactions"][0]
    assert (call["channel"], call["agent"]) == ("voice", "a-107")
    assert call["waitedSeconds"] == 240 + 5
    assert pop["effort"]["transfers"] == 1


async def test_the_voicemail_is_an_open_attempt_although_somebody_called_back(company):
    await borrower(company)
    await company.loses_a_caller("+13145550198", "The payoff letter of my refinance is wrong.")

    pop = await company.screen_pop(channel="voice", phone="+13145550198")

    (attempt,) = pop["attempts"]
    assert (attempt["channel"], attempt["outcome"]) == ("voice", "unanswered")
    assert "voicemail" in pop["acknowledgement"]
    assert [said["direction"] for said in pop["interactions"]] == ["out", "in"]
    assert "payoff letter" in pop["interactions"][1]["text"]


async def test_a_call_back_that_nobody_answered_solves_nothing(company):
    await borrower(company)
    await company.is_called(
        "call-1", by="+13145550198", days_ago=6, course=[("queued", 0, {}), ("abandoned", 400, {})]
    )
    await company.calls_back(
        "back-1", to="+13145550198", days_ago=5, course=[("ringing", 0, {}), ("ended", 30, {})]
    )

    pop = await company.screen_pop(channel="voice", phone="+13145550198")

    assert [one["outcome"] for one in pop["attempts"]] == ["abandoned"]
    assert pop["nextActions"][0]["action"] == "call_back"


async def test_a_call_without_a_name_from_her_telephone_makes_no_second_customer(company):
    await borrower(company)
    await company.is_called(
        "call-2", by="+13145550198", days_ago=1, course=[("ringing", 0, {}), ("abandoned", 60, {})]
    )

    assert await company.number_of_customers() == 1


async def two_matters(company):
    """She closes a refinance, and has asked about a new loan; each has a desk of its own."""
    await borrower(company)
    await company.has_a_desk("refinance", "Refinance")
    await company.has_a_desk("new-loans", "New loans")
    await company.is_closing("L-77120", "Refinance, 15 years fixed", of="k9")
    await company.asked("Q-3108", "Asked about one of the new loans", of="k9", days_ago=9)


async def test_routing_sees_both_matters_and_asks_where_it_would_have_to_guess(company):
    await two_matters(company)
    await company.is_called(
        "call-1", by="+13145550198", days_ago=0.0001, course=[("ringing", 0, {})]
    )

    pop = await company.screen_pop(channel="voice", phone="+13145550198")

    route = pop["route"]
    assert {one["subject"] for one in route["candidates"]} == {
        "Refinance, 15 years fixed",
        "Asked about one of the new loans",
    }
    assert {one["desk"] for one in route["candidates"]} == {"Refinance", "New loans"}
    assert route["margin"] < 2
    assert "Refinance, 15 years fixed" in route["ask"]
    assert "new loans" in route["ask"]


async def test_it_was_decided_when_she_rang_and_a_transfer_marks_it_wrong(company):
    await two_matters(company)
    now = 0.0001
    await company.is_called("call-1", by="+13145550198", days_ago=now, course=[("ringing", 0, {})])
    rung = await company.screen_pop(channel="voice", phone="+13145550198")
    other = "refinance" if rung["route"]["desk"] == "New loans" else "new-loans"
    await company.is_called(
        "call-1",
        by="+13145550198",
        days_ago=now,
        course=[
            ("answered", 1, {"queue": rung["route"]["desk"], "agent": "a-107"}),
            ("transferred", 3, {"queue": other}),
        ],
    )

    pop = await company.screen_pop(interaction="voice:switch:call-1")

    assert rung["route"]["decidedAt"] is not None
    assert pop["route"]["decidedAt"] == rung["route"]["decidedAt"]
    assert pop["route"]["outcome"]["wrong"] is True
    assert pop["route"]["outcome"]["wentTo"] == other


async def test_after_the_voicemail_she_goes_to_the_desk_that_it_speaks_of(company):
    await two_matters(company)
    await company.loses_a_caller("+13145550198", "The payoff letter of my refinance is wrong.")
    await company.is_called(
        "call-2", by="+13145550198", days_ago=0.0001, course=[("ringing", 0, {})]
    )

    pop = await company.screen_pop(channel="voice", phone="+13145550198")

    assert pop["route"]["desk"] == "Refinance"
    assert pop["route"]["ask"] is None
