"""What people said of matters: these pieces of evidence are one problem, or several."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, LiteralString

from graph.access import Graph, Statement

MOST_PIECES: Final = 60  # of evidence that one decision is about

READ_MATTERS: Final[LiteralString] = """
UNWIND $ids AS id
MATCH (m:Matter {id: id})-[:OF]->(c:Customer)
RETURN m.id AS id, c.id AS customer_id,
  COLLECT {
    MATCH (m)<-[:PART_OF]-(x)
    WHERE labels(x)[0] IN ['Interaction', 'Case']
    WITH x, coalesce(x.started_at_ms, x.opened_at_ms, 0) AS at_ms
    ORDER BY at_ms, x.key
    LIMIT $most
    RETURN [labels(x)[0], x.key, x.source, x.source_id]
  } AS pieces
ORDER BY id
"""

DECIDE: Final[LiteralString] = """
MERGE (d:Decision {id: $id})
SET d.action = $action, d.actor = $actor, d.why = $why, d.at_ms = $at_ms,
  d.customer_id = $customer_id, d.about_matter = true
WITH d
CALL (d) {
  UNWIND $interactions AS row
  MATCH (x:Interaction {key: row.key})
  MERGE (d)-[p:PARTS]->(x)
  SET p.group = row.group
}
CALL (d) {
  UNWIND $cases AS row
  MATCH (x:Case {key: row.key})
  MERGE (d)-[p:PARTS]->(x)
  SET p.group = row.group
}
"""

UNDO: Final[LiteralString] = """
MATCH (d:Decision {id: $id})
WHERE d.about_matter AND coalesce(d.undone_by, $undoing) = $undoing
SET d.undone_by = $undoing
MERGE (u:Decision {id: $undoing})
SET u.action = 'undo', u.actor = $actor, u.why = $why, u.at_ms = $at_ms,
  u.customer_id = d.customer_id, u.about_matter = true, u.reverses = $id
WITH d
CALL (d) {
  MATCH (again:Decision {id: d.reverses})
  SET again.undone_by = null
}
CALL (d) {
  MATCH (d)-[:PARTS]->(x)
  MATCH (u:Decision {id: $undoing})
  MERGE (u)-[:PARTS]->(x)
}
"""

READ_DECISION: Final[LiteralString] = """
MATCH (d:Decision {id: $id})
WHERE d.about_matter
RETURN d.customer_id AS customer_id, d.undone_by AS undone_by
"""

# What a standing decision says of whatever hangs on these customers today.
JUDGEMENTS: Final[LiteralString] = """
UNWIND $ids AS id
MATCH (c:Customer {id: id})
CALL (c) {
  MATCH (c)<-[:RESOLVED_TO]-(:SourceRecord)<-[:BY]-(x:Interaction)<-[:PARTS]-(d:Decision)
  RETURN d
  UNION
  MATCH (c)<-[:RESOLVED_TO]-(:SourceRecord)<-[:OPENED_BY]-(x:Case)<-[:PARTS]-(d:Decision)
  RETURN d
}
WITH DISTINCT c, d
WHERE d.undone_by IS NULL AND d.action <> 'undo'
RETURN c.id AS customer_id, d.id AS id, d.at_ms AS at_ms,
  COLLECT {
    MATCH (d)-[p:PARTS]->(x)
    RETURN [p.group, labels(x)[0], x.source, x.source_id]
  } AS parts
ORDER BY customer_id, at_ms, id
"""


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of evidence that a matter is made of."""

    label: str  # "Interaction" or "Case"
    key: str
    source: str
    source_id: str


@dataclass(frozen=True, slots=True)
class MatterPieces:
    id: str
    customer_id: str
    pieces: tuple[Piece, ...]  # oldest first


@dataclass(frozen=True, slots=True)
class Partition:
    """What one decision says of a customer's evidence: what stands in one group is one matter."""

    customer_id: str
    groups: tuple[tuple[int, str, str, str], ...]  # (group, label, source, source id)


async def read_matters(graph: Graph, ids: Sequence[str]) -> list[MatterPieces]:
    """Return those of these matters that there are, with what they are made of."""
    rows = await graph.read(READ_MATTERS, ids=ids, most=MOST_PIECES)
    return [
        MatterPieces(row["id"], row["customer_id"], tuple(Piece(*one) for one in row["pieces"]))
        for row in rows
    ]


async def read_partitions(graph: Graph, customer_ids: Sequence[str]) -> list[Partition]:
    """Return what stands decided about these customers' matters, the oldest decision first."""
    rows = await graph.read(JUDGEMENTS, ids=customer_ids)
    return [
        Partition(row["customer_id"], tuple((one[0], one[1], one[2], one[3]) for one in parts))
        for row in rows
        if (parts := sorted(row["parts"]))
    ]


def decide(
    id: str,
    groups: Sequence[Sequence[Piece]],
    *,
    action: str,
    customer_id: str,
    actor: str,
    why: str | None,
    at_ms: int,
) -> Statement:
    """Return the write of a decision: pieces of one group are one matter, other groups others."""
    rows = {
        label: [
            {"key": one.key, "group": number}
            for number, group in enumerate(groups)
            for one in group
            if one.label == label
        ]
        for label in ("Interaction", "Case")
    }
    return Statement(
        DECIDE,
        {
            "id": id,
            "action": action,
            "customer_id": customer_id,
            "actor": actor,
            "why": why,
            "at_ms": at_ms,
            "interactions": rows["Interaction"],
            "cases": rows["Case"],
        },
    )


async def read_decision(graph: Graph, id: str) -> tuple[str, str | None] | None:
    """Return a decision's customer and what undid it; None where it is about no matter."""
    rows = await graph.read(READ_DECISION, id=id)
    return (rows[0]["customer_id"], rows[0]["undone_by"]) if rows else None


def undo(id: str, undoing: str, *, actor: str, why: str | None, at_ms: int) -> Statement:
    """Return the write of the decision that takes one back; an undoing is taken back as well."""
    return Statement(
        UNDO, {"id": id, "undoing": undoing, "actor": actor, "why": why, "at_ms": at_ms}
    )
