"""The webhook inbox: every delivery kept once under its key, and the list of those to work.

A Delivery stays for ever, so that the same delivery is known however late it comes again; of one
that spoke of a person who was erased, only keys stay. What is still to be worked has a
PendingDelivery beside it with the same key: `due_ms` says from when on, and whoever takes it moves
that ahead by the length of a lease. Bodies go some time after the work is done; keys stay.
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Final, LiteralString

from graph.access import Graph, Row, Statement

STORE_DELIVERIES: Final[LiteralString] = """
UNWIND $rows AS row
MERGE (d:Delivery {key: row.key})
ON CREATE SET
  d.connector = row.connector,
  d.instance = row.instance,
  d.delivery_id = row.delivery_id,
  d.subject = row.subject,
  d.body = row.body,
  d.body_hash = row.body_hash,
  d.received_at_ms = row.received_at_ms,
  d.state = 'received',
  d.tries = 0
RETURN row.key AS key,
  CASE d.state WHEN 'erased' THEN row.body_hash ELSE d.body_hash END AS body_hash
"""

ADD_PENDING: Final[LiteralString] = """
UNWIND $keys AS key
MATCH (d:Delivery {key: key})
WHERE d.state = 'received'
MERGE (p:PendingDelivery {key: key})
ON CREATE SET p.due_ms = d.received_at_ms, p.received_at_ms = d.received_at_ms
"""

KEEP_CONFLICT: Final[LiteralString] = """
MERGE (d:Delivery {key: $conflict_key})
ON CREATE SET
  d.connector = $connector,
  d.instance = $instance,
  d.delivery_id = $delivery_id,
  d.body = $body,
  d.body_hash = $body_hash,
  d.received_at_ms = $received_at_ms,
  d.parked_at_ms = $received_at_ms,
  d.conflicts_with = $key,
  d.state = 'conflict',
  d.reason = 'another body came under the same id before',
  d.tries = 0
"""

CLAIM_DELIVERIES: Final[LiteralString] = """
MATCH (p:PendingDelivery)
WHERE p.due_ms <= $now_ms
WITH p, p.due_ms AS due_ms
ORDER BY due_ms, p.key
LIMIT $limit
SET p.due_ms = $until_ms
WITH p, due_ms
MATCH (d:Delivery {key: p.key})
RETURN d.key AS key, d.connector AS connector, d.instance AS instance, d.subject AS subject,
  d.tries AS tries, due_ms
ORDER BY due_ms, key
"""

DELIVERIES_ABOUT: Final[LiteralString] = """
UNWIND $subjects AS subject
CALL (subject) {
  MATCH (d:Delivery {subject: subject})
  RETURN d.key AS key, CASE d.state WHEN 'expired' THEN $expired ELSE d.body END AS body
  LIMIT $limit
}
RETURN subject, key, body
"""

FINISH_DELIVERIES: Final[LiteralString] = """
UNWIND $rows AS row
MATCH (d:Delivery {key: row.key})
WITH d, row, COUNT { MATCH (:Delivery {subject: d.subject}) } AS known
WHERE known = row.folded
SET d.state = 'done', d.reason = null, d.parked_at_ms = null, d.done_at_ms = $now_ms
"""

PARK_DELIVERIES: Final[LiteralString] = """
UNWIND $rows AS row
MATCH (d:Delivery {key: row.key})
SET d.state = 'parked', d.reason = row.reason, d.tries = row.tries, d.parked_at_ms = $now_ms
"""

COUNT_TRIES: Final[LiteralString] = """
UNWIND $rows AS row
MATCH (d:Delivery {key: row.key})
SET d.tries = row.tries, d.reason = row.reason
"""

DROP_PENDING: Final[LiteralString] = """
UNWIND $keys AS key
MATCH (d:Delivery {key: key})
WHERE d.state <> 'received'
MATCH (p:PendingDelivery {key: key})
DELETE p
"""

DEFER_PENDING: Final[LiteralString] = """
UNWIND $rows AS row
MATCH (p:PendingDelivery {key: row.key})
SET p.due_ms = row.due_ms
"""

# Keys are spread evenly over their first character, so a slice is a bounded read by the index.
DELIVERY_KEYS: Final[LiteralString] = """
MATCH (d:Delivery)
WHERE d.key STARTS WITH $slice AND NOT d.state IN ['erased', 'expired']
RETURN d.key AS key
ORDER BY key
"""

DELIVERIES: Final[LiteralString] = """
UNWIND $keys AS key
MATCH (d:Delivery {key: key})
WHERE NOT d.state IN ['erased', 'expired']
RETURN d.key AS key, d.connector AS connector, d.instance AS instance, d.subject AS subject,
  d.delivery_id AS delivery_id, d.body AS body, d.received_at_ms AS received_at_ms,
  d.state AS state, d.conflicts_with AS conflicts_with
