"""The commands of judging, from outside: a real terminal, a real deployment."""

import asyncio
import json
import os
import pty
import re
import select
import subprocess
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from graph.access import Graph
from identity.records import PersonRecord
from identity.resolver import Resolver
from identity.settings import IdentitySettings
from identity.setup import open_identity
from tellonce.cli.main import main

pytestmark = pytest.mark.graph

ANA = PersonRecord(
    source="shop",
    source_id="c17",
    given_name="Ana",
    family_name="Lopez",
    city="Austin, TX",
    emails=("ana@example.com",),
    phones=("(555) 010-0123",),
)
ANA_IN_CRM = PersonRecord(
    source="crm", source_id="9", name="Anna Lopez", city="Austin", phones=("+1 555 010 0123",)
)
SPOUSE = replace(ANA_IN_CRM, source_id="10", name="A. Lopez")
ASKS = re.compile(rb"\[s d u z q \?\]|any key ends")
PATIENCE_SECONDS = 60
JUDGED = """
MATCH (d:Decision {action: 'judgement'})
RETURN d.verdict AS verdict, d.actor AS actor, d.undone_by IS NOT NULL AS undone
ORDER BY d.number
"""


@pytest.fixture
async def lopez(graph: Graph, keys) -> Graph:
    """A customer of two records, and a spouse whose pair with it waits for a judgement."""
    resolver = Resolver(open_identity(graph, keys, IdentitySettings()))
    await resolver.ingest([ANA, ANA_IN_CRM])
    await resolver.ingest([SPOUSE])
    return graph


@pytest.fixture
def run(environ, monkeypatch, capsys):
    """Run a command in this process, off the event loop; return its exit code and output."""
    for name, value in environ.items():
        monkeypatch.setenv(name, value)

    async def run(*arguments: str) -> tuple[int, str]:
        code = await asyncio.to_thread(main, arguments)
        return code, capsys.readouterr().out

    return run


def in_terminal(command, environ, arguments, keys: str) -> tuple[int, str]:
    """Run a command on a terminal of its own and press keys, each after it is asked for."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [*command, *arguments], env=environ, stdin=theirs, stdout=theirs, stderr=theirs
    )
    os.close(theirs)
    shown, pressed = b"", 0
    try:
        while select.select([ours], [], [], PATIENCE_SECONDS)[0]:
            try:
                shown += os.read(ours, 4096)
            except OSError:  # nobody holds the other end any more
                break
            if len(ASKS.findall(shown)) > pressed < len(keys):
                os.write(ours, keys[pressed].encode())
                pressed += 1
        return process.wait(timeout=PATIENCE_SECONDS), shown.decode()
    finally:
        process.kill()
        process.wait()
        os.close(ours)


async def test_a_person_judges_takes_back_and_judges_again(lopez, command, environ):
    arguments = ["review", "--as", "ana the reviewer", "--check-every", "0"]

    code, shown = await asyncio.to_thread(in_terminal, command, environ, arguments, "szdq")

    assert code == 0, shown
    assert "A. Lopez" in shown
    assert "only evidence that a household shares" in shown
    assert "undone: same" in shown
    assert "1 judged: 0 the same, 1 different" in shown
    rows = await lopez.read(JUDGED)
    assert [(row["verdict"], row["undone"]) for row in rows] == [
        ("same", True),
        ("different", False),
    ]
    assert {row["actor"] for row in rows} == {"ana the reviewer"}


async def test_the_pairs_are_listed_for_a_program(lopez, run):
    code, out = await run("review", "--json", "--check-every", "0")

    (case,) = json.loads(out)
    assert code == 0
    assert case["explanation"]["veto"] == "only evidence that a household shares"
    assert {case["left"]["source_id"], case["right"]["source_id"]} > {"10"}
    assert case["sampled"] is False


async def test_thresholds_are_told_from_judgements_and_set_the_probabilities(
    lopez, run, command, environ
):
    _, before = await run("evaluate", "--thresholds")
    assert "nobody has judged a pair yet" in before
    arguments = ["review", "--check-every", "2"]
    code, shown = await asyncio.to_thread(in_terminal, command, environ, arguments, "dsq")
    assert code == 0, shown

    _, out = await run("evaluate", "--thresholds")
    _, data = await run("evaluate", "--thresholds", "--json")

    told = json.loads(data)
    assert (told["judged"], told["checks"], told["vetoed"]) == (2, 1, 1)
    assert told["outlooks"][0]["links"] == 1
    assert "too few judgements to advise a threshold" in out
    assert "accept above" in out


async def test_a_threshold_is_tried_before_it_is_applied(lopez, run):
    code, out = await run("evaluate", "--link", "60")
    assert code == 0
    assert "1 would be parted (1 pair)" in out
    assert "crm 9" in out
    assert "nothing has been changed" in out

    code, out = await run("evaluate", "--link", "60", "--apply")
    assert "1 change made" in out
    assert "TELLONCE_LINK_BITS=60" in out

    _, data = await run("evaluate", "--link", "60", "--json")
    assert json.loads(data)["partings"] == []


async def test_a_threshold_below_that_of_review_is_refused(lopez, run):
    code, _ = await run("evaluate", "--link", "-3")

    assert code == 1


async def test_a_pop_says_why_its_records_are_one_customer_and_draws_it(lopez, run, tmp_path):
    picture = tmp_path / "why.svg"

    code, out = await run("pop", "--email", "ana@example.com", "--why", "--plot", str(picture))

    assert code == 0
    assert "Why      2 records are one customer" in out
    assert "shop c17: the customer began with it" in out
    assert "phone equal: +15550100123" in out
    assert "as the model claims; link from 2, review from -2" in out
    drawn = ElementTree.parse(picture).getroot()  # noqa: S314  our own
    assert "crm 9, held against the customer's other records" in "".join(drawn.itertext())


async def test_a_pop_says_why_of_each_candidate(lopez, run):
    _, data = await run("pop", "--name", "Ana Lopez", "--city", "Austin", "--why", "--json")
    _, out = await run("pop", "--name", "Ana Lopez", "--city", "Austin", "--why")

    candidates = json.loads(data)["candidates"]
    assert all(one["explanation"]["evidence"] for one in candidates)
    assert "without the name: " in out


async def test_a_picture_in_another_form_is_refused(run):
    with pytest.raises(SystemExit) as ended:
        await run("pop", "--name", "Ana", "--plot", "why.png")

    assert ended.value.code == 2


async def test_a_picture_where_nothing_can_be_written_is_refused(lopez, run, tmp_path):
    code, _ = await run(
        "pop", "--email", "ana@example.com", "--plot", str(tmp_path / "no" / "why.svg")
    )

    assert code == 1


async def test_a_probability_without_why_is_told_as_before(lopez, run):
    _, out = await run("pop", "--email", "ana@example.com")

    assert "Why " not in out
