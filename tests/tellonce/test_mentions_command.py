"""`tellonce mentions`: the board in the terminal, and a file of posts judged without a server."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from context.ingest import Ingest
from context.mentions.book import mention_book
from identity.resolver import Resolver
from identity.settings import IdentitySettings
from identity.setup import open_identity
from tellonce.cli.main import main
from tests.context.mentions import VOCABULARY, post, somebody


@pytest.fixture
def rules(tmp_path) -> Path:
    path = tmp_path / "mentions.toml"
    path.write_text(VOCABULARY, encoding="utf-8")
    return path


@pytest.fixture
def tellonce(environ, monkeypatch, capsys):
    """Run a command on the test run's graph, off the event loop."""
    for name, value in environ.items():
        monkeypatch.setenv(name, value)

    async def run(*arguments: str) -> tuple[int, str, str]:
        code = await asyncio.to_thread(main, arguments)
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


@pytest.fixture
async def posted(graph, keys, rules):
    identity = open_identity(graph, keys, IdentitySettings())
    ten_ago = datetime.now(UTC) - timedelta(minutes=10)
    said = post("p1", "Northwind sold me old bread\x1b[2J", somebody("Ana"), started_at=ten_ago)
    await Ingest(Resolver(identity), mentions=mention_book(rules)).ingest([said])


@pytest.mark.graph
async def test_what_waits_is_shown_with_its_clock_and_its_reason(posted, tellonce):
    code, out, _ = await tellonce("mentions")

    assert code == 0
    assert "open, 49 minutes left; neutral, not tagged" in out
    assert "Ana on x" in out
    assert "nobody knows how many read it (1)" in out
    assert "\x1b" not in out


@pytest.mark.graph
async def test_for_a_program_it_is_json(posted, tellonce):
    _, out, _ = await tellonce("mentions", "--json")

    (one,) = json.loads(out)
    assert (one["interaction_id"], one["found"], one["status"]) == ("p1", ["Northwind"], "open")


@pytest.mark.graph
@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        pytest.param(["--status", "closed"], "no mention stands like that", id="nothing closed"),
        pytest.param(["--firestorms"], "no customer was in several", id="no firestorm"),
    ],
)
async def test_where_there_is_nothing_it_says_so(graph, tellonce, arguments, says):
    code, out, _ = await tellonce("mentions", *arguments)

    assert (code, says in out) == (0, True)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        pytest.param(
            "posts.csv", 'id,text\n1,"Northwind broke, awful"\n2,hello\n3,@northwind thanks!\n',
            id="CSV",
        ),
        pytest.param(
            "posts.jsonl",
            '{"type":"interaction","id":"1","text":"Northwind broke, awful"}\n'
            '{"id":"2","text":"hello"}\n\n{"id":"3","text":"@northwind thanks!"}\n',
            id="JSONL",
        ),
    ],
)  # fmt: skip
async def test_posts_of_a_file_are_judged(tellonce, rules, tmp_path, name, content):
    file = tmp_path / name
    file.write_text(content)

    code, out, _ = await tellonce("mentions", "--check", str(file), "--rules", str(rules))

    assert code == 0
    assert "1: negative, not tagged, Northwind (name)" in out
    assert "3: positive, tagged, Northwind (handle)" in out
    assert "2 of 3 posts speak of us: 1 negative, 0 neutral, 1 positive" in out


async def test_what_cannot_be_read_is_said_by_line_and_the_rest_is_judged(
    tellonce, rules, tmp_path
):
    file = tmp_path / "posts.jsonl"
    file.write_text('{"id":"1"}\nno json\n{"text":"Northwind"}\n')

    code, out, err = await tellonce("mentions", "--check", str(file), "--rules", str(rules))

    assert code == 1
    assert 'line 1: no "text"' in err
    assert "line 2: is not JSON" in err
    assert "1 of 1 post speak of us" in out


@pytest.mark.parametrize(
    ("content", "says"),
    [
        pytest.param("id,said\n1,x\n", 'has no column "text"', id="no text"),
        pytest.param("", "", id="nothing in it"),
    ],
)
async def test_a_file_without_posts_is_refused(tellonce, rules, tmp_path, content, says):
    file = tmp_path / "posts.csv"
    file.write_text(content)

    code, _, err = await tellonce("mentions", "--check", str(file), "--rules", str(rules))

    assert (code, says in err) == (1, True)


async def test_a_wrong_vocabulary_is_refused_by_line(tellonce, tmp_path):
    rules = tmp_path / "wrong.toml"
    rules.write_text("[[brand]]\nname = 7\n")

    code, _, err = await tellonce("mentions", "--check", "-", "--rules", str(rules))

    assert code == 1
    assert "line 2: found 7; expected a text of one line" in err
