"""Who lives together, what a customer is worth, who owns one of a batch: over HTTP and a graph."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime

import httpx2
import pytest
from starlette.applications import Starlette

from api.app import create_routes
from api.keys import KeyRing, Role, make_key
from api.settings import ApiSettings
from context.ingest import Ingest
from context.pop import Desk
from context.records import AssetRecord, OrderRecord
from context.ties import tie_statements
from graph.access import Graph
from identity.records import PersonRecord
from identity.resolver import Resolver
from identity.settings import IdentitySettings
from identity.setup import Identity, open_identity

pytestmark = pytest.mark.graph

ANA = PersonRecord("shop", "c17", name="Ana Lopez", city="Austin", emails=("ana@example.com",))
EVE = PersonRecord("shop", "c18", name="Eve Stone", city="Reno", emails=("eve@example.com",))
ADD = """mutation($customers: [ID!]!) { addToHousehold(customers: $customers, role: "parent") {
  ... on Decided { decision } ... on Refused { reason message }
} }"""
UNDO = "mutation($id: ID!) { undoDecision(id: $id) { __typename } }"
STANDING = """query($id: ID!) { customer(id: $id) {
  household { members { id role why } } value { orders spent { currency amount } }
} }"""
FIND = "{ customers { edges { node { id name } } } }"
OWNERS = """query($batch: String!, $after: String) {
  batchOwners(batch: $batch, first: 2, after: $after) {
    edges { node { assetId customerName hasCalled } } pageInfo { endCursor hasNextPage }
  }
}"""


@dataclass(frozen=True)
class Company:
    """A company that knows Ana and Eve, and serves somebody who may do everything."""

    http: httpx2.AsyncClient
    identity: Identity
    ingest: Ingest
    key: str

    async def post(self, query: str, **variables: object) -> httpx2.Response:
        return await self.http.post(
            "/graphql",
            json={"query": query, "variables": variables},
            headers={"authorization": f"Bearer {self.key}"},
        )


@pytest.fixture
async def company(graph: Graph, keys) -> AsyncIterator[Company]:
    identity = open_identity(graph, keys, IdentitySettings(default_region="US"))
    order = OrderRecord(
        source="shop", source_id="1001", person=ANA, placed_at=datetime(2026, 10, 30, tzinfo=UTC)
    )
    ingest = Ingest(Resolver(identity))
    await ingest.ingest([ANA, EVE, order])
    key = await make_key(graph, Role.ADMIN, "admin")
    app = Starlette(routes=create_routes(Desk(identity), KeyRing(graph), ApiSettings()))
    transport = httpx2.ASGITransport(app=app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://a.example.com") as http:
        yield Company(http, identity, ingest, key)


async def known_customers(company: Company) -> list[str]:
    """Return the ids of Ana and Eve."""
    edges = (await company.post(FIND)).json()["data"]["customers"]["edges"]
    ids = {edge["node"]["name"]: edge["node"]["id"] for edge in edges}
    return [ids["Ana Lopez"], ids["Eve Stone"]]


async def tie(company: Company, ids: list[str]) -> None:
    graph, keys = company.identity.graph, company.identity.keys
    await graph.write(await tie_statements(graph, keys, ids))


async def test_who_lives_together_is_said_shown_and_taken_back(company):
    ids = await known_customers(company)
    added = await company.post(ADD, customers=ids)
    decision = added.json()["data"]["addToHousehold"]["decision"]
    await tie(company, ids)

    shown = await company.post(STANDING, id=ids[0])
    undone = await company.post(UNDO, id=decision)
    await tie(company, ids)
    after = await company.post(STANDING, id=ids[0])

    customer = shown.json()["data"]["customer"]
    (member,) = customer["household"]["members"]
    assert (member["id"], member["role"], member["why"]) == (ids[1], "parent", ["said by admin"])
    assert customer["value"] == {"orders": 1, "spent": []}
    assert undone.json()["data"]["undoDecision"]["__typename"] == "Undone"
    assert after.json()["data"]["customer"]["household"] is None


async def test_a_household_of_one_is_refused_with_the_reason(company):
    ids = await known_customers(company)

    refused = await company.post(ADD, customers=ids[:1])

    assert refused.json()["data"]["addToHousehold"] == {
        "reason": "NOTHING_TO_DO",
        "message": "one customer is no household: name two customers or more",
    }


async def test_owners_of_a_batch_come_page_by_page(company):
    await company.ingest.ingest(
        [
            AssetRecord(source="crm", source_id=f"d{n}", name="Dryer", batch="B-7", person=ANA)
            for n in range(3)
        ]
    )

    first = (await company.post(OWNERS, batch="b-7")).json()["data"]["batchOwners"]
    after = first["pageInfo"]["endCursor"]
    second = (await company.post(OWNERS, batch="b-7", after=after)).json()["data"]["batchOwners"]

    found = [edge["node"] for edge in (*first["edges"], *second["edges"])]
    assert {one["assetId"] for one in found} == {"d0", "d1", "d2"}
    assert {one["customerName"] for one in found} == {"Ana Lopez"}
    assert (first["pageInfo"]["hasNextPage"], second["pageInfo"]["hasNextPage"]) == (True, False)
