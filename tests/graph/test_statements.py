"""Every statement of the program, as both engines read it before any row is there."""

import importlib
import pkgutil
import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from neo4j import AsyncGraphDatabase, AsyncSession

import graph.queries
from graph import sequence
from graph.access import Graph
from graph.migration import REQUIRED

CLAUSE = re.compile(r"^\s*(MATCH|MERGE|UNWIND|CREATE|OPTIONAL|CALL|SHOW)\b")
MERGED_NODE = re.compile(r"MERGE \(\w*:(\w+) \{(\w+):")
# What the server remarks on a graph without rows, and on a statement without its parameters.
HARMLESS = ("00", "02", "01N50", "01N51", "01N52", "01N60")


def constants() -> Iterator[tuple[str, str]]:
    parts = pkgutil.iter_modules(graph.queries.__path__)
    modules = [importlib.import_module(f"graph.queries.{part.name}") for part in parts]
    for module in (sequence, *modules):
        for name, value in vars(module).items():
            if not name.isupper():
                continue
            texts = value if isinstance(value, Mapping) else {"": value}
            for part, text in texts.items():
                if isinstance(text, str) and CLAUSE.match(text):
                    where = f"{module.__name__.removeprefix('graph.')}.{name}"
                    yield f"{where}.{part}" if part else where, text


ALL = sorted({text: name for name, text in constants()}.items(), key=lambda item: item[1])
# A constant that others are built from is no statement of its own.
STATEMENTS = [
    pytest.param(text, id=name)
    for text, name in ALL
    if not any(text in other and text != other for other, _ in ALL)
]


@pytest.fixture
async def talkative(graph: Graph) -> AsyncSession:
    """A session on the tests' graph that hears the server's remarks."""
    there = graph._endpoint
    driver = AsyncGraphDatabase.driver(there.url, auth=(there.user, there.password))
    async with driver, driver.session(database=there.database) as session:
        yield session


def operators(plan: dict[str, Any]) -> set[str]:
    below = (operators(child) for child in plan.get("children", ()))
    return {plan["operatorType"].partition("@")[0]}.union(*below)


@pytest.mark.parametrize("statement", STATEMENTS)
async def test_an_engine_understands_it_and_has_nothing_to_remark(
    statement: str, talkative: AsyncSession
):
    result = await talkative.run(f"EXPLAIN {statement}")
    summary = await result.consume()

    remarks = [
        f"{remark.gql_status} {remark.status_description}"
        for remark in summary.gql_status_objects
        if not remark.gql_status.startswith(HARMLESS)
    ]
    assert remarks == []
    if summary.plan:
        assert "AllNodesScan" not in operators(summary.plan)


@pytest.mark.parametrize("statement", STATEMENTS)
def test_every_node_that_it_merges_has_a_constraint(statement: str):
    assert set(MERGED_NODE.findall(statement)) <= REQUIRED
