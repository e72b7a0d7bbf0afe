"""How far each list of a source is read, how its reading goes, and what it has used of its budget.

Only whoever holds the lease of a source writes here; a holder that was thought dead and wakes up
writes nothing. All values are absolute, so that a write that runs twice equals one.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Final, LiteralString

from graph.access import Graph, Statement

SAVE_CHECKPOINTS: Final[LiteralString] = """
MATCH (l:Lease {name: $lease})
WHERE l.holder = $holder
UNWIND $rows AS row
MERGE (c:Checkpoint {key: row.key})
SET c = row
RETURN c.key AS key
"""

CHECKPOINTS: Final[LiteralString] = """
MATCH (c:Checkpoint)
WHERE $source IS NULL OR c.source = $source
RETURN c.key AS key, c.source AS source, c.stream AS stream, c.lane AS lane, c.place AS place,
  c.done AS done, c.pages AS pages, c.items AS items, c.records AS records,
  c.rejected AS rejected, c.drift AS drift, c.saved_at_ms AS saved_at_ms
ORDER BY key
"""

SAVE_STATE: Final[LiteralString] = """
MATCH (l:Lease {name: $lease})
WHERE l.holder = $holder
MERGE (s:SyncState {source: $row.source})
SET s = $row
RETURN s.source AS source
"""

STATES: Final[LiteralString] = """
MATCH (s:SyncState)
WHERE $source IS NULL OR s.source = $source
RETURN s.source AS source, s.state AS state, s.problem AS problem,
  s.started_at_ms AS started_at_ms, s.ended_at_ms AS ended_at_ms,
  s.whole_at_ms AS whole_at_ms, s.day AS day, s.requests AS requests,
  s.month AS month, s.spent AS spent
ORDER BY source
"""


@dataclass(frozen=True, slots=True)
class CheckpointRow:
    """How far one list is read in one of its two lanes."""

    key: str
    source: str
    stream: str
    lane: str  # "live": what changes now; "backfill": what was before
    place: str  # JSON, as connectors write it
    done: bool = False  # a backfill that has come to its end
    pages: int = 0
    items: int = 0
    records: int = 0  # handed over, new or not
    rejected: int = 0  # items that could not be read
    drift: str = "{}"  # JSON: names of keys that the parser does not know, with how often they came
    saved_at_ms: int = 0


@dataclass(frozen=True, slots=True)
class SyncStateRow:
    """How the reading of one source goes."""

    source: str
    state: str = "new"  # "running", "idle", "waiting" for the source, "stopped" until mended
    problem: str = ""  # in words; free of personal data and secrets
    started_at_ms: int = 0
    ended_at_ms: int = 0
    whole_at_ms: int = 0  # when all lists had last been read to their end
    day: str = ""  # of `requests`, such as "2026-11-02"
    requests: int = 0
    month: str = ""  # of `spent`, such as "2026-11"
    spent: int = 0  # millionths of the budget's currency


async def save_checkpoints(
    graph: Graph, rows: Sequence[CheckpointRow], *, lease: str, holder: str
) -> bool:
    """Save how far these are read; False, and nothing is saved, when the lease is not `holder`'s.

    All of them or none.
    """
    values = {"rows": [asdict(row) for row in rows], "lease": lease, "holder": holder}
    (saved,) = await graph.write([Statement(SAVE_CHECKPOINTS, values)])
    return len(saved) == len(rows)


async def read_checkpoints(graph: Graph, source: str | None = None) -> list[CheckpointRow]:
    """Return the checkpoints of this source, or of all."""
    return [CheckpointRow(**row) for row in await graph.read(CHECKPOINTS, source=source)]


async def save_state(graph: Graph, row: SyncStateRow, *, lease: str, holder: str) -> bool:
    """Save how the reading goes; False, and nothing is saved, when the lease is not `holder`'s."""
    values = {"row": asdict(row), "lease": lease, "holder": holder}
    (saved,) = await graph.write([Statement(SAVE_STATE, values)])
    return bool(saved)


async def read_states(graph: Graph, source: str | None = None) -> list[SyncStateRow]:
    """Return how the reading of this source goes, or of all that were ever read."""
    return [SyncStateRow(**row) for row in await graph.read(STATES, source=source)]
