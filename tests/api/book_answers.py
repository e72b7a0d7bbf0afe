"""Answers about books for tests without a graph: there are none, and what was asked is noted."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from api.book_answers import PointsAsked
from context.contact_points.model import Reachable

ALARM_LINE = Reachable(
    "Alarm line",
    "voice",
    "+18005550199",
    ("alarm desk",),
    ("fault",),
    ("send a technician",),
    "24/7",
    None,
    None,
    is_open=True,
    opens_at_ms=None,
)


class FakeBookAnswers:
    """Notes what is asked with the `_note` of whoever mixes it in."""

    async def books(self, **by: Any) -> tuple[()]:
        self._noted_of_books(by)
        return ()

    async def contact_points(self, asked: PointsAsked, *, at: datetime) -> Sequence[Reachable]:
        self._noted_of_books((asked, at))
        return (ALARM_LINE,)

    def _noted_of_books(self, what: object) -> None:
        self._note(what)  # type: ignore[attr-defined]
