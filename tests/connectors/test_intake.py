"""Records over HTTP: what arrives, what is refused, and how the other side hands them over."""

import asyncio
import gzip
import json
import random
import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import httpx2
import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request

from connectors.errors import ServerRefusedError, ServerUnreachableError
from connectors.intake import records_route
from connectors.remote import RemoteSink
from context.ingest import IngestResult
from context.records import OrderRecord, Record
from graph.errors import ContendedError
from identity.records import PersonRecord

NDJSON = {"content-type": "application/x-ndjson"}


class Shelf:
    """A sink in memory. `fails` errors are raised first, one a batch."""

    def __init__(self, *fails: Exception) -> None:
        self.kept: dict[str, Record] = {}
        self.batches: list[tuple[int, bool]] = []
        self._fails = list(fails)

    async def ingest(self, records: Sequence[Record], *, live: bool = False) -> IngestResult:
        if self._fails:
            raise self._fails.pop(0)
        self.batches.append((len(records), live))
        changed = sum(self.kept.get(one.source_id) != one for one in records)
        self.kept |= {one.source_id: one for one in records}
        return IngestResult(len(records), changed, frozenset())


async def _bearer(request: Request) -> bool:
    return request.headers.get("authorization") == "Bearer tk_good"


def client(shelf: Shelf, *, key: str = "tk_good") -> httpx2.AsyncClient:
    app = Starlette(routes=[records_route(shelf, _bearer, idle_seconds=0.2)])
    headers = {"authorization": f"Bearer {key}"}
    transport = httpx2.ASGITransport(app)
    return httpx2.AsyncClient(transport=transport, base_url="http://test", headers=headers)


def line(number: int) -> bytes:
    person = {"type": "person", "source": "s", "id": str(number), "name": "Ana"}
    return json.dumps(person).encode() + b"\n"


async def post(shelf: Shelf, content: Any, **headers: str) -> httpx2.Response:
    async with client(shelf) as http:
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        return await http.post("/records", content=content, headers=NDJSON | given)


async def test_records_are_taken_in_batches():
    shelf = Shelf()
    body = b"".join(line(number) for number in range(250))

    first, again = await post(shelf, body), await post(shelf, body)

    assert first.status_code == 200
    assert first.json() == {
        "read": 250,
        "accepted": 250,
        "changed": 250,
        "rejected": 0,
        "suppressed": 0,
        "rejects": [],
    }
    assert again.json()["changed"] == 0
    assert shelf.batches == [(100, False), (100, False), (50, False)] * 2


async def test_live_records_go_ahead():
    shelf = Shelf()
    async with client(shelf) as http:
        await http.post("/records?live=1", content=line(1), headers=NDJSON)

    assert shelf.batches == [(1, True)]


async def test_bad_lines_are_told_and_the_others_arrive():
    body = line(1) + b'{"type":"person","source":"s","id":5}\n\n' + b"\xff\xfe\0\n" + line(2)

    answer = await post(Shelf(), body)

    assert answer.status_code == 200
    told = answer.json()
    assert (told["read"], told["accepted"], told["rejected"]) == (4, 2, 2)
    assert told["rejects"] == [
        {"line": 2, "field": "id", "reason": "a string is expected"},
        {"line": 4, "field": "", "reason": "is not UTF-8"},
    ]


async def test_of_many_bad_lines_the_first_hundred_are_told():
    answer = await post(Shelf(), b"x\n" * 1_000)

    assert answer.json()["rejected"] == 1_000
    assert [one["line"] for one in answer.json()["rejects"]] == list(range(1, 101))


async def test_a_line_of_5_mb_is_one_bad_line():
    answer = await post(Shelf(), line(1) + b"x" * 5_000_000 + b"\n" + line(2))

    assert answer.json()["accepted"] == 2
    assert answer.json()["rejects"] == [
        {"line": 2, "field": "", "reason": "longer than 4,194,304 bytes"}
    ]


async def test_a_packed_body_is_unpacked():
    body = b"".join(line(number) for number in range(300))

    answer = await post(Shelf(), gzip.compress(body), content_encoding="gzip")

    assert answer.json()["accepted"] == 300


@pytest.mark.parametrize(
    ("content", "headers", "status", "words"),
    [
        pytest.param(b"", {"content_type": "text/csv"}, 415, "application/x-ndjson", id="CSV"),
        pytest.param(
            b"",
            {"content_type": "application/x-ndjson; charset=latin-1"},
            415,
            "charset utf-8",
            id="charset",
        ),
        pytest.param(b"", {"content_encoding": "br"}, 415, "content-encoding gzip", id="brotli"),
        pytest.param(
            b"no gzip at all", {"content_encoding": "gzip"}, 400, "is damaged", id="no gzip"
        ),
        pytest.param(
            gzip.compress(line(1))[:-4], {"content_encoding": "gzip"}, 400, "ends early", id="cut"
        ),
    ],
)
async def test_a_body_that_cannot_be_read_is_refused(content, headers, status, words):
    answer = await post(Shelf(), content, **headers)

    assert answer.status_code == status
    assert words in answer.json()["error"]


