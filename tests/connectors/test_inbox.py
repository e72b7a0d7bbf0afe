"""A delivery is checked, kept once, answered, and has its effect once, whatever happens between."""

import asyncio
import base64
import json
import logging
import time
import tracemalloc
from collections.abc import AsyncIterator, MutableMapping, Sequence

import httpx2
import pytest
from starlette.applications import Starlette

from connectors import CONNECTORS
from connectors.errors import RetryableError
from connectors.inbox import Inbox, hooks_route, replay
from connectors.inbox_worker import WorkSettings
from connectors.settings import HookSettings, read_hook_settings
from connectors.signatures import sign
from connectors.voice.connector import VOICE
from context.ingest import IngestResult
from context.records import InteractionRecord, Record
from graph.access import Graph, Statement
from graph.errors import GraphUnreachableError
from graph.queries.inbox import inbox_backlog, parked_deliveries

pytestmark = pytest.mark.graph

SECRET = "whsec_" + base64.b64encode(b"s" * 32).decode()
SETTINGS: HookSettings = read_hook_settings(CONNECTORS, {"TELLONCE_HOOK_VOICE_MAIN_SECRET": SECRET})
HOOK = SETTINGS.instances["voice", "main"]
ADDRESS = "/hooks/voice/main"
NOW = 1_793_610_000
PATIENT = WorkSettings(backoff_seconds=(1, 5, 25, 125), poll_seconds=60)


class Sink:
    """Keeps the newest version of every record, and every batch; fails when it is told to."""

    def __init__(self) -> None:
        self.batches: list[Sequence[Record]] = []
        self.held: dict[tuple[str, str], Record] = {}
        self.fails: dict[str, Exception] = {}  # by id of the call
        self.taken = asyncio.Event()

    async def ingest(self, records: Sequence[Record], *, live: bool = False) -> IngestResult:
        assert live
        for record in records:
            if record.source_id in self.fails:
                raise self.fails[record.source_id]
        self.batches.append(records)
        self.held |= {(type(one).__name__, one.source_id): one for one in records}
        self.taken.set()
        return IngestResult(len(records), len(records), frozenset())

    def call(self, call_id: str) -> InteractionRecord:
        record = self.held["InteractionRecord", call_id]
        assert isinstance(record, InteractionRecord)
        return record

    def calls(self) -> set[str]:
        return {call_id for kind, call_id in self.held if kind == "InteractionRecord"}


class Clock:
    def __init__(self) -> None:
        self.ms = NOW * 1000

    def __call__(self) -> int:
        return self.ms

    def sleep(self, seconds: float) -> None:
        self.ms += round(seconds * 1000)


@pytest.fixture
def sink() -> Sink:
    return Sink()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def inbox(graph, keys, sink, clock) -> Inbox:
    return Inbox(graph, keys, sink, SETTINGS, work=PATIENT, now_ms=clock)


@pytest.fixture
async def client(inbox) -> AsyncIterator[httpx2.AsyncClient]:
    transport = httpx2.ASGITransport(app=Starlette(routes=[hooks_route(inbox)]))
    async with httpx2.AsyncClient(transport=transport, base_url="http://tellonce.test") as client:
        yield client


def event(call_id: str = "c-1", name: str = "ringing", second: int = 0, **fields: object) -> bytes:
    at = f"2026-11-02T09:00:{second:02}Z"
    return json.dumps({"event": name, "call_id": call_id, "at": at, **fields}).encode()


def headers(body: bytes, delivery_id: str, *, at: int = NOW) -> dict[str, str]:
    return sign(VOICE.webhook.scheme, HOOK.secrets[0], body, delivery_id=delivery_id, at=at)


async def send(client, body: bytes, delivery_id: str = "msg_1", *, at: int = NOW) -> int:
    return (
        await client.post(ADDRESS, content=body, headers=headers(body, delivery_id, at=at))
    ).status_code


async def work_all(inbox: Inbox) -> None:
    while await inbox.worker.work_once():
        pass


