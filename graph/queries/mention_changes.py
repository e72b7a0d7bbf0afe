"""What people and the clock do about mentions: changed and told of in one write, by one of them."""

from collections.abc import Sequence
from typing import Any, Final, LiteralString

from graph.access import Graph, Row, Statement
from graph.queries.events import APPEND_EVENT
from graph.queries.mentions import await_mentions, await_no_more

# The key is set to itself because that takes the node's lock: the status is compared under it, so
# of two who claim at once one finds it open and the other finds it claimed.
CHANGE: Final[LiteralString] = """
MATCH (m:Mention {key: $key})
SET m.key = $key
WITH m
WHERE m.status IN $statuses AND (m.status <> 'claimed' OR $by IS NULL OR m.claimed_by = $by)
SET m += $properties
WITH m
"""

CHANGED: Final[LiteralString] = """
RETURN number
"""

CHANGE_AND_TELL: Final[LiteralString] = CHANGE + APPEND_EVENT + CHANGED

# As above for several, of which only those are told that are as they were seen.
CLOCKED: Final[LiteralString] = """
UNWIND $rows AS row
MATCH (m:Mention {key: row.key})
SET m.key = row.key
WITH m, row
WHERE m.status = row.status AND coalesce(m.claimed_at_ms, 0) = row.claimed_at_ms
  AND coalesce(m.overdue_at_ms, 0) = row.overdue_at_ms
SET m += row.properties
WITH collect({key: m.key, customers: row.customers, kind: row.tells}) AS changed
WITH [one IN changed WHERE one.kind <> ''] AS changed
MATCH (q:Sequence {name: 'events'})
SET q.value = q.value + size(changed)
WITH changed, q.value - size(changed) AS before
UNWIND range(1, size(changed)) AS place
WITH before + place AS number, changed[place - 1] AS one
CREATE (e:Event {
  number: number, at_ms: $at_ms, kind: one.kind, customers: one.customers, subjects: [one.key],
  labels: []
})
"""

DUE: Final[LiteralString] = """
MATCH (w:PendingMention)
WHERE w.at_ms <= $now_ms
WITH w
ORDER BY w.at_ms, w.key
LIMIT $limit
RETURN w.key AS key, w.at_ms AS at_ms
ORDER BY at_ms, key
"""

NEXT_DUE: Final[LiteralString] = """
MATCH (w:PendingMention)
RETURN min(w.at_ms) AS at_ms
"""

TRIAGE: Final[LiteralString] = """
UNWIND $rows AS row
MATCH (m:Mention {key: row.key})
SET m.points = row.points, m.why = row.why
WITH row
MATCH (w:PendingMention {key: row.key})
SET w.points = row.points
"""


def change_mention(
    key: str,
    properties: Row,
    *,
    of: Sequence[str],
    by: str | None,
    look_ms: int,
    event: dict[str, Any],
) -> list[Statement]:
    """Return the write that changes a mention of these statuses and tells of it, or does nothing.

    The first statement returns a row if it changed. One that is claimed is changed by `by` alone;
    None: by anybody. `look_ms` is when the clock looks at it next.
    """
    asked = {"key": key, "properties": properties, "statuses": of, "by": by}
    return [
        Statement(CHANGE_AND_TELL, {**asked, **event, "subjects": [key], "labels": []}),
        await_mentions([{"key": key, "at_ms": look_ms}]),
        await_no_more([key]),
    ]


def change_by_clock(
    rows: Sequence[Row], looks: Sequence[Row], gone: Sequence[str], *, at_ms: int
) -> list[Statement]:
    """Return the write of what the clock does, each only if the mention is as it was seen.

    Rows: key, status, claimed_at_ms and overdue_at_ms (0 for none) as they were seen; properties,
    customers, and `tells`, the kind of event ("" for none). `looks`: key, at_ms. `gone` are keys
    of those that wait no more, or are no more.
    """
    keys = [*(row["key"] for row in rows), *gone]
    return [
        Statement(CLOCKED, {"rows": rows, "at_ms": at_ms}),
        await_mentions(looks),
        await_no_more(keys),
    ]


def store_triage(rows: Sequence[Row]) -> Statement:
    """Return the write of how urgent mentions are. Rows: key, points, why."""
    return Statement(TRIAGE, {"rows": rows})


async def due_mentions(graph: Graph, *, now_ms: int, limit: int) -> list[str]:
    """Return keys of mentions that the clock has something to do for, the longest due first."""
    return [row["key"] for row in await graph.read(DUE, now_ms=now_ms, limit=limit)]


async def next_due_ms(graph: Graph) -> int | None:
    """Return when the clock has something to do next; None while nothing waits."""
    (row,) = await graph.read(NEXT_DUE)
    at_ms: int | None = row["at_ms"]
    return at_ms
