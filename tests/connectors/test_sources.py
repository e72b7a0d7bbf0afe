"""Each shop and case system is read in the way it pages, and its lists become what happened."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from connectors.asking import Patience
from connectors.connector import Connector
from connectors.connectors_file import InstanceTable
from connectors.sync import SyncReport, SyncSettings, sync
from connectors.woocommerce.connector import WOOCOMMERCE
from connectors.zammad.connector import ZAMMAD
from connectors.zendesk.connector import ZENDESK
from context.ingest import IngestResult
from context.records import Record
from tests.connectors.case_vendors import Woo, Zammad, Zendesk, gmt, stamp, woo_order
from tests.connectors.vendors import Vendor, at, half_a_page, open_for_business, status

pytestmark = pytest.mark.graph

QUICK = SyncSettings(Patience(answer_seconds=1, first_pause_seconds=0.01, tries=4))
VALUES = {
    "woocommerce": {"key": "ck_invented", "secret": "cs_invented"},
    "zendesk": {"email": "ops@example.com", "token": "zd_invented"},
    "zammad": {"token": "zm_invented"},
}


class Sink:
    def __init__(self) -> None:
        self.held: dict[tuple[str, str], Record] = {}

    async def ingest(self, records: Sequence[Record], *, live: bool = False) -> IngestResult:
        for one in records:
            self.held[type(one).__name__.removesuffix("Record"), one.source_id] = one
        return IngestResult(len(records), len(records), frozenset())

    def of(self, kind: str) -> dict[str, Record]:
        return {id_: one for (each, id_), one in self.held.items() if each == kind}


@pytest.fixture
def sink() -> Sink:
    return Sink()


@pytest.fixture
def read(graph, keys, sink):
    async def once(connector: Connector, vendor: Vendor, *, now: datetime) -> SyncReport:
        values = {"address": vendor.url, **VALUES[connector.name]}
        table = InstanceTable(connector, "main", values, requests_a_minute=60_000)
        return await sync(graph, keys, sink, table, settings=QUICK, now=lambda: now)

    return once


async def test_a_woocommerce_shop_is_read_whole_though_a_second_holds_more_than_a_page(sink, read):
    orders = [woo_order(number, second=number // 250) for number in range(1, 601)]
    shop = Woo({"orders": orders}, most=100)
    async with open_for_business(shop):
        report = await read(WOOCOMMERCE, shop, now=at(10_000))

    assert set(sink.of("Order")) == {str(number) for number in range(1, 601)}
    assert report.rejected == 0


async def test_a_list_that_ends_with_its_page_is_not_asked_for_more(sink, read):
    orders = [woo_order(number, second=7) for number in range(1, 101)]
    people = [
        {"id": number, "email": f"a{number}@example.com", "date_created_gmt": gmt(1)}
        for number in range(1, 201)
    ]
    shop = Woo({"orders": orders, "customers": people}, most=100)
    async with open_for_business(shop):
        await read(WOOCOMMERCE, shop, now=at(10_000))
        await read(WOOCOMMERCE, shop, now=at(10_000) + timedelta(days=1))

    assert (len(sink.of("Order")), len(sink.of("Person"))) == (100, 200)


async def test_an_order_that_moves_up_while_the_list_is_read_hides_no_other(sink, read):
    orders = [woo_order(number, second=number) for number in range(1, 301)]
    shop = Woo({"orders": orders}, most=100)
    answer = shop.answer

    def change_something_between(request):
        answered = answer(request)
        if request.url.path.endswith("/orders"):
            moved = next(one for one in orders if one["date_modified_gmt"] < gmt(9000))
            moved["date_modified_gmt"] = gmt(9001)
        return answered

    shop.answer = change_something_between
    async with open_for_business(shop):
        await read(WOOCOMMERCE, shop, now=at(10_000))

    assert set(sink.of("Order")) == {str(number) for number in range(1, 301)}


async def test_a_woocommerce_refund_brings_its_goods_and_a_product_its_variations(sink, read):
    order = woo_order(727, second=5, status="refunded", refunds=[{"id": 728, "total": "-10"}])
    refund = {
        "id": 728,
        "date_created_gmt": gmt(4),
        "reason": "not what was wanted",
        "line_items": [{"name": "Carry-on - red", "parent_name": "Carry-on", "quantity": -1}],
    }
    product = {"id": 50, "name": "Carry-on", "type": "variable", "date_modified_gmt": gmt(3)}
    red = {
        "id": 501,
        "sku": "BAG-1-RED",
        "attributes": [{"option": "red"}],
        "manage_stock": True,
        "stock_quantity": 3,
    }
    shop = Woo(
        {
            "orders": [order],
            "orders/727/refunds": [refund],
            "products": [product],
            "products/50/variations": [red, {**red, "id": 502, "sku": "", "manage_stock": False}],
            "customers": [
                {"id": 25, "email": "ana@example.com", "date_created_gmt": gmt(1), "billing": []}
            ],
        }
    )
    async with open_for_business(shop):
        report = await read(WOOCOMMERCE, shop, now=at(10_000))

    (returned,) = sink.of("Return").values()
    assert (returned.reason, returned.about[0].id) == ("not what was wanted", "727")
    assert (returned.lines[0].variant, returned.lines[0].quantity) == ("red", Decimal(1))
    assert {id_: one.stock for id_, one in sink.of("Product").items()} == {
        "BAG-1-RED": 3,
        "product:502": None,
    }
    assert sink.of("Person")["25"].emails == ("ana@example.com",)
    assert report.rejected == 0


def ticket(number: int, second: int, **changes: object) -> dict[str, object]:
    return {
        "id": number,
        "subject": "The wrong bag",
        "status": "open",
        "requester_id": 7001,
        "created_at": stamp(0),
        "updated_at": stamp(second),
        "via": {"channel": "email"},
        **changes,
    }


def comment(number: int, author: int, *, public: bool = True) -> dict[str, object]:
    return {
        "id": number,
        "author_id": author,
        "plain_body": f"comment {number}",
        "public": public,
        "created_at": stamp(number % 100),
        "via": {"channel": "email"},
    }


def zendesk() -> Zendesk:
    users = [
        {"id": 7001, "name": "Ana Lopez", "role": "end-user", "updated_at": stamp(1)},
        {"id": 9, "name": "Kim Park", "role": "agent", "updated_at": stamp(1)},
        {
            "id": 7002,
            "name": "Cy Reed",
            "role": "end-user",
            "active": False,
            "updated_at": stamp(2),
        },
    ]
    lists = {"users": users, "tickets": [ticket(number, number) for number in range(1, 9)]}
    lists |= {f"comments {number}": [comment(100 + number, 7001)] for number in range(1, 9)}
    lists["comments 3"] = [
        comment(201, 7001),
        comment(202, 9),
        comment(203, 9, public=False),
        comment(204, 7003),
        comment(205, 7001),
    ]
    return Zendesk(lists)


async def test_zendesk_s_tickets_come_with_all_their_comments_and_who_wrote_them(sink, read):
    desk = zendesk()
    desk.faults.extend([status(429, retry_after="0"), half_a_page])
    async with open_for_business(desk):
        report = await read(ZENDESK, desk, now=at(10_000))

    said = sink.of("Interaction")
    assert set(sink.of("Case")) == {str(number) for number in range(1, 9)}
    assert {id_: (said[id_].direction, said[id_].kind) for id_ in ("201", "202", "203", "204")} == {
        "201": ("in", "comment"),
        "202": ("out", "comment"),
        "203": ("out", "note"),
        "204": ("out", "comment"),
    }
    assert said["203"].person is None
    assert said["202"].person.source_id == "7001"
    assert said["202"].agent == "Kim Park"
    assert "205" in said
    assert set(sink.of("Agent")) == {"9"}
    assert sink.of("Person")["7002"].name is None
    assert report.rejected == 0


async def test_zendesk_goes_on_from_its_cursor_and_tells_what_was_deleted(sink, read):
    desk = zendesk()
    async with open_for_business(desk):
        await read(ZENDESK, desk, now=at(10_000))
        desk.lists["tickets"][2] = ticket(3, 10_100, status="deleted")
        del desk.lists["comments 3"]
        desk.asked.clear()
        report = await read(ZENDESK, desk, now=at(10_200))

    assert sink.of("Case")["3"].status == "deleted"
    assert sink.of("Case")["3"].closed_at == at(10_100)
    assert report.items == 1
    assert not any("comments" in one for one in desk.asked)


async def test_a_ticket_that_vanishes_between_two_questions_stops_nothing(sink, read):
    desk = zendesk()
    del desk.lists["comments 5"]
    async with open_for_business(desk):
        report = await read(ZENDESK, desk, now=at(10_000))

    assert "5" in sink.of("Case")
    assert report.items == 11


async def test_zammad_is_searched_from_the_last_change_on(sink, read):
    users = [
        {"id": 8, "firstname": "Ana", "lastname": "Lopez", "roles": ["Customer"]},
        {"id": 3, "firstname": "Kim", "lastname": "Park", "roles": ["Agent"]},
    ]
    tickets = [
        {
            "id": number,
            "number": f"10{number}",
            "title": "The wrong bag",
            "state": "closed" if number == 1 else "open",
            "priority": "2 normal",
            "customer": "ana@example.com",
            "customer_id": 8,
            "close_at": stamp(50) if number == 1 else None,
            "created_at": stamp(0),
            "updated_at": stamp(number // 3),
        }
        for number in range(1, 251)
    ]
    article = {
        "id": 104,
        "sender": "Customer",
        "type": "email",
        "internal": False,
        "content_type": "text/html",
        "body": "My <b>bag</b> &amp; I<style>p {}</style><p>order 1001</p>",
        "created_at": stamp(1),
        "created_by_id": 8,
    }
    desk = Zammad({"users": [{**one, "updated_at": stamp(1)} for one in users], "tickets": tickets})
    desk.lists["articles 1"] = [article]
    desk.most = 100
    async with open_for_business(desk):
        report = await read(ZAMMAD, desk, now=at(10_000))
        again = await read(ZAMMAD, desk, now=at(10_000) + timedelta(hours=1))

    assert len(sink.of("Case")) == 250
    assert sink.of("Case")["101"].closed_at == at(50)
    assert sink.of("Case")["101"].priority == "normal"
    said = sink.of("Interaction")["104"]
    assert said.text == "My bag & I\norder 1001"
    assert said.person.source_id == "8"
    assert set(sink.of("Agent")) == {"3"}
    assert (report.rejected, again.items) == (0, 0)


async def test_the_further_questions_of_one_item_are_not_part_of_its_drift(sink, read, graph):
    desk = zendesk()
    async with open_for_business(desk):
        await read(ZENDESK, desk, now=at(10_000))

    rows = await graph.read("MATCH (c:Checkpoint) RETURN DISTINCT c.drift AS drift")
    assert rows == [{"drift": "{}"}]
