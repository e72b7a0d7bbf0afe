"""What is derived of customers is stored beside them, and found again by whom it is of."""

import pytest

from graph.access import Statement
from graph.errors import StaleReadError
from graph.queries.customers import merge_customers
from graph.queries.derivation import StoredMatter, owners, read_evidence, stored_matters
from graph.queries.events import append_event
from graph.queries.interactions import forget_newest, keep_newest, upsert_interactions
from graph.queries.matters import drop_matters, store_matters
from graph.queries.pop import customer_by_id
from graph.queries.watermark import advance, next_turn, read_backlog

pytestmark = pytest.mark.graph

KNOWN = """
UNWIND $customers AS id
CREATE (c:Customer {id: id, name: 'Ana Lopez'})<-[:RESOLVED_TO]-(:SourceRecord {key: 'r-' + id})
"""
PARTS = """
MATCH (m:Matter {id: $id})
RETURN COLLECT { MATCH (m)<-[:PART_OF]-(x) RETURN x.key } AS parts
"""


@pytest.fixture
async def people(graph):
    await graph.write([Statement(KNOWN, {"customers": ["ana", "bea"]})])
    return graph


def said(key: str, *, by: str, at_ms: int = 1) -> dict[str, object]:
    properties = {"key": key, "source": "x", "source_id": key, "started_at_ms": at_ms}
    kinds = ("answers", "orders", "cases", "products", "assets", "contracts", "returns")
    return {
        "key": key,
        "properties": {**properties, "channel": "dm", "kind": "message", "direction": "in"},
        "updated_at_ms": at_ms,
        "persons": [f"r-{by}"],
        "targets": [],
        **{kind: [] for kind in (*kinds, "shipments")},
    }


def matter(id: str, *, of: str, interactions: list[str], **properties: object) -> dict[str, object]:
    stored = {"id": id, "status": "open", "last_at_ms": 1, "digest": "d", "story": "{}"}
    return {
        "id": id,
        "customer_id": of,
        "properties": {**stored, **properties},
        "interactions": interactions,
        "orders": [],
        "cases": [],
        "assets": [],
        "keys": interactions,
    }


async def test_a_matter_stands_with_its_customer_and_its_evidence(people):
    await people.write([upsert_interactions([said("n1", by="ana"), said("n2", by="ana")])])
    await people.write([store_matters([matter("m1", of="ana", interactions=["n1", "n2"])])])

    ana = await customer_by_id(people, "ana")
    ((parts,),) = [row.values() for row in await people.read(PARTS, id="m1")]

    assert [one.id for one in ana.matters] == ["m1"]
    assert sorted(parts) == ["n1", "n2"]
    assert await stored_matters(people, ["ana"]) == [StoredMatter("m1", "d", "ana")]


async def test_it_moves_when_its_evidence_does(people):
    await people.write([upsert_interactions([said("n1", by="ana"), said("n2", by="ana")])])
    await people.write([store_matters([matter("m1", of="ana", interactions=["n1", "n2"])])])
    await people.write([store_matters([matter("m1", of="bea", interactions=["n2"])])])

    ((parts,),) = [row.values() for row in await people.read(PARTS, id="m1")]
    assert parts == ["n2"]
    assert (await customer_by_id(people, "ana")).matters == ()
    assert [one.id for one in (await customer_by_id(people, "bea")).matters] == ["m1"]


async def test_matters_of_merged_customers_are_found_by_whoever_answers_for_them(people):
    await people.write([store_matters([matter("m1", of="bea", interactions=[])])])
    row = {"source_id": "bea", "into_id": "ana", "at_ms": 1, "number": 1, "decision": None}
    await people.write([merge_customers([row])])

    assert await stored_matters(people, ["ana"]) == [StoredMatter("m1", "d", "bea")]
    assert [one.id for one in await read_evidence(people, ["bea"], most_interactions=9)] == ["ana"]


