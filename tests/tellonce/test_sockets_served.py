"""Desktops on real WebSockets: nothing is missed over a restart, and nobody is held for ever."""

import asyncio
import contextlib
import json
import os
import signal
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from api.keys import Role, make_key
from graph.access import Graph
from graph.engines.place import Place, read_json
from graph.queries.events import append_event
from graph.store import open_graph
from tellonce.server import serving
from tellonce.settings import read_settings
from tellonce.websockets import ClosingProtocol

PROTOCOL = "graphql-transport-ws"
MENTIONS = "subscription($after: String) { mentions(after: $after) { cursor subjects } }"
PATIENCE_SECONDS = 20.0


@dataclass
class Desk:
    """A desktop that listens to mentions, and what it was told."""

    connection: ClientConnection

    async def listen(self, after: str | None = None) -> None:
        variables = {} if after is None else {"after": after}
        payload = {"query": MENTIONS, "variables": variables}
        await self.say({"type": "subscribe", "id": "m", "payload": payload})
        await asyncio.sleep(0.2)

    async def say(self, message: Any) -> None:
        await self.connection.send(json.dumps(message))

    async def hear(self) -> Any:
        async with asyncio.timeout(PATIENCE_SECONDS):
            return json.loads(await self.connection.recv())

    async def told(self) -> tuple[str, str]:
        """Return the next event's subject, and its cursor."""
        heard = await self.hear()
        event = heard["payload"]["data"]["mentions"]
        return event["subjects"][0], event["cursor"]

    async def end(self) -> int:
        """Return the code that the server closes with."""
        with contextlib.suppress(ConnectionClosed):
            while True:
                await self.hear()
        return self.connection.close_code


@contextlib.asynccontextmanager
async def at_desk(url: str, key: str, **how: Any) -> AsyncIterator[Desk]:
    address = url.replace("http", "ws", 1) + "/graphql"
    async with connect(address, subprotocols=[PROTOCOL], **how) as connection:
        desk = Desk(connection)
        init = {"type": "connection_init", "payload": {"authorization": f"Bearer {key}"}}
        await desk.say(init)
        assert await desk.hear() == {"type": "connection_ack"}
        yield desk


async def mention(graph: Graph, subject: str) -> None:
    await graph.write([append_event(at_ms=1, kind="mention", customers=[], subjects=[subject])])


