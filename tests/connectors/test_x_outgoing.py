"""Agents' answers go out on X once, where it is allowed, and stand with the customer at once."""

from collections.abc import AsyncIterator
from dataclasses import replace
from decimal import Decimal

import pytest

from connectors.connectors_file import InstanceTable
from connectors.errors import (
    AccessRefusedError,
    BudgetSpentError,
    MaybeSentError,
    NotSentError,
    SendingOffError,
    SourceAwayError,
)
from connectors.sync import sync
from connectors.x.connector import X
from connectors.x.outgoing import open_outgoing
from context.ingest import Ingest
from graph.queries.purse import read_spent
from identity.resolver import Resolver
from identity.settings import IdentitySettings
from identity.setup import open_identity
from tests.connectors.vendors import half_a_page, open_for_business, status
from tests.connectors.x_double import OURS, XDouble, settings

pytestmark = pytest.mark.graph

STORED = """
MATCH (i:Interaction)-[:BY]->(s:SourceRecord)
RETURN i.source_id AS id, i.direction AS direction, i.text AS text, i.agent AS agent,
  s.source_id AS whose
ORDER BY id
"""


@pytest.fixture
async def x() -> AsyncIterator[XDouble]:
    double = XDouble()
    double.user("55", "ana_l", "Ana Lopez")
    double.user("66", "ben_k", "Ben King", closed=True)
    async with open_for_business(double):
        yield double


@pytest.fixture
def people(graph, keys) -> Ingest:
    return Ingest(Resolver(open_identity(graph, keys, IdentitySettings())))


@pytest.fixture
def table(x) -> InstanceTable:
    values = settings(x.url, sending="on")
    return InstanceTable(X, "main", values, requests_a_minute=60_000)


@pytest.fixture
def sending(graph, people, table):
    def sending(money: str | None = None):
        limit = Decimal(money) if money else None
        return open_outgoing(replace(table, money_a_month=limit), graph, people)

    return sending


async def test_nothing_goes_out_unless_somebody_allowed_it(x, graph, people, table):
    off = replace(table, values=settings(x.url))

    with pytest.raises(SendingOffError, match='sending = "on"'):
        async with open_outgoing(off, graph, people):
            pass


async def test_a_reply_is_posted_and_stands_with_whom_it_is_for(x, sending, graph):
    mention = x.post("55", "@acme_help the wrong bag")
    async with sending() as out:
        id_ = await out.reply(mention, "Which order is it?", to="55", agent="Dana")

    (row,) = [one for one in await graph.read(STORED) if one["id"] == id_]
    assert x.posts[id_]["referenced_tweets"] == [{"type": "replied_to", "id": mention}]
    assert (row["direction"], row["agent"], row["whose"]) == ("out", "Dana", "55")


async def test_what_went_out_and_is_read_later_has_one_effect(
    x, sending, graph, keys, people, table
):
    mention = x.post("55", "@acme_help the wrong bag")
    async with sending() as out:
        reply = await out.reply(mention, "Which order is it?", to="55")
        message = await out.message("55", "Let us see it in private")
    await sync(graph, keys, people, table)

    rows = await graph.read(STORED)
    assert sorted(row["id"] for row in rows) == sorted([mention, reply, f"dm:{message}"])
    assert {row["whose"] for row in rows} == {"55"}


async def test_a_reply_to_who_did_not_ask_for_us_is_explained(x, sending, graph):
    elsewhere = x.post("55", "acme again")
    async with sending() as out:
        with pytest.raises(NotSentError, match="named or quoted our account") as refused:
            await out.reply(elsewhere, "How can we help?", to="55")

    assert "direct message" in str(refused.value)
    assert "not allowed because you have not been mentioned" in str(refused.value)
    assert await graph.read(STORED) == []
    assert x.bill == 0


async def test_who_takes_no_messages_is_told_as_that(x, sending):
    async with sending() as out:
        with pytest.raises(NotSentError, match="takes no direct messages"):
            await out.message("66", "hello")


async def test_a_limit_that_is_reached_says_when_and_nothing_was_sent(x, sending):
    x.limits["send"] = 0
    async with sending() as out:
        with pytest.raises(SourceAwayError) as limited:
            await out.message("55", "hello")

    assert 890 < limited.value.wait_seconds < 910
    assert x.messages == []


@pytest.mark.parametrize("fault", [half_a_page, status(503)], ids=["half an answer", "503"])
async def test_where_nobody_knows_whether_it_arrived_it_is_not_sent_again(x, sending, fault):
    mention = x.post("55", "@acme_help the wrong bag")
    x.faults.append(fault)
    async with sending() as out:
        with pytest.raises(MaybeSentError, match="look there before it is sent again"):
            await out.reply(mention, "Which order is it?", to="55")

    assert len([one for one in x.asked if one.startswith("POST")]) == 1


async def test_a_wrong_secret_is_told_as_that(x, graph, people, table):
    wrong = replace(table, values=settings(x.url, sending="on", access_secret="another"))
    async with open_outgoing(wrong, graph, people) as out:
        with pytest.raises(AccessRefusedError, match="secrets"):
            await out.message("55", "hello")


@pytest.mark.parametrize(
    ("text", "price"),
    [
        pytest.param("Which order is it?", "0.015", id="words"),
        pytest.param("See https://example.com/help", "0.200", id="a link"),
        pytest.param("See example.com", "0.200", id="a name that X links"),
        pytest.param("1.5 kg, e.g.this", "0.200", id="what X might take for one"),
        pytest.param("Sorry. Which one?", "0.015", id="sentences"),
    ],
)
async def test_a_link_costs_more_and_is_counted(x, sending, graph, text, price):
    mention = x.post("55", "@acme_help the wrong bag")
    async with sending() as out:
        await out.reply(mention, text, to="55")

    spent = await read_spent(graph, f"spent x:main {x.now():%Y-%m}")
    assert Decimal(spent) / 1_000_000 == Decimal(price)


async def test_no_answer_passes_the_money_of_the_month(x, sending):
    mention = x.post("55", "@acme_help the wrong bag")
    async with sending("0.02") as out:
        await out.reply(mention, "Which order is it?", to="55")
        with pytest.raises(BudgetSpentError):
            await out.message("55", "hello")

    assert [one["author_id"] for one in x.posts.values()] == ["55", OURS]
    assert x.messages == []
