"""A running server reads its sources by itself, and hears their webhooks beside."""

import asyncio
import json
import time

import httpx2
import pytest

from connectors.schemes import SHOPIFY
from connectors.signatures import read_secret, sign
from graph.queries.checkpoints import read_states
from tellonce.server import serving
from tests.connectors.vendors import TOKEN, Shopify, at, open_for_business, shopify_customer

pytestmark = pytest.mark.graph

LATER = "2100-01-01T00:00:00+00:00"
SECRET = "an invented secret"
SOURCE = """
[shopify.main]
address = "{url}"
token = {{env = "SHOP_TOKEN"}}
webhook_secret = {{env = "SHOP_SECRET"}}
requests_a_minute = 60000
every_seconds = 1
"""


async def people(graph) -> set[str]:
    rows = await graph.read("MATCH (s:SourceRecord) RETURN s.source_id AS id")
    return {row["id"] for row in rows}


async def seen(graph, id_: str) -> None:
    """Return once this person is in the graph."""
    async with asyncio.timeout(20):
        while id_ not in await people(graph):  # noqa: ASYNC110  seen in the graph, not told
            await asyncio.sleep(0.05)


async def heard(url: str, customer: dict[str, object]) -> int:
    """Send a customer as the shop's webhook does; return the answer's status."""
    body = json.dumps(customer).encode()
    now = round(time.time())
    headers = sign(SHOPIFY, read_secret(SHOPIFY, SECRET), body, delivery_id="w-1", at=now)
    headers |= {"x-shopify-topic": "customers/create", "x-shopify-triggered-at": at(0).isoformat()}
    async with httpx2.AsyncClient() as client:
        address = f"{url}/hooks/shopify/main"
        return (await client.post(address, content=body, headers=headers)).status_code


async def test_what_is_in_a_shop_and_what_it_sends_comes_in_by_itself(graph, environ, tmp_path):
    shop = Shopify({"customers": [shopify_customer(number) for number in range(1, 4)]})
    file = tmp_path / "connectors.toml"
    async with open_for_business(shop):
        file.write_text(SOURCE.format(url=shop.url))
        named = {"TELLONCE_CONNECTORS": str(file), "SHOP_TOKEN": TOKEN, "SHOP_SECRET": SECRET}
        async with serving({**environ, **named}, "127.0.0.1", 0) as server:
            await seen(graph, "3")
            shop.lists["customers"].append(shopify_customer(500, updated_at=LATER))
            await seen(graph, "500")
            status = await heard(server.url, shopify_customer(501))
            await seen(graph, "501")

    assert status == 202
    (state,) = await read_states(graph)
    assert state.source == "shopify:main"
