"""`tellonce routing` says what is in force, `replay-routing` tries a change on old calls."""

import asyncio
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from context.derivation import Derivation
from context.ingest import Ingest
from context.keeper import Keeper
from context.records import CaseRecord, InteractionRecord
from context.routes import Routing, routing_book
from context.routing.shipped import shipped_routing
from graph.queries.routes import count_routes
from identity.records import PersonRecord
from identity.resolver import Resolver
from identity.settings import IdentitySettings
from identity.setup import open_identity
from tellonce.cli.main import main

OLD = """
ask_below = 1
[[rule]]
name = "new-loan"
when = [{ fact = "matter.said", says = "new loan" }]
desk = "new loans"
score = 4
why = "it is about a new loan"
[[rule]]
name = "refinance"
when = [{ fact = "matter.said", says = "refinance" }]
desk = "refinance"
score = 3
why = "it is about a refinance"
"""
NEW = OLD.replace("score = 3", "score = 5")
BAD = OLD.replace("score = 3", "score = -3")


@dataclass(frozen=True)
class Caller:
    """Somebody with open cases who called, was sent somewhere, and where that ended."""

    name: str
    cases: tuple[str, ...]
    days_ago: float
    ended_at: str
    transfers: int = 0


MONTH = (
    Caller("Elizabeth Marlowe", ("Refinance", "A new loan"), 20, "refinance", transfers=1),
    Caller("Jorge Fuentes", ("Refinance", "A new loan"), 12, "Refinance", transfers=2),
    Caller("Wanda Kowalski", ("A new loan",), 9, "new loans"),
    Caller("Rupert Ainsley", ("Refinance",), 8, "refinance"),
    Caller("Tomoko Hayashi", ("Refinance", "A new loan"), 3, "new-loans"),
    Caller("Priya Raman", ("Refinance", "A new loan"), 40, "refinance", transfers=1),
)


@pytest.fixture
def rules(tmp_path):
    """Write rules to a file of this name; return its path."""

    def write(text, name="rules.toml"):
        path = tmp_path / name
        path.write_text(text)
        return str(path)

    return write


@pytest.fixture
def run(environ, monkeypatch, capsys):
    """Run a command off the event loop; return its exit code and what it printed."""
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("TELLONCE_ROUTING", raising=False)

    async def run(*arguments):
        code = await asyncio.to_thread(main, arguments)
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return run


@pytest.fixture
async def month(graph, keys, rules, tmp_path):
    """A month of calls, each decided when it came by the old rules."""
    identity = open_identity(graph, keys, IdentitySettings())
    rules(OLD, "old.toml")
    routing = Routing(graph, keys, routing_book(tmp_path / "old.toml"))
    ingest = Ingest(Resolver(identity))
    now = datetime.now(UTC)
    for number, caller in enumerate(MONTH):
        at = now - timedelta(days=caller.days_ago)
        await ingest.ingest([*opened(number, caller, at), called(number, caller, at)])
        await derive(routing, at + timedelta(seconds=5))
        await ingest.ingest([called(number, caller, at, is_over=True)])
        await derive(routing, at + timedelta(minutes=9))
    return graph


def opened(number, caller, at):
    for place, subject in enumerate(caller.cases):
        yield CaseRecord(
            source="crm", source_id=f"case-{number}-{place}", subject=subject, status="open",
            opened_at=at - timedelta(days=40 + 40 * place), person=person(number, caller),
        )  # fmt: skip


def called(number, caller, at, *, is_over=False):
    return InteractionRecord(
        source="switch", source_id=f"call-{number}", channel="voice", kind="call",
        person=person(number, caller), started_at=at, updated_at=at + timedelta(minutes=is_over),
        status="ended" if is_over else "queued", ended_at=at + timedelta(minutes=8)
        if is_over else None,
        queue=caller.ended_at if is_over else "hotline", agent="a-1" if is_over else None,
        transfers=caller.transfers if is_over else 0,
    )  # fmt: skip


def person(number, caller):
    given, family = caller.name.split()
    return PersonRecord(source="crm", source_id=f"p{number}", given_name=given, family_name=family)


async def derive(routing, now):
    derivation = Derivation(routing.graph, routing.keys, routing)
    await Keeper(derivation, clock=lambda: now).catch_up()


# What is in force


