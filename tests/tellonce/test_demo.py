"""`tellonce demo`: a world, a server, a key, a query to paste and John's screen pop."""

import json
import os
import re
import shlex
import subprocess
import time
import urllib.request
from pathlib import Path

import pytest

from tellonce.demo.place import DemoPlace
from tellonce.errors import DemoError

SECOND_START_SECONDS = 20.0  # that a person is asked to wait; measured: about 7 alone


def start(command, environ, *arguments) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [*command, "demo", "--port", "0", *arguments],
        env=environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.fixture(scope="module")
def demo_environ(tmp_path_factory) -> dict[str, str]:
    ours = ("TELLONCE_", "GRAPH_")
    rest = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    data = tmp_path_factory.mktemp("demo")
    # The demo must leave alone what is set for real data.
    real = {"GRAPH_URL": "bolt://127.0.0.1:1", "GRAPH_PASSWORD": "of real data"}
    return {**rest, **real, "TELLONCE_DATA": str(data), "TELLONCE_HEAP_MB": "512"}


@pytest.fixture(scope="module")
def first_start(command, demo_environ) -> str:
    with start(command, demo_environ, "--once") as process:
        out, errors = process.communicate(timeout=170)
    assert process.returncode == 0, errors
    return out


def test_it_prints_page_key_query_and_the_pop(first_start):
    key = re.search(r"^key +(tk_[\w-]{32})$", first_start, re.MULTILINE)[1]

    assert re.search(rf"^page +http://127\.0\.0\.1:\d+/#key={key}$", first_start, re.MULTILINE)
    assert "curl -s http://127.0.0.1:" in first_start
    assert "\nONE      John Hartwell, Denver\n" in first_start


def test_it_keeps_to_a_folder_of_its_own(first_start, demo_environ):
    assert [one.name for one in Path(demo_environ["TELLONCE_DATA"]).iterdir()] == ["demo"]


def test_the_second_start_serves_the_same_world_and_the_query_works(
    first_start, command, demo_environ
):
    begun = time.monotonic()
    with start(command, demo_environ) as process:
        try:
            printed = []
            while not (printed and printed[-1].startswith("Ctrl-C")):
                printed.append(process.stdout.readline())
            seconds = time.monotonic() - begun
            answer = _ask("".join(printed))
        finally:
            process.terminate()
        process.communicate(timeout=10)

    assert process.returncode == 0
    assert seconds < SECOND_START_SECONDS
    assert answer["data"]["screenPop"]["customer"]["name"] == "John Hartwell"
    assert re.findall(r"tk_[\w-]{32}", "".join(printed))[0] in first_start


def test_a_world_that_was_cut_off_keeps_its_time(tmp_path):
    place = DemoPlace(tmp_path / "demo")
    now, loaded = place.begin()

    assert not loaded
    assert place.begin() == (now, False)
    place.finish()
    assert place.begin() == (now, True)


def test_a_demo_that_runs_is_not_deleted(first_start, tmp_path, graph_settings, graph):
    if graph_settings.url is None:
        with pytest.raises(DemoError, match="running"):
            DemoPlace(graph_settings.data).clear()
    place = DemoPlace(tmp_path / "demo")
    place.begin()
    place.clear()
    assert not place.folder.exists()


def _ask(printed: str) -> dict:
    """Send what the printed `curl` line would send."""
    line = re.search(r"^curl .*?\n\n", printed, re.DOTALL | re.MULTILINE)[0]
    words = shlex.split(line.replace("\\\n", " "))
    headers = dict(words[n + 1].split(": ", 1) for n, word in enumerate(words) if word == "-H")
    body = words[words.index("-d") + 1].encode()
    with urllib.request.urlopen(urllib.request.Request(words[2], body, headers)) as answer:  # noqa: S310
        return json.load(answer)
