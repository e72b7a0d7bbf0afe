"""Whoever connects and never asks is sent away; whoever asks is answered meanwhile."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket
from websockets.asyncio.client import connect

from tellonce import deadlines
from tellonce.deadlines import DeadlineProtocol
from tellonce.server import _accepting, listen
from tellonce.settings import read_settings

SECONDS = 0.4
WHOLE = b"GET / HTTP/1.1\r\nhost: x\r\n\r\n"
HALF = b"GET / HTTP/1.1\r\nhost: x\r\nx-long: "


@pytest.fixture(autouse=True)
def _hasty(monkeypatch):
    monkeypatch.setattr(DeadlineProtocol, "head_seconds", SECONDS)


async def hello(_: Request) -> Response:
    return PlainTextResponse("hello")


async def slow(_: Request) -> Response:
    await asyncio.sleep(3 * SECONDS)
    return PlainTextResponse("at last")


async def echo(socket: WebSocket) -> None:
    await socket.accept()
    await socket.send_text(await socket.receive_text())
    await socket.close()


@asynccontextmanager
async def serving() -> AsyncIterator[int]:
    routes = [Route("/", hello), Route("/slow", slow), WebSocketRoute("/socket", echo)]
    app = Starlette(routes=routes)
    with listen("127.0.0.1", 0) as listening:
        async with _accepting(app, listening, read_settings({"TELLONCE_DATA": "/nowhere"})):
            yield listening.getsockname()[1]


@asynccontextmanager
async def _connected(port: int) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        yield reader, writer
    finally:
        writer.close()


async def _ended_after(port: int, *sent: bytes, pause: float = 0.0) -> float:
    """Send these, wait until the server closes, and return how many seconds that took."""
    async with _connected(port) as (reader, writer):
        for one in sent:
            writer.write(one)
            await asyncio.sleep(pause)
        started = time.monotonic()
        await asyncio.wait_for(reader.read(), 10 * SECONDS)
        return time.monotonic() - started


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param((), id="nothing"),
        pytest.param((HALF,), id="half a head"),
        pytest.param((WHOLE, HALF), id="half a head after a request"),
        pytest.param(tuple(HALF[n : n + 1] for n in range(9)), id="a byte now and then"),
    ],
)
async def test_who_never_ends_a_head_is_sent_away(sent):
    async with serving() as port:
        ended = await asyncio.gather(
            *(_ended_after(port, *sent, pause=SECONDS / 12) for _ in range(20))
        )

    assert max(ended) < 3 * SECONDS


async def test_who_asks_is_answered_however_long_it_takes_and_stays_connected():
    async with serving() as port, _connected(port) as (reader, writer):
        for _ in range(2):
            writer.write(WHOLE.replace(b"/ ", b"/slow ", 1))
            assert b"at last" in await _answer(reader)
            await asyncio.sleep(2 * SECONDS)


async def test_a_socket_is_none_of_these_clocks_business():
    async with serving() as port, connect(f"ws://127.0.0.1:{port}/socket") as socket:
        await asyncio.sleep(2 * SECONDS)
        await socket.send("still here")

        assert await socket.recv() == "still here"
    assert not deadlines._open


async def test_one_address_has_so_many_connections_and_no_more(monkeypatch):
    monkeypatch.setattr(deadlines, "_is_here", lambda _: False)
    monkeypatch.setattr(DeadlineProtocol, "most_of_one", 3)

    async with serving() as port:
        async with _connected(port) as one, _connected(port) as two, _connected(port) as three:
            for reader, writer in (one, two, three):
                writer.write(WHOLE)
                assert b"hello" in await _answer(reader)
            async with _connected(port) as (reader, writer):
                writer.write(WHOLE)
                with pytest.raises((ConnectionError, asyncio.IncompleteReadError)):
                    await _answer(reader)
        await _until(lambda: not deadlines._open)
        async with _connected(port) as (reader, writer):
            writer.write(WHOLE)
            assert b"hello" in await _answer(reader)


async def _answer(reader: asyncio.StreamReader) -> bytes:
    head = await reader.readuntil(b"\r\n\r\n")
    length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
    return head + await reader.readexactly(length)


async def _until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not condition():  # noqa: ASYNC110  nobody tells when a connection is gone
            await asyncio.sleep(0.01)
