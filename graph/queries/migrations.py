"""Which migrations the graph has had."""

from typing import Final, LiteralString

from graph.access import Graph, Statement

APPLIED: Final[LiteralString] = """
MATCH (m:Migration)
RETURN m.name AS name
ORDER BY name
"""

RECORD: Final[LiteralString] = """
MERGE (m:Migration {name: $name})
ON CREATE SET m.applied_at_ms = $now_ms
"""


async def applied_migrations(graph: Graph) -> set[str]:
    return {row["name"] for row in await graph.read(APPLIED)}


def record_migration(name: str, *, now_ms: int) -> Statement:
    return Statement(RECORD, {"name": name, "now_ms": now_ms})
