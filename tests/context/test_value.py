"""What a customer is worth: all orders, net of what came to nothing or came back."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from context.ingest import Ingest
from context.pop import Desk, Lookup, screen_pop
from context.records import CartRecord, OrderLine, OrderRecord, Reference, ReturnRecord
from context.value import value_of
from graph.model import CartView, CustomerId, CustomerView, LineView
from graph.standing import Money, OrderTotals, ReturnedGoods, Standing
from identity.merging import merge_customers
from identity.records import PersonRecord
from identity.resolver import Resolver
from identity.settings import IdentitySettings
from identity.setup import open_identity

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
ANA = PersonRecord("shop", "ana", name="Ana Lopez", city="Austin", emails=("ana@example.com",))
ANN = PersonRecord("crm", "ann", name="Ann Rivers", city="Reno", emails=("ann@example.com",))
TWO_BAGS = '[{"sku":"BAG","price":"40.00","quantity":"2"},{"name":"Tag","price":"5.00"}]'


def customer(*totals: OrderTotals, returned=(), carts=()) -> CustomerView:
    standing = Standing(totals=totals, returned=tuple(returned))
    return CustomerView(CustomerId("c1"), since_ms=7, standing=standing, carts=tuple(carts))


def came_back(returned: str | None, key: str = "o1") -> ReturnedGoods:
    return ReturnedGoods(key, "USD", "85.00", TWO_BAGS, returned)


def order(number: int, **values: object) -> OrderRecord:
    given = {"status": "delivered", "currency": "USD", "total": Decimal("10.10"), "person": ANA}
    placed_at = NOW - timedelta(days=number)
    return OrderRecord(
        source="shop", source_id=f"BX-{number}", placed_at=placed_at, **given | values
    )


@pytest.mark.parametrize(
    ("returned", "spent"),
    [
        pytest.param([], "85.00", id="nothing"),
        pytest.param([came_back(None)], "0.00", id="all of it"),
        pytest.param([came_back('[{"sku":"BAG"}]')], "45.00", id="one, at the order's price"),
        pytest.param([came_back('[{"name":"Tag","price":"4.00"}]')], "81.00", id="its own price"),
        pytest.param([came_back('[{"sku":"HAT"}]')], "85.00", id="what the order does not know"),
        pytest.param([came_back(None), came_back('[{"sku":"BAG"}]')], "0.00", id="not twice"),
        pytest.param([came_back('[{"sku":"BAG","quantity":"9"}]')], "0.00", id="never below zero"),
    ],
)
def test_what_came_back_is_not_spent(returned, spent):
    known = customer(OrderTotals("USD", False, 1, 85.0, 5, 5), returned=returned)

    assert value_of(known).spent == (Money("USD", spent),)


def test_void_orders_are_counted_apart_and_currencies_are_not_added_up():
    value = value_of(
        customer(
            OrderTotals("EUR", False, 1, 0.1 + 0.2, 20, 20),
            OrderTotals("USD", False, 3, 30.0, 10, 30),
            OrderTotals("USD", True, 2, 999.0, 1, 90),
            OrderTotals(None, False, 1, None, 40, 40),
        )
    )

    assert value.spent == (Money("USD", "30.00"), Money("EUR", "0.30"))
    assert (value.orders, value.void_orders, value.last_order_at_ms) == (5, 2, 40)


def test_open_carts_are_worth_their_total_or_their_lines():
    lines = (LineView(price="2.50", quantity="2"), LineView(price=None))
    carts = [
        CartView("k1", "shop", 1, currency="USD", total="10.00"),
        CartView("k2", "shop", 2, currency="USD", lines=lines),
        CartView("k3", "shop", 3, total="99.00"),
    ]

    assert value_of(customer(carts=carts)).in_carts == (Money("USD", "15.00"),)


async def test_all_orders_count_not_only_those_shown_and_in_the_pops_one_read(graph, keys):
    desk = Desk(open_identity(graph, keys, IdentitySettings()))
    refunded = ReturnRecord(
        source="shop", source_id="r1", opened_at=NOW, status="Refunded",
        lines=(OrderLine(name="Bag"),), about=(Reference("order", "BX-1"),),
    )  # fmt: skip
    asked = ReturnRecord(
        source="shop", source_id="r2", opened_at=NOW, status="requested",
        about=(Reference("order", "BX-2"),),
    )  # fmt: skip
    bag = (OrderLine(name="Bag", price=Decimal("6.00")),)
    cart = CartRecord(
        source="shop", source_id="k1", created_at=NOW, currency="USD", total=Decimal(3), person=ANA
    )
    orders = [order(1, lines=bag), *(order(number) for number in range(2, 31))]
    void = order(99, status="Cancelled", total=Decimal(500))
    await Ingest(Resolver(desk.identity)).ingest([ANA, *orders, void, refunded, asked, cart])
    graph.reads = 0

    pop = await screen_pop(desk, Lookup(email="ana@example.com"), now=NOW)

    assert graph.reads == 1
    assert len(pop.orders) == 20
    value = pop.customer.value
    assert (value.orders, value.void_orders) == (30, 1)
    assert value.spent == (Money("USD", "297.00"),)
    assert value.in_carts == (Money("USD", "3.00"),)
    assert value.last_order_at_ms == round((NOW - timedelta(days=1)).timestamp() * 1000)
    assert value.since_ms == round((NOW - timedelta(days=99)).timestamp() * 1000)


async def test_customers_who_turn_out_to_be_one_are_worth_what_both_were(graph, keys):
    desk = Desk(open_identity(graph, keys, IdentitySettings()))
    await Ingest(Resolver(desk.identity)).ingest([ANA, ANN, order(1), order(2, person=ANN)])
    ids = [
        (await screen_pop(desk, Lookup(email=one), now=NOW)).customer.id
        for one in ("ana@example.com", "ann@example.com")
    ]

    await merge_customers(desk.identity, ids, actor="Kim")

    pop = await screen_pop(desk, Lookup(email="ana@example.com"), now=NOW)
    assert pop.customer.value.spent == (Money("USD", "20.20"),)
