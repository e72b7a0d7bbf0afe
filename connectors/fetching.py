"""One page of a list, whole: its items, each with what has to be asked further about it."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from connectors.budget import Budget
from connectors.errors import PageGoneError, SourceAwayError
from connectors.own_client import Asks
from connectors.pull import Answer, Ask, Follow, Page, Payload, Place, Stream

FOLLOWING: Final = 4  # further questions asked at once
FURTHER_PAGES: Final = 100  # of one list of one item
MISREAD: Final = (KeyError, TypeError, ValueError, AttributeError, IndexError, ArithmeticError)


class Fetching:
    """Fetches pages of one source; what it raises is what asks it raises."""

    def __init__(self, source: str, asking: Asks, budget: Budget) -> None:
        self._source, self._asking, self._budget = source, asking, budget

    async def page(self, stream: Stream, place: Place) -> Page:
        answer = await self._asking.get(stream.ask(place))
        try:
            page = stream.read(place, answer)
            if not all(isinstance(item, Mapping) for item in page.items):
                raise TypeError("an item is no object")
        except MISREAD as error:
            reason = f"sent something else than a page of {stream.name} ({type(error).__name__})"
            raise SourceAwayError(self._source, reason) from error
        self._budget.settle(len(page.items))
        gate = asyncio.Semaphore(FOLLOWING)
        asked = [asyncio.create_task(self._followed(stream, one, gate)) for one in page.items]
        try:
            return replace(page, items=tuple([await one for one in asked]))
        finally:
            for one in asked:
                one.cancel()
            await asyncio.gather(*asked, return_exceptions=True)

    async def _followed(self, stream: Stream, item: Payload, gate: asyncio.Semaphore) -> Payload:
        found: dict[str, Any] = {}
        for one in stream.follow(item):
            async with gate:
                found[one.key] = await self._list(one)
        return {**item, **found} if found else item

    async def _list(self, follow: Follow) -> list[Any]:
        found: list[Any] = []
        ask: Ask | None = follow.ask
        for _ in range(FURTHER_PAGES):
            if ask is None:
                break
            answer = await self._further(ask)
            try:
                found += follow.read(answer.body)
                ask = follow.more(answer)
            except MISREAD as error:
                reason = f"sent something else than its {follow.key} ({type(error).__name__})"
                raise SourceAwayError(self._source, reason) from error
        return found

    async def _further(self, ask: Ask) -> Answer:
        try:
            answer = await self._asking.get(ask)
        except PageGoneError:
            answer = Answer({})  # it was deleted between the two questions
        self._budget.settle(0)
        return answer
