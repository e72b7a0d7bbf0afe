"""Everything that is held about a customer, and nothing of anybody else."""

import json
from datetime import UTC, datetime

import pytest

from identity.portability import FORMAT, LISTS, export_customer
from tests.identity.erased_world import ANA, ANA_ON_X, HER_WORDS, JORGE, World

pytestmark = pytest.mark.graph

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
# Written otherwise in the document: normalised by us, or only searched for.
NOT_AS_SUCH = {"anastazja", "lopezowska", "15550100177", "5550100177"}


@pytest.fixture
async def world(graph, keys) -> World:
    world = World(graph, keys)
    await world.fill()
    return world


async def document_of(world: World, record=ANA) -> dict:
    return await export_customer(world.identity, await world.customer_of(record), now=NOW)


async def test_the_document_holds_all_that_the_graph_does(world):
    text = json.dumps(await document_of(world))

    assert {one for one in HER_WORDS if one not in text} <= NOT_AS_SUCH


async def test_it_says_nothing_that_others_said(world):
    text = json.dumps(await document_of(world))

    assert "jorge@example.com" not in text
    assert "Jorge" not in text
    assert "campaign" not in text


async def test_its_parts_are_those_that_are_documented(world):
    document = await document_of(world)

    assert document["format"] == FORMAT
    assert document["exported_at"] == "2026-11-20T12:00:00+00:00"
    parts = ("source_records", "identifiers", *LISTS.values(), "decisions", "deliveries", "events")
    told = dict.fromkeys(parts, True) | {"notices": False}  # she has got none
    assert {one: bool(document[one]) for one in parts} == told
    assert [one["source_id"] for one in document["source_records"]] == [
        "crm-of-ana",
        "account-of-ana",
        "contact:call:call-of-ana",
        "x-of-ana",
    ]
    assert document["source_records"][1]["said"]["emails"] == ["anastazja@example.com"]
    assert document["orders"][0]["placed_at"] == "2026-11-02T09:00:00+00:00"


async def test_an_identifier_that_somebody_else_holds_too_says_so(world):
    document = await document_of(world)

    shared = {one["value"]: one["of_others_too"] for one in document["identifiers"]}
    assert shared["+15550100123"] is True
    assert shared["+15550100177"] is False


async def test_the_same_graph_gives_the_same_document(world):
    first, second = json.dumps(await document_of(world)), json.dumps(await document_of(world))

    assert first == second
    assert "_ms" not in first
    assert "digest" not in first


async def test_other_records_of_hers_give_the_same_document(world):
    assert await document_of(world, ANA_ON_X) == await document_of(world)
    assert (await document_of(world, JORGE))["customer"]["name"] == "Jorge Mendoza"


async def test_nobody_has_no_document(world):
    assert await export_customer(world.identity, "c_nobody", now=NOW) is None


async def test_it_tells_of_households_consents_and_what_was_said_but_not_with_whom(world):
    ids = await world.make_household()

    document = await document_of(world)

    assert document["households"] == [
        {"by": "Kim", "role": "flatmate", "why": "said by Kim"},
        {"by": "evidence", "role": "member", "why": "same phone and same address"},
    ]
    assert [one["name"] for one in document["organisations"]] == ["Rucksackwerk GmbH"]
    assert "add_to_household" in [one["action"] for one in document["decisions"]]
    (crm,) = (one for one in document["source_records"] if one["source_id"] == "crm-of-ana")
    assert crm["consents"] == [["email", "marketing", False, None]]
    assert crm["said"]["organisation"] == "Rucksackwerk GmbH"
    text = json.dumps(document)
    assert "Jorge" not in text
    assert ids[1] not in text
    assert "home_key" not in text
