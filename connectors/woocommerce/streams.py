"""How WooCommerce's lists are read page by page: REST API v3."""

import base64
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from connectors.addresses import base_address
from connectors.pull import (
    LATE,
    Access,
    Answer,
    Ask,
    Follow,
    Page,
    Payload,
    Place,
    Pull,
    Setting,
    Stream,
    page_by_change,
)
from connectors.woocommerce import known
from connectors.woocommerce.parse import (
    REFUNDS,
    VARIATIONS,
    parse_customer,
    parse_order,
    parse_product,
)

API: Final = "/wp-json/wc/v3"
SIZE: Final = 100  # of a page, at most
ONE_SECOND: Final = timedelta(seconds=1)


def access(values: Mapping[str, str]) -> Access:
    """Return where the shop is and how it knows us ("Authentication over HTTPS")."""
    both = f"{values['key']}:{values['secret']}".encode()
    return Access(
        base_address(values["address"], "https://shop.example.com"),
        {"authorization": "Basic " + base64.b64encode(both).decode("ascii")},
    )


def ask_for_changes(path: str, **fixed: str) -> Callable[[Place], Ask]:
    """Return what asks for what changed since, in the order of change.

    `modified_after` leaves out the second that it names, and a second may hold several changes.
    """

    def ask(place: Place) -> Ask:
        query = {
            "per_page": str(SIZE),
            "page": place.page or "1",
            "orderby": "modified",
            "order": "asc",
            "dates_are_gmt": "true",
            **fixed,
        }
        if place.since is not None:
            query["modified_after"] = _stamp(place.since - ONE_SECOND)
        return Ask(f"{API}/{path}", tuple(query.items()))

    return ask


def read_changes(place: Place, answer: Answer) -> Page:
    page = page_by_change(place, tuple(answer.body), size=SIZE, changed=_changed)
    if page.last or not _is_last(place, answer):
        return page
    since = page.next.newest - LATE if page.next.newest else place.since
    return replace(page, next=replace(page.next, since=since, page=None), last=True)


def ask_for_all(place: Place) -> Ask:
    """Return the question for customers, which cannot be asked for by change: oldest first."""
    query = {"per_page": str(SIZE), "page": place.page or "1", "orderby": "id", "order": "asc"}
    return Ask(f"{API}/customers", (*query.items(), ("role", "all")))


def read_all(place: Place, answer: Answer) -> Page:
    """Return a page of all; after the last one, the next round begins at the first."""
    items = tuple(answer.body)
    if len(items) < SIZE or _is_last(place, answer):
        return Page(items, Place(), last=True)
    return Page(items, replace(place, page=str(int(place.page or "1") + 1)))


def _is_last(place: Place, answer: Answer) -> bool:
    """Whether there is no further page: some lists answer 400 to who asks for it."""
    pages = answer.headers.get("x-wp-totalpages", "")
    return pages.isdecimal() and int(place.page or "1") >= int(pages)


def refunds_of(order: Payload) -> tuple[Follow, ...]:
    if not order.get("refunds"):
        return ()
    path = f"{API}/orders/{int(order['id'])}/refunds"
    return (Follow(REFUNDS, Ask(path, (("per_page", str(SIZE)),)), _items),)


def variations_of(product: Payload) -> tuple[Follow, ...]:
    if product.get("type") != "variable":
        return ()
    path = f"{API}/products/{int(product['id'])}/variations"
    return (Follow(VARIATIONS, Ask(path, (("per_page", str(SIZE)),)), _items),)


def _items(body: Any) -> list[Any]:
    return body if isinstance(body, list) else []


def _changed(item: Payload) -> datetime:
    return datetime.fromisoformat(item["date_modified_gmt"]).replace(tzinfo=UTC)


def _stamp(at: datetime) -> str:
    return at.astimezone(UTC).replace(tzinfo=None, microsecond=0).isoformat()


PULL: Final = Pull(
    settings=(
        Setting("address", "the shop's address, such as https://shop.example.com"),
        Setting("key", "the consumer key, ck_…, that may read", secret=True),
        Setting("secret", "the consumer secret, cs_…", secret=True),
    ),
    access=access,
    check=Ask(f"{API}/orders", (("per_page", "1"),)),
    streams=(
        Stream("customers", ask_for_all, read_all, parse_customer, known.CUSTOMER, changes=False),
        Stream(
            "orders",
            ask_for_changes("orders", status="any"),
            read_changes,
            parse_order,
            known.ORDER,
            refunds_of,
        ),
        Stream(
            "products",
            ask_for_changes("products"),
            read_changes,
            parse_product,
            known.PRODUCT,
            variations_of,
        ),
    ),
    requests_a_minute=240,  # the shop sets no limit itself; this leaves it room for its visitors
)
