"""How what a load brought leaves the graph again: activities first, then records with identity.

What somebody else refers to is not deleted: it is bare again, as before the load.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, LiteralString

from graph.access import Graph, Row, Statement
from graph.queries.book_loads import BY_KEY
from graph.queries.erasure import (
    DELETE_CUSTOMERS,
    DELETE_MATTERS,
    LEAVE_HOUSEHOLDS,
    LEAVE_ORGANISATIONS,
)
from graph.queries.promises import AWAIT_NO_MORE

MOST_BESIDE: Final = 1_000  # customers in households and organisations of those who leave

ROUTES: Final[LiteralString] = """
MATCH (n)<-[:ROUTES]-(d:RouteDecision)
DETACH DELETE d
"""

SCORECARDS: Final[LiteralString] = """
MATCH (n)<-[:OF]-(s:Scorecard)
DETACH DELETE s
"""

RECORDINGS: Final[LiteralString] = """
MATCH (n)<-[:OF]-(r:Recording)
DETACH DELETE r
"""

PENDING_MENTIONS: Final[LiteralString] = """
MATCH (n)<-[:OF]-(m:Mention)
MATCH (w:PendingMention {key: m.key})
DETACH DELETE w
"""

MENTIONS: Final[LiteralString] = """
MATCH (n)<-[:OF]-(m:Mention)
DETACH DELETE m
"""

PROMISES_IN: Final[LiteralString] = """
MATCH (n)<-[:IN]-(p:Promise)
RETURN DISTINCT p.id AS id
"""

DELETE_PROMISES: Final[LiteralString] = """
UNWIND $ids AS id
MATCH (p:Promise {id: id})
DETACH DELETE p
"""

# What only these speak of, and nothing has said what it is.
BARE_AROUND: Final[LiteralString] = """
MATCH (n)-[:ABOUT|ANSWERS|OF]->(x)
WHERE x.digest IS NULL AND NOT EXISTS { MATCH (x)--(o) WHERE NOT o.key IN $keys }
WITH DISTINCT x
DETACH DELETE x
"""

MAKE_BARE: Final[LiteralString] = """
WITH n
WHERE EXISTS {
  MATCH (n)<-[:ABOUT|ANSWERS|OF]-(x) WHERE x.digest IS NOT NULL AND NOT x.key IN $keys
}
SET n = {key: n.key}
WITH n
MATCH (n)-[r]->()
DELETE r
"""

DELETE: Final[LiteralString] = """
WITH n
WHERE n.digest IS NOT NULL
DETACH DELETE n
"""

OF_INTERACTIONS: Final[Mapping[str, LiteralString]] = {
    "pending_mentions": BY_KEY["Interaction"] + PENDING_MENTIONS,
    "mentions": BY_KEY["Interaction"] + MENTIONS,
    "recordings": BY_KEY["Interaction"] + RECORDINGS,
    "routes": BY_KEY["Interaction"] + ROUTES,
    "promises": BY_KEY["Interaction"] + PROMISES_IN,
}
SCORED: Final[Mapping[str, LiteralString]] = {
    "Case": BY_KEY["Case"] + SCORECARDS,
    "Interaction": BY_KEY["Interaction"] + SCORECARDS,
}
BARE_AROUND_EACH: Final[Mapping[str, LiteralString]] = {
    label: head + BARE_AROUND for label, head in BY_KEY.items()
}
MAKE_EACH_BARE: Final[Mapping[str, LiteralString]] = {
    label: head + MAKE_BARE for label, head in BY_KEY.items()
}
DELETE_EACH: Final[Mapping[str, LiteralString]] = {
    label: head + DELETE for label, head in BY_KEY.items()
}

TEXTS: Final[LiteralString] = """
UNWIND $keys AS key
MATCH (n:Interaction {key: key})
WHERE n.direction = 'out' AND n.text IS NOT NULL
RETURN n.key AS key, n.text AS text
"""

LEAVE_REPLY_KEYS: Final[LiteralString] = """
UNWIND $rows AS row
MATCH (k:ReplyKey {key: row.key})
SET k.replies = [one IN k.replies WHERE NOT one IN row.replies]
"""

DELETE_EMPTY_REPLY_KEYS: Final[LiteralString] = """
UNWIND $rows AS row
MATCH (k:ReplyKey {key: row.key})
WHERE k.replies = []
DELETE k
"""

# What hangs on records of the load that it did not bring itself, with where those records are from.
USED_BY_OTHERS: Final[LiteralString] = """
UNWIND $ids AS id
MATCH (:Customer {id: id})<-[:RESOLVED_TO]-(s:SourceRecord)
WHERE s.load_id = $book AND EXISTS {
  MATCH (s)<-[:BY|FILLED_BY|HELD_BY|MADE_TO|OPENED_BY|OWNED_BY|PLACED_BY]-()
}
RETURN s.key AS key, s.source AS source, s.source_id AS source_id
ORDER BY key
"""

MEMBERS_BESIDE: Final[LiteralString] = """
UNWIND $ids AS id
MATCH (:Customer {id: id})-[:MEMBER_OF]->(h)<-[:MEMBER_OF]-(o:Customer)
RETURN DISTINCT o.id AS id
ORDER BY id
LIMIT $limit
"""

# Records that a commit placed anew, with whom they stood with before.
PLACED_ANEW: Final[LiteralString] = """
UNWIND $ids AS id
MATCH (:Customer {id: id})<-[r:RESOLVED_TO]-(s:SourceRecord)<-[:CONCERNS]-(d:Decision)
WHERE d.action = 'link' AND d.number = r.number AND d.number >= $since
  AND d.from_customer_id IS NOT NULL AND d.undone_by IS NULL
