"""What is known of posts that a source may be asked about again."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, LiteralString

from graph.access import Graph

FOLLOWED: Final[LiteralString] = """
UNWIND $keys AS key
MATCH (i:Interaction {key: key})
RETURN i.source_id AS id, i.started_at_ms AS started_at_ms, i.updated_at_ms AS updated_at_ms,
  i.reach AS reach, i.status AS status, i.direction AS direction,
  EXISTS { MATCH (i)-[:ANSWERS]->(:Interaction) } AS answers,
  EXISTS {
    MATCH (i)-[:BY]->(:SourceRecord)-[:RESOLVED_TO]->(:Customer)<-[:OF]-(m:Matter)
    WHERE m.status = 'open'
  } AS matter_open
ORDER BY id
"""


@dataclass(frozen=True, slots=True)
class FollowedRow:
    id: str  # as its source names it
    started_at_ms: int
    updated_at_ms: int
    reach: int | None
    status: str | None
    direction: str
    answers: bool  # it answers something, and so begins no thread
    matter_open: bool  # whoever wrote it has an open matter


async def read_followed(graph: Graph, keys: Sequence[str]) -> list[FollowedRow]:
    """Return those of these interactions that are in the graph."""
    return [FollowedRow(**row) for row in await graph.read(FOLLOWED, keys=list(keys))]
