"""Households: customers who live together and are never merged; what ties them to each other."""

from collections.abc import Sequence
from typing import Any, Final, LiteralString

from graph.access import Graph, Row, Statement
from graph.queries.assets import visit_views
from graph.standing import HouseholdView, MemberAsset, MemberMatter, MemberView

MOST_NEIGHBOURS: Final = 13  # at one address or one phone: more than a household has

HOUSEHOLD_COLUMN: Final[LiteralString] = """,
  COLLECT {
    MATCH (c)-[mine:MEMBER_OF]->(h:Household)<-[m:MEMBER_OF]-(o:Customer)
    WHERE o.id <> c.id AND NOT EXISTS { MATCH (o)-[:MERGED_INTO]->(:Customer) }
    WITH o, collect(DISTINCT [mine.role, mine.by]) AS own,
      collect(DISTINCT [m.role, m.by, m.why]) AS said
    ORDER BY o.id
    LIMIT 10
    RETURN [
      own, said, o.id, o.name, o.since_ms,
      COLLECT {
        MATCH (o)<-[:OF]-(x:Matter)
        WHERE x.status = 'open'
        WITH x
        ORDER BY x.last_at_ms DESC, x.id
        LIMIT 3
        RETURN [x.id, x.subject, x.status, x.opened_at_ms, x.last_at_ms, x.story]
      },
      COLLECT {
        MATCH (o)<-[:RESOLVED_TO]-(:SourceRecord)<-[:OWNED_BY]-(a:Asset)
        WITH o, a
        ORDER BY a.since_ms DESC, a.key
        LIMIT 5
        RETURN [
          a.source_id, a.source, a.name, a.serial, a.batch, a.status,
          COLLECT {
            MATCH (a)<-[:ABOUT]-(i:Interaction)
            WHERE i.direction = 'out' AND i.started_at_ms IS NOT NULL AND (
              EXISTS { MATCH (i)-[:BY]->(:SourceRecord)-[:RESOLVED_TO]->(o) }
              OR NOT EXISTS { MATCH (i)-[:BY]->(:SourceRecord) }
            )
            WITH i
            ORDER BY i.started_at_ms DESC, i.key
            LIMIT 2
            RETURN [
              i.source_id, i.source, i.channel, i.kind, i.direction, i.started_at_ms,
              substring(coalesce(i.text, ''), 0, 300), i.agent, i.status
            ]
          }
        ]
      }
    ]
  } AS household
"""

# What was merely attributed to somebody ties nobody to anybody, nor does a public profile, where
# anybody may claim any address.
READ_TIES: Final[LiteralString] = """
UNWIND $ids AS asked
MATCH (:Customer {id: asked})-[:MERGED_INTO*0..50]->(c:Customer)
WHERE NOT EXISTS { MATCH (c)-[:MERGED_INTO]->(:Customer) }
WITH DISTINCT c
RETURN c.id AS id,
  COLLECT {
    MATCH (c)<-[r:RESOLVED_TO]-(s:SourceRecord)
    WHERE r.rule <> 'lookup' AND s.kind <> 'profile'
    WITH s
    ORDER BY s.updated_at_ms DESC, s.key
    LIMIT 20
    RETURN [s.comparable, s.home_key, s.office_key, s.organisation, s.source]
  } AS records,
  COLLECT {
    CALL (c) {
      MATCH (c)<-[r:RESOLVED_TO]-(:SourceRecord)-[:HAS]->(i:Identifier)
      WHERE i.kind = 'phone' AND r.rule <> 'lookup'
      WITH DISTINCT c, i
      LIMIT 10
      CALL (c, i) {
        MATCH (i)<-[:HAS]-(:SourceRecord)-[:RESOLVED_TO]->(o:Customer)
        WHERE o.id <> c.id
        WITH DISTINCT o
        LIMIT $most_neighbours
        RETURN o
      }
      RETURN o
      UNION
      MATCH (c)<-[r:RESOLVED_TO]-(s:SourceRecord)
      WHERE s.home_key IS NOT NULL AND r.rule <> 'lookup'
      WITH DISTINCT c, s.home_key AS home_key
      LIMIT 5
      CALL (c, home_key) {
        MATCH (:SourceRecord {home_key: home_key})-[:RESOLVED_TO]->(o:Customer)
        WHERE o.id <> c.id
        WITH DISTINCT o
        LIMIT $most_neighbours
        RETURN o
      }
      RETURN o
      UNION
      MATCH (c)<-[:RESOLVED_TO]-(:SourceRecord)<-[:HOUSES]-(d:Decision)
      WHERE d.undone_by IS NULL
      MATCH (d)-[:HOUSES]->(:SourceRecord)-[:RESOLVED_TO]->(o:Customer)
      WHERE o.id <> c.id
      RETURN o
    }
    RETURN [
      o.id,
      COLLECT {
        MATCH (o)<-[r:RESOLVED_TO]-(s:SourceRecord)
        WHERE r.rule <> 'lookup' AND s.kind <> 'profile'
        WITH s
        ORDER BY s.updated_at_ms DESC, s.key
        LIMIT 20
        RETURN [s.comparable, s.home_key, s.office_key, s.organisation, s.source]
      },
      COLLECT {
        MATCH (o)<-[:RESOLVED_TO]-(:SourceRecord)<-[:HOUSES]-(d:Decision)
        WHERE d.undone_by IS NULL
        WITH DISTINCT d
        RETURN [
          d.id, d.action, d.at_ms, d.actor,
          COLLECT {
            MATCH (d)-[p:HOUSES]->(:SourceRecord)-[:RESOLVED_TO]->(x:Customer)
            RETURN [x.id, p.part, p.role]
          }
        ]
      },
      COLLECT {
        MATCH (o)-[:MEMBER_OF]->(h:Household)
        RETURN [
          h.id,
          COLLECT {
            MATCH (h)<-[m:MEMBER_OF]-(x:Customer)
            RETURN [x.id, m.role, m.why, m.by]
            LIMIT 40
          }
        ]
      }
    ]
  } AS neighbours,
  COLLECT {
    MATCH (c)<-[:RESOLVED_TO]-(:SourceRecord)<-[:HOUSES]-(d:Decision)
    WHERE d.undone_by IS NULL
    WITH DISTINCT d
    RETURN [
      d.id, d.action, d.at_ms, d.actor,
      COLLECT {
        MATCH (d)-[p:HOUSES]->(:SourceRecord)-[:RESOLVED_TO]->(x:Customer)
        RETURN [x.id, p.part, p.role]
      }
    ]
  } AS said,
  COLLECT {
    MATCH (c)<-[:MERGED_INTO*0..50]-(former:Customer)-[:MEMBER_OF]->(h:Household)
    WITH h, collect(DISTINCT former.id) AS ids
    RETURN [
      h.id, ids,
      COLLECT {
        MATCH (h)<-[m:MEMBER_OF]-(x:Customer)
        RETURN [x.id, m.role, m.why, m.by]
        LIMIT 40
      }
    ]
  } AS households
ORDER BY id
"""

