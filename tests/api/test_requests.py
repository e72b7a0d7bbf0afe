"""Hostile and broken requests: each gets a clear refusal, none a 500."""

import json

import httpx2
import pytest

from api.keys import Role

POP = "query($l: LookupInput!) { screenPop(lookup: $l) { resolution } }"
DEEP = b'{"query":"{__typename}","variables":' + b'{"a":' * 100_000 + b"1" + b"}" * 100_000 + b"}"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        pytest.param(b"", 400, id="nothing"),
        pytest.param(b"null", 400, id="null"),
        pytest.param(b'"query"', 400, id="a string"),
        pytest.param(b"7", 400, id="a number"),
        pytest.param(b"[]", 400, id="an empty batch"),
        pytest.param(b'[{"query":"{__typename}"}]', 400, id="a batch"),
        pytest.param(b"{", 400, id="half an object"),
        pytest.param(b"{}", 400, id="no query"),
        pytest.param(b'{"query":""}', 400, id="blank query"),
        pytest.param(b'{"query":1}', 400, id="query is a number"),
        pytest.param(b'{"query":"{__typename}","variables":[1]}', 400, id="variables is a list"),
        pytest.param(b'{"query":"{__typename}","operationName":1}', 400, id="name is a number"),
        pytest.param(b'{"query":"{__typename}","extensions":1}', 400, id="extensions is a number"),
        pytest.param(b'{"query":"{__typename}","query":"{a}"}', 400, id="a key twice"),
        pytest.param(b'{"query":"\xff\xfe"}', 400, id="not UTF-8"),
        pytest.param('{"query":"é"}'.encode("utf-16"), 400, id="UTF-16"),
        pytest.param(b'{"query":"\\ud800"}', 400, id="half a surrogate pair in the query"),
        pytest.param(
            b'{"query":"{__typename}","variables":{"a":["\\udfff"]}}',
            400,
            id="half a surrogate pair in a variable",
        ),
        pytest.param(b'{"query":"{__typename}","variables":{"a":NaN}}', 400, id="NaN"),
        pytest.param(b'{"query":"\x00"}', 400, id="a raw NUL"),
        pytest.param(b'{"a":' + b"9" * 5000 + b"}", 400, id="a number of 5,000 digits"),
        pytest.param(b"[" * 50_000 + b"]" * 50_000, 400, id="100,000 brackets"),
        pytest.param(DEEP, 413, id="600 kB of nesting"),
        pytest.param(b'{"query":"' + b"a" * 100_000 + b'"}', 413, id="over the limit"),
    ],
)
async def test_a_broken_body_is_refused_and_says_why(client, body, status):
    response = await client.post(body)

    assert response.status_code == status
    (error,) = response.json()["errors"]
    assert error["message"]
    assert error["extensions"]["requestId"] == response.headers["x-request-id"]


async def test_a_body_without_a_length_is_cut_off_at_the_limit(client, answers):
    async def endless():
        for _ in range(1000):
            yield b" " * 10_000
        raise AssertionError("the whole body was read")

    response = await client.http.post(
        "/graphql",
        content=endless(),
        headers={"authorization": client.authorization, "content-type": "application/json"},
    )

    assert response.status_code == 413
    assert answers.asked == []


@pytest.mark.parametrize(
    "content_type",
    ["text/plain", "application/x-www-form-urlencoded", "application/json; charset=latin-1", ""],
)
async def test_another_media_type_is_refused(client, content_type):
    headers = {"content-type": content_type} if content_type else {}
    request = httpx2.Request(
        "POST",
        "http://tellonce.example.com/graphql",
        content=b'{"query":"{__typename}"}',
        headers={"authorization": client.authorization, **headers},
    )

    response = await client.http.send(request)

    assert response.status_code == 415


@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE", "OPTIONS"])
async def test_only_post_asks(client, method):
    response = await client.http.request(
        method, "/graphql?query={__typename}", headers={"authorization": client.authorization}
    )

    assert response.status_code == 405
    assert response.headers["allow"] == "POST"


@pytest.mark.parametrize(
    ("document", "variables", "word"),
    [
        pytest.param("{", {}, "Syntax", id="syntax"),
        pytest.param("{ nothing }", {}, "nothing", id="unknown field"),
        pytest.param("fragment f on Query { __typename }", {}, "", id="no operation"),
        pytest.param("query a {__typename} query b {__typename}", {}, "operationName", id="two"),
        pytest.param(POP, {}, "$l", id="missing variable"),
        pytest.param(POP, {"l": 1}, "LookupInput", id="variable of another type"),
        pytest.param(POP, {"l": {"phon": "1"}}, "phon", id="unknown part of the look-up"),
        pytest.param("mutation { a }", {}, "Mutation", id="unknown mutation"),
        pytest.param("subscription { a }", {}, "Subscription", id="unknown subscription"),
        pytest.param("subscription { mentions { cursor } }", {}, "WebSocket", id="over HTTP"),
    ],
)
@pytest.mark.parametrize(
    ("accept", "status"),
    [("application/json", 200), ("application/graphql-response+json", 400)],
)
async def test_a_document_that_cannot_run_has_errors_and_no_data(
    client, document, variables, word, accept, status
):
    response = await client.post({"query": document, "variables": variables}, accept=accept)

    answer = response.json()
    assert response.status_code == status
    assert response.headers["content-type"].startswith(accept)
    assert "data" not in answer
    assert word in str(answer["errors"])


async def test_an_unknown_operation_name_is_an_error(client):
    response = await client.post({"query": "query a {__typename}", "operationName": "b"})

    assert "operationName" in response.json()["errors"][0]["message"]


@pytest.mark.parametrize(
    ("lookup", "word"),
    [
        pytest.param({"name": "a" * 501}, "lookup.name", id="name too long"),
        pytest.param({"text": "a" * 20_001}, "lookup.text", id="text too long"),
        pytest.param({"phone": "+1 555\0 0142"}, "NUL", id="NUL"),
    ],
)
async def test_a_hostile_look_up_is_refused_before_anybody_is_asked(client, answers, lookup, word):
    answer = await client.ask(POP, l=lookup)

    assert answer["data"] is None
    assert word in answer["errors"][0]["message"]
    assert answers.asked == []


@pytest.mark.parametrize("first", [0, -1, 101])
@pytest.mark.parametrize("field", ["customers", "reviewTasks"])
async def test_a_page_holds_1_to_100(client, answers, field, first):
    reviewer = client.as_role(Role.REVIEWER)

    answer = await reviewer.ask(f"{{ {field}(first: {first}) {{ edges {{ cursor }} }} }}")

    assert "between 1 and 100" in answer["errors"][0]["message"]
    assert answers.asked == []


async def test_text_in_any_script_arrives_as_it_was_sent(client, answers):
    body = json.dumps({"query": POP, "variables": {"l": {"name": "Zoë 李 🎒", "city": " "}}})

    await client.post(body.encode())

    assert (answers.asked[0].name, answers.asked[0].city) == ("Zoë 李 🎒", None)
