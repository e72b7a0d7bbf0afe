"""The single identities: their golden records and what resolves to them."""

from collections.abc import Sequence
from typing import Final, LiteralString

from graph.access import Graph, Row, Statement

MOST_RECORDS: Final = 300  # of one customer, for comparing; the rest are attributed contacts

# Evidence first: somebody who calls every day has more contacts than may be read.

READ_CUSTOMERS: Final[LiteralString] = """
UNWIND $ids AS id
MATCH (c:Customer {id: id})
RETURN c.id AS id,
  [(c)-[m:MERGED_INTO]->(into:Customer) | [into.id, m.number, m.decision]] AS merged_into,
  COLLECT {
    MATCH (c)<-[r:RESOLVED_TO]-(s:SourceRecord)
    WITH s, r, CASE WHEN s.key IN $record_keys THEN 0 WHEN r.rule = 'lookup' THEN 2 ELSE 1 END
      AS turn
    ORDER BY turn, s.key
    LIMIT $most_records
    RETURN [
      s.key, s.kind, r.rule, s.comparable, s.updated_at_ms, s.source, r.home, r.number, s.chosen,
      CASE WHEN s.judged THEN COLLECT {
        MATCH (s)-[j:JUDGED]-(other:SourceRecord)
        WHERE j.withdrawn_by IS NULL
        RETURN [other.key, j.verdict, j.evidence, j.decision]
      } END
    ]
  } AS records
"""

UPSERT_CUSTOMERS: Final[LiteralString] = """
UNWIND $rows AS row
MERGE (c:Customer {id: row.id})
ON CREATE SET c.since_ms = row.at_ms
SET c += row.golden
"""

MERGE_CUSTOMERS: Final[LiteralString] = """
UNWIND $rows AS row
MATCH (goes:Customer {id: row.source_id})
MATCH (stays:Customer {id: row.into_id})
MERGE (goes)-[m:MERGED_INTO]->(stays)
SET m.at_ms = row.at_ms, m.number = row.number, m.decision = row.decision
"""

# What a merge leaves behind: attributed contacts beyond those that were read.
MOVE_REST: Final[LiteralString] = """
UNWIND $rows AS row
MATCH (stays:Customer {id: row.into_id})
MATCH (goes:Customer {id: row.source_id})<-[r:RESOLVED_TO]-(s:SourceRecord)
CREATE (s)-[moved:RESOLVED_TO]->(stays)
SET moved = properties(r), moved.rule = 'lookup', moved.home = coalesce(r.home, row.source_id)
DELETE r
"""

REVIVE_CUSTOMERS: Final[LiteralString] = """
UNWIND $ids AS id
MATCH (c:Customer {id: id})-[m:MERGED_INTO]->(:Customer)
DELETE m
"""

# What else came through the id stays with whom it was merged.
GIVE_BACK: Final[LiteralString] = """
UNWIND $ids AS id
MATCH (c:Customer {id: id})-[m:MERGED_INTO]->(into:Customer)
CALL (c, into) {
  MATCH (c)-[:MERGED_INTO*1..50]->(holder:Customer)<-[r:RESOLVED_TO]-(:SourceRecord)
  WHERE r.home = c.id
  SET r.home = into.id
}
CALL (c, into) {
  MATCH (c)<-[f:MERGED_INTO]-(former:Customer)
  CREATE (former)-[again:MERGED_INTO]->(into)
  SET again = properties(f)
  DELETE f
}
DELETE m
"""

# Who answers for an id today, and every other id that this customer answers for.
READ_FORMER_IDS: Final[LiteralString] = """
UNWIND $ids AS asked
MATCH (:Customer {id: asked})-[:MERGED_INTO*0..50]->(c:Customer)
WHERE NOT EXISTS { MATCH (c)-[:MERGED_INTO]->(:Customer) }
WITH DISTINCT asked, c
RETURN asked, c.id AS id,
  COLLECT {
    MATCH (c)<-[:MERGED_INTO*0..50]-(into:Customer)<-[m:MERGED_INTO]-(former:Customer)
    RETURN [former.id, into.id, m.number, m.decision]
  } AS former
"""


async def read_customers(
    graph: Graph,
    ids: Sequence[str],
    *,
    record_keys: Sequence[str] = (),
    most_records: int = MOST_RECORDS,
) -> list[Row]:
    """Return each customer's records as lists (see the query), with where it was merged into.

    Those named by `record_keys` come first, then evidence, then as many attributed contacts as fit.
    """
    return await graph.read(
        READ_CUSTOMERS, ids=ids, record_keys=record_keys, most_records=most_records
    )


def upsert_customers(rows: Sequence[Row]) -> Statement:
    return Statement(UPSERT_CUSTOMERS, {"rows": rows})


def merge_customers(rows: Sequence[Row]) -> Statement:
    return Statement(MERGE_CUSTOMERS, {"rows": rows})


def move_rest(rows: Sequence[Row]) -> Statement:
    """Return the write after which nothing resolves to a customer that was merged."""
    return Statement(MOVE_REST, {"rows": rows})


def revive_customers(ids: Sequence[str]) -> Statement:
    """Return the write after which these ids answer for themselves."""
    return Statement(REVIVE_CUSTOMERS, {"ids": ids})


def give_back(ids: Sequence[str]) -> Statement:
    """Return the write after which these ids answer for themselves and for nobody else."""
    return Statement(GIVE_BACK, {"ids": ids})


async def read_former_ids(graph: Graph, ids: Sequence[str]) -> list[Row]:
    """Return, for each of these ids that there is, who answers for it and by which redirects.

    `former`: [id, id that it was merged into, number of the commit, decision].
    """
    return await graph.read(READ_FORMER_IDS, ids=ids)


LIST_CUSTOMERS: Final[LiteralString] = """
MATCH (c:Customer)
WHERE c.id > $after AND NOT EXISTS { MATCH (c)-[:MERGED_INTO]->(:Customer) }
RETURN c.id AS id, c.name AS name, c.city AS city, c.country AS country
ORDER BY id
LIMIT $limit
"""


async def list_customers(graph: Graph, *, after: str, limit: int) -> list[Row]:
    """Return at most `limit` customers whose id follows `after` ("" for the first page), by id."""
    return await graph.read(LIST_CUSTOMERS, after=after, limit=limit)