ORDER BY key
"""

ABOUT_SUBJECTS: Final[LiteralString] = """
UNWIND $subjects AS subject
MATCH (d:Delivery {subject: subject})
RETURN d.key AS key
ORDER BY key
"""

FORGET_PENDING: Final[LiteralString] = """
UNWIND $keys AS key
MATCH (p:PendingDelivery {key: key})
DELETE p
"""

FORGET_DELIVERIES: Final[LiteralString] = """
UNWIND $keys AS key
MATCH (d:Delivery {key: key})
WHERE d.state <> 'erased'
SET d = {
  key: d.key, connector: d.connector, instance: d.instance, subject: d.subject,
  received_at_ms: d.received_at_ms, body_hash: '', state: 'erased', tries: d.tries
}
RETURN count(d) AS count
"""

FORGET_SUBJECTS: Final[LiteralString] = """
UNWIND $keys AS key
MATCH (one:Delivery {key: key})
WITH DISTINCT one.subject AS subject
MATCH (d:Delivery {subject: subject})
WHERE NOT d.state IN ['received', 'erased']
SET d = {
  key: d.key, connector: d.connector, instance: d.instance, subject: d.subject,
  received_at_ms: d.received_at_ms, body_hash: '', state: 'erased', tries: d.tries
}
"""

REPLAY_PARKED: Final[LiteralString] = """
MATCH (d:Delivery)
WHERE d.parked_at_ms >= 0
  AND d.state = 'parked'
  AND ($connector IS NULL OR d.connector = $connector)
  AND ($instance IS NULL OR d.instance = $instance)
WITH d
ORDER BY d.parked_at_ms, d.key
LIMIT $limit
SET d.state = 'received', d.tries = 0, d.parked_at_ms = null
MERGE (p:PendingDelivery {key: d.key})
SET p.due_ms = $now_ms, p.received_at_ms = d.received_at_ms
RETURN d.key AS key
"""

PARKED: Final[LiteralString] = """
MATCH (d:Delivery)
WHERE d.parked_at_ms >= 0
RETURN d.key AS key, d.connector AS connector, d.instance AS instance,
  d.delivery_id AS delivery_id, d.state AS state, d.reason AS reason, d.tries AS tries,
  d.parked_at_ms AS parked_at_ms, d.conflicts_with AS conflicts_with
