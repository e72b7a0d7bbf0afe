"""Who may ask: no key, a wrong one, a revoked one, and keys of every role."""

import asyncio
import logging

import pytest
from strawberry.utils.str_converters import to_camel_case

from api.access import MAY_ASK
from api.keys import Caller, KeyRing, Role, ensure_first_key, key_id, make_key, revoke_key, role_of
from api.schema import core_schema, make_schema

POP = '{ screenPop(lookup: {phone: "+15550142"}) { resolution } }'
TASKS = "{ reviewTasks { edges { cursor } } }"


@pytest.mark.parametrize(
    "header",
    [
        pytest.param(None, id="no key"),
        pytest.param("", id="blank"),
        pytest.param("Bearer", id="no value"),
        pytest.param(f"Bearer tk_{'wrong':x<32}", id="unknown key"),
        pytest.param(f"Basic tk_{'agent':x<32}", id="another scheme"),
    ],
)
async def test_without_a_valid_key_nothing_is_answered(client, answers, header):
    headers = {"authorization": header} if header is not None else {}

    response = await client.http.post(
        "/graphql", json={"query": "{__schema{types{name}}}"}, headers=headers
    )

    assert response.status_code == 401
    assert response.headers["www-authenticate"].startswith("Bearer")
    assert "authorization: Bearer tk_" in response.json()["errors"][0]["message"]
    assert answers.asked == []


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize(("document", "field"), [(POP, "screenPop"), (TASKS, "reviewTasks")])
async def test_a_role_asks_what_it_may_and_nothing_else(client, answers, role, document, field):
    response = await client.as_role(role).post({"query": document})

    if role in MAY_ASK[field]:
        assert response.status_code == 200
        assert "errors" not in response.json()
    else:
        assert response.status_code == 403
        assert role in response.json()["errors"][0]["message"]
        assert answers.asked == []


async def test_a_connector_reads_nobody_by_an_alias_or_a_fragment(client, answers):
    connector = client.as_role(Role.CONNECTOR)
    hidden = "query { ...f } fragment f on Query { ... { a: customer(id: 1) { name } } }"

    response = await connector.post({"query": hidden})

    assert response.status_code == 403
    assert answers.asked == []


def test_every_root_field_says_who_may_ask_it():
    schema = core_schema(make_schema())

    fields = {**schema.query_type.fields, **schema.mutation_type.fields}
    assert {to_camel_case(name) for name in fields} == {
        name for name in MAY_ASK if not name.startswith("__")
    }


@pytest.mark.graph
async def test_a_first_key_is_made_once_also_by_many_at_once(graph):
    made = await asyncio.gather(*(ensure_first_key(graph) for _ in range(8)))

    (key,) = [one for one in made if one is not None]
    assert len(key) == 35
    assert await role_of(graph, f"Bearer {key}") is Role.ADMIN
    assert await ensure_first_key(graph) is None


@pytest.mark.graph
async def test_the_clear_key_stands_nowhere_in_the_graph(graph, caplog):
    caplog.set_level(logging.DEBUG)

    key = await make_key(graph, Role.AGENT, "desk 4")

    rows = await graph.read("MATCH (k:ApiKey) RETURN properties(k) AS stored")
    assert len(rows) == 1
    assert key[3:] not in str(rows)
    assert key[3:] not in caplog.text


@pytest.mark.graph
async def test_a_known_key_costs_no_read_and_a_revoked_one_is_refused_in_time(graph):
    seconds = 0.0
    ring = KeyRing(graph, memory_seconds=30, clock=lambda: seconds)
    key = await make_key(graph, Role.AGENT, "desk 4")

    assert await ring(f"Bearer {key}") == Caller(Role.AGENT, "desk 4")
    reads = graph.reads
    assert await ring(f"bearer  {key} ") == Caller(Role.AGENT, "desk 4")
    assert graph.reads == reads
    assert await revoke_key(graph, key_id(key))
    seconds = 30.0
    assert await ring(f"Bearer {key}") is None


@pytest.mark.graph
async def test_a_key_of_which_one_character_is_wrong_is_unknown(graph):
    key = await make_key(graph, Role.AGENT, "desk 4")
    wrong = key[:-1] + ("A" if key[-1] != "A" else "B")

    assert await KeyRing(graph)(f"Bearer {wrong}") is None


@pytest.mark.graph
async def test_revoking_an_unknown_key_says_so(graph):
    assert not await revoke_key(graph, "nobody's")
