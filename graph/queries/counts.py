"""How much is in the graph, and how much waits."""

from typing import Final, LiteralString

from graph.access import Graph

COUNTS: Final[LiteralString] = """
MATCH (i:Sequence {name: 'identity'})
MATCH (e:Sequence {name: 'events'})
RETURN i.customers AS customers, i.value AS identity_sequence, e.value AS events,
  COUNT { MATCH (:SourceRecord) } AS source_records,
  COUNT { MATCH (:Identifier) } AS identifiers,
  COUNT { MATCH (:Interaction) } AS interactions,
  COUNT { MATCH (:Order) } AS orders,
  COUNT { MATCH (:Case) } AS cases,
  COUNT { MATCH (t:ReviewTask) WHERE t.state = 'open' } AS review_tasks
"""


async def count_nodes(graph: Graph) -> dict[str, int]:
    """Return how many nodes of the main kinds there are, and where the two sequences stand."""
    (row,) = await graph.read(COUNTS)
    return {name: int(value) for name, value in row.items()}
