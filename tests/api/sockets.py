"""A desktop on a WebSocket, without a network: what it says and hears, message by message."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from starlette.applications import Starlette

PROTOCOL = "graphql-transport-ws"
HERE = "tellonce.example.com"
PATIENCE_SECONDS = 30.0  # a cold Neo4j plans a statement for seconds


@dataclass
class Desktop:
    """`reads` is cleared while it does not take what is sent to it."""

    to_server: asyncio.Queue[dict[str, Any]] = field(default_factory=asyncio.Queue)
    from_server: asyncio.Queue[dict[str, Any]] = field(default_factory=asyncio.Queue)
    reads: asyncio.Event = field(default_factory=asyncio.Event)

    async def say(self, message: Mapping[str, Any] | str | bytes) -> None:
        text = message if isinstance(message, str | bytes) else json.dumps(message)
        kind = "bytes" if isinstance(text, bytes) else "text"
        await self.to_server.put({"type": "websocket.receive", kind: text})

    async def init(self, authorization: str | None) -> None:
        payload = {} if authorization is None else {"payload": {"authorization": authorization}}
        await self.say({"type": "connection_init", **payload})

    async def subscribe(self, id: str, query: str, /, **variables: Any) -> None:
        payload = {"query": query, "variables": variables}
        await self.say({"type": "subscribe", "id": id, "payload": payload})

    async def complete(self, id: str) -> None:
        await self.say({"type": "complete", "id": id})

    async def hear(self) -> Any:
        """Return the next message; a dictionary with `code` and `reason` if it is the end."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            sent = await self.from_server.get()
        if sent["type"] == "websocket.send":
            return json.loads(sent["text"])
        return {name: value for name, value in sent.items() if name != "type"}

    async def told(self) -> Any:
        """Return what a subscription tells next: its one root field's value."""
        heard = await self.hear()
        assert heard["type"] == "next", heard
        assert "errors" not in heard["payload"], heard
        (value,) = heard["payload"]["data"].values()
        return value

    async def all_told(self, seconds: float = 0.5) -> list[Any]:
        """Return what a subscription tells until nothing is said for so long."""
        told = [await self.told()]
        while not await self.silent(seconds):
            told.append(await self.told())
        return told

    async def silent(self, seconds: float = 0.25) -> bool:
        """Return whether nothing is said for so long."""
        await asyncio.sleep(seconds)
        return self.from_server.empty()


@contextlib.asynccontextmanager
async def at_desk(
    app: Starlette,
    *,
    authorization: str | None = None,
    protocols: Sequence[str] = (PROTOCOL,),
    headers: Mapping[str, str] | None = None,
) -> AsyncIterator[Desktop]:
    """Connect; with an `authorization` the connection is acknowledged already."""
    desktop = Desktop()
    desktop.reads.set()

    async def send(message: Any) -> None:
        await desktop.reads.wait()
        if message["type"] != "websocket.accept":
            await desktop.from_server.put(message)

    named = {"host": HERE, **(headers or {})}
    scope = {
        "type": "websocket",
        "path": "/graphql",
        "raw_path": b"/graphql",
        "query_string": b"",
        "scheme": "ws",
        "subprotocols": list(protocols),
        "headers": [(name.encode(), value.encode()) for name, value in named.items()],
        "extensions": {"websocket.http.response": {}},
    }
    await desktop.to_server.put({"type": "websocket.connect"})
    served = asyncio.create_task(app(scope, desktop.to_server.get, send))
    try:
        if authorization is not None:
            await desktop.init(authorization)
            assert await desktop.hear() == {"type": "connection_ack"}
        yield desktop
    finally:
        desktop.reads.set()
        await desktop.to_server.put({"type": "websocket.disconnect", "code": 1001})
        async with asyncio.timeout(PATIENCE_SECONDS):
            await served
