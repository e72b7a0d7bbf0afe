"""Every command in README is run, in its order, on a machine where nobody has used tellonce yet.

Blocks that need another place than a user's shell stand in ELSEWHERE with who runs them. The rest
runs as it stands, but for the port and for the key, which only a real start can tell.
"""

import os
import re
import shutil
import socket
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SHELL_BLOCK = re.compile(r"^```(?:sh|console|bash|shell)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
SERVE = "tellonce serve"
PORT = "127.0.0.1:8420"
KEY = "export KEY=tk_…"
ELSEWHERE = {
    "make demo": "what it starts: tests/tellonce/test_demo.py",
    "make test": "this run",
    "make install": "whatever started this run has done it; the rest of its block is PATH",
    "GRAPH_URL=neo4j": "make test-neo4j",
    "NEO4J_PASSWORD=… docker compose up": "tests/peers/test_compose.py, as far as without Docker",
}
CURL = """\
#!{python}
import sys, urllib.request
words, headers, body, url = sys.argv[1:], {{}}, None, None
while words:
    word = words.pop(0)
    if word == "-H":
        name, _, value = words.pop(0).partition(": ")
        headers[name] = value
    elif word in ("-d", "--data-binary"):
        body = words.pop(0).encode()
        body = open(body[1:], "rb").read() if body.startswith(b"@") else body
    elif word != "-s":
        url = word
print(urllib.request.urlopen(urllib.request.Request(url, body, headers)).read().decode())
"""


class Shell:
    """A user's terminal: a home of its own, a folder to work in, and `tellonce` in reach."""

    def __init__(self, folder: Path) -> None:
        self.work = folder / "work"
        tools = folder / "tools"
        for one in (self.work, tools, folder / "home"):
            one.mkdir()
        tellonce = tools / "tellonce"
        tellonce.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m tellonce "$@"\n')
        tellonce.chmod(0o755)
        if shutil.which("curl") is None:
            (tools / "curl").write_text(CURL.format(python=sys.executable))
            (tools / "curl").chmod(0o755)
        ours = ("TELLONCE_", "GRAPH_")
        self.environ = {
            **{name: value for name, value in os.environ.items() if not name.startswith(ours)},
            "HOME": str(folder / "home"),
            "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}",
            "TELLONCE_HEAP_MB": "512",
        }

    def run(self, block: str) -> str:
        """Run a block as it stands, ending at its first failure; return what it printed."""
        ran = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", block],
            cwd=self.work,
            env=self.environ,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=120,
            check=False,
        )
        assert ran.returncode == 0, f"{block}\n{ran.stdout}"
        return ran.stdout

    def serve(self, port: int) -> tuple[subprocess.Popen[str], str]:
        """Start the server; return it and the admin key that it printed."""
        server = subprocess.Popen(
            ["tellonce", "serve", "--port", str(port)],
            cwd=self.work,
            env=self.environ,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert f"127.0.0.1:{port}" in server.stdout.readline()
        return server, server.stdout.readline().split()[-1]


@pytest.fixture(scope="module")
def blocks() -> list[str]:
    return SHELL_BLOCK.findall((ROOT / "README.md").read_text("utf-8"))


@pytest.fixture(scope="module")
def shell(tmp_path_factory) -> Shell:
    return Shell(tmp_path_factory.mktemp("newcomer"))


@pytest.fixture(scope="module")
def printed(blocks, shell) -> dict[str, str]:
    """Run all blocks once, in order; return what each printed."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    printed, server, key = {}, None, ""
    try:
        for block in blocks:
            if any(block.startswith(start) for start in ELSEWHERE):
                continue
            if block.strip() == SERVE:
                server, key = shell.serve(port)
                continue
            shell.environ["KEY"] = key
            asked = block.replace(KEY, "").replace(PORT, f"127.0.0.1:{port}")
            printed[block] = shell.run(asked)
    finally:
        if server is not None:
            server.terminate()
            server.communicate(timeout=10)
    return printed


def output_of(printed: dict[str, str], command: str) -> str:
    return next(text for block, text in printed.items() if command in block)


def test_every_block_is_run_here_or_named_with_who_runs_it(blocks, printed):
    unused = [start for start in ELSEWHERE if not any(one.startswith(start) for one in blocks)]

    assert unused == []
    assert len(printed) + len(ELSEWHERE) + 1 == len(blocks)  # and the server
    assert f"{SERVE}\n" in blocks


def test_the_file_is_imported_whole(printed):
    assert "2 records read, 2 taken in" in output_of(printed, "tellonce import people.csv")


def test_what_happened_is_imported_whole(printed):
    assert "2 records read, 2 taken in" in output_of(printed, "tellonce import happened.jsonl")


def test_the_caller_is_known_and_a_fuzzy_name_finds_him(printed):
    shown = output_of(printed, "tellonce pop")

    assert shown.startswith("ONE      William Smith, St. Louis")
    assert "dead on arrival" in shown


def test_graphql_answers_with_the_same_customer(printed):
    answer = output_of(printed, "/graphql")

    assert '"resolution":"ONE"' in answer.replace(" ", "")
    assert "William Smith" in answer


def test_the_server_takes_the_records_again_and_nothing_changes(printed):
    answer = output_of(printed, "/records").replace(" ", "")

    assert '"accepted":2' in answer
    assert '"changed":0' in answer


def test_the_doctor_finds_nothing_wrong(printed):
    assert "PROBLEM" not in output_of(printed, "tellonce doctor")


def test_the_shim_for_curl_speaks_python(tmp_path):
    compile(CURL.format(python=sys.executable), "curl", "exec")
    assert textwrap.dedent(CURL) == CURL


def test_every_file_that_readme_links_to_is_there(readme):
    linked = re.findall(r"\]\((?!http|#)([^)]+)\)", readme)

    assert [one for one in linked if not (ROOT / one).is_file()] == []
