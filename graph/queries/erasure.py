"""How a person leaves the graph: marked in one guarded write, then deleted bit by bit.

Whatever is to go hangs on a PendingErasure by ERASED_BY until it is gone, so that an erasure that
was cut off knows what is left. Its ledger entry has the same id and stays.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, LiteralString

from graph.access import Graph, Row, Statement
from graph.queries.belongings import BY_KEY
from graph.queries.mentions import take_from_board
from graph.queries.promises import await_no_more
from graph.queries.suppressions import suppress

BEGIN_ERASURE: Final[LiteralString] = """
MERGE (d:Decision {id: $id})
SET d.action = 'erase', d.customer_id = $customer_id, d.actor = $actor, d.reason = $reason,
  d.at_ms = $at_ms
MERGE (p:PendingErasure {id: $id})
SET p.customers = $customers, p.identifiers = $identifiers, p.at_ms = $at_ms, p.deliveries = 0
"""

MARK_RECORDS: Final[LiteralString] = """
MATCH (p:PendingErasure {id: $id})
MATCH (:Customer {id: $customer_id})<-[r:RESOLVED_TO]-(s:SourceRecord)
MERGE (s)-[:ERASED_BY]->(p)
DELETE r
"""

MARK_TASKS: Final[LiteralString] = """
MATCH (p:PendingErasure {id: $id})<-[:ERASED_BY]-(:SourceRecord)<-[:LEFT|RIGHT]-(t:ReviewTask)
WITH DISTINCT p, t
MERGE (t)-[:ERASED_BY]->(p)
"""

DELETE_IDENTIFIERS: Final[LiteralString] = """
UNWIND $keys AS key
MATCH (i:Identifier {key: key})
DETACH DELETE i
"""

DELETE_MATTERS: Final[LiteralString] = """
UNWIND $ids AS id
MATCH (:Customer {id: id})<-[:OF]-(m:Matter)
DETACH DELETE m
"""

DELETE_FIRESTORMS: Final[LiteralString] = """
UNWIND $ids AS id
MATCH (:Customer {id: id})<-[:OF]-(f:Firestorm)
DETACH DELETE f
"""

# What would be left with one member is no household; an organisation goes with its last one.
LEAVE_HOUSEHOLDS: Final[LiteralString] = """
UNWIND $ids AS id
MATCH (:Customer {id: id})-[:MEMBER_OF]->(h:Household)
WITH DISTINCT h
WHERE COUNT { MATCH (h)<-[:MEMBER_OF]-(o:Customer) WHERE NOT o.id IN $ids } < 2
DETACH DELETE h
"""

LEAVE_ORGANISATIONS: Final[LiteralString] = """
UNWIND $ids AS id
MATCH (:Customer {id: id})-[:MEMBER_OF]->(g:Organisation)
WITH DISTINCT g
WHERE NOT EXISTS { MATCH (g)<-[:MEMBER_OF]-(o:Customer) WHERE NOT o.id IN $ids }
DETACH DELETE g
"""

DELETE_CUSTOMERS: Final[LiteralString] = """
UNWIND $ids AS id
MATCH (c:Customer {id: id})
DETACH DELETE c
"""

MARKED_BY: Final[LiteralString] = """
WITH n
MATCH (p:PendingErasure {id: $id})
MERGE (n)-[:ERASED_BY]->(p)
"""

MARK: Final[Mapping[str, LiteralString]] = {
    label: head + MARKED_BY for label, head in BY_KEY.items()
}

PENDING: Final[LiteralString] = """
MATCH (p:PendingErasure)
MATCH (d:Decision {id: p.id})
RETURN p.id AS id, p.customers AS customers, p.at_ms AS at_ms, d.customer_id AS customer_id
ORDER BY at_ms, id
LIMIT 100
"""

MARKED: Final[LiteralString] = """
MATCH (:PendingErasure {id: $id})<-[:ERASED_BY]-(n)
RETURN labels(n)[0] AS label, coalesce(n.key, n.id) AS key, n.source AS source,
  n.source_id AS source_id
