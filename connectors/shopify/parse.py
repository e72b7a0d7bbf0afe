"""What Shopify sends, by webhook or by its Admin REST API 2025-07, to records."""

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
    ShipmentRecord,
)
from identity.records import PersonRecord, RecordKind

Payload = Mapping[str, Any]
DEFAULT_VARIANT: Final = "Default Title"  # of a product that has no variants
SHIPMENTS: Final = {"delivered": "delivered", "failure": "failed"}  # others are on their way
KINDS: Final = {
    "customers": "customer",
    "orders": "order",
    "checkouts": "checkout",
    "products": "product",
}


def subject_of(payload: Payload) -> str | None:
    """Return what a delivery is about, such as "order 450789469"; None: it stands alone."""
    kind, body = _kind(payload), payload.get("body")
    id_ = body.get("id") if isinstance(body, Mapping) else None
    return f"{kind} {id_}" if kind and isinstance(id_, int | str) and id_ else None


def read_delivery(source: str, payload: Payload) -> Told:
    """Return what a delivery says; one on a topic that is of no use here says nothing.

    Raises BadRecordError.
    """
    whole = fields_of(source, payload)
    topic, kind = whole.text("topic") or "", _kind(payload)
    body = payload.get("body")
    if kind is None or not isinstance(body, Mapping):
        return Told()
    if topic.endswith("/delete"):
        gone_at = whole.at("at")
        gone = PersonRecord(source, fields_of(source, body).id(), updated_at=gone_at)
        return Told(gone=(gone,) if kind == "customer" else (), gone_at=gone_at)
    return Told(PARSERS[kind](source, body))


def parse_customer(source: str, payload: Payload) -> tuple[Record, ...]:
    """Read one customer. Raises BadRecordError without an id or a time of change."""
    return (_customer(source, fields_of(source, payload)),)


def parse_order(source: str, payload: Payload) -> tuple[Record, ...]:
    """Read one order with its refunds and fulfilments.

    It is known by its name without "#", as customers quote it. Raises BadRecordError.
    """
    order = fields_of(source, payload)
    name = order.id("name").removeprefix("#")
    updated_at = order.at("updated_at")
    reference = (Reference("order", name),)
    shipments = [_shipment(source, one, reference) for one in order.children("fulfillments")]
    record = OrderRecord(
        source=source,
        source_id=name,
        person=_buyer(source, order, f"order:{name}", updated_at),
        updated_at=updated_at,
        placed_at=order.instant("processed_at") or order.at("created_at"),
        status=_status(order, shipments),
        currency=order.text("currency"),
        total=order.amount("total_price"),
        lines=_lines(order),
    )
    refunds = [_refund(source, one, reference) for one in order.children("refunds")]
    return (record, *refunds, *shipments)


def parse_checkout(source: str, payload: Payload) -> tuple[Record, ...]:
    """Read one checkout that was begun: a cart. Raises BadRecordError."""
    checkout = fields_of(source, payload)
    token = checkout.maybe_id("token") or checkout.id()
    updated_at = checkout.at("updated_at")
    return (
        CartRecord(
            source=source,
            source_id=token,
            person=_buyer(source, checkout, f"cart:{token}", updated_at),
            updated_at=updated_at,
            created_at=checkout.at("created_at"),
            status="ordered" if checkout.text("completed_at") else "open",
            currency=checkout.text("currency"),
            total=checkout.amount("total_price"),
            lines=_lines(checkout),
        ),
    )


def parse_product(source: str, payload: Payload) -> tuple[Record, ...]:
    """Read one product: a record for each variant, with its stock. Raises BadRecordError."""
    product = fields_of(source, payload)
    updated_at = product.at("updated_at")
    name = product.id("title")
    return tuple(
        ProductRecord(
            source=source,
            source_id=variant.text("sku") or f"variant:{variant.id()}",
            updated_at=max(updated_at, variant.instant("updated_at") or updated_at),
            name=name,
            variant=_variant(variant.text("title")),
            price=variant.amount("price"),
            stock=_stock(product, variant),
        )
        for variant in product.children("variants")
    )


PARSERS: Final = {
    "customer": parse_customer,
    "order": parse_order,
    "checkout": parse_checkout,
    "product": parse_product,
}


def _kind(payload: Payload) -> str | None:
    topic = payload.get("topic")
    return KINDS.get(topic.partition("/")[0]) if isinstance(topic, str) else None


