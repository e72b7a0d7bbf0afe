"""Causes, silent customers and notices over GraphQL: who may ask, what they see, what is kept."""

import pytest

from api.access import MAY_ASK
from api.keys import Role

CAUSES = "{ causes { edges { node { id title customers firstSeen trend { way words } } } } }"
CAUSE = """query($id: ID!) { cause(id: $id) {
  pattern channels evidence { words text customerId at }
} }"""
SILENT = """query($of: String!, $after: String) {
patternCustomers(of: $of, first: 2, after: $after) {
  edges { cursor node { id name why about value currency } } pageInfo { hasNextPage }
} }"""
NOTICES = "{ notices { edges { node { id state holdOutPercent counts { state customers } } } } }"
RECIPIENTS = """query($n: ID!) { noticeRecipients(notice: $n) {
  edges { node { customerId group channel text why detail } }
} }"""
RESULT = """query($n: ID!) { noticeResult(notice: $n) {
  words isComplete effect { told toldRate heldOutRate avoided low high }
} }"""
MADE = "__typename ... on Noticed { notice { id state } } ... on Refused { reason message }"
MAKE = f'mutation($f: String!) {{ makeNotice(form: $f, key: "k") {{ {MADE} }} }}'
APPROVE = f"mutation($id: ID!) {{ approveNotice(id: $id) {{ {MADE} }} }}"
CANCEL = f"mutation($id: ID!) {{ cancelNotice(id: $id) {{ {MADE} }} }}"
OURS = (
    *("causes", "cause", "patternCustomers", "notices", "noticeRecipients", "noticeResult"),
    *("makeNotice", "approveNotice", "cancelNotice"),
)


@pytest.fixture
def leader(client):
    return client.as_role(Role.SUPERVISOR)


async def data(client, query, **variables):
    answer = await client.ask(query, **variables)
    assert "errors" not in answer, answer
    (one,) = answer["data"].values()
    return one


async def test_a_cause_says_how_many_since_when_and_whether_it_grows(leader):
    (edge,) = (await data(leader, CAUSES))["edges"]

    assert edge["node"]["trend"] == {
        "way": "RISING",
        "words": "rising: 9 this week, 2.0 in an average one of the 8 before",
    }
    assert (edge["node"]["customers"], edge["node"]["firstSeen"][:4]) == (2, "1970")


async def test_one_cause_comes_with_its_evidence_and_an_unknown_one_is_null(leader):
    cause = await data(leader, CAUSE, id="price-rise")

    assert cause["pattern"] == "price-rise-untold"
    assert cause["evidence"][0]["customerId"] == "c-1"
    assert await data(leader, CAUSE, id="no-such") is None


async def test_silent_customers_come_in_pages(leader):
    page = await data(leader, SILENT, of="price-rise")

    last = page["edges"][-1]
    assert (last["cursor"], page["pageInfo"]["hasNextPage"]) == ("c-1", True)
    assert last["node"]["value"] == "9"
    rest = await data(leader, SILENT, of="price-rise", after=last["cursor"])
    assert [one["node"]["id"] for one in rest["edges"]] == ["c-2"]


async def test_a_notice_shows_its_terms_and_who_gets_what(leader):
    (edge,) = (await data(leader, NOTICES))["edges"]
    (told,) = (await data(leader, RECIPIENTS, n="n-1"))["edges"]

    assert edge["node"]["holdOutPercent"] == "10"
    assert told["node"]["text"] == "Hello Ben"


async def test_the_result_has_an_interval(leader):
    result = await data(leader, RESULT, n="n-1")

    effect = result["effect"]
    assert (effect["toldRate"], effect["heldOutRate"]) == (0.5, 0.75)
    assert effect["low"] < effect["avoided"] == 25 < effect["high"]
    assert "95 % interval" in result["words"]


async def test_what_may_be_decided_is_and_what_may_not_is_refused_with_the_reason(leader, answers):
    made = await data(leader, MAKE, f="price-rise")
    unknown = await data(leader, MAKE, f="no-such")
    approved = await data(leader, APPROVE, id="n-1")
    cancelled = await data(leader, CANCEL, id="n-1")

    assert made == {"__typename": "Noticed", "notice": {"id": "n-1", "state": "draft"}}
    assert unknown["reason"] == "UNKNOWN"
    assert (approved["reason"], cancelled["__typename"]) == ("NOTHING_TO_DO", "Noticed")
    form, making = answers.asked[0]
    assert (form, making.actor, making.key) == ("price-rise", "supervisor key", "k")


@pytest.mark.parametrize(
    ("query", "variables"),
    [
        (SILENT, {"of": "no-such"}),
        (RECIPIENTS, {"n": "no-such"}),
        (RESULT, {"n": "no-such"}),
    ],
)
async def test_what_is_not_there_is_an_error_that_names_it(leader, query, variables):
    answer = await leader.ask(query, **variables)

    assert '"no-such"' in answer["errors"][0]["message"]


def test_supervisors_and_admins_may_and_nobody_else():
    assert {name: MAY_ASK[name] for name in OURS} == dict.fromkeys(
        OURS, frozenset({Role.SUPERVISOR, Role.ADMIN})
    )
