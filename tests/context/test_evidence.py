"""What an activity becomes in the graph."""

import itertools
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from context.evidence import KINDS, key_of, person_of, statements, unchanged
from context.records import (
    ActivityRecord,
    AgentRecord,
    AssetRecord,
    CartRecord,
    CaseRecord,
    ContractRecord,
    DesktopEventRecord,
    InteractionRecord,
    OrderLine,
    OrderRecord,
    ProductRecord,
    QueueRecord,
    RecordingRecord,
    Reference,
    ReturnRecord,
    ShipmentRecord,
    SurveyRecord,
    Utterance,
)
from graph.access import Statement
from identity.records import PersonRecord

AT = datetime(2026, 11, 2, 9, tzinfo=UTC)
ANA = PersonRecord(source="shop", source_id="c17")
BEN = PersonRecord(source="shop", source_id="c18")
ORDER = OrderRecord(
    source="shop",
    source_id="1001",
    placed_at=AT,
    status="shipped",
    currency="USD",
    total=Decimal("129.00"),
    lines=(OrderLine(sku="BAG-1", name="Backpack", variant="red", price=Decimal("129.00")),),
    person=ANA,
)
TWEET = InteractionRecord(
    source="x",
    source_id="19001",
    channel="social",
    kind="mention",
    started_at=AT,
    text="Where is it?",
    public=True,
    person=PersonRecord(source="x", source_id="u55"),
    about=(Reference("order", "1001", "shop"),),
)
REPLY = replace(
    TWEET, source_id="19002", kind="reply", direction="out", in_reply_to="19001", about=()
)
ONE_OF_EACH = [
    ORDER,
    TWEET,
    REPLY,
    CartRecord(source="shop", source_id="k1", created_at=AT, person=ANA),
    CaseRecord(
        source="desk", source_id="7", opened_at=AT, person=ANA, about=(Reference("asset", "a1"),)
    ),
    ReturnRecord(source="shop", source_id="r1", opened_at=AT, about=(Reference("order", "1001"),)),
    ShipmentRecord(source="shop", source_id="s1", about=(Reference("order", "1001"),)),
    ProductRecord(source="shop", source_id="BAG-1", name="Backpack", stock=3),
    AssetRecord(source="desk", source_id="a1", name="Dryer", since=AT, person=ANA),
    ContractRecord(source="crm", source_id="p1", name="Plan", starts_at=AT, person=ANA),
    AgentRecord(source="desk", source_id="g1", name="Kim", skills=("returns",)),
    QueueRecord(source="desk", source_id="q1", name="care", waiting=4),
    RecordingRecord(
        source="tapes",
        source_id="t1",
        kept_until=AT,
        transcript=(Utterance("agent", 0, 2, "Hello"),),
        about=(Reference("interaction", "19001", "x"),),
    ),
    DesktopEventRecord(source="desk", source_id="e1", kind="screen_opened", name="order", at=AT),
    SurveyRecord(source="ask", source_id="a1", answered_at=AT, score=4, person=ANA),
]

WIPE = Statement("MATCH (n:Interaction) DETACH DELETE n")
NODES = """
MATCH (n)
WHERE n.key IS NOT NULL
RETURN n.key AS key, properties(n) AS properties
ORDER BY key
"""
RELATIONSHIPS = """
MATCH (n)-[r]->(x)
RETURN n.key AS from, type(r) AS type, x.key AS to
ORDER BY from, type, to
"""


async def load(graph, keys, *activities):
    await graph.write(statements(activities, keys))


async def contents(graph):
    return await graph.read(NODES), await graph.read(RELATIONSHIPS)


async def node(graph, key):
    (row,) = await graph.read("MATCH (n {key: $key}) RETURN properties(n) AS p", key=key)
    return row["p"]


async def targets(graph, key):
    rows = await graph.read(
        "MATCH (n {key: $key})-[r]->(x) RETURN type(r) AS type, x.key AS to", key=key
    )
    return {(row["type"], row["to"]) for row in rows}


def later(activity, **values):
    return replace(activity, updated_at=AT + timedelta(hours=1), **values)


