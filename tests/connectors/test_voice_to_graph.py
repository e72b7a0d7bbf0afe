"""From the telephone switch to the graph: calls arrive by webhook and stand by their customer."""

import base64
import json
import random
from pathlib import Path

import httpx2
import pytest
from starlette.applications import Starlette

from connectors import CONNECTORS
from connectors.inbox import Inbox, hooks_route
from connectors.settings import read_hook_settings
from connectors.signatures import sign
from context.ingest import Ingest
from identity.records import PersonRecord
from identity.resolver import Resolver
from identity.settings import IdentitySettings
from identity.setup import open_identity

pytestmark = pytest.mark.graph

FIXTURES = Path(__file__).parent.parent / "fixtures" / "voice"
SECRET = "whsec_" + base64.b64encode(b"g" * 32).decode()
NOW = 1_793_610_000

STORY = """
MATCH (i:Interaction)
OPTIONAL MATCH (i)-[:BY]->(s:SourceRecord)
OPTIONAL MATCH (s)-[:RESOLVED_TO]->(c:Customer)
RETURN i.source_id AS call, i.status AS status, i.waited_seconds AS waited, i.queue AS queue,
  i.transfers AS transfers, i.started_at_ms AS started_at_ms, i.ended_at_ms AS ended_at_ms,
  s.source_id AS contact, c.id AS customer
ORDER BY call, contact
"""


class Switch:
    """A telephone switch that posts signed events to a server on this graph."""

    def __init__(self, graph, keys) -> None:
        self.sink = Ingest(Resolver(open_identity(graph, keys, IdentitySettings())))
        settings = read_hook_settings(CONNECTORS, {"TELLONCE_HOOK_VOICE_MAIN_SECRET": SECRET})
        self._hook = settings.instances["voice", "main"]
        self._inbox = Inbox(graph, keys, self.sink, settings, now_ms=lambda: NOW * 1000)
        self._app = Starlette(routes=[hooks_route(self._inbox)])

    async def post(self, *deliveries: tuple[str, dict[str, object]]) -> None:
        """Post each (id, event), and have it worked before the next comes."""
        transport = httpx2.ASGITransport(app=self._app)
        async with httpx2.AsyncClient(transport=transport, base_url="http://t.test") as client:
            for delivery_id, event in deliveries:
                body = json.dumps(event).encode()
                scheme, secret = self._hook.connector.webhook.scheme, self._hook.secrets[0]
                headers = sign(scheme, secret, body, delivery_id=delivery_id, at=NOW)
                answer = await client.post("/hooks/voice/main", content=body, headers=headers)
                assert answer.status_code == 202
                while await self._inbox.worker.work_once():
                    pass


def events(name: str) -> list[tuple[str, dict[str, object]]]:
    payloads = json.loads((FIXTURES / f"{name}.json").read_text())
    return [(f"{name}-{number}", payload) for number, payload in enumerate(payloads)]


async def test_an_abandoned_call_stands_by_the_customer_whose_phone_it_was(graph, keys):
    switch = Switch(graph, keys)
    john = PersonRecord("shop", "c17", name="John Carter", phones=("+1 555 010 0123",))
    await switch.sink.ingest([john])

    await switch.post(*events("abandoned"))

    (call,) = await graph.read(STORY)
    (owner,) = await graph.read(
        "MATCH (s:SourceRecord {source_id: 'c17'})-[:RESOLVED_TO]->(c:Customer) RETURN c.id AS id"
    )
    assert (call["status"], call["waited"], call["queue"]) == ("abandoned", 840, "support")
    assert call["contact"] == "contact:call:c-abandoned"
    assert call["customer"] == owner["id"]


@pytest.mark.parametrize("seed", range(3))
async def test_a_call_whose_events_come_in_any_order_ends_as_the_same_graph(graph, keys, seed):
    deliveries = events("transferred")
    random.Random(seed).shuffle(deliveries)

    await Switch(graph, keys).post(*deliveries, *deliveries[:3])

    (call,) = await graph.read(STORY)
    assert (call["status"], call["waited"], call["transfers"]) == ("ended", 90, 1)
    assert (call["started_at_ms"], call["ended_at_ms"]) == (1_793_613_600_000, 1_793_614_200_000)
    people = await graph.read(
        "MATCH (s:SourceRecord)-[:HAS]->(x:Identifier) RETURN s.source_id AS id, x.value AS value"
    )
    assert [row["id"] for row in people if row["value"] == "+447700900123"] == [
        "contact:call:c-transferred"
    ]
