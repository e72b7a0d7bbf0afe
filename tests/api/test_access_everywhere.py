"""Every root field of the schema, asked by everybody who may and by everybody who may not."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from starlette.applications import Starlette

from api.access import MAY_ASK
from api.app import routes_for
from api.audit_chain import Seal, audit_files
from api.audit_trail import open_trail
from api.keys import Caller, Role
from api.schema import core_schema, make_schema
from api.settings import ApiSettings
from graph.keys import Keys
from tests.api.root_documents import root_documents

# What these show is how agents did, and by which forms; a recording leaves a look.
QUALITY = {"qualityForms", "scorecards", "qualitySamples", "qualityReport", "calibration"}
INSIGHTS = {"causes", "notices", "noticeResult"}  # numbers; evidence and lists leave a look
# What these show of customers is judged, or was decided, by the very people who ask.
NO_LOOKS = {"reviewTasks", "decisions", "books", "contactPoints", *QUALITY, *INSIGHTS}
DOCUMENTS = list(root_documents(core_schema(make_schema())))
SEAL = Seal(Keys(b"an invented deployment key, long"))

pytestmark = pytest.mark.parametrize(
    ("operation", "field", "document"), [pytest.param(*one, id=one[1]) for one in DOCUMENTS]
)


def refused(response, answers, status: int) -> bool:
    return (response.status_code, "data" in response.json(), answers.asked) == (status, False, [])


@pytest.fixture
def as_caller(answers, open_client) -> Iterator:
    """Ask as this caller, with or without an audit."""

    def connect(caller: Caller, trail=None):
        async def everybody(_: str | None) -> Caller:
            return caller

        async def probe() -> None:
            """A graph that is well."""

        return open_client(
            Starlette(routes=routes_for(answers, everybody, ApiSettings(), probe, trail))
        )

    return connect


@pytest.mark.parametrize("header", [None, "", "Bearer tk_wrong", f"Bearer tk_{'wrong':x<32}"])
async def test_nobody_else_is_answered(client, answers, operation, field, document, header):
    headers = {"authorization": header} if header is not None else {}

    response = await client.http.post("/graphql", json={"query": document}, headers=headers)

    assert refused(response, answers, 401)


@pytest.mark.parametrize("role", list(Role))
async def test_each_role_is_answered_what_it_may_ask_and_no_more(
    client, answers, operation, field, document, role
):
    response = await client.as_role(role).post({"query": document})

    if role in MAY_ASK[field]:
        assert response.status_code == 200
        assert "may not ask" not in response.text
        assert "Cannot query field" not in response.text
    else:
        assert refused(response, answers, 403)


async def test_a_limited_key_is_answered_what_it_is_limited_to(
    as_caller, answers, operation, field, document
):
    limited = Caller(Role.ADMIN, "limited", fields=frozenset({field}))
    others = replace(limited, fields=frozenset(MAY_ASK) - {field})

    async with as_caller(others) as http:
        assert refused(await http.post("/graphql", json={"query": document}), answers, 403)
    async with as_caller(limited) as http:
        response = await http.post("/graphql", json={"query": document})
        assert response.status_code == 200
        assert "may not ask" not in response.text


async def test_whatever_shows_customers_is_in_the_audit(
    as_caller, tmp_path, operation, field, document
):
    with open_trail(tmp_path, SEAL) as trail:
        async with as_caller(Caller(Role.ADMIN, "admin"), trail) as http:
            await http.post("/graphql", json={"query": document})
    (file,) = audit_files(tmp_path)
    entries = (tmp_path / file.name).read_text().count("\n") - 2  # beside opening and closing

    assert entries == (1 if operation == "query" and field not in NO_LOOKS else 0)
