"""What may be scored, with all that stands around it: interactions, and whole matters."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, LiteralString

from graph.access import Graph, Row, Statement
from graph.quality import ContactView, DesktopView, JourneyView, RecordingView, SurveyView

QUALITY: Final = "quality"  # the watermark of what was looked at

# A message of ours may be no part of the matter itself: then what it answers says which it is.
CONTACTS: Final[LiteralString] = """
UNWIND $keys AS key
MATCH (n:Interaction {key: key})
WHERE n.started_at_ms IS NOT NULL
RETURN [
  n.key, n.source, n.source_id, n.channel, n.kind, n.direction, n.started_at_ms, n.ended_at_ms,
  n.status, n.text, n.queue, n.agent, n.waited_seconds, n.transfers, coalesce(n.canned, false)
] AS plain,
  COLLECT {
    MATCH (n)<-[:OF]-(r:Recording)
    WHERE r.until_ms IS NOT NULL
    WITH r
    ORDER BY r.until_ms, r.key
    LIMIT 5
    RETURN [r.url, r.seconds, r.until_ms, r.transcript]
  } AS recordings,
  COLLECT {
    MATCH (n)-[:ANSWERS]->(q:Interaction)
    WHERE q.started_at_ms IS NOT NULL
    WITH q
    ORDER BY q.started_at_ms, q.key
    LIMIT 1
    RETURN [q.started_at_ms, q.source_id]
  } AS asked,
  COUNT { MATCH (n)<-[:IN]-(:Promise) } AS promises,
  COLLECT {
    MATCH (n)<-[:OF]-(d:DesktopEvent)
    WHERE d.at_ms IS NOT NULL
    WITH d
    ORDER BY d.at_ms, d.key
    LIMIT 200
    RETURN [d.kind, d.name, d.agent, d.at_ms]
  } AS desktop,
  COLLECT {
    CALL (n) {
      MATCH (n)-[:PART_OF]->(m:Matter)
      RETURN m, 0 AS place
      UNION
      MATCH (n)-[:ANSWERS]->(:Interaction)-[:PART_OF]->(m:Matter)
      RETURN m, 1 AS place
    }
    WITH m, place
    ORDER BY place, m.id
    LIMIT 1
    RETURN [m.id, m.story]
  } AS matters,
  COLLECT {
    MATCH (n)-[:BY]->(:SourceRecord)-[:RESOLVED_TO]->(c:Customer)
    RETURN c.id
    LIMIT 1
  } AS customers
ORDER BY n.key
"""

JOURNEYS: Final[LiteralString] = """
UNWIND $ids AS id
MATCH (m:Matter {id: id})-[:OF]->(c:Customer)
RETURN m.id AS matter_id, c.id AS customer_id, m.story AS story,
  COLLECT {
    MATCH (m)<-[:PART_OF]-(x:Interaction)
    WITH x
    ORDER BY x.started_at_ms, x.key
    LIMIT 1
    RETURN x.key
  } AS interactions,
  COLLECT {
    MATCH (m)<-[:PART_OF]-(x:Case)
    WITH x
    ORDER BY x.opened_at_ms, x.key
    LIMIT 1
    RETURN x.key
  } AS cases,
  COLLECT {
    MATCH (m)<-[:PART_OF]-(:Interaction)<-[:IN]-(p:Promise)
    WITH DISTINCT p
    ORDER BY p.id
    RETURN [p.status, p.status = 'kept' AND coalesce(p.kept_at_ms > p.due_ms, false)]
  } AS promises,
  COLLECT {
    MATCH (m)<-[:PART_OF]-(x:Interaction)
    WHERE x.direction = 'in' AND x.text IS NOT NULL
    WITH x
    ORDER BY x.started_at_ms, x.key
    LIMIT 100
    RETURN x.text
  } AS texts,
  COLLECT {
    MATCH (m)<-[:PART_OF]-(:Interaction)<-[:OF]-(r:Recording)
    WHERE r.transcript IS NOT NULL
    WITH r
    ORDER BY r.key
    LIMIT 20
    RETURN r.transcript
  } AS transcripts,
  COLLECT {
    MATCH (m)<-[:PART_OF]-(x)<-[:OF]-(v:Survey)
    WHERE v.score IS NOT NULL
    WITH DISTINCT v
    ORDER BY v.answered_at_ms, v.key
    RETURN [v.score, v.best, v.answered_at_ms, v.text]
  } AS surveys,
  EXISTS { MATCH (m)<-[:PART_OF]-(x)<-[:OF]-(q:SurveyRequest) } AS is_asked
ORDER BY matter_id
"""

MATTERS_OF_CUSTOMERS: Final[LiteralString] = """
UNWIND $ids AS id
MATCH (c:Customer {id: id})<-[:OF]-(m:Matter)
WHERE m.status = 'closed' AND m.closed_at_ms >= $since_ms
RETURN DISTINCT m.id AS id
ORDER BY id
"""

# What came later than what it is about.
RELATED: Final[LiteralString] = """
UNWIND $keys AS key
CALL (key) {
  MATCH (:DesktopEvent {key: key})-[:OF]->(x:Interaction)
  RETURN x.key AS found
  UNION
  MATCH (:Recording {key: key})-[:OF]->(x:Interaction)
  RETURN x.key AS found
  UNION
  MATCH (:Survey {key: key})-[:OF]->(x:Interaction)
  RETURN x.key AS found
}
RETURN DISTINCT found
ORDER BY found
"""

# Keys are spread evenly over their first character, so a slice is a bounded read by the index.
IN_PERIOD: Final[LiteralString] = """
MATCH (n:Interaction)
WHERE n.key STARTS WITH $slice
  AND n.started_at_ms >= $since_ms AND n.started_at_ms < $until_ms
