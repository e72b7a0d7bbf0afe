"""What has happened since, for whoever is told of it as it happens, and what an event is about."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, LiteralString

from graph.access import Graph, Row
from graph.model import InteractionView

# By exact numbers: an embedded engine uses an index for equal values only.
EVENTS_SINCE: Final[LiteralString] = """
MATCH (q:Sequence {name: 'events'})
RETURN q.value AS last, COLLECT {
  UNWIND range(
    $after + 1, CASE WHEN q.value < $after + $limit THEN q.value ELSE $after + $limit END
  ) AS number
  MATCH (e:Event {number: number})
  WITH e
  ORDER BY e.number
  RETURN [e.number, e.at_ms, e.kind, e.customers, e.subjects, e.labels]
} AS events
"""

IS_KEPT: Final[LiteralString] = """
MATCH (e:Event {number: $number})
RETURN e.number AS number
"""

# An answer is one of ours that not anybody could have got.
CONTACTS_WITH_AGENTS: Final[LiteralString] = """
UNWIND $keys AS key
MATCH (n:Interaction {key: key})
WHERE n.direction = 'in' AND n.agent IS NOT NULL
RETURN n.source_id AS id, n.source AS source, n.channel AS channel, n.kind AS kind,
  n.direction AS direction, n.started_at_ms AS started_at_ms, n.ended_at_ms AS ended_at_ms,
  n.status AS status, n.agent AS agent,
  COLLECT {
    MATCH (n)<-[:ANSWERS]-(a:Interaction)
    WHERE a.direction = 'out' AND NOT coalesce(a.canned, false)
    WITH a
    ORDER BY a.started_at_ms, a.key
    LIMIT 1
    RETURN a.started_at_ms
  }[0] AS answered_at_ms
ORDER BY n.key
"""

# `since_ms`: when both sides came to be where they are.
TASKS_OF_CUSTOMERS: Final[LiteralString] = """
UNWIND $ids AS customer_id
MATCH (:Customer {id: customer_id})<-[:RESOLVED_TO]-(:SourceRecord)<-[:LEFT|RIGHT]-(t:ReviewTask)
WITH DISTINCT t
ORDER BY t.id
LIMIT $limit
MATCH (t)-[:LEFT]->(l:SourceRecord)-[left:RESOLVED_TO]->(lc:Customer)
MATCH (t)-[:RIGHT]->(r:SourceRecord)-[right:RESOLVED_TO]->(rc:Customer)
RETURN t.id AS id, t.weight AS weight, t.reason AS reason, t.levels AS levels, t.at_ms AS at_ms,
  l.source AS left_source, l.source_id AS left_id, lc.id AS left_customer, lc.name AS left_name,
  lc.city AS left_city,
  r.source AS right_source, r.source_id AS right_id, rc.id AS right_customer, rc.name AS right_name,
  rc.city AS right_city, t.state = 'open' AND lc.id <> rc.id AS is_open,
  CASE
    WHEN left.decided_at_ms > right.decided_at_ms THEN left.decided_at_ms
    ELSE right.decided_at_ms
  END AS since_ms
ORDER BY id
"""

NAMES_OF_AGENT: Final[LiteralString] = """
MATCH (a:Agent)
WHERE a.source_id = $agent OR a.name = $agent
RETURN a.source_id AS id, a.name AS name
ORDER BY id
LIMIT 20
"""


# An event of a merge names who is left; whoever was asked about may be one of the others.
FORMER_IDS: Final[LiteralString] = """
UNWIND $ids AS customer_id
MATCH (:Customer {id: customer_id})<-[:MERGED_INTO*1..50]-(f:Customer)
RETURN DISTINCT f.id AS id
ORDER BY id
"""


@dataclass(frozen=True, slots=True)
class OutboxEvent:
    """A commit that changed something."""

    number: int
    at_ms: int
    kind: str
    customers: tuple[str, ...]
    subjects: tuple[str, ...]  # keys of activities, ids of promises
    labels: tuple[str, ...] | None  # of the activities; None where nobody said


@dataclass(frozen=True, slots=True)
class OutboxPage:
    last: int  # number of the last event that there is
    events: tuple[OutboxEvent, ...]  # the next ones, in the order of their commits


async def events_since(graph: Graph, after: int, *, limit: int) -> OutboxPage:
    """Return at most `limit` events that follow number `after`."""
    rows = await graph.read(EVENTS_SINCE, after=after, limit=limit)
    if not rows:
        return OutboxPage(0, ())
    (row,) = rows
    return OutboxPage(row["last"], tuple(_event(*values) for values in row["events"]))


async def event_is_kept(graph: Graph, number: int) -> bool:
    """Return whether there is an event of this number."""
    return bool(await graph.read(IS_KEPT, number=number))


async def contacts_with_agents(graph: Graph, keys: Sequence[str]) -> list[InteractionView]:
    """Return those of these interactions that name an agent, without what was said in them."""
    rows = await graph.read(CONTACTS_WITH_AGENTS, keys=keys)
    return [InteractionView(**row) for row in rows]


async def tasks_of_customers(graph: Graph, ids: Sequence[str], *, limit: int = 100) -> list[Row]:
    """Return the pairs that these customers' records are part of, waiting or not.

    As `open_tasks`, with `is_open`, and `since_ms`, when both sides came to be where they are.
    """
    return await graph.read(TASKS_OF_CUSTOMERS, ids=ids, limit=limit)


async def names_of_agent(graph: Graph, agent: str) -> frozenset[str]:
    """Return what an agent of this id or name may be called in an interaction."""
    rows = await graph.read(NAMES_OF_AGENT, agent=agent)
    return frozenset({agent, *(one for row in rows for one in row.values() if one)})


async def former_ids(graph: Graph, ids: Sequence[str]) -> set[str]:
    """Return the ids of all who were merged into these customers."""
    return {row["id"] for row in await graph.read(FORMER_IDS, ids=ids)}


def _event(
    number: int,
    at_ms: int,
    kind: str,
    customers: list[str],
    subjects: list[str],
    labels: list[str] | None,
) -> OutboxEvent:
    told = None if labels is None else tuple(labels)
    return OutboxEvent(number, at_ms, kind, tuple(customers), tuple(subjects), told)
