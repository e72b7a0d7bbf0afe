"""Which statements are so large that a cold database plans them for seconds?"""

from typing import Final

from graph.access import Graph
from graph.model import CustomerId
from graph.queries.derivation import read_evidence
from graph.queries.households import read_ties
from graph.queries.pop import customer_by_id, customers_by_identifiers, customers_by_interaction

PLANNING_SECONDS: Final = 120.0  # measured on a cold and busy Neo4j: up to 27 for one
NOBODY: Final = ("nobody",)


async def plan_largest(graph: Graph) -> None:
    """Have the database plan what reads a whole customer, before anybody waits for it.

    Measured on Neo4j while 2,500 customers came in: the slowest pop 2.5 s where it planned again
    by itself, .4 s with plans that are kept. They start from a unique key, so that they stay
    right however large the graph becomes.
    """
    with graph.planning(PLANNING_SECONDS):
        await customers_by_identifiers(graph, NOBODY)
        await customers_by_interaction(graph, NOBODY)
        await customer_by_id(graph, CustomerId(NOBODY[0]))
        await read_evidence(graph, NOBODY, most_interactions=1)
        await read_ties(graph, NOBODY)
