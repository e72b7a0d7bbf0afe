"""What Docker Compose says about docker-compose.yml."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

pytestmark = pytest.mark.peers

ROOT = Path(__file__).parents[2]
PASSWORD = "an-invented-password"


def config(**environ: str) -> subprocess.CompletedProcess[str]:
    """Run `docker-compose config`, which resolves the file and judges it."""
    program = shutil.which("docker-compose")
    assert program, "docker-compose is missing: `make test-peers` installs it"
    rest = {name: value for name, value in os.environ.items() if name != "NEO4J_PASSWORD"}
    return subprocess.run(
        [program, "config"],
        cwd=ROOT,
        env={**rest, **environ},
        capture_output=True,
        text=True,
        check=False,
    )


def test_it_is_valid_with_a_password_from_the_environment():
    ran = config(NEO4J_PASSWORD=PASSWORD)

    assert ran.returncode == 0, ran.stderr
    assert f"GRAPH_PASSWORD: {PASSWORD}" in ran.stdout
    assert f"NEO4J_AUTH: neo4j/{PASSWORD}" in ran.stdout
    assert "127.0.0.1" in ran.stdout


@pytest.mark.parametrize(
    "environ", [pytest.param({}, id="unset"), pytest.param({"NEO4J_PASSWORD": ""}, id="empty")]
)
def test_without_a_password_it_is_refused_and_says_what_to_set(environ):
    ran = config(**environ)

    assert ran.returncode != 0
    assert "set NEO4J_PASSWORD" in ran.stderr


def test_the_image_starts_the_server_that_compose_names():
    lines = (ROOT / "Dockerfile").read_text().splitlines()
    entry = next(line.partition(" ")[2] for line in lines if line.startswith("ENTRYPOINT"))

    assert json.loads(entry) == ["tellonce"]
    assert "USER 10001" in lines
    assert any("--require-hashes" in line for line in lines)