async def test_an_order_is_kept_with_money_as_text_and_instants_in_milliseconds(graph, keys):
    await load(graph, keys, ORDER)

    kept = await node(graph, keys.activity("Order", "shop", "1001"))
    at_ms = round(AT.timestamp() * 1000)
    assert json.loads(kept.pop("lines")) == [
        {"sku": "BAG-1", "name": "Backpack", "variant": "red", "quantity": "1", "price": "129.00"}
    ]
    assert kept.pop("digest")
    assert kept == {
        "key": keys.activity("Order", "shop", "1001"),
        "source": "shop",
        "source_id": "1001",
        "placed_at_ms": at_ms,
        "updated_at_ms": at_ms,
        "status": "shipped",
        "currency": "USD",
        "total": "129.00",
        "model_keys": [keys.key("Model", "backpack")],
        "product_keys": [keys.activity("Product", "shop", "BAG-1")],
    }


async def test_every_activity_is_tied_to_whose_it_is_and_what_it_is_about(graph, keys):
    await load(graph, keys, *ONE_OF_EACH)

    ana = keys.record("shop", "c17")
    order = keys.activity("Order", "shop", "1001")
    tweet = keys.activity("Interaction", "x", "19001")
    author = keys.record("x", "u55")
    _, relationships = await contents(graph)
    assert {(row["from"], row["type"], row["to"]) for row in relationships} == {
        (order, "PLACED_BY", ana),
        (ana, "HAS", keys.identifier("order", "1001")),
        (ana, "HAS", keys.identifier("case", "7")),
        (tweet, "BY", author),
        (tweet, "ABOUT", order),
        (keys.activity("Interaction", "x", "19002"), "BY", author),
        (keys.activity("Interaction", "x", "19002"), "ANSWERS", tweet),
        (keys.activity("Cart", "shop", "k1"), "FILLED_BY", ana),
        (keys.activity("Case", "desk", "7"), "OPENED_BY", ana),
        (keys.activity("Case", "desk", "7"), "ABOUT", keys.activity("Asset", "desk", "a1")),
        (keys.activity("Return", "shop", "r1"), "OF", order),
        (keys.activity("Shipment", "shop", "s1"), "OF", order),
        (keys.activity("Asset", "desk", "a1"), "OWNED_BY", ana),
        (keys.activity("Contract", "crm", "p1"), "HELD_BY", ana),
        (keys.activity("Recording", "tapes", "t1"), "OF", tweet),
        (keys.activity("Survey", "ask", "a1"), "BY", ana),
    }


async def test_writing_twice_is_writing_once(graph, keys):
    await load(graph, keys, *ONE_OF_EACH)
    once = await contents(graph)

    await load(graph, keys, *ONE_OF_EACH)

    assert await contents(graph) == once


async def test_the_second_import_finds_nothing_to_write_in_one_read(graph, keys):
    assert await unchanged(graph, keys, ONE_OF_EACH) == set()
    await load(graph, keys, *ONE_OF_EACH)
    graph.reads = 0

    known = await unchanged(graph, keys, ONE_OF_EACH)

    assert known == {key_of(one, keys) for one in ONE_OF_EACH}
    assert graph.reads == 1


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param(replace(ORDER, status="delivered"), id="another status"),
        pytest.param(replace(ORDER, lines=()), id="other lines"),
        pytest.param(replace(ORDER, person=BEN), id="another person"),
        pytest.param(later(ORDER), id="a newer version"),
    ],
)
async def test_what_differs_is_not_unchanged(graph, keys, changed):
    await load(graph, keys, ORDER)

    assert await unchanged(graph, keys, [changed]) == set()


async def test_an_older_version_changes_nothing_and_is_known(graph, keys):
    newer = later(ORDER, status="delivered", person=BEN)
    await load(graph, keys, newer)
    before = await contents(graph)

    await load(graph, keys, ORDER)

    assert await contents(graph) == before
    assert await unchanged(graph, keys, [ORDER]) == {key_of(ORDER, keys)}


