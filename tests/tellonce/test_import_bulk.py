"""`tellonce import --bulk`: a first load from files, killed and carried on."""

import asyncio
import csv
import gzip
import json
import signal
import socket

import pytest

from connectors.errors import UnreadableFileError
from graph.queries.lease import LeaseRow, take_lease
from identity.errors import HalfLoadedError
from tellonce.cli.main import make_parser
from tellonce.errors import ServerRunsError
from tellonce.handover import RESOLVER

pytestmark = pytest.mark.graph

HEADER = "record_id,first_name,last_name,city,phone,order_no\n"
ORDER = {
    "type": "order",
    "source": "people",
    "placed_at": "2026-10-30T12:00:00Z",
    "status": "shipped",
}
PARTITION = """
MATCH (s:SourceRecord)-[:RESOLVED_TO]->(c:Customer)
RETURN c.id AS id, collect(s.source_id) AS records
"""
COUNT = "MATCH (s:SourceRecord) RETURN count(s) AS count"
PLACED = """
MATCH (o:Order)-[:PLACED_BY]->(s:SourceRecord)
RETURN o.source_id AS number, s.source_id AS record
ORDER BY number
"""


def syllables(number):
    """Return a name that no other number gives, and that none resembles."""
    return "".join(
        "bdfgklmnprstvz"[number // 14**place % 14] + "aeiou"[place] for place in range(4)
    )


@pytest.fixture(scope="module")
def people(tmp_path_factory):
    """Two rows each of 200 people; every fifth has another telephone the second time."""
    rows = []
    for number in range(200):
        name = f"{syllables(number * 37 + 5)},{syllables(number * 911 + 77)}"
        city = ("Austin", "Boston", "Chicago", "Dallas")[number % 4]
        for turn in (0, 1):
            phone = 5000 + number + 1000 * (turn and number % 5 == 0)
            rows.append(f"r{number}-{turn},{name},{city},+1 555 010 {phone},\n")
    file = tmp_path_factory.mktemp("files") / "people.csv"
    file.write_text(HEADER + "".join(rows), encoding="utf-8")
    return file


@pytest.fixture
def orders(tmp_path):
    """Two orders, and a line that is none."""
    file = tmp_path / "orders.jsonl"
    lines = [json.dumps({**ORDER, "id": f"o{n}", "person": {"id": f"r{n}-0"}}) for n in (1, 2)]
    file.write_text("\n".join([*lines, '{"type": "order"}']), encoding="utf-8")
    return file


@pytest.fixture
def run(environ):
    """Run `tellonce import …` in this process and return its exit code."""

    async def run_import(*words) -> int:
        args = make_parser().parse_args(["import", *map(str, words)])
        with pytest.MonkeyPatch.context() as patched:
            for name, value in environ.items():
                patched.setenv(name, value)
            code: int = await args.command.run(args)
        return code

    return run_import


async def partition(graph):
    return sorted(sorted(row["records"]) for row in await graph.read(PARTITION))


def clusters(path):
    """Return the groups of a file that `tellonce resolve` wrote."""
    groups = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            groups.setdefault(row["customer_id"], []).append(row["record_id"])
    return sorted(map(sorted, groups.values()))


async def test_customers_are_those_that_resolve_finds_and_orders_follow(
    run, graph, people, orders, tmp_path, capsys
):
    out, rejects = tmp_path / "clusters.csv", tmp_path / "rejects.jsonl"
    resolve = make_parser().parse_args(["resolve", str(people), "--bulk", "--out", str(out)])
    await resolve.command.run(resolve)
    capsys.readouterr()

    code = await run(people, orders, "--bulk", "--json", "--rejects", rejects)

    said = json.loads(capsys.readouterr().out)
    assert await partition(graph) == clusters(out)
    assert len(await partition(graph)) == 200
    assert await graph.read(PLACED) == [
        {"number": "o1", "record": "r1-0"},
        {"number": "o2", "record": "r2-0"},
    ]
    assert code == 1  # a line was rejected
    assert len(rejects.read_text("utf-8").splitlines()) == 1
    assert (said["read"], said["accepted"], said["changed"], said["rejected"]) == (403, 402, 402, 1)
    assert [one["read"] for one in said["files"]] == [400, 3]
    assert (said["bulk"]["customers"], said["bulk"]["written"]) == (200, 200)


async def test_importing_again_changes_nothing_in_bulk_or_not(run, people, capsys):
    await run(people, "--bulk")
    capsys.readouterr()

    for words in ((), ("--bulk",)):
        assert await run(people, "--json", *words) == 0
        assert json.loads(capsys.readouterr().out)["changed"] == 0


async def test_a_load_that_is_killed_is_carried_on_with_the_model_it_learned(
    run, command, environ, graph, people, tmp_path, capsys
):
    out = tmp_path / "clusters.csv"
    words = ["resolve", str(people), "--bulk", "--train", "--engine", "python", "--out", str(out)]
    resolve = make_parser().parse_args(words)
    await resolve.command.run(resolve)
    words = (str(people), "--bulk", "--train", "--engine", "python", "--batch-size", "4")

    process = await asyncio.create_subprocess_exec(
        *command, "import", *words, env=environ, stderr=asyncio.subprocess.DEVNULL
    )
    count = 0
    while process.returncode is None and count < 40:
        (row,) = await graph.read(COUNT)
        count = row["count"]
        await asyncio.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    await process.wait()
    half = (await graph.read(COUNT))[0]["count"]
    capsys.readouterr()
    with pytest.raises(HalfLoadedError, match="another model"):
        await run(people, "--bulk", "--engine", "python")
    code = await run(*words)

    said = capsys.readouterr().out
    assert process.returncode == -signal.SIGKILL
    assert 40 <= half < 400
    assert code == 0
    assert await partition(graph) == clusters(out)
    assert f"carried on where {half // 2} customers had been written" in said
    assert "TELLONCE_MODEL=" in said
    capsys.readouterr()
    await run(people, "--json")
    assert json.loads(capsys.readouterr().out)["changed"] == 0


@pytest.mark.parametrize(
    ("words", "says"),
    [
        pytest.param(("-", "--bulk"), "save standard input to one first", id="standard input"),
        pytest.param(("nowhere.csv", "--bulk"), "cannot be opened", id="a file that is not there"),
        pytest.param(("nowhere.csv", "--train"), "go with --bulk", id="training without --bulk"),
    ],
)
async def test_wrong_usage_is_told_before_anything_is_opened(run, words, says, capsys):
    assert await run(*words) == 2
    assert says in capsys.readouterr().err


async def test_a_file_that_breaks_off_loads_nobody(run, graph, people, tmp_path):
    broken = tmp_path / "people.csv.gz"
    broken.write_bytes(gzip.compress(people.read_bytes())[:-200])

    with pytest.raises(UnreadableFileError, match="cut off"):
        await run(broken, "--bulk")

    assert await partition(graph) == []


@pytest.mark.embedded
async def test_a_server_on_the_embedded_engine_is_to_be_stopped_first(run, graph, people):
    server = LeaseRow("server", "http://127.0.0.1:8420", socket.gethostname())
    await take_lease(graph, RESOLVER, server, term_ms=60_000)

    with pytest.raises(ServerRunsError, match="stop the server until it is done"):
        await run(people, "--bulk")

    assert await partition(graph) == []
