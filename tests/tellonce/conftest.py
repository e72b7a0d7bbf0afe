"""A deployment for commands and servers: the test run's own graph, named as a user would."""

import http.client
import json
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from graph.settings import GraphSettings

ROOT = Path(__file__).parents[2]
TELLONCE = (sys.executable, "-m", "tellonce")


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


def plain_environ(data: Path) -> dict[str, str]:
    """Return an environment that names this data directory and nothing else of tellonce's."""
    ours = ("TELLONCE_", "GRAPH_")
    rest = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return {**rest, "TELLONCE_DATA": str(data), "TELLONCE_HEAP_MB": "512"}


@pytest.fixture(scope="session")
def command() -> Sequence[str]:
    return TELLONCE


@pytest.fixture
def empty_environ(tmp_path) -> dict[str, str]:
    """A deployment that nobody has started yet."""
    return plain_environ(tmp_path / "data")


@pytest.fixture
def environ(graph, graph_settings: GraphSettings) -> dict[str, str]:
    """The deployment of the test run's graph, which is empty."""
    named = {"GRAPH_URL": graph_settings.url or "", "GRAPH_PASSWORD": graph_settings.password}
    return {**plain_environ(graph_settings.data), **named}


@pytest.fixture(scope="session")
def ask():
    """Send one request to a server; blocking, so an async test calls it in a thread."""

    def send(
        url: str,
        method: str,
        path: str,
        body: bytes = b"",
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        address = urlsplit(url)
        connection = http.client.HTTPConnection(address.hostname, address.port, timeout=30)
        try:
            connection.request(method, path, body, dict(headers or {}))
            response = connection.getresponse()
            return Answer(response.status, dict(response.getheaders()), response.read())
        finally:
            connection.close()

    return send
