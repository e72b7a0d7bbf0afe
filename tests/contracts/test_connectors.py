"""What every connector promises; being in CONNECTORS is all it takes to be held to it.

Examples come from `tests/fixtures/<name>/*.json`: in each file a list of payloads, all about the
same subject.
"""

import ast
import asyncio
import base64
import json
import random
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.applications import Starlette

from connectors import CONNECTORS
from connectors.connector import Connector
from connectors.inbox import Inbox, hooks_route
from connectors.schemes import SCHEMES, SecretForm
from connectors.settings import HookInstance, read_hook_settings
from connectors.signatures import sign
from context.ingest import IngestResult
from context.records import Record

ROOT = Path(__file__).parent.parent.parent
NOW = 1_793_610_000
SECRETS = {form: "c" * 32 for form in SecretForm} | {
    SecretForm.BASE64: "whsec_" + base64.b64encode(b"c" * 32).decode()
}
IMPURE = {
    "asyncio", "http", "io", "logging", "os", "pathlib", "random", "secrets",
    "socket", "subprocess", "tempfile", "threading", "time", "uuid",
    "graph", "neo4j", "starlette",
}  # fmt: skip
ACTIONS = {"open", "print", "input", "now", "utcnow", "today"}

every_connector = pytest.mark.parametrize(
    "connector", CONNECTORS, ids=[connector.name for connector in CONNECTORS]
)


def examples(connector: Connector) -> dict[str, list[dict[str, object]]]:
    folder = ROOT / "tests" / "fixtures" / connector.name
    return {file.stem: json.loads(file.read_text()) for file in sorted(folder.glob("*.json"))}


def parse(connector: Connector, payloads: Sequence[dict[str, object]]) -> tuple[Record, ...]:
    read = [connector.webhook.read("source", payload) for payload in payloads]
    return connector.webhook.fold("source", read)


def modules(connector: Connector) -> list[Path]:
    """Return the modules of a connector that its parse.py is made of."""
    folder = ROOT / "connectors" / connector.name
    seen: list[Path] = []
    left = [folder / "parse.py"]
    while left:
        path = left.pop()
        if path not in seen:
            seen.append(path)
            left.extend(
                folder / f"{name.rpartition('.')[2]}.py"
                for name in imported(path)
                if name.startswith(f"connectors.{connector.name}.")
            )
    return seen


def imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module or "")
    return names


@every_connector
def test_its_name_fits_into_addresses_and_settings(connector):
    assert connector.name.isascii()
    assert connector.name.isalnum()
    assert connector.name == connector.name.lower()
    assert [one.name for one in CONNECTORS].count(connector.name) == 1
    assert connector.webhook.scheme in SCHEMES


@every_connector
def test_its_readme_says_where_to_send_what_to_set_and_how_to_sign(connector):
    text = (ROOT / "connectors" / connector.name / "README.md").read_text()

    assert f"/hooks/{connector.name}/" in text
    assert f"TELLONCE_HOOK_{connector.name.upper()}_MAIN_SECRET" in text
    assert connector.webhook.scheme.name.lower() in " ".join(text.lower().split())


@every_connector
def test_its_readme_names_every_field_of_its_examples(connector):
    text = (ROOT / "connectors" / connector.name / "README.md").read_text()
    fields = {
        field for payloads in examples(connector).values() for one in payloads for field in one
    }

    assert fields
    assert {field for field in fields if f"`{field}`" not in text} == set()


@every_connector
def test_its_parsing_touches_nothing_outside(connector):
    for path in modules(connector):
        roots = {name.partition(".")[0] for name in imported(path)} | imported(path)
        called = {
            getattr(node.func, "id", getattr(node.func, "attr", ""))
            for node in ast.walk(ast.parse(path.read_text()))
            if isinstance(node, ast.Call)
        }

        assert roots & IMPURE == set(), path
        assert called & ACTIONS == set(), path


@every_connector
def test_its_examples_are_each_about_one_subject_and_become_records(connector):
    assert examples(connector)
    for name, payloads in examples(connector).items():
        assert len({connector.webhook.subject(payload) for payload in payloads}) == 1, name
        assert parse(connector, payloads), name
        assert all(record.source == "source" for record in parse(connector, payloads)), name


