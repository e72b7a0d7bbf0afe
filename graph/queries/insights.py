"""Causes of complaints: which messages and cases complain of what, and what none of them names.

What a message complains of follows from its text alone, so it hangs on the message, and merging or
splitting customers leaves it right.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, LiteralString

from graph.access import Graph, Row, Statement

INSIGHTS: Final = "insights"  # the watermark's name
WEEK_MS: Final = 7 * 86_400_000
LABELS: Final = ("Interaction", "Case")  # what may complain, in the order in which all are read

READ_MARKING: Final[LiteralString] = """
MATCH (q:Sequence {name: 'events'})
RETURN q.value AS last,
  COLLECT {
    MATCH (w:Watermark {name: $name})
    RETURN [w.value, w.rules, w.recomputed]
  } AS marked
"""

# `recomputed` says how far all messages have been read by the rules of today; null: to the end.
SAVE_MARKING: Final[LiteralString] = """
MERGE (w:Watermark {name: $name})
SET w.value = $value, w.rules = $rules, w.recomputed = $reached
"""

SUBJECTS_BETWEEN: Final[LiteralString] = """
MATCH (e:Event)
WHERE e.number > $after AND e.number <= $until
RETURN e.number AS number, e.subjects AS subjects, e.labels AS labels
ORDER BY number
"""

READ_MESSAGES: Final[LiteralString] = """
UNWIND $keys AS key
MATCH (n:Interaction {key: key})
RETURN n.key AS key, n.started_at_ms AS at_ms,
  CASE WHEN n.direction = 'in' THEN n.text END AS text
"""

READ_SUBJECTS: Final[LiteralString] = """
UNWIND $keys AS key
MATCH (n:Case {key: key})
RETURN n.key AS key, n.opened_at_ms AS at_ms, n.subject AS text
"""

NEXT_MESSAGES: Final[LiteralString] = """
MATCH (n:Interaction)
WHERE n.key > $after
WITH n
ORDER BY n.key
LIMIT $limit
RETURN n.key AS key, n.started_at_ms AS at_ms,
  CASE WHEN n.direction = 'in' THEN n.text END AS text
"""

NEXT_SUBJECTS: Final[LiteralString] = """
MATCH (n:Case)
WHERE n.key > $after
WITH n
ORDER BY n.key
LIMIT $limit
RETURN n.key AS key, n.opened_at_ms AS at_ms, n.subject AS text
"""

MAKE_CAUSES: Final[LiteralString] = """
UNWIND $ids AS id
MERGE (:Cause {id: id})
"""

MARK_MESSAGES: Final[LiteralString] = """
UNWIND $rows AS row
MATCH (n:Interaction {key: row.key})
SET n.unnamed_week = row.week
WITH n, row
CALL (n, row) {
  MATCH (n)-[r:COMPLAINS_OF]->(k:Cause)
  WHERE NOT k.id IN row.causes
  DELETE r
}
UNWIND row.complaints AS said
MATCH (k:Cause {id: said.cause})
MERGE (n)-[r:COMPLAINS_OF]->(k)
SET r.at_ms = row.at_ms, r.words = said.words
"""

MARK_SUBJECTS: Final[LiteralString] = """
UNWIND $rows AS row
MATCH (n:Case {key: row.key})
CALL (n, row) {
  MATCH (n)-[r:COMPLAINS_OF]->(k:Cause)
  WHERE NOT k.id IN row.causes
  DELETE r
}
UNWIND row.complaints AS said
MATCH (k:Cause {id: said.cause})
MERGE (n)-[r:COMPLAINS_OF]->(k)
SET r.at_ms = row.at_ms, r.words = said.words
"""

CAUSES: Final[LiteralString] = """
MATCH (k:Cause)<-[r:COMPLAINS_OF]-(n)
WHERE r.at_ms <= $now_ms
MATCH (n)-[:BY|OPENED_BY]->(:SourceRecord)-[:RESOLVED_TO]->(c:Customer)
RETURN k.id AS id, count(DISTINCT n.key) AS complaints, count(DISTINCT c.id) AS customers,
  min(r.at_ms) AS first_ms, max(r.at_ms) AS last_ms,
  collect(DISTINCT coalesce(n.channel, 'case')) AS channels
