"""Everything that an agent's screen needs of a customer, in one read."""

import json
import re

import pytest

from graph.access import Statement
from graph.model import (
    AssetView,
    CartView,
    CaseView,
    ContractView,
    IdentifierView,
    LineView,
    OrderView,
    ReturnView,
    ShipmentView,
)
from graph.queries.pop import (
    CUSTOMERS_BY_IDENTIFIERS,
    OF_A_POP,
    customer_by_id,
    customers_by_identifiers,
    customers_by_interaction,
)

CUSTOMER = """
MERGE (c:Customer {id: $id})
SET c.name = $name, c.city = 'Austin', c.since_ms = 5
MERGE (s:SourceRecord {key: $record})
SET s.source = $source
MERGE (s)-[:RESOLVED_TO]->(c)
FOREACH (one IN $identifiers |
  MERGE (i:Identifier {key: one.key})
  SET i.kind = one.kind, i.value = one.key, i.shared = one.shared
  MERGE (s)-[:HAS]->(i)
)
"""
INTERACTIONS = """
UNWIND $rows AS row
MERGE (n:Interaction {key: row.key})
SET n = row
WITH n
MATCH (s:SourceRecord {key: $record})
MERGE (n)-[:BY]->(s)
"""
ANSWER = """
MATCH (n:Interaction {key: $to})
MERGE (a:Interaction {key: $answer.key})
SET a = $answer
MERGE (a)-[:ANSWERS]->(n)
"""
BELONGINGS = """
MATCH (s:SourceRecord {key: $record})
CREATE (o:Order {key: 'o1'})-[:PLACED_BY]->(s)
SET o = $order
CREATE (r:Return {key: 'r1', source_id: 'R1', reason: 'broken'})-[:OF]->(o)
CREATE (h:Shipment {key: 'h1', source_id: 'S1', carrier: 'Blue', delivered_at_ms: 9})-[:OF]->(o)
CREATE (:Cart {key: 'k1', source_id: 'K1', source: 'shop', created_at_ms: 3})-[:FILLED_BY]->(s)
CREATE (:Cart {key: 'k2', source_id: 'K2', status: 'ordered', created_at_ms: 4})-[:FILLED_BY]->(s)
CREATE (:Case {key: 'c1', source_id: '7', source: 'desk', opened_at_ms: 1,
  about: ['order 1001']})-[:OPENED_BY]->(s)
CREATE (:Case {key: 'c2', source_id: '8', source: 'desk', opened_at_ms: 2,
  closed_at_ms: 3})-[:OPENED_BY]->(s)
CREATE (:Asset {key: 'a1', source_id: 'A1', source: 'desk', name: 'Dryer'})-[:OWNED_BY]->(s)
CREATE (:Contract {key: 'p1', source_id: 'P1', source: 'crm', name: 'Plan', price: '9.99',
  interval: 'month'})-[:HELD_BY]->(s)
"""


async def know(graph, customer_id, *identifiers, record=None, name="Ana Lopez", source="shop"):
    await graph.write(
        [
            Statement(
                CUSTOMER,
                {
                    "id": customer_id,
                    "name": name,
                    "record": record or f"r-{customer_id}",
                    "source": source,
                    "identifiers": [
                        {"key": key, "kind": key.split(":")[0], "shared": key.endswith("*")}
                        for key in identifiers
                    ],
                },
            )
        ]
    )


def said(key, started_at_ms, **more):
    return {
        "key": key,
        "source_id": key,
        "source": "x",
        "channel": "social",
        "kind": "mention",
        "direction": "in",
        "started_at_ms": started_at_ms,
        "digest": "d",
        **more,
    }


async def write(graph, cypher, **parameters):
    await graph.write([Statement(cypher, parameters)])


async def test_a_customer_is_found_by_an_identifier_of_any_of_its_records_in_one_read(graph):
    await know(graph, "c1", "phone:1", "order:1001", record="r1")
    await know(graph, "c1", "x:ana", record="r2", source="x")
    await know(graph, "c2", "phone:2")
    graph.reads = 0

    (found,) = await customers_by_identifiers(graph, ["x:ana"])

    assert graph.reads == 1
    assert (found.id, found.name, found.city, found.since_ms) == ("c1", "Ana Lopez", "Austin", 5)
    assert found.sources == ("shop", "x")
    assert found.identifiers == (
        IdentifierView("phone", "phone:1"),
        IdentifierView("x", "x:ana"),
        IdentifierView("order", "order:1001"),
    )
    assert (found.matched, found.matched_shared) == (("x",), ())


async def test_a_shared_identifier_says_so(graph):
    await know(graph, "c1", "phone:1*", "email:a")

    (found,) = await customers_by_identifiers(graph, ["phone:1*"])
    (surely,) = await customers_by_identifiers(graph, ["phone:1*", "email:a"])

    assert (found.matched, found.matched_shared) == ((), ("phone",))
    assert (surely.matched, surely.matched_shared) == (("email",), ("phone",))


async def test_several_holders_are_several_customers_in_order_of_their_ids_up_to_the_limit(graph):
    for number in (3, 1, 2):
        await know(graph, f"c{number}", "phone:1")

    found = await customers_by_identifiers(graph, ["phone:1"])

    assert [one.id for one in found] == ["c1", "c2", "c3"]
    assert len(await customers_by_identifiers(graph, ["phone:1"], limit=2)) == 2
    assert await customers_by_identifiers(graph, ["phone:9"]) == []
    assert await customers_by_identifiers(graph, []) == []


