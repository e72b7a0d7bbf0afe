"""A response team's desktop over GraphQL: the board, what is done about a mention, who may."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
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
from identity.resolver import Resolver
from identity.settings import IdentitySettings
from identity.setup import open_identity
from tests.context.mentions import Book, post, somebody

BOARD = """query($first: Int = 20, $after: String, $status: [MentionStatus!]) {
  mentions(first: $first, after: $after, status: $status) {
    edges { cursor node { id interactionId status claimedBy points } }
    pageInfo { hasNextPage endCursor }
  }
}"""
NO = "__typename ... on Refused { reason message }"
CLAIM = (
    "mutation($id: ID!, $by: String) { claimMention(id: $id, by: $by) "
    f"{{ {NO} ... on MentionChanged {{ mention {{ status claimedBy }} }} }} }}"
)
RELEASE = (
    "mutation($id: ID!) { releaseMention(id: $id) "
    f"{{ {NO} ... on MentionChanged {{ mention {{ status }} }} }} }}"
)
FIELDS = ("mentions", "mention", "claimMention", "releaseMention", "answerMention", "closeMention")


@dataclass(frozen=True)
class Team:
    """A company that two posts speak of, and serves."""

    http: httpx2.AsyncClient
    keys: dict[Role, str]

    async def ask(self, query: str, role: Role = Role.AGENT, **variables: object) -> Any:
        response = await self.http.post(
            "/graphql",
            json={"query": query, "variables": variables},
            headers={"authorization": f"Bearer {self.keys[role]}"},
        )
        assert response.status_code == 200, response.text
        answer = response.json()
        assert "errors" not in answer, answer
        (one,) = answer["data"].values()
        return one


@pytest.fixture
async def team(graph, keys) -> AsyncIterator[Team]:
    identity = open_identity(graph, keys, IdentitySettings())
    posts = [post(f"p{n}", "Northwind, hello?", somebody(f"P{n}"), reach=10**n) for n in (1, 2, 3)]
    await Ingest(Resolver(identity), mentions=Book()).ingest(posts)
    held = {role: await make_key(graph, role, f"{role.value} desk") for role in Role}
    app = Starlette(
        routes=create_routes(Desk(identity, mentions=Book()), KeyRing(graph), ApiSettings())
    )
    transport = httpx2.ASGITransport(app=app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://a.example.com") as http:
        yield Team(http, held)


def listed(board: Any) -> list[str]:
    return [one["node"]["interactionId"] for one in board["edges"]]


@pytest.mark.graph
async def test_the_board_is_read_page_by_page_the_most_urgent_first(team):
    first = await team.ask(BOARD, first=2)
    rest = await team.ask(BOARD, first=2, after=first["pageInfo"]["endCursor"])

    assert (listed(first), listed(rest)) == (["p3", "p2"], ["p1"])
    assert (first["pageInfo"]["hasNextPage"], rest["pageInfo"]["hasNextPage"]) == (True, False)


@pytest.mark.graph
async def test_without_a_name_the_key_claims_and_a_supervisor_may_give_it_back(team):
    id = (await team.ask(BOARD))["edges"][0]["node"]["id"]

    mine = await team.ask(CLAIM, id=id)
    again = await team.ask(CLAIM, id=id, by="Ben")
    given = await team.ask(RELEASE, Role.SUPERVISOR, id=id)

    assert mine["mention"] == {"status": "CLAIMED", "claimedBy": "agent desk"}
    assert (again["reason"], "is claimed by agent desk" in again["message"]) == (
        "NOTHING_TO_DO",
        True,
    )
    assert given["mention"]["status"] == "OPEN"


@pytest.mark.graph
async def test_the_board_may_be_asked_for_one_status(team):
    id = (await team.ask(BOARD))["edges"][0]["node"]["id"]
    await team.ask(CLAIM, id=id)

    assert listed(await team.ask(BOARD, status=["CLAIMED"])) == ["p3"]
    assert listed(await team.ask(BOARD, status=["OPEN"])) == ["p2", "p1"]
    assert listed(await team.ask(BOARD, status=["OPEN", "CLOSED"])) == ["p2", "p1"]


@pytest.mark.parametrize(
    ("query", "says"),
    [
        pytest.param('{ mentions(after: "x") { edges { cursor } } }', "`after`", id="no cursor"),
        pytest.param("{ mentions(first: 0) { edges { cursor } } }", "`first`", id="no page"),
        pytest.param(
            'mutation { answerMention(id: "m", text: " ") { __typename } }', "blank", id="no answer"
        ),
    ],
)
async def test_what_cannot_be_asked_is_an_error_that_says_why(client, answers, query, says):
    answer = await client.ask(query)

    assert says in answer["errors"][0]["message"]
    assert answers.asked == []


@pytest.mark.parametrize("field", FIELDS)
def test_whoever_may_see_a_customer_may_deal_with_mentions(field):
    assert MAY_ASK[field] == frozenset(Role) - {Role.CONNECTOR}
