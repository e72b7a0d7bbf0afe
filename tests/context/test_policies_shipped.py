"""The policies that ship: what is done next in which case, and what stands in the way."""

from dataclasses import replace

import pytest

from context.journey.story import tell
from context.journey.wording import DAY_MS, HOUR_MS
from graph.model import (
    AssetView,
    CaseView,
    CustomerId,
    CustomerView,
    InteractionView,
    LineView,
    OrderView,
    ProductView,
    ShipmentView,
)

NOW = 1_795_000_000_000
OLD = "Carry-on 21"
NEW = "Carry-on 22, new and improved"
COLOURS = {
    "black": 0, "navy": 4, "forest": 0, "sand": 0, "berry": 2,
    "slate": 0, "teal": 1, "plum": 0, "rust": 0,
}  # fmt: skip
BAG = OrderView(
    "20417",
    "shop",
    NOW - 12 * DAY_MS,
    "delivered",
    "USD",
    "149.00",
    lines=(LineView("CARRY-22-NAVY", NEW, "navy", "1", "149.00"),),
    shipments=(ShipmentView("s1", "delivered", delivered_at_ms=NOW - 5 * DAY_MS),),
)
TWEET = InteractionView(
    "t1", "x", "social", "mention", "in", NOW - 3 * DAY_MS, public=True, reach=640,
    text="Ordered my carry-on, got a «new and improved» one. I wanted the OLD one.",
)  # fmt: skip
CALL = InteractionView(
    "call", "voice", "voice", "call", "in", NOW - 2 * DAY_MS, status="abandoned", waited_seconds=843
)


def models(**stock):
    """The old model in its colours, and the new one that came in its place."""
    old = [
        ProductView(f"OLD-{one}", "shop", OLD, one, left)
        for one, left in {**COLOURS, **stock}.items()
    ]
    return (*old, ProductView("CARRY-22-NAVY", "shop", NEW, "navy", 40, replaces="OLD-navy"))


def nora(**more):
    known = {"interactions": (TWEET,), "orders": (BAG,), "products": models(), **more}
    return CustomerView(CustomerId("c1"), **known)


def first_action(customer, **more):
    return tell(customer, now_ms=NOW, **more).next_actions[0]


# What the shipped ones do


def test_the_wanted_old_model_is_offered_in_the_colours_in_stock_only():
    action = first_action(nora())

    assert action.policy == "exchange-for-former-model"
    assert action.needs == ("berry", "navy", "teal")
    assert action.text == (
        f"Exchange {NEW} of order 20417 for the Carry-on 21 in berry, navy and teal: "
        "no card, and nothing to send back"
    )
    assert "of nine variants" in action.why
    assert action.terms == ("no_card", "no_return")
    assert (action.authority, action.about) == ("replace_without_return", "order 20417")
    assert action.limit == "up to 250.00 USD, 230.00 EUR and 200.00 GBP"


def test_a_colour_that_sells_out_is_not_offered_any_more():
    action = first_action(nora(products=models(teal=0)))

    assert action.needs == ("berry", "navy")
    assert "teal" not in action.text + action.why


def test_nothing_is_offered_of_a_model_that_is_sold_out():
    gone = models(**dict.fromkeys(COLOURS, 0))

    offered = [one.policy for one in tell(nora(products=gone), now_ms=NOW).next_actions]

    assert "exchange-for-former-model" not in offered


def test_no_offer_counts_on_a_stock_that_nobody_knows():
    offered = [one.policy for one in tell(nora(products=()), now_ms=NOW).next_actions]

    assert offered == ["answer"]


@pytest.mark.parametrize(
    ("price", "currency", "offered"),
    [
        pytest.param("250.00", "USD", True, id="just within the limit"),
        pytest.param("250.01", "USD", False, id="a cent above"),
        pytest.param("100.00", "JPY", False, id="a currency without an amount"),
        pytest.param(None, "USD", False, id="a price that nobody knows"),
    ],
)
def test_a_limit_is_held(price, currency, offered):
    lines = (replace(BAG.lines[0], price=price),)
    order = replace(BAG, lines=lines, total=None, currency=currency)

    names = [one.policy for one in tell(nora(orders=(order,)), now_ms=NOW).next_actions]

    assert ("exchange-for-former-model" in names) is offered


