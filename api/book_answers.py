"""Who answers what is asked about acquired books, and about where a desk is reached."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from context.books.status import BookStatus, book_statuses
from context.contact_points.choose import contact_points
from context.contact_points.model import Reachable
from context.pop import Desk


@dataclass(frozen=True, slots=True)
class PointsAsked:
    """Which contact points are asked for; None: whatever it is."""

    matter: str | None = None
    desk: str | None = None
    channel: str | None = None
    book: str | None = None


class BookAnswers(Protocol):
    """Everything that a resolver may ask about books."""

    async def books(self, *, now: datetime) -> Sequence[BookStatus]:
        """Return all books, by name."""
        ...

    async def contact_points(self, asked: PointsAsked, *, at: datetime) -> Sequence[Reachable]:
        """Return where somebody is reached at `at`, the one to name first."""
        ...


class DeskBookAnswers:
    """The answers of this deployment's desk."""

    _desk: Desk

    async def books(self, *, now: datetime) -> Sequence[BookStatus]:
        now_ms = round(now.timestamp() * 1000)
        return await book_statuses(self._desk.identity.graph, now_ms=now_ms)

    async def contact_points(self, asked: PointsAsked, *, at: datetime) -> Sequence[Reachable]:
        return contact_points(
            self._desk.points.current(),
            now=at,
            zone=self._desk.zone,
            matter=asked.matter,
            desk=asked.desk,
            channel=asked.channel,
            book=asked.book,
        )
