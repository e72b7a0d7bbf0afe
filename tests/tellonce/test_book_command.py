"""`tellonce book`: keys, hashes, manifests, loads and their withdrawal, whatever kills them."""

import asyncio
import json
import signal
import stat
import subprocess
from dataclasses import replace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

import pytest

from tellonce.demo.world import records
from tests.context.books import everything
from tests.identity.corrections import context

pytestmark = pytest.mark.graph

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
PEOPLE = """\
Customer No,First name,Surname,E-mail,Mobile
h1,Ray,Aldous,ray.aldous@example.com,(512) 555-0177
h2,Sue,Oakes,sue@example.com,+1 512 555 0178
"""
MANIFEST = """\
book = "homeguard"
former_company = "HomeGuard Alarm"
desk = "alarm desk"
expected = 2030-12-01

[sentence]
en = "I am sorry that you had to look for us."

[[file]]
name = "north"
entries = "north.csv"
"""


class Shell:
    """Runs `tellonce` in a folder, on the graph of this run."""

    def __init__(self, command, environ, folder: Path) -> None:
        self.command, self.environ, self.folder = command, environ, folder

    async def book(self, *arguments: str, code: int = 0) -> str:
        return await self.run("book", *arguments, code=code)

    async def run(self, *arguments: str, code: int = 0) -> str:
        done = await asyncio.to_thread(
            subprocess.run,
            [*self.command, *arguments],
            cwd=self.folder,
            env=self.environ,
            capture_output=True,
            text=True,
            check=False,
            timeout=170,
        )
        assert done.returncode == code, f"{done.stdout}\n{done.stderr}"
        return done.stdout + done.stderr

    async def announces(self, people: str = PEOPLE) -> None:
        name = "people.csv" if people.startswith("Customer") else "people.jsonl"
        (self.folder / name).write_text(people)
        (self.folder / "manifest.toml").write_text(MANIFEST)
        await self.book("key", "homeguard", "--out", "book.key")
        await self.book("hash", name, "--key", "book.key", "--out", "north.csv")
        await self.book("announce", "manifest.toml")


@pytest.fixture
def shell(command, environ, graph, tmp_path):
    return Shell(command, environ, tmp_path)


async def test_a_book_is_announced_loaded_and_taken_back(shell, graph):
    await shell.announces()
    announced = await shell.run("pop", "--phone", "512-555-0177")
    before = await everything(graph)
    loaded = await shell.book("load", "homeguard", "people.csv", "--source", "homeguard")
    found = await shell.run("pop", "--phone", "512-555-0177")
    (status,) = json.loads(await shell.book("status", "--json"))
    withdrawn = await shell.book("withdraw", "homeguard")

    assert announced.startswith("MIGRATING a customer of HomeGuard Alarm, not loaded yet")
    assert "2 records read, 2 taken in" in loaded
    assert found.startswith("ONE      Ray Aldous")
    assert (status["state"], status["records"]) == ("loaded", 2)
    assert "2 records of people" in withdrawn
    assert await everything(graph) == before


async def test_the_key_is_for_nobody_else_and_the_same_again(shell):
    shown = json.loads(await shell.book("key", "homeguard", "--json"))
    await shell.book("key", "homeguard", "--out", "book.key")
    other = json.loads(await shell.book("key", "other", "--json"))
    file = shell.folder / "book.key"

    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert file.read_text().strip() == shown["key"]
    assert other["key"] != shown["key"]


async def test_no_clear_identifier_leaves_with_the_hashes(shell):
    await shell.announces()
    hashes = (shell.folder / "north.csv").read_text()

    assert hashes.count("\nphone,") == 2
    assert not any(one in hashes for one in ("555", "ray", "example.com", "h1,"))


async def test_a_manifest_that_was_made_with_another_key_is_refused_and_the_old_one_stays(shell):
    await shell.announces()
    await shell.book("key", "other", "--out", "other.key")
    await shell.book("hash", "people.csv", "--key", "other.key", "--out", "north.csv")

    said = await shell.book("announce", "manifest.toml", code=1)
    pop = await shell.run("pop", "--email", "sue@example.com")

    assert "north.csv:2: found a check made with another key; expected" in said
    assert pop.startswith("MIGRATING")


async def test_what_is_here_from_elsewhere_is_not_overwritten_by_a_load(shell, graph):
    (shell.folder / "ours.csv").write_text(PEOPLE.replace("Ray", "Raymond"))
    await shell.run("import", "ours.csv", "--source", "homeguard")
    await shell.announces()
    before = await everything(graph)

    said = await shell.book("load", "homeguard", "people.csv", "--source", "homeguard", code=1)

    assert "person homeguard:h1 is not taken in" in said
    assert await everything(graph) == before


async def test_a_book_that_nobody_announced_is_not_loaded(shell):
    (shell.folder / "people.csv").write_text(PEOPLE)

    said = await shell.book("load", "homeguard", "people.csv", code=1)

    assert "Announce its manifest first" in said


async def test_a_load_that_is_killed_is_taken_back_whole(shell, graph):
    world = list(islice(records(seed=7, now=NOW), 1_000))
    theirs = [one for one in world if _is_of(one, "shop")]
    ours = shell.folder / "ours.jsonl"
    ours.write_text("".join(json.dumps(one) + "\n" for one in world if one not in theirs))
    await shell.run("import", str(ours))
    await shell.announces("".join(json.dumps(one) + "\n" for one in theirs))
    before, context_before = await everything(graph), await context(graph)

    loaded = await _killed(shell, graph, "load", "homeguard", "people.jsonl")
    await _killed(shell, graph, "withdraw", "homeguard", after=loaded)
    await shell.book("withdraw", "homeguard")

    assert loaded > 100
    derived = await context(graph)
    assert replace(derived, keys=context_before.keys) == context_before
    assert context_before.keys <= derived.keys
    assert await everything(graph) == before


def _is_of(record: dict[str, object], source: str) -> bool:
    person = record.get("person")
    of = person.get("source", record["source"]) if isinstance(person, dict) else None
    return source in (record["source"], of)


async def _killed(shell, graph, *arguments: str, after: int | None = None) -> int:
    """Start a command, kill -9 it in the middle of its work; return how many batches there are."""
    process = await asyncio.create_subprocess_exec(
        *shell.command,
        "book",
        *arguments,
        cwd=shell.folder,
        env=shell.environ,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    query = "MATCH (s:SourceRecord) WHERE s.load_id = 'homeguard' RETURN count(s) AS count"
    count = 0
    while process.returncode is None:
        count = (await graph.read(query))[0]["count"]
        if (after is None and count > 100) or (after is not None and count < after):
            break
        await asyncio.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    await process.wait()
    assert process.returncode == -signal.SIGKILL
    return count
