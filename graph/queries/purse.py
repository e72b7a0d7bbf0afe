"""How much of a source's money was spent in a month, by all who spend it, in any process."""

from typing import Final, LiteralString

from graph.access import Graph, Statement

# Added first and then compared: to check before the increment is not safe, since the check is made
# before the lock. A write that runs twice counts twice, so a limit is never passed.
TAKE: Final[LiteralString] = """
MERGE (q:Sequence {name: $name})
ON CREATE SET q.value = 0, q.customers = 0
SET q.value = q.value + $amount
WITH q, q.value AS value
SET q.value = CASE WHEN value > $limit THEN value - $amount ELSE value END
RETURN q.value AS spent, value <= $limit AS taken
"""

SPENT: Final[LiteralString] = """
MATCH (q:Sequence {name: $name})
RETURN q.value AS spent
"""


async def take_money(graph: Graph, name: str, amount: int, *, limit: int) -> tuple[bool, int]:
    """Add what is about to be spent, and return whether that fits, and what is spent by now.

    Where it does not fit, nothing is added. A negative amount gives back what was not needed.
    """
    values = {"name": name, "amount": amount, "limit": limit}
    ((row,),) = await graph.write([Statement(TAKE, values)])
    return row["taken"], row["spent"]


async def read_spent(graph: Graph, name: str) -> int:
    rows = await graph.read(SPENT, name=name)
    return rows[0]["spent"] if rows else 0
