"""What shops send becomes people, orders, carts and stock, or is refused by name."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from connectors.errors import BadRecordError
from connectors.shopify.connector import SHOPIFY
from connectors.shopify.parse import parse_customer, parse_order, parse_product
from connectors.versions import newest
from connectors.woocommerce import parse as woo
from connectors.woocommerce.connector import WOOCOMMERCE
from context.records import CartRecord, OrderRecord, ReturnRecord, ShipmentRecord
from identity.records import PersonRecord, RecordKind

FIXTURES = Path(__file__).parents[1] / "fixtures"


def told(shop: str, file: str) -> list[dict[str, Any]]:
    return json.loads((FIXTURES / shop / f"{file}.json").read_text("utf-8"))


def order(**changes: object) -> dict[str, Any]:
    return told("shopify", "order")[0]["body"] | changes


def kept(connector, file: str) -> dict[str, Any]:
    """Return what all deliveries of a fixture come to, by kind and id."""
    events = [connector.webhook.read("shop", one) for one in told(connector.name, file)]
    return {(type(one).__name__, one.source_id): one for one in newest("shop", events)}


def test_an_order_is_known_as_customers_quote_it_with_what_was_sent_and_came_back():
    found = kept(SHOPIFY, "order")

    bag = found[OrderRecord.__name__, "1001"]
    assert (bag.status, bag.total, bag.currency) == ("refunded", Decimal("129.00"), "USD")
    assert (bag.lines[0].sku, bag.lines[0].variant) == ("BAG-1-RED", "red")
    assert bag.person.source_id == "7001"
    assert found[ReturnRecord.__name__, "509562969"].reason == "not what was wanted"
    assert found[ShipmentRecord.__name__, "255858046"].delivered_at is not None


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        pytest.param({}, "open", id="paid"),
        pytest.param({"fulfillment_status": "partial"}, "partly shipped", id="a part is sent"),
        pytest.param({"fulfillment_status": "fulfilled"}, "shipped", id="all is sent"),
        pytest.param({"financial_status": "refunded"}, "refunded", id="money is back"),
        pytest.param(
            {"fulfillment_status": "fulfilled", "cancelled_at": "2026-11-01T00:00:00Z"},
            "cancelled",
            id="cancelled, whatever else",
        ),
    ],
)
def test_the_status_of_an_order(changes, status):
    assert parse_order("shop", order(**changes))[0].status == status


def test_a_guest_is_a_contact_of_one_order_and_a_deleted_order_is_marked():
    found = kept(SHOPIFY, "guest_order_deleted")

    (gone,) = found.values()
    assert gone.status == "deleted"
    assert gone.person.kind is RecordKind.CONTACT
    assert gone.person.emails == ("cy@example.com",)


def test_an_order_of_nobody_has_no_person():
    nobody = order(customer=None, email=None, billing_address=None, shipping_address=None)

    assert parse_order("shop", nobody)[0].person is None


def test_stock_is_unknown_where_it_is_not_counted_and_none_where_it_is_not_sold():
    product = told("shopify", "product")[1]["body"]

    on_sale = {one.source_id: one.stock for one in parse_product("shop", product)}
    archived = {one.stock for one in parse_product("shop", product | {"status": "archived"})}

    assert on_sale == {"BAG-1-RED": 3, "variant:502": None}
    assert archived == {0}
    assert {one.stock for one in kept(SHOPIFY, "product").values()} == {0}


def test_a_checkout_is_a_cart_until_it_is_ordered():
    first, last = (SHOPIFY.webhook.read("shop", one) for one in told("shopify", "checkout"))

    assert [one.records[0].status for one in (first, last)] == ["open", "ordered"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        pytest.param({"name": None}, "name", id="no name"),
        pytest.param({"updated_at": None}, "updated_at", id="no time of change"),
        pytest.param({"updated_at": "2026-10-30T07:00:00"}, "updated_at", id="no zone"),
        pytest.param({"total_price": "12,90"}, "total_price", id="no amount"),
        pytest.param({"total_price": "NaN"}, "total_price", id="no number"),
        pytest.param({"line_items": {}}, "line_items", id="lines that are no list"),
        pytest.param({"line_items": [{"price": "x"}]}, "line_items[0].price", id="one bad line"),
        pytest.param({"customer": "Ana"}, "customer", id="a customer that is no object"),
    ],
)
def test_an_order_that_cannot_be_read_is_refused_by_field(changes, field):
    with pytest.raises(BadRecordError) as refused:
        parse_order("shop", order(**changes))

    assert refused.value.field == field


def test_a_deleted_customer_loses_what_the_shop_said_and_comes_back_with_more():
    created, updated = (SHOPIFY.webhook.read("shop", one) for one in told("shopify", "customer"))
    deletion = {"topic": "customers/delete", "at": "2026-10-02T00:00:00Z", "body": {"id": 7001}}
    gone = SHOPIFY.webhook.read("shop", deletion)
    later = parse_customer(
        "shop", told("shopify", "customer")[1]["body"] | {"updated_at": "2026-11-01T00:00:00Z"}
    )

    (left,) = newest("shop", [updated, gone, created])
    (unknown,) = newest("shop", [gone])
    (back,) = newest("shop", [gone, updated, type(gone)(later)])

    assert left == unknown
    assert isinstance(left, PersonRecord)
    assert (left.emails, left.family_name) == ((), None)
    assert back.emails == ("ana@example.com",)


def test_a_topic_that_is_of_no_use_says_nothing():
    for connector, topic in ((SHOPIFY, "shop/update"), (WOOCOMMERCE, "coupon.created")):
        delivery = {"topic": topic, "at": "2026-10-02T00:00:00Z", "body": {"id": 1}}
        assert newest("shop", [connector.webhook.read("shop", delivery)]) == ()


def test_a_woocommerce_draft_is_a_cart_and_an_order_is_not():
    cart = kept(WOOCOMMERCE, "draft")[CartRecord.__name__, "740"]

    assert (cart.status, cart.total) == ("open", Decimal("258.00"))
    assert kept(WOOCOMMERCE, "order")[OrderRecord.__name__, "727"].status == "refunded"


def test_woocommerce_s_times_are_utc_without_saying_so():
    body = told("woocommerce", "order")[0]["body"]

    (placed,) = woo.parse_order("shop", body)

    assert placed.placed_at.isoformat() == "2026-10-30T12:00:00+00:00"
    assert placed.person.source_id == "25"
    assert placed.lines[0].name == "Carry-on"
    assert placed.lines[0].variant == "red"


def test_a_variation_is_goods_of_its_model():
    body = told("woocommerce", "variation")[0]["body"]

    (red,) = woo.parse_product("shop", body)
    nothing = woo.parse_product("shop", body | {"type": "variable"})

    assert (red.name, red.variant, red.stock) == ("Carry-on", "red", 9)
    assert nothing == ()
