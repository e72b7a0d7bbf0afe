"""`tellonce recompute` derives everything anew, and changes nothing where nothing was wrong."""

import asyncio
import json
from datetime import UTC, datetime, timedelta

import pytest

from context.ingest import Ingest
from context.records import InteractionRecord
from graph.access import Statement
from identity.records import PersonRecord
from identity.resolver import Resolver
from identity.settings import IdentitySettings
from identity.setup import open_identity
from tellonce.cli.main import main

pytestmark = pytest.mark.graph

ANA = PersonRecord(source="shop", source_id="c1", name="Ana Lopez", emails=("ana@example.com",))
MATTERS = "MATCH (m:Matter) RETURN m.id AS id, m.subject AS subject, m.digest AS digest"


@pytest.fixture
async def written(graph, keys):
    """Ana wrote yesterday, and nothing has been derived from it."""
    said = InteractionRecord(
        source="mail",
        source_id="1",
        channel="email",
        kind="message",
        started_at=datetime.now(UTC) - timedelta(days=1),
        text="My kettle leaks",
        person=ANA,
    )
    await Ingest(Resolver(open_identity(graph, keys, IdentitySettings()))).ingest([said])


@pytest.fixture
def tellonce(environ, monkeypatch, capsys):
    """Run a command on the test run's graph, off the event loop."""
    for name, value in environ.items():
        monkeypatch.setenv(name, value)

    async def run(*arguments: str) -> str:
        assert await asyncio.to_thread(main, arguments) == 0
        return capsys.readouterr().out

    return run


async def test_it_derives_what_nobody_has_derived(written, tellonce, graph):
    behind = json.loads(await tellonce("status", "--json"))["context"]["behind_events"]
    told = await tellonce("recompute")

    assert behind > 0
    assert "the context of 1 customer is derived anew" in told
    assert [row["subject"] for row in await graph.read(MATTERS)] == ["My kettle leaks"]


async def test_it_mends_what_was_lost_and_then_leaves_it_alone(written, tellonce, graph):
    await tellonce("recompute")
    derived = await graph.read(MATTERS)
    await graph.write([Statement("MATCH (m:Matter) DETACH DELETE m")])

    await tellonce("recompute")
    again = json.loads(await tellonce("recompute", "--json"))

    assert await graph.read(MATTERS) == derived
    assert again["customers"] == 1