RETURN n.key AS key
ORDER BY key
"""

MATTERS_IN_PERIOD: Final[LiteralString] = """
MATCH (m:Matter)
WHERE m.id STARTS WITH $slice AND m.status = 'closed'
  AND m.closed_at_ms >= $since_ms AND m.closed_at_ms < $until_ms
RETURN m.id AS id
ORDER BY id
"""

# What is scored depends on matters: only events that these take into account are looked at.
BACKLOG: Final[LiteralString] = """
MATCH (w:Watermark {name: 'context'})
WITH w.value AS upto, COLLECT {
  MATCH (q:Watermark {name: $name})
  RETURN q.value
} AS seen
WITH upto, coalesce(seen[0], 0) AS seen
RETURN seen, upto, COLLECT {
  MATCH (e:Event)
  WHERE e.number > seen AND e.number <= upto AND e.number <= seen + $limit
  WITH e
  ORDER BY e.number
  RETURN [e.number, e.customers, e.subjects, e.labels]
} AS events
"""

ADVANCE: Final[LiteralString] = """
MERGE (w:Watermark {name: $name})
SET w.value = CASE WHEN coalesce(w.value, 0) < $value THEN $value ELSE w.value END
"""


@dataclass(frozen=True, slots=True)
class QualityEvents:
    """What has happened since things were scored last."""

    last: int  # number of the last of them; of what was looked at, where there are none
    customers: tuple[str, ...]
    subjects: tuple[str, ...]  # keys of activities
    labels: frozenset[str] | None  # theirs; None: any


async def contacts(graph: Graph, keys: Sequence[str]) -> list[ContactView]:
    """Return the interactions of these keys that are there, each with what stands around it."""
    return [_contact(row) for row in await graph.read(CONTACTS, keys=list(keys))]


async def journeys(graph: Graph, matter_ids: Sequence[str]) -> list[JourneyView]:
    """Return the matters of these ids that have an interaction or a case."""
    rows = await graph.read(JOURNEYS, ids=list(matter_ids))
    return [_journey(row) for row in rows if row["interactions"] or row["cases"]]


async def closed_matters(graph: Graph, customer_ids: Sequence[str], *, since_ms: int) -> list[str]:
    """Return the matters of these customers that were closed since then."""
    rows = await graph.read(MATTERS_OF_CUSTOMERS, ids=list(customer_ids), since_ms=since_ms)
    return [row["id"] for row in rows]


async def interactions_of(graph: Graph, keys: Sequence[str]) -> list[str]:
    """Return the interactions that these desktop events and answers of customers are about."""
    return [row["found"] for row in await graph.read(RELATED, keys=list(keys))]


async def interactions_between(
    graph: Graph, *, slice: str, since_ms: int, until_ms: int
) -> list[str]:
    """Return the keys, of those that begin with `slice`, of what began in that time."""
    values = {"slice": slice, "since_ms": since_ms, "until_ms": until_ms}
    return [row["key"] for row in await graph.read(IN_PERIOD, **values)]


async def matters_between(graph: Graph, *, slice: str, since_ms: int, until_ms: int) -> list[str]:
    """Return the ids, of those that begin with `slice`, of matters closed in that time."""
    values = {"slice": slice, "since_ms": since_ms, "until_ms": until_ms}
    return [row["id"] for row in await graph.read(MATTERS_IN_PERIOD, **values)]


async def quality_events(graph: Graph, *, limit: int) -> QualityEvents | None:
    """Return at most `limit` events that follow those looked at; None when there are none."""
    rows = await graph.read(BACKLOG, name=QUALITY, limit=limit)
    events: list[list[Any]] = rows[0]["events"] if rows else []
    if not events:
        return None
    known: set[str] = set()
    is_any = False
    for *_, labels in events:
        is_any = is_any or labels is None
        known |= set(labels or ())
    subjects = sorted({key for _, _, keys, _ in events for key in keys})
    return QualityEvents(
        last=events[-1][0],
        customers=tuple(sorted({id for _, ids, _, _ in events for id in ids})),
        subjects=tuple(subjects),
        labels=None if is_any else frozenset(known),
    )


def looked_at(number: int) -> Statement:
    """Return the write after which the events up to this number are looked at."""
    return Statement(ADVANCE, {"name": QUALITY, "value": number})


def _contact(row: Row) -> ContactView:
    asked_at_ms, asked_id = next(iter(row["asked"]), (None, None))
    matter_id, story = next(iter(row["matters"]), (None, None))
    around = [
        _recording(row["recordings"]),
        *(asked_at_ms, asked_id, row["promises"]),
        tuple(DesktopView(*values) for values in row["desktop"]),
        *(matter_id, story, next(iter(row["customers"]), None)),
    ]
    return ContactView(*[*row["plain"], *around])


def _recording(found: Sequence[Sequence[Any]]) -> RecordingView | None:
    """Return the recording; of several, what the first says that says it, until the first goes."""
    if not found:
        return None
    urls, seconds, until, transcripts = zip(*found, strict=True)
    return RecordingView(
        next(filter(None, urls), None),
        next(filter(None, seconds), None),
        min(until),
        next(filter(None, transcripts), None),
    )


def _journey(row: Row) -> JourneyView:
    interaction, case = next(iter(row["interactions"]), None), next(iter(row["cases"]), None)
    return JourneyView(
        matter_id=row["matter_id"],
        customer_id=row["customer_id"],
        story=row["story"],
        subject=("Interaction", interaction) if interaction else ("Case", case or ""),
        promises=tuple((status, late) for status, late in row["promises"]),
        texts=tuple(row["texts"]),
        transcripts=tuple(row["transcripts"]),
        surveys=tuple(SurveyView(*values) for values in row["surveys"]),
        is_asked=row["is_asked"],
    )
