"""What goes on with a customer may be what a call is about, before there is any problem."""

from datetime import UTC, datetime, timedelta

import pytest

from context.routing.activity import current_activity
from graph.model import ContractView, CustomerId, CustomerView, LineView, OrderView, ShipmentView

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)


def ms(**ago: float) -> int:
    return round((NOW - timedelta(**ago)).timestamp() * 1000)


def order(*, days: float = 2, status: str | None = "shipped", **more) -> OrderView:
    return OrderView(
        "1001", "shop", ms(days=days), status, lines=(LineView(name="Kettle"),), **more
    )


def contract(status: str | None) -> ContractView:
    return ContractView("L-1", "crm", "Refinance", status, ms(days=20))


def subjects(*, taken=(), **things) -> list[str]:
    customer = CustomerView(CustomerId("c"), **things)
    return [one.subject for one in current_activity(customer, taken, ms())]


def test_an_order_under_way_is_something_that_goes_on():
    assert subjects(orders=(order(),)) == ["Order 1001, Kettle"]


@pytest.mark.parametrize(
    "over",
    [
        pytest.param(order(status="delivered"), id="delivered, as the shop says"),
        pytest.param(order(status="cancelled"), id="cancelled"),
        pytest.param(order(days=31), id="so old that nobody waits any more"),
        pytest.param(
            order(shipments=(ShipmentView("s", delivered_at_ms=ms(days=1)),)),
            id="all of it arrived",
        ),
    ],
)
def test_one_that_is_over_is_none(over):
    assert subjects(orders=(over,)) == []


def test_a_parcel_that_is_still_to_come_is_under_way():
    parts = (ShipmentView("s1", delivered_at_ms=ms(days=1)), ShipmentView("s2"))

    assert subjects(orders=(order(shipments=parts),)) == ["Order 1001, Kettle"]


def test_a_contract_that_is_being_made_is_something_that_goes_on():
    assert subjects(contracts=(contract("Closing"),)) == ["Refinance"]
    assert subjects(contracts=(contract("active"),)) == []
    assert subjects(contracts=(contract(None),)) == []


def test_what_an_open_matter_is_about_is_not_told_twice():
    things = {"orders": (order(),), "contracts": (contract("closing"),)}

    assert subjects(taken={"order 1001", "contract L-1"}, **things) == []
