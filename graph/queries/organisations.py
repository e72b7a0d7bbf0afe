"""Organisations: companies that customers work for, or are."""

from collections.abc import Sequence
from typing import Any, Final, LiteralString

from graph.access import Graph, Row, Statement
from graph.standing import OrganisationView

MOST_COLLEAGUES: Final = 40  # that are looked at to see whether a mail domain is a company's

ORGANISATION_COLUMN: Final[LiteralString] = """,
  COLLECT {
    MATCH (c)-[m:MEMBER_OF]->(g:Organisation)
    WITH m, g
    ORDER BY g.domain IS NOT NULL, g.name, g.id
    LIMIT 3
    RETURN [g.id, g.name, m.role, m.why, g.domain]
  } AS organisations
"""

READ_COLLEAGUES: Final[LiteralString] = """
UNWIND $ids AS asked
MATCH (:Customer {id: asked})-[:MERGED_INTO*0..50]->(c:Customer)
WHERE NOT EXISTS { MATCH (c)-[:MERGED_INTO]->(:Customer) }
WITH DISTINCT c
WHERE EXISTS { MATCH (c)<-[:MERGED_INTO*0..50]-(:Customer)-[:MEMBER_OF]->(:Organisation) }
  OR EXISTS {
    MATCH (c)<-[:RESOLVED_TO]-(s:SourceRecord)
    WHERE s.office_key IS NOT NULL OR s.organisation IS NOT NULL
  }
RETURN c.id AS id, c.family_name AS family_name,
  COLLECT {
    MATCH (c)<-[r:RESOLVED_TO]-(s:SourceRecord)
    WHERE (s.office_key IS NOT NULL OR s.organisation IS NOT NULL) AND r.rule <> 'lookup'
    WITH s
    ORDER BY s.updated_at_ms DESC, s.key
    LIMIT 20
    RETURN [s.source, s.organisation, s.office_key, s.comparable]
  } AS records,
  COLLECT {
    MATCH (c)<-[r:RESOLVED_TO]-(s:SourceRecord)
    WHERE s.office_key IS NOT NULL AND r.rule <> 'lookup'
    WITH DISTINCT c, s.office_key AS office_key
    LIMIT 3
    CALL (c, office_key) {
      MATCH (:SourceRecord {office_key: office_key})-[:RESOLVED_TO]->(o:Customer)
      WHERE o.id <> c.id
      WITH DISTINCT o
      LIMIT $most_colleagues
      RETURN o
    }
    RETURN [office_key, o.id, o.family_name]
  } AS colleagues,
  COLLECT {
    MATCH (c)<-[:MERGED_INTO*0..50]-(former:Customer)-[m:MEMBER_OF]->(g:Organisation)
    RETURN [
      g.id, former.id, m.role, m.why, g.domain,
      COLLECT {
        MATCH (g)<-[:MEMBER_OF]-(x:Customer)
        RETURN [x.id, x.family_name]
        LIMIT 41
      }
    ]
  } AS organisations
ORDER BY id
"""

STORE: Final[LiteralString] = """
UNWIND $rows AS row
MERGE (g:Organisation {id: row.id})
SET g.name = row.name, g.domain = row.domain
WITH g, row
UNWIND row.members AS one
MATCH (x:Customer {id: one.id})
MERGE (x)-[m:MEMBER_OF]->(g)
SET m.role = one.role, m.why = one.why, m.by = 'evidence'
"""

# One that nobody is of any more goes.
LEAVE: Final[LiteralString] = """
UNWIND $rows AS row
MATCH (g:Organisation {id: row.id})
CALL (g, row) {
  MATCH (g)<-[m:MEMBER_OF]-(x:Customer)
  WHERE x.id IN row.customers
  DELETE m
}
WITH DISTINCT g
WHERE NOT EXISTS { MATCH (g)<-[:MEMBER_OF]-(:Customer) }
DETACH DELETE g
"""


async def read_colleagues(graph: Graph, customer_ids: Sequence[str]) -> list[Row]:
    """Return what ties those who answer for these ids today to organisations.

    Only of those who have any such tie: `records` (source, organisation, office key, comparable
    column), `colleagues` (office key, customer, family name), and the `organisations` stored (id,
    customer, role, why, domain, [customer, family name]).
    """
    return await graph.read(READ_COLLEAGUES, ids=customer_ids, most_colleagues=MOST_COLLEAGUES)


def store_organisations(rows: Sequence[Row]) -> Statement:
    """Return the write after which each organisation has these `members`, among others."""
    return Statement(STORE, {"rows": rows})


def leave_organisations(rows: Sequence[Row]) -> Statement:
    """Return the write after which these `customers` are of the organisation `id` no more."""
    return Statement(LEAVE, {"rows": rows})


def organisation_views(rows: Sequence[Sequence[Any]]) -> tuple[OrganisationView, ...]:
    return tuple(OrganisationView(*one) for one in rows)