ORDER BY id
"""

# Week 0 is the last seven days.
CUSTOMERS_BY_WEEK: Final[LiteralString] = """
MATCH (k:Cause)<-[r:COMPLAINS_OF]-(n)
WHERE r.at_ms > $since_ms AND r.at_ms <= $now_ms
MATCH (n)-[:BY|OPENED_BY]->(:SourceRecord)-[:RESOLVED_TO]->(c:Customer)
WITH k.id AS id, ($now_ms - r.at_ms) / $week_ms AS week, c.id AS customer
RETURN id, week, count(DISTINCT customer) AS customers
ORDER BY id, week
"""

EVIDENCE: Final[LiteralString] = """
MATCH (k:Cause {id: $id})<-[r:COMPLAINS_OF]-(n)
WHERE r.at_ms <= $now_ms
WITH n, r
ORDER BY r.at_ms DESC, n.key
LIMIT $limit
RETURN n.key AS key, n.source AS source, n.source_id AS source_id,
  coalesce(n.channel, 'case') AS channel, r.at_ms AS at_ms, r.words AS words,
  substring(coalesce(n.text, n.subject, ''), 0, 1000) AS text,
  COLLECT {
    MATCH (n)-[:BY|OPENED_BY]->(:SourceRecord)-[:RESOLVED_TO]->(c:Customer)
    RETURN c.id
    LIMIT 1
  } AS customers
ORDER BY at_ms DESC, key
"""

UNNAMED: Final[LiteralString] = """
UNWIND $weeks AS week
MATCH (n:Interaction {unnamed_week: week})
WHERE n.started_at_ms > $since_ms AND n.started_at_ms <= $now_ms
  AND EXISTS { MATCH (n)-[:PART_OF]->(:Matter) }
MATCH (n)-[:BY]->(:SourceRecord)-[:RESOLVED_TO]->(c:Customer)
WITH n, c
ORDER BY n.started_at_ms DESC, n.key
LIMIT $limit
RETURN n.key AS key, n.source AS source, n.source_id AS source_id, n.channel AS channel,
  n.started_at_ms AS at_ms, substring(n.text, 0, 1000) AS text, c.id AS customer_id,
  COLLECT { MATCH (n)-[:PART_OF]->(:Matter)<-[:PART_OF]-(o:Order) RETURN o.lines } AS lines,
  COLLECT {
    MATCH (n)-[:PART_OF]->(:Matter)<-[:PART_OF]-(a:Asset)
    RETURN [a.name, a.batch]
  } AS assets,
  COLLECT { MATCH (n)-[:ABOUT]->(p:Product) RETURN p.name } AS products,
  COLLECT { MATCH (n)-[:ABOUT]->(q:Contract) RETURN q.name } AS contracts
