"""Whose context has to be derived anew, and all the evidence that it is derived from."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, LiteralString

from graph.access import Graph
from graph.model import CustomerView
from graph.queries.pop import OF_A_POP, WHOLE_CUSTOMER, customer_view

# Whoever the activity hangs on today, and whose matter it was part of before.
OWNERS: Final[Mapping[str, LiteralString]] = {
    "Interaction": """
UNWIND $keys AS key
MATCH (n:Interaction {key: key})
CALL (n) {
  MATCH (n)-[:BY]->(:SourceRecord)-[:RESOLVED_TO]->(c:Customer)
  RETURN c.id AS id
  UNION
  MATCH (n)-[:PART_OF]->(:Matter)-[:OF]->(c:Customer)
  RETURN c.id AS id
}
RETURN DISTINCT id
""",
    "Order": """
UNWIND $keys AS key
MATCH (n:Order {key: key})
CALL (n) {
  MATCH (n)-[:PLACED_BY]->(:SourceRecord)-[:RESOLVED_TO]->(c:Customer)
  RETURN c.id AS id
  UNION
  MATCH (n)-[:PART_OF]->(:Matter)-[:OF]->(c:Customer)
  RETURN c.id AS id
}
RETURN DISTINCT id
""",
    "Case": """
UNWIND $keys AS key
MATCH (n:Case {key: key})
CALL (n) {
  MATCH (n)-[:OPENED_BY]->(:SourceRecord)-[:RESOLVED_TO]->(c:Customer)
  RETURN c.id AS id
  UNION
  MATCH (n)-[:PART_OF]->(:Matter)-[:OF]->(c:Customer)
  RETURN c.id AS id
}
RETURN DISTINCT id
""",
    "Return": """
UNWIND $keys AS key
MATCH (:Return {key: key})-[:OF]->(:Order)-[:PLACED_BY]->(:SourceRecord)-[:RESOLVED_TO]->
  (c:Customer)
RETURN DISTINCT c.id AS id
""",
    "Shipment": """
UNWIND $keys AS key
MATCH (:Shipment {key: key})-[:OF]->(:Order)-[:PLACED_BY]->(:SourceRecord)-[:RESOLVED_TO]->
  (c:Customer)
RETURN DISTINCT c.id AS id
""",
    "Asset": """
UNWIND $keys AS key
MATCH (n:Asset {key: key})-[:OWNED_BY]->(:SourceRecord)-[:RESOLVED_TO]->(c:Customer)
RETURN DISTINCT c.id AS id
""",
}

# A merged id is answered for by somebody else, who has what hung on it.
BY_IDS: Final[LiteralString] = """
UNWIND $ids AS asked
MATCH (:Customer {id: asked})-[:MERGED_INTO*0..50]->(c:Customer)
WHERE NOT EXISTS { MATCH (c)-[:MERGED_INTO]->(:Customer) }
WITH DISTINCT c, [] AS matched
"""

EVIDENCE: Final[LiteralString] = BY_IDS + WHOLE_CUSTOMER

STORED: Final[LiteralString] = """
UNWIND $ids AS asked
MATCH (:Customer {id: asked})-[:MERGED_INTO*0..50]->(c:Customer)
WHERE NOT EXISTS { MATCH (c)-[:MERGED_INTO]->(:Customer) }
WITH DISTINCT c
MATCH (c)<-[:MERGED_INTO*0..50]-(former:Customer)<-[:OF]-(m:Matter)
RETURN DISTINCT m.id AS id, m.digest AS digest, former.id AS customer_id
"""

NEXT_CUSTOMERS: Final[LiteralString] = """
MATCH (c:Customer)
WHERE c.id > $after AND NOT EXISTS { MATCH (c)-[:MERGED_INTO]->(:Customer) }
WITH c
ORDER BY c.id
LIMIT $limit
RETURN c.id AS id
"""


@dataclass(frozen=True, slots=True)
class StoredMatter:
    id: str
    digest: str
    customer_id: str  # on whom it hangs; perhaps one who was merged since


async def owners(graph: Graph, keys: Sequence[str], labels: Collection[str] | None) -> set[str]:
    """Return ids of the customers whose activities these are, or were when they were read last.

    `labels` are those that the keys' nodes may have; None: any.
    """
    asked = [label for label in OWNERS if labels is None or label in labels]
    return {
        row["id"] for label in asked if keys for row in await graph.read(OWNERS[label], keys=keys)
    }


async def read_evidence(
    graph: Graph, customer_ids: Sequence[str], *, most_interactions: int
) -> list[CustomerView]:
    """Return those who answer for these ids today, each with all that context is derived from."""
    values = {**OF_A_POP, "ids": customer_ids, "most_interactions": most_interactions}
    return [customer_view(row) for row in await graph.read(EVIDENCE, **values)]


async def stored_matters(graph: Graph, customer_ids: Sequence[str]) -> list[StoredMatter]:
    """Return the matters of those who answer for these ids today, and of all merged into them."""
    return [StoredMatter(**row) for row in await graph.read(STORED, ids=customer_ids)]


async def next_customers(graph: Graph, *, after: str, limit: int) -> list[str]:
    """Return at most `limit` ids of customers that follow `after` ("": the first ones)."""
    return [row["id"] for row in await graph.read(NEXT_CUSTOMERS, after=after, limit=limit)]
