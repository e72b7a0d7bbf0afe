"""`tellonce erase` and `tellonce export`: whom they mean, what they ask, how they say it."""

import asyncio
import io
import json
import stat

import pytest

from tellonce.cli.main import main
from tests.identity.erased_world import ANA, HERS, JORGE, World

pytestmark = pytest.mark.graph


@pytest.fixture
async def world(graph, keys) -> World:
    world = World(graph, keys)
    await world.sink.ingest([*HERS, JORGE])
    return world


@pytest.fixture
def tellonce(environ, monkeypatch, capsys):
    """Run a command on the test run's graph, off the event loop, with no terminal to ask on."""
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("sys.stdin", io.StringIO())

    async def run(*arguments: str) -> tuple[int, str, str]:
        try:
            code = await asyncio.to_thread(main, arguments)
        except SystemExit as ended:  # wrong usage
            code = ended.code
        return code, *capsys.readouterr()

    return run


async def test_without_a_terminal_an_erasure_wants_yes(world, tellonce):
    customer_id = await world.customer_of(ANA)

    code, out, err = await tellonce("erase", customer_id)

    assert (code, out) == (1, "")
    assert "--yes" in err
    assert await world.customer_of(ANA) == customer_id


async def test_it_erases_says_how_much_and_another_time_says_when(world, tellonce):
    email = ("--email", "anastazja@example.com")

    first = await tellonce("erase", *email, "--yes", "--no-compact", "--as", "dpo")
    again = await tellonce("erase", *email, "--yes", "--json")
    exported = await tellonce("export", *email)
    lifted = await tellonce("erase", "--lift", *email, "--json")

    assert first[0] == 0
    assert first[1].startswith("erased: 1 customer, 3 source records, ")
    assert "by dpo" in first[1]
    told = json.loads(again[1])
    assert (again[0], told["erased"], told["by"]) == (0, False, "dpo")
    assert told["counts"]["Interaction"] == 6
    assert exported[0] == 1
    assert "was erased on 20" in exported[2]
    assert json.loads(lifted[1])["lifted"] >= 4


async def test_what_two_customers_hold_names_nobody(world, tellonce):
    code, _, err = await tellonce("export", "--phone", "+1 555 010 0123")

    assert code == 1
    assert await world.customer_of(ANA) in err
    assert await world.customer_of(JORGE) in err


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        pytest.param(("erase", "c_1", "--phone", "5"), 2, "either by id", id="named twice"),
        pytest.param(("erase", "--lift"), 2, "name a customer", id="lift whom?"),
        pytest.param(("export",), 2, "name a customer", id="export whom?"),
        pytest.param(("export", "c_nobody"), 1, "no such customer is known", id="nobody"),
        pytest.param(("export", "--phone", "withheld"), 1, "identifies nobody", id="no number"),
        pytest.param(("erase", "c_nobody", "--yes"), 0, "nothing to erase", id="nobody to erase"),
        pytest.param(("erase",), 0, "no erasure was cut off", id="nothing left"),
    ],
)
async def test_hostile_or_idle_words_get_a_sentence(world, tellonce, arguments, code, words):
    ended, out, err = await tellonce(*arguments)

    assert ended == code
    assert words in out + err
    assert "Traceback" not in err


async def test_an_export_is_a_file_for_its_maker_alone(world, tellonce, tmp_path):
    file = tmp_path / "ana.json"

    code, out, _ = await tellonce(
        "export", await world.customer_of(ANA), "--out", str(file), "--json"
    )

    document = json.loads(file.read_text())
    assert code == 0
    assert json.loads(out)["counts"]["source_records"] == len(document["source_records"]) == 3
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
