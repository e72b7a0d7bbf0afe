"""Who does a job that only one process should do, such as resolving: one-owner locks with a term.

Times are the database's own, so that processes on machines with different clocks agree.
"""

from dataclasses import dataclass
from typing import Final, LiteralString

from graph.access import Graph, Row, Statement

# Changing the node first makes two processes wait for each other, or one of them run again; so
# the condition of the next statement is judged alone.
LOCK_LEASE: Final[LiteralString] = """
MERGE (l:Lease {name: $name})
SET l.asked_at_ms = timestamp()
"""

TAKE_LEASE: Final[LiteralString] = """
MATCH (l:Lease {name: $name})
WHERE l.holder IS NULL OR l.holder = $holder OR l.expires_at_ms <= timestamp()
SET l.holder = $holder, l.url = $url, l.machine = $machine,
  l.expires_at_ms = timestamp() + $term_ms
"""

HOLDER: Final[LiteralString] = """
MATCH (l:Lease {name: $name})
RETURN l.holder AS holder, l.url AS url, l.machine AS machine
"""

READ_LEASE: Final[LiteralString] = """
MATCH (l:Lease {name: $name})
WHERE l.holder IS NOT NULL AND l.expires_at_ms > timestamp()
RETURN l.holder AS holder, l.url AS url, l.machine AS machine
"""

GIVE_BACK_LEASE: Final[LiteralString] = """
MATCH (l:Lease {name: $name})
WHERE l.holder = $holder
SET l.expires_at_ms = 0
"""


@dataclass(frozen=True, slots=True)
class LeaseRow:
    """A process that holds a lease, and the address at which its own machine reaches it."""

    holder: str
    url: str
    machine: str


async def take_lease(graph: Graph, name: str, wanted: LeaseRow, *, term_ms: int) -> LeaseRow:
    """Take or renew a lease if it is free, over or ours already; return who holds it now."""
    values = {
        "name": name,
        "holder": wanted.holder,
        "url": wanted.url,
        "machine": wanted.machine,
        "term_ms": term_ms,
    }
    _, _, rows = await graph.write(
        [
            Statement(LOCK_LEASE, {"name": name}),
            Statement(TAKE_LEASE, values),
            Statement(HOLDER, {"name": name}),
        ]
    )
    return _lease(rows[0])


async def read_lease(graph: Graph, name: str) -> LeaseRow | None:
    """Return who holds this lease, or None when nobody does or its term is over."""
    rows = await graph.read(READ_LEASE, name=name)
    return _lease(rows[0]) if rows else None


async def give_back_lease(graph: Graph, name: str, holder: str) -> None:
    """End the term of this holder; a lease that somebody else holds by now stays theirs."""
    await graph.write([Statement(GIVE_BACK_LEASE, {"name": name, "holder": holder})])


def _lease(row: Row) -> LeaseRow:
    return LeaseRow(holder=row["holder"], url=row["url"], machine=row["machine"])
