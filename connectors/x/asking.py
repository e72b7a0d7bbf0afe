"""Asks X, by tweepy, within its limits and the month's money."""

import asyncio
import random
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from connectors.errors import BudgetSpentError, RefusedWithWordsError, SourceAwayError
from connectors.own_client import Opening
from connectors.pull import Answer, Ask, Place
from connectors.purse import Purse
from connectors.x.client import answer_of, open_client, own_id
from connectors.x.cursor import RECENT_FOR, order, read_cursor
from connectors.x.further import Further
from connectors.x.items import ABOUT_US, users_of
from connectors.x.lists import (
    CHOSEN,
    ENDED,
    FOUND,
    ME,
    MENTIONS,
    MESSAGES,
    POSTS,
    QUESTIONS,
    REACH,
    SMALLEST,
    THREADS,
    TODAY,
    Params,
    known_since,
    place_of,
)
from connectors.x.parse import READ_AT, id_at
from connectors.x.prices import Prices, read_prices
from connectors.x.rules import tracked

LONGEST_WAIT: Final = 1000.0  # seconds, in which what was before waits for a window of X's limits
NOTHING: Final = Answer({"data": [], "meta": {"result_count": 0}})


class XAsking:
    """The client of one round of reading.

    A list whose limit is reached ends for this round, and where it was is kept with when to go on;
    so the others are read meanwhile. Only what was before now waits: nobody needs it at once.
    """

    def __init__(self, opening: Opening) -> None:
        self._opening, self._values = opening, opening.values
        self._client = open_client(opening.values, answer_seconds=opening.patience.answer_seconds)
        self._prices = read_prices(opening.values["prices"])
        self._ours = own_id(opening.values)
        self._purse: Purse | None = None
        if opening.graph is not None:
            self._purse = Purse(
                opening.graph, opening.source, opening.money_a_month, now=opening.now
            )
        self._further = Further(opening, self._prices, self._purse)
        self._notes: dict[str, str] = {}
        self._interval = 60.0 / opening.requests_a_minute
        self._free_at = 0.0
        self.requests = 0

    async def close(self) -> None:
        await self._client.session.close()

    async def spent(self) -> int | None:
        return await self._purse.spent() if self._purse else None

    def not_read(self) -> str:
        return "; ".join(note for note in (*self._notes.values(), *self._further.notes()) if note)

    async def get(self, ask: Ask) -> Answer:
        place = place_of(ask)
        if ask.path == FOUND and not tracked(self._values):
            return NOTHING
        waits = await self._own_time(place)
        if waits is not None:
            return waits
        try:
            if ask.path in {THREADS, REACH}:
                return await self._further_answer(ask.path, place)
            return await self._answer(ask.path, place, self._params(ask.path, place))
        except SourceAwayError as error:
            if error.wait_seconds is None or place.until is not None:
                raise
            return _ended(self._seconds() + error.wait_seconds)
        except RefusedWithWordsError as error:
            if error.status != 403 or ask.path in {ME, MENTIONS}:
                raise
            self._notes[ask.path] = f"X does not let us read {ask.path}: {error.said}"
            return NOTHING

    async def _own_time(self, place: Place) -> Answer | None:
        """Wait for, or go without, a list that X lets nobody ask for just now."""
        not_before = read_cursor(place.page).not_before
        wait = not_before - self._seconds()
        if wait <= 0:
            return None
        if place.until is None:
            return _ended(not_before)
        if wait > LONGEST_WAIT:
            raise SourceAwayError(self._opening.source, "asks us to stay away", wait_seconds=wait)
        await asyncio.sleep(wait)
        return None

    def _params(self, path: str, place: Place) -> Params:
        params = QUESTIONS[path].params(place)
        if path == FOUND:
            params["query"] = f"({tracked(self._values)}) -is:retweet"
            oldest = self._opening.now() - RECENT_FOR + timedelta(minutes=1)
            if order(params.get("since_id", id_at(oldest))) < order(id_at(oldest)):
                params["since_id"] = id_at(oldest)  # X does not search further back
            if "start_time" in params and datetime.fromisoformat(params["start_time"]) < oldest:
                del params["start_time"]
        return params

    async def _further_answer(self, path: str, place: Place) -> Answer:
        """Return an answer to the next of the questions that are worth their price."""
        cursor = read_cursor(place.page)
        left = cursor.left or await self._further.choose(path, cursor)
        if not left:
            return NOTHING
        params = QUESTIONS[path].params(place) | self._further.params(path, left[0], cursor)
        try:
            answer = await self._answer(path, place, params)
        except BudgetSpentError:
            self._further.dropped(path, left)
            return NOTHING
        body = {**answer.body, CHOSEN: list(left[1:])}
        if path == REACH:
            body[READ_AT] = self._opening.now().isoformat()
        else:
            body[THREADS] = self._further.tops(left[0], cursor, body)
        return replace(answer, body=body)

    async def _answer(self, path: str, place: Place, params: Params) -> Answer:
        """Return a whole answer to one question, tried again while X is away."""
        patience, pause = self._opening.patience, self._opening.patience.first_pause_seconds
        for attempt in range(patience.tries):
            try:
                return await self._once(path, place, params)
            except SourceAwayError as error:
                wait = error.wait_seconds
                if wait is not None and (place.until is None or wait > LONGEST_WAIT):
                    raise
                if attempt + 1 == patience.tries:
                    raise
            if wait is None:
                wait = pause * random.uniform(0.5, 1.5)  # noqa: S311  jitter
                pause = min(2 * pause, patience.longest_pause_seconds)
            await asyncio.sleep(wait)
        raise AssertionError("the last try returns or raises")

    async def _once(self, path: str, place: Place, params: Params) -> Answer:
        opening, question = self._opening, QUESTIONS[path]
        await self._own_turn()
        await opening.spend()
        params = await self._fitting(path, params)
        most = self._most(path, params)
        taken = await self._purse.take(most, share=question.share) if self._purse else None
        cost = Decimal(0)  # of what is no answer X charges nothing
        self.requests += 1
        try:
            answer = await answer_of(
                opening.source,
                path,
                question.call(self._client, self._ours, params),
                seconds=opening.patience.answer_seconds,
                clock=self._seconds,
            )
            cost = most
            today = f"{opening.now():%Y-%m-%d}"
            body = {**answer.body, ABOUT_US: self._ours, TODAY: today}
            body.setdefault("meta", {})
            cost = self._cost(path, place, body)
            return replace(answer, body=body)
        finally:
            if self._purse and taken:
                await asyncio.shield(self._purse.settle(taken, cost))

    def _seconds(self) -> float:
        return self._opening.now().timestamp()

    async def _own_turn(self) -> None:
        """Wait until asking once more keeps to the pace."""
        now = time.monotonic()
        self._free_at = max(self._free_at, now) + self._interval
        await asyncio.sleep(self._free_at - self._interval - now)

    async def _fitting(self, path: str, params: Params) -> Params:
        """Return the question for as many items as there is money for, as few as X allows."""
        if self._purse is None or self._purse.limit is None or "max_results" not in params:
            return params
        left = self._purse.limit * QUESTIONS[path].share - await self._purse.spent_amount()
        fits = int(left / (item_price(self._prices, path) + self._prices.read_user))
        size = max(SMALLEST[path], min(fits, params["max_results"]))
        return {**params, "max_results": size}

    def _most(self, path: str, params: Params) -> Decimal:
        """Return what an answer can cost at most."""
        if path == ME:
            return self._prices.read_user
        ids = params.get("ids")
        items = len(ids) if ids else params["max_results"]
        return (item_price(self._prices, path) + self._prices.read_user) * Decimal(items)

    def _cost(self, path: str, place: Place, body: Mapping[str, Any]) -> Decimal:
        """Return what an answer costs: what was read before on the same day costs nothing more."""
        if path == ME:
            return self._prices.read_user
        items: Sequence[Any] = body.get("data") or []
        users = users_of(body)
        if path == MESSAGES:
            cursor = read_cursor(place.page)
            since_id = known_since(place, cursor)
            if since_id is not None and cursor.day == body[TODAY]:
                items = [one for one in items if order(str(one["id"])) > order(since_id)]
                users = min(users, len(items))
        return item_price(self._prices, path) * len(items) + self._prices.read_user * users


def item_price(prices: Prices, path: str) -> Decimal:
    """Return what one item of a list costs."""
    if path == MESSAGES:
        return prices.read_message
    return prices.read_own if path in {MENTIONS, POSTS} else prices.read_post


def _ended(until: float) -> Answer:
    return Answer({ENDED: round(until) + 1, "data": [], "meta": {}})
