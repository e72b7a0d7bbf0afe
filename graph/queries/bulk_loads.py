"""How far did the first load of people come? One node, written along with each of its batches."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Final, LiteralString

from graph.access import Graph, Statement

NAME: Final = "first"

READ_BULK_LOAD: Final[LiteralString] = """
MATCH (b:BulkLoad {name: $name})
RETURN b.files AS files, b.model AS model, b.plan AS plan, b.done AS done, b.total AS total,
  b.alone_until AS alone_until, b.finished AS finished
"""

KEEP_BULK_LOAD: Final[LiteralString] = """
MERGE (b:BulkLoad {name: $name})
SET b += $progress
"""

COUNT_TRACES: Final[LiteralString] = """
RETURN COUNT { MATCH (:SourceRecord) } + COUNT { MATCH (:BlockingKey) } +
  COUNT { MATCH (:Suppression) } AS traces
"""

# Attributed contacts are no evidence: whoever has them besides is as the load left it.
EVIDENCE_BEHIND: Final[LiteralString] = """
UNWIND $ids AS id
MATCH (:Customer {id: id})-[:MERGED_INTO*0..50]->(:Customer)<-[r:RESOLVED_TO]-(s:SourceRecord)
WHERE r.rule <> 'lookup'
RETURN id, collect(s.key) AS keys
"""


@dataclass(frozen=True, slots=True)
class BulkLoad:
    """A first load: what is loaded, by digests, and how many of its customers are written."""

    files: str
    model: str = ""  # with `plan`, empty until the first batch is written
    plan: str = ""
    done: int = 0
    total: int = 0
    alone_until: int = -1  # identity's number up to which nobody else wrote; -1: somebody did
    finished: bool = False


async def read_bulk_load(graph: Graph) -> BulkLoad | None:
    rows = await graph.read(READ_BULK_LOAD, name=NAME)
    return BulkLoad(**rows[0]) if rows else None


def keep_bulk_load(load: BulkLoad) -> Statement:
    return Statement(KEEP_BULK_LOAD, {"name": NAME, "progress": asdict(load)})


async def is_blank(graph: Graph) -> bool:
    """Return whether nobody was ever here whom a batch could meet."""
    (row,) = await graph.read(COUNT_TRACES)
    return not row["traces"]


async def evidence_behind(graph: Graph, ids: Sequence[str]) -> dict[str, list[str]]:
    """Return, by id, the keys of the records that whoever answers for it is known by."""
    rows = await graph.read(EVIDENCE_BEHIND, ids=ids)
    return {row["id"]: row["keys"] for row in rows}
