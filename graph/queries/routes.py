"""Where contacts were sent: decided once, beside the interaction, and what came of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, LiteralString

from graph.access import Graph, Row, Statement
from graph.model import CustomerId, InteractionView, RouteView

LISTS: Final = (10, 11)  # skills and authority among the fields of a decision

HOUR_MS: Final = 3_600_000

# Twice equals once: the first decision stays, whatever is known by then.
STORE: Final[LiteralString] = """
UNWIND $rows AS row
MATCH (n:Interaction {key: row.interaction_key})
MERGE (d:RouteDecision {key: row.key})
ON CREATE SET d += row.properties
MERGE (d)-[:ROUTES]->(n)
"""

REVIEW: Final[LiteralString] = """
UNWIND $rows AS row
MATCH (d:RouteDecision {key: row.key})
SET d.wrong = row.wrong, d.wrong_why = row.wrong_why, d.went_to = row.went_to,
  d.offers = row.offers, d.placement = row.placement, d.candidates = row.candidates,
  d.why = row.why, d.at_risk_why = row.at_risk_why, d.ask = row.ask
"""

# By the hour, since an embedded engine uses an index for equal values only.
WAITING: Final[LiteralString] = """
UNWIND range($first_hour, $last_hour) AS hour
MATCH (d:RouteDecision {hour: hour})
WHERE d.at_ms >= $since_ms AND d.wrong IS NULL
MATCH (d)-[:ROUTES]->(n:Interaction)
WITH d, n
ORDER BY d.at_ms, d.key
LIMIT $limit
RETURN d.key AS key,
  [
    n.source_id, n.source, n.channel, n.kind, n.direction, n.started_at_ms, n.ended_at_ms,
    n.status, null, coalesce(n.public, false), n.reach, n.queue, n.agent, n.waited_seconds,
    n.transfers
  ] AS interaction,
  COLLECT {
    MATCH (n)<-[:ANSWERS]-(a:Interaction)
    WHERE a.direction = 'out' AND NOT coalesce(a.canned, false)
    WITH a
    ORDER BY a.started_at_ms, a.key
    LIMIT 1
    RETURN a.started_at_ms
  }[0] AS answered_at_ms,
  [
    d.at_ms, d.desk, d.why, d.candidates, d.placement, d.offers, d.margin, d.ask, d.at_risk,
    d.at_risk_why, d.skills, d.authority, d.rules, d.channel, d.status, d.queue, d.transfers,
    d.wrong, d.wrong_why, d.went_to
  ] AS route
"""

COUNT_KNOWN: Final[LiteralString] = """
UNWIND range($first_hour, $last_hour) AS hour
MATCH (d:RouteDecision {hour: hour})
WHERE d.at_ms >= $since_ms
RETURN count(d) AS decided, count(d.wrong) AS known
"""

KNOWN_AFTER: Final[LiteralString] = """
UNWIND range($first_hour, $last_hour) AS hour
MATCH (d:RouteDecision {hour: hour})
WHERE d.at_ms >= $since_ms AND d.wrong IS NOT NULL
  AND (d.at_ms > $after_ms OR d.key > $after)
WITH d
ORDER BY d.at_ms, d.key
LIMIT $limit
MATCH (d)-[:ROUTES]->(n:Interaction)-[:BY]->(:SourceRecord)-[:RESOLVED_TO]->(c:Customer)
WITH d, n, min(c.id) AS customer_id
RETURN d.key AS key, d.at_ms AS at_ms, n.source AS source, n.source_id AS source_id, customer_id
ORDER BY at_ms, key
"""


@dataclass(frozen=True, slots=True)
class WaitingRoute:
    key: str  # of the decision
    interaction: InteractionView  # with the decision, and without what was said


@dataclass(frozen=True, slots=True)
class KnownRoute:
    """A decision of which is known what came of it."""

    key: str
    at_ms: int
    source: str  # of its interaction
    source_id: str
    customer_id: CustomerId


def store_routes(rows: Sequence[Row]) -> Statement:
    """Return the write of these decisions; one that was made already stays as it is.

    A row has `key`, `interaction_key` and `properties`, `at_ms` among them. Nothing is decided for
    an interaction that is not there.
    """
    found = [
        {**row, "properties": {**row["properties"], "hour": _hour(row["properties"]["at_ms"])}}
        for row in rows
    ]
    return Statement(STORE, {"rows": found})


def review_routes(rows: Sequence[Row]) -> Statement:
    """Return the write of what came of decisions, and of who is offered the contact now.

    A row has `key`, `wrong`, `wrong_why`, `went_to`, `offers`, `placement`, and what the decision
    still says: `candidates`, `why`, `at_risk_why` and `ask`.
    """
    return Statement(REVIEW, {"rows": rows})


async def waiting_routes(
    graph: Graph, *, since_ms: int, until_ms: int, limit: int = 200
) -> list[WaitingRoute]:
    """Return the decisions of that time of which nobody knows yet what came of them."""
    hours = _hours(since_ms, until_ms)
    rows = await graph.read(WAITING, since_ms=since_ms, limit=limit, **hours)
    return [_waiting(row) for row in rows]


async def count_routes(graph: Graph, *, since_ms: int, until_ms: int) -> tuple[int, int]:
    """Return how many were decided in that time, and of how many is known what came of them."""
    (row,) = await graph.read(COUNT_KNOWN, since_ms=since_ms, **_hours(since_ms, until_ms))
    return row["decided"], row["known"]


async def known_routes(
    graph: Graph, *, since_ms: int, until_ms: int, after: KnownRoute | None, limit: int
) -> list[KnownRoute]:
    """Return at most `limit` decisions of that time of which the outcome is known, oldest first."""
    after_ms, after_key = (after.at_ms, after.key) if after else (since_ms - 1, "")
    from_ms = max(since_ms, after_ms)
    rows = await graph.read(
        KNOWN_AFTER,
        since_ms=from_ms,
        after_ms=after_ms,
        after=after_key,
        limit=limit,
        **_hours(from_ms, until_ms),
    )
    return [KnownRoute(**row) for row in rows]


def route_view(values: Sequence[Any]) -> RouteView:
    """Return the decision of which these are the values, in the order of its fields."""
    fields = list(values)
    for place in LISTS:
        fields[place] = tuple(fields[place] or ())
    return RouteView(*fields)


def _hour(at_ms: int) -> int:
    return at_ms // HOUR_MS


def _hours(since_ms: int, until_ms: int) -> dict[str, object]:
    return {"first_hour": _hour(since_ms), "last_hour": _hour(until_ms)}


def _waiting(row: Row) -> WaitingRoute:
    interaction = InteractionView(*row["interaction"])
    answered_at_ms, route = row["answered_at_ms"], route_view(row["route"])
    return WaitingRoute(
        row["key"], replace(interaction, answered_at_ms=answered_at_ms, route=route)
    )
