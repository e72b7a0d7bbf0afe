"""Promises: made to a source record, in an interaction where there is one, kept by what came after.

They hang on evidence, so merges and splits carry them. As long as the clock has something to do
for one, a PendingPromise of the same id says from when on.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, LiteralString

from graph.access import Graph, Row, Statement
from graph.model import PromiseView
from graph.queries.events import APPEND_EVENT

# What was read in an earlier version of a text goes, unless a person has said something about it.
DROP_UNSAID: Final[LiteralString] = """
UNWIND $rows AS row
MATCH (n:Interaction {key: row.key})<-[:IN]-(p:Promise)
WHERE p.made_how = 'text' AND NOT p.id IN row.ids AND p.said_by IS NULL
DETACH DELETE p
"""

# What it says by when decides again whether it is broken.
SAY_PROMISES: Final[LiteralString] = """
UNWIND $rows AS row
MATCH (n:Interaction {key: row.interaction})-[:BY]->(s:SourceRecord)
WITH row, n, s
ORDER BY s.key
WITH row, n, collect(s)[0] AS s
MERGE (p:Promise {id: row.id})
ON CREATE SET p.status = 'open'
SET p.status = CASE
  WHEN p.status = 'broken' AND p.due_ms <> row.properties.due_ms THEN 'open'
  ELSE p.status
END
SET p += row.properties
MERGE (p)-[:IN]->(n)
MERGE (p)-[:MADE_TO]->(s)
WITH p, s
MATCH (p)-[m:MADE_TO]->(o:SourceRecord)
WHERE o.key <> s.key
DELETE m
"""

AWAIT_PROMISES: Final[LiteralString] = """
UNWIND $ids AS id
MATCH (p:Promise {id: id})
WHERE p.status = 'open'
MERGE (w:PendingPromise {id: id})
SET w.at_ms = p.due_ms
"""

# Where a promise without an interaction hangs: an account outlasts a profile and a lone contact.
READ_PLACE: Final[LiteralString] = """
MATCH (:Customer {id: $customer_id})-[:MERGED_INTO*0..50]->(c:Customer)
WHERE NOT EXISTS { MATCH (c)-[:MERGED_INTO]->(:Customer) }
MATCH (c)<-[:RESOLVED_TO]-(s:SourceRecord)
WITH c, s
ORDER BY s.kind, s.key
WITH c, collect(s.key) AS records
RETURN c.id AS customer_id, records[0] AS record_key, COLLECT {
  MATCH (n:Interaction {key: $interaction})-[:BY]->(o:SourceRecord)
  WHERE o.key IN records
  RETURN o.key
} AS in_records
LIMIT 1
"""

# Made once, however often it is asked for: the lines after WITH run for a new one alone.
MAKE_PROMISE: Final[LiteralString] = """
MERGE (p:Promise {id: $id})
SET p.id = $id
WITH p
WHERE p.status IS NULL
SET p += $properties
WITH p
MATCH (s:SourceRecord {key: $record_key})
MERGE (p)-[:MADE_TO]->(s)
MERGE (w:PendingPromise {id: $id})
SET w.at_ms = p.due_ms
FOREACH (key IN $interactions | MERGE (n:Interaction {key: key}) MERGE (p)-[:IN]->(n))
WITH p
"""

MAKE_PROMISE_WITH_EVENT: Final[LiteralString] = MAKE_PROMISE + APPEND_EVENT

# The id is set to itself because that takes the node's lock: the status is compared under it, so
# of two processes one changes it and the other finds it changed.
CHANGE_PROMISES: Final[LiteralString] = """
UNWIND $rows AS row
MATCH (p:Promise {id: row.id})
SET p.id = row.id
WITH p, row
WHERE p.status IN $statuses AND coalesce(p.kept_how, '') <> 'hand'
  AND ($again OR p.escalated_at_ms IS NULL)
