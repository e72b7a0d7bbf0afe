"""Public posts by whose they are: for triage, firestorms, history and credit."""

from collections.abc import Sequence
from typing import Any, Final, LiteralString

from graph.access import Graph, Row
from graph.model import CustomerId
from graph.queries.mentions import author_view
from graph.social import PostView, PublicView, StoredStorm, ThreadAnswer

MOST_POSTS: Final = 200  # of one customer, the newest
MOST_ANSWERS: Final = 100  # in a thread

PUBLIC: Final[LiteralString] = """
UNWIND $ids AS asked
MATCH (:Customer {id: asked})-[:MERGED_INTO*0..50]->(c:Customer)
WHERE NOT EXISTS { MATCH (c)-[:MERGED_INTO]->(:Customer) }
WITH DISTINCT c
RETURN c.id AS id,
  COLLECT {
    MATCH (c)<-[:RESOLVED_TO]-(:SourceRecord)<-[:BY]-(n:Interaction)<-[:OF]-(m:Mention)
    WITH n, m
    ORDER BY m.at_ms DESC, m.key
    LIMIT $most
    RETURN [
      m.key, n.key, n.source, n.source_id, n.channel, m.at_ms, m.tone, n.text, n.reach, n.rating,
      m.status, m.points, m.why
    ]
  } AS posts,
  COLLECT {
    MATCH (c)<-[:MERGED_INTO*0..50]-(former:Customer)<-[:OF]-(f:Firestorm)
    RETURN DISTINCT [f.id, f.digest, former.id, f.posts, f.places]
  } AS storms,
  COLLECT {
    MATCH (c)<-[:RESOLVED_TO]-(s:SourceRecord)
    WHERE s.kind = 'profile' AND s.profile IS NOT NULL
    WITH s
    ORDER BY s.updated_at_ms DESC, s.key
    LIMIT 20
    RETURN s.profile
  } AS profiles
ORDER BY id
"""

# Answers by other customers to posts that speak of us; of the asker's replies only the words.
ANSWERS_TO: Final[LiteralString] = """
UNWIND $keys AS key
MATCH (m:Mention {key: key})-[:OF]->(q:Interaction)-[:BY]->(:SourceRecord)-[:RESOLVED_TO]->
  (asker:Customer)
MATCH (q)<-[:ANSWERS]-(a:Interaction)
WHERE a.direction = 'in'
MATCH (a)-[:BY]->(:SourceRecord)-[:RESOLVED_TO]->(c:Customer)
WHERE c.id <> asker.id
RETURN key AS mention, a.key AS interaction, a.source AS source, a.source_id AS id,
  a.started_at_ms AS at_ms, a.text AS text, a.reach AS reach, c.id AS customer_id,
  c.name AS name, c.city AS city, c.country AS country,
  COLLECT {
    MATCH (a)<-[:ANSWERS]-(t:Interaction)-[:BY]->(:SourceRecord)-[:RESOLVED_TO]->(o:Customer)
    WHERE t.direction = 'in' AND o.id = asker.id AND t.text IS NOT NULL
    RETURN t.text
    LIMIT 10
  } AS thanks
ORDER BY at_ms, interaction
LIMIT $most
"""

ANSWERS_BY: Final[LiteralString] = """
MATCH (:Customer {id: $id})<-[:RESOLVED_TO]-(:SourceRecord)<-[:BY]-(a:Interaction)
WHERE a.direction = 'in'
MATCH (a)-[:ANSWERS]->(q:Interaction)<-[:OF]-(m:Mention)
RETURN DISTINCT m.key AS key
ORDER BY key
LIMIT $most
"""


async def public_views(graph: Graph, customer_ids: Sequence[str]) -> list[PublicView]:
    """Return those who answer for these ids today, each with its public posts."""
    rows = await graph.read(PUBLIC, ids=customer_ids, most=MOST_POSTS)
    return [
        PublicView(
            CustomerId(row["id"]),
            tuple(PostView(*values) for values in row["posts"]),
            tuple(_storm(values) for values in row["storms"]),
            tuple(row["profiles"]),
        )
        for row in rows
    ]


async def answers_to(graph: Graph, mention_keys: Sequence[str]) -> list[ThreadAnswer]:
    """Return what other customers answered in the threads of these mentions, oldest first."""
    rows = await graph.read(ANSWERS_TO, keys=mention_keys, most=MOST_ANSWERS)
    return [_answer(row) for row in rows]


async def threads_answered_by(graph: Graph, customer_id: str) -> list[str]:
    """Return keys of mentions in whose threads this customer answered."""
    rows = await graph.read(ANSWERS_BY, id=customer_id, most=MOST_ANSWERS)
    return [row["key"] for row in rows]


def _storm(values: Sequence[Any]) -> StoredStorm:
    id, digest, customer_id, posts, places = values
    return StoredStorm(id, digest, customer_id, tuple(posts), tuple(places))


def _answer(row: Row) -> ThreadAnswer:
    customer = author_view((row["customer_id"], row["name"], row["city"], row["country"]))
    return ThreadAnswer(
        row["mention"],
        row["source"],
        row["id"],
        row["at_ms"],
        row["text"],
        row["reach"],
        customer,
        tuple(row["thanks"]),
    )
