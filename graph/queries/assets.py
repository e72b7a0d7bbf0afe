"""Assets: what a customer owns, what happened to it, and who owns others of its batch."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, LiteralString

from graph.access import Graph, Row, Statement
from graph.model import AssetView
from graph.standing import VisitView

MOST_OF_BATCH: Final = 50  # owners of one page

# The key is set to itself because that takes the node's lock: versions are compared under it.
UPSERT_ASSETS: Final[LiteralString] = """
UNWIND $rows AS row
MERGE (n:Asset {key: row.key})
SET n.key = row.key
WITH n, row
WHERE n.updated_at_ms IS NULL OR n.updated_at_ms <= row.updated_at_ms
SET n = row.properties
WITH n, row
CALL (n, row) {
  MATCH (n)-[r:OWNED_BY]->(s:SourceRecord)
  WHERE row.persons <> [] AND NOT s.key IN row.persons
  DELETE r
}
FOREACH (key IN row.persons |
  MERGE (s:SourceRecord {key: key})
  MERGE (n)-[:OWNED_BY]->(s)
)
"""

# What somebody else said about it is theirs, not the owner's to see.
ASSET_COLUMN: Final[LiteralString] = """,
  COLLECT {
    MATCH (c)<-[:RESOLVED_TO]-(:SourceRecord)<-[:OWNED_BY]-(n:Asset)
    WITH c, n
    ORDER BY n.since_ms DESC, n.key
    LIMIT 20
    RETURN [
      n.source_id, n.source, n.name, n.serial, n.batch, n.since_ms, n.status,
      COLLECT {
        MATCH (n)<-[:ABOUT]-(i:Interaction)
        WHERE i.started_at_ms IS NOT NULL AND (
          EXISTS { MATCH (i)-[:BY]->(:SourceRecord)-[:RESOLVED_TO]->(c) }
          OR NOT EXISTS { MATCH (i)-[:BY]->(:SourceRecord) }
        )
        WITH i
        ORDER BY i.started_at_ms DESC, i.key
        LIMIT 10
        RETURN [
          i.source_id, i.source, i.channel, i.kind, i.direction, i.started_at_ms,
          substring(coalesce(i.text, ''), 0, 1000), i.agent, i.status
        ]
      }
    ]
  } AS assets
"""

# Who has said something about it, or has a problem that it is part of, has called.
OWNERS_OF_BATCH: Final[LiteralString] = """
MATCH (n:Asset {batch_key: $batch_key})
WHERE n.key > $after
MATCH (n)-[:OWNED_BY]->(:SourceRecord)-[:RESOLVED_TO]->(c:Customer)
WITH n, c, EXISTS { MATCH (n)-[:PART_OF]->(:Matter) }
  OR EXISTS { MATCH (n)<-[:ABOUT]-(:Case) }
  OR EXISTS { MATCH (n)<-[:ABOUT]-(i:Interaction) WHERE i.direction = 'in' } AS has_called
WHERE NOT ($not_called AND has_called)
RETURN n.key AS id, n.source_id AS asset_id, n.source AS source, n.name AS name, n.serial AS serial,
  n.batch AS batch, n.since_ms AS since_ms, has_called, c.id AS customer_id,
  c.name AS customer_name, c.city AS customer_city
ORDER BY id, customer_id
LIMIT $limit
"""


@dataclass(frozen=True, slots=True)
class BatchOwner:
    """Something of a batch, and whose it is."""

    id: str  # key of the asset
    asset_id: str  # in its source
    source: str
    name: str
    serial: str | None
    batch: str
    since_ms: int | None
    has_called: bool  # or written, about it
    customer_id: str
    customer_name: str | None
    customer_city: str | None


def upsert_assets(rows: Sequence[Row]) -> Statement:
    """Return the write of these assets; an older version never replaces a newer one."""
    return Statement(UPSERT_ASSETS, {"rows": rows})


async def owners_of_batch(
    graph: Graph, batch_key: str, *, not_called: bool, after: str, limit: int
) -> list[BatchOwner]:
    """Return at most `limit` owners of things of one batch, those after the key `after`, by key.

    `not_called`: only those who have said nothing about theirs.
    """
    rows = await graph.read(
        OWNERS_OF_BATCH, batch_key=batch_key, not_called=not_called, after=after, limit=limit
    )
    return [BatchOwner(**row) for row in rows]


def asset_view(values: Sequence[Any]) -> AssetView:
    """Return the asset that a list of ASSET_COLUMN tells of."""
    *plain, visits = values
    return AssetView(*[*plain, visit_views(visits)])


def visit_views(rows: Sequence[Sequence[Any]]) -> tuple[VisitView, ...]:
    """Return interactions about a thing, that came newest first, oldest first."""
    return tuple(VisitView(*[*one[:6], one[6] or None, *one[7:]]) for one in reversed(rows))
