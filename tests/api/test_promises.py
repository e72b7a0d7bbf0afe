"""An agent's desktop promises over GraphQL, and every screen shows it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
import pytest
from starlette.applications import Starlette

from api.access import MAY_ASK
from api.app import create_routes
from api.keys import KeyRing, Role, make_key
from api.settings import ApiSettings
from context.ingest import Ingest
from context.pop import Desk
from identity.records import PersonRecord
from identity.resolver import Resolver
from identity.settings import IdentitySettings
from identity.setup import open_identity

PROMISE = (
    "__typename ... on Promised { promise { id status words kind owner late why dueAssumed } }"
)
NO = "... on Refused { reason message }"
MAKE = f"mutation($i: PromiseInput!) {{ makePromise(input: $i) {{ {PROMISE} {NO} }} }}"
KEEP = f"mutation($i: ID!) {{ keepPromise(id: $i) {{ {PROMISE} {NO} }} }}"
WITHDRAW = f'mutation($i: ID!) {{ withdrawPromise(id: $i, why: "she wrote") {{ {PROMISE} {NO} }} }}'
POP = """{ screenPop(lookup: {email: "ana@example.com"}) {
  customer { id }
  promises { id status words kind text madeBy madeHow due about interactionId }
} }"""


@dataclass(frozen=True)
class Company:
    """A company that knows Ana, and serves."""

    http: httpx2.AsyncClient
    key: str

    async def ask(self, query: str, **variables: object) -> Any:
        response = await self.http.post(
            "/graphql",
            json={"query": query, "variables": variables},
            headers={"authorization": f"Bearer {self.key}"},
        )
        assert response.status_code == 200, response.text
        answer = response.json()
        assert "errors" not in answer, answer
        (one,) = answer["data"].values()
        return one

    async def promise(self, **values: object) -> Any:
        ana = (await self.ask(POP))["customer"]["id"]
        asked = {"customer": ana, "kind": "CALL_BACK", "key": "k1", **values}
        return await self.ask(MAKE, i=asked)


@pytest.fixture
async def company(graph, keys) -> AsyncIterator[Company]:
    identity = open_identity(graph, keys, IdentitySettings())
    ana = PersonRecord("shop", "ana", name="Ana Lopez", emails=("ana@example.com",))
    await Ingest(Resolver(identity)).ingest([ana])
    key = await make_key(graph, Role.AGENT, "Kim's desk")
    app = Starlette(routes=create_routes(Desk(identity), KeyRing(graph), ApiSettings()))
    transport = httpx2.ASGITransport(app=app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://a.example.com") as http:
        yield Company(http, key)


def in_two_hours() -> str:
    return (datetime.now(UTC) + timedelta(hours=2, minutes=1)).isoformat()


@pytest.mark.graph
async def test_what_an_agent_promises_is_in_the_next_pop(company):
    made = await company.promise(due=in_two_hours(), about=["order 1001"], madeBy="Kim")

    (shown,) = (await company.ask(POP))["promises"]

    assert made["promise"]["id"] == shown["id"]
    assert (shown["status"], shown["kind"], shown["madeHow"]) == ("OPEN", "CALL_BACK", "desktop")
    assert (shown["madeBy"], shown["about"]) == ("Kim", ["order 1001"])
    assert shown["words"].startswith("Promised to call back by ")
    assert shown["words"].endswith("; 2 hours left")


@pytest.mark.graph
async def test_sent_again_it_is_made_once_and_without_a_time_it_is_the_usual(company):
    made = [await company.promise() for _ in range(2)]

    assert made[0] == made[1]
    assert made[0]["promise"]["dueAssumed"]
    assert made[0]["promise"]["owner"] == "Kim's desk"
    assert len((await company.ask(POP))["promises"]) == 1


@pytest.mark.graph
async def test_kept_it_is_over_and_withdrawing_it_is_refused(company):
    made = await company.promise()

    kept = await company.ask(KEEP, i=made["promise"]["id"])
    refused = await company.ask(WITHDRAW, i=made["promise"]["id"])

    assert (kept["promise"]["status"], kept["promise"]["late"]) == ("KEPT", False)
    assert (refused["__typename"], refused["reason"]) == ("Refused", "NOTHING_TO_DO")


@pytest.mark.graph
async def test_withdrawn_it_says_why(company):
    made = await company.promise()

    withdrawn = (await company.ask(WITHDRAW, i=made["promise"]["id"]))["promise"]

    assert (withdrawn["status"], withdrawn["why"]) == ("WITHDRAWN", "she wrote")


@pytest.mark.graph
@pytest.mark.parametrize(
    ("query", "asked"),
    [
        pytest.param(KEEP, "p9", id="keep nothing"),
        pytest.param(WITHDRAW, "p9", id="withdraw nothing"),
        pytest.param(MAKE, {"customer": "c9", "kind": "REPLY"}, id="promise nobody"),
    ],
)
async def test_what_is_not_there_is_refused_with_the_reason(company, query, asked):
    refused = await company.ask(query, i=asked)

    assert (refused["__typename"], refused["reason"]) == ("Refused", "UNKNOWN")


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        pytest.param({"kind": "OTHER"}, "`input.text`", id="other without what"),
        pytest.param({"due": "2020-01-01T00:00:00Z"}, "`input.due` is over", id="in the past"),
        pytest.param({"interaction": "4711"}, "source:id", id="no source"),
        pytest.param({"about": ["x"] * 21}, "more than 20", id="too much"),
    ],
)
async def test_what_cannot_be_promised_is_an_error_that_says_why(client, answers, asked, says):
    answer = await client.ask(MAKE, i={"customer": "c", "kind": "REPLY", **asked})

    assert says in answer["errors"][0]["message"]
    assert answers.asked == []


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize(
    ("query", "name"),
    [(MAKE, "makePromise"), (KEEP, "keepPromise"), (WITHDRAW, "withdrawPromise")],
)
async def test_whoever_may_see_a_customer_may_promise(client, role, query, name):
    response = await client.as_role(role).post({"query": query})

    assert (response.status_code == 403) is (role not in MAY_ASK[name])
    assert (role in MAY_ASK[name]) is (role is not Role.CONNECTOR)
