"""When an embedded engine starts and ends: with its first user and its last, whoever is killed."""

import asyncio
import json
import os
import signal
import time
from dataclasses import replace
from pathlib import Path

import pytest

from graph.access import Statement
from graph.engines.embedded import engine_has_ended, engine_is_running
from graph.engines.place import Place, read_json
from graph.errors import TooSlowError
from graph.store import open_graph
from tests.graph.engines import User, pids_of, settings_for

pytestmark = pytest.mark.embedded


async def test_it_lives_from_its_first_user_to_its_last_even_if_that_one_is_killed(tmp_path: Path):
    place = Place(tmp_path / "engine")

    serve, load = await asyncio.gather(User.start(tmp_path), User.start(tmp_path))
    pids = pids_of(place)
    await load.leave()
    await asyncio.sleep(1.5)  # three looks of the child
    assert pids_of(place) == pids
    assert engine_is_running(tmp_path)
    assert await serve.count_customers() == 0

    await serve.kill()
    killed_at = time.monotonic()
    assert await engine_has_ended(tmp_path, timeout_seconds=5)
    assert time.monotonic() - killed_at < 5
    assert not place.state.exists()


async def test_after_everything_was_killed_the_next_start_finds_the_data(tmp_path: Path):
    settings, place = settings_for(tmp_path), Place(tmp_path / "engine")
    user = await User.start(tmp_path)
    await user.make_customer("ana")
    for pid in pids_of(place):
        os.kill(pid, signal.SIGKILL)
    await user.kill()
    stale = place.state.read_text()

    async with open_graph(settings) as graph:
        assert await graph.read("MATCH (c:Customer) RETURN c.id AS id") == [{"id": "ana"}]
        assert json.loads(stale)["child"] != read_json(place.state)["child"]

    assert await engine_has_ended(tmp_path)


@pytest.mark.linux
async def test_an_engine_whose_child_is_killed_ends_too_and_another_takes_over(tmp_path: Path):
    settings, place = settings_for(tmp_path), Place(tmp_path / "engine")
    async with open_graph(settings) as graph:
        await graph.write([Statement("MERGE (:Customer {id: 'ana'})")])
        os.kill(read_json(place.pids)["child"], signal.SIGKILL)
        assert await engine_has_ended(tmp_path, timeout_seconds=5)

        async with open_graph(settings) as successor:
            rows = await successor.read("MATCH (c:Customer) RETURN c.id AS id")

    assert rows == [{"id": "ana"}]
    assert await engine_has_ended(tmp_path)


async def test_an_engine_that_is_killed_comes_back_and_no_write_is_lost_or_doubled(tmp_path: Path):
    settings, place = settings_for(tmp_path), Place(tmp_path / "engine")
    make = "MERGE (c:Customer {id: $id}) SET c.mark = $id"

    async with open_graph(settings) as graph:
        for number in range(60):
            if number == 20:
                os.kill(read_json(place.pids)["engine"], signal.SIGKILL)
            await graph.write([Statement(make, {"id": f"c{number:02}"})])
        rows = await graph.read("MATCH (c:Customer) RETURN c.mark AS mark ORDER BY mark")

    assert [row["mark"] for row in rows] == [f"c{number:02}" for number in range(60)]
    assert await engine_has_ended(tmp_path)


async def test_a_runaway_statement_is_stopped_and_a_lost_password_replaced(tmp_path: Path):
    hasty = replace(settings_for(tmp_path), command_timeout_seconds=0.5)
    runaway = "UNWIND range(1, 100000) AS a UNWIND range(1, 100000) AS b RETURN sum(a * b) AS total"
    async with open_graph(hasty) as graph:
        started = time.monotonic()
        with pytest.raises(TooSlowError, match="TELLONCE_COMMAND_TIMEOUT_SECONDS"):
            await graph.read(runaway)
        with pytest.raises(TooSlowError):
            await graph.write([Statement("MERGE (:Customer {id: 'ana'})"), Statement(runaway)])
        assert time.monotonic() - started < 5
        assert await graph.read("MATCH (c:Customer) RETURN c.id AS id") == []
    assert await engine_has_ended(tmp_path)

    (tmp_path / "engine" / "password").unlink()

    async with open_graph(hasty) as graph:
        assert await graph.read("RETURN 1 AS one") == [{"one": 1}]
    assert await engine_has_ended(tmp_path)