async def states(graph: Graph) -> list[str]:
    rows = await graph.read("MATCH (d:Delivery) RETURN d.state AS state ORDER BY state")
    return [row["state"] for row in rows]


async def test_a_signed_event_is_taken_and_becomes_a_call(client, inbox, sink, graph):
    status = await send(client, event(**{"from": "+15550100123"}))
    await work_all(inbox)

    assert status == 202
    assert sink.call("c-1").source == "voice:main"
    assert await states(graph) == ["done"]
    assert (await inbox_backlog(graph)).waiting == 0


async def test_the_running_worker_takes_it_at_once(graph, keys, sink):
    body = event()
    now = time.time_ns() // 1_000_000_000

    async with Inbox(graph, keys, sink, SETTINGS, work=PATIENT) as inbox, asyncio.timeout(5):
        await inbox.accept(HOOK, headers(body, "msg_1", at=now), body)
        await sink.taken.wait()

    assert sink.calls() == {"c-1"}


async def test_a_hundred_times_the_same_delivery_is_one(client, inbox, sink, graph):
    gate = asyncio.Semaphore(8)

    async def once() -> int:
        async with gate:
            return await send(client, event())

    answers = await asyncio.gather(*(once() for _ in range(100)))
    await work_all(inbox)

    assert set(answers) == {202}
    assert await states(graph) == ["done"]
    assert len(sink.batches) == 1


async def test_a_delivery_sent_again_after_a_year_has_no_second_effect(client, inbox, sink, clock):
    await send(client, event())
    await work_all(inbox)
    clock.sleep(365 * 24 * 3600)

    status = await send(client, event(), at=clock.ms // 1000)
    await work_all(inbox)

    assert status == 202
    assert len(sink.batches) == 1


async def test_the_same_id_with_another_body_is_refused_and_both_are_kept(
    client, inbox, sink, graph
):
    await send(client, event("c-1"))

    answers = [await send(client, event("c-2")) for _ in range(2)]
    await work_all(inbox)

    assert answers == [409, 409]
    assert sink.calls() == {"c-1"}
    assert await states(graph) == ["conflict", "done"]
    (conflict,) = await parked_deliveries(graph)
    (first,) = await graph.read(
        "MATCH (d:Delivery {key: $key}) RETURN d.body AS body", key=conflict.conflicts_with
    )
    assert first["body"].encode() == event("c-1")


async def test_two_bodies_under_one_id_in_the_same_instant_are_one_delivery_and_one_conflict(
    client, graph
):
    answers = await asyncio.gather(*(send(client, event(f"c-{i}")) for i in range(4)))

    assert sorted(answers) == [202, 409, 409, 409]
    assert await states(graph) == ["conflict", "conflict", "conflict", "received"]


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"webhook-signature": "v1,AAAA"}, id="wrong"),
        pytest.param({"webhook-signature": ""}, id="missing"),
        pytest.param({"webhook-timestamp": str(NOW - 301)}, id="stale"),
        pytest.param({"webhook-id": "msg_2"}, id="of another delivery"),
    ],
)
async def test_who_does_not_sign_writes_nothing(client, graph, change):
    answer = await client.post(ADDRESS, content=event(), headers=headers(event(), "msg_1") | change)

    assert answer.status_code == 401
    assert await states(graph) == []