STORE: Final[LiteralString] = """
UNWIND $rows AS row
MERGE (h:Household {id: row.id})
WITH h, row
CALL (h, row) {
  MATCH (h)<-[m:MEMBER_OF]-(x:Customer)
  WHERE NOT x.id IN row.ids
  DELETE m
}
WITH h, row
UNWIND row.members AS one
MATCH (x:Customer {id: one.id})
MERGE (x)-[m:MEMBER_OF]->(h)
SET m.role = one.role, m.why = one.why, m.by = one.by
"""

LEAVE: Final[LiteralString] = """
UNWIND $rows AS row
UNWIND row.customers AS id
MATCH (:Customer {id: id})-[m:MEMBER_OF]->(:Household {id: row.id})
DELETE m
"""

DROP: Final[LiteralString] = """
UNWIND $ids AS id
MATCH (h:Household {id: id})
DETACH DELETE h
"""


async def read_ties(graph: Graph, customer_ids: Sequence[str]) -> list[Row]:
    """Return what ties those who answer for these ids today to others, by id.

    A row has the customer's `records`, what people `said` of it (id, action, at_ms, actor,
    [customer, part, role]), its `neighbours` (id, the same two of each, and the households that it
    is stored in: id, [customer, role, why, by]), and the `households` that this customer is stored
    in (id, ids of this customer in it, [customer, role, why, by]).
    """
    return await graph.read(READ_TIES, ids=customer_ids, most_neighbours=MOST_NEIGHBOURS)


def store_households(rows: Sequence[Row]) -> Statement:
    """Return the write after which each household has these `members` and no others."""
    return Statement(STORE, {"rows": rows})


def leave_households(rows: Sequence[Row]) -> Statement:
    """Return the write after which these `customers` are of the household `id` no more."""
    return Statement(LEAVE, {"rows": rows})


def drop_households(ids: Sequence[str]) -> Statement:
    return Statement(DROP, {"ids": ids})


def household_view(rows: Sequence[Sequence[Any]]) -> HouseholdView | None:
    """Return what HOUSEHOLD_COLUMN tells; None for who lives with nobody we know."""
    if not rows:
        return None
    own = {tuple(one) for row in rows for one in row[0]}
    return HouseholdView(_role(own), tuple(_member(row) for row in rows))


def _member(values: Sequence[Any]) -> MemberView:
    _, said, id, name, since_ms, matters, assets = values
    return MemberView(
        id=id,
        name=name,
        role=_role({(role, by) for role, by, _ in said}),
        why=tuple(sorted({why for _, _, why in said})),
        by=tuple(sorted({by for _, by, _ in said})),
        since_ms=since_ms,
        matters=tuple(MemberMatter(*one) for one in matters),
        assets=tuple(MemberAsset(*[*one[:6], visit_views(one[6])]) for one in assets),
    )


def _role(said: set[tuple[Any, ...]]) -> str:
    """Return the role that a person gave; what evidence says is `member` only."""
    by_hand = sorted(role for role, by in said if by != "evidence" and role != "member")
    return by_hand[0] if by_hand else "member"
