"""The deployment that a graph belongs to, known by the fingerprint of its key."""

from typing import Final, LiteralString

from graph.access import Graph, Statement

NAME: Final = "tellonce"

CLAIM: Final[LiteralString] = """
MERGE (d:Deployment {name: $name})
ON CREATE SET d.fingerprint = $fingerprint
RETURN d.fingerprint AS fingerprint
"""


async def claim_graph(graph: Graph, fingerprint: str) -> str:
    """Return the fingerprint of the graph's key: this one, if nobody claimed the graph before."""
    answers = await graph.write([Statement(CLAIM, {"name": NAME, "fingerprint": fingerprint})])
    return str(answers[0][0]["fingerprint"])
