"""How long after a commit does a desktop hear of it, and how long after a call is its pop there?

python tests/bench/bench_push.py [--events 300] [--desks 50] [--json]

One process commits and serves, on its own loop with the desktops; the other one's commits come over
a second connection, of which the server knows nothing. Every desktop but one listens as well.
"""

import argparse
import asyncio
import json
import random
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from typing import Any, Final

from fresh import fresh_graph
from http_client import Latencies
from report import BARS, print_figures
from websockets.asyncio.client import ClientConnection, connect

from api.keys import Role, make_key
from context.ingest import Ingest
from context.records import InteractionRecord
from graph.access import Graph
from graph.queries.events import append_event
from identity.records import PersonRecord
from identity.resolver import Resolver
from tellonce.server import RunningServer, serving
from tellonce.session import keeper_of

MENTIONS: Final = "subscription { mentions { cursor } }"
POPS: Final = """subscription { pops(agent: "desk 7") { interaction pop { resolution acknowledgement
  customer { name identifiers { kind value } } attempts { words }
  matters { subject history { words } } orders { id status }
  interactions { channel status } nextActions { text why }
  route { desk why decidedAt } } } }"""
ANA: Final = PersonRecord(
    "shop", "c17", name="Ana Lopez", city="Austin, TX", emails=("ana@example.com",)
)


async def measure(events: int, desks: int) -> dict[str, Any]:
    """Run both kinds of commits, and calls, and return the figures."""
    async with fresh_graph() as bench, serving(bench.environ, "127.0.0.1", 0) as server:
        key = await make_key(bench.graph, Role.SUPERVISOR, "bench")
        async with AsyncExitStack() as stack:
            connections = [
                await stack.enter_async_context(_listening(server.url, key, MENTIONS))
                for _ in range(desks)
            ]
            drained = [asyncio.create_task(_drain(one)) for one in connections[1:]]
            desk = connections[0]
            own = server.desk.identity.graph
            same = await _times(desk, lambda _: _mention(own), events)
            other = await _times(desk, lambda _: _mention(bench.graph), events)
            for one in drained:
                one.cancel()
        async with _listening(server.url, key, POPS) as desk:
            calls = await _calls(server, desk, events)
    return {"engine": bench.engine, "desks": desks, **_figures(same, other, calls)}


def _figures(same: Latencies, other: Latencies, calls: Latencies) -> dict[str, float]:
    named = {"same_process": same, "other_process": other, "call_to_pop": calls}
    return {
        f"{name}_{percent}_ms": found.percentile(share)
        for name, found in named.items()
        for percent, share in (("p50", 0.5), ("p99", 0.99))
    }


@asynccontextmanager
async def _listening(url: str, key: str, document: str) -> AsyncIterator[ClientConnection]:
    address = url.replace("http", "ws", 1) + "/graphql"
    async with connect(address, subprotocols=["graphql-transport-ws"]) as connection:  # type: ignore[list-item]
        init = {"type": "connection_init", "payload": {"authorization": f"Bearer {key}"}}
        await connection.send(json.dumps(init))
        await connection.recv()
        asked = {"type": "subscribe", "id": "s", "payload": {"query": document}}
        await connection.send(json.dumps(asked))
        await asyncio.sleep(0.1)
        yield connection


async def _mention(graph: Graph) -> None:
    await graph.write([append_event(at_ms=1, kind="mention", customers=[], subjects=["m"])])


async def _times(
    desk: ClientConnection, commit: Callable[[int], Awaitable[object]], number: int
) -> Latencies:
    """Return how long after each commit had returned the desktop heard of it."""
    dice, milliseconds, begun = random.Random(7), [], time.perf_counter()
    for one in range(number):
        await asyncio.sleep(dice.uniform(0.01, 0.1))  # at any moment between two looks
        await commit(one)
        committed = time.perf_counter()
        message = json.loads(await desk.recv())
        milliseconds.append((time.perf_counter() - committed) * 1000)
        if message["type"] != "next" or "errors" in message["payload"]:
            raise RuntimeError(f"not told, but {message}")
    return Latencies(milliseconds, time.perf_counter() - begun)


async def _calls(server: RunningServer, desk: ClientConnection, number: int) -> Latencies:
    """Return how long after each call came in its pop was at the desktop."""
    ingest = Ingest(Resolver(server.desk.identity), keeper_of(server.desk))
    await ingest.ingest([ANA], live=True)
    milliseconds, begun = [], time.perf_counter()
    for one in range(number):
        call = InteractionRecord(
            source="voice", source_id=str(one), person=PersonRecord("shop", "c17"), channel="voice",
            kind="call", status="ringing", agent="desk 7", started_at=datetime.now(UTC),
        )  # fmt: skip
        came = time.perf_counter()
        taking_in = asyncio.create_task(ingest.ingest([call], live=True))
        await _told_of(desk, one)
        milliseconds.append((time.perf_counter() - came) * 1000)
        await taking_in
    return Latencies(milliseconds, time.perf_counter() - begun)


async def _told_of(desk: ClientConnection, call: int) -> None:
    """Return when the pop of this call is there; those before it may be told once more."""
    while True:
        message = json.loads(await desk.recv())
        if message["type"] != "next":
            raise RuntimeError(f"not the pop of call {call}, but {message}")
        if message["payload"]["data"]["pops"]["interaction"] == f"voice:{call}":
            return


async def _drain(connection: ClientConnection) -> None:
    async for _ in connection:
        pass


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure how soon a desktop hears of a commit.")
    parser.add_argument("--events", type=int, default=300)
    parser.add_argument("--desks", type=int, default=50)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    figures = asyncio.run(measure(asked.events, asked.desks))
    print(json.dumps(figures)) if asked.json else print_figures(figures, BARS["push"])


if __name__ == "__main__":
    main()