ORDER BY label, key
"""

MARKED_RECORDS: Final[LiteralString] = """
MATCH (:PendingErasure {id: $id})<-[:ERASED_BY]-(s:SourceRecord)
RETURN s.key AS key, s.profile AS profile, s.comparable AS comparable
ORDER BY key
"""

# Once: a second run would count what is left.
COUNT_MARKED: Final[LiteralString] = """
MATCH (p:PendingErasure {id: $id})
WHERE p.counts IS NULL
SET p.counts = COLLECT {
  MATCH (p)<-[:ERASED_BY]-(n)
  WITH labels(n)[0] AS label, count(n) AS number
  RETURN label + ' ' + toString(number)
  ORDER BY label
}
"""

BLANK_DECISIONS: Final[LiteralString] = """
MATCH (:PendingErasure {id: $id})<-[:ERASED_BY]-(n)<-[:CONCERNS|PARTS]-(d:Decision)
WHERE d.erased_at_ms IS NULL
WITH DISTINCT d
LIMIT $limit
SET d = {
  id: d.id, action: d.action, actor: d.actor, at_ms: d.at_ms, number: d.number,
  rule: d.rule, model: d.model, verdict: d.verdict, founded: d.founded, customers: d.customers,
  customer_id: d.customer_id, from_customer_id: d.from_customer_id, redirects: d.redirects,
  reverses: d.reverses, undoes: d.undoes, undone_by: d.undone_by,
  about_matter: d.about_matter, about_household: d.about_household, erased_at_ms: $at_ms
}
RETURN count(d) AS count
"""

# Last come the records: by them the rest is found again after a kill.
DELETE_MARKED: Final[LiteralString] = """
MATCH (:PendingErasure {id: $id})<-[:ERASED_BY]-(n)
WITH n, labels(n)[0] = 'SourceRecord' AS is_record
ORDER BY is_record
LIMIT $limit
DETACH DELETE n
RETURN count(n) AS count
"""

# Counted in the transaction that forgets them, before it does.
COUNT_DELIVERIES: Final[LiteralString] = """
UNWIND $keys AS key
MATCH (d:Delivery {key: key})
WHERE d.state <> 'erased'
WITH count(d) AS number
MATCH (p:PendingErasure {id: $id})
SET p.deliveries = p.deliveries + number
"""

FINISH_ERASURE: Final[LiteralString] = """
MATCH (p:PendingErasure {id: $id})
MATCH (d:Decision {id: $id})
SET d.finished_at_ms = $at_ms,
  d.counts = p.counts + [
    'Customer ' + toString(size(p.customers)),
    'Delivery ' + toString(p.deliveries),
    'Identifier ' + toString(p.identifiers)
  ]
WITH p
DETACH DELETE p
"""

# Keys are spread evenly over their first character, so each slice is a bounded read by the index.
BLOCKS_NAMING: Final[LiteralString] = """
MATCH (b:BlockingKey)
WHERE b.key STARTS WITH $slice AND any(id IN b.customers WHERE id IN $ids)
RETURN b.key AS key
ORDER BY key
"""

LEAVE_BLOCKS: Final[LiteralString] = """
UNWIND $keys AS key
MATCH (b:BlockingKey {key: key})
SET b.customers = [id IN b.customers WHERE NOT id IN $ids]
"""

DELETE_EMPTY_BLOCKS: Final[LiteralString] = """
UNWIND $keys AS key
MATCH (b:BlockingKey {key: key})
WHERE b.customers = [] AND NOT coalesce(b.generic, false)
DELETE b
"""

BLANK_EVENTS: Final[LiteralString] = """
MATCH (e:Event)
WHERE e.number > $after AND e.number <= $until AND e.kind <> 'erase'
  AND any(id IN e.customers WHERE id IN $ids)
SET e.customers = [id IN e.customers WHERE NOT id IN $ids],
  e.subjects = [key IN e.subjects WHERE NOT key IN $subjects]
