"""Who was shown whom: over HTTP and at the terminal, checked and read by `tellonce audit`."""

import asyncio
import json
import shutil

import pytest

from api.audit_chain import audit_files
from context.ingest import Ingest
from identity.merging import merge_customers
from identity.records import PersonRecord
from identity.resolver import Resolver
from identity.settings import IdentitySettings
from identity.setup import open_identity
from tellonce.cli.main import main
from tellonce.server import serving

pytestmark = pytest.mark.graph

ANA = PersonRecord("shop", "c1", given_name="Ana", family_name="Lopez", emails=("ana@example.com",))
JON = PersonRecord(
    "shop", "c2", given_name="Jonathan", family_name="Weller", emails=("jon@example.com",)
)
POP = """query Desk($e: String!) {
  screenPop(lookup: {channel: "voice", email: $e}) { resolution customer { id name } }
}"""
UNDO = """mutation($id: ID!) { undoDecision(id: $id) {
  ... on Undone { served { audited pops { actor customerId at } } } } }"""


@pytest.fixture
def folder(graph_settings):
    """The audit of this test alone, in the test run's data folder."""
    folder = graph_settings.data / "audit"
    shutil.rmtree(folder, ignore_errors=True)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
async def identity(graph, keys):
    identity = open_identity(graph, keys, IdentitySettings(default_region="US"))
    await Ingest(Resolver(identity)).ingest([ANA, JON])
    return identity


@pytest.fixture
async def ask(identity, environ, folder, ask):
    """Ask a server of this process over HTTP, as its admin."""
    async with serving(environ, "127.0.0.1", 0) as server:
        headers = {
            "authorization": f"Bearer {server.first_key}",
            "content-type": "application/json",
        }

        async def post(query: str, **variables):
            body = json.dumps({"query": query, "variables": variables}).encode()
            answer = await asyncio.to_thread(ask, server.url, "POST", "/graphql", body, headers)
            return answer.json["data"]

        yield post


@pytest.fixture
def tellonce(environ, folder, monkeypatch, capsys):
    """Run a command on the test run's graph, off the event loop."""
    for name, value in environ.items():
        monkeypatch.setenv(name, value)

    async def run(*arguments: str) -> tuple[int, str, str]:
        code = await asyncio.to_thread(main, arguments)
        return code, *capsys.readouterr()

    return run


def entries(folder, *kinds: str) -> list[dict]:
    lines = [
        line
        for file in audit_files(folder)
        for line in (folder / file.name).read_text().splitlines()
    ]
    return [entry for entry in map(json.loads, lines) if entry["kind"] in kinds]


async def test_a_pop_over_http_leaves_who_when_how_and_a_pseudonym(ask, folder):
    shown = (await ask(POP, e="ana@example.com"))["screenPop"]

    (entry,) = entries(folder, "pop")
    assert (entry["name"], entry["role"]) == ("first key", "admin")
    assert (entry["channel"], entry["resolution"], entry["operation"]) == ("voice", "ONE", "Desk")
    assert len(entry["subjects"]) == 1
    everything = "".join((folder / one.name).read_text() for one in audit_files(folder))
    for personal in (shown["customer"]["id"], "ana@example.com", "Ana", "Lopez"):
        assert personal not in everything


async def test_nobody_found_and_a_search_leave_an_entry_too(ask, folder):
    await ask(POP, e="nobody@example.com")
    await ask('{ customers(search: "Ana Lopez") { edges { node { id } } } }')
    await ask("{ customer(id: 1) { name } decisions(customer: 1) { edges { cursor } } }")

    looks = entries(folder, "pop", "search", "customer")
    assert [(one["kind"], len(one["subjects"])) for one in looks] == [
        ("pop", 0),
        ("search", 1),
        ("customer", 0),
    ]


async def test_undoing_a_merge_names_every_pop_that_was_served_from_it(ask, identity):
    ana, jon = [
        (await ask(POP, e=f"{one}@example.com"))["screenPop"]["customer"]["id"]
        for one in ("ana", "jon")
    ]
    merged = await merge_customers(identity, [ana, jon], actor="a mistake")
    shown = await ask(POP, e="jon@example.com")

    undone = (await ask(UNDO, id=merged.decision))["undoDecision"]["served"]

    assert undone["audited"]
    assert [(one["actor"], one["customerId"]) for one in undone["pops"]] == [
        ("first key", shown["screenPop"]["customer"]["id"])
    ]


async def test_show_lists_the_looks_at_a_customer_under_each_of_its_ids(ask, identity, tellonce):
    ana, jon = [
        (await ask(POP, e=f"{one}@example.com"))["screenPop"]["customer"]["id"]
        for one in ("ana", "jon")
    ]
    await merge_customers(identity, [ana, jon], actor="reviewer")

    code, out, _ = await tellonce("audit", "show", "--customer", jon)
    _, other, _ = await tellonce("audit", "show", "--customer", ana, "--json")
    _, nobody, _ = await tellonce("audit", "show", "--customer", "c_nobody")

    assert code == 0
    assert out.count("voice") == len(json.loads(other)) == 2
    assert "nobody was shown" in nobody


async def test_a_pop_and_an_export_at_the_terminal_leave_an_entry(identity, tellonce, folder):
    await tellonce("pop", "--email", "ana@example.com")
    await tellonce("export", "--email", "ana@example.com")

    (pop,) = entries(folder, "pop")
    (export,) = entries(folder, "export")
    assert pop["subjects"] == export["subjects"] != []
    assert (pop["by"], export["by"]) == ("command pop", "command export")
    code, out, _ = await tellonce("audit", "verify")
    assert (code, "the audit holds" in out) == (0, True)


async def test_verify_says_which_entry_of_which_file_was_changed(identity, tellonce, folder):
    await tellonce("pop", "--email", "ana@example.com")
    path = folder / audit_files(folder)[0].name
    path.write_bytes(path.read_bytes().replace(b'"ONE"', b'"TWO"'))

    code, out, _ = await tellonce("audit", "verify")
    json_code, told, _ = await tellonce("audit", "verify", "--json")

    assert (code, json_code) == (1, 1)
    assert f"PROBLEM {path.name}: entry 1 was changed" in out
    assert [(one["file"], one["entry"]) for one in json.loads(told)["findings"]] == [(path.name, 1)]


async def test_without_any_audit_there_is_nothing_wrong(identity, tellonce, folder):
    code, out, _ = await tellonce("audit", "verify")

    assert (code, out.startswith("0 files, 0 entries")) == (0, True)


async def test_no_pop_is_shown_where_the_audit_cannot_be_written(identity, tellonce, folder):
    folder.write_text("a file stands where the folder should be")

    code, out, err = await tellonce("pop", "--email", "ana@example.com")
    folder.unlink()

    assert (code, out) == (1, "")
    assert "audit cannot be written" in err
