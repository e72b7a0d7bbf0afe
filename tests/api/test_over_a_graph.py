"""The whole way from an HTTP request to a real graph and back."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime

import httpx2
import pytest
from starlette.applications import Starlette

from api.app import create_routes
from api.keys import KeyRing, Role, key_id, make_key, revoke_key
from api.settings import ApiSettings
from context.ingest import Ingest
from context.pop import Desk
from context.records import InteractionRecord, OrderRecord
from graph.access import Graph
from identity.records import PersonRecord
from identity.resolver import Resolver
from identity.settings import IdentitySettings
from identity.setup import open_identity

pytestmark = pytest.mark.graph

ANA = PersonRecord(
    "shop",
    "c17",
    given_name="Ana",
    family_name="Lopez",
    city="Austin",
    country="US",
    phones=("(512) 555-0123",),
    emails=("ana@example.com",),
)
POP = """query($lookup: LookupInput!) { screenPop(lookup: $lookup) {
  resolution acknowledgement
  customer { name identifiers { kind value } }
  interactions { channel startedAt status } orders { id total placedAt }
  question { text } route { desk }
} }"""


@dataclass(frozen=True)
class Company:
    """A company that knows Ana, and serves."""

    http: httpx2.AsyncClient
    graph: Graph
    key: str

    async def post(self, query: str, **variables: object) -> httpx2.Response:
        return await self.http.post(
            "/graphql",
            json={"query": query, "variables": variables},
            headers={"authorization": f"Bearer {self.key}"},
        )


@pytest.fixture
async def company(graph, keys) -> AsyncIterator[Company]:
    identity = open_identity(graph, keys, IdentitySettings(default_region="US"))
    order = OrderRecord(
        source="shop", source_id="1001", person=PersonRecord("shop", "c17"),
        placed_at=datetime(2026, 10, 30, 12, tzinfo=UTC), status="shipped", currency="USD",
    )  # fmt: skip
    call = InteractionRecord(
        source="voice", source_id="4711", person=PersonRecord("shop", "c17"), channel="voice",
        kind="call", status="abandoned", started_at=datetime(2026, 11, 2, 9, tzinfo=UTC),
    )  # fmt: skip
    await Ingest(Resolver(identity)).ingest([ANA, order, call])
    key = await make_key(graph, Role.AGENT, "desk 4")
    ring = KeyRing(graph, memory_seconds=0)
    app = Starlette(routes=create_routes(Desk(identity), ring, ApiSettings()))
    transport = httpx2.ASGITransport(app=app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://a.example.com") as http:
        yield Company(http, graph, key)


async def test_a_known_phone_pops_the_customer_with_order_and_call(company):
    response = await company.post(POP, lookup={"phone": "+1 512 555 0123"})

    pop = response.json()["data"]["screenPop"]
    assert (pop["resolution"], pop["customer"]["name"]) == ("ONE", "Ana Lopez")
    assert pop["orders"] == [{"id": "1001", "total": None, "placedAt": "2026-10-30T12:00:00Z"}]
    assert pop["interactions"] == [
        {"channel": "voice", "startedAt": "2026-11-02T09:00:00Z", "status": "abandoned"}
    ]


async def test_a_known_identifier_costs_one_read_besides_the_key(company):
    company.graph.reads = 0

    await company.post(POP, lookup={"email": "ana@example.com"})

    assert company.graph.reads == 1 + 1


async def test_an_unknown_contact_gets_a_sentence_a_question_and_a_desk(company):
    response = await company.post(POP, lookup={"phone": "+44 7700 900999"})

    pop = response.json()["data"]["screenPop"]
    assert (pop["resolution"], pop["customer"]) == ("NONE", None)
    assert pop["acknowledgement"]
    assert pop["question"]["text"]
    assert pop["route"]["desk"]


async def test_a_customer_is_found_by_search_and_read_by_id(company):
    found = await company.post(
        '{ customers(search: "Ana Lopez, Austin") { edges { node { id } } } }'
    )
    (edge,) = found.json()["data"]["customers"]["edges"]

    read = await company.post("query($i: ID!) { customer(id: $i) { name } }", i=edge["node"]["id"])

    assert read.json()["data"]["customer"] == {"name": "Ana Lopez"}


async def test_a_revoked_key_is_refused(company):
    assert (await company.post("{ __typename }")).status_code == 200

    await revoke_key(company.graph, key_id(company.key))

    assert (await company.post("{ __typename }")).status_code == 401


async def test_it_is_ready_when_the_graph_answers(company):
    assert (await company.http.get("/health/ready")).status_code == 200
