"""Which uniqueness constraints the graph holds."""

from typing import Final, LiteralString

from graph.access import Graph

CONSTRAINTS: Final[LiteralString] = """
SHOW CONSTRAINTS YIELD labelsOrTypes, properties, type
RETURN labelsOrTypes AS labels, properties, type
"""


async def unique_properties(graph: Graph) -> set[tuple[str, str]]:
    """Return (label, property) of every uniqueness constraint on a single property of nodes.

    Neo4j calls them UNIQUENESS, from Cypher 25 on NODE_PROPERTY_UNIQUENESS.
    """
    rows = await graph.read(CONSTRAINTS)
    return {
        (row["labels"][0], row["properties"][0])
        for row in rows
        if row["type"] in {"UNIQUENESS", "NODE_PROPERTY_UNIQUENESS"} and len(row["properties"]) == 1
    }
