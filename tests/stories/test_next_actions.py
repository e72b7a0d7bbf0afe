"""What to do next, told by policies: with what is in stock, by whoever may, and why.

Three of the stories, as far as the next action goes: the bag in its colours, the refinance that was
sent to the wrong desk, and the stacked machines that need two technicians.
"""

import pytest

pytestmark = pytest.mark.graph

OLD, NEW = "Carry-on 21", "Carry-on 22, new and improved"
OLD_IN_STOCK = {
    "black": 0, "navy": 4, "forest": 0, "sand": 0, "berry": 2,
    "slate": 0, "teal": 1, "plum": 0, "rust": 0,
}  # fmt: skip
NORA_ON_X = {"account": "u55", "name": "Nora Whitfield", "city": "Portland", "handle": "@nora_w"}
MESSAGE = "It was order 20417. I wanted the old one, not this carry-on. No calls please."


@pytest.fixture
async def noras_bag(company):
    """Nora got the new model of her carry-on and wants the old one."""
    await company.knows("c1", "Nora", "Whitfield", "Portland", email="nora@example.com")
    async with company.one_file():
        for colour, pieces in OLD_IN_STOCK.items():
            await company.has_in_stock(f"OLD-{colour}", OLD, colour, pieces)
        await company.has_in_stock("NEW-navy", NEW, "navy", 40, replaces="OLD-navy")
    await company.sold("20417", to="c1", item=NEW, days_ago=12)
    await company.reads_message("m2", MESSAGE, by=NORA_ON_X, days_ago=1)
    return company


async def next_action_for_nora(company):
    pop = await company.screen_pop(channel="dm", handle={"network": "x", "handle": "@nora_w"})
    return pop["nextActions"][0]


async def test_nora_is_offered_the_old_model_in_the_colours_that_are_left(noras_bag):
    action = await next_action_for_nora(noras_bag)

    assert action["action"] == "exchange"
    assert action["needs"] == ["berry", "navy", "teal"]
    assert f"for the {OLD} in berry, navy and teal" in action["text"]
    assert "of nine variants" in action["why"]


async def test_no_card_and_no_return_are_asked_of_her_within_the_agents_limit(noras_bag):
    action = await next_action_for_nora(noras_bag)

    assert action["terms"] == ["no_card", "no_return"]
    assert action["authority"] == "replace_without_return"
    assert action["limit"].startswith("up to 250.00 USD")
    assert (action["about"], action["policy"]) == ("order 20417", "exchange-for-former-model")


async def test_when_a_colour_sells_out_during_the_talk_the_offer_changes(noras_bag):
    before = await next_action_for_nora(noras_bag)
    await noras_bag.has_in_stock("OLD-teal", OLD, "teal", 0, days_ago=0)
    after = await next_action_for_nora(noras_bag)

    assert before["needs"] == ["berry", "navy", "teal"]
    assert after["needs"] == ["berry", "navy"]
    assert "teal" not in after["text"]


async def test_a_misrouted_borrower_whom_we_missed_gets_an_apology_with_an_owner(company):
    await company.knows("k9", "Elizabeth", "Marlowe", "St. Louis", phone="+13145550198")
    await company.loses_a_caller("+13145550198", "The payoff letter of my refinance is wrong.")

    pop = await company.screen_pop(channel="social", phone="+13145550198")

    action = pop["nextActions"][0]
    assert (action["action"], action["policy"]) == ("call_back", "call-back-with-apology")
    assert "apologise" in action["text"]
    assert action["owner"] == "team lead"
    assert action["due"]
    assert "missed call back" in action["why"]


async def test_the_stacked_machines_get_two_technicians_on_every_channel(company):
    await company.knows("c40", "Wanda", "Kerr", "Tulsa", phone="+19185550140")
    await company.installed("w1", "Stacked washer and dryer", at="c40", days_ago=700)
    await company.visited(
        "v1",
        "Stacked: a second technician was needed to lift the dryer.",
        of="w1",
        at="c40",
        days_ago=90,
    )
    await company.opened_case("9", "It does not spin", about_asset="w1", by="c40", days_ago=1)

    by_channel = {
        channel: (await company.screen_pop(channel=channel, phone="+19185550140"))["nextActions"]
        for channel in ("voice", "social")
    }

    action = by_channel["voice"][0]
    assert by_channel["voice"] == by_channel["social"]
    assert (action["action"], action["about"]) == ("send_two_technicians", "asset w1")
    assert action["authority"] == "send_two_technicians"
    assert "second technician was needed" in action["why"]


async def test_john_gets_his_exchange_without_a_card(company):
    await company.knows("c92", "John", "Hartwell", "Denver", email="john@example.com")
    await company.has_in_stock("P-1", "Pocket projector", None, 3)
    await company.sold("20533", to="c92", item="Pocket projector", days_ago=6)
    john = {"account": "u92", "name": "John H.", "city": "Denver", "handle": "@jhartwell"}
    await company.reads_message("m1", "Order 20533 is dead on arrival", by=john, days_ago=1)

    pop = await company.screen_pop(channel="chat", email="john@example.com")

    action = pop["nextActions"][0]
    assert (action["action"], action["about"]) == ("exchange", "order 20533")
    assert (action["policy"], action["terms"]) == ("exchange-dead-on-arrival", ["no_card"])
    assert action["authority"] == "exchange"
