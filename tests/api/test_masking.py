"""What a role does not see is taken out of its documents, however it is asked for."""

import json
from dataclasses import replace
from pathlib import Path
from unittest.mock import ANY

import httpx2
import pytest
from graphql import DocumentNode, TypeInfo, TypeInfoVisitor, Visitor, visit
from starlette.applications import Starlette

from api.app import create_routes
from api.documents import Documents
from api.errors import UnmaskableError
from api.keys import Caller, Role
from api.limits import Limits
from api.masking import Masks
from api.schema import core_schema, make_schema
from api.settings import ApiSettings, read_api_settings
from context.ingest import Ingest
from context.pop import Desk
from identity.records import PersonRecord
from identity.resolver import Resolver
from identity.settings import IdentitySettings
from identity.setup import open_identity

SCHEMA = core_schema(make_schema())
MASKED = {Role.AGENT: ("identifiers", "Customer.name", "Interaction.text")}
LOOKUP = '(lookup: {phone: "+15550142"})'
SECRETS = ("j.castell@example.com", "John Castell", "Dead out of the box")


@pytest.fixture
async def masked(make_app, open_client, client):
    """A client whose agents do not see who somebody is and what they wrote."""
    async with open_client(make_app(masked=MASKED)) as http:
        yield replace(client, http=http)


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        pytest.param("customer { name city }", {"name": None, "city": "Portland"}, id="plain"),
        pytest.param("customer { n: name }", {"n": None}, id="alias"),
        pytest.param("customer { city: name name: city }", {"city": None, "name": "Portland"},
                     id="under the name of another"),
        pytest.param("customer { identifiers { value } }", {"identifiers": []}, id="a list"),
        pytest.param("customer { i: identifiers { v: value kind } }", {"i": []}, id="list, alias"),
        pytest.param("customer { ... { name } }", {"name": None}, id="inline fragment"),
        pytest.param("customer { ... on Customer { name } }", {"name": None}, id="typed fragment"),
        pytest.param("customer { ...F }", {"name": None, "identifiers": []}, id="fragment"),
        pytest.param("customer { ...G }", {"name": None, "identifiers": []}, id="nested fragment"),
        pytest.param("...H", {"name": None}, id="fragment over it"),
        pytest.param("customer { name @skip(if: true) city }", {"city": "Portland"}, id="skipped"),
        pytest.param("customer { name @include(if: true) }", {"name": None}, id="included"),
        pytest.param("customer { name name }", {"name": None}, id="twice"),
        pytest.param("customer { name ...F }", {"name": None, "identifiers": []}, id="merged"),
        pytest.param("customer { city } ...H", {"city": "Portland", "name": None}, id="two ways"),
        pytest.param(
            "customer { interactions { text channel } }",
            {
                "interactions": [
                    {"text": None, "channel": "chat"},
                    {"text": None, "channel": "social"},
                    {"text": None, "channel": "voice"},
                ]
            },
            id="in a list",
        ),
    ],
)  # fmt: skip
async def test_a_masked_value_is_nowhere_in_the_answer(masked, asked, shown):
    fragments = "".join(
        text
        for name, text in {
            "F": "fragment F on Customer { name identifiers { value } }",
            "G": "fragment G on Customer { ...F } fragment F on Customer "
            "{ name identifiers { value } }",
            "H": "fragment H on ScreenPop { customer { name } }",
        }.items()
        if f"...{name}" in asked
    )

    answer = await masked.ask(f"{{ screenPop{LOOKUP} {{ {asked} }} }} {fragments}")

    assert answer["data"]["screenPop"]["customer"] == shown
    assert set(answer["extensions"]["masked"]) <= {
        "Customer.name",
        "Customer.identifiers",
        "Interaction.text",
    }
    assert not any(secret in json.dumps(answer) for secret in SECRETS)


async def test_what_was_masked_is_named(masked):
    answer = await masked.ask(f"{{ screenPop{LOOKUP} {{ customer {{ name city }} }} }}")

    assert answer["extensions"]["masked"] == ["Customer.name"]


async def test_of_evidence_a_masked_role_gets_levels_and_weights_and_no_value(masked):
    answer = await masked.ask(
        '{ screenPop(lookup: {name: "Lizzie Moreno"}) '
        "{ candidates { probability evidence { comparison level weight ours theirs } } } }"
    )

    evidence = [
        one
        for candidate in answer["data"]["screenPop"]["candidates"]
        for one in candidate["evidence"]
    ]
    assert evidence[0] == {
        "comparison": "name",
        "level": "nickname_last",
        "weight": 15.3,
        "ours": None,
        "theirs": None,
    }
    assert answer["extensions"]["masked"] == ["Evidence.ours", "Evidence.theirs"]
    assert "moreno" not in json.dumps(answer["data"]).lower()


async def test_other_roles_see_it_from_the_same_document(masked):
    document = f"{{ screenPop{LOOKUP} {{ customer {{ name }} }} }}"
    agents = await masked.ask(document)
    supervisors = await masked.as_role(Role.SUPERVISOR).ask(document)
    again = await masked.ask(document)

    assert agents == again
    assert agents["data"]["screenPop"]["customer"] == {"name": None}
    assert supervisors["data"] == {"screenPop": {"customer": {"name": "John Castell"}}}


