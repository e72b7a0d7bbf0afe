"""Which statements are so large that a cold database plans them for seconds?"""

from typing import Final

from graph.access import Graph
from graph.model import CustomerId
from graph.queries.derivation import read_evidence
from graph.queries.pop import customer_by_id, customers_by_identifiers, customers_by_interaction

PLANNING_SECONDS: Final = 120.0  # measured on a cold and busy Neo4j: up to 27 for one
NOBODY: Final = ("nobody",)


async def plan_largest(graph: Graph) -> None:
    """Have the database plan what reads a whole customer, before anybody waits for it.

    Later it plans anew by itself as the graph grows, which takes a second or two.
    """
    with graph.patient(PLANNING_SECONDS):
        await customers_by_identifiers(graph, NOBODY)
        await customers_by_interaction(graph, NOBODY)
        await customer_by_id(graph, CustomerId(NOBODY[0]))
        await read_evidence(graph, NOBODY, most_interactions=1)