@pytest.mark.parametrize("address", ["/hooks/voice/other", "/hooks/other/main", "/hooks/%00/%ff"])
async def test_what_is_not_served_is_not_found_and_which_part_is_not_said(client, address):
    answers = {
        (answer.status_code, answer.text)
        for answer in [await client.post(address), await client.post("/hooks/x/y")]
    }

    assert answers == {(404, '{"error":"nothing is served here"}')}


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"null", id="null"),
        pytest.param(b"[]", id="a list"),
        pytest.param(b'"text"', id="a text"),
        pytest.param(b"12", id="a number"),
        pytest.param(b"{", id="cut off"),
        pytest.param(b"\xff\xfe{}", id="not UTF-8"),
        pytest.param(b"\xef\xbb\xbf{}", id="a byte order mark"),
        pytest.param(b"[" * 100_000 + b"]" * 100_000, id="a deep list"),
        pytest.param(b'{"a":' * 100_000 + b"1" + b"}" * 100_000, id="a deep object"),
        pytest.param(b'{"a": "\\ud800"}', id="half a character"),
        pytest.param(b'{"\\udfff": 1}', id="half a character in a key"),
        pytest.param(b'{"a": ["\\u0000"]}', id="an escaped NUL"),
        pytest.param(b'{"a": "\0"}', id="a NUL"),
        pytest.param(b'{"a": 1, "a": 2}', id="a key twice"),
        pytest.param(b'{"a": NaN}', id="not a number"),
        pytest.param(b'{"a": ' + b"9" * 10_000 + b"}", id="an endless number"),
    ],
)
async def test_a_body_that_is_no_json_object_is_refused_and_not_kept(client, graph, body):
    assert await send(client, body) == 400
    assert await states(graph) == []


async def test_a_body_with_every_odd_character_is_kept_as_it_came(client, graph):
    body = json.dumps({"text": "é\u2028\ufffe\U0001f600\x7f' \"$x", "\\u0000": "\\ud800"}).encode()

    status = await send(client, body)

    (row,) = await graph.read("MATCH (d:Delivery) RETURN d.body AS body")
    assert status == 202
    assert row["body"].encode() == body


async def test_a_card_number_is_masked_before_a_body_is_kept_and_ids_stay(client, graph, inbox):
    body = event("4111111111111111", text="my card is 4111 1111 1111 1111", **{"from": "+15550100"})

    statuses = [await send(client, body) for _ in range(2)]
    await work_all(inbox)

    (row,) = await graph.read("MATCH (d:Delivery) RETURN d.body AS body")
    assert statuses == [202, 202]
    assert json.loads(row["body"])["text"] == "my card is **** **** **** 1111"
    assert json.loads(row["body"])["call_id"] == "4111111111111111"


async def test_a_long_body_is_refused_before_it_is_all_there(client, graph):
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(200):
            yield b" " * 1_000_000
            sent.append(1)

    sent: list[int] = []
    tracemalloc.start()
    answer = await client.post(ADDRESS, content=endless(), headers=headers(b"", "msg_1"))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert answer.status_code == 413
    assert len(sent) < 5
    assert peak < 10_000_000
    assert await states(graph) == []


async def test_a_body_of_the_longest_length_is_taken(client):
    start = event()[:-1] + b', "note": "'

    assert await send(client, start + b"x" * (1_000_000 - len(start) - 2) + b'"}') == 202
    assert await send(client, start + b"x" * (1_000_001 - len(start) - 2) + b'"}', "msg_2") == 413


async def test_a_body_that_does_not_come_to_an_end_is_refused(inbox, graph):
    app = Starlette(routes=[hooks_route(inbox, body_seconds=0.05)])
    messages = [{"type": "http.request", "body": b"{", "more_body": True}]
    answers: list[MutableMapping[str, object]] = []

    async def receive() -> MutableMapping[str, object]:
        if messages:
            return messages.pop()
        await asyncio.sleep(60)
        raise AssertionError("unreachable: the request is over before")

    async def answer(message: MutableMapping[str, object]) -> None:
        answers.append(message)

    scope = {"type": "http", "method": "POST", "path": ADDRESS, "headers": [], "query_string": b""}
    await app(scope, receive, answer)

    assert answers[0]["status"] == 408
    assert await states(graph) == []


async def test_events_of_one_call_that_come_apart_are_one_call(client, inbox, sink):
    await send(client, event(name="abandoned", second=40), "msg_3")
    await work_all(inbox)
    await send(client, event(name="ringing"), "msg_1")
    await work_all(inbox)
    await send(client, event(name="queued", second=5), "msg_2")
    await work_all(inbox)

    call = sink.call("c-1")
    assert (call.status, call.waited_seconds, len(sink.calls())) == ("abandoned", 40, 1)


