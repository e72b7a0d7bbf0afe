"""Runs a command, such as pytest, with a real Neo4j of its own to run on.

`python tests/neo4j/run.py pytest tests/graph`. Needs Java 17 and Maven; the server's jars are
fetched on the first run and kept in `lib/`. The command finds the server through
TELLONCE_TEST_GRAPH_URL and TELLONCE_TEST_GRAPH_PASSWORD; its exit code is ours.
"""

import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from neo4j import GraphDatabase

HERE: Final = Path(__file__).parent
JARS: Final = HERE / "lib"
FETCHED: Final = JARS / ".fetched"  # holds the pom.xml that the jars were fetched for
JAVA_AT_LEAST: Final = 17
START_SECONDS: Final = 90.0
STOP_SECONDS: Final = 30.0
OPENS: Final = ("java.nio", "java.io", "sun.nio.ch", "java.lang", "java.util.concurrent")


class CannotRunError(Exception):
    """Something that this machine must have is not there."""


def main(command: list[str]) -> int:
    if not command:
        say("usage: run.py COMMAND…, for example: run.py pytest tests/graph")
        return 2
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the server is cleared away
    try:
        check_java()
        fetch_jars()
        with tempfile.TemporaryDirectory(prefix="neo4j-") as directory:
            return run_on_a_server(command, Path(directory))
    except CannotRunError as error:
        say(f"the tests on Neo4j cannot run: {error}")
        return 1


def say(sentence: str) -> None:
    sys.stderr.write(f"{sentence}\n")


def check_java() -> None:
    missing = [name for name in ("java", "mvn") if shutil.which(name) is None]
    if missing:
        raise CannotRunError(
            f"{' and '.join(missing)} not found: install Java {JAVA_AT_LEAST} and Maven "
            "(Debian: apt-get install openjdk-17-jdk-headless maven)"
        )
    answer = subprocess.run(["java", "-version"], capture_output=True, text=True, check=True)
    version = re.search(r'version "(\d+)', answer.stderr)
    if version is None or int(version[1]) < JAVA_AT_LEAST:
        raise CannotRunError(f"Java {JAVA_AT_LEAST} or later is needed, here is {answer.stderr}")


def fetch_jars() -> None:
    """Fetch the server's jars once; a changed pom.xml or a fetch that was cut off begins anew."""
    wanted = (HERE / "pom.xml").read_text()
    if FETCHED.exists() and FETCHED.read_text() == wanted:
        return
    shutil.rmtree(JARS, ignore_errors=True)
    say("fetching Neo4j from Maven Central, 116 MB, once")
    fetch = ["mvn", "-q", "-B", "dependency:copy-dependencies", f"-DoutputDirectory={JARS}"]
    if subprocess.run(fetch, cwd=HERE, check=False).returncode:
        raise CannotRunError("Maven could not fetch org.neo4j:neo4j (its reason stands above)")
    FETCHED.write_text(wanted)


def run_on_a_server(command: list[str], directory: Path) -> int:
    password = secrets.token_urlsafe(24)
    with server(directory) as port:
        url = f"neo4j://127.0.0.1:{port}"
        set_password(url, password)
        surroundings = {
            "TELLONCE_TEST_GRAPH_URL": url,
            "TELLONCE_TEST_GRAPH_PASSWORD": password,
        }
        return subprocess.run(command, env=os.environ | surroundings, check=False).returncode


@contextmanager
def server(directory: Path) -> Iterator[int]:
    """Yield the port of a server that ends with us, also when we are killed."""
    port = free_port()
    output = directory / "output.txt"
    opens = [f"--add-opens=java.base/{package}=ALL-UNNAMED" for package in OPENS]
    arguments = [*opens, "-Xmx1g", "-cp", f"{JARS}/*", str(HERE / "Server.java")]
    with output.open("wb") as log:
        process = subprocess.Popen(
            ["java", *arguments, str(directory / "server"), str(port)],
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        wait_until_ready(process, output)
        yield port
    finally:
        stop(process)


def wait_until_ready(process: "subprocess.Popen[bytes]", output: Path) -> None:
    end = time.monotonic() + START_SECONDS
    while "ready" not in output.read_text(errors="replace").splitlines():
        if process.poll() is not None or time.monotonic() > end:
            raise CannotRunError(f"the server did not start:\n{output.read_text()[-3000:]}")
        time.sleep(0.1)


def stop(process: "subprocess.Popen[bytes]") -> None:
    assert process.stdin is not None
    process.stdin.close()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def set_password(url: str, password: str) -> None:
    """Replace the first password of a fresh server, which only lets us do just that."""
    with GraphDatabase.driver(url, auth=("neo4j", "neo4j")) as driver:
        driver.execute_query(
            "ALTER CURRENT USER SET PASSWORD FROM 'neo4j' TO $password",
            password=password,
            database_="system",
        )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
