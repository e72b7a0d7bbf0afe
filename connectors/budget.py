"""What reading a source may cost: counted before it is asked, so that it is never passed."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import ROUND_UP, Decimal
from typing import Final

from connectors.connectors_file import InstanceTable
from connectors.errors import BudgetSpentError
from connectors.pull import Pull
from graph.queries.checkpoints import SyncStateRow

MILLION: Final = 1_000_000


class Budget:
    """The requests and the money of one source, in days and months of UTC.

    With a limit set, `save` is called before a request goes out, so that a process that is killed
    has never spent what nobody counted.
    """

    def __init__(
        self,
        instance: InstanceTable,
        pull: Pull,
        *,
        now: Callable[[], datetime],
        save: Callable[[], Awaitable[None]],
    ) -> None:
        self._instance, self._now, self._save = instance, now, save
        self._most = _micro(pull.price_a_request + pull.price_an_item * pull.most_items)
        self._request, self._item = _micro(pull.price_a_request), _micro(pull.price_an_item)
        self._limit = None if instance.money_a_month is None else _micro(instance.money_a_month)
        self.day, self.requests = "", 0
        self.month, self.spent = "", 0

    def take_up(self, state: SyncStateRow) -> None:
        """Go on from what was used before."""
        self.day, self.requests = state.day, state.requests
        self.month, self.spent = state.month, state.spent

    def put_into(self, state: SyncStateRow) -> SyncStateRow:
        return replace(
            state, day=self.day, requests=self.requests, month=self.month, spent=self.spent
        )

    async def spend(self) -> None:
        """Count one request with all it can bring. Raises BudgetSpentError before going over."""
        now = self._now().astimezone(UTC)
        if self.day != f"{now:%Y-%m-%d}":
            self.day, self.requests = f"{now:%Y-%m-%d}", 0
        if self.month != f"{now:%Y-%m}":
            self.month, self.spent = f"{now:%Y-%m}", 0
        most = self._instance.requests_a_day
        if most is not None and self.requests >= most:
            midnight = now.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
            raise BudgetSpentError(self._instance.source, f"requests_a_day ({most})", midnight)
        if self._limit is not None and self.spent + self._most > self._limit:
            first = (now.replace(day=1) + timedelta(days=32)).replace(day=1)
            first = first.replace(hour=0, minute=0, second=0, microsecond=0)
            what = f"money_a_month ({self._instance.money_a_month})"
            raise BudgetSpentError(self._instance.source, what, first)
        self.requests += 1
        self.spent += self._most
        if most is not None or self._limit is not None:
            await self._save()

    def settle(self, items: int) -> None:
        """Give back what the last request could have brought and did not."""
        self.spent -= self._most - self._request - self._item * items


def _micro(amount: Decimal) -> int:
    return int((amount * MILLION).to_integral_value(ROUND_UP))