async def test_the_oldest_are_worked_first(graph, keys, sink, clock):
    inbox = Inbox(graph, keys, sink, SETTINGS, work=WorkSettings(batch=1), now_ms=clock)
    for call_id in ("c-3", "c-1", "c-2"):
        await inbox.accept(HOOK, headers(event(call_id), call_id), event(call_id))
        clock.sleep(0.001)

    await work_all(inbox)

    assert [batch[-1].source_id for batch in sink.batches] == ["c-3", "c-1", "c-2"]


async def test_an_event_that_cannot_be_read_is_parked_and_the_others_of_its_call_count(
    client, inbox, sink, graph
):
    await send(client, event(name="answered", second=9), "msg_1")
    await send(client, event(queue={"name": "Ana Lopez"}), "msg_2")
    await work_all(inbox)

    (parked,) = await parked_deliveries(graph)
    assert sink.call("c-1").status == "answered"
    assert (parked.state, parked.reason) == ("parked", "queue: is neither text nor a whole number")


async def test_a_delivery_that_always_fails_is_parked_after_five_tries_and_the_rest_goes_on(
    client, inbox, sink, graph, clock
):
    sink.fails["poison"] = ValueError("Ana Lopez, +15550100123")
    for call_id in ("c-1", "poison", "c-2"):
        await send(client, event(call_id), call_id)

    tries = []
    for pause in (0, 1, 5, 25, 125, 1000):
        clock.sleep(pause)
        tries.append(await inbox.worker.work_once())

    (parked,) = await parked_deliveries(graph)
    assert tries == [3, 1, 1, 1, 1, 0]
    assert sink.calls() == {"c-1", "c-2"}
    assert (parked.delivery_id, parked.tries, parked.reason) == ("poison", 5, "ValueError")
    assert (await inbox_backlog(graph)).parked == 1


async def test_a_parked_delivery_is_worked_when_it_is_replayed(client, inbox, sink, graph, clock):
    sink.fails["c-1"] = ValueError()
    await send(client, event())
    for pause in (0, 1, 5, 25, 125):
        clock.sleep(pause)
        await inbox.worker.work_once()
    sink.fails.clear()

    assert await replay(graph, connector="voice", instance="other", now_ms=clock) == 0
    assert await replay(graph, now_ms=clock) == 1
    await work_all(inbox)

    assert sink.calls() == {"c-1"}
    assert await states(graph) == ["done"]
    assert await replay(graph, now_ms=clock) == 0


@pytest.mark.parametrize(
    "away", [RetryableError("later"), GraphUnreachableError("bolt://x", "down"), ConnectionError()]
)
async def test_nothing_is_parked_because_the_sink_was_away(client, inbox, sink, graph, clock, away):
    sink.fails["c-1"] = away
    await send(client, event())
    for _ in range(8):
        assert await inbox.worker.work_once() == 1
        clock.sleep(200)
    sink.fails.clear()

    await work_all(inbox)

    assert sink.calls() == {"c-1"}
    assert await parked_deliveries(graph) == []


async def test_what_a_killed_process_had_claimed_is_worked_by_the_next(
    client, graph, keys, sink, clock
):
    class Killed(Sink):
        async def ingest(self, records: Sequence[Record], *, live: bool = False) -> IngestResult:
            raise asyncio.CancelledError

    killed = Inbox(graph, keys, Killed(), SETTINGS, now_ms=clock)
    await killed.accept(HOOK, headers(event(), "msg_1"), event())
    with pytest.raises(asyncio.CancelledError):
        await killed.worker.work_once()

    following = Inbox(graph, keys, sink, SETTINGS, now_ms=clock)
    at_once = await following.worker.work_once()
    clock.sleep(16)
    await work_all(following)

    assert at_once == 0  # the lease of the killed one still runs
    assert sink.calls() == {"c-1"}
    assert await states(graph) == ["done"]


