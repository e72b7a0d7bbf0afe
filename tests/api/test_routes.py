"""Health, the page and its headers, and what is remembered between requests."""

import asyncio
import json
import re

import httpx2
import pytest
from starlette.applications import Starlette

from api.endpoint import GraphQLEndpoint
from api.keys import Caller, Role
from api.page import PAGES
from api.response import standard_json, write_json
from api.settings import ApiSettings, read_api_settings

FILES = sorted(file.name for file in PAGES.iterdir() if file.name != "index.html")
OUTSIDE = re.compile(r"(?:https?:)?//(?!www\.w3\.org/2000/svg)[a-z]", re.IGNORECASE)


async def test_live_answers_while_the_loop_runs(client):
    response = await client.http.get("/health/live")

    assert (response.status_code, response.json()) == (200, {"status": "alive"})


async def test_ready_answers_when_the_graph_does(client):
    response = await client.http.get("/health/ready")

    assert (response.status_code, response.json()) == (200, {"status": "ready"})


async def anybody(_: str | None) -> Caller | None:
    return Caller(Role.AGENT, "desk 4")


async def hangs() -> None:
    await asyncio.sleep(60)


async def fails() -> None:
    raise OSError("bolt://10.0.0.7 refused secret-user")


@pytest.mark.parametrize("probe", [hangs, fails])
async def test_not_ready_gives_a_reason_and_no_details(make_app, open_client, probe):
    async with open_client(make_app(probe, ready_seconds=0.05)) as http:
        response = await http.get("/health/ready")

    assert response.status_code == 503
    assert response.json()["reason"].startswith("the graph does not answer")
    assert "secret" not in response.text


async def test_the_page_runs_only_its_own_files(client):
    response = await client.http.get("/")

    policy = response.headers["content-security-policy"]
    assert response.status_code == 200
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=", response.text)
    for path in re.findall(r'(?:src|href)="(/page/[^"]+)"', response.text):
        assert (await client.http.get(path)).status_code == 200


@pytest.mark.parametrize("name", FILES)
async def test_every_file_of_the_page_carries_the_headers_and_asks_nobody_outside(client, name):
    response = await client.http.get(f"/page/{name}")

    assert response.status_code == 200
    assert response.headers["x-content-type-options"] == "nosniff"
    assert "default-src 'none'" in response.headers["content-security-policy"]
    lines = [line for line in response.text.splitlines() if not line.lstrip().startswith("//")]
    assert not [line for line in lines if OUTSIDE.search(line) and "PROFILE" not in line]


@pytest.mark.parametrize("path", ["/page/../keys.py", "/page/%2e%2e/keys.py", "/page/none.js"])
async def test_nothing_beside_the_page_is_served(client, path):
    assert (await client.http.get(path)).status_code == 404


async def test_answers_are_kept_by_nobody(client):
    response = await client.post({"query": "{ __typename }"})

    assert response.headers["cache-control"] == "no-store"
    assert response.headers["content-type"] == "application/json"


async def test_production_shows_no_schema_and_no_hints(make_app, open_client):
    async with open_client(make_app(introspection=False)) as http:
        headers = {"authorization": f"Bearer tk_{'agent':x<32}"}
        asked = [
            await http.post("/graphql", json={"query": query}, headers=headers)
            for query in ("{ __schema { types { name } } }", "{ screenPo { resolution } }")
        ]

    schema, typo = (response.json()["errors"][0]["message"] for response in asked)
    assert "introspection" in schema.lower()
    assert "Did you mean" not in typo


@pytest.mark.parametrize(("value", "shown"), [(None, True), ("1", True), ("0", False)])
def test_introspection_is_switched_off_by_the_environment(value, shown):
    environ = {"TELLONCE_INTROSPECTION": value} if value else {}

    assert read_api_settings(environ).introspection is shown


async def test_a_repeated_document_is_prepared_once(answers):
    endpoint = GraphQLEndpoint(answers, anybody, ApiSettings())
    app = Starlette()
    app.add_route("/graphql", endpoint.serve, methods=["POST"])
    transport = httpx2.ASGITransport(app=app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://a.example.com") as http:
        for _ in range(20):
            await http.post("/graphql", json={"query": "{ __typename }"})

    assert endpoint.documents.prepared == 1


async def test_many_documents_stay_bounded(answers):
    endpoint = GraphQLEndpoint(answers, anybody, ApiSettings())

    for number in range(520):
        endpoint.documents.prepare(f"{{ a{number}: __typename }}")

    assert len(endpoint.documents.remembered) == 500


def test_both_writers_of_json_write_the_same():
    value = {"a": [1, 2.5, None, True, "Zoë “李” \u2028"], "b": {}}

    assert json.loads(write_json(value)) == json.loads(standard_json(value)) == value
    assert b"\\u" not in standard_json({"a": "Zoë"})