def _customer(source: str, customer: Fields) -> PersonRecord:
    place = customer.child("default_address")
    phones = (customer.text("phone"), place.text("phone"))
    email = customer.text("email")
    return PersonRecord(
        source=source,
        source_id=customer.id(),
        given_name=customer.text("first_name"),
        family_name=customer.text("last_name"),
        city=place.text("city"),
        region=place.text("province_code") or place.text("province"),
        country=place.text("country_code"),
        postcode=place.text("zip"),
        address=place.text("address1"),
        phones=tuple(dict.fromkeys(one for one in phones if one)),
        emails=(email,) if email else (),
        updated_at=customer.at("updated_at"),
    )


def _buyer(source: str, order: Fields, contact: str, at: datetime) -> PersonRecord | None:
    """Return who ordered: an account, or a guest who is known by this order alone."""
    customer = order.child("customer")
    if customer and customer.maybe_id("id"):
        if customer.text("updated_at"):
            return _customer(source, customer)
        return PersonRecord(source, customer.id())
    billing = order.child("billing_address")
    place = billing or order.child("shipping_address")
    email = order.text("email") or order.text("contact_email")
    phone = order.text("phone") or place.text("phone")
    if not (email or phone or place.text("last_name")):
        return None
    return PersonRecord(
        source=source,
        source_id=f"contact:{contact}",
        kind=RecordKind.CONTACT,
        given_name=place.text("first_name"),
        family_name=place.text("last_name"),
        city=place.text("city"),
        region=place.text("province_code"),
        country=place.text("country_code"),
        postcode=place.text("zip"),
        address=place.text("address1"),
        phones=(phone,) if phone else (),
        emails=(email,) if email else (),
        updated_at=at,
    )


def _status(order: Fields, shipments: list[ShipmentRecord]) -> str:
    if order.text("cancelled_at"):
        return "cancelled"
    if order.text("financial_status") in {"refunded", "voided"}:
        return order.id("financial_status")
    if shipments and all(one.status == "delivered" for one in shipments):
        return "delivered"
    sent = order.text("fulfillment_status")
    return {"fulfilled": "shipped", "partial": "partly shipped"}.get(sent or "", "open")


def _lines(order: Fields) -> tuple[OrderLine, ...]:
    return tuple(_line(one, one.amount("quantity")) for one in order.children("line_items"))


def _line(line: Fields, quantity: Any) -> OrderLine:
    return OrderLine(
        sku=_goods_id(line, line.maybe_id("variant_id")),
        name=line.text("title"),
        variant=_variant(line.text("variant_title")),
        quantity=quantity if quantity is not None else OrderLine().quantity,
        price=line.amount("price"),
    )


def _goods_id(goods: Fields, variant_id: str | None) -> str | None:
    """Return by which id a line and the stock are the same goods: its SKU, else its variant."""
    return goods.text("sku") or (f"variant:{variant_id}" if variant_id else None)


def _variant(title: str | None) -> str | None:
    return None if title == DEFAULT_VARIANT else title


def _stock(product: Fields, variant: Fields) -> int | None:
    """Return how many there are to sell; None where the shop does not count them."""
    if product.text("status") in {"archived", "draft"}:
        return 0
    if variant.text("inventory_management") is None:
        return None
    return max(variant.whole("inventory_quantity") or 0, 0)


def _refund(source: str, refund: Fields, about: tuple[Reference, ...]) -> ReturnRecord:
    created_at = refund.at("created_at")
    return ReturnRecord(
        source=source,
        source_id=refund.id(),
        updated_at=refund.instant("processed_at") or created_at,
        about=about,
        opened_at=created_at,
        status="refunded",
        reason=refund.text("note"),
        lines=tuple(
            _line(one.child("line_item"), one.amount("quantity"))
            for one in refund.children("refund_line_items")
        ),
    )


def _shipment(source: str, sent: Fields, about: tuple[Reference, ...]) -> ShipmentRecord:
    status = sent.text("shipment_status") or ""
    cancelled = sent.text("status") == "cancelled"
    updated_at = sent.instant("updated_at") or sent.at("created_at")
    known = SHIPMENTS.get(status, "on its way")
    return ShipmentRecord(
        source=source,
        source_id=sent.id(),
        updated_at=updated_at,
        about=about,
        shipped_at=sent.at("created_at"),
        delivered_at=updated_at if status == "delivered" else None,
        status="cancelled" if cancelled else known,
        carrier=sent.text("tracking_company"),
        tracking=sent.text("tracking_number"),
    )
