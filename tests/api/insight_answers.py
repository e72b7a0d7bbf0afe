"""Causes, silent customers and a notice from memory, for tests of the API."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from context.insights.effect import effect_of
from context.insights.fitting import SilentCustomer
from context.insights.listing import CauseView
from context.insights.model import Fit, Subject
from context.insights.notices import Making
from context.insights.results import NoticeResult
from context.insights.trend import judged, trend_of
from graph.insights import NoticeView, RecipientCount, RecipientView
from graph.model import CustomerId
from graph.queries.insights import EvidenceRow
from identity.errors import NothingToDoError, UnknownError

BILL = CauseView(
    *("price-rise", "A price went up", True, 3, 2, 1_000, 9_000, ("email", "voice")),
    trend=judged({"one": trend_of(9, [2] * 8)})["one"],
    pattern="price-rise-untold",
    evidence=(
        EvidenceRow("k", "desk", "1", "voice", 9_000, "bill went up", "My bill went up", "c-1"),
    ),
)
FIT = Fit(CustomerId("c-2"), "r", Subject("contract", "crm", "C-1", "k"), "it went up", 0)
SILENT = tuple(
    SilentCustomer(
        f"c-{at}", f"Customer {at}", "it went up", "contract C-1", Decimal(9), "USD", FIT
    )
    for at in range(3)
)
NOTICE = NoticeView(
    *("n-1", "price-rise", "Your price has changed", "price-rise-untold", ("price-rise",)),
    *("draft", 1_000, "Kim", 500, 30, "10", 28, ("email", "letter"), "service", False),
    counts=(RecipientCount("waiting", "told", "email", None, 2),),
)
TOLD = RecipientView(
    *("p-1", "c-2", "Ben Benson", "waiting", "told", "email", "en", "Hello Ben", "it went up"),
    *(None, None, "contract", "crm", "C-1", "k", "9", None),
)


class FakeInsightAnswers:
    """Answers about insights; `_note` remembers what it was asked."""

    def _note(self, asked: Any) -> None:
        raise NotImplementedError

    async def causes(self, *, first: int, after: str | None, now: datetime) -> Sequence[CauseView]:
        self._note((first, after))
        return [BILL][:first]

    async def cause(self, id: str, *, now: datetime) -> CauseView | None:
        self._note(id)
        return BILL if id == BILL.id else None

    async def pattern_customers(
        self, name: str, *, first: int, after: str | None, now: datetime
    ) -> Sequence[SilentCustomer]:
        self._note((name, first, after))
        if name == "no-such":
            raise UnknownError("pattern", name)
        return [one for one in SILENT if one.id > (after or "")][:first]

    async def notices(self, *, first: int, after: str | None) -> Sequence[NoticeView]:
        self._note((first, after))
        return [NOTICE]

    async def notice_recipients(
        self, notice: str, *, first: int, after: str | None
    ) -> Sequence[RecipientView]:
        self._note((notice, first, after))
        if notice == "no-such":
            raise UnknownError("notice", notice)
        return [TOLD]

    async def notice_result(self, notice: str, *, now: datetime) -> NoticeResult:
        self._note(notice)
        if notice == "no-such":
            raise UnknownError("notice", notice)
        return NoticeResult(NOTICE, effect_of([0, 1] * 50, [1, 1, 0, 1] * 5), False)

    async def make_notice(self, form: str, making: Making) -> NoticeView:
        self._note((form, making))
        if form == "no-such":
            raise UnknownError("notice", form)
        return NOTICE

    async def approve_notice(self, notice: str, *, actor: str, now: datetime) -> NoticeView:
        self._note((notice, actor))
        raise NothingToDoError(f'notice "{notice}" is done already')

    async def cancel_notice(self, notice: str, *, actor: str, now: datetime) -> NoticeView:
        self._note((notice, actor))
        return NOTICE