@every_connector
@given(st.data())
def test_any_order_and_repetition_gives_the_same_records(connector, data):
    payloads = data.draw(st.sampled_from(list(examples(connector).values())))
    part = data.draw(st.lists(st.sampled_from(payloads), min_size=1, max_size=2 * len(payloads)))

    assert parse(connector, data.draw(st.permutations(part))) == parse(connector, part)
    assert parse(connector, part + part) == parse(connector, part)


class Sink:
    """Counts what it is given, and keeps the last of each."""

    def __init__(self) -> None:
        self.held: dict[tuple[str, str], Record] = {}
        self.batches = 0

    async def ingest(self, records: Sequence[Record], *, live: bool = False) -> IngestResult:
        self.batches += 1
        self.held |= {(type(one).__name__, one.source_id): one for one in records}
        return IngestResult(len(records), len(records), frozenset())


class Sender:
    """One sender of a connector, at an inbox whose work is done when it is told to."""

    def __init__(self, inbox: Inbox, hook: HookInstance, client: httpx2.AsyncClient) -> None:
        self.inbox, self._hook, self._client = inbox, hook, client
        self._gate = asyncio.Semaphore(8)
        self.address = f"/hooks/{hook.connector.name}/{hook.name}"

    async def send(
        self, payload: dict[str, object], delivery_id: str, *, signed: bool = True
    ) -> int:
        scheme = self._hook.connector.webhook.scheme
        body = json.dumps(payload["body"] if scheme.kept else payload).encode()
        headers = sign(scheme, self._hook.secrets[0], body, delivery_id=delivery_id, at=NOW)
        headers |= {
            header: payload[name]
            for name, header in scheme.kept.items()
            if name in payload and header
        }
        if not signed:
            del headers[scheme.signature_header]
        async with self._gate:
            return (
                await self._client.post(self.address, content=body, headers=headers)
            ).status_code

    async def work(self) -> None:
        while await self.inbox.worker.work_once():
            pass


@pytest.fixture
def sink() -> Sink:
    return Sink()


@pytest.fixture
async def sender(graph, keys, sink, connector) -> AsyncIterator[Sender]:
    name = f"TELLONCE_HOOK_{connector.name.upper()}_MAIN_SECRET"
    secret = SECRETS[connector.webhook.scheme.secret]
    settings = read_hook_settings(CONNECTORS, {name: secret})
    inbox = Inbox(graph, keys, sink, settings, now_ms=lambda: NOW * 1000)
    transport = httpx2.ASGITransport(app=Starlette(routes=[hooks_route(inbox)]))
    async with httpx2.AsyncClient(transport=transport, base_url="http://tellonce.test") as client:
        yield Sender(inbox, settings.instances[connector.name, "main"], client)


@pytest.mark.graph
@every_connector
async def test_its_webhook_refuses_what_is_not_signed(connector, sender, graph):
    for payloads in examples(connector).values():
        assert await sender.send(payloads[0], "d-1", signed=False) == 401

    assert await graph.read("MATCH (d:Delivery) RETURN d.key AS key") == []


@pytest.mark.graph
@every_connector
async def test_a_delivery_sent_a_hundred_times_has_one_effect(connector, sender, sink):
    payload = next(iter(examples(connector).values()))[0]

    answers = await asyncio.gather(*(sender.send(payload, "d-1") for _ in range(100)))
    await sender.work()

    assert {answer // 100 for answer in answers} == {2}
    assert sink.batches == 1


@pytest.mark.graph
@every_connector
@pytest.mark.parametrize("seed", range(3))
async def test_deliveries_in_any_order_worked_at_any_time_end_the_same(
    connector, sender, sink, seed
):
    chance = random.Random(seed)
    for name, payloads in examples(connector).items():
        deliveries = [(payload, f"{name}-{i}") for i, payload in enumerate(payloads)]
        deliveries += chance.sample(deliveries, len(deliveries) // 2)
        chance.shuffle(deliveries)
        for payload, delivery_id in deliveries:
            assert await sender.send(payload, delivery_id) // 100 == 2
            if chance.random() < 0.5:
                await sender.work()
        await sender.work()

        for record in sender_records(connector, payloads):
            assert sink.held[type(record).__name__, record.source_id] == record


def sender_records(
    connector: Connector, payloads: Sequence[dict[str, object]]
) -> tuple[Record, ...]:
    source = connector.source("main")
    read = [connector.webhook.read(source, payload) for payload in payloads]
    return connector.webhook.fold(source, read)
