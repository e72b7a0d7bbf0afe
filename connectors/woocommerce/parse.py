"""What WooCommerce sends, by webhook or by its REST API v3, to records.

Times whose names end in `_gmt` are in UTC and do not say so ("Request/Response format").
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from connectors.fields import Fields, fields_of
from connectors.versions import Told
from context.records import (
    CartRecord,
    OrderLine,
    OrderRecord,
    ProductRecord,
    Record,
    Reference,
    ReturnRecord,
)
from identity.records import PersonRecord, RecordKind

Payload = Mapping[str, Any]
REFUNDS: Final = "the refunds, whole"  # where further questions about an order put their answers
VARIATIONS: Final = "the variations, whole"
NOT_ORDERED: Final = frozenset({"checkout-draft", "auto-draft"})  # a checkout that was begun
STATUSES: Final = {  # ("Order properties", status)
    "pending": "awaiting payment",
    "processing": "open",
    "on-hold": "on hold",
    "completed": "completed",
    "trash": "deleted",
}


def subject_of(payload: Payload) -> str | None:
    """Return what a delivery is about, such as "order 727"; None: it stands alone."""
    kind, body = _kind(payload), payload.get("body")
    id_ = body.get("id") if isinstance(body, Mapping) else None
    return f"{kind} {id_}" if kind and isinstance(id_, int | str) and id_ else None


def read_delivery(source: str, payload: Payload) -> Told:
    """Return what a delivery says; one on a topic that is of no use here says nothing.

    A deletion says which and not when: it is dated by its arrival. Raises BadRecordError.
    """
    kind, body = _kind(payload), payload.get("body")
    if kind is None or not isinstance(body, Mapping):
        return Told()
    if str(payload.get("topic")).endswith(".deleted"):
        at = fields_of(source, payload).at("at")
        return _deleted(source, kind, fields_of(source, body).id(), at)
    return Told(PARSERS[kind](source, body))


def parse_customer(source: str, payload: Payload) -> tuple[Record, ...]:
    """Read one customer. Raises BadRecordError without an id or a time of change."""
    customer = fields_of(source, payload)
    place = customer.child("billing") or customer.child("shipping")
    email, phone = customer.text("email"), place.text("phone")
    return (
        PersonRecord(
            source=source,
            source_id=customer.id(),
            given_name=customer.text("first_name") or place.text("first_name"),
            family_name=customer.text("last_name") or place.text("last_name"),
            city=place.text("city"),
            region=place.text("state"),
            country=place.text("country"),
            postcode=place.text("postcode"),
            address=place.text("address_1"),
            phones=(phone,) if phone else (),
            emails=(email,) if email else (),
            updated_at=_changed(customer),
        ),
    )


def parse_order(source: str, payload: Payload) -> tuple[Record, ...]:
    """Read one order, or the cart that it still is, with its refunds. Raises BadRecordError."""
    order = fields_of(source, payload)
    number = order.maybe_id("number") or order.id()
    created_at, status = _created(order), order.text("status") or ""
    person = _buyer(source, order, number)
    total, currency, lines = order.amount("total"), order.text("currency"), _lines(order)
    if status in NOT_ORDERED:
        return (
            CartRecord(
                source=source,
                source_id=number,
                person=person,
                updated_at=_changed(order),
                created_at=created_at,
                status="open",
                currency=currency,
                total=total,
                lines=lines,
            ),
        )
    record = OrderRecord(
        source=source,
        source_id=number,
        person=person,
        updated_at=_changed(order),
        placed_at=created_at,
        status=STATUSES.get(status, status or None),
        currency=currency,
        total=total,
        lines=lines,
    )
    return (record, *_refunds(source, order, number))


def parse_product(source: str, payload: Payload) -> tuple[Record, ...]:
    """Read one product, one variation, or every variation that came along. Raises BadRecordError.

    Of a product that is sold in variations, nothing is to be had itself.
    """
    product = fields_of(source, payload)
    name, kind = product.id("name"), product.text("type")
    sold = product.children(VARIATIONS) if kind == "variable" else [product]
    if kind == "variation" and (variant := _variant(product)):
        name = name.removesuffix(f" - {variant}")
    changed = _changed(product)
    return tuple(
        ProductRecord(
            source=source,
            source_id=one.text("sku") or f"product:{one.id()}",
            updated_at=max(changed, one.utc_instant("date_modified_gmt") or changed),
            name=name,
            variant=_variant(one) if kind in {"variable", "variation"} else None,
            price=one.amount("price"),
            stock=_stock(one),
        )
        for one in sold
    )


PARSERS: Final = {"customer": parse_customer, "order": parse_order, "product": parse_product}


def _kind(payload: Payload) -> str | None:
    topic = payload.get("topic")
    kind = topic.partition(".")[0] if isinstance(topic, str) else ""
    return kind if kind in PARSERS else None


def _deleted(source: str, kind: str, id_: str, at: datetime) -> Told:
    gone = PersonRecord(source, id_, updated_at=at)
    return Told(gone=(gone,) if kind == "customer" else (), gone_at=at)


def _changed(item: Fields) -> datetime:
    """Return when this version was made; customers that were never changed say when created."""
    return item.utc_instant("date_modified_gmt") or _created(item)


def _created(item: Fields) -> datetime:
    found = item.utc_instant("date_created_gmt")
    if found is None:
        raise item.bad("date_created_gmt", "is missing")
    return found


def _buyer(source: str, order: Fields, number: str) -> PersonRecord | None:
    """Return who ordered, as the order says: an account, or a guest of this order alone."""
    place, account = order.child("billing"), order.maybe_id("customer_id")
    email, phone = place.text("email"), place.text("phone")
    if account is None and not (email or phone or place.text("last_name")):
        return None
    return PersonRecord(
        source=source,
        source_id=account or f"contact:order:{number}",
        kind=RecordKind.ACCOUNT if account else RecordKind.CONTACT,
        given_name=place.text("first_name"),
        family_name=place.text("last_name"),
        city=place.text("city"),
        region=place.text("state"),
        country=place.text("country"),
        postcode=place.text("postcode"),
        address=place.text("address_1"),
        phones=(phone,) if phone else (),
        emails=(email,) if email else (),
        updated_at=_changed(order),
    )


def _lines(order: Fields) -> tuple[OrderLine, ...]:
    return tuple(_line(one) for one in order.children("line_items"))


def _line(line: Fields) -> OrderLine:
    name, model = line.text("name"), line.text("parent_name")
    variant = name.removeprefix(f"{model} - ") if name and model and name != model else None
    goods = line.maybe_id("variation_id") or line.maybe_id("product_id")
    quantity = line.amount("quantity")
    return OrderLine(
        sku=line.text("sku") or (f"product:{goods}" if goods else None),
        name=model or name,
        variant=variant,
        quantity=abs(quantity) if quantity is not None else OrderLine().quantity,
        price=line.amount("price"),
    )


def _refunds(source: str, order: Fields, number: str) -> tuple[ReturnRecord, ...]:
    """Return the refunds that were asked for; an order by itself names no date of them."""
    return tuple(
        ReturnRecord(
            source=source,
            source_id=one.id(),
            updated_at=_created(one),
            about=(Reference("order", number),),
            opened_at=_created(one),
            status="refunded",
            reason=one.text("reason"),
            lines=_lines(one),
        )
        for one in order.children(REFUNDS)
    )


def _variant(variation: Fields) -> str | None:
    options = (one.text("option") for one in variation.children("attributes"))
    return ", ".join(one for one in options if one) or None


def _stock(sold: Fields) -> int | None:
    """Return how many there are to sell; None where the shop does not count them."""
    if sold.text("status") in {"draft", "pending", "private", "trash"}:
        return 0
    if sold.text("stock_status") == "outofstock":
        return 0
    return max(sold.whole("stock_quantity") or 0, 0) if sold.flag("manage_stock") else None
