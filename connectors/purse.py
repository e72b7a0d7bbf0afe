"""The money of one source in a month of UTC, shared by whoever spends it, and never passed.

What a request can cost at most is taken out before it is sent, and what it did not cost is given
back after it: a process that is killed has never spent what nobody counted.
"""

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_UP, Decimal
from typing import Final

from connectors.errors import BudgetSpentError
from graph.access import Graph
from graph.queries.purse import read_spent, take_money

MILLION: Final = 1_000_000
NO_LIMIT: Final = 2**62


@dataclass(frozen=True, slots=True)
class Taken:
    """What was taken out for one request; `name` is of the month in which that was."""

    name: str
    amount: int


class Purse:
    """What a source may cost; without a limit it only counts."""

    def __init__(
        self, graph: Graph, source: str, limit: Decimal | None, *, now: Callable[[], datetime]
    ) -> None:
        self._graph, self._source, self._now = graph, source, now
        self.limit = limit

    async def take(self, amount: Decimal, *, share: Decimal = Decimal(1)) -> Taken:
        """Take an amount out. Raises BudgetSpentError, and then nothing is taken.

        `share` is how much of the month's money may be gone afterwards: what is less needed leaves
        the rest to what is more.
        """
        name, micro = self._name(), _micro(amount)
        limit = NO_LIMIT if self.limit is None else int(self.limit * share * MILLION)
        if micro:
            fits, _ = await take_money(self._graph, name, micro, limit=limit)
            if not fits:
                what = f"money_a_month ({self.limit})"
                raise BudgetSpentError(self._source, what, next_month(self._now()))
        return Taken(name, micro)

    async def settle(self, taken: Taken, cost: Decimal) -> None:
        """Give back what a request did not cost."""
        back = taken.amount - _micro(cost)
        if back > 0:
            await take_money(self._graph, taken.name, -back, limit=NO_LIMIT)

    async def spent(self) -> int:
        """Return what is spent in this month, in millionths."""
        return await read_spent(self._graph, self._name())

    async def spent_amount(self) -> Decimal:
        return Decimal(await self.spent()) / MILLION

    async def spare(self) -> Decimal | None:
        """Return what may be spent today on what can wait; None: as much as one likes.

        A month's money is spread evenly over its days for that, so that what must be read at the
        end of the month can be.
        """
        if self.limit is None:
            return None
        now = self._now()
        days = monthrange(now.year, now.month)[1]
        pace = self.limit * now.day / days
        return max(Decimal(0), pace - await self.spent_amount())

    def _name(self) -> str:
        return f"spent {self._source} {self._now():%Y-%m}"


def next_month(now: datetime) -> datetime:
    """Return when the next month begins."""
    first = (now.replace(day=1) + timedelta(days=32)).replace(day=1)
    return first.replace(hour=0, minute=0, second=0, microsecond=0)


def _micro(amount: Decimal) -> int:
    return int((amount * MILLION).to_integral_value(ROUND_UP))