async def test_it_says_what_ships_in_words_the_highest_score_first(run):
    code, said, _ = await run("routing")

    assert code == 0
    assert said.startswith("spoken-of (4 points)\n  when: matter.desk is on file")
    assert said.index("spoken-of (4 points)") < said.index("queue (3 points)")
    assert "  desk: {matter.queue}" in said
    assert "asks when two desks are less than 2 points apart" in said
    assert "where nothing decides: front desk" in said


async def test_a_file_of_ones_own_is_checked_and_told_to_programs(run, rules, monkeypatch):
    monkeypatch.setenv("TELLONCE_ROUTING", rules(OLD))

    code, said, _ = await run("routing", "--json")

    told = json.loads(said)
    assert code == 0
    assert [one["name"] for one in told["rules"]] == ["new-loan", "refinance"]
    assert told["ask_below"] == 1
    assert told["fingerprint"] != shipped_routing().fingerprint


@pytest.mark.parametrize("command", [["routing"], ["replay-routing", "--rules"]])
async def test_what_is_wrong_with_a_file_is_a_line(run, rules, command):
    path = rules(BAD)

    code, _, refused = await run(*command, path)

    assert code == 1
    assert refused.startswith(f"{path}:13: found -3; expected")


async def test_a_zone_that_there_is_not_is_refused(run, monkeypatch):
    monkeypatch.setenv("TELLONCE_ZONE", "Mars/Olympus Mons")

    code, _, refused = await run("routing")

    assert code == 1
    assert "TELLONCE_ZONE is 'Mars/Olympus Mons'" in refused
    assert "like America/New_York" in refused


# A month of calls


@pytest.mark.graph
async def test_a_change_is_measured_on_the_calls_of_a_month(month, run, rules):
    code, said, _ = await run("replay-routing", "--rules", rules(NEW), "--since", "30d")

    assert code == 0
    assert said.startswith("5 contacts routed; of 5 it is known what became of them\n")
    assert "misroutes before: 2\nmisroutes after:  1\n" in said
    assert "2 would have gone to the right desk" in said
    assert "switch:call-0  new loans → refinance, ended at refinance" in said
    assert "1 were right, and would be wrong" in said
    assert "switch:call-4  new loans → refinance" in said


@pytest.mark.graph
async def test_a_program_reads_every_contact(month, run, rules):
    _, said, _ = await run("replay-routing", "--rules", rules(NEW), "--since", "8w", "--json")

    told = json.loads(said)
    assert (told["decided"], told["known"]) == (6, 6)
    assert (told["misroutes_before"], told["misroutes_after"]) == (3, 1)
    assert {one["source_id"]: one["verdict"] for one in told["contacts"]} == {
        "call-5": "prevented",
        "call-0": "prevented",
        "call-1": "prevented",
        "call-2": "kept",
        "call-3": "kept",
        "call-4": "new_misroute",
    }


@pytest.mark.graph
async def test_asking_first_would_have_prevented_guesses(month, run, rules):
    asking = rules(OLD.replace("ask_below = 1", "ask_below = 2"))

    _, said, _ = await run("replay-routing", "--rules", asking)

    assert "misroutes before: 2\nmisroutes after:  0, besides 2 asked about first" in said
    assert "asks: Is it about “A new loan” or “Refinance”?" in said


@pytest.mark.graph
async def test_a_replay_changes_nothing(month, run, rules):
    until_ms = round(datetime.now(UTC).timestamp() * 1000)
    time = {"since_ms": until_ms - 60 * 86_400_000, "until_ms": until_ms}
    before = await count_routes(month, **time)

    await run("replay-routing", "--rules", rules(NEW))

    assert await count_routes(month, **time) == before == (6, 6)


@pytest.mark.graph
async def test_without_any_history_it_says_so(graph, run, rules):
    code, said, _ = await run("replay-routing", "--rules", rules(NEW))

    assert (code, said) == (0, "nobody was routed in that time: there is nothing to replay\n")


@pytest.mark.parametrize("since", ["30", "d", "30 days", "-3d", "99999d"])
def test_a_span_that_is_none_is_wrong_usage(since, capsys):
    with pytest.raises(SystemExit) as ended:
        main(["replay-routing", "--rules", "new.toml", f"--since={since}"])

    assert ended.value.code == 2
    assert "write it like 12h, 30d or 4w" in capsys.readouterr().err
