"""What erased people leave behind: keyed hashes that keep them out, and the ledger's entry."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, LiteralString

from graph.access import Graph, Statement

# The relationship is looked for from the hash, which has few: a decision may have thousands.
SUPPRESS: Final[LiteralString] = """
MATCH (d:Decision {id: $id})
UNWIND $keys AS key
MERGE (x:Suppression {key: key})
SET x.kind = $kind
MERGE (x)<-[:SUPPRESSES]-(d)
"""

SUPPRESSED_AMONG: Final[LiteralString] = """
UNWIND $keys AS key
MATCH (x:Suppression {key: key})
RETURN x.key AS key
"""

ERASURES: Final[LiteralString] = """
UNWIND $keys AS key
MATCH (x:Suppression {key: key})<-[:SUPPRESSES]-(d:Decision)
WITH DISTINCT d
RETURN d.id AS id, d.customer_id AS customer_id, d.actor AS actor, d.at_ms AS at_ms,
  d.reason AS reason, d.counts AS counts, d.finished_at_ms AS finished_at_ms
ORDER BY at_ms DESC, id
LIMIT 10
"""

LIFT: Final[LiteralString] = """
UNWIND $ids AS id
MATCH (:Decision {id: id})-[:SUPPRESSES]->(x:Suppression)
WHERE x.kind IN $kinds
WITH DISTINCT x
DETACH DELETE x
RETURN count(x) AS count
"""

RECORD_LIFT: Final[LiteralString] = """
MERGE (d:Decision {id: $id})
SET d.action = 'lift', d.customer_id = $customer_id, d.actor = $actor, d.reason = $reason,
  d.at_ms = $at_ms
"""


@dataclass(frozen=True, slots=True)
class ErasureRow:
    """The ledger's entry of an erasure: that it happened, and nothing of the person."""

    id: str
    customer_id: str
    actor: str
    at_ms: int
    reason: str | None
    counts: tuple[str, ...]  # "Interaction 12"; empty while it is under way
    finished_at_ms: int | None


def suppress(id: str, kind: str, keys: Sequence[str]) -> Statement:
    return Statement(SUPPRESS, {"id": id, "kind": kind, "keys": keys})


async def suppressed_among(graph: Graph, keys: Sequence[str]) -> set[str]:
    return {row["key"] for row in await graph.read(SUPPRESSED_AMONG, keys=list(keys))}


async def erasures(graph: Graph, keys: Sequence[str]) -> list[ErasureRow]:
    """Return the newest erasures that left one of these keys behind, newest first."""
    return [
        ErasureRow(
            row["id"],
            row["customer_id"],
            row["actor"],
            row["at_ms"],
            row["reason"],
            tuple(row["counts"] or ()),
            row["finished_at_ms"],
        )
        for row in await graph.read(ERASURES, keys=list(keys))
    ]


async def lift(
    graph: Graph,
    erased: Sequence[str],
    kinds: Sequence[str],
    *,
    id: str,
    customer_id: str,
    actor: str,
    reason: str | None,
    at_ms: int,
) -> int:
    """Let what these erasures keep out come in again; return how many hashes went."""
    decision = {
        "id": id,
        "customer_id": customer_id,
        "actor": actor,
        "reason": reason,
        "at_ms": at_ms,
    }
    rows, _ = await graph.write(
        [Statement(LIFT, {"ids": erased, "kinds": kinds}), Statement(RECORD_LIFT, decision)]
    )
    return sum(int(row["count"]) for row in rows)
