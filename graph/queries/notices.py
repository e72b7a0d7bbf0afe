"""Notices: made from a pattern, approved, sent in turns, measured.

A recipient hangs on the account that the reason hangs on, so that it follows that account when
customers are merged or taken apart.
"""

from collections.abc import Sequence
from typing import Any, Final, LiteralString

from graph.access import Graph, Row, Statement
from graph.insights import Addressee, GivenNotice, NoticeView, RecipientCount, RecipientView
from graph.queries.events import APPEND_EVENT
from graph.standing import Stated, Wish

TOLD_BY: Final = ("letter", "notice")  # kinds of our interactions that tell customers something

ADDRESSEES: Final[LiteralString] = """
UNWIND $ids AS asked
MATCH (c:Customer {id: asked})
WHERE NOT EXISTS { MATCH (c)-[:MERGED_INTO]->(:Customer) }
RETURN c.id AS id, c.name AS name, c.given_name AS given_name,
  COLLECT {
    MATCH (c)<-[:RESOLVED_TO]-(:SourceRecord)<-[:BY|OPENED_BY]-(n)-[r:COMPLAINS_OF]->(k:Cause)
    WHERE k.id IN $causes
    RETURN [k.id, r.at_ms]
  } AS complaints,
  COLLECT {
    MATCH (c)<-[:RESOLVED_TO]-(:SourceRecord)<-[:BY]-(i:Interaction)
    WHERE i.direction = 'out' AND i.kind IN $told_by
    RETURN [i.started_at_ms, COLLECT { MATCH (i)-[:ABOUT]->(x) RETURN x.key }, i.source_id]
  } AS notices,
  COLLECT {
    MATCH (c)<-[:RESOLVED_TO]-(:SourceRecord)<-[:ADDRESSED_TO]-(p:Recipient)
    WHERE p.state = 'held'
    RETURN p.measured_until_ms
  } AS held_out_until,
  COLLECT {
    MATCH (c)<-[:RESOLVED_TO]-(s:SourceRecord)
    WHERE s.preferred_channel IS NOT NULL OR s.consents IS NOT NULL OR s.language IS NOT NULL
    WITH s
    ORDER BY s.updated_at_ms DESC, s.key
    RETURN [
      s.source, s.source_id, s.updated_at_ms, s.preferred_channel, s.consents, s.language
    ]
  } AS stated,
  COLLECT {
    MATCH (c)<-[:RESOLVED_TO]-(s:SourceRecord)-[:WISHED_IN]->(n:Interaction)
    WHERE n.wishes IS NOT NULL AND EXISTS { MATCH (n)-[:BY]->(s) }
    WITH n
    ORDER BY n.started_at_ms DESC, n.key
    RETURN [n.source, n.source_id, n.channel, n.started_at_ms, n.wishes]
  } AS wishes,
  COLLECT {
    MATCH (c)<-[:RESOLVED_TO]-(:SourceRecord)-[:HAS]->(i:Identifier)
    WITH DISTINCT i
    ORDER BY i.kind, i.value
    RETURN [i.kind, i.value, coalesce(i.shared, false)]
  } AS identifiers,
  COLLECT {
    MATCH (c)<-[:RESOLVED_TO]-(s:SourceRecord)
    WHERE s.kind = 'account' AND s.profile IS NOT NULL
    WITH s
    ORDER BY s.updated_at_ms DESC, s.key
    LIMIT 20
    RETURN s.profile
  } AS profiles
ORDER BY id
"""

# One that was made is never made again: the lines after WITH run for a new one alone.
MAKE_NOTICE: Final[LiteralString] = """
MERGE (n:Notice {id: $id})
SET n.id = $id
WITH n
WHERE n.state IS NULL
SET n += $properties
"""

ADD_RECIPIENTS: Final[LiteralString] = """
MATCH (n:Notice {id: $id})
WHERE n.state = 'making'
UNWIND $rows AS row
MATCH (s:SourceRecord {key: row.record_key})
MERGE (p:Recipient {key: row.key})
SET p += row.properties
MERGE (p)-[:IN_NOTICE]->(n)
MERGE (p)-[:ADDRESSED_TO]->(s)
"""

