"""Mentions: what a public post says of us, beside its interaction, and the board of what waits.

A Mention hangs on its interaction, so that merges and splits carry it. As long as somebody has to
deal with it, a PendingMention of the same key holds what the board is sorted by and when the clock
looks at it next.
"""

import json
from collections.abc import Sequence
from typing import Any, Final, LiteralString

from graph.access import Graph, Row, Statement
from graph.model import CustomerId
from graph.social import AuthorView, MediaView, MentionView

WAITING: Final = ("open", "claimed")

# A newer version of a post may say less: what nobody has dealt with yet is no mention any more.
DROP_UNSAID: Final[LiteralString] = """
UNWIND $keys AS key
MATCH (m:Mention {key: key})
WHERE m.status IN ['open', 'lapsed']
DETACH DELETE m
WITH key
MATCH (w:PendingMention {key: key})
DELETE w
"""

SAY_MENTIONS: Final[LiteralString] = """
UNWIND $rows AS row
MATCH (n:Interaction {key: row.interaction})
MERGE (m:Mention {key: row.key})
ON CREATE SET m.status = row.status, m.points = row.points, m.why = row.why
SET m += row.properties
MERGE (m)-[:OF]->(n)
"""

# Only what somebody wrote for this customer is an answer; a standard one that came before is none.
SETTLE_ANSWERED: Final[LiteralString] = """
UNWIND $keys AS key
MATCH (m:Mention {key: key})-[:OF]->(n:Interaction)
WHERE m.status IN ['open', 'claimed']
CALL (n) {
  MATCH (n)<-[:ANSWERS]-(a:Interaction)
  WHERE a.direction = 'out' AND NOT coalesce(a.canned, false)
  RETURN a
  ORDER BY a.started_at_ms, a.key
  LIMIT 1
}
SET m.status = 'answered', m.answered_at_ms = a.started_at_ms,
  m.answered_by = coalesce(a.agent, m.claimed_by, a.queue)
"""

AWAIT_MENTIONS: Final[LiteralString] = """
UNWIND $rows AS row
MATCH (m:Mention {key: row.key})
WHERE m.status IN ['open', 'claimed']
MERGE (w:PendingMention {key: row.key})
SET w.at_ms = row.at_ms, w.status = m.status, w.points = m.points
"""

AWAIT_NO_MORE: Final[LiteralString] = """
UNWIND $keys AS key
MATCH (w:PendingMention {key: key})
WHERE NOT EXISTS {
  MATCH (m:Mention {key: w.key})
  WHERE m.status IN ['open', 'claimed']
}
DELETE w
"""

TAKE_FROM_BOARD: Final[LiteralString] = """
UNWIND $keys AS key
MATCH (w:PendingMention {key: key})
DELETE w
"""

COLUMNS: Final[LiteralString] = """
RETURN m.key AS id, m.source AS source, m.source_id AS interaction_id, n.channel AS channel,
  n.kind AS kind, m.at_ms AS at_ms, m.status AS status, m.due_ms AS due_ms, m.points AS points,
  m.why AS why, m.tone AS tone, m.score AS score, m.tagged AS tagged, m.found AS found,
  m.tone_words AS tone_words,
  n.text AS text, n.reach AS reach, n.rating AS rating, n.media AS media,
  m.claimed_by AS claimed_by, m.claimed_at_ms AS claimed_at_ms, m.answered_by AS answered_by,
  m.answered_at_ms AS answered_at_ms, m.answer_text AS answer_text, m.private_by AS private_by,
  m.private_at_ms AS private_at_ms, m.closed_by AS closed_by, m.closed_at_ms AS closed_at_ms,
  m.closed_why AS closed_why, m.overdue_at_ms AS overdue_at_ms, m.change AS change,
  COLLECT {
    MATCH (n)-[:BY]->(:SourceRecord)-[:RESOLVED_TO]->(c:Customer)
    WITH c
    ORDER BY c.id
    LIMIT 1
    RETURN [c.id, c.name, c.city, c.country]
  } AS customer,
  COLLECT {
    MATCH (n)-[:PART_OF]->(t:Matter)
    WITH t
    ORDER BY t.id
    LIMIT 1
    RETURN t.story
  } AS story
ORDER BY points DESC, id
"""

# All that wait are looked at, which is bounded by what nobody has dealt with.
WAITING_PAGE: Final[LiteralString] = """
MATCH (w:PendingMention)
WHERE w.status IN $statuses
  AND (w.points < $points OR (w.points = $points AND w.key > $after))
WITH w.key AS key, w.points AS waiting
ORDER BY waiting DESC, key
LIMIT $limit
MATCH (m:Mention {key: key})-[:OF]->(n:Interaction)
"""