async def test_nothing_is_stored_for_somebody_who_is_gone(people):
    await people.write([store_matters([matter("m1", of="nobody", interactions=[])])])

    assert await people.read("MATCH (m:Matter) RETURN m.id AS id") == []


async def test_a_matter_that_is_none_any_more_goes(people):
    await people.write([store_matters([matter("m1", of="ana", interactions=[])])])
    await people.write([drop_matters(["m1"])])

    assert (await customer_by_id(people, "ana")).matters == ()


async def test_an_activity_is_of_who_has_it_and_of_whose_matter_it_was_part(people):
    await people.write([upsert_interactions([said("n1", by="ana")])])
    await people.write([store_matters([matter("m1", of="bea", interactions=["n1"])])])

    assert await owners(people, ["n1"], {"Interaction"}) == {"ana", "bea"}
    assert await owners(people, ["n1"], None) == {"ana", "bea"}
    assert await owners(people, ["n1"], {"Order", "Case", "Return"}) == set()


async def test_who_has_many_interactions_is_shown_the_newest_of_them(people):
    rows = [said(f"n{number}", by="ana", at_ms=number) for number in range(30)]
    await people.write([upsert_interactions(rows)])
    newest = [f"n{number}" for number in range(25, 30)]
    await people.write([keep_newest([{"customer_id": "ana", "keys": newest}])])
    await people.write([upsert_interactions([said("n99", by="ana", at_ms=99)])])

    ana = await customer_by_id(people, "ana")
    (whole,) = await read_evidence(people, ["ana"], most_interactions=300)

    assert [one.id for one in ana.interactions] == ["n99", "n29", "n28", "n27", "n26", "n25"]
    assert len(whole.interactions) == 31


async def test_an_interaction_that_went_to_somebody_else_is_not_shown(people):
    await people.write([upsert_interactions([said("n1", by="ana"), said("n2", by="ana")])])
    await people.write([keep_newest([{"customer_id": "ana", "keys": ["n1", "n2"]}])])
    await people.write([upsert_interactions([said("n1", by="bea", at_ms=2)])])

    assert [one.id for one in (await customer_by_id(people, "ana")).interactions] == ["n2"]


async def test_with_few_again_all_are_read(people):
    await people.write([upsert_interactions([said("n1", by="ana"), said("n2", by="ana")])])
    await people.write([keep_newest([{"customer_id": "ana", "keys": ["n1"]}])])
    await people.write([forget_newest(["ana"])])

    assert len((await customer_by_id(people, "ana")).interactions) == 2


async def test_a_customer_is_behind_while_an_event_about_her_waits(people):
    await people.write([append_event(at_ms=1, kind="ingest", customers=["bea"])])
    assert (await customer_by_id(people, "ana")).behind is None
    assert (await customer_by_id(people, "bea")).behind == 1

    await people.write([advance(1)])

    assert (await customer_by_id(people, "bea")).behind is None


async def test_a_parcel_may_be_anybodys(people):
    event = append_event(at_ms=1, kind="ingest", customers=[], labels=["Shipment"])
    await people.write([event])

    assert (await customer_by_id(people, "ana")).behind == 1


async def test_nobody_looks_through_hundreds_of_events(people):
    for _ in range(201):
        await people.write([append_event(at_ms=1, kind="ingest", customers=[])])

    assert (await customer_by_id(people, "ana")).behind == 201


async def test_what_was_derived_from_an_older_turn_is_thrown_away(people):
    first, second = await next_turn(people), await next_turn(people)
    await people.write([advance(1)], guard=first)

    with pytest.raises(StaleReadError):
        await people.write([advance(2)], guard=second)
    assert (await read_backlog(people, limit=1)).value == 1


async def test_the_watermark_never_goes_back(people):
    await people.write([advance(5)])
    await people.write([advance(3)])

    assert (await read_backlog(people, limit=1)).value == 5
