"""Firestorms: derived from a customer's public posts, stored, and told of when they begin."""

from collections.abc import Sequence
from typing import Final, LiteralString

from graph.access import Graph, Row, Statement
from graph.queries.mentions import author_view
from graph.social import FirestormView

# The customer comes first: nothing is stored for somebody who was erased in between.
STORE: Final[LiteralString] = """
UNWIND $rows AS row
MATCH (c:Customer {id: row.customer_id})
MERGE (f:Firestorm {id: row.id})
SET f = row.properties
MERGE (f)-[:OF]->(c)
WITH f, c, row
CALL (f, c) {
  MATCH (f)-[r:OF]->(o:Customer)
  WHERE o.id <> c.id
  DELETE r
}
CALL (f, row) {
  MATCH (f)-[r:MADE_OF]->(n:Interaction)
  WHERE NOT n.key IN row.interactions
  DELETE r
}
UNWIND row.interactions AS key
MATCH (n:Interaction {key: key})
MERGE (f)-[:MADE_OF]->(n)
"""

DROP: Final[LiteralString] = """
UNWIND $ids AS id
MATCH (f:Firestorm {id: id})
DETACH DELETE f
"""

# The newest first; a page goes on behind an instant and an id.
LISTED: Final[LiteralString] = """
MATCH (f:Firestorm)-[:OF]->(c:Customer)
WHERE f.last_ms < $before_ms OR (f.last_ms = $before_ms AND f.id > $after)
WITH f, c
ORDER BY f.last_ms DESC, f.id
LIMIT $limit
RETURN f.id AS id, f.since_ms AS since_ms, f.warned_ms AS warned_ms, f.last_ms AS last_ms,
  f.places AS places, f.reach AS reach, f.owns AS owns, f.tried AS tried,
  [c.id, c.name, c.city, c.country] AS customer
ORDER BY last_ms DESC, id
"""

OF_CUSTOMERS: Final[LiteralString] = """
UNWIND $ids AS id
MATCH (:Customer {id: id})<-[:OF]-(f:Firestorm)
RETURN properties(f) AS properties
ORDER BY f.since_ms, f.id
"""

END_OF_TIME_MS: Final = 2**53


def store_firestorms(rows: Sequence[Row]) -> Statement:
    """Return the write of these firestorms, each with all its values.

    A row has `id`, `customer_id`, `properties` and the keys of its `interactions`.
    """
    return Statement(STORE, {"rows": rows})


def drop_firestorms(ids: Sequence[str]) -> Statement:
    """Return the write that deletes firestorms which are none any more."""
    return Statement(DROP, {"ids": ids})


async def list_firestorms(
    graph: Graph, *, after: tuple[int, str] | None, limit: int
) -> list[FirestormView]:
    """Return at most `limit` firestorms, the newest first, after this instant and id."""
    before_ms, id = after or (END_OF_TIME_MS, "")
    rows = await graph.read(LISTED, before_ms=before_ms, after=id, limit=limit)
    return [_storm(row) for row in rows]


async def firestorms_of(graph: Graph, customer_ids: Sequence[str]) -> list[Row]:
    """Return all that is stored of these customers' firestorms, the oldest first."""
    return [row["properties"] for row in await graph.read(OF_CUSTOMERS, ids=customer_ids)]


def _storm(row: Row) -> FirestormView:
    lists = {name: tuple(row[name]) for name in ("places", "owns", "tried")}
    return FirestormView(**{**row, **lists, "customer": author_view(row["customer"])})
