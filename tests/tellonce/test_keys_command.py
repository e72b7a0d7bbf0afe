"""`tellonce keys`: a key is made and shown once, listed without itself, and ended."""

import asyncio
import json
import re

import pytest

from api.keys import Caller, KeyRing, Role, key_id
from tellonce.cli.main import main

pytestmark = pytest.mark.graph


@pytest.fixture
def keys_command(environ, monkeypatch, capsys):
    """Run `tellonce keys` on the test run's graph, off the event loop."""
    for name, value in environ.items():
        monkeypatch.setenv(name, value)

    async def run(*arguments: str) -> tuple[int, str, str]:
        try:
            code = await asyncio.to_thread(main, ("keys", *arguments))
        except SystemExit as ended:  # wrong usage
            code = ended.code
        return code, *capsys.readouterr()

    return run


async def test_a_key_is_shown_once_and_opens_what_its_role_may(graph, keys_command):
    code, out, _ = await keys_command("make", "--role", "agent", "--name", "desk 7")

    clear = re.search(r"tk_[\w-]{32}", out)[0]
    caller = await KeyRing(graph)(f"Bearer {clear}")
    assert code == 0
    assert caller == Caller(Role.AGENT, "desk 7", key_id(clear))
    _, listed, _ = await keys_command("list")
    assert "desk 7" in listed
    assert clear not in listed


async def test_a_key_says_for_programs_what_it_is_limited_to_and_until_when(keys_command):
    _, out, _ = await keys_command(
        "make", "--role", "agent", "--name", "bar", "--only", "screenPop,customer",
        "--expires", "90d", "--json",
    )  # fmt: skip

    made = json.loads(out)
    (row,) = json.loads((await keys_command("list", "--json"))[1])
    assert made["only"] == row["only"] == ["customer", "screenPop"]
    assert (row["id"], row["state"], row["used_at"]) == (made["id"], "valid", None)
    assert made["expires_at"] == row["expires_at"] > row["created_at"]
    assert made["key"] not in json.dumps(row)


async def test_a_revoked_key_opens_nothing_and_is_listed_as_such(graph, keys_command):
    made = json.loads((await keys_command("make", "--role", "admin", "--name", "a", "--json"))[1])

    code, out, _ = await keys_command("revoke", made["id"], "--json")

    assert (code, json.loads(out)) == (0, {"id": made["id"], "revoked": True})
    assert await KeyRing(graph)(f"Bearer {made['key']}") is None
    assert "revoked" in (await keys_command("list"))[1]


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        pytest.param(("revoke", "nobody's"), 1, "tellonce keys list", id="unknown key"),
        pytest.param(
            ("make", "--role", "agent", "--name", "a", "--only", "judge"),
            1,
            'cannot be limited to "judge"',
            id="beyond its role",
        ),
        pytest.param(
            ("make", "--role", "agent", "--name", "a", "--only", "records"),
            1,
            'cannot be limited to "records"',
            id="an agent brings no records",
        ),
        pytest.param(("make", "--role", "boss", "--name", "a"), 2, "boss", id="unknown role"),
        pytest.param(("make", "--role", "agent", "--name", " "), 2, "names nobody", id="no name"),
        pytest.param(
            ("make", "--role", "agent", "--name", "a\x1b[2J"), 2, "names nobody", id="escape"
        ),
        pytest.param(
            ("make", "--role", "agent", "--name", "a", "--expires", "0d"), 2, "90d", id="no time"
        ),
        pytest.param((), 2, "make|list|revoke", id="nothing to do"),
    ],
)
async def test_what_cannot_be_gets_a_sentence_and_makes_no_key(
    graph, keys_command, arguments, code, words
):
    ended, out, err = await keys_command(*arguments)

    assert ended == code
    assert words in out + err
    assert await graph.read("MATCH (k:ApiKey) RETURN k.id AS id") == []
