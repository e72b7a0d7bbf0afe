"""Our WebSockets as graphql-ws's own client finds them."""

import asyncio
import gc
import json
import os
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import AsyncGeneratorType
from typing import Any

import pytest

from graph.access import Graph
from graph.queries.events import append_event
from tellonce.server import serving

pytestmark = pytest.mark.peers

CLIENT = Path(__file__).parent / "graphql_ws"
PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True)
class Company:
    graph: Graph
    play: Callable[..., Awaitable[Any]]  # a scene of client.mjs, by its name


@pytest.fixture(scope="module")
async def client(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the client and what it needs."""
    folder = tmp_path_factory.mktemp("npm") / "client"
    shutil.copytree(CLIENT, folder)
    npm = shutil.which("npm")
    assert npm, "install Debian's packages nodejs and npm: graphql-ws judges our WebSockets"
    installing = await asyncio.create_subprocess_exec(npm, "ci", "--silent", cwd=folder)
    assert await installing.wait() == 0
    return folder


@pytest.fixture(scope="module")
async def company(client: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Company]:
    environ = {"TELLONCE_DATA": str(tmp_path_factory.mktemp("data")), "TELLONCE_HEAP_MB": "256"}
    async with serving(environ, "127.0.0.1", 0) as server:
        assert server.first_key is not None
        named = {
            "URL": server.url.replace("http", "ws", 1) + "/graphql",
            "KEY": server.first_key,
        }

        async def play(scene: str, **values: str) -> Any:
            node = await asyncio.create_subprocess_exec(
                *("node", "client.mjs", scene),
                cwd=client,
                env={**os.environ, **named, **values},
                stdout=asyncio.subprocess.PIPE,
            )
            async with asyncio.timeout(120):
                out, _ = await node.communicate()
            assert node.returncode == 0
            return json.loads(out)

        yield Company(server.desk.identity.graph, play)


@asynccontextmanager
async def things_happen(graph: Graph, *, every: float = 0.02) -> AsyncIterator[None]:
    """Have something happen again and again."""

    async def happen() -> None:
        number = 0
        while True:
            number += 1
            event = append_event(at_ms=1, kind="mention", customers=[], subjects=[f"m{number}"])
            await graph.write([event])
            await asyncio.sleep(every)

    task = asyncio.create_task(happen())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def test_it_asks_and_is_answered(company):
    answers = await company.play("query")

    page = {"customers": {"pageInfo": {"hasNextPage": False}}}
    assert [one["data"] for one in answers] == [page, page]


async def test_it_shows_why_a_document_cannot_run(company):
    (message,) = await company.play("refused")

    assert "nothing" in message


async def test_it_subscribes_and_the_socket_outlives_what_it_heard(company):
    async with things_happen(company.graph):
        told = await company.play("subscribe")

    cursors = [int(one["cursor"]) for one in told["heard"]]
    assert cursors == list(range(cursors[0], cursors[0] + 3))
    assert "data" in told["other"]
    assert not company.graph.committed  # nobody listens any more


async def test_it_cancels_and_hears_no_more(company):
    async with things_happen(company.graph):
        heard = await company.play("cancel")
        assert heard["after"] == heard["then"]

    assert not company.graph.committed


async def test_fifty_subscriptions_hear_at_once(company):
    async with things_happen(company.graph, every=0.2):
        heard = await company.play("fifty")

    assert len(heard) == 50
    assert max(heard) - min(heard) <= 1


async def test_it_comes_back_and_has_missed_nothing(company):
    async with things_happen(company.graph):
        heard = await company.play("resume")

    assert heard == list(range(heard[0], heard[0] + 6))


async def test_sockets_are_closed_with_its_own_codes(company):
    codes = await company.play("codes")

    assert len(codes) == 7
    assert {name: given for name, (_, given) in codes.items()} == {
        name: expected for name, (expected, _) in codes.items()
    }


@dataclass(frozen=True)
class Left:
    """What a process holds."""

    tasks: int
    generators: int
    files: int
    megabytes: float


def left() -> Left:
    gc.collect()
    resident = int(Path("/proc/self/statm").read_text().split()[1])
    return Left(
        tasks=len(asyncio.all_tasks()),
        generators=sum(isinstance(one, AsyncGeneratorType) for one in gc.get_objects()),
        files=len(os.listdir("/proc/self/fd")),
        megabytes=resident * PAGE_BYTES / 1e6,
    )


@pytest.mark.linux
async def test_a_thousand_that_connect_subscribe_and_are_gone_leave_nothing(company):
    async with things_happen(company.graph, every=0.01):
        await company.play("abort", CYCLES="300")  # pools and memories fill
    await asyncio.sleep(1)
    before = left()

    async with things_happen(company.graph, every=0.01):
        assert await company.play("abort", CYCLES="1000") == 1000
    await asyncio.sleep(1)
    after = left()

    assert after.tasks <= before.tasks
    assert after.generators <= before.generators
    assert after.files <= before.files + 2  # the pool of connections to the graph may have grown
    assert after.megabytes <= before.megabytes * 1.1
    assert not company.graph.committed