ORDER BY parked_at_ms, key
LIMIT $limit
"""

BACKLOG: Final[LiteralString] = """
MATCH (p:PendingDelivery)
WITH count(p) AS waiting, min(p.received_at_ms) AS oldest_ms
RETURN waiting, oldest_ms, COUNT { MATCH (d:Delivery) WHERE d.parked_at_ms >= 0 } AS parked
"""


EXPIRED: Final = ""  # the body of a delivery whose own was dropped after its time


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """One delivery as it came in."""

    key: str
    connector: str
    instance: str
    delivery_id: str  # the sender's own
    subject: str  # key of what is worked together, such as one call
    body: str
    body_hash: str
    received_at_ms: int


@dataclass(frozen=True, slots=True)
class ClaimedDelivery:
    key: str
    connector: str
    instance: str
    subject: str
    tries: int  # failures so far


@dataclass(frozen=True, slots=True)
class StoredDelivery:
    """A delivery with its body, as it is kept."""

    key: str
    connector: str
    instance: str
    delivery_id: str
    subject: str | None  # None: it contradicts an earlier one, and is never worked
    body: str
    received_at_ms: int
    state: str
    conflicts_with: str | None


@dataclass(frozen=True, slots=True)
class FailedDelivery:
    key: str
    tries: int  # failures, this one included
    reason: str  # free of personal data
    due_ms: int = 0  # when to try again; of no meaning to a parked one


@dataclass(frozen=True, slots=True)
class ParkedDelivery:
    """A delivery that waits for a person: it failed too often, or contradicts an earlier one."""

    key: str
    connector: str
    instance: str
    delivery_id: str
    state: str  # "parked" or "conflict"
    reason: str
    tries: int
    parked_at_ms: int
    conflicts_with: str | None = None  # key of the delivery that came first under this id


@dataclass(frozen=True, slots=True)
class Backlog:
    waiting: int
    oldest_ms: int | None  # when the oldest waiting one was received
    parked: int  # conflicts included


async def store_deliveries(graph: Graph, rows: Sequence[DeliveryRow]) -> dict[str, str]:
    """Store in one transaction those that are not there yet; return the body hash kept per key."""
    stored, _ = await graph.write(
        [
            Statement(STORE_DELIVERIES, {"rows": [asdict(row) for row in rows]}),
            Statement(ADD_PENDING, {"keys": sorted({row.key for row in rows})}),
        ]
    )
    return {row["key"]: row["body_hash"] for row in stored}


async def keep_conflict(graph: Graph, row: DeliveryRow, *, conflict_key: str) -> None:
    """Keep a delivery whose id came with another body before, for a person to look at."""
    await graph.write([Statement(KEEP_CONFLICT, {**asdict(row), "conflict_key": conflict_key})])


async def claim_deliveries(
    graph: Graph, *, now_ms: int, until_ms: int, limit: int
) -> list[ClaimedDelivery]:
    """Return what is due, oldest first; until `until_ms` nobody else is given the same.

    Two processes that ask in the same instant may be given the same on some engines: to work a
    delivery twice has to equal once.
    """
    values = {"now_ms": now_ms, "until_ms": until_ms, "limit": limit}
    (rows,) = await graph.write([Statement(CLAIM_DELIVERIES, values)])
    return [
        ClaimedDelivery(row["key"], row["connector"], row["instance"], row["subject"], row["tries"])
        for row in rows
    ]


async def deliveries_about(
    graph: Graph, subjects: Iterable[str], *, limit: int
) -> dict[str, dict[str, str | None]]:
    """Return key and body of all that is stored about each subject, at most `limit` of each.

    The body of one that spoke of an erased person is None, of one after its time EXPIRED.
    """
    found: dict[str, dict[str, str | None]] = {}
    values = {"subjects": sorted(set(subjects)), "limit": limit, "expired": EXPIRED}
    for row in await graph.read(DELIVERIES_ABOUT, **values):
        found.setdefault(row["subject"], {})[row["key"]] = row["body"]
    return found


def finish_deliveries(folded: dict[str, int], *, now_ms: int) -> list[Statement]:
    """Return the writes that mark these as done.

    `folded` is, per key, how many deliveries about its subject were worked together. Where more
    are stored by now, its state does not change and it is due at once: so whoever writes last has
    seen all.
    """
    rows = [{"key": key, "folded": count} for key, count in folded.items()]
    return [
        Statement(FINISH_DELIVERIES, {"rows": rows, "now_ms": now_ms}),
        Statement(DROP_PENDING, {"keys": sorted(folded)}),
        Statement(DEFER_PENDING, {"rows": [{"key": key, "due_ms": now_ms} for key in folded]}),
    ]


def park_deliveries(failed: Sequence[FailedDelivery], *, now_ms: int) -> list[Statement]:
    return [
        Statement(PARK_DELIVERIES, {"rows": [asdict(row) for row in failed], "now_ms": now_ms}),
        Statement(DROP_PENDING, {"keys": sorted(row.key for row in failed)}),
    ]


def retry_deliveries(failed: Sequence[FailedDelivery]) -> list[Statement]:
    rows = [asdict(row) for row in failed]
    return [Statement(COUNT_TRIES, {"rows": rows}), Statement(DEFER_PENDING, {"rows": rows})]


async def delivery_keys(graph: Graph, *, slice: str) -> list[str]:
    """Return the keys that begin with `slice`; deliveries of erased people are none any more."""
    return [row["key"] for row in await graph.read(DELIVERY_KEYS, slice=slice)]


async def stored_deliveries(graph: Graph, keys: Sequence[str]) -> list[StoredDelivery]:
    return [StoredDelivery(**row) for row in await graph.read(DELIVERIES, keys=list(keys))]


async def delivery_keys_about(graph: Graph, subjects: Iterable[str]) -> list[str]:
    """Return the keys of all that is stored about these subjects."""
    rows = await graph.read(ABOUT_SUBJECTS, subjects=sorted(set(subjects)))
    return [row["key"] for row in rows]


def forget_deliveries(keys: Sequence[str]) -> list[Statement]:
    """Return the writes after which only the keys of these are known; the last one counts them.

    They are never worked, and when they come again they are recognised and not stored.
    """
    return [
        Statement(FORGET_PENDING, {"keys": keys}),
        Statement(FORGET_DELIVERIES, {"keys": keys}),
    ]


def forget_subjects(keys: Sequence[str]) -> Statement:
    """Return the write after which only the keys of all that is done about their subjects stay."""
    return Statement(FORGET_SUBJECTS, {"keys": keys})


async def replay_parked(
    graph: Graph, *, connector: str | None, instance: str | None, now_ms: int, limit: int
) -> int:
    """Make at most `limit` parked deliveries due again, longest parked first; return how many."""
    values: Row = {"connector": connector, "instance": instance, "now_ms": now_ms, "limit": limit}
    (rows,) = await graph.write([Statement(REPLAY_PARKED, values)])
    return len(rows)


async def parked_deliveries(graph: Graph, *, limit: int = 100) -> list[ParkedDelivery]:
    """Return what waits for a person, longest first."""
    return [ParkedDelivery(**row) for row in await graph.read(PARKED, limit=limit)]


async def inbox_backlog(graph: Graph) -> Backlog:
    (row,) = await graph.read(BACKLOG)
    return Backlog(row["waiting"], row["oldest_ms"], row["parked"])
