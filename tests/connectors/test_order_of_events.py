"""A case's events may come in any order, and be worked at any time: the graph ends the same."""

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connectors.zammad.connector import ZAMMAD
from connectors.zendesk.connector import ZENDESK
from context.ingest import Ingest
from graph.access import Graph, Statement
from graph.store import first_nodes
from identity.resolver import Resolver
from identity.settings import IdentitySettings
from identity.setup import open_identity
from tests.conftest import WIPE

pytestmark = pytest.mark.graph

FIXTURES = Path(__file__).parents[1] / "fixtures"
CASES = {
    connector: json.loads((FIXTURES / connector.name / "ticket.json").read_text("utf-8"))
    for connector in (ZENDESK, ZAMMAD)
}
CASE = """
MATCH (c:Case)
WHERE c.digest IS NOT NULL
RETURN c.key AS key, c.status AS status, c.closed_at_ms AS closed_at_ms, c.digest AS digest
ORDER BY key
"""
SAID = """
MATCH (i:Interaction)
WHERE i.digest IS NOT NULL
OPTIONAL MATCH (i)-[:BY]->(s:SourceRecord)
OPTIONAL MATCH (i)-[:ABOUT]->(c:Case)
RETURN i.key AS key, i.digest AS digest, i.kind AS kind, s.key AS whose, c.key AS about
ORDER BY key, whose, about
"""
PEOPLE = """
MATCH (s:SourceRecord)
OPTIONAL MATCH (s)-[:HAS]->(i:Identifier)
RETURN s.key AS key, s.name AS name, i.key AS identifier
ORDER BY key, identifier
"""


async def picture(graph: Graph) -> list[object]:
    return [await graph.read(query) for query in (CASE, SAID, PEOPLE)]


async def ended(graph: Graph, keys, connector, batches: list[list[int]]) -> list[object]:
    """Work the events of a case in these batches, each with all that came before; see the end."""
    await graph.write([Statement(WIPE), *first_nodes()])
    sink = Ingest(Resolver(open_identity(graph, keys, IdentitySettings())))
    source, seen = connector.source("main"), []
    for batch in batches:
        seen += [connector.webhook.read(source, CASES[connector][place]) for place in batch]
        await sink.ingest(connector.webhook.fold(source, seen), live=True)
    return await picture(graph)


@pytest.mark.parametrize("connector", CASES, ids=lambda one: one.name)
async def test_any_order_and_any_batches_of_a_case_end_with_the_same_graph(graph, keys, connector):
    places = list(range(len(CASES[connector])))
    expected = await ended(graph, keys, connector, [places])
    orders = drawn_orders(places)

    assert [row["kind"] for row in expected[1]].count("note") == 1
    for batches in orders:
        assert await ended(graph, keys, connector, batches) == expected, batches


def drawn_orders(places: list[int]) -> list[list[list[int]]]:
    """Return a dozen orders of these, each cut into batches, with repetitions, as drawn."""
    drawn: list[list[list[int]]] = []

    @settings(max_examples=12, database=None, suppress_health_check=list(HealthCheck))
    @given(st.permutations(places), st.lists(st.sampled_from(places), max_size=3), st.data())
    def draw(order: list[int], again: list[int], data: st.DataObject) -> None:
        events, batches = [*order, *again], []
        while events:
            size = data.draw(st.integers(1, len(events)))
            batches.append(events[:size])
            events = events[size:]
        drawn.append(batches)

    draw()
    return drawn


@pytest.mark.parametrize("connector", CASES, ids=lambda one: one.name)
async def test_an_event_alone_never_takes_the_case_back(graph, keys, connector):
    places = list(range(len(CASES[connector])))
    expected = await ended(graph, keys, connector, [places])
    sink = Ingest(Resolver(open_identity(graph, keys, IdentitySettings())))
    source = connector.source("main")

    for payload in CASES[connector]:
        read = connector.webhook.read(source, payload)
        await sink.ingest(connector.webhook.fold(source, [read]), live=True)

    assert await picture(graph) == expected
