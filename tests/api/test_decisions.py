"""What people decide over GraphQL: judged, merged, split, confirmed, moved, and undone."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import httpx2
import pytest
from starlette.applications import Starlette

from api.access import MAY_ASK
from api.app import create_routes
from api.keys import KeyRing, Role, make_key
from api.settings import ApiSettings
from api.types.decision import REASONS
from context.ingest import Ingest
from context.pop import Desk
from context.records import InteractionRecord
from identity.erasure import Who, erase
from identity.errors import PersonalReasonError, RefusedError
from identity.records import PersonRecord, RecordKind
from identity.resolver import Resolver
from identity.settings import IdentitySettings
from identity.setup import open_identity

PHONE = "+1 555 010 0142"
DONE = "__typename ... on Decided { decision customers changed }"
NO = "__typename ... on Refused { reason message blockedBy }"
JUDGE = (
    f"mutation($p: PairInput!, $v: Verdict!) {{ judge(pair: $p, verdict: $v) {{ {DONE} {NO} }} }}"
)
MERGE = f"mutation($ids: [ID!]!) {{ mergeCustomers(ids: $ids) {{ {DONE} {NO} }} }}"
SPLIT = (
    "mutation($id: ID!, $groups: [GroupInput!]!) "
    f"{{ splitCustomer(id: $id, groups: $groups) {{ {DONE} {NO} }} }}"
)
UNDO = (
    'mutation($id: ID!) { undoDecision(id: $id, why: "a slip") { __typename '
    f"... on Undone {{ decision reverses customers served {{ audited pops {{ at }} }} }} {NO} }} }}"
)
CONFIRM = (
    "mutation($i: String!, $c: ID!) "
    f"{{ confirmCaller(interaction: $i, customer: $c) {{ {DONE} {NO} }} }}"
)
MOVE = (
    "mutation($i: String!, $c: ID!) "
    f"{{ moveInteraction(interaction: $i, customer: $c) {{ {DONE} {NO} }} }}"
)
LEDGER = (
    "query($c: ID!, $n: Int!, $a: String) { decisions(customer: $c, first: $n, after: $a) "
    "{ edges { cursor node { action actor verdict why undoneBy reverses evidence } } "
    "pageInfo { hasNextPage endCursor } } }"
)


@dataclass(frozen=True)
class Company:
    """A company that knows Ana, Bob and a nameless call, and serves."""

    http: httpx2.AsyncClient
    keys: dict[Role, str]

    async def ask(self, query: str, role: Role = Role.REVIEWER, **variables: object) -> Any:
        response = await self.http.post(
            "/graphql",
            json={"query": query, "variables": variables},
            headers={"authorization": f"Bearer {self.keys[role]}"},
        )
        assert response.status_code == 200, response.text
        (answer,) = response.json()["data"].values()
        return answer

    async def customer(self, name: str) -> str:
        query = "query($s: String) { customers(search: $s) { edges { node { id name } } } }"
        found = await self.ask(query, s=f"{name.lower()}@example.com")
        (edge,) = found["edges"]
        return edge["node"]["id"]

    async def interactions(self, customer: str) -> list[str]:
        query = "query($i: ID!) { customer(id: $i) { interactions { id } } }"
        return [one["id"] for one in (await self.ask(query, i=customer))["interactions"]]


@pytest.fixture
async def company(graph, keys) -> AsyncIterator[Company]:
    identity = open_identity(graph, keys, IdentitySettings(default_region="US"))
    people = [
        PersonRecord("shop", one, name=name, city=city, emails=(f"{one}@example.com",))
        for one, name, city in (("ana", "Ana Lopez", "Austin"), ("bob", "Bob Stone", "Reno"))
    ]
    caller = PersonRecord("voice", "contact:1", kind=RecordKind.CONTACT, phones=(PHONE,))
    call = InteractionRecord(
        source="voice", source_id="1", person=caller, channel="voice", kind="call",
        started_at=datetime(2026, 11, 2, 9, tzinfo=UTC),
    )  # fmt: skip
    await Ingest(Resolver(identity)).ingest([*people, call])
    held = {role: await make_key(graph, role, f"{role}'s key") for role in Role}
    app = Starlette(routes=create_routes(Desk(identity), KeyRing(graph), ApiSettings()))
    transport = httpx2.ASGITransport(app=app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://a.example.com") as http:
        yield Company(http, held)


def pair(left: str = "ana", right: str = "bob") -> dict[str, object]:
    return {
        "left": {"source": "shop", "id": left},
        "right": {"source": "shop", "id": right},
    }


@pytest.mark.graph
async def test_a_judgement_is_decided_in_the_name_of_the_key(company):
    decided = await company.ask(JUDGE, p=pair(), v="SAME")

    ledger = await company.ask(LEDGER, c=decided["customers"][0], n=5)
    (entry,) = [edge["node"] for edge in ledger["edges"]]
    assert (decided["__typename"], decided["changed"]) == ("Decided", True)
    assert (entry["action"], entry["actor"], entry["verdict"]) == (
        "judgement",
        "reviewer's key",
        "same",
    )
    assert entry["evidence"]


@pytest.mark.graph
async def test_a_contradiction_is_an_answer_and_names_what_to_undo(company):
    first = await company.ask(JUDGE, p=pair(), v="SAME")

    refused = await company.ask(JUDGE, p=pair("bob", "ana"), v="DIFFERENT")

    assert (refused["__typename"], refused["reason"]) == ("Refused", "CONTRADICTION")
    assert refused["blockedBy"] == first["decision"]


@pytest.mark.graph
async def test_customers_are_merged_split_and_the_split_undone(company):
    ids = [await company.customer(one) for one in ("Ana", "Bob")]

    merged = await company.ask(MERGE, ids=ids)
    groups = [{"records": [{"source": "shop", "id": "bob"}]}]
    split = await company.ask(SPLIT, id=ids[0], groups=groups)
    undone = await company.ask(UNDO, id=split["decision"])

    assert len(merged["customers"]) == 1
    assert sorted(split["customers"]) == sorted(ids)
    assert undone["reverses"] == split["decision"]
    assert len(undone["customers"]) == 1
    assert undone["served"] == {"audited": False, "pops": []}


@pytest.mark.graph
async def test_an_agent_confirms_a_caller_and_moves_the_call_on(company):
    ana, bob = [await company.customer(one) for one in ("Ana", "Bob")]

    confirmed = await company.ask(CONFIRM, Role.AGENT, i="voice:1", c=ana)
    with_ana = await company.interactions(ana)
    await company.ask(UNDO, id=confirmed["decision"])
    moved = await company.ask(MOVE, Role.AGENT, i="voice:1", c=bob)

    assert with_ana == ["1"]
    assert moved["__typename"] == "Decided"
    assert await company.interactions(bob) == ["1"]


@pytest.mark.graph
async def test_undoing_what_was_erased_since_is_refused_with_the_reason(company, graph, keys):
    ids = [await company.customer(one) for one in ("Ana", "Bob")]
    await company.ask(MERGE, ids=ids)
    groups = [{"records": [{"source": "shop", "id": "bob"}]}]
    split = await company.ask(SPLIT, id=ids[0], groups=groups)
    identity = open_identity(graph, keys, IdentitySettings())
    await erase(identity, ids[0], Who("dpo"), at_ms=1)

    refused = await company.ask(UNDO, id=split["decision"])

    assert (refused["__typename"], refused["reason"]) == ("Refused", "ERASED")
    assert refused["blockedBy"] is None
    assert "erased" in refused["message"]


@pytest.mark.graph
async def test_the_ledger_is_read_page_by_page(company):
    first = await company.ask(JUDGE, p=pair(), v="SAME")
    await company.ask(UNDO, id=first["decision"])
    ana = await company.customer("Ana")

    page = await company.ask(LEDGER, c=ana, n=1)
    rest = await company.ask(LEDGER, c=ana, n=1, a=page["pageInfo"]["endCursor"])

    (undo,), (judgement,) = page["edges"], rest["edges"]
    assert (page["pageInfo"]["hasNextPage"], rest["pageInfo"]["hasNextPage"]) == (True, False)
    assert (undo["node"]["reverses"], undo["node"]["why"]) == (first["decision"], "a slip")
    assert judgement["node"]["undoneBy"] == undo["cursor"]


@pytest.mark.graph
@pytest.mark.parametrize(
    ("query", "variables", "reason"),
    [
        pytest.param(UNDO, {"id": "d"}, "UNKNOWN", id="undo nothing"),
        pytest.param(MERGE, {"ids": ["c"]}, "NOTHING_TO_DO", id="merge one"),
        pytest.param(MERGE, {"ids": ["c", "d"]}, "UNKNOWN", id="merge nobody"),
        pytest.param(JUDGE, {"p": {"task": "t"}, "v": "SAME"}, "UNKNOWN", id="judge no task"),
        pytest.param(CONFIRM, {"i": "voice:9", "c": "c"}, "UNKNOWN", id="no such call"),
    ],
)
async def test_a_refusal_is_an_answer_with_a_reason(company, query, variables, reason):
    refused = await company.ask(query, **variables)

    assert (refused["__typename"], refused["reason"]) == ("Refused", reason)
    assert refused["message"]


@pytest.mark.parametrize(
    ("query", "variables", "says"),
    [
        pytest.param(JUDGE, {"p": {}, "v": "SAME"}, "either `task`", id="no pair"),
        pytest.param(JUDGE, {"p": pair() | {"task": "t"}, "v": "SAME"}, "either", id="both"),
        pytest.param(
            JUDGE, {"p": pair("", "b"), "v": "SAME"}, "needs `source` and `id`", id="blank record"
        ),
        pytest.param(MERGE, {"ids": ["c"] * 101}, "more than 100", id="too many"),
        pytest.param(MOVE, {"i": "4711", "c": "c"}, "source:id", id="no source"),
    ],
)
async def test_what_cannot_be_read_is_an_error_that_says_how_to_write_it(
    client, answers, query, variables, says
):
    answer = await client.as_role(Role.ADMIN).ask(query, **variables)

    assert says in answer["errors"][0]["message"]
    assert answers.asked == []


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize(
    ("query", "name"),
    [
        (JUDGE, "judge"),
        (MERGE, "mergeCustomers"),
        (SPLIT, "splitCustomer"),
        (UNDO, "undoDecision"),
        (CONFIRM, "confirmCaller"),
        (MOVE, "moveInteraction"),
        (LEDGER, "decisions"),
    ],
)
async def test_a_role_decides_what_it_may_and_nothing_else(client, answers, role, query, name):
    response = await client.as_role(role).post({"query": query})

    assert (response.status_code == 403) is (role not in MAY_ASK[name])
    assert answers.asked == []


def test_every_refusal_has_a_reason_of_its_own():
    refusals = {one for one in RefusedError.__subclasses__() if one is not PersonalReasonError}

    assert refusals == REASONS.keys()  # a reason is refused where people are erased, not here


def test_agents_decide_about_their_own_contacts_only():
    agents = {name for name, roles in MAY_ASK.items() if Role.AGENT in roles}

    assert {"confirmCaller", "moveInteraction"} <= agents
    assert not {"judge", "mergeCustomers", "splitCustomer", "undoDecision"} & agents
