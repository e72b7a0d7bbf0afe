"""Exchanges with customers, one on one channel: whose they are, what they answer and are about."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, LiteralString

from graph.access import Graph, Row, Statement

# Of somebody who has many, a pop reads only the newest: this one may be among them.
# The key is set to itself because that takes the node's lock: versions are compared under it.
# Where a person put one, it stays, whoever a newer version names.
UPSERT_INTERACTIONS: Final[LiteralString] = """
UNWIND $rows AS row
MERGE (n:Interaction {key: row.key})
SET n.key = row.key
WITH n, row
WHERE n.updated_at_ms IS NULL OR n.updated_at_ms <= row.updated_at_ms
SET n = row.properties
WITH n, row, CASE
  WHEN EXISTS { MATCH (n)-[b:BY]->(:SourceRecord) WHERE b.moved } THEN [] ELSE row.persons
END AS persons
CALL (n, persons) {
  MATCH (n)-[r:BY]->(s:SourceRecord)
  WHERE persons <> [] AND NOT s.key IN persons
  DELETE r
}
CALL (n, row) {
  MATCH (n)-[r:ABOUT|ANSWERS]->(x)
  WHERE NOT x.key IN row.targets
  DELETE r
}
FOREACH (key IN persons |
  MERGE (s:SourceRecord {key: key})
  MERGE (n)-[:BY]->(s)
)
WITH n, row
CALL (n) {
  MATCH (n)-[:BY]->(:SourceRecord)-[:RESOLVED_TO]->(c:Customer)
  WHERE c.many_interactions
  MERGE (c)-[:NEWEST]->(n)
}
FOREACH (key IN row.answers | MERGE (x:Interaction {key: key}) MERGE (n)-[:ANSWERS]->(x))
FOREACH (key IN row.orders | MERGE (x:Order {key: key}) MERGE (n)-[:ABOUT]->(x))
FOREACH (key IN row.cases | MERGE (x:Case {key: key}) MERGE (n)-[:ABOUT]->(x))
FOREACH (key IN row.products | MERGE (x:Product {key: key}) MERGE (n)-[:ABOUT]->(x))
FOREACH (key IN row.assets | MERGE (x:Asset {key: key}) MERGE (n)-[:ABOUT]->(x))
FOREACH (key IN row.contracts | MERGE (x:Contract {key: key}) MERGE (n)-[:ABOUT]->(x))
FOREACH (key IN row.returns | MERGE (x:Return {key: key}) MERGE (n)-[:ABOUT]->(x))
FOREACH (key IN row.shipments | MERGE (x:Shipment {key: key}) MERGE (n)-[:ABOUT]->(x))
FOREACH (key IN row.places | MERGE (x:Place {key: key}) MERGE (n)-[:ABOUT]->(x))
"""


KEEP_NEWEST: Final[LiteralString] = """
UNWIND $rows AS row
MATCH (c:Customer {id: row.customer_id})
SET c.many_interactions = true
WITH c, row
CALL (c, row) {
  MATCH (c)-[r:NEWEST]->(n:Interaction)
  WHERE NOT n.key IN row.keys
  DELETE r
}
UNWIND row.keys AS key
MATCH (n:Interaction {key: key})
MERGE (c)-[:NEWEST]->(n)
"""

FORGET_NEWEST: Final[LiteralString] = """
UNWIND $ids AS id
MATCH (c:Customer {id: id})
WHERE c.many_interactions
SET c.many_interactions = null
WITH c
MATCH (c)-[r:NEWEST]->(:Interaction)
DELETE r
"""


def keep_newest(rows: Sequence[Row]) -> Statement:
    """Return the write of which interactions a pop reads of customers who have many.

    A row has `customer_id` and the `keys` of the newest.
    """
    return Statement(KEEP_NEWEST, {"rows": rows})


def forget_newest(customer_ids: Sequence[str]) -> Statement:
    """Return the write after which a pop reads these customers' interactions as they stand."""
    return Statement(FORGET_NEWEST, {"ids": customer_ids})


def upsert_interactions(rows: Sequence[Row]) -> Statement:
    """Return the write of these interactions; an older version never replaces a newer one.

    What an interaction answers or is about may arrive later: until then a bare key stands for it.
    """
    return Statement(UPSERT_INTERACTIONS, {"rows": rows})


READ_PLACE: Final[LiteralString] = """
MATCH (n:Interaction {key: $key})-[:BY]->(s:SourceRecord)
RETURN n.key AS key, n.source AS source, n.source_id AS source_id, s.key AS record_key,
  COUNT { MATCH (s)<-[:BY]-(:Interaction) } AS of_record
ORDER BY record_key
LIMIT 1
"""

MOVE: Final[LiteralString] = """
MATCH (n:Interaction {key: $key})
MATCH (s:SourceRecord {key: $record_key})
CALL (n, s) {
  MATCH (n)-[b:BY]->(o:SourceRecord)
  WHERE o.key <> s.key
  DELETE b
}
MERGE (n)-[by:BY]->(s)
SET by.moved = $moved
WITH n, s
CALL (n, s) {
  MATCH (n)<-[w:WISHED_IN]-(:SourceRecord)
  DELETE w
  MERGE (s)-[:WISHED_IN]->(n)
}
WITH n, s
MATCH (n)<-[:IN]-(p:Promise)
MERGE (p)-[:MADE_TO]->(s)
WITH p, s
MATCH (p)-[m:MADE_TO]->(o:SourceRecord)
WHERE o.key <> s.key
DELETE m
"""


@dataclass(frozen=True, slots=True)
class InteractionPlace:
    """The source record that an interaction hangs on, with how many others do."""

    key: str
    source: str
    source_id: str
    record_key: str
    of_record: int  # interactions of that record, this one included


async def place_of_interaction(graph: Graph, key: str) -> InteractionPlace | None:
    """Return where an interaction hangs; None for one that is unknown or nobody's."""
    rows = await graph.read(READ_PLACE, key=key)
    return InteractionPlace(**rows[0]) if rows else None


def move_interaction(key: str, record_key: str, *, by_a_person: bool) -> Statement:
    """Return the write that hangs an interaction on another source record.

    One that a person moved stays there when a newer version of it comes.
    """
    moved = True if by_a_person else None
    return Statement(MOVE, {"key": key, "record_key": record_key, "moved": moved})
