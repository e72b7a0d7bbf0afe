"""Facts about one order: its course, its goods, and what is in stock to exchange them for."""

from collections.abc import Callable
from decimal import Decimal
from typing import Final

from context.journey.things import is_live
from context.policies.about_matter import said
from context.policies.fact import Fact, Kind, Money, Subject, Value
from context.policies.stock import Range, former_range, item_of, ordered_range, stock_of
from graph.model import LineView, OrderView, ProductView

NOT_SENT: Final = frozenset(
    {"backordered", "open", "paid", "pending", "placed", "processing", "unfulfilled"}
)


def delivered_ms(order: OrderView) -> int | None:
    """Return when the last of its shipments arrived."""
    times = [one.delivered_at_ms for one in order.shipments if one.delivered_at_ms is not None]
    return max(times, default=None)


def _of_order(read: Callable[[OrderView], Value | None]) -> Callable[[Subject], Value | None]:
    return lambda subject: read(subject.order) if subject.order else None


def _of_item(
    read: Callable[[LineView, tuple[ProductView, ...]], Value | None],
) -> Callable[[Subject], Value | None]:
    """Return a reader of the order's line that the customer speaks of, beside the products."""

    def reader(subject: Subject) -> Value | None:
        if subject.order is None:
            return None
        item = item_of(subject.order, " ".join(said(subject.problem)))
        return read(item, subject.customer.products) if item else None

    return reader


def _item(subject: Subject) -> str | None:
    """Return what the goods are called; every order has some."""
    if subject.order is None:
        return None
    item = item_of(subject.order, " ".join(said(subject.problem)))
    return (item.name if item else None) or "the goods"


def _worth(subject: Subject) -> Money | None:
    """Return what the goods cost, or where no line says so, the whole order."""
    order = subject.order
    if order is None or order.currency is None:
        return None
    item = item_of(order, " ".join(said(subject.problem)))
    if item is not None and item.price is not None:
        return {order.currency: Decimal(item.price) * Decimal(item.quantity)}
    return {order.currency: Decimal(order.total)} if order.total is not None else None


def _since_delivery(subject: Subject) -> int | None:
    at = delivered_ms(subject.order) if subject.order else None
    return None if at is None else subject.now_ms - at


def _under_way(order: OrderView) -> bool:
    """Return whether the goods cannot be what the customer has at hand."""
    return delivered_ms(order) is None and (order.status or "").lower() in NOT_SENT


def _in_stock(of: Range | None) -> Value | None:
    return (of.in_stock or None) if of else None


def _variants(of: Range | None) -> Value | None:
    return of.variants if of else None


ORDER_FACTS: Final = (
    Fact("order.id", Kind.TEXT, "its number", _of_order(lambda one: one.id)),
    Fact("order.status", Kind.TEXT, "its status", _of_order(lambda one: one.status)),
    Fact("order.live", Kind.FLAG, "neither cancelled, nor sent back", _of_order(is_live)),
    Fact("order.under_way", Kind.FLAG, "not with the customer yet", _of_order(_under_way)),
    Fact(
        "order.since_placing",
        Kind.SPAN,
        "how long ago it was placed",
        lambda one: one.now_ms - one.order.placed_at_ms if one.order else None,
    ),
    Fact("order.since_delivery", Kind.SPAN, "how long ago it arrived", _since_delivery),
    Fact(
        "order.returns",
        Kind.COUNT,
        "returns of it",
        _of_order(lambda one: len(one.returns)),
        "return",
    ),
    Fact("order.item", Kind.TEXT, "the goods that the customer speaks of", _item),
    Fact(
        "order.variant",
        Kind.TEXT,
        "the goods' variant: colour, size",
        _of_item(lambda item, _: item.variant),
    ),
    Fact("order.sku", Kind.TEXT, "the goods' article number", _of_item(lambda item, _: item.sku)),
    Fact("order.worth", Kind.MONEY, "what the goods cost", _worth),
    Fact("order.stock", Kind.COUNT, "pieces of the same variant in stock", _of_item(stock_of)),
    Fact(
        "order.in_stock",
        Kind.TEXTS,
        "variants of the same model that are in stock",
        _of_item(lambda item, products: _in_stock(ordered_range(item, products))),
    ),
    Fact(
        "order.variants",
        Kind.COUNT,
        "variants that the model comes in",
        _of_item(lambda item, products: _variants(ordered_range(item, products))),
        "variant",
    ),
    Fact(
        "order.former_model",
        Kind.TEXT,
        "the model that this one came in the place of",
        _of_item(lambda item, products: it.name if (it := former_range(item, products)) else None),
    ),
    Fact(
        "order.former_in_stock",
        Kind.TEXTS,
        "variants of that former model that are in stock",
        _of_item(lambda item, products: _in_stock(former_range(item, products))),
    ),
    Fact(
        "order.former_variants",
        Kind.COUNT,
        "variants that the former model came in",
        _of_item(lambda item, products: _variants(former_range(item, products))),
        "variant",
    ),
)
