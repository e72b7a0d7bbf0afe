"""Activities are written once per key, by version, and recognised in one read."""

import pytest

from graph.model import UNIQUE
from graph.queries.activities import PARAMETER, known_activities
from graph.queries.agents import upsert_agents
from graph.queries.assets import upsert_assets
from graph.queries.carts import upsert_carts
from graph.queries.cases import upsert_cases
from graph.queries.contracts import upsert_contracts
from graph.queries.desktop_events import upsert_desktop_events
from graph.queries.interactions import upsert_interactions
from graph.queries.orders import upsert_orders
from graph.queries.places import upsert_places
from graph.queries.products import upsert_products
from graph.queries.queues import upsert_queues
from graph.queries.recordings import upsert_recordings
from graph.queries.returns import upsert_returns
from graph.queries.shipments import upsert_shipments
from graph.queries.surveys import upsert_surveys

UPSERTS = {
    "Agent": upsert_agents,
    "Asset": upsert_assets,
    "Cart": upsert_carts,
    "Case": upsert_cases,
    "Contract": upsert_contracts,
    "DesktopEvent": upsert_desktop_events,
    "Interaction": upsert_interactions,
    "Order": upsert_orders,
    "Place": upsert_places,
    "Product": upsert_products,
    "Queue": upsert_queues,
    "Recording": upsert_recordings,
    "Return": upsert_returns,
    "Shipment": upsert_shipments,
    "Survey": upsert_surveys,
}
REFERENCES = (
    *("orders", "cases", "products", "assets", "contracts", "returns", "shipments"),
    *("places", "interactions"),
)
ONE = "MATCH (n {key: 'k'}) RETURN n.updated_at_ms AS updated_at_ms, n.status AS status"


def row(updated_at_ms, status="open", person="ana", **more):
    """Return a row that has whatever any of the labels asks for."""
    digest = f"{status}{updated_at_ms}{person}"
    properties = {"key": "k", "updated_at_ms": updated_at_ms, "status": status, "digest": digest}
    return {
        "key": "k",
        "updated_at_ms": updated_at_ms,
        "digest": digest,
        "properties": properties,
        "persons": [person] if person else [],
        "identifiers": [{"key": "i", "kind": "order", "value": "1001"}],
        "identifier_keys": ["i"],
        "answers": [],
        "targets": [],
        **{name: [] for name in REFERENCES},
        **more,
    }


@pytest.mark.parametrize("label", UPSERTS)
async def test_the_newer_version_stays_whichever_comes_first(graph, label):
    upsert = UPSERTS[label]
    await graph.write([upsert([row(2, "newer")])])

    await graph.write([upsert([row(1, "older", "ben")])])

    assert await graph.read(ONE) == [{"updated_at_ms": 2, "status": "newer"}]


@pytest.mark.parametrize("label", UPSERTS)
async def test_of_equal_times_the_later_arrival_stays(graph, label):
    upsert = UPSERTS[label]
    await graph.write([upsert([row(2, "first")])])

    await graph.write([upsert([row(2, "second")])])

    assert await graph.read(ONE) == [{"updated_at_ms": 2, "status": "second"}]


@pytest.mark.parametrize(
    ("label", "relationship"),
    [
        ("Interaction", "BY"),
        ("Order", "PLACED_BY"),
        ("Cart", "FILLED_BY"),
        ("Case", "OPENED_BY"),
        ("Return", "OPENED_BY"),
        ("Asset", "OWNED_BY"),
        ("Contract", "HELD_BY"),
        ("Survey", "BY"),
    ],
)
async def test_an_activity_belongs_to_the_person_that_its_newest_version_names(
    graph, label, relationship
):
    for version in (row(1, person="ana"), row(2, person="ben"), row(3, person=None)):
        await graph.write([UPSERTS[label]([version])])

    rows = await graph.read(
        "MATCH (n {key: 'k'})-[r]->(s:SourceRecord) RETURN type(r) AS type, s.key AS person"
    )
    assert rows == [{"type": relationship, "person": "ben"}]


@pytest.mark.parametrize("label", UPSERTS)
async def test_what_is_there_in_this_version_or_a_newer_one_is_known(graph, label):
    await graph.write([UPSERTS[label]([row(2)])])

    assert await known_activities(graph, {label: [row(2)]}) == {"k"}
    assert await known_activities(graph, {label: [row(1, "other")]}) == {"k"}
    assert await known_activities(graph, {label: [row(2, "other")]}) == set()
    assert await known_activities(graph, {label: [row(3)]}) == set()


async def test_what_is_only_referred_to_is_not_known(graph):
    tweet = row(1, key="tweet", properties={"key": "tweet"}, orders=["k"], targets=["k"])
    await graph.write([upsert_interactions([tweet])])

    assert await graph.read(ONE) == [{"updated_at_ms": None, "status": None}]
    assert await known_activities(graph, {"Order": [row(1)]}) == set()


def test_every_label_that_is_read_is_a_label_with_a_unique_key():
    assert set(PARAMETER) == set(UPSERTS)
    assert all(UNIQUE[label] == "key" for label in UPSERTS)
