"""What is a customer worth to us? Over all orders, net of what was cancelled or came back."""

import json
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from graph.model import CartView, CustomerView, LineView
from graph.standing import Money, OrderTotals, ReturnedGoods, ValueView

PLACES: Final = Decimal("0.0001")  # sums are made of floats, which are exact enough so far
CENTS: Final = Decimal("0.01")
NOTHING: Final = Decimal(0)


def value_of(customer: CustomerView) -> ValueView:
    """Return what all orders and the open carts shown come to, a sum for each currency."""
    standing = [one for one in customer.standing.totals if not one.is_void]
    return ValueView(
        since_ms=customer.since_ms,
        orders=sum(one.orders for one in standing),
        void_orders=sum(one.orders for one in customer.standing.totals if one.is_void),
        spent=_spent(standing, customer.standing.returned),
        last_order_at_ms=max((one.last_ms for one in standing if one.last_ms), default=None),
        in_carts=_in_carts(customer.carts),
    )


def _spent(totals: Sequence[OrderTotals], returned: Iterable[ReturnedGoods]) -> tuple[Money, ...]:
    back = _came_back(returned)
    known = [one for one in totals if one.currency and one.total is not None]
    known.sort(key=lambda one: (-one.orders, one.currency or ""))
    return tuple(
        _money(one.currency or "", Decimal(repr(one.total)) - back.get(one.currency or "", NOTHING))
        for one in known
    )


def _came_back(returned: Iterable[ReturnedGoods]) -> dict[str, Decimal]:
    """Return the worth of what came back by currency; of an order never more than it cost."""
    orders: dict[str, tuple[str, Decimal]] = {}
    for one in returned:
        if one.currency is None or one.total is None:
            continue
        total = Decimal(one.total)
        _, so_far = orders.get(one.order_key, ("", NOTHING))
        amount = total if one.returned is None else _worth_of(one)
        orders[one.order_key] = (one.currency, min(total, so_far + amount))
    back: dict[str, Decimal] = {}
    for currency, amount in orders.values():
        back[currency] = back.get(currency, NOTHING) + amount
    return back


def _worth_of(one: ReturnedGoods) -> Decimal:
    """Return the worth of the lines that came back, by their own price or by the order's."""
    prices: dict[tuple[str, Any], str] = {}
    for line in _lines(one.lines):
        if "price" in line:
            prices |= {(key, line[key]): line["price"] for key in ("name", "sku") if key in line}
    worth = NOTHING
    for line in _lines(one.returned):
        named = ((key, line[key]) for key in ("sku", "name") if key in line)
        price = line.get("price") or next((prices[it] for it in named if it in prices), None)
        if price is not None:
            worth += Decimal(price) * Decimal(line.get("quantity", "1"))
    return worth


def _in_carts(carts: Iterable[CartView]) -> tuple[Money, ...]:
    sums: dict[str, Decimal] = {}
    for cart in carts:
        worth = Decimal(cart.total) if cart.total else _sum_of(cart.lines)
        if cart.currency and worth is not None:
            sums[cart.currency] = sums.get(cart.currency, NOTHING) + worth
    return tuple(_money(currency, worth) for currency, worth in sums.items())


def _sum_of(lines: Iterable[LineView]) -> Decimal | None:
    priced = [Decimal(one.price) * Decimal(one.quantity) for one in lines if one.price]
    return sum(priced, NOTHING) if priced else None


def _lines(column: str | None) -> list[Mapping[str, Any]]:
    return json.loads(column) if column else []


def _money(currency: str, amount: Decimal) -> Money:
    exact = amount.quantize(PLACES)
    cents = exact.quantize(CENTS)
    return Money(currency, str(cents if cents == exact else exact.normalize()))