# The id is set to itself because that takes the node's lock: the state is compared under it.
CHANGE_NOTICE: Final[LiteralString] = """
MATCH (n:Notice {id: $id})
SET n.id = $id
WITH n
WHERE n.state IN $states
SET n += $properties
WITH n
"""

CHANGE_AND_TELL: Final[LiteralString] = CHANGE_NOTICE + APPEND_EVENT

DROP_NOTICE_RECIPIENTS: Final[LiteralString] = """
MATCH (:Notice {id: $id})<-[:IN_NOTICE]-(p:Recipient)
WHERE p.state = 'waiting'
WITH p
LIMIT $limit
DETACH DELETE p
RETURN count(p) AS count
"""

NOTICE_COLUMNS: Final[LiteralString] = """
RETURN n.id AS id, n.form AS form, n.title AS title, n.pattern AS pattern, n.causes AS causes,
  n.state AS state, n.made_at_ms AS made_at_ms, n.made_by AS made_by, n.per_day AS per_day,
  n.not_again_days AS not_again_days, n.hold_out_percent AS hold_out_percent,
  n.measure_days AS measure_days, n.channels AS channels, n.purpose AS purpose,
  n.needs_consent AS needs_consent,
  n.approved_at_ms AS approved_at_ms, n.approved_by AS approved_by, n.done_at_ms AS done_at_ms,
  n.cancelled_at_ms AS cancelled_at_ms, n.cancelled_by AS cancelled_by,
  COLLECT {
    MATCH (n)<-[:IN_NOTICE]-(p:Recipient)
    WITH p.state AS state, p.group AS group, p.channel AS channel, p.reason AS reason,
      count(p) AS customers
    RETURN [state, group, channel, reason, customers]
  } AS counts
ORDER BY made_at_ms DESC, id
"""

NOTICE: Final[LiteralString] = """
MATCH (n:Notice {id: $id})
"""

ALL_NOTICES: Final[LiteralString] = """
MATCH (n:Notice)
WHERE n.state IN $states
"""

READ_NOTICE: Final[LiteralString] = NOTICE + NOTICE_COLUMNS
READ_NOTICES: Final[LiteralString] = ALL_NOTICES + NOTICE_COLUMNS

RECIPIENT_COLUMNS: Final[LiteralString] = """
WITH p
ORDER BY p.rank, p.key
LIMIT $limit
RETURN p.key AS id, p.rank AS rank, p.state AS state, p.group AS group, p.channel AS channel,
  p.language AS language, p.text AS text, p.why AS why, p.reason AS reason, p.detail AS detail,
  p.subject_type AS subject_type, p.subject_source AS subject_source,
  p.subject_id AS subject_id, p.subject_key AS subject_key, p.value AS value,
  p.turn_ms AS turn_ms, p.since_ms AS since_ms,
  COLLECT {
    MATCH (p)-[:ADDRESSED_TO]->(s:SourceRecord)-[:RESOLVED_TO]->(c:Customer)
    RETURN [c.id, c.name, s.source, s.source_id, s.kind]
    LIMIT 1
  } AS whose
ORDER BY rank, id
"""

WAITING: Final[LiteralString] = """
MATCH (:Notice {id: $id})<-[:IN_NOTICE]-(p:Recipient)
WHERE p.state = 'waiting'
"""

BEHIND: Final[LiteralString] = """
MATCH (:Notice {id: $id})<-[:IN_NOTICE]-(p:Recipient)
WHERE p.rank > coalesce(COLLECT { MATCH (a:Recipient {key: $after}) RETURN a.rank }[0], -1)
"""

LETTERS: Final[LiteralString] = """
MATCH (:Notice {id: $id})<-[:IN_NOTICE]-(p:Recipient)
WHERE p.channel = 'letter' AND p.state = 'sent' AND p.rank > $after
"""

