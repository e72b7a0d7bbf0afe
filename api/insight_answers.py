"""Who answers what is asked about causes, patterns and notices."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from context import pop
from context.insights import fitting, listing, notices, results
from context.insights.fitting import Place, SilentCustomer
from context.insights.listing import CauseView
from context.insights.notices import Making
from context.insights.results import NoticeResult
from graph.insights import NoticeView, RecipientView
from graph.queries.notices import read_notices


class InsightAnswers(Protocol):
    """Everything that a resolver may ask about insights. What is unknown raises UnknownError."""

    async def causes(self, *, first: int, after: str | None, now: datetime) -> Sequence[CauseView]:
        """Return at most `first` causes of complaints, behind the one with the id `after`."""
        ...

    async def cause(self, id: str, *, now: datetime) -> CauseView | None:
        """Return a cause with its evidence."""
        ...

    async def pattern_customers(
        self, name: str, *, first: int, after: str | None, now: datetime
    ) -> Sequence[SilentCustomer]:
        """Return whom a pattern, or a cause's, fits and who has not complained."""
        ...

    async def notices(self, *, first: int, after: str | None) -> Sequence[NoticeView]:
        """Return at most `first` notices, newest first."""
        ...

    async def notice_recipients(
        self, notice: str, *, first: int, after: str | None
    ) -> Sequence[RecipientView]:
        """Return who is told what in a notice, how, and who is not and why."""
        ...

    async def notice_result(self, notice: str, *, now: datetime) -> NoticeResult:
        """Return what a notice came to."""
        ...

    async def make_notice(self, form: str, making: Making) -> NoticeView:
        """Make a draft. Raises NothingToDoError where nobody can be told."""
        ...

    async def approve_notice(self, notice: str, *, actor: str, now: datetime) -> NoticeView:
        """Let a draft be sent. Raises NothingToDoError for one that is none any more."""
        ...

    async def cancel_notice(self, notice: str, *, actor: str, now: datetime) -> NoticeView:
        """Tell nobody any more."""
        ...


class DeskInsightAnswers:
    """The answers of this deployment's desk."""

    _desk: pop.Desk

    async def causes(self, *, first: int, after: str | None, now: datetime) -> Sequence[CauseView]:
        place = self._place()
        views = await listing.list_causes(place.graph, place.rules, now_ms=_ms(now))
        return listing.page_of(views, first=first, after=after)

    async def cause(self, id: str, *, now: datetime) -> CauseView | None:
        place = self._place()
        return await listing.read_cause(place.graph, place.rules, id, now_ms=_ms(now))

    async def pattern_customers(
        self, name: str, *, first: int, after: str | None, now: datetime
    ) -> Sequence[SilentCustomer]:
        found = await fitting.silent_customers(self._place(), name, now_ms=_ms(now))
        return fitting.page_of(found, first=first, after=after)

    async def notices(self, *, first: int, after: str | None) -> Sequence[NoticeView]:
        found = await read_notices(self._desk.identity.graph)
        start = next((at + 1 for at, one in enumerate(found) if one.id == after), 0)
        return found[start : start + first]

    async def notice_recipients(
        self, notice: str, *, first: int, after: str | None
    ) -> Sequence[RecipientView]:
        graph = self._desk.identity.graph
        return await notices.preview(graph, notice, first=first, after=after)

    async def notice_result(self, notice: str, *, now: datetime) -> NoticeResult:
        return await results.result_of(self._desk.identity.graph, notice, now_ms=_ms(now))

    async def make_notice(self, form: str, making: Making) -> NoticeView:
        return await notices.make_notice(self._place(), form, making)

    async def approve_notice(self, notice: str, *, actor: str, now: datetime) -> NoticeView:
        graph = self._desk.identity.graph
        return await notices.approve_notice(graph, notice, actor=actor, at_ms=_ms(now))

    async def cancel_notice(self, notice: str, *, actor: str, now: datetime) -> NoticeView:
        graph = self._desk.identity.graph
        return await notices.cancel_notice(graph, notice, actor=actor, at_ms=_ms(now))

    def _place(self) -> Place:
        return place_of(self._desk)


def place_of(desk: pop.Desk) -> Place:
    """Return where a desk's patterns are asked, by the rules of now."""
    identity = desk.identity
    return Place(identity.graph, identity.keys, desk.insights.current(), desk.zone)


def _ms(now: datetime) -> int:
    return round(now.timestamp() * 1000)
