"""What clients get: the pop, customers, pages, and failures that give nothing away."""

import asyncio
import logging

import pytest

from api.keys import Role
from context.pop import Lookup

POP = """query($lookup: LookupInput!) { screenPop(lookup: $lookup) {
  resolution acknowledgement
  customer { id name since identifiers { kind value shared } }
  candidates { customerId weight probability evidence { comparison weight words } }
  question { field text }
  attempts { at outcome waitedSeconds }
  interactions { id startedAt answeredAt about }
  orders { id total lines { quantity price } shipments { deliveredAt } }
  contracts { endsAt price }
  effort { waitedSeconds }
  nextActions { action }
  route { desk }
} }"""


async def test_a_known_caller_pops_with_the_whole_story(client):
    answer = await client.ask(POP, lookup={"phone": "+15550142"})

    pop = answer["data"]["screenPop"]
    assert pop["resolution"] == "ONE"
    assert pop["customer"]["name"] == "John Castell"
    assert pop["customer"]["since"] == "2019-03-04T00:00:00Z"
    assert [one["waitedSeconds"] for one in pop["attempts"]] == [1380, None, 251]
    assert pop["interactions"][1]["answeredAt"] == "2026-11-17T19:02:00Z"
    assert pop["orders"][0]["total"] == "149.00"
    assert pop["orders"][0]["lines"] == [{"quantity": "1", "price": "149.00"}]
    assert pop["contracts"] == [{"endsAt": None, "price": "9.99"}]
    assert pop["nextActions"] == [{"action": "exchange"}]


async def test_a_doubtful_caller_pops_with_candidates_and_a_question(client):
    answer = await client.ask(POP, lookup={"name": "Lizzie Moreno", "city": "St. Pete"})

    pop = answer["data"]["screenPop"]
    assert (pop["resolution"], pop["customer"]) == ("SEVERAL", None)
    assert [one["probability"] for one in pop["candidates"]] == [0.71, 0.24]
    assert pop["candidates"][0]["evidence"][2]["weight"] == -2.5
    assert pop["question"]["field"] == "email"


async def test_every_part_of_a_look_up_reaches_the_room_below(client, answers):
    lookup = {
        "channel": "chat", "phone": "1", "email": "2", "handle": {"network": "x", "handle": "3"},
        "orderNumber": "4", "caseNumber": "5", "accountNumber": "6", "interaction": "voice:7",
        "name": "8", "city": "9", "text": "10",
    }  # fmt: skip

    await client.ask(POP, lookup=lookup)

    assert answers.asked == [
        Lookup(
            channel="chat", phone="1", email="2", handle=("x", "3"), order_number="4",
            case_number="5", account_number="6", interaction="voice:7", name="8", city="9",
            text="10",
        )
    ]  # fmt: skip


async def test_a_customer_is_found_by_id_and_nobody_is_null(client):
    answer = await client.ask(
        '{ a: customer(id: "c-john") { name } b: customer(id: "x") { name } }'
    )

    assert answer["data"] == {"a": {"name": "John Castell"}, "b": None}


@pytest.mark.parametrize(
    ("field", "ids"),
    [
        ('customers(search: "Customer", first: 2', ["c-0", "c-1", "c-2", "c-3", "c-4"]),
        ("reviewTasks(first: 2", ["t-0", "t-1", "t-2"]),
    ],
)
async def test_pages_follow_one_another_to_the_end(client, field, ids):
    admin, seen, after = client.as_role(Role.ADMIN), [], "null"

    while after:
        answer = await admin.ask(
            f"{{ page: {field}, after: {after}) "
            "{ edges { cursor node { id } } pageInfo { hasNextPage endCursor } } }"
        )
        page = answer["data"]["page"]
        seen += [edge["node"]["id"] for edge in page["edges"]]
        after = f'"{page["pageInfo"]["endCursor"]}"' if page["pageInfo"]["hasNextPage"] else None

    assert seen == ids


async def test_a_failure_tells_the_client_an_id_and_the_log_no_person(client, answers, caplog):
    answers.fails = RuntimeError("no such customer: ana@example.com")

    response = await client.post(
        {"query": '{ screenPop(lookup: {phone: "+15550142", name: "Ana"}) { resolution } }'}
    )

    error = response.json()["errors"][0]
    (record,) = [one for one in caplog.records if one.levelno >= logging.ERROR]
    logged = f"{record.getMessage()} {vars(record)} {caplog.text}"
    assert error["extensions"] == {
        "code": "INTERNAL",
        "requestId": response.headers["x-request-id"],
    }
    assert record.request_id == response.headers["x-request-id"]
    for secret in ("ana@example.com", "Ana", "+15550142"):
        assert secret not in response.text
        assert secret not in logged


async def test_an_answer_that_takes_too_long_is_given_up(make_app, open_client, answers):
    async def never(*_: object, **__: object) -> None:
        await asyncio.sleep(60)

    answers.screen_pop = never
    async with open_client(make_app(deadline_seconds=0.05)) as http:
        response = await http.post(
            "/graphql",
            json={"query": "{ screenPop(lookup: {}) { resolution } }"},
            headers={"authorization": f"Bearer tk_{'agent':x<32}"},
        )

    assert response.status_code == 503
    assert response.headers["retry-after"] == "1"
