"""The schema is made once, by however many processes, and missed when it is gone."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from graph.access import Graph, Statement
from graph.errors import MissingConstraintError
from graph.migration import (
    REQUIRED,
    check_constraints,
    migrate,
    migration_names,
    migration_statements,
)
from graph.model import UNIQUE
from graph.queries.constraints import unique_properties
from graph.queries.migrations import applied_migrations


@pytest.fixture
async def bare_graph(graph: Graph) -> AsyncIterator[Graph]:
    """A graph without any constraint or migration; whatever a test leaves is made whole after."""
    for row in await graph.read("SHOW CONSTRAINTS YIELD name RETURN name"):
        await graph.write([Statement(f"DROP CONSTRAINT {row['name']}")])
    await graph.write([Statement("MATCH (m:Migration) DETACH DELETE m")])
    yield graph
    await graph.write([Statement("MATCH (m:Migration) DETACH DELETE m")])
    await migrate(graph)


def test_every_label_of_the_model_has_its_constraint():
    made = " ".join(
        statement for name in migration_names() for statement in migration_statements(name)
    )

    for label, key in UNIQUE.items():
        assert f"FOR (n:{label}) REQUIRE n.{key} IS UNIQUE" in made.replace("\n", " ")


def test_migrations_are_numbered_without_a_gap():
    numbers = [int(name.split("_")[0]) for name in migration_names()]

    assert numbers == list(range(1, len(numbers) + 1))


async def test_a_bare_graph_gets_all_constraints_and_the_record_of_it(bare_graph: Graph):
    assert await unique_properties(bare_graph) == set()

    assert await migrate(bare_graph) == migration_names()

    assert await unique_properties(bare_graph) >= REQUIRED
    assert await applied_migrations(bare_graph) == set(migration_names())


async def test_a_graph_that_has_had_them_gets_none_again(graph: Graph):
    assert await migrate(graph) == []


async def test_three_processes_that_migrate_at_once_do_it_once(bare_graph: Graph):
    there = bare_graph._endpoint
    others = [await Graph.connect(there) for _ in range(3)]

    await asyncio.gather(*(migrate(other) for other in others))

    assert await unique_properties(bare_graph) >= REQUIRED
    rows = await bare_graph.read("MATCH (m:Migration) RETURN m.name AS name ORDER BY name")
    assert [row["name"] for row in rows] == migration_names()
    for other in others:
        await other.close()


async def test_a_graph_that_lost_a_constraint_is_refused_by_its_name(bare_graph: Graph):
    await migrate(bare_graph)
    await bare_graph.write([Statement("DROP CONSTRAINT customer_id")])

    with pytest.raises(MissingConstraintError, match=r"Customer\.id") as raised:
        await check_constraints(bare_graph)

    assert raised.value.missing == ("Customer.id",)
