"""Opening a graph: what is refused, and what a second opening finds."""

import dataclasses
from pathlib import Path

import pytest

from graph.access import Graph, Statement
from graph.errors import GraphUnreachableError, MissingConstraintError, WrongKeyError
from graph.keys import Keys
from graph.migration import migrate
from graph.sequence import after, read_sequence
from graph.settings import GraphSettings
from graph.store import open_graph, open_keys


async def test_a_second_opening_finds_what_the_first_has_written(
    graph: Graph, graph_settings: GraphSettings
):
    await graph.write([Statement("MERGE (:Customer {id: 'a'})")])
    await graph.write([], guard=after(await read_sequence(graph), new_customers=1))

    async with open_graph(graph_settings) as second:
        rows = await second.read("MATCH (c:Customer) RETURN c.id AS id")
        sequence = await read_sequence(second)

    assert rows == [{"id": "a"}]
    assert (sequence.value, sequence.customers) == (1, 1)


async def test_another_deployments_key_is_refused_and_named_by_its_fingerprint(
    graph: Graph, graph_settings: GraphSettings, keys: Keys, tmp_path: Path
):
    stranger = dataclasses.replace(graph_settings, key_file=tmp_path / "other.key")

    with pytest.raises(WrongKeyError) as raised:
        async with open_graph(stranger):
            pass

    assert raised.value.theirs == keys.fingerprint
    assert raised.value.ours == open_keys(stranger).fingerprint
    assert keys.secret.hex() not in str(raised.value)


async def test_a_graph_without_a_required_constraint_is_not_opened(
    graph: Graph, graph_settings: GraphSettings
):
    await graph.write([Statement("DROP CONSTRAINT order_key")])
    try:
        with pytest.raises(MissingConstraintError, match=r"Order\.key"):
            async with open_graph(graph_settings):
                pass
    finally:
        await graph.write([Statement("MATCH (m:Migration) DETACH DELETE m")])
        await migrate(graph)


async def test_a_graph_url_where_nothing_is_gets_a_clear_error(tmp_path: Path):
    nowhere = GraphSettings(data=tmp_path, url="bolt://127.0.0.1:1", password="secret-word")

    with pytest.raises(GraphUnreachableError, match="GRAPH_URL") as raised:
        async with open_graph(nowhere):
            pass

    assert "secret-word" not in str(raised.value)
    assert not (tmp_path / "engine").exists()
