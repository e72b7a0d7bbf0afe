"""Sources are added, read, looked at and read again from the command line, whatever kills it."""

import asyncio
import json
import signal
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest

from graph.access import Graph, Statement
from graph.store import first_nodes
from tests.connectors.vendors import (
    TOKEN,
    Shopify,
    open_for_business,
    shopify_customer,
    shopify_order,
)
from tests.tellonce.test_import_killed import picture

pytestmark = pytest.mark.graph

OVER = "MATCH (l:Lease) SET l.expires_at_ms = 0"  # as the term of a killed process will be
WIPE = "MATCH (n) WHERE NOT n:Migration AND NOT n:Deployment DETACH DELETE n"


def stocked(people: int, orders: int) -> Shopify:
    customers = [shopify_customer(number) for number in range(1, people + 1)]
    placed = [shopify_order(number, 1 + number % people) for number in range(1, orders + 1)]
    return Shopify({"customers": customers, "orders": placed}, most=25)


@pytest.fixture
async def shop() -> AsyncIterator[Shopify]:
    async with open_for_business(stocked(30, 10)) as shop:
        yield shop


@pytest.fixture
async def big_shop() -> AsyncIterator[Shopify]:
    async with open_for_business(stocked(200, 80)) as shop:
        yield shop


@pytest.fixture
def named(environ, tmp_path) -> dict[str, str]:
    """A deployment whose file of connectors is in a folder of its own."""
    file = {"TELLONCE_CONNECTORS": str(tmp_path / "connectors.toml"), "SHOP_TOKEN": TOKEN}
    return {**environ, **file}


def source(environ: dict[str, str], shop: Shopify, more: str = "") -> None:
    text = f'[shopify.main]\naddress = "{shop.url}"\ntoken = {{env = "SHOP_TOKEN"}}\n'
    text += "requests_a_minute = 60000\n" + more
    Path(environ["TELLONCE_CONNECTORS"]).write_text(text)


def is_there(environ: dict[str, str]) -> bool:
    return Path(environ["TELLONCE_CONNECTORS"]).exists()


async def told(command: Sequence[str], environ: dict[str, str], *words: str) -> tuple[int, str]:
    """Run a command to its end; return its exit code and what it printed."""
    process = await asyncio.create_subprocess_exec(
        *command,
        *words,
        env=environ,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    printed, _ = await process.communicate()
    return process.returncode or 0, printed.decode()


async def killed(command: Sequence[str], environ: dict[str, str], graph: Graph, at_: int) -> None:
    """Start a sync, and kill -9 it once so many people are in."""
    process = await asyncio.create_subprocess_exec(
        *command, "sync", "shopify", env=environ, stderr=asyncio.subprocess.DEVNULL
    )
    count = 0
    while process.returncode is None and count < at_:
        (row,) = await graph.read("MATCH (s:SourceRecord) RETURN count(s) AS count")
        count = row["count"]
        await asyncio.sleep(0.02)
    assert process.returncode is None, "it ended before it was killed"
    process.send_signal(signal.SIGKILL)
    await process.wait()


@pytest.mark.embedded
async def test_a_sync_that_is_killed_twice_ends_with_the_same_graph(
    command, named, graph, big_shop
):
    big_shop.slow_seconds = 0.1
    source(named, big_shop)
    await killed(command, named, graph, 30)
    await graph.write([Statement(OVER)])
    await killed(command, named, graph, 110)
    await graph.write([Statement(OVER)])
    code, printed = await told(command, named, "sync", "shopify", "--json")
    disturbed = await picture(graph)
    asked = json.loads(printed)["shopify:main"]["requests"]

    await graph.write([Statement(WIPE), *first_nodes()])
    again, printed = await told(command, named, "sync", "shopify", "--json")
    undisturbed = await picture(graph)

    assert (code, again) == (0, 0)
    assert len(disturbed[0]) == 200
    assert who(disturbed) == who(undisturbed)
    assert disturbed[3:] == undisturbed[3:]
    assert asked < json.loads(printed)["shopify:main"]["requests"]


def who(seen: list[object]) -> list[tuple[str, str, str]]:
    """Return record, digest and name: customers get new ids in another run."""
    return [(row["record"], row["digest"], row["name"]) for row in seen[0]]


async def test_a_source_is_added_read_and_shown(command, named, shop):
    code, added = await told(
        command,
        named,
        *("connectors", "add", "shopify", "--set", f"address={shop.url}"),
        *("--set", "token=env:SHOP_TOKEN"),
    )
    assert code == 0, added
    source(named, shop)
    synced, summary = await told(command, named, "sync")
    shown, text = await told(command, named, "connectors")
    _, facts = await told(command, named, "connectors", "--json")

    assert "tellonce sync shopify:main" in added
    assert (synced, shown) == (0, 0)
    assert "40 items" in summary
    assert "shopify:main" in text
    assert "idle" in text
    lists = json.loads(facts)["sources"]["shopify:main"]["lists"]
    assert sum(one["items"] for one in lists) == 40
    assert TOKEN not in added + summary + text + facts


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        pytest.param("token=env:NOT_THERE", "NOT_THERE", id="a secret that is not there"),
        pytest.param("token=env:WRONG_TOKEN", "401", id="a secret that the source refuses"),
        pytest.param("colour=red", "unknown", id="a setting that nobody knows"),
        pytest.param("token", "NAME=VALUE", id="no value"),
    ],
)
async def test_what_does_not_work_is_said_and_not_kept(command, named, shop, setting, words):
    code, printed = await told(
        command,
        {**named, "WRONG_TOKEN": "wrong"},
        *("connectors", "add", "shopify", "--set", f"address={shop.url}", "--set", setting),
    )

    assert code == 1
    assert words in printed
    assert not is_there(named)


async def test_an_item_that_could_not_be_read_is_listed_shown_and_replayed(command, named, shop):
    shop.lists["customers"][0]["email"] = ["not a text"]
    source(named, shop)
    await told(command, named, "sync")
    _, listed = await told(command, named, "replay", "--list", "--json")
    (parked,) = json.loads(listed)
    _, shown = await told(command, named, "replay", "--show", parked["key"])
    code, replayed = await told(command, named, "replay", "shopify:main")

    assert parked["reason"] == "email: is no text"
    assert "not a text" in shown
    assert code == 0
    assert "1 worked once more; 1 are parked now" in replayed


async def test_a_sync_of_a_source_that_is_not_there_names_those_that_are(command, named, shop):
    source(named, shop)

    code, printed = await told(command, named, "sync", "shopfy")

    assert code == 1
    assert "shopify:main" in printed


async def test_a_source_that_refuses_fails_alone(command, named, shop):
    source(named, shop, f'[shopify.other]\naddress = "{shop.url}"\ntoken = {{env = "OTHER"}}\n')

    code, printed = await told(command, {**named, "OTHER": "wrong"}, "sync")

    assert code == 1
    assert "shopify:main: 40 items" in printed
    assert "shopify:other answers 401" in printed
