"""Brings a graph to the schema that this version needs, and refuses one that lacks it.

A migration is a file of schema statements that do nothing when run again, so two processes may
run it at once. Each statement has a transaction of its own: Neo4j forbids schema and data in one.
"""

import asyncio
import contextlib
import time
from importlib.resources import files
from typing import Final, LiteralString, cast

from neo4j.exceptions import Neo4jError

from graph.access import Graph, Statement
from graph.errors import MissingConstraintError
from graph.model import UNIQUE
from graph.queries.constraints import unique_properties
from graph.queries.migrations import applied_migrations, record_migration

REQUIRED: Final = {*UNIQUE.items(), ("Migration", "name")}
TRIES: Final = 10  # of a statement that races with another process's
PAUSE_SECONDS: Final = 0.2


async def migrate(graph: Graph) -> list[str]:
    """Apply the migrations that this graph has not had yet, in order; return their names."""
    applied = await applied_migrations(graph)
    fresh = [name for name in migration_names() if name not in applied]
    for name in fresh:
        for statement in migration_statements(name):
            await _apply(graph, statement)
        await graph.write([record_migration(name, now_ms=time.time_ns() // 1_000_000)])
    return fresh


async def apply_again(graph: Graph) -> None:
    """Run all migrations once more, each statement that can be run; see `check_constraints`."""
    for name in migration_names():
        for statement in migration_statements(name):
            with contextlib.suppress(Neo4jError):
                await graph.write([Statement(statement)])


async def check_constraints(graph: Graph) -> None:
    """Raise MissingConstraintError when a node label can hold duplicates."""
    missing = REQUIRED - await unique_properties(graph)
    if missing:
        raise MissingConstraintError(f"{label}.{key}" for label, key in missing)


def migration_names() -> list[str]:
    """Return the names of all migrations, oldest first: `0001_unique_keys`, …"""
    found = (files("graph") / "migrations").iterdir()
    return sorted(
        file.name.removesuffix(".cypher") for file in found if file.name.endswith(".cypher")
    )


def migration_statements(name: str) -> list[LiteralString]:
    """Return the statements of a migration, without its `//` comments."""
    text = (files("graph") / "migrations" / f"{name}.cypher").read_text("utf-8")
    code = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("//"))
    # Files of the program are as good as constants in it; mypy takes LiteralString for str.
    statements = cast("list[LiteralString]", code.split(";"))  # type: ignore[redundant-cast]
    return [statement.strip() for statement in statements if statement.strip()]


async def _apply(graph: Graph, statement: LiteralString) -> None:
    """Run one schema statement; both engines refuse one of two that race, each in its own words."""
    for left in reversed(range(TRIES)):
        try:
            await graph.write([Statement(statement)])
        except Neo4jError:
            if not left:
                raise
            await asyncio.sleep(PAUSE_SECONDS)
        else:
            return