async def test_a_newer_version_replaces_all_of_the_older(graph, keys):
    await load(graph, keys, TWEET)

    await load(graph, keys, later(TWEET, text=None, about=(Reference("case", "7", "desk"),)))

    key = keys.activity("Interaction", "x", "19001")
    kept = await node(graph, key)
    assert "text" not in kept
    assert kept["about"] == ["case 7"]
    assert await targets(graph, key) == {
        ("BY", keys.record("x", "u55")),
        ("ABOUT", keys.activity("Case", "desk", "7")),
    }


async def test_an_order_that_was_somebody_elses_takes_its_number_along(graph, keys):
    await load(graph, keys, ORDER)

    await load(graph, keys, later(ORDER, person=BEN))

    holders = await graph.read(
        "MATCH (i:Identifier {key: $key})<-[:HAS]-(s:SourceRecord) RETURN s.key AS key",
        key=keys.identifier("order", "1001"),
    )
    assert holders == [{"key": keys.record("shop", "c18")}]


async def test_a_newer_version_that_names_nobody_stays_with_whom_it_was(graph, keys):
    await load(graph, keys, ORDER)

    await load(graph, keys, later(ORDER, person=None, status="delivered"))

    assert (await node(graph, key_of(ORDER, keys)))["status"] == "delivered"
    assert ("PLACED_BY", keys.record("shop", "c17")) in await targets(graph, key_of(ORDER, keys))


async def test_versions_give_the_same_graph_in_any_order_and_any_batches(graph, keys):
    versions = [
        replace(TWEET, updated_at=AT + timedelta(minutes=number), text=f"version {number}")
        for number in range(3)
    ]
    results = []
    for order in itertools.permutations(versions):
        for batches in ([order], [order[:1], order[1:]], [[one] for one in order]):
            await graph.write([WIPE])
            for batch in batches:
                await load(graph, keys, *batch)
            results.append(await contents(graph))

    assert all(result == results[0] for result in results)
    assert (await node(graph, key_of(TWEET, keys)))["text"] == "version 2"


async def test_what_is_answered_may_arrive_after_its_answer(graph, keys):
    await load(graph, keys, REPLY)
    bare = await node(graph, key_of(TWEET, keys))

    await load(graph, keys, TWEET)

    assert bare == {"key": key_of(TWEET, keys)}
    assert (await node(graph, key_of(TWEET, keys)))["text"] == "Where is it?"
    assert ("ANSWERS", key_of(TWEET, keys)) in await targets(graph, key_of(REPLY, keys))


async def test_of_two_versions_in_one_batch_the_newest_is_judged(graph, keys):
    await load(graph, keys, ORDER)
    newer = later(ORDER, status="delivered")

    assert await unchanged(graph, keys, [ORDER, newer]) == set()
    assert await unchanged(graph, keys, [newer, ORDER]) == set()


async def test_the_same_instant_in_another_zone_is_the_same(graph, keys):
    await load(graph, keys, ORDER)

    elsewhere = replace(ORDER, placed_at=AT.astimezone(timezone(timedelta(hours=-5))))
    assert await unchanged(graph, keys, [elsewhere]) == {key_of(ORDER, keys)}


async def test_a_number_that_identifies_nobody_is_no_identifier(graph, keys):
    await load(graph, keys, replace(ORDER, source_id="n/a"))

    assert await graph.read("MATCH (i:Identifier) RETURN i.key AS key") == []


def test_hostile_text_stays_a_value(keys):
    hostile = replace(TWEET, text="'}) DETACH DELETE n //", kind="`x`", about=())

    assert [one.cypher for one in statements([hostile], keys)] == [
        one.cypher for one in statements([TWEET], keys)
    ]


def test_every_type_of_activity_is_kept():
    types = {one.__name__ for one in ActivityRecord.__subclasses__()}

    assert {one.__name__ for one in KINDS} == types


def test_who_a_record_speaks_of():
    assert person_of(ANA) is ANA
    assert person_of(ORDER) is ANA
    assert person_of(replace(ORDER, person=None)) is None


def test_nothing_to_write_is_no_statement(keys):
    assert statements([], keys) == []


async def test_nothing_to_look_for_is_no_read(graph, keys):
    assert await unchanged(graph, keys, []) == set()
    assert graph.reads == 0