NEXT_RECIPIENTS: Final[LiteralString] = WAITING + RECIPIENT_COLUMNS
READ_RECIPIENTS: Final[LiteralString] = BEHIND + RECIPIENT_COLUMNS
READ_LETTERS: Final[LiteralString] = LETTERS + RECIPIENT_COLUMNS

SENT_SINCE: Final[LiteralString] = """
MATCH (:Notice {id: $id})<-[:IN_NOTICE]-(p:Recipient)
WHERE p.state = 'sent' AND p.turn_ms > $since_ms
RETURN count(p) AS sent, min(p.turn_ms) AS first_ms
"""

TAKE_TURN: Final[LiteralString] = """
MATCH (p:Recipient {key: $key})
SET p.key = $key
WITH p
WHERE p.state = 'waiting'
SET p += $properties
"""

TELL: Final[LiteralString] = """
WITH p
"""

TAKE_TURN_AND_TELL: Final[LiteralString] = TAKE_TURN + TELL + APPEND_EVENT

# Contacts of each after its turn; who was merged meanwhile counts with whom it became.
CONTACTS: Final[LiteralString] = """
MATCH (:Notice {id: $id})<-[:IN_NOTICE]-(p:Recipient)
WHERE p.state IN ['sent', 'held']
MATCH (p)-[:ADDRESSED_TO]->(:SourceRecord)-[:RESOLVED_TO]->(c:Customer)
WITH p.state AS state, size(COLLECT {
  MATCH (c)<-[:RESOLVED_TO]-(:SourceRecord)<-[:BY]-(x:Interaction)-[k:COMPLAINS_OF]->(q:Cause)
  WHERE q.id IN $causes AND k.at_ms > p.turn_ms AND k.at_ms <= p.turn_ms + $window_ms
    AND k.at_ms <= $now_ms
  RETURN DISTINCT x.key
}) AS contacts
RETURN state, contacts, count(*) AS customers
ORDER BY state, contacts
"""

LIVE: Final = ("approved", "sending")
EVERY: Final = ("making", "draft", *LIVE, "done", "cancelled")
DROPPED_AT_ONCE: Final = 500


async def addressees(graph: Graph, ids: Sequence[str], *, causes: Sequence[str]) -> list[Addressee]:
    """Return these customers, with what they said of these causes; an erased one is missing."""
    rows = await graph.read(ADDRESSEES, ids=list(ids), causes=list(causes), told_by=TOLD_BY)
    return [_addressee(row) for row in rows]


def make_notice(id: str, properties: Row) -> Statement:
    """Return the write of a new notice; of one that there is it changes nothing."""
    return Statement(MAKE_NOTICE, {"id": id, "properties": properties})


def add_recipients(id: str, rows: Sequence[Row]) -> Statement:
    """Return the write of recipients while a notice is being made: key, record_key, properties."""
    return Statement(ADD_RECIPIENTS, {"id": id, "rows": rows})


def change_notice(
    id: str, properties: Row, *, of: Sequence[str], kind: str, at_ms: int
) -> Statement:
    """Return the write that changes a notice of one of these states, with an event if it does."""
    values = {"id": id, "properties": properties, "states": of}
    told = {"kind": kind, "at_ms": at_ms, "customers": [], "subjects": [id], "labels": []}
    return Statement(CHANGE_AND_TELL, {**values, **told})


async def drop_waiting(graph: Graph, id: str) -> None:
    """Delete those who have not had their turn."""
    values = {"id": id, "limit": DROPPED_AT_ONCE}
    while (await graph.write([Statement(DROP_NOTICE_RECIPIENTS, values)]))[0][0]["count"]:
        pass


async def read_notice(graph: Graph, id: str) -> NoticeView | None:
    rows = await graph.read(READ_NOTICE, id=id)
    return _notice(rows[0]) if rows else None


async def read_notices(graph: Graph, *, states: Sequence[str] = EVERY) -> list[NoticeView]:
    """Return the notices of these states, newest first."""
    return [_notice(row) for row in await graph.read(READ_NOTICES, states=list(states))]