ORDER BY at_ms DESC, key
"""

READ_KEYS: Final[Mapping[str, LiteralString]] = {
    "Interaction": READ_MESSAGES,
    "Case": READ_SUBJECTS,
}
READ_NEXT: Final[Mapping[str, LiteralString]] = {
    "Interaction": NEXT_MESSAGES,
    "Case": NEXT_SUBJECTS,
}
MARK: Final[Mapping[str, LiteralString]] = {"Interaction": MARK_MESSAGES, "Case": MARK_SUBJECTS}


@dataclass(frozen=True, slots=True)
class Marking:
    """How far messages have been read for causes."""

    last: int  # number of the last event that there is
    value: int = 0  # number of the last event whose messages were read
    rules: str = ""  # fingerprint of the rules that they were read by
    reached: str | None = None  # "Interaction <key>": where reading all of them anew stands


@dataclass(frozen=True, slots=True)
class Message:
    """What may complain. Without a text it does not."""

    key: str
    at_ms: int | None
    text: str | None


@dataclass(frozen=True, slots=True)
class CauseCount:
    id: str
    complaints: int
    customers: int
    first_ms: int
    last_ms: int
    channels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """A message or case that complains of a cause."""

    key: str
    source: str | None
    source_id: str | None
    channel: str
    at_ms: int
    words: str  # that say so
    text: str
    customer_id: str | None


async def read_marking(graph: Graph) -> Marking:
    (row,) = await graph.read(READ_MARKING, name=INSIGHTS)
    if not row["marked"]:
        return Marking(row["last"] or 0)
    value, rules, reached = row["marked"][0]
    return Marking(row["last"] or 0, value, rules or "", reached)


def save_marking(value: int, rules: str, reached: str | None) -> Statement:
    """Return the write of how far messages have been read, and by which rules."""
    values = {"name": INSIGHTS, "value": value, "rules": rules, "reached": reached}
    return Statement(SAVE_MARKING, values)


async def subjects_between(graph: Graph, *, after: int, until: int) -> list[Row]:
    """Return number, subjects and labels of the events after one, as far as another."""
    return await graph.read(SUBJECTS_BETWEEN, after=after, until=until)


async def messages_by_key(graph: Graph, label: str, keys: Sequence[str]) -> list[Message]:
    rows = await graph.read(READ_KEYS[label], keys=list(keys))
    return [Message(**row) for row in rows]


async def next_messages(graph: Graph, label: str, *, after: str, limit: int) -> list[Message]:
    """Return at most `limit` messages, or cases, that follow the key `after`."""
    rows = await graph.read(READ_NEXT[label], after=after, limit=limit)
    return [Message(**row) for row in rows]


def make_causes(ids: Sequence[str]) -> Statement:
    return Statement(MAKE_CAUSES, {"ids": ids})


def mark_messages(label: str, rows: Sequence[Row]) -> Statement:
    """Return the write of what these complain of; what they complained of before goes.

    Rows: key, at_ms, causes (ids), complaints (cause, words), week (of what names no cause).
    """
    return Statement(MARK[label], {"rows": rows})


async def count_causes(graph: Graph, *, now_ms: int) -> list[CauseCount]:
    rows = await graph.read(CAUSES, now_ms=now_ms)
    return [CauseCount(**{**row, "channels": tuple(sorted(row["channels"]))}) for row in rows]


async def customers_by_week(
    graph: Graph, *, since_ms: int, now_ms: int
) -> dict[str, dict[int, int]]:
    """Return customers who complained, by cause and week; week 0 is the last seven days."""
    rows = await graph.read(CUSTOMERS_BY_WEEK, since_ms=since_ms, now_ms=now_ms, week_ms=WEEK_MS)
    found: dict[str, dict[int, int]] = {}
    for row in rows:
        found.setdefault(row["id"], {})[row["week"]] = row["customers"]
    return found


async def evidence_of(graph: Graph, id: str, *, now_ms: int, limit: int) -> list[EvidenceRow]:
    """Return the newest messages and cases that complain of a cause."""
    rows = await graph.read(EVIDENCE, id=id, now_ms=now_ms, limit=limit)
    return [_evidence(**row) for row in rows]


async def unnamed_complaints(graph: Graph, *, since_ms: int, now_ms: int, limit: int) -> list[Row]:
    """Return the newest messages that are part of a matter and complain of no named cause.

    With lines (JSON), assets (name and batch), products and contracts that they are about.
    """
    weeks = list(range(since_ms // WEEK_MS, now_ms // WEEK_MS + 1))
    return await graph.read(UNNAMED, weeks=weeks, since_ms=since_ms, now_ms=now_ms, limit=limit)


def _evidence(*, customers: Sequence[str], **values: Any) -> EvidenceRow:
    return EvidenceRow(customer_id=next(iter(customers), None), **values)
