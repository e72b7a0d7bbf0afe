"""The inbox speaks each sender's way: greetings, questions, forms; and forgets bodies in time."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime

import httpx2
import pytest
from starlette.applications import Starlette

from connectors.connector import Connector, Webhook
from connectors.errors import BadHookError
from connectors.inbox import Inbox, hooks_route
from connectors.retention import DAY_MS, drop_old_bodies
from connectors.schemes import META, STANDARD_WEBHOOKS, TWILIO, WOOCOMMERCE, X
from connectors.settings import HookInstance, HookSettings, read_hook_settings
from connectors.signatures import read_secret, sign
from connectors.versions import Told, newest
from context.ingest import IngestResult
from context.records import Record
from graph.queries.inbox import inbox_backlog, parked_deliveries
from identity.records import PersonRecord

pytestmark = pytest.mark.graph

NOW = 1_793_610_000
PLAIN = "an invented secret"
WHSEC = "whsec_" + "c" * 32
PUBLIC = "https://hooks.example.com"


def read_any(source: str, payload: dict[str, object]) -> Told:
    said = json.dumps(payload, sort_keys=True)
    return Told((PersonRecord(source, said, updated_at=datetime(2026, 11, 2, tzinfo=UTC)),))


def speaking(scheme, *, whole: bool = True) -> Connector:
    return Connector(
        "any",
        Webhook(scheme, lambda payload: str(payload.get("about")), read_any, newest, whole=whole),
    )


class Sink:
    def __init__(self) -> None:
        self.said: list[str] = []

    async def ingest(self, records: Sequence[Record], *, live: bool = False) -> IngestResult:
        self.said += [one.source_id for one in records]
        return IngestResult(len(records), len(records), frozenset())


class Clock:
    ms = NOW * 1000

    def __call__(self) -> int:
        return self.ms


@pytest.fixture
def sink() -> Sink:
    return Sink()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def opened(graph, keys, sink, clock):
    """Open an inbox for one sender of this scheme, and a client of it."""

    def opened(scheme, *, token: str | None = None, whole: bool = True):
        connector = speaking(scheme, whole=whole)
        text = WHSEC if scheme is STANDARD_WEBHOOKS else PLAIN
        hook = HookInstance(
            connector, "main", (read_secret(scheme, text),), f"{PUBLIC}/hooks/any/main", token
        )
        settings = HookSettings({("any", "main"): hook})
        inbox = Inbox(graph, keys, sink, settings, connectors=[connector], now_ms=clock)
        transport = httpx2.ASGITransport(app=Starlette(routes=[hooks_route(inbox)]))
        return inbox, hook, httpx2.AsyncClient(transport=transport, base_url="http://inside.test")

    return opened


async def work(inbox: Inbox) -> None:
    while await inbox.worker.work_once():
        pass


async def test_woocommerce_s_greeting_is_answered_and_has_no_effect(opened, graph):
    _, _, client = opened(WOOCOMMERCE)
    async with client:
        greeting = await client.post("/hooks/any/main", content=b"webhook_id=12")
        longer = await client.post("/hooks/any/main", content=b"webhook_id=12&topic=x")

    assert (greeting.status_code, longer.status_code) == (200, 401)
    assert (await inbox_backlog(graph)).waiting == 0


async def test_x_is_answered_before_it_sends(opened):
    _, _, client = opened(X)
    async with client:
        asked = await client.get("/hooks/any/main", params={"crc_token": "c-1"})
        nothing = await client.get("/hooks/any/main")

    assert asked.json()["response_token"].startswith("sha256=")
    assert nothing.status_code == 403


async def test_meta_hears_its_challenge_and_others_nothing(opened):
    _, _, client = opened(META, token="t0ken")
    question = {"hub.mode": "subscribe", "hub.challenge": "1158201444"}
    async with client:
        known = await client.get(
            "/hooks/any/main", params={**question, "hub.verify_token": "t0ken"}
        )
        unknown = await client.get("/hooks/any/main", params={**question, "hub.verify_token": "x"})

    assert (known.status_code, known.text) == (200, "1158201444")
    assert unknown.status_code == 403
    assert "1158201444" not in unknown.text


async def test_a_sender_that_asks_nothing_is_told_to_post(opened):
    _, _, client = opened(STANDARD_WEBHOOKS)
    async with client:
        answer = await client.get("/hooks/any/main")

    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")


async def test_twilio_s_form_is_taken_at_the_public_address_that_it_signed(opened, sink):
    inbox, hook, client = opened(TWILIO)
    body, url = b"CallSid=CA1&From=%2B15550100123", f"{PUBLIC}/hooks/any/main?desk=1"
    headers = sign(TWILIO, hook.secrets[0], body, delivery_id="i-1", at=NOW, url=url)
    headers["content-type"] = "application/x-www-form-urlencoded; charset=UTF-8"
    async with client:
        taken = await client.post("/hooks/any/main?desk=1", content=body, headers=headers)
        elsewhere = await client.post("/hooks/any/main?desk=2", content=body, headers=headers)
    await work(inbox)

    assert (taken.status_code, elsewhere.status_code) == (202, 401)
    assert sink.said == ['{"CallSid": "CA1", "From": "+15550100123"}']


def test_a_sender_that_signs_the_address_has_to_have_one():
    twilio = [speaking(TWILIO)]

    with pytest.raises(BadHookError, match="public_url"):
        read_hook_settings(twilio, {"TELLONCE_HOOK_ANY_MAIN_SECRET": "twilios_token"})


async def send(client, hook: HookInstance, about: str, delivery_id: str, at: int) -> int:
    body = json.dumps({"about": about, "id": delivery_id}).encode()
    headers = sign(STANDARD_WEBHOOKS, hook.secrets[0], body, delivery_id=delivery_id, at=at)
    return (await client.post("/hooks/any/main", content=body, headers=headers)).status_code


async def bodies(graph) -> dict[str, str | None]:
    query = "MATCH (d:Delivery) RETURN d.delivery_id AS id, d.body AS body ORDER BY id"
    return {row["id"]: row["body"] for row in await graph.read(query)}


async def test_bodies_go_after_their_time_and_keys_stay(opened, graph, clock, sink):
    inbox, hook, client = opened(STANDARD_WEBHOOKS)
    async with client:
        await send(client, hook, "old", "d-1", NOW)
        await work(inbox)
        clock.ms += 31 * DAY_MS
        now = clock.ms // 1000
        await send(client, hook, "young", "d-2", now)
        await work(inbox)

        dropped = await drop_old_bodies(graph, keep_days=30, now_ms=clock.ms)
        again = await drop_old_bodies(graph, keep_days=30, now_ms=clock.ms)
        kept = await bodies(graph)
        resent = await send(client, hook, "old", "d-1", now)
        await work(inbox)

    assert (dropped, again) == (1, 0)
    assert kept["d-1"] is None
    assert kept["d-2"] is not None
    assert resent == 202
    assert len(sink.said) == 2


async def test_all_that_is_known_of_a_subject_goes_together(opened, graph, clock):
    inbox, hook, client = opened(STANDARD_WEBHOOKS)
    async with client:
        await send(client, hook, "long", "d-1", NOW)
        await work(inbox)
        clock.ms += 29 * DAY_MS
        await send(client, hook, "long", "d-2", clock.ms // 1000)
        await work(inbox)
        clock.ms += 5 * DAY_MS
        early = await drop_old_bodies(graph, keep_days=30, now_ms=clock.ms)
        clock.ms += 30 * DAY_MS
        late = await drop_old_bodies(graph, keep_days=30, now_ms=clock.ms)

    assert (early, late) == (0, 2)


@pytest.mark.parametrize(
    ("whole", "parked"),
    [
        pytest.param(True, 0, id="each says all: the late one holds"),
        pytest.param(False, 1, id="they need each other: a person looks at it"),
    ],
)
async def test_what_comes_after_the_bodies_are_gone(opened, graph, clock, sink, whole, parked):
    inbox, hook, client = opened(STANDARD_WEBHOOKS, whole=whole)
    async with client:
        await send(client, hook, "long", "d-1", NOW)
        await work(inbox)
        clock.ms += 60 * DAY_MS
        await drop_old_bodies(graph, keep_days=30, now_ms=clock.ms)
        await send(client, hook, "long", "d-2", clock.ms // 1000)
        await work(inbox)
        clock.ms += 60 * DAY_MS
        await drop_old_bodies(graph, keep_days=30, now_ms=clock.ms)

    assert len(await parked_deliveries(graph)) == parked
    assert len(sink.said) == 2 - parked
    assert ((await bodies(graph))["d-2"] is not None) is bool(parked)
