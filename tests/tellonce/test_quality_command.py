"""`tellonce quality`: forms checked, samples drawn, machine scores, agreement, a report."""

import asyncio
import json
from datetime import UTC, datetime, timedelta

import pytest

from tellonce.cli.main import main
from tests.context.quality import Centre, call

FORM = """\
[[form]]
name = "ours"
title = "How we do it"
for = ["fax"]
[[form.section]]
name = "All"
[[form.section.question]]
id = "kind"
text = "Was it kind?"
"""


@pytest.fixture
def tellonce(monkeypatch, capsys):
    """Run a command off the event loop."""

    async def run(*arguments: str) -> tuple[int, str, str]:
        try:
            code = await asyncio.to_thread(main, ("quality", *arguments))
        except SystemExit as ended:  # wrong usage
            code = ended.code
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


@pytest.fixture
async def talked(graph, keys, environ, monkeypatch):
    """Ana called yesterday and the day before."""
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    now = datetime.now(UTC)
    ended = {"ended_at": now - timedelta(hours=23)}
    await Centre(graph, keys).take(
        call("1", started_at=now - timedelta(hours=24), **ended),
        call("2", started_at=now - timedelta(hours=24), agent="lee", **ended),
    )


async def test_the_forms_in_force_are_told_with_their_rules(tellonce):
    code, out, _ = await tellonce("forms")

    assert code == 0
    assert "talk: A call or a chat (for voice, chat; version " in out
    assert "by machine: yes when contact.greeting is yes" in out


async def test_a_wrong_file_is_refused_with_its_line(tellonce, tmp_path):
    file = tmp_path / "mine.toml"
    file.write_text(FORM)

    code, out, err = await tellonce("forms", str(file))
    _, as_json, _ = await tellonce("forms", str(file), "--json")

    assert (code, out) == (1, "")
    assert err.startswith(f"{file}:4: found 'fax'; expected one of voice, chat")
    assert json.loads(as_json)["faults"][0]["line"] == 4


async def test_a_right_file_is_told_as_it_would_be_in_force(tellonce, tmp_path):
    file = tmp_path / "mine.toml"
    file.write_text(FORM.replace("fax", "voice"))

    _, out, _ = await tellonce("forms", str(file), "--json")

    assert [one["name"] for one in json.loads(out)][-1] == "ours"


async def test_the_facts_are_told(tellonce):
    _, out, _ = await tellonce("facts")
    _, as_json, _ = await tellonce("facts", "--json")

    assert "journey.retellings" in out
    assert {"contact.hold_seconds", "journey.attempts"} <= {
        one["fact"] for one in json.loads(as_json)
    }


async def test_scorers_are_held_against_each_other(tellonce, tmp_path):
    file = tmp_path / "scores.csv"
    file.write_text("unit,scorer,greeting,score\n1,kim,1,80\n1,lee,1,82\n2,kim,0,30\n2,lee,,31\n")

    code, out, _ = await tellonce("calibrate", str(file))
    _, as_json, _ = await tellonce("calibrate", str(file), "--json")

    greeting, score = json.loads(as_json)
    assert code == 0
    assert (greeting["level"], greeting["alpha"], greeting["units"]) == ("nominal", None, 1)
    assert (score["verdict"], score["units"]) == ("reliable", 2)
    assert out.splitlines()[2].startswith("score     0.99")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        pytest.param("unit,greeting\n1,1\n", "line 1 has no column scorer", id="no scorer"),
        pytest.param("unit,scorer\n1,kim\n", "for a question", id="no question"),
        pytest.param("unit,scorer,a\n1,kim,yes\n", 'line 2: found "yes" under a', id="no number"),
        pytest.param("unit,scorer,a\n1,,1\n", "line 2 has no unit or no scorer", id="nobody"),
    ],
)
async def test_a_wrong_table_is_refused_with_its_line(tellonce, tmp_path, text, says):
    file = tmp_path / "scores.csv"
    file.write_text(text)

    code, _, err = await tellonce("calibrate", str(file))

    assert code == 1
    assert says in err


@pytest.mark.graph
async def test_a_period_is_scored_drawn_from_and_reported(talked, tellonce):
    assert "nothing that took place" in (await tellonce("report"))[1]
    code, out, _ = await tellonce("score", "--since", "2020-01-01")
    assert (code, out) == (
        0, "2 interactions and 1 journey scored by machine: 3 scorecards\n"
    )  # fmt: skip

    _, lines, _ = await tellonce("report", "--by", "agent")
    _, as_json, _ = await tellonce("report", "--by", "channel", "--json")
    week = (datetime.now(UTC) - timedelta(hours=24)).strftime("%G-W%V")
    _, drawn, _ = await tellonce("sample", "--week", week, "--json")
    _, told, _ = await tellonce("sample", "--week", week, "--agent", "lee")

    assert [one.split()[0] for one in lines.splitlines()[1:4]] == ["(whole", "kim", "lee"]
    assert {one["name"] for one in json.loads(as_json)} == {"voice", "(whole journey)"}
    assert {one["agent"] for one in json.loads(drawn)} == {"kim", "lee"}
    assert "weekly: drawn of 1 of lee by voice" in told
    assert "nothing of 2020-W01 waits" in (await tellonce("sample", "--week", "2020-W01"))[1]


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param((), id="nothing to do"),
        pytest.param(("sample", "--week", "2026-99"), id="no week"),
        pytest.param(("score", "--since", "yesterday"), id="no day"),
    ],
)
async def test_wrong_usage(tellonce, arguments):
    assert (await tellonce(*arguments))[0] == 2
