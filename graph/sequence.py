"""The two number lines of a graph: identity (nothing resolves from a stale read) and events.

Increment first, then compare with the number seen at the read plus one, roll back when they
differ: checking before the increment is not safe, since the check is made before the lock.
"""

from dataclasses import dataclass
from typing import Final, LiteralString

from graph.access import Graph, Guard, Statement

IDENTITY: Final = "identity"
EVENTS: Final = "events"

READ_SEQUENCE: Final[LiteralString] = """
MATCH (q:Sequence {name: $name})
RETURN q.value AS value, q.customers AS customers
"""

NEXT_IDENTITY: Final[LiteralString] = """
MATCH (q:Sequence {name: $name})
SET q.value = q.value + 1, q.customers = q.customers + $new_customers
RETURN q.value AS value
"""

MAKE_SEQUENCE: Final[LiteralString] = """
MERGE (q:Sequence {name: $name})
ON CREATE SET q.value = 0, q.customers = 0
"""


@dataclass(frozen=True, slots=True)
class SequenceState:
    value: int
    customers: int  # customers in the graph, kept exact by every guarded write


async def read_sequence(graph: Graph) -> SequenceState:
    """Return where identity stands now; a write that follows is guarded by `after`."""
    (row,) = await graph.read(READ_SEQUENCE, name=IDENTITY)
    return SequenceState(row["value"], row["customers"])


def after(seen: SequenceState, *, new_customers: int) -> Guard:
    """Return the guard of a write that was decided on what was read at `seen`."""
    statement = Statement(NEXT_IDENTITY, {"name": IDENTITY, "new_customers": new_customers})
    return Guard(statement, seen.value + 1)


def make_sequences() -> list[Statement]:
    return [Statement(MAKE_SEQUENCE, {"name": name}) for name in (IDENTITY, EVENTS)]