async def test_what_a_customer_has_comes_as_views(graph):
    await know(graph, "c1", "phone:1", record="r1")
    lines = [{"sku": "BAG-1", "name": "Backpack", "quantity": "1", "price": "129.00"}]
    order = {
        "key": "o1",
        "source_id": "1001",
        "source": "shop",
        "placed_at_ms": 8,
        "total": "129.00",
        "lines": json.dumps(lines),
    }
    await write(graph, BELONGINGS, record="r1", order=order)

    (found,) = await customers_by_identifiers(graph, ["phone:1"])

    assert found.orders == (
        OrderView(
            "1001",
            "shop",
            8,
            total="129.00",
            lines=(LineView("BAG-1", "Backpack", None, "1", "129.00"),),
            returns=(ReturnView("R1", reason="broken"),),
            shipments=(ShipmentView("S1", carrier="Blue", delivered_at_ms=9),),
        ),
    )
    assert found.carts == (CartView("K1", "shop", 3),)
    assert found.cases == (
        CaseView("7", "desk", 1, about=("order 1001",)),
        CaseView("8", "desk", 2, closed_at_ms=3),
    )
    assert found.assets == (AssetView("A1", "desk", "Dryer"),)
    assert found.contracts == (ContractView("P1", "crm", "Plan", price="9.99", interval="month"),)


async def test_interactions_come_newest_first_and_at_most_twenty(graph):
    await know(graph, "c1", "phone:1", record="r1")
    await know(graph, "c1", record="r2")
    for record, numbers in (("r1", range(0, 30, 2)), ("r2", range(1, 30, 2))):
        rows = [said(f"i{number}", number) for number in numbers]
        await write(graph, INTERACTIONS, rows=rows, record=record)

    (found,) = await customers_by_identifiers(graph, ["phone:1"])

    assert [one.started_at_ms for one in found.interactions] == list(range(29, 9, -1))


async def test_an_interaction_comes_with_the_first_answer_that_reached_the_customer(graph):
    await know(graph, "c1", "phone:1", record="r1")
    tweet = said("tweet", 1, text="Hello?", public=True, reach=250, about=["order 1001"])
    await write(graph, INTERACTIONS, rows=[tweet], record="r1")
    for answer in (
        said("own", 2, text="Anybody?"),
        said("missed", 3, direction="out", status="missed"),
        said("second", 5, direction="out", text="Still there?"),
        said("first", 4, direction="out", text="We are sorry"),
    ):
        await write(graph, ANSWER, to="tweet", answer=answer)

    ((found,), *_) = [
        one.interactions for one in await customers_by_identifiers(graph, ["phone:1"])
    ]

    assert (found.answered_at_ms, found.answer_text) == (4, "We are sorry")
    assert (found.text, found.public, found.reach) == ("Hello?", True, 250)
    assert found.about == ("order 1001",)


async def test_an_answer_that_has_not_arrived_is_no_answer_and_shows_nowhere(graph):
    await know(graph, "c1", "phone:1", record="r1")
    await write(graph, INTERACTIONS, rows=[said("tweet", 1)], record="r1")
    await write(graph, ANSWER, to="tweet", answer={"key": "bare"})

    (found,) = await customers_by_identifiers(graph, ["phone:1"])

    assert [one.id for one in found.interactions] == ["tweet"]
    assert found.interactions[0].answered_at_ms is None


async def test_a_customer_is_found_by_an_interaction(graph):
    await know(graph, "c1", record="r1")
    await write(graph, INTERACTIONS, rows=[said("chat", 1)], record="r1")

    (found,) = await customers_by_interaction(graph, ["chat"])

    assert (found.id, found.matched) == ("c1", ("interaction",))
    assert await customers_by_interaction(graph, ["other"]) == []


async def test_an_old_id_answers_with_whom_it_became(graph):
    for customer_id in ("c1", "c2", "c3"):
        await know(graph, customer_id, name=customer_id)
    for goes, stays in (("c1", "c2"), ("c2", "c3")):
        await write(
            graph,
            "MATCH (a:Customer {id: $goes}) MATCH (b:Customer {id: $stays}) "
            "MERGE (a)-[:MERGED_INTO]->(b)",
            goes=goes,
            stays=stays,
        )

    assert [(await customer_by_id(graph, one)).id for one in ("c1", "c2", "c3")] == ["c3"] * 3
    assert await customer_by_id(graph, "nobody") is None


@pytest.mark.parametrize("wanted", [["phone:1"], ["phone:1", "phone:2"]])
async def test_the_read_starts_from_the_index_of_identifiers(graph, wanted):
    await know(graph, "c1", "phone:1")
    parameters = {"keys": wanted, "limit": 6, **OF_A_POP}

    async with graph._session("READ") as session:
        result = await session.run("PROFILE " + CUSTOMERS_BY_IDENTIFIERS, parameters)
        plan = str((await result.consume()).profile)

    assert re.search(r"index: Identifier\[key\]|NodeUniqueIndexSeek", plan)
    assert "LabelScan" not in plan
    assert "AllNodesScan" not in plan
