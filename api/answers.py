"""Who answers the API: one function of a lower room per question."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from context import pop
from context.search import CustomerHit, search_customers
from graph.model import CustomerView
from identity.review import ReviewTaskView, open_tasks


class Answers(Protocol):
    """Everything that a resolver may ask."""

    async def screen_pop(self, lookup: pop.Lookup, *, now: datetime) -> pop.ScreenPop:
        """Return who is contacting us and what an agent should know."""
        ...

    async def customer(self, customer_id: str) -> CustomerView | None:
        """Return a customer by id, or None."""
        ...

    async def search(
        self, text: str | None, *, first: int, after: str | None
    ) -> Sequence[CustomerHit]:
        """Return at most `first` customers that fit `text`, after the one with the id `after`."""
        ...

    async def review_tasks(self, *, first: int, after: str | None) -> Sequence[ReviewTaskView]:
        """Return at most `first` open pairs, after the one with the id `after`."""
        ...


class DeskAnswers:
    """The answers of this deployment's desk."""

    def __init__(self, desk: pop.Desk) -> None:
        self._desk = desk

    async def screen_pop(self, lookup: pop.Lookup, *, now: datetime) -> pop.ScreenPop:
        return await pop.screen_pop(self._desk, lookup, now=now)

    async def customer(self, customer_id: str) -> CustomerView | None:
        return await pop.customer(self._desk, customer_id)

    async def search(
        self, text: str | None, *, first: int, after: str | None
    ) -> Sequence[CustomerHit]:
        return await search_customers(self._desk, text, first=first, after=after)

    async def review_tasks(self, *, first: int, after: str | None) -> Sequence[ReviewTaskView]:
        return await open_tasks(self._desk.identity, first=first, after=after)
