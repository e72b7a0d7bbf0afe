"""Every command helps with an example, and says with its exit code how it went."""

import asyncio
import json
import os
import signal
import subprocess
import tomllib
from pathlib import Path

import pytest

from tellonce.cli.main import COMMANDS, INTERRUPTED, load, main, make_parser

ROOT = Path(__file__).parents[2]
EXPECTED = (
    "demo",
    "story",
    "serve",
    "import",
    "connectors",
    "sync",
    "replay",
    "pop",
    "resolve",
    "canned",
    "policies",
    "routing",
    "replay-routing",
    "promises",
    "mentions",
    "quality",
    "insights",
    "review",
    "train",
    "evaluate",
    "book",
    "export",
    "erase",
    "compact",
    "recompute",
    "audit",
    "keys",
    "status",
    "doctor",
    "schema",
)


@pytest.fixture
def run(command, empty_environ):
    """Run the command in a process of its own on a deployment that nobody has started."""

    def run(*arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*command, *arguments],
            env={**empty_environ, **more},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    return run


def test_the_commands_are_those_that_scripts_rely_on():
    assert COMMANDS == EXPECTED
    assert tuple(load(one).NAME for one in COMMANDS) == EXPECTED


@pytest.mark.parametrize("name", EXPECTED)
def test_every_command_helps_with_an_example(name, capsys):
    with pytest.raises(SystemExit) as ended:
        main([name, "--help"])

    assert ended.value.code == 0
    shown = capsys.readouterr().out
    assert "example" in shown
    assert f"tellonce {name}" in shown.partition("example")[2]


def test_the_version_is_the_projects(capsys):
    with pytest.raises(SystemExit):
        main(["--version"])

    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert capsys.readouterr().out == f"tellonce {project['version']}\n"


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param([], id="no command"),
        pytest.param(["fly"], id="no such command"),
        pytest.param(["pop", "--handle", "ana_l"], id="a handle without its network"),
        pytest.param(["serve", "--port", "70000"], id="a port that is none"),
        pytest.param(["serve", "--port", "-1"], id="a negative port"),
    ],
)
def test_wrong_usage_is_two(arguments, capsys):
    with pytest.raises(SystemExit) as ended:
        make_parser().parse_args(arguments)

    assert ended.value.code == 2
    assert "usage: tellonce" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "variable", "value", "words"),
    [
        pytest.param(["status"], "TELLONCE_HEAP_MB", "lots", "TELLONCE_HEAP_MB", id="a setting"),
        pytest.param(["pop"], "TELLONCE_DATA", "/proc/nowhere", "TELLONCE_DATA", id="the folder"),
        pytest.param(
            ["pop"], "GRAPH_URL", "bolt://127.0.0.1:1", "no graph answers", id="the database"
        ),
        pytest.param(
            ["pop"], "TELLONCE_MODEL", "/nowhere.json", "model file", id="the model", marks=()
        ),
        pytest.param(
            ["serve", "--host", "0.0.0.0"], "TELLONCE_DATA", "", "TELLONCE_ALLOW_REMOTE", id="host"
        ),
    ],
)
def test_a_refusal_is_one_and_a_line_that_says_what_to_do(
    environ, monkeypatch, capsys, arguments, variable, value, words
):
    for name, named in {**environ, **({variable: value} if value else {})}.items():
        monkeypatch.setenv(name, named)

    code = main(arguments)

    said = capsys.readouterr().err
    assert code == 1
    assert said.startswith(f"tellonce {arguments[0]}: ")
    assert words in said
    assert "Traceback" not in said


def test_a_reader_that_has_enough_is_no_error(run, command, empty_environ):
    with subprocess.Popen(
        [*command, "schema", "records"], env=empty_environ, stdout=subprocess.PIPE, stderr=-1
    ) as ran:
        ran.stdout.close()
        assert ran.stderr.read() == b""


@pytest.fixture
def _interruptible():
    """Let this process hear of an interrupt, which one of several that test does not."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("_interruptible")
def test_an_interrupt_is_130_and_quiet(monkeypatch, capsys):
    async def interrupted(_args):
        os.kill(os.getpid(), signal.SIGINT)  # whichever thread gets it: work goes on until then
        await asyncio.sleep(60)
        return 0

    monkeypatch.setattr(load("status"), "run", interrupted)
    assert main(["status"]) == INTERRUPTED
    assert capsys.readouterr().err == ""


def test_status_of_a_deployment_that_was_never_started_starts_nothing(run, empty_environ):
    ran = run("status", "--json")

    assert ran.returncode == 0
    assert json.loads(ran.stdout)["engine"]["state"].startswith("never started")
    assert not Path(empty_environ["TELLONCE_DATA"]).exists()


def test_status_says_what_runs_and_how_much_there_is(run, environ):
    ran = run("status", "--json", **environ)

    assert ran.returncode == 0
    found = json.loads(ran.stdout)
    assert found["server"] == {"state": "none runs"}
    assert found["graph"]["customers"] == 0
    assert found["inbox"] == {"waiting": 0, "behind_seconds": 0, "parked": 0}


def test_a_pop_on_an_empty_graph_is_nobody_with_a_question(run, environ):
    ran = run("pop", "--phone", "+1 555 0100", **environ)

    assert ran.returncode == 0
    assert ran.stdout.startswith("NONE     nobody that we know of\n")
    assert "\nAsk      " in ran.stdout


def test_a_pop_as_json_is_all_of_it(run, environ):
    found = json.loads(run("pop", "--handle", "x:@nobody", "--json", **environ).stdout)

    assert found["resolution"] == "NONE"
    assert found["candidates"] == []
