"""The outbox: one event for each commit that changed something, numbered in commit order."""

from collections.abc import Sequence
from typing import Final, LiteralString

from graph.access import Graph, Row, Statement

APPEND_EVENT: Final[LiteralString] = """
MATCH (q:Sequence {name: 'events'})
SET q.value = q.value + 1
WITH q.value AS number
CREATE (e:Event {
  number: number, at_ms: $at_ms, kind: $kind, customers: $customers, subjects: $subjects,
  labels: $labels
})
"""

EVENTS_AFTER: Final[LiteralString] = """
MATCH (e:Event)
WHERE e.number > $after
RETURN e.number AS number, e.at_ms AS at_ms, e.kind AS kind, e.customers AS customers,
  e.subjects AS subjects
ORDER BY number
LIMIT $limit
"""


def append_event(
    *,
    at_ms: int,
    kind: str,
    customers: Sequence[str],
    subjects: Sequence[str] = (),
    labels: Sequence[str] = (),
) -> Statement:
    """Return the statement that appends an event about these customers and activities.

    `subjects` are keys, `labels` those that nodes of these keys may have.
    """
    parameters = {"at_ms": at_ms, "kind": kind, "customers": customers}
    return Statement(APPEND_EVENT, {**parameters, "subjects": subjects, "labels": labels})


async def events_after(graph: Graph, after: int, *, limit: int = 100) -> list[Row]:
    """Return the events that follow number `after`, in commit order, without gaps."""
    return await graph.read(EVENTS_AFTER, after=after, limit=limit)