async def test_a_gzip_bomb_is_refused_and_what_came_before_is_in():
    shelf = Shelf()
    bomb = gzip.compress(b"".join(map(line, range(100)))) + gzip.compress(bytes(70_000_000), 9)

    answer = await post(shelf, bomb, content_encoding="gzip")

    assert answer.status_code == 413
    assert "more than 250 times" in answer.json()["error"]
    assert answer.json()["accepted"] == 100 == len(shelf.kept)


async def test_nobody_without_a_key_is_listened_to():
    shelf = Shelf()
    async with client(shelf, key="tk_wrong") as http:
        answer = await http.post("/records", content=line(1), headers=NDJSON)

    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"
    assert shelf.batches == []


async def test_a_body_that_stops_half_way_is_given_up():
    async def stuck() -> AsyncIterator[bytes]:
        yield b"".join(map(line, range(100)))
        await asyncio.sleep(5)

    answer = await post(Shelf(), stuck())

    assert answer.status_code == 408
    assert answer.json()["accepted"] == 100


async def test_a_graph_that_is_away_is_not_our_fault():
    answer = await post(Shelf(ContendedError(9, 10.0)), line(1))

    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "5"
    assert answer.json()["accepted"] == 0


async def test_random_bytes_never_break_it():
    noise = random.Random(7)
    for _ in range(60):
        body = noise.randbytes(noise.randrange(2_000))
        encoding = noise.choice(["", "gzip"])
        answer = await post(Shelf(), body, content_encoding=encoding)

        assert answer.status_code in {200, 400}
        assert answer.json()["accepted"] == 0


@asynccontextmanager
async def served(shelf: Shelf) -> AsyncIterator[str]:
    """Yield the address of a server with this sink."""
    app = Starlette(routes=[records_route(shelf, _bearer)])
    server = uvicorn.Server(uvicorn.Config(app, log_level="critical", lifespan="off"))
    with socket.create_server(("127.0.0.1", 0)) as listener:
        task = asyncio.create_task(server.serve(sockets=[listener]))
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        server.should_exit = True
        await task


RECORDS: tuple[Record, ...] = (
    PersonRecord("s", "1", name="Zoë \U0001f600", phones=("+15550100",), complete=False),
    OrderRecord(
        source="s",
        source_id="2",
        placed_at=datetime(2026, 11, 2, 9, tzinfo=UTC),
        person=PersonRecord("s", "1"),
    ),
)


async def test_records_are_handed_to_a_running_server():
    shelf = Shelf()
    async with served(shelf) as url:
        sink = RemoteSink(url, "tk_good")

        first = await sink.ingest(RECORDS, live=True)
        again = await sink.ingest(RECORDS)

    assert tuple(shelf.kept.values()) == RECORDS
    assert (first.records, first.changed, again.changed) == (2, 2, 0)
    assert shelf.batches == [(2, True), (2, False)]


async def test_a_moment_without_the_graph_is_bridged():
    shelf = Shelf(ContendedError(9, 10.0))
    async with served(shelf) as url:
        result = await RemoteSink(url, "tk_good", longest_pause_seconds=0.01).ingest(RECORDS)

    assert result.changed == 2


async def test_a_wrong_key_is_not_tried_again():
    async with served(Shelf()) as url:
        with pytest.raises(ServerRefusedError, match=r"does not accept our key \(401\)"):
            await RemoteSink(url, "tk_wrong").ingest(RECORDS)


async def test_a_record_that_the_server_refuses_is_an_error():
    async with served(Shelf()) as url:
        with pytest.raises(ServerRefusedError, match="1 of 1 records, phones"):
            await RemoteSink(url, "tk_good").ingest([PersonRecord("s", "1", phones=("",))])


async def test_something_else_at_the_address_is_said():
    async with served(Shelf()) as url:
        with pytest.raises(ServerRefusedError, match="is no tellonce server"):
            await RemoteSink(f"{url}/elsewhere", "tk_good").ingest(RECORDS)


async def test_a_server_that_is_gone_is_given_up_in_time():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"

    with pytest.raises(ServerUnreachableError, match="refused"):
        await RemoteSink(url, "tk_good", retry_seconds=0.3).ingest(RECORDS)