async def test_two_servers_share_the_work_and_nothing_is_lost(graph, keys, sink, clock):
    work = WorkSettings(batch=5)
    servers = [Inbox(graph, keys, sink, SETTINGS, work=work, now_ms=clock) for _ in range(2)]
    bodies = {f"c-{i}": event(f"c-{i}") for i in range(40)}
    await asyncio.gather(
        *(
            servers[i % 2].accept(HOOK, headers(body, call_id), body)
            for i, (call_id, body) in enumerate(bodies.items())
        )
    )

    await asyncio.gather(*(work_all(server) for server in servers))

    assert sink.calls() == set(bodies)
    assert await states(graph) == ["done"] * 40


async def test_an_event_stored_while_an_older_one_is_worked_is_never_overwritten(
    graph, keys, sink, clock
):
    class Slow(Sink):
        async def ingest(self, records: Sequence[Record], *, live: bool = False) -> IngestResult:
            """Take the records in only after another server has worked a later event."""
            if not self.batches:
                self.batches.append(records)
                body = event(name="answered", second=9)
                await other.accept(HOOK, headers(body, "msg_2"), body)
                await work_all(other)
            return await sink.ingest(records, live=live)

    other = Inbox(graph, keys, sink, SETTINGS, now_ms=clock)
    slow = Inbox(graph, keys, Slow(), SETTINGS, now_ms=clock)
    await slow.accept(HOOK, headers(event(), "msg_1"), event())

    await work_all(slow)

    assert sink.call("c-1").status == "answered"
    assert await states(graph) == ["done", "done"]


async def test_a_sender_that_gives_all_calls_one_id_is_parked_and_not_the_end_of_us(
    inbox, sink, graph, keys
):
    rows = [
        {"key": f"filler-{i}", "subject": keys.key("subject", "voice", "main", "c-1")}
        for i in range(1000)
    ]
    fill = """
    UNWIND $rows AS row
    MERGE (d:Delivery {key: row.key})
    SET d.subject = row.subject, d.state = 'done', d.body = '{}'
    """
    await graph.write([Statement(fill, {"rows": rows})])
    await inbox.accept(HOOK, headers(event(), "msg_1"), event())

    await work_all(inbox)

    (parked,) = await parked_deliveries(graph)
    assert sink.calls() == set()
    assert parked.reason == "more than 1000 deliveries about one subject"


async def test_when_the_graph_is_away_the_sender_is_told_to_come_again(keys, sink, clock):
    class Away:
        async def write(self, statements: Sequence[Statement]) -> None:
            raise GraphUnreachableError("bolt://x", "down")

    inbox = Inbox(Away(), keys, sink, SETTINGS, now_ms=clock)
    transport = httpx2.ASGITransport(app=Starlette(routes=[hooks_route(inbox)]))
    async with httpx2.AsyncClient(transport=transport, base_url="http://tellonce.test") as client:
        answers = await asyncio.gather(
            *(
                client.post(ADDRESS, content=event(), headers=headers(event(), f"msg_{i}"))
                for i in range(3)
            )
        )

    assert {(one.status_code, one.headers["retry-after"]) for one in answers} == {(503, "5")}


async def test_nothing_personal_and_no_secret_is_logged(client, inbox, sink, caplog, graph):
    caplog.set_level(logging.DEBUG, logger="connectors")
    sink.fails["c-1"] = ValueError("Ana Lopez")
    body = event(caller_name="Ana Lopez", **{"from": "+15550100123"})
    await send(client, body)
    await send(client, event("c-9", caller_name="Ana Lopez"))
    await client.post(ADDRESS, content=body, headers=headers(body, "msg_1") | {"webhook-id": "x"})
    await work_all(inbox)

    said = " ".join(str(vars(record)) for record in caplog.records)
    assert {record.message for record in caplog.records} >= {"hook_conflict", "hook_unverified"}
    assert not any(word in said for word in ("Ana", "5550100123", "c-1", SECRET, SECRET[6:]))
