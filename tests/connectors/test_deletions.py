"""What a source deletes leaves the graph's picture of now; what happened stays."""

import pytest

from connectors.shopify.connector import SHOPIFY
from context.ingest import Ingest
from identity.resolver import Resolver
from identity.settings import IdentitySettings
from identity.setup import open_identity
from tests.connectors.vendors import at, shopify_customer, shopify_order

pytestmark = pytest.mark.graph

HELD = """
MATCH (s:SourceRecord {source_id: '7'})
MATCH (s)-[:HAS]->(i:Identifier)
RETURN i.kind AS kind
ORDER BY kind
"""
ORDERS = """
MATCH (o:Order)-[:PLACED_BY]->(s:SourceRecord {source_id: '7'})
RETURN o.status AS status
"""


def delivery(topic: str, second: int, body: dict[str, object]) -> dict[str, object]:
    return {"topic": topic, "at": at(second).isoformat(), "body": body}


async def take(sink: Ingest, *deliveries: dict[str, object]) -> None:
    read = [SHOPIFY.webhook.read("shop", one) for one in deliveries]
    await sink.ingest(SHOPIFY.webhook.fold("shop", read), live=True)


async def test_a_deleted_account_holds_nothing_and_keeps_its_orders(graph, keys):
    sink = Ingest(Resolver(open_identity(graph, keys, IdentitySettings())))
    await take(sink, delivery("customers/create", 7, shopify_customer(7)))
    await take(sink, delivery("orders/create", 8, shopify_order(1001, 7, second=8)))
    before = await graph.read(HELD)

    await take(sink, delivery("customers/delete", 100, {"id": 7}))
    await take(sink, delivery("customers/create", 7, shopify_customer(7)))  # an old one, late

    after = await graph.read(HELD)
    assert [row["kind"] for row in before] == ["email", "order", "phone"]
    assert [row["kind"] for row in after] == ["order"]
    assert await graph.read(ORDERS) == [{"status": "open"}]


async def test_a_deleted_order_is_marked_and_stays_with_whom_it_was(graph, keys):
    sink = Ingest(Resolver(open_identity(graph, keys, IdentitySettings())))
    order = shopify_order(1001, 7)

    await take(
        sink,
        delivery("orders/create", 8, order),
        delivery("orders/delete", 2000, {"id": order["id"]}),
    )

    assert await graph.read(ORDERS) == [{"status": "deleted"}]
