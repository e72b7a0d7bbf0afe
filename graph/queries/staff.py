"""Who could take a contact: agents, those who are there first, and all queues."""

from collections.abc import Collection
from typing import Final, LiteralString

from graph.access import Graph
from graph.model import AgentView, QueueView

MOST_AGENTS: Final = 1_000
MOST_QUEUES: Final = 200

READ_STAFF: Final[LiteralString] = """
RETURN COLLECT {
  MATCH (n:Agent)
  WHERE n.name IS NOT NULL
  WITH n, toLower(coalesce(n.presence, '')) IN $present AS is_there
  ORDER BY is_there DESC, n.source_id, n.key
  LIMIT $most_agents
  RETURN [n.source_id, n.name, n.skills, n.authority, n.presence]
} AS agents,
COLLECT {
  MATCH (n:Queue)
  WHERE n.name IS NOT NULL
  WITH n
  ORDER BY n.source_id, n.key
  LIMIT $most_queues
  RETURN [n.source_id, n.name, n.waiting, n.longest_wait_seconds, n.opening_hours]
} AS queues
"""


async def read_staff(
    graph: Graph, present: Collection[str]
) -> tuple[tuple[AgentView, ...], tuple[QueueView, ...]]:
    """Return agents and queues in one read; of many agents, those whose presence is among these."""
    (row,) = await graph.read(
        READ_STAFF, present=sorted(present), most_agents=MOST_AGENTS, most_queues=MOST_QUEUES
    )
    agents = (
        AgentView(id_, name, tuple(skills or ()), tuple(authority or ()), presence)
        for id_, name, skills, authority, presence in row["agents"]
    )
    return tuple(agents), tuple(QueueView(*one) for one in row["queues"])