SET p += row.properties
WITH collect({id: p.id, customers: row.customers}) AS changed
"""

# As many events as promises were changed, which take the next numbers.
TELL: Final[LiteralString] = """
MATCH (q:Sequence {name: 'events'})
SET q.value = q.value + size(changed)
WITH changed, q.value - size(changed) AS before
UNWIND range(1, size(changed)) AS place
WITH before + place AS number, changed[place - 1] AS one
CREATE (e:Event {
  number: number, at_ms: $at_ms, kind: $kind, customers: one.customers, subjects: [one.id],
  labels: []
})
"""

COUNT_CHANGED: Final[LiteralString] = """
RETURN size(changed) AS changed
"""

CHANGE_AND_TELL: Final[LiteralString] = CHANGE_PROMISES + TELL
CHANGE_SILENTLY: Final[LiteralString] = CHANGE_PROMISES + COUNT_CHANGED

LINK_KEPT: Final[LiteralString] = """
MATCH (p:Promise {id: $id})
WHERE p.status = 'kept'
CALL (p) {
  MATCH (p)-[k:KEPT_BY]->(x)
  WHERE x.key <> $key
  DELETE k
}
FOREACH (key IN $interactions | MERGE (n:Interaction {key: key}) MERGE (p)-[:KEPT_BY]->(n))
FOREACH (key IN $orders | MERGE (n:Order {key: key}) MERGE (p)-[:KEPT_BY]->(n))
"""

AWAIT_AT: Final[LiteralString] = """
UNWIND $rows AS row
MATCH (w:PendingPromise {id: row.id})
SET w.at_ms = row.at_ms
"""

AWAIT_NO_MORE: Final[LiteralString] = """
UNWIND $ids AS id
MATCH (w:PendingPromise {id: id})
DELETE w
"""

# All that wait are looked at, which is bounded by the promises that are open.
DUE: Final[LiteralString] = """
MATCH (w:PendingPromise)
WHERE w.at_ms <= $now_ms
WITH w
ORDER BY w.at_ms, w.id
LIMIT $limit
RETURN w.id AS id, w.at_ms AS at_ms
ORDER BY at_ms, id
"""

NEXT_DUE: Final[LiteralString] = """
MATCH (w:PendingPromise)
RETURN min(w.at_ms) AS at_ms
"""

# The same values as in a pop.
PROMISES: Final[LiteralString] = """
UNWIND $ids AS id
MATCH (p:Promise {id: id})-[:MADE_TO]->(:SourceRecord)-[:RESOLVED_TO]->(c:Customer)
RETURN c.id AS customer_id, [
  p.id, p.kind, p.text, p.made_at_ms, p.made_how, p.made_by, p.due_ms, p.due_assumed,
  CASE
    WHEN p.kept_how = 'evidence' AND NOT EXISTS {
      MATCH (p)-[:KEPT_BY]->(k)-[:BY|PLACED_BY]->(:SourceRecord)-[:RESOLVED_TO]->(c)
    } THEN 'open'
    ELSE p.status
  END,
  p.kept_at_ms, p.kept_by, p.broken_at_ms, p.escalated_at_ms, p.owner, p.why,
  p.kept_how, p.about,
  COLLECT { MATCH (p)-[:IN]->(n:Interaction) RETURN [n.source_id, n.source] LIMIT 1 }
] AS promise
ORDER BY p.id
"""

CUSTOMERS_WITH_PROMISES: Final[LiteralString] = """
MATCH (p:Promise)
WHERE p.status IN ['open', 'broken']
WITH p
ORDER BY p.due_ms, p.id
LIMIT $limit
MATCH (p)-[:MADE_TO]->(:SourceRecord)-[:RESOLVED_TO]->(c:Customer)
WITH c.id AS customer_id, min(p.due_ms) AS first_ms
RETURN customer_id
ORDER BY first_ms, customer_id
"""

NOT_OVER: Final = ("open", "broken")


@dataclass(frozen=True, slots=True)
class PromisePlace:
    """Where a promise to a customer may hang."""

    customer_id: str  # who answers for the id today
    record_key: str
    in_record: str | None  # of the interaction, if that is the customer's


@dataclass(frozen=True, slots=True)
class Told:
    """An event that is appended if something was changed, and not otherwise."""

    kind: str
    at_ms: int
    customers: Sequence[str]

    def parameters(self, promise_id: str) -> Row:
        return {
            "kind": self.kind,
            "at_ms": self.at_ms,
            "customers": self.customers,
            "subjects": [promise_id],
            "labels": [],
        }


def say_promises(read: Sequence[Row], said: Sequence[Row]) -> list[Statement]:
    """Return the write of promises that were read in texts.

    `read` are all interactions that were read: key, ids (of the promises in them). `said` are the
    promises: id, interaction (key), properties. They come after the interactions themselves.
    """
    statements = [Statement(DROP_UNSAID, {"rows": read})] if read else []
    if said:
        statements.append(Statement(SAY_PROMISES, {"rows": said}))
        statements.append(Statement(AWAIT_PROMISES, {"ids": [row["id"] for row in said]}))
    return statements


async def place_of_promise(
    graph: Graph, customer_id: str, interaction_key: str | None
) -> PromisePlace | None:
    """Return where a promise to this customer hangs; None when nobody answers for the id."""
    rows = await graph.read(READ_PLACE, customer_id=customer_id, interaction=interaction_key or "")
    if not rows:
        return None
    row = rows[0]
    return PromisePlace(row["customer_id"], row["record_key"], next(iter(row["in_records"]), None))


def make_promise(
    id: str, record_key: str, interactions: Sequence[str], properties: Row, told: Told
) -> Statement:
    """Return the write of a promise, once; `interactions` has the key of the one it was made in."""
    values = {
        "id": id,
        "record_key": record_key,
        "interactions": interactions,
        "properties": properties,
    }
    return Statement(MAKE_PROMISE_WITH_EVENT, {**values, **told.parameters(id)})


def keep_promise(
    id: str, properties: Row, *, interactions: Sequence[str] = (), orders: Sequence[str] = ()
) -> list[Statement]:
    """Return the write of a promise that evidence keeps, with what kept it; nobody is told.

    The evidence itself was told when it came.
    """
    key = next(iter((*interactions, *orders)), "")
    values = {"id": id, "key": key, "interactions": interactions, "orders": orders}
    return [
        change_silently(
            [{"id": id, "properties": properties, "customers": []}], of=(*NOT_OVER, "kept")
        ),
        Statement(LINK_KEPT, values),
        await_no_more([id]),
    ]


def change_promises(
    rows: Sequence[Row], kind: str, *, at_ms: int, of: Sequence[str] = NOT_OVER, again: bool = True
) -> Statement:
    """Return the write that changes promises of these statuses, and an event of it for each.

    Rows: id, properties, customers (who is told of). Without `again` those that were escalated
    before stay as they are.
    """
    told = {"kind": kind, "at_ms": at_ms}
    return Statement(CHANGE_AND_TELL, {"rows": rows, "statuses": of, "again": again, **told})


def change_silently(rows: Sequence[Row], *, of: Sequence[str] = NOT_OVER) -> Statement:
    """Return the write that changes promises of these statuses, of which nobody is told."""
    return Statement(CHANGE_SILENTLY, {"rows": rows, "statuses": of, "again": True})


def await_at(rows: Sequence[Row]) -> Statement:
    """Return the write after which the clock looks at promises again. Rows: id, at_ms."""
    return Statement(AWAIT_AT, {"rows": rows})


def await_no_more(ids: Sequence[str]) -> Statement:
    return Statement(AWAIT_NO_MORE, {"ids": ids})


async def due_promises(graph: Graph, *, now_ms: int, limit: int) -> list[str]:
    """Return ids of promises that the clock has something to do for, the longest due first."""
    return [row["id"] for row in await graph.read(DUE, now_ms=now_ms, limit=limit)]


async def next_due_ms(graph: Graph) -> int | None:
    """Return when the clock has something to do next; None while nothing waits."""
    (row,) = await graph.read(NEXT_DUE)
    at_ms: int | None = row["at_ms"]
    return at_ms


async def promises_by_id(graph: Graph, ids: Sequence[str]) -> dict[str, tuple[str, PromiseView]]:
    """Return by its id each promise that there is, with the customer whom it was made to."""
    rows = await graph.read(PROMISES, ids=ids)
    found = ((row["customer_id"], promise_view(row["promise"])) for row in rows)
    return {promise.id: (customer_id, promise) for customer_id, promise in found}


async def customers_with_promises(graph: Graph, *, limit: int) -> list[str]:
    """Return whom the `limit` longest due promises that are not over were made to."""
    rows = await graph.read(CUSTOMERS_WITH_PROMISES, limit=limit)
    return [row["customer_id"] for row in rows]


def promise_view(values: Sequence[Any]) -> PromiseView:
    """Return the promise of a pop's list."""
    *plain, about, made_in = values
    source_id, source = made_in[0] if made_in else (None, None)
    return PromiseView(*[*plain, tuple(about or ()), source_id, source])