OF_DAYS: Final[LiteralString] = """
UNWIND range($first_day, $last_day) AS day
MATCH (m:Mention {day: day})
WHERE m.status IN $statuses AND m.at_ms >= $since_ms
  AND (m.points < $points OR (m.points = $points AND m.key > $after))
WITH m
ORDER BY m.points DESC, m.key
LIMIT $limit
MATCH (m)-[:OF]->(n:Interaction)
"""

BY_KEYS: Final[LiteralString] = """
UNWIND $keys AS key
MATCH (m:Mention {key: key})-[:OF]->(n:Interaction)
"""

WAITING_BOARD: Final[LiteralString] = WAITING_PAGE + COLUMNS
BOARD_OF_DAYS: Final[LiteralString] = OF_DAYS + COLUMNS
MENTIONS: Final[LiteralString] = BY_KEYS + COLUMNS

COUNT_WAITING: Final[LiteralString] = """
MATCH (w:PendingMention)
RETURN count(w) AS waiting
"""

DAY_MS: Final = 86_400_000
FIRST_POINTS: Final = 2**31  # above those of any mention


def day_of(at_ms: int) -> int:
    return at_ms // DAY_MS


def say_mentions(rows: Sequence[Row]) -> Statement:
    """Return the write of posts that speak of us, as they were read.

    Rows: key, interaction (key), status, points, why, properties. It comes after the interactions;
    what became of a mention that is known already stays.
    """
    return Statement(SAY_MENTIONS, {"rows": rows})


def drop_unsaid(keys: Sequence[str]) -> Statement:
    """Return the write after which posts that speak of us no more are no mentions."""
    return Statement(DROP_UNSAID, {"keys": keys})


def settle_answered(keys: Sequence[str]) -> Statement:
    """Return the write after which mentions that somebody answered wait no more."""
    return Statement(SETTLE_ANSWERED, {"keys": keys})


def await_mentions(rows: Sequence[Row]) -> Statement:
    """Return the write that puts mentions on the board, where they wait. Rows: key, at_ms."""
    return Statement(AWAIT_MENTIONS, {"rows": rows})


def await_no_more(keys: Sequence[str]) -> Statement:
    """Return the write that takes from the board which of these mentions wait no more."""
    return Statement(AWAIT_NO_MORE, {"keys": keys})


def take_from_board(keys: Sequence[str]) -> Statement:
    """Return the write after which these mentions wait for nobody, however they stand."""
    return Statement(TAKE_FROM_BOARD, {"keys": keys})


async def waiting_mentions(
    graph: Graph, statuses: Sequence[str], *, after: tuple[int, str] | None, limit: int
) -> list[MentionView]:
    """Return at most `limit` mentions that wait, the most urgent first, after points and key."""
    points, key = after or (FIRST_POINTS, "")
    rows = await graph.read(WAITING_BOARD, statuses=statuses, points=points, after=key, limit=limit)
    return [_mention(row) for row in rows]


async def mentions_since(
    graph: Graph,
    statuses: Sequence[str],
    *,
    since_ms: int,
    until_ms: int,
    after: tuple[int, str] | None,
    limit: int,
) -> list[MentionView]:
    """Return at most `limit` mentions of that time in any of these statuses, as above."""
    points, key = after or (FIRST_POINTS, "")
    rows = await graph.read(
        BOARD_OF_DAYS,
        statuses=statuses,
        since_ms=since_ms,
        first_day=day_of(since_ms),
        last_day=day_of(until_ms),
        points=points,
        after=key,
        limit=limit,
    )
    return [_mention(row) for row in rows]


async def mentions_by_key(graph: Graph, keys: Sequence[str]) -> dict[str, MentionView]:
    """Return those of these mentions that there are."""
    found = [_mention(row) for row in await graph.read(MENTIONS, keys=keys)]
    return {one.id: one for one in found}


async def count_waiting(graph: Graph) -> int:
    (row,) = await graph.read(COUNT_WAITING)
    return int(row["waiting"])


def author_view(values: Sequence[Any]) -> AuthorView:
    """Return the customer of id, name, city and country."""
    id, *rest = values
    return AuthorView(CustomerId(id), *rest)


def _mention(row: Row) -> MentionView:
    media = tuple(MediaView(**one) for one in json.loads(row["media"] or "[]"))
    customer = author_view(row["customer"][0]) if row["customer"] else None
    story = next(iter(row["story"]), None)
    words = tuple(row["tone_words"] or ())
    read = {"media": media, "customer": customer, "story": story, "tone_words": words}
    return MentionView(**{**row, **read})
