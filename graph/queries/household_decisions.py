"""What people said of households: these customers live together, or this one does not with those.

It hangs on source records, so that it follows them when customers are merged or taken apart.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, LiteralString

from graph.access import Graph, Row, Statement

MOST_MEMBERS: Final = 20  # of whom one decision takes somebody away

READ_SPOKEN_OF: Final[LiteralString] = """
UNWIND $ids AS asked
MATCH (:Customer {id: asked})-[:MERGED_INTO*0..50]->(c:Customer)
WHERE NOT EXISTS { MATCH (c)-[:MERGED_INTO]->(:Customer) }
WITH DISTINCT asked, c
RETURN asked, c.id AS id,
  COLLECT {
    MATCH (c)<-[r:RESOLVED_TO]-(s:SourceRecord)
    WITH s, r.rule = 'lookup' AS is_attributed, s.kind <> 'account' AS is_doubtful
    ORDER BY is_attributed, is_doubtful, s.key
    LIMIT 1
    RETURN s.key
  } AS record,
  COLLECT {
    MATCH (c)-[:MEMBER_OF]->(:Household)<-[:MEMBER_OF]-(o:Customer)
    WHERE o.id <> c.id AND NOT EXISTS { MATCH (o)-[:MERGED_INTO]->(:Customer) }
    WITH DISTINCT o.id AS id
    ORDER BY id
    LIMIT $most
    RETURN id
  } AS members
"""

# CONCERNS is for the ledger of each, HOUSES for the rule.
DECIDE: Final[LiteralString] = """
MERGE (d:Decision {id: $id})
SET d.action = $action, d.actor = $actor, d.why = $why, d.at_ms = $at_ms,
  d.customer_id = $customer_id, d.about_household = true
WITH d
UNWIND $rows AS row
MATCH (s:SourceRecord {key: row.key})
MERGE (d)-[:CONCERNS]->(s)
MERGE (d)-[h:HOUSES]->(s)
SET h.part = row.part, h.role = row.role
"""

READ_DECISION: Final[LiteralString] = """
MATCH (d:Decision {id: $id})
WHERE d.about_household
RETURN d.customer_id AS customer_id, d.undone_by AS undone_by,
  COLLECT {
    MATCH (d)-[:CONCERNS]->(:SourceRecord)-[:RESOLVED_TO]->(c:Customer)
    WITH DISTINCT c.id AS id
    ORDER BY id
    RETURN id
  } AS customers
"""

UNDO: Final[LiteralString] = """
MATCH (d:Decision {id: $id})
WHERE d.about_household AND coalesce(d.undone_by, $undoing) = $undoing
SET d.undone_by = $undoing
MERGE (u:Decision {id: $undoing})
SET u.action = 'undo', u.actor = $actor, u.why = $why, u.at_ms = $at_ms,
  u.customer_id = d.customer_id, u.about_household = true, u.reverses = $id
WITH d
CALL (d) {
  MATCH (again:Decision {id: d.reverses})
  SET again.undone_by = null
}
CALL (d) {
  MATCH (d)-[:CONCERNS]->(s:SourceRecord)
  MATCH (u:Decision {id: $undoing})
  MERGE (u)-[:CONCERNS]->(s)
}
"""


@dataclass(frozen=True, slots=True)
class SpokenOf:
    """A customer of whom something is to be said."""

    id: str  # that answers today
    record_key: str | None  # the one that stands for it
    members: tuple[str, ...]  # of its households, without itself


@dataclass(frozen=True, slots=True)
class HouseholdDecision:
    customer_id: str
    undone_by: str | None
    customers: tuple[str, ...]  # whom it is about today


async def read_spoken_of(graph: Graph, ids: Sequence[str]) -> dict[str, SpokenOf]:
    """Return the customers who answer for these ids today, by the id that was asked for."""
    rows = await graph.read(READ_SPOKEN_OF, ids=ids, most=MOST_MEMBERS)
    return {
        row["asked"]: SpokenOf(row["id"], next(iter(row["record"]), None), tuple(row["members"]))
        for row in rows
    }


def decide(
    id: str,
    rows: Sequence[Row],
    *,
    action: str,
    customer_id: str,
    actor: str,
    why: str | None,
    at_ms: int,
) -> Statement:
    """Return the write of a decision; a row has the `key` of a record, its `part` and `role`."""
    return Statement(
        DECIDE,
        {
            "id": id,
            "rows": rows,
            "action": action,
            "customer_id": customer_id,
            "actor": actor,
            "why": why,
            "at_ms": at_ms,
        },
    )


async def read_decision(graph: Graph, id: str) -> HouseholdDecision | None:
    """Return a decision about households; None where there is none, or about something else."""
    rows = await graph.read(READ_DECISION, id=id)
    if not rows:
        return None
    (row,) = rows
    return HouseholdDecision(row["customer_id"], row["undone_by"], tuple(row["customers"]))


def undo(id: str, undoing: str, *, actor: str, why: str | None, at_ms: int) -> Statement:
    """Return the write of the decision that takes one back; an undoing is taken back as well."""
    return Statement(
        UNDO, {"id": id, "undoing": undoing, "actor": actor, "why": why, "at_ms": at_ms}
    )
