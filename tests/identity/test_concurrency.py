"""Several processes that resolve at once: nobody is lost, nobody is made twice."""

import asyncio
import json
import os
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
RACE = ROOT / "tests" / "bench" / "bench_concurrency.py"
PROCESSES, PEOPLE = 8, 40


@pytest.fixture
async def race(graph, graph_settings):
    """What became of eight processes that posted the same forty people to one empty graph."""
    running = await asyncio.create_subprocess_exec(
        sys.executable,
        str(RACE),
        *("--here", "--json", "--processes", str(PROCESSES), "--people", str(PEOPLE)),
        stdout=asyncio.subprocess.PIPE,
        env={
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "TELLONCE_DATA": str(graph_settings.data),
            "TELLONCE_KEY_FILE": str(graph_settings.key_path),
            "TELLONCE_HEAP_MB": str(graph_settings.heap_mb),
            "GRAPH_URL": graph_settings.url or "",
            "GRAPH_PASSWORD": graph_settings.password,
        },
    )
    out, _ = await running.communicate()
    assert running.returncode == 0
    return json.loads(out)


@pytest.mark.graph
async def test_eight_processes_posting_the_same_forty_people_make_forty_customers(race):
    assert race["customers"] == PEOPLE
    assert race["duplicates"] == race["lost"] == race["given_up"] == 0
    assert race["events"] > 0
    assert race["gaps"] == race["disorder"] == 0