async def test_a_document_of_several_operations_is_masked_in_each(masked):
    document = (
        f"query A {{ screenPop{LOOKUP} {{ customer {{ name }} }} }} "
        f"query B {{ screenPop{LOOKUP} {{ customer {{ city n: name }} }} }}"
    )

    response = await masked.post({"query": document, "operationName": "B"})

    assert response.json()["data"]["screenPop"]["customer"] == {"city": "Portland", "n": None}


def test_the_document_that_runs_asks_for_no_masked_field(pop_document):
    """One mask after the other, for every field that can be masked, over the whole pop."""
    prepared = Documents(SCHEMA, limits=Limits(), introspection=True).prepare(pop_document)
    asked = coordinates(prepared.document)
    maskable = {name for name in asked if _can_be_masked(name)}
    assert {"Customer.identifiers", "Customer.name", "Interaction.text"} <= maskable

    for name in maskable:
        laid = Masks(SCHEMA, {Role.AGENT: [name]}).lay(Role.AGENT, pop_document, prepared)

        assert name not in coordinates(laid.prepared.document)
        assert name in laid.names


@pytest.fixture
def pop_document() -> str:
    return (Path(__file__).parents[1] / "stories" / "screen_pop.graphql").read_text()


def coordinates(document: DocumentNode) -> set[str]:
    """Return every `Type.field` that a document asks for."""
    types, found = TypeInfo(SCHEMA), set()

    class Collect(Visitor):
        def enter_field(self, node, *_):
            if not node.name.value.startswith("__"):
                found.add(f"{types.get_parent_type().name}.{node.name.value}")

    visit(document, TypeInfoVisitor(types, Collect()))
    return found


def _can_be_masked(name: str) -> bool:
    try:
        Masks(SCHEMA, {Role.AGENT: [name]})
    except UnmaskableError:
        return False
    return True


def test_a_masked_document_is_made_once_for_each_role():
    masks = Masks(SCHEMA, {**MASKED, Role.REVIEWER: ("city",)})
    documents = Documents(SCHEMA, limits=Limits(), introspection=True)
    text = "{ customer(id: 1) { name city } }"
    prepared = documents.prepare(text)

    agents = masks.lay(Role.AGENT, text, prepared)

    assert masks.lay(Role.AGENT, text, prepared) is agents
    assert agents.names == ("Customer.name",)
    assert masks.lay(Role.REVIEWER, text, prepared).names == ("Customer.city",)
    assert masks.lay(Role.ADMIN, text, prepared).prepared is prepared
    assert prepared.document is documents.prepare(text).document


@pytest.mark.parametrize(
    ("name", "word"),
    [
        pytest.param("birthday", "no such field", id="unknown"),
        pytest.param("Customer.birthday", "no such field", id="unknown of a type"),
        pytest.param("Customer.id", "Customer.id must hold something", id="never null"),
        pytest.param("name", "Asset.name.* must hold something", id="never null somewhere"),
        pytest.param("__Type.name", "no such field", id="of the schema itself"),
    ],
)
def test_a_mask_that_could_not_hold_is_refused_at_the_start(name, word):
    with pytest.raises(UnmaskableError, match=word):
        Masks(SCHEMA, {Role.AGENT: [name]})


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        pytest.param("", {}, id="nothing"),
        pytest.param("identifiers, city", {Role.AGENT: ("identifiers", "city")}, id="agents"),
        pytest.param(
            "agent: identifiers ; reviewer:Customer.name,",
            {Role.AGENT: ("identifiers",), Role.REVIEWER: ("Customer.name",)},
            id="by role",
        ),
    ],
)
def test_masks_are_set_by_role(text, masked):
    assert read_api_settings({"TELLONCE_MASKED_FIELDS": text}).masked == masked


def test_a_mask_for_a_role_that_there_is_not_is_refused():
    with pytest.raises(ValueError, match="boss"):
        read_api_settings({"TELLONCE_MASKED_FIELDS": "boss: identifiers"})


@pytest.mark.graph
async def test_masked_identifiers_are_not_even_read(graph, keys, monkeypatch):
    identity = open_identity(graph, keys, IdentitySettings(default_region="US"))
    ana = PersonRecord("shop", "c1", given_name="Ana", emails=("ana@example.com",))
    await Ingest(Resolver(identity)).ingest([ana])
    rows, read = [], graph.read

    async def watched(cypher, /, **parameters):
        found = await read(cypher, **parameters)
        rows.extend(found)
        return found

    monkeypatch.setattr(graph, "read", watched)
    roles = {"Bearer agent": Role.AGENT, "Bearer admin": Role.ADMIN}

    async def check(header: str | None) -> Caller:
        return Caller(roles[header or ""], "somebody")

    settings = ApiSettings(masked={Role.AGENT: ("identifiers",)})
    app = Starlette(routes=create_routes(Desk(identity), check, settings))
    document = """{ screenPop(lookup: {email: "ana@example.com"}) {
        resolution customer { identifiers { value } } } }"""
    shown = {}
    async with httpx2.AsyncClient(
        transport=httpx2.ASGITransport(app=app), base_url="http://a.example.com"
    ) as http:
        for header, role in roles.items():
            rows.clear()
            response = await http.post(
                "/graphql", json={"query": document}, headers={"authorization": header}
            )
            pop = response.json()["data"]["screenPop"]
            shown[role] = (pop["resolution"], len(pop["customer"]["identifiers"]),
                           "ana@example.com" in str(rows))  # fmt: skip

    assert shown == {Role.AGENT: ("ONE", 0, False), Role.ADMIN: ("ONE", ANY, True)}
    assert shown[Role.ADMIN][1] >= 1
