"""Of an erased person no byte is left in the embedded engine's directory, and she stays away."""

import asyncio
import json
import os
import shutil
import signal
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from connectors.canonical.write import record_lines
from graph.engines.embedded import engine_has_ended
from graph.settings import GraphSettings
from graph.store import compact_graph, open_graph, open_keys
from identity.erasure import Who, erase
from tests.identity.erased_world import (
    ANA,
    ANA_ON_X,
    HER_WORDS,
    HERS,
    HIS,
    HIS_WORDS,
    JORGE,
    NOW_MS,
    World,
    interaction,
)
from tests.tellonce.conftest import plain_environ

pytestmark = pytest.mark.embedded

ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be")


def found_in(data: Path, words: Sequence[str]) -> set[str]:
    """Return which words stand in any file of this directory, in any of the encodings."""
    files = [path.read_bytes() for path in data.rglob("*") if path.is_file()]
    return {
        word
        for word in words
        if any(word.encode(encoding) in content for encoding in ENCODINGS for content in files)
    }


@pytest.fixture(scope="module")
async def filled(tmp_path_factory) -> tuple[Path, str]:
    """Return the directory of a filled deployment whose engine has ended, and Ana's customer id.

    What grows is moved about in the files, and leaves copies of itself behind.
    """
    settings = GraphSettings(data=tmp_path_factory.mktemp("filled") / "data", heap_mb=256)
    async with open_graph(settings) as graph:
        world = World(graph, open_keys(settings))
        await world.fill()
        for length in (1, 40, 400, 4, 4000, 40_000):
            grown = replace(ANA, address="rucksack " * length, updated_at=world.time(length))
            his = replace(JORGE, address="Elm Street " * length, updated_at=world.time(length))
            said = interaction("grows", text="rucksack " * length, person=ANA_ON_X)
            await world.sink.ingest([grown, his, replace(said, updated_at=world.time(length))])
        customer_id = await world.customer_of(ANA)
    assert await engine_has_ended(settings.data)
    return settings.data, customer_id


@pytest.fixture
def settings(filled, tmp_path) -> GraphSettings:
    """A deployment of the test's own, filled like that."""
    return GraphSettings(data=shutil.copytree(filled[0], tmp_path / "data"), heap_mb=256)


@pytest.fixture
def customer_id(filled) -> str:
    return filled[1]


async def tellonce(command: Sequence[str], data: Path, *arguments: str) -> tuple[int, str]:
    """Run a command on a deployment; return its exit code and what it printed."""
    process = await asyncio.create_subprocess_exec(
        *command,
        *arguments,
        env=plain_environ(data),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    out, _ = await process.communicate()
    return process.returncode, out.decode()


async def test_no_byte_is_left_and_she_does_not_come_back(command, settings, customer_id, tmp_path):
    assert found_in(settings.data, HER_WORDS) == set(HER_WORDS)

    code, said = await tellonce(
        command, settings.data, "erase", "--email", "anastazja@example.com", "--yes", "--json"
    )
    assert await engine_has_ended(settings.data)

    told = json.loads(said)
    assert code == 0
    assert (told["customer"], told["erased"], told["compacted"]) == (customer_id, True, True)
    assert found_in(settings.data, HER_WORDS) == set()
    assert found_in(settings.data, HIS_WORDS) == set(HIS_WORDS)

    file = tmp_path / "world.jsonl"
    file.write_bytes(record_lines([*HERS, *HIS]))
    async with open_graph(settings):
        imported = await tellonce(command, settings.data, "import", str(file))
        pop = await tellonce(command, settings.data, "pop", "--email", "jorge@example.com")
        again = await tellonce(command, settings.data, "erase", customer_id)
    assert await engine_has_ended(settings.data)

    assert imported[0] == 0
    assert f"{len(HERS)} records of erased people were not taken in" in imported[1]
    assert "ONE      Jorge Mendoza" in pop[1]
    assert (again[0], again[1][:17]) == (0, "already erased on")
    assert found_in(settings.data, HER_WORDS) == set()


async def test_without_compaction_copies_may_be_left_and_compacting_later_takes_them(
    command, settings, customer_id
):
    async with open_graph(settings) as graph:
        world = World(graph, open_keys(settings))
        await erase(world.identity, customer_id, Who("dpo"), at_ms=NOW_MS)
    assert await engine_has_ended(settings.data)
    assert found_in(settings.data, ["rucksack"]) == {"rucksack"}

    code, said = await tellonce(command, settings.data, "compact")
    assert await engine_has_ended(settings.data)

    assert code == 0, said
    assert found_in(settings.data, HER_WORDS) == set()


async def test_an_erasure_that_is_killed_is_finished_by_the_next_run(command, settings):
    many = [interaction(f"t{one}", text=f"rucksack {one}", person=ANA_ON_X) for one in range(1500)]
    async with open_graph(settings) as graph:
        world = World(graph, open_keys(settings))
        await world.sink.ingest(many)
        customer_id = await world.customer_of(ANA)
        process = await asyncio.create_subprocess_exec(
            *command,
            *("erase", customer_id, "--yes", "--no-compact"),
            env=plain_environ(settings.data),
            stdout=asyncio.subprocess.DEVNULL,
        )
        while not await graph.read("MATCH (p:PendingErasure) RETURN p.id AS id"):
            assert process.returncode is None
            await asyncio.sleep(0.005)
        os.kill(process.pid, signal.SIGKILL)
        assert await process.wait() == -signal.SIGKILL
        left = await graph.read("MATCH (p:PendingErasure) RETURN p.id AS id")
    assert await engine_has_ended(settings.data)

    code, said = await tellonce(command, settings.data, "erase", "--json")
    assert await engine_has_ended(settings.data)

    assert code == 0
    assert json.loads(said) == {"finished": len(left), "compacted": True}
    assert len(left) == 1
    assert found_in(settings.data, HER_WORDS) == set()
    assert found_in(settings.data, HIS_WORDS) == set(HIS_WORDS)


async def test_compacting_beside_a_writer_loses_nothing_and_leaves_nothing(settings, customer_id):
    async with open_graph(settings) as graph:
        world = World(graph, open_keys(settings))
        await erase(world.identity, customer_id, Who("dpo"), at_ms=NOW_MS)
        done = asyncio.Event()

        async def write() -> int:
            number = 0
            while not done.is_set():
                number += 1
                said = interaction(f"w{number}", text=f"Elm Street {number} " * 50, person=JORGE)
                await world.sink.ingest([said])
            return number

        writer = asyncio.create_task(write())
        assert await compact_graph(settings) is not None
        done.set()
        written = await writer
        (row,) = await graph.read(
            "MATCH (n:Interaction) WHERE n.text STARTS WITH 'Elm' RETURN count(n) AS count"
        )
    assert await engine_has_ended(settings.data)
    assert written == row["count"]
    assert found_in(settings.data, HER_WORDS) == set()