@contextlib.asynccontextmanager
async def served(command, environ) -> AsyncIterator[tuple[str, asyncio.subprocess.Process]]:
    """Run `tellonce serve` in a process of its own."""
    process = await asyncio.create_subprocess_exec(
        *(*command, "serve", "--port", "0"),
        env={**environ, "TELLONCE_LOG_LEVEL": "warning"},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        line = await process.stdout.readline()
        yield line.decode().split()[-1], process
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()


@pytest.mark.graph
async def test_a_server_that_is_killed_and_starts_again_tells_what_came_meanwhile(
    graph, command, environ
):
    key = await make_key(graph, Role.AGENT, "desk 7")
    async with served(command, environ) as (url, process), at_desk(url, key) as desk:
        await desk.listen()
        await mention(graph, "before")
        subject, cursor = await desk.told()
        process.send_signal(signal.SIGKILL)
        await process.wait()
    await mention(graph, "while nobody served")
    async with served(command, environ) as (url, _), at_desk(url, key) as desk:
        await mention(graph, "while nobody listened")
        await desk.listen(cursor)
        heard = [(await desk.told())[0] for _ in range(2)]

    assert subject == "before"
    assert heard == ["while nobody served", "while nobody listened"]


@pytest.mark.embedded
async def test_a_database_that_is_killed_costs_a_listener_no_event(empty_environ):
    data = Path(empty_environ["TELLONCE_DATA"])
    environ = {**empty_environ, "TELLONCE_HEAP_MB": "256"}
    async with (
        serving(environ, "127.0.0.1", 0) as server,
        open_graph(read_settings(environ).graph) as elsewhere,
        at_desk(server.url, server.first_key) as desk,
    ):
        await desk.listen()
        await mention(elsewhere, "before")
        assert (await desk.told())[0] == "before"
        os.kill(read_json(Place(data / "engine").pids)["engine"], signal.SIGKILL)
        for subject in ("first", "second"):
            await _until_written(elsewhere, subject)

        assert [(await desk.told())[0] for _ in range(2)] == ["first", "second"]


async def _until_written(graph: Graph, subject: str) -> None:
    async with asyncio.timeout(PATIENCE_SECONDS):
        await mention(graph, subject)


@pytest.mark.graph
async def test_a_server_that_stops_says_so_and_does_not_wait_for_desktops(graph, environ):
    key = await make_key(graph, Role.AGENT, "desk 7")
    async with contextlib.AsyncExitStack() as stack:
        server = await stack.enter_async_context(serving(environ, "127.0.0.1", 0))
        async with at_desk(server.url, key) as desk:
            await desk.listen()
            async with asyncio.timeout(3):
                await stack.aclose()

            assert await desk.end() == 1012


@pytest.mark.graph
async def test_what_a_socket_may_not_do(graph, environ):
    key = await make_key(graph, Role.AGENT, "desk 7")
    async with serving(environ, "127.0.0.1", 0) as server:
        async with at_desk(server.url, key) as desk:
            await desk.connection.ping()
            await desk.connection.send("x" * 70_000)
            assert await desk.end() == 1009
        async with at_desk(server.url, key) as desk:
            await desk.connection.send(["{", "x" * 40_000, "x" * 40_000])  # in parts
            assert await desk.end() == 1009
        async with at_desk(server.url, key, origin=server.url) as desk:
            assert desk.connection.subprotocol == PROTOCOL
            assert desk.connection.protocol.extensions == []  # secrets are not compressed
        with pytest.raises(InvalidStatus, match="403"):
            async with at_desk(server.url, key, origin="https://evil.example.org"):
                pass


class Impatient(ClosingProtocol):
    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.close_timeout = 0.2


async def flood(websocket: WebSocket) -> None:
    """Send what nobody reads, for half a second."""
    await websocket.accept()
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(0.5):
            while True:
                await websocket.send_text("x" * 100_000)


async def flood_and_wait(websocket: WebSocket) -> None:
    await flood(websocket)
    await websocket.receive()


@pytest.mark.parametrize(
    ("serve", "reads"),
    [
        pytest.param(flood, True, id="reads to the end"),
        pytest.param(flood, False, id="reads nothing"),
        pytest.param(flood_and_wait, False, id="answers no ping"),
    ],
)
async def test_who_does_not_read_is_cut_off(serve, reads):
    """A close that waits for them would keep the connection for ever."""
    app = Starlette(routes=[WebSocketRoute("/", serve)])
    config = uvicorn.Config(
        app,
        lifespan="off",
        ws=Impatient,
        ws_ping_interval=0.2,
        ws_ping_timeout=0.8,
        log_config=None,
        access_log=False,
    )
    server = uvicorn.Server(config)
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        port = listening.getsockname()[1]
        config.load()
        server.lifespan = config.lifespan_class(config)
        await server.startup(sockets=[listening])
        reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1_000)
        writer.write(
            b"GET / HTTP/1.1\r\nhost: x\r\nupgrade: websocket\r\nconnection: upgrade\r\n"
            b"sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
        )
        await reader.readuntil(b"\r\n\r\n")
        reading = asyncio.create_task(_read_all(reader)) if reads else None
        for _ in range(100):
            await asyncio.sleep(0.05)
            if not (server.server_state.connections or server.server_state.tasks):
                break
        left = [*server.server_state.connections, *server.server_state.tasks]
        if reading is not None:
            await reading
        writer.close()
        await server.shutdown(sockets=[listening])
    assert left == []


async def _read_all(reader: asyncio.StreamReader) -> None:
    with contextlib.suppress(ConnectionError):
        while await reader.read(100_000):
            pass