async def next_recipients(graph: Graph, id: str, *, limit: int) -> list[RecipientView]:
    """Return whose turn it is, in order."""
    return _recipients(await graph.read(NEXT_RECIPIENTS, id=id, limit=limit))


async def read_recipients(
    graph: Graph, id: str, *, after: str | None, limit: int
) -> list[RecipientView]:
    """Return at most `limit` recipients in the order of their turns, behind the one `after`."""
    rows = await graph.read(READ_RECIPIENTS, id=id, after=after or "", limit=limit)
    return _recipients(rows)


async def letters_of(graph: Graph, id: str, *, limit: int) -> list[RecipientView]:
    """Return the letters of a notice that were sent, or are to be printed, in order."""
    rows: list[Row] = []
    while page := await graph.read(
        READ_LETTERS, id=id, after=rows[-1]["rank"] if rows else -1, limit=limit
    ):
        rows += page
    return _recipients(rows)


async def sent_since(graph: Graph, id: str, *, since_ms: int) -> tuple[int, int | None]:
    """Return how many were told since then, and when the first of them was."""
    (row,) = await graph.read(SENT_SINCE, id=id, since_ms=since_ms)
    return row["sent"], row["first_ms"]


def take_turn(
    key: str, properties: Row, *, kind: str | None = None, at_ms: int = 0, customer_id: str = ""
) -> Statement:
    """Return the write of what became of one whose turn it is, once; with an event of this kind."""
    values: Row = {"key": key, "properties": properties}
    if kind is None:
        return Statement(TAKE_TURN, values)
    told = {"kind": kind, "at_ms": at_ms, "customers": [customer_id], "subjects": [key]}
    return Statement(TAKE_TURN_AND_TELL, {**values, **told, "labels": ["Recipient"]})


async def contacts_after(
    graph: Graph, id: str, *, causes: Sequence[str], window_ms: int, now_ms: int
) -> dict[str, list[int]]:
    """Return the contacts about these causes of each customer after its turn, by state."""
    rows = await graph.read(
        CONTACTS, id=id, causes=list(causes), window_ms=window_ms, now_ms=now_ms
    )
    found: dict[str, list[int]] = {"sent": [], "held": []}
    for row in rows:
        found[row["state"]] += [row["contacts"]] * row["customers"]
    return found


def _addressee(row: Row) -> Addressee:
    return Addressee(
        row["id"],
        row["name"],
        row["given_name"],
        tuple((cause, at_ms) for cause, at_ms in row["complaints"]),
        tuple(GivenNotice(at_ms, tuple(about), id) for at_ms, about, id in row["notices"]),
        max((one for one in row["held_out_until"] if one is not None), default=None),
        tuple(_stated(*values) for values in row["stated"]),
        tuple(_wish(*values) for values in row["wishes"]),
        tuple((kind, value, shared) for kind, value, shared in row["identifiers"]),
        tuple(row["profiles"]),
    )


def _stated(source: str, source_id: str, updated_at_ms: int | None, *said: Any) -> Stated:
    return Stated(source, source_id, updated_at_ms or 0, *said)


def _wish(source: str, source_id: str, channel: str, at_ms: int, wishes: Sequence[str]) -> Wish:
    return Wish(source, source_id, channel, at_ms, tuple(wishes))


def _notice(row: Row) -> NoticeView:
    counts = tuple(sorted((RecipientCount(*one) for one in row["counts"]), key=str))
    lists = {"causes": tuple(row["causes"]), "channels": tuple(row["channels"])}
    return NoticeView(**{**row, **lists, "counts": counts})


def _recipients(rows: Sequence[Row]) -> list[RecipientView]:
    return [_recipient(**row) for row in rows]


def _recipient(*, whose: Sequence[Sequence[Any]], rank: int, **values: Any) -> RecipientView:
    customer_id, name, *record = whose[0] if whose else (None, None, None, None, None)
    account = dict(zip(("source", "source_id", "source_kind"), record, strict=True))
    return RecipientView(customer_id=customer_id, customer_name=name, **account, **values)
