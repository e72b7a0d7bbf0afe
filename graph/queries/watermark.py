"""How far the derivation of context has come in the events, and who may write what it found."""

from dataclasses import dataclass
from typing import Final, LiteralString

from graph.access import Graph, Guard, Statement

CONTEXT: Final = "context"

MAKE: Final[LiteralString] = """
MERGE (w:Watermark {name: $name})
ON CREATE SET w.value = 0, w.writes = 0
"""

READ_BACKLOG: Final[LiteralString] = """
MATCH (w:Watermark {name: $name})
RETURN w.value AS value, w.recomputed AS recomputed,
  COLLECT {
    MATCH (q:Sequence {name: 'events'})
    RETURN q.value
  }[0] AS last,
  COLLECT {
    MATCH (e:Event)
    WHERE e.number > w.value AND e.number <= w.value + $limit
    WITH e
    ORDER BY e.number
    RETURN [e.number, e.kind, e.customers, e.subjects, e.labels]
  } AS events
"""

READ_TURN: Final[LiteralString] = """
MATCH (w:Watermark {name: $name})
RETURN w.writes AS writes
"""

# The write's number is counted up first and compared then, as the sequences' are.
NEXT_WRITE: Final[LiteralString] = """
MATCH (w:Watermark {name: $name})
SET w.writes = w.writes + 1
RETURN w.writes AS value
"""

ADVANCE: Final[LiteralString] = """
MATCH (w:Watermark {name: $name})
SET w.value = CASE WHEN w.value < $value THEN $value ELSE w.value END
"""

RECOMPUTED: Final[LiteralString] = """
MATCH (w:Watermark {name: $name})
SET w.recomputed = $after
"""


@dataclass(frozen=True, slots=True)
class EventRow:
    number: int
    kind: str
    customers: tuple[str, ...]
    subjects: tuple[str, ...]  # keys of activities
    labels: tuple[str, ...] | None  # theirs; None where nobody said


@dataclass(frozen=True, slots=True)
class Backlog:
    """What has happened since context was derived last."""

    value: int  # number of the last event that was taken into account
    last: int  # number of the last event that there is
    recomputed: str | None  # id of the customer that an unfinished recomputation came to
    events: tuple[EventRow, ...]  # the next ones, oldest first


def make_watermark() -> Statement:
    return Statement(MAKE, {"name": CONTEXT})


async def read_backlog(graph: Graph, *, limit: int) -> Backlog:
    """Return where the derivation stands, with at most `limit` events that it has not seen."""
    (row,) = await graph.read(READ_BACKLOG, name=CONTEXT, limit=limit)
    return Backlog(
        row["value"],
        row["last"] or 0,
        row["recomputed"],
        tuple(_event(*values) for values in row["events"]),
    )


async def next_turn(graph: Graph) -> Guard:
    """Return the guard of a write that is derived from what is read after this."""
    (row,) = await graph.read(READ_TURN, name=CONTEXT)
    return Guard(Statement(NEXT_WRITE, {"name": CONTEXT}), row["writes"] + 1)


def advance(value: int) -> Statement:
    """Return the write after which the events up to this number are taken into account."""
    return Statement(ADVANCE, {"name": CONTEXT, "value": value})


def recomputed(after: str | None) -> Statement:
    """Return the write that says how far a recomputation came; None: it is finished."""
    return Statement(RECOMPUTED, {"name": CONTEXT, "after": after})


def _event(
    number: int, kind: str, customers: list[str], subjects: list[str], labels: list[str] | None
) -> EventRow:
    return EventRow(
        number,
        kind,
        tuple(customers),
        tuple(subjects),
        None if labels is None else tuple(labels),
    )
