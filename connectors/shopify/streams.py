"""How Shopify's lists are read page by page: Admin REST API 2025-07."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Final
from urllib.parse import parse_qs, urlsplit

from connectors.addresses import base_address
from connectors.pull import LATE, Access, Answer, Ask, Page, Parse, Place, Pull, Setting, Stream
from connectors.shopify import known
from connectors.shopify.parse import parse_checkout, parse_customer, parse_order, parse_product

API: Final = "/admin/api/2025-07"
SIZE: Final = 250  # of a page, at most
NEXT: Final = re.compile(r'<([^<>]+)>;\s*rel="?next"?')


def access(values: Mapping[str, str]) -> Access:
    """Return where the shop is and how it knows us. Raises ValueError."""
    return Access(
        base_address(values["address"], "https://your-shop.myshopify.com"),
        {"x-shopify-access-token": values["token"], "accept": "application/json"},
    )


def _stream(name: str, parse: Parse, known_keys: frozenset[str], **fixed: str) -> Stream:
    """Return a list that can be asked for what changed since, in an order that nobody promises.

    So `since` moves on only when all pages are read. A page says in its Link header where the next
    one is ("Make paginated requests").
    """

    def ask(place: Place) -> Ask:
        path = f"{API}/{name}.json"
        if place.page is not None:
            return Ask(path, (("limit", str(SIZE)), ("page_info", place.page)))
        query = {"limit": str(SIZE), **fixed}
        if place.since is not None:
            query["updated_at_min"] = place.since.isoformat()
        if place.until is not None:
            query["updated_at_max"] = place.until.isoformat()
        return Ask(path, tuple(query.items()))

    def read(place: Place, answer: Answer) -> Page:
        items = tuple(answer.body[name])
        times = [place.newest, *(known.changed_at(one) for one in items)]
        newest = max((at for at in times if at is not None), default=None)
        page = _page_info(answer)
        if page is None:
            since = newest - LATE if newest else place.since
            return Page(items, replace(place, since=since, page=None, newest=None), last=True)
        return Page(items, replace(place, page=page, newest=newest))

    return Stream(name, ask, read, parse, known_keys)


def _page_info(answer: Answer) -> str | None:
    found = NEXT.search(answer.headers.get("link", ""))
    return parse_qs(urlsplit(found[1]).query).get("page_info", [None])[0] if found else None


PULL: Final = Pull(
    settings=(
        Setting("address", "the shop's own address, https://….myshopify.com"),
        Setting("token", "the Admin API access token of a custom app", secret=True),
    ),
    access=access,
    check=Ask(f"{API}/orders/count.json", (("status", "any"),)),
    streams=(
        _stream("customers", parse_customer, known.CUSTOMER),
        _stream("orders", parse_order, known.ORDER, status="any"),
        _stream("checkouts", parse_checkout, known.CHECKOUT, status="any"),
        _stream("products", parse_product, known.PRODUCT),
    ),
    requests_a_minute=120,  # two a second ("REST Admin API rate limits")
)
