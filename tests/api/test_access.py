"""Who may ask: no key, a wrong one, a revoked one, and keys of every role."""

import asyncio
import logging

import pytest
from strawberry.utils.str_converters import to_camel_case

from api.access import MAY_ASK, RECORDS, may_bring_records, scope_for
from api.errors import UnknownScopeError
from api.keys import Caller, KeyRing, Role, ensure_first_key, key_id, make_key, revoke_key, role_of
from api.schema import core_schema, make_schema
from graph.queries.api_keys import list_api_keys

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

    roots = (schema.query_type, schema.mutation_type, schema.subscription_type)
    fields = [name for root in roots for name in root.fields]
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

    assert await ring(f"Bearer {key}") == Caller(Role.AGENT, "desk 4", key_id(key))
    reads = graph.reads
    assert await ring(f"bearer  {key} ") == Caller(Role.AGENT, "desk 4", key_id(key))
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


@pytest.mark.graph
async def test_a_key_opens_nothing_from_its_last_instant_on_although_it_is_remembered(graph):
    now_ms = 1_000
    ring = KeyRing(graph, memory_seconds=3600, now_ms=lambda: now_ms)
    key = await make_key(graph, Role.AGENT, "temp", expires_at_ms=2_000)

    assert await ring(f"Bearer {key}") is not None
    now_ms = 2_000
    assert await ring(f"Bearer {key}") is None


@pytest.mark.graph
async def test_when_a_key_was_used_is_stored_beside_the_requests_and_never_goes_back(graph):
    now_ms = 5_000
    ring = KeyRing(graph, now_ms=lambda: now_ms)
    key, unused = [await make_key(graph, Role.AGENT, name) for name in ("used", "unused")]

    await ring(f"Bearer {key}")
    assert await used_at(graph, key) is None
    await ring.store_uses()
    assert await used_at(graph, key) == 5_000
    now_ms = 4_000  # another process whose clock is behind
    await ring(f"Bearer {key}")
    await ring.store_uses()

    assert await used_at(graph, key) == 5_000
    assert await used_at(graph, unused) is None


@pytest.mark.graph
async def test_uses_are_stored_at_the_end_as_well(graph):
    ring = KeyRing(graph)
    key = await make_key(graph, Role.AGENT, "desk 4")

    async with ring.uses_stored():
        await ring(f"Bearer {key}")

    assert await used_at(graph, key) is not None


async def used_at(graph, key: str) -> int | None:
    return {row.id: row.used_at_ms for row in await list_api_keys(graph)}[key_id(key)]


@pytest.mark.parametrize(
    ("caller", "brings"),
    [
        pytest.param(Caller(Role.CONNECTOR, "c"), True, id="a connector"),
        pytest.param(Caller(Role.CONNECTOR, "c", fields=frozenset({RECORDS})), True, id="limited"),
        pytest.param(Caller(Role.ADMIN, "a", fields=frozenset({"customer"})), False, id="to else"),
        pytest.param(Caller(Role.AGENT, "a"), False, id="an agent"),
        pytest.param(Caller(Role.AGENT, "a", fields=frozenset({RECORDS})), False, id="forged"),
    ],
)
def test_who_may_bring_records(caller, brings):
    assert may_bring_records(caller) is brings


def test_a_key_is_limited_to_what_its_role_may_ask():
    assert scope_for(Role.AGENT, ["screenPop"]) == {"screenPop"}
    with pytest.raises(UnknownScopeError):
        scope_for(Role.SUPERVISOR, ["judge"])