RETURN DISTINCT s.key AS key, d.number AS number, d.from_customer_id AS former
ORDER BY key, number
"""

DECIDED_BY_PEOPLE: Final[LiteralString] = """
UNWIND $ids AS id
MATCH (d:Decision {id: id})
WHERE d.actor <> $us
RETURN d.id AS id
"""

DELETE_TASKS: Final[LiteralString] = """
UNWIND $keys AS key
MATCH (:SourceRecord {key: key})<-[:LEFT|RIGHT]-(t:ReviewTask)
DETACH DELETE t
"""

DELETE_LONE_IDENTIFIERS: Final[LiteralString] = """
UNWIND $keys AS key
MATCH (:SourceRecord {key: key})-[:HAS|CITES]->(i:Identifier)
WITH DISTINCT i
WHERE NOT EXISTS { MATCH (i)<-[:HAS|CITES]-(o:SourceRecord) WHERE NOT o.key IN $keys }
DETACH DELETE i
"""

DELETE_RECORDS: Final[LiteralString] = """
UNWIND $keys AS key
MATCH (s:SourceRecord {key: key})
DETACH DELETE s
"""

LEAVE_BEHIND: Final[LiteralString] = """
UNWIND $keys AS key
MATCH (s:SourceRecord {key: key})
SET s.load_id = null, s.left_by = $book
WITH s
MATCH (s)-[h:HAS|CITES]->(:Identifier)
DELETE h
"""

DROP_PATTERNS: Final[LiteralString] = """
MATCH (p:NumberPattern)
WHERE p.source IN $sources
DETACH DELETE p
"""

PUT_PATTERNS: Final[LiteralString] = """
UNWIND $rows AS row
MERGE (p:NumberPattern {key: row.key})
SET p += row
"""

DELETE_EMPTY_BLOCKS: Final[LiteralString] = """
UNWIND $keys AS key
MATCH (b:BlockingKey {key: key})
WHERE b.customers = [] AND NOT coalesce(b.generic, false)
DELETE b
"""


@dataclass(frozen=True, slots=True)
class UsedRecord:
    """A record of a load that something hangs on which came otherwise."""

    key: str
    source: str
    source_id: str


async def promises_in(graph: Graph, keys: Sequence[str]) -> list[str]:
    """Return ids of the promises that were read in these interactions."""
    return [row["id"] for row in await graph.read(OF_INTERACTIONS["promises"], keys=keys)]


async def texts_sent(graph: Graph, keys: Sequence[str]) -> dict[str, str]:
    """Return what those of these interactions say that went out, by key."""
    return {row["key"]: row["text"] for row in await graph.read(TEXTS, keys=keys)}


def delete_activities(label: str, keys: Sequence[str], promises: Sequence[str]) -> list[Statement]:
    """Return the write that takes activities out, with what was made of them."""
    values = {"keys": keys}
    statements = [
        Statement(BARE_AROUND_EACH[label], values),
        Statement(MAKE_EACH_BARE[label], values),
        Statement(DELETE_EACH[label], values),
    ]
    if label in SCORED:
        statements.insert(0, Statement(SCORED[label], values))
    if label == "Interaction":
        ids = {"ids": promises}
        statements[:0] = [
            Statement(OF_INTERACTIONS["pending_mentions"], values),
            Statement(OF_INTERACTIONS["mentions"], values),
            Statement(OF_INTERACTIONS["recordings"], values),
            Statement(OF_INTERACTIONS["routes"], values),
            Statement(AWAIT_NO_MORE, ids),
            Statement(DELETE_PROMISES, ids),
        ]
    return statements


def leave_reply_keys(rows: Sequence[Mapping[str, object]]) -> list[Statement]:
    """Return the write after which these replies are found no more. Rows: key, replies."""
    return [
        Statement(LEAVE_REPLY_KEYS, {"rows": rows}),
        Statement(DELETE_EMPTY_REPLY_KEYS, {"rows": rows}),
    ]


async def used_by_others(
    graph: Graph, customer_ids: Sequence[str], *, book: str
) -> list[UsedRecord]:
    """Return the book's records of these customers that something hangs on.

    Once the load's activities are gone, that is what came otherwise.
    """
    rows = await graph.read(USED_BY_OTHERS, ids=customer_ids, book=book)
    return [UsedRecord(**row) for row in rows]


async def members_beside(graph: Graph, customer_ids: Sequence[str]) -> list[str]:
    """Return who is in a household or an organisation with one of these customers."""
    rows = await graph.read(MEMBERS_BESIDE, ids=customer_ids, limit=MOST_BESIDE)
    return [row["id"] for row in rows]


async def placed_anew(
    graph: Graph, customer_ids: Sequence[str], *, since: int
) -> list[tuple[str, int, str]]:
    """Return records of these customers that were placed anew: key, commit, customer before."""
    rows = await graph.read(PLACED_ANEW, ids=customer_ids, since=since)
    return [(row["key"], row["number"], row["former"]) for row in rows]


async def decided_by_people(graph: Graph, decisions: Sequence[str], *, us: str) -> set[str]:
    """Return those of these decisions that were not made by `us`, the program."""
    return {row["id"] for row in await graph.read(DECIDED_BY_PEOPLE, ids=decisions, us=us)}


def delete_records(keys: Sequence[str]) -> list[Statement]:
    """Return the write that takes records out, with the tasks and identifiers that are theirs."""
    values = {"keys": keys}
    return [
        Statement(DELETE_TASKS, values),
        Statement(DELETE_LONE_IDENTIFIERS, values),
        Statement(DELETE_RECORDS, values),
    ]


def leave_behind(keys: Sequence[str], book: str) -> list[Statement]:
    """Return the write after which these records say nothing; what hangs on them stays."""
    values = {"keys": keys}
    return [
        Statement(DELETE_TASKS, values),
        Statement(DELETE_LONE_IDENTIFIERS, values),
        Statement(LEAVE_BEHIND, {**values, "book": book}),
    ]


def delete_customers(ids: Sequence[str]) -> list[Statement]:
    """Return the write that takes out customers whom nobody stands behind any more."""
    values = {"ids": ids}
    return [
        Statement(DELETE_MATTERS, values),
        Statement(LEAVE_HOUSEHOLDS, values),
        Statement(LEAVE_ORGANISATIONS, values),
        Statement(DELETE_CUSTOMERS, values),
    ]


def delete_empty_blocks(keys: Sequence[str]) -> Statement:
    return Statement(DELETE_EMPTY_BLOCKS, {"keys": keys})


def put_patterns_back(sources: Sequence[str], rows: Sequence[Row]) -> list[Statement]:
    """Return the write after which numbers of these sources look as these rows say.

    Rows: key, source, kind, shape, count, low, high.
    """
    return [
        Statement(DROP_PATTERNS, {"sources": sources}),
        Statement(PUT_PATTERNS, {"rows": rows}),
    ]
