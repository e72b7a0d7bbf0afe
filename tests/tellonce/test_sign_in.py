"""A server that takes access tokens: they are judged at every door."""

import asyncio
import json
import socket

import pytest

from tellonce.cli.main import main
from tellonce.server import serving
from tests.api.provider import part

pytestmark = pytest.mark.graph

TOKEN = f"{part({'alg': 'RS256', 'typ': 'JWT', 'kid': '1'})}.{part({'sub': 'u'})}.{part(b'x')}"
UNSIGNED = f"{part({'alg': 'none', 'typ': 'JWT'})}.{part({'sub': 'u', 'roles': ['admin']})}."


@pytest.fixture
async def post(environ, ask):
    """Post to a server whose identity provider is away."""
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        away = f"http://127.0.0.1:{closed.getsockname()[1]}"
        oidc = {"TELLONCE_OIDC_ISSUER": away, "TELLONCE_OIDC_AUDIENCE": "tellonce"}
        async with serving({**environ, **oidc}, "127.0.0.1", 0) as server:

            async def post(path: str, media_type: str, body: bytes, bearer: str | None):
                headers = {
                    "authorization": f"Bearer {bearer or server.first_key}",
                    "content-type": media_type,
                }
                return await asyncio.to_thread(ask, server.url, "POST", path, body, headers)

            yield post


@pytest.mark.parametrize(
    ("token", "status"),
    [
        pytest.param(UNSIGNED, 401, id="unsigned"),
        pytest.param(TOKEN, 503, id="nobody there to judge it by"),
        pytest.param(None, 200, id="a key opens as ever"),
    ],
)
async def test_a_token_is_judged_for_a_query(post, token, status):
    body = json.dumps({"query": "{ __typename }"}).encode()

    answer = await post("/graphql", "application/json", body, token)

    assert answer.status == status
    assert ("data" in answer.json) == (status == 200)


@pytest.mark.parametrize("token", [UNSIGNED, TOKEN])
async def test_a_token_that_proves_nobody_brings_no_records(post, graph, token):
    record = b'{"type":"person","source":"shop","id":"c1","emails":["ana@example.com"]}'

    answer = await post("/records", "application/x-ndjson", record, token)

    assert answer.status in (401, 403)
    assert await graph.read("MATCH (s:SourceRecord) RETURN s.key AS key") == []


async def test_a_provider_without_an_audience_is_refused_at_the_start(environ, monkeypatch, capsys):
    for name, value in {**environ, "TELLONCE_OIDC_ISSUER": "https://id.example.com"}.items():
        monkeypatch.setenv(name, value)

    code = await asyncio.to_thread(main, ("status",))

    assert code == 1
    assert "TELLONCE_OIDC_AUDIENCE" in capsys.readouterr().err
