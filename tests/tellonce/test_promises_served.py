"""While a server runs, a broken promise is told within a second, whoever made it."""

import asyncio
import json
import time
from datetime import UTC, datetime, timedelta

import pytest

from api.keys import Role, make_key
from context.ingest import Ingest
from identity.resolver import Resolver
from identity.settings import IdentitySettings
from identity.setup import open_identity
from tellonce.server import serving
from tests.context.promises import ANA

pytestmark = pytest.mark.graph

FIND = '{ customers(search: "ana@example.com") { edges { node { id } } } }'
MAKE = """mutation($i: PromiseInput!) { makePromise(input: $i) {
  ... on Promised { promise { id status } } } }"""
EVENTS = """
MATCH (e:Event {kind: 'promise_broken'})
RETURN e.at_ms AS at_ms, e.subjects AS subjects, e.customers AS customers
"""


async def test_a_promise_made_over_graphql_is_told_when_it_is_broken(graph, keys, environ, ask):
    identity = open_identity(graph, keys, IdentitySettings())
    await Ingest(Resolver(identity)).ingest([ANA])
    key = await make_key(graph, Role.AGENT, "Kim")

    async with serving(environ, "127.0.0.1", 0) as server:

        async def asked(query: str, **variables: object):
            body = json.dumps({"query": query, "variables": variables}).encode()
            headers = {"content-type": "application/json", "authorization": f"Bearer {key}"}
            answer = await asyncio.to_thread(ask, server.url, "POST", "/graphql", body, headers)
            return answer.json["data"]

        (edge,) = (await asked(FIND))["customers"]["edges"]
        due = datetime.fromtimestamp(time.time(), UTC) + timedelta(seconds=1.5)
        promise = {"customer": edge["node"]["id"], "kind": "CALL_BACK", "due": due.isoformat()}
        made = (await asked(MAKE, i=promise))["makePromise"]["promise"]
        while not (events := await graph.read(EVENTS)):
            assert datetime.now(UTC) < due + timedelta(seconds=5)
            await asyncio.sleep(0.05)

    (event,) = events
    late_ms = event["at_ms"] - due.timestamp() * 1000
    assert (made["status"], event["subjects"]) == ("OPEN", [made["id"]])
    assert event["customers"] == [edge["node"]["id"]]
    assert 0 <= late_ms <= 1_000
