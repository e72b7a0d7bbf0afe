"""Pairs that wait for a person's judgement."""

from collections.abc import Sequence
from typing import Final, LiteralString

from graph.access import Graph, Row, Statement

OPEN_REVIEWS: Final[LiteralString] = """
UNWIND $rows AS row
MATCH (left:SourceRecord {key: row.left_key})
MATCH (right:SourceRecord {key: row.right_key})
MERGE (t:ReviewTask {id: row.id})
ON CREATE SET t += row.properties
MERGE (t)-[:LEFT]->(left)
MERGE (t)-[:RIGHT]->(right)
"""

# A pair whose sides have become one customer since needs nobody any more.
OPEN_TASKS: Final[LiteralString] = """
MATCH (t:ReviewTask)
WHERE t.state = 'open' AND t.id > $after
MATCH (t)-[:LEFT]->(l:SourceRecord)-[:RESOLVED_TO]->(lc:Customer)
MATCH (t)-[:RIGHT]->(r:SourceRecord)-[:RESOLVED_TO]->(rc:Customer)
WHERE lc.id <> rc.id
RETURN t.id AS id, t.weight AS weight, t.reason AS reason, t.levels AS levels, t.at_ms AS at_ms,
  l.source AS left_source, l.source_id AS left_id, lc.id AS left_customer, lc.name AS left_name,
  lc.city AS left_city,
  r.source AS right_source, r.source_id AS right_id, rc.id AS right_customer, rc.name AS right_name,
  rc.city AS right_city
ORDER BY id
LIMIT $limit
"""


def open_reviews(rows: Sequence[Row]) -> Statement:
    return Statement(OPEN_REVIEWS, {"rows": rows})


async def open_tasks(graph: Graph, *, after: str, limit: int) -> list[Row]:
    """Return at most `limit` open tasks whose id follows `after` ("" for the first page)."""
    return await graph.read(OPEN_TASKS, after=after, limit=limit)


QUEUED_TASKS: Final[LiteralString] = """
MATCH (t:ReviewTask)
WHERE t.state = 'open' AND t.id > $after
MATCH (t)-[:LEFT]->(l:SourceRecord)-[:RESOLVED_TO]->(lc:Customer)
MATCH (t)-[:RIGHT]->(r:SourceRecord)-[:RESOLVED_TO]->(rc:Customer)
WHERE lc.id <> rc.id
RETURN t.id AS id, t.weight AS weight, t.reason AS reason,
  coalesce(t.unsure_at_ms, 0) AS unsure_at_ms, l.key AS left_key, r.key AS right_key,
  lc.id AS left_customer, rc.id AS right_customer
ORDER BY id
LIMIT $limit
"""

# Keys are keyed hashes: to read on from any point is to draw at random, the same each time.
LINKS_AFTER: Final[LiteralString] = """
MATCH (s:SourceRecord)
WHERE s.key > $after
MATCH (s)-[r:RESOLVED_TO]->(c:Customer)
WHERE r.rule = 'link' AND r.weight IS NOT NULL AND r.unsure_at_ms IS NULL
  AND NOT EXISTS { MATCH (s)-[j:JUDGED]-(:SourceRecord) WHERE j.withdrawn_by IS NULL }
RETURN s.key AS key, r.weight AS weight, c.id AS customer_id
ORDER BY key
LIMIT $limit
"""

CONTACTS_OF_CUSTOMERS: Final[LiteralString] = """
UNWIND $ids AS id
MATCH (c:Customer {id: id})
RETURN c.id AS id,
  COUNT { MATCH (c)<-[:RESOLVED_TO]-(:SourceRecord)<-[:BY]-(:Interaction) } AS contacts,
  COUNT {
    MATCH (c)<-[:RESOLVED_TO]-(:SourceRecord)<-[:BY]-(n:Interaction)
    WHERE n.started_at_ms >= $recent_ms
  } AS recent
"""

RECORDS_BY_KEY: Final[LiteralString] = """
UNWIND $keys AS key
MATCH (s:SourceRecord {key: key})-[:RESOLVED_TO]->(c:Customer)
RETURN s.key AS key, s.source AS source, s.source_id AS source_id, s.kind AS kind,
  s.profile AS profile, c.id AS customer_id, c.name AS customer_name
"""

# What the pair weighed when it was judged: later the verdict itself moves its records.
WEIGH_TASKS: Final[LiteralString] = """
UNWIND $rows AS row
MATCH (t:ReviewTask {id: row.id})
SET t += row.weighed
"""

# A check's two records may stand with one customer: the verdict alone does not find its task.
SETTLE_CHECK: Final[LiteralString] = """
MATCH (t:ReviewTask {id: $id})
SET t.state = 'judged', t.verdict = $verdict, t.decision = $decision
"""

DEFER_TASKS: Final[LiteralString] = """
UNWIND $ids AS id
MATCH (t:ReviewTask {id: id})
SET t.unsure_at_ms = $at_ms
"""

DEFER_LINKS: Final[LiteralString] = """
UNWIND $keys AS key
MATCH (:SourceRecord {key: key})-[r:RESOLVED_TO]->(:Customer)
SET r.unsure_at_ms = $at_ms
"""


async def queued_tasks(graph: Graph, *, after: str, limit: int) -> list[Row]:
    """Return at most `limit` open tasks whose id follows `after`: what their order depends on."""
    return await graph.read(QUEUED_TASKS, after=after, limit=limit)


async def links_after(graph: Graph, key: str, *, limit: int) -> list[Row]:
    """Return at most `limit` automatic links that nobody judged, by record key, after `key`."""
    return await graph.read(LINKS_AFTER, after=key, limit=limit)


async def contacts_of_customers(graph: Graph, ids: Sequence[str], *, recent_ms: int) -> list[Row]:
    """Return how many interactions each customer has, and how many since `recent_ms`."""
    return await graph.read(CONTACTS_OF_CUSTOMERS, ids=ids, recent_ms=recent_ms)


async def records_by_key(graph: Graph, keys: Sequence[str]) -> list[Row]:
    """Return what these records say as it came, and whom they stand with."""
    return await graph.read(RECORDS_BY_KEY, keys=keys)


def weigh_tasks(rows: Sequence[Row]) -> Statement:
    return Statement(WEIGH_TASKS, {"rows": rows})


def settle_check(task_id: str, verdict: str, decision: str) -> Statement:
    return Statement(SETTLE_CHECK, {"id": task_id, "verdict": verdict, "decision": decision})


def defer_tasks(ids: Sequence[str], *, at_ms: int) -> Statement:
    return Statement(DEFER_TASKS, {"ids": ids, "at_ms": at_ms})


def defer_links(keys: Sequence[str], *, at_ms: int) -> Statement:
    """Return the write after which these links are not drawn as checks again."""
    return Statement(DEFER_LINKS, {"keys": keys, "at_ms": at_ms})