"""

LAST_EVENT: Final[LiteralString] = """
MATCH (q:Sequence {name: 'events'})
RETURN q.value AS number
"""


@dataclass(frozen=True, slots=True)
class PendingErasure:
    """An erasure that is under way, or was cut off."""

    id: str
    customer_id: str
    customers: tuple[str, ...]  # that id and all that were merged into it
    at_ms: int


@dataclass(frozen=True, slots=True)
class Marked:
    label: str
    key: str | None  # its id, of what has no key: a promise, a review task
    source: str | None
    source_id: str | None


def begin_erasure(
    begun: PendingErasure,
    *,
    suppressed: Mapping[str, Sequence[str]],
    identifiers: Sequence[str],
    actor: str,
    reason: str | None,
) -> list[Statement]:
    """Return the write after which nobody finds the customer and nothing brings it back.

    `suppressed` has keys by kind ("customer", "record", "identifier"), `identifiers` the keys of
    those to go.
    """
    ids = {"id": begun.id, "customer_id": begun.customer_id}
    values = {
        **ids,
        "customers": begun.customers,
        "identifiers": len(identifiers),
        "actor": actor,
        "reason": reason,
        "at_ms": begun.at_ms,
    }
    return [
        Statement(BEGIN_ERASURE, values),
        *(suppress(begun.id, kind, keys) for kind, keys in suppressed.items()),
        Statement(MARK_RECORDS, ids),
        Statement(MARK_TASKS, {"id": begun.id}),
        Statement(DELETE_IDENTIFIERS, {"keys": identifiers}),
        Statement(DELETE_MATTERS, {"ids": begun.customers}),
        Statement(DELETE_FIRESTORMS, {"ids": begun.customers}),
        Statement(LEAVE_HOUSEHOLDS, {"ids": begun.customers}),
        Statement(LEAVE_ORGANISATIONS, {"ids": begun.customers}),
        Statement(DELETE_CUSTOMERS, {"ids": begun.customers}),
    ]


def mark(id: str, label: str, keys: Sequence[str]) -> list[Statement]:
    """Return the write that marks these activities, and keeps them from coming back."""
    marked = [suppress(id, "activity", keys), Statement(MARK[label], {"id": id, "keys": keys})]
    if label == "Mention":
        return [*marked, take_from_board(keys)]
    return [*marked, await_no_more(keys)] if label == "Promise" else marked


async def pending_erasures(graph: Graph) -> list[PendingErasure]:
    return [
        PendingErasure(row["id"], row["customer_id"], tuple(row["customers"]), row["at_ms"])
        for row in await graph.read(PENDING)
    ]


async def marked_by(graph: Graph, id: str) -> list[Marked]:
    """Return all that is still to go, by label."""
    return [
        Marked(row["label"], row["key"], row["source"], row["source_id"])
        for row in await graph.read(MARKED, id=id)
    ]


async def marked_records(graph: Graph, id: str) -> list[Row]:
    """Return key, profile and comparable column of the records that are still to go."""
    return await graph.read(MARKED_RECORDS, id=id)


async def count_marked(graph: Graph, id: str) -> None:
    """Keep on the erasure how much was marked, before any of it goes."""
    await graph.write([Statement(COUNT_MARKED, {"id": id})])


def count_deliveries(id: str, keys: Sequence[str]) -> Statement:
    return Statement(COUNT_DELIVERIES, {"id": id, "keys": keys})


async def blank_decisions(graph: Graph, id: str, *, at_ms: int, limit: int) -> int:
    """Take the evidence out of decisions about these records; return of how many."""
    values = {"id": id, "at_ms": at_ms, "limit": limit}
    (rows,) = await graph.write([Statement(BLANK_DECISIONS, values)])
    return int(rows[0]["count"])


async def delete_marked(graph: Graph, id: str, *, limit: int) -> int:
    (rows,) = await graph.write([Statement(DELETE_MARKED, {"id": id, "limit": limit})])
    return int(rows[0]["count"])


async def finish_erasure(graph: Graph, id: str, *, at_ms: int) -> None:
    await graph.write([Statement(FINISH_ERASURE, {"id": id, "at_ms": at_ms})])


async def blocks_naming(graph: Graph, ids: Sequence[str], *, slice: str) -> list[str]:
    """Return the blocking keys that begin with `slice` and lead to one of these customers."""
    rows = await graph.read(BLOCKS_NAMING, ids=list(ids), slice=slice)
    return [row["key"] for row in rows]


def leave_blocks(keys: Sequence[str], ids: Sequence[str]) -> list[Statement]:
    return [
        Statement(LEAVE_BLOCKS, {"keys": keys, "ids": ids}),
        Statement(DELETE_EMPTY_BLOCKS, {"keys": keys}),
    ]


async def last_event(graph: Graph) -> int:
    return int((await graph.read(LAST_EVENT))[0]["number"])


async def blank_events(
    graph: Graph, ids: Sequence[str], subjects: Sequence[str], *, after: int, until: int
) -> None:
    """Take customers and activities out of the events with these numbers; the events stay."""
    values = {"ids": ids, "subjects": subjects, "after": after, "until": until}
    await graph.write([Statement(BLANK_EVENTS, values)])
