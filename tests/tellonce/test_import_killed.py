"""An import that is killed in the middle and run again leaves the graph as if undisturbed."""

import asyncio
import json
import signal
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from connectors.files.reader import open_records
from connectors.load import load
from context.ingest import Ingest
from graph.access import Graph
from graph.settings import GraphSettings
from graph.store import open_graph
from identity.resolver import Resolver
from identity.settings import IdentitySettings
from identity.setup import open_identity
from tellonce.demo.world import records

pytestmark = [pytest.mark.graph, pytest.mark.embedded]

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)

# Everything but when and in which commit it happened: those differ between any two runs.
RESOLVED = """
MATCH (s:SourceRecord)-[r:RESOLVED_TO]->(c:Customer)
RETURN s.key AS record, s.digest AS digest, c.id AS customer, r.rule AS rule, c.name AS name
ORDER BY record
"""
HELD = """
MATCH (s:SourceRecord)-[:HAS]->(i:Identifier)
RETURN s.key AS record, i.key AS identifier
ORDER BY record, identifier
"""
BLOCKS = """
MATCH (b:BlockingKey)
RETURN b.key AS key, b.customers AS customers, b.generic AS generic
ORDER BY key
"""
SAID = """
MATCH (n:Interaction)-[:BY]->(s:SourceRecord)
RETURN n.key AS interaction, n.digest AS digest, s.key AS record
ORDER BY interaction, record
"""
BOUGHT = """
MATCH (n:Order)-[:PLACED_BY]->(s:SourceRecord)
RETURN n.key AS number, n.digest AS digest, s.key AS record
ORDER BY number, record
"""
EVENTS = """
MATCH (e:Event)
RETURN e.number AS number
ORDER BY number
"""


async def picture(graph: Graph) -> list[object]:
    return [await graph.read(query) for query in (RESOLVED, HELD, BLOCKS, SAID, BOUGHT)]


@pytest.fixture(scope="module")
def world(tmp_path_factory) -> Path:
    """A file of the demo world's records."""
    file = tmp_path_factory.mktemp("world") / "world.jsonl"
    lines = (json.dumps(one) for one in records(seed=7, now=NOW))
    file.write_text("\n".join(lines), encoding="utf-8")
    return file


async def killed_import(
    command: Sequence[str], environ: dict[str, str], file: Path, graph: Graph
) -> int:
    """Start an import, kill -9 it once some of it is in; return how many records were."""
    process = await asyncio.create_subprocess_exec(
        *command, "import", str(file), env=environ, stderr=asyncio.subprocess.DEVNULL
    )
    count = 0
    while process.returncode is None and count < 300:
        (row,) = await graph.read("MATCH (s:SourceRecord) RETURN count(s) AS count")
        count = row["count"]
        await asyncio.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    await process.wait()
    assert process.returncode == -signal.SIGKILL
    return count


async def test_a_killed_import_run_again_leaves_the_graph_as_if_undisturbed(
    command, environ, graph, keys, world, tmp_path
):
    before = await killed_import(command, environ, world, graph)
    again = await asyncio.create_subprocess_exec(
        *command, "import", str(world), env=environ, stderr=asyncio.subprocess.DEVNULL
    )
    code = await again.wait()
    disturbed = await picture(graph)
    numbers = [row["number"] for row in await graph.read(EVENTS)]

    undisturbed_place = GraphSettings(
        data=tmp_path / "undisturbed", key_file=Path(environ["TELLONCE_DATA"]) / "deployment.key"
    )
    async with open_graph(undisturbed_place) as other:
        identity = open_identity(other, keys, IdentitySettings())
        with open_records(world) as file:
            report = await load(file, Ingest(Resolver(identity)))
        undisturbed = await picture(other)

    assert before >= 300
    assert code == 0
    assert report.rejected == 0
    assert disturbed == undisturbed
    assert numbers == list(range(1, len(numbers) + 1))