def test_the_ordered_model_is_offered_where_it_is_the_old_one_itself():
    order = replace(BAG, lines=(LineView(None, OLD, None, "1", "129.00"),))

    action = first_action(nora(orders=(order,)))

    assert action.policy == "exchange-for-ordered-model"
    assert action.needs == ("berry", "navy", "teal")


DEAD = replace(TWEET, text="My carry-on arrived dead on arrival")


@pytest.mark.parametrize(
    ("stock", "expected"),
    [
        pytest.param({}, "exchange-dead-on-arrival", id="there are more"),
        pytest.param(None, "exchange-dead-on-arrival", id="nobody knows how many"),
        pytest.param({"navy": 0}, "exchange-fault-for-other-variant", id="the colour sold out"),
        pytest.param(dict.fromkeys(COLOURS, 0), "refund-fault", id="all sold out"),
    ],
)
def test_what_is_dead_on_arrival_is_exchanged_as_far_as_the_stock_goes(stock, expected):
    order = replace(BAG, lines=(LineView("OLD-navy", OLD, "navy", "1", "129.00"),))
    products = () if stock is None else models(**stock)

    customer = nora(interactions=(DEAD,), orders=(order,), products=products)

    assert first_action(customer).policy == expected


def test_a_fault_that_shows_later_is_exchanged_too():
    old = replace(BAG, shipments=(ShipmentView("s", delivered_at_ms=NOW - 31 * DAY_MS),))

    assert first_action(nora(interactions=(DEAD,), orders=(old,))).policy == "exchange-fault"


VISIT = InteractionView(
    "v1", "field", "counter", "visit", "out", NOW - 20 * DAY_MS,
    text="Stacked: a second technician was needed to lift the dryer.", about=("asset w1",),
)  # fmt: skip
WASHER = CustomerView(
    CustomerId("c4"),
    interactions=(VISIT,),
    assets=(AssetView("w1", "field", "Stacked washer", batch="B7"),),
    cases=(CaseView("9", "desk", NOW - DAY_MS, status="open", about=("asset w1",)),),
)


def test_two_technicians_are_sent_when_the_last_visit_says_so():
    action = first_action(WASHER)

    assert (action.action, action.authority) == ("send_two_technicians", "send_two_technicians")
    assert action.about == "asset w1"
    assert "20 days ago" in action.why
    assert "second technician was needed" in action.why
    assert "one failure" in action.why


def test_one_technician_is_enough_when_the_last_visit_says_nothing_else():
    quiet = replace(VISIT, id="v2", started_at_ms=NOW - 2 * DAY_MS, text="Filter cleaned.")
    customer = replace(WASHER, interactions=(quiet, VISIT))

    assert [one.action for one in tell(customer, now_ms=NOW).next_actions] == ["continue_case"]


def test_the_same_matter_gets_the_same_action_on_every_channel():
    actions = {
        channel: tell(WASHER, now_ms=NOW, channel=channel).next_actions
        for channel in ("voice", "social", "dm")
    }

    assert len(set(actions.values())) == 1


def test_who_was_missed_when_called_back_gets_an_apology_with_an_owner_and_a_time():
    back = InteractionView(
        "back", "voice", "voice", "call", "out", NOW - DAY_MS, status="no_answer", agent="a-107"
    )

    action = first_action(nora(interactions=(back, CALL), orders=()))

    assert (action.policy, action.action) == ("call-back-with-apology", "call_back")
    assert action.owner == "team lead"
    assert action.due_ms == CALL.started_at_ms + 24 * HOUR_MS
    assert "one missed call back" in action.why


def test_who_merely_hung_up_is_called_back_without_more():
    assert first_action(nora(interactions=(CALL,), orders=())).policy == "call-back"
