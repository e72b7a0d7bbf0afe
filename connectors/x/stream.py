"""Posts as they are written: X's filtered stream, by tweepy, over one connection.

tweepy connects and reads; how long to wait before the next try is decided outside, since it would
sleep for minutes where X says when to come back.
"""

import asyncio
import json
import time
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

import aiohttp
from tweepy import StreamRule
from tweepy.asynchronous import AsyncStreamingClient

from connectors.errors import ConnectorError, RefusedWithWordsError, SourceAwayError
from connectors.hearing import Ear
from connectors.purse import Taken
from connectors.x.client import Seam, answer_of, hush, limited, own_id
from connectors.x.items import ABOUT_US, posts_of, users_of
from connectors.x.lists import CAN_WAIT, MENTIONS, POST
from connectors.x.prices import read_prices
from connectors.x.rules import stream_rule

WAITING: Final = 2000  # posts held while the graph is slow; then X is read more slowly
BATCH: Final = 100
RULES_SECONDS: Final = 30.0
SET_ASIDE: Final = 20  # posts paid for before they come
CONFLICT: Final = "ConnectionException"  # how the type of an error ends when we listen twice


async def hear_x(ear: Ear) -> None:
    """Hear what concerns us until the connection ends. Raises a ConnectorError that says why."""
    if ear.values["stream"] == "off":
        await asyncio.Event().wait()  # it is only read then
    live = LiveStream(ear)
    loading = asyncio.create_task(live.load())
    try:
        await live.agree_on_rules()
        connection = live.filter(**POST)
        await asyncio.wait({connection, loading}, return_when=asyncio.FIRST_COMPLETED)
        if not loading.done():
            await live.waiting.join()  # what was heard is taken in, whatever ended the connection
    finally:
        live.disconnect()
        loading.cancel()
        tasks = [loading, *([live.task] if live.task else [])]
        ended = await asyncio.gather(*tasks, return_exceptions=True)
        await live.close()
    if isinstance(ended[0], Exception):
        raise ended[0]
    raise live.why or SourceAwayError(ear.source, "ended the connection")


class LiveStream(AsyncStreamingClient):  # type: ignore[misc]  # tweepy has no types
    def __init__(self, ear: Ear) -> None:
        super().__init__(
            ear.values["bearer_token"], return_type=aiohttp.ClientResponse, max_retries=0
        )
        hush()
        self.session: Seam = Seam(ear.values["address"], answer_seconds=None)
        self.waiting: asyncio.Queue[dict[str, Any]] = asyncio.Queue(WAITING)
        self.why: Exception | None = None
        self._ear, self._ours = ear, own_id(ear.values)
        self._prices = read_prices(ear.values["prices"])
        self._taken: Taken | None = None
        self._left = Decimal(0)  # of what is set aside

    async def close(self) -> None:
        """Give back what was not used, and close the connection."""
        if self._taken is not None:
            cost = Decimal(self._taken.amount) / 1_000_000 - self._left
            taken, self._taken = self._taken, None
            await self._ear.purse.settle(taken, cost)
        await self.session.close()

    async def agree_on_rules(self) -> None:
        """Have X send what this source asks for; rules of others are left alone."""
        source = self._ear.source
        wanted = StreamRule(stream_rule(self._ear.values), tag=f"tellonce {source}")
        there = await self._asked("rules", self.get_rules())
        ours = [one for one in there.get("data") or [] if one.get("tag") == wanted.tag]
        stale = [one["id"] for one in ours if one["value"] != wanted.value]
        if stale:
            await self._asked("rules", self.delete_rules(stale))
        if len(stale) == len(ours):
            said = await self._asked("rules", self.add_rules(wanted))
            problems = [one for one in said.get("errors") or [] if not _is_duplicate(one)]
            if problems:
                words = str(problems[0].get("title") or problems[0].get("detail") or "")
                raise RefusedWithWordsError(source, 400, "rules", words)

    async def load(self) -> None:
        """Take in what is heard, as much at once as has come."""
        while True:
            batch = [await self.waiting.get()]
            while len(batch) < BATCH and not self.waiting.empty():
                batch.append(self.waiting.get_nowait())
            await self._ear.take(MENTIONS, batch)
            for _ in batch:
                self.waiting.task_done()

    async def on_connect(self) -> None:
        await self._set_aside()

    async def on_data(self, raw_data: bytes) -> None:
        line = json.loads(raw_data)
        if "data" not in line:
            raise self._ended(line)
        body = {**line, ABOUT_US: self._ours}
        posts = posts_of(body)
        self._left -= self._prices.read_post * len(posts) + self._prices.read_user * users_of(body)
        for post in posts:
            await self.waiting.put(post)
        if self._left < self._price() * SET_ASIDE / 2:
            await self._set_aside()

    async def on_keep_alive(self) -> None:
        pass

    async def on_closed(self, resp: aiohttp.ClientResponse) -> None:
        raise SourceAwayError(self._ear.source, "ended the connection")

    async def on_connection_error(self) -> None:
        raise SourceAwayError(self._ear.source, "cannot be reached, or fell silent")

    async def on_request_error(self, status_code: int) -> None:
        source = self._ear.source
        if status_code == 429:
            reset = self.session.answered.get("x-rate-limit-reset", "")
            raise limited(source, float(reset) if reset.isdecimal() else None, time.time())
        if status_code in {401, 403}:
            words = "does this app have access to the filtered stream?"
            raise RefusedWithWordsError(source, status_code, "the stream", words)
        raise SourceAwayError(source, f"answers {status_code}", wait_seconds=5.0)

    async def on_exception(self, exception: Exception) -> None:
        self.why = exception

    async def on_disconnect(self) -> None:
        pass

    async def _asked(self, path: str, question: Any) -> Mapping[str, Any]:
        answer = await answer_of(self._ear.source, path, question, seconds=RULES_SECONDS)
        body: Mapping[str, Any] = answer.body
        return body

    async def _set_aside(self) -> None:
        """Pay for the next posts before they come. Raises BudgetSpentError, which ends it."""
        amount = self._price() * SET_ASIDE
        taken = await self._ear.purse.take(amount, share=CAN_WAIT)
        if self._taken is not None:
            taken = Taken(taken.name, taken.amount + self._micro(self._left))
        self._taken, self._left = taken, self._left + amount

    def _price(self) -> Decimal:
        return self._prices.read_post + self._prices.read_user

    @staticmethod
    def _micro(amount: Decimal) -> int:
        return int(amount * 1_000_000)

    def _ended(self, line: Mapping[str, Any]) -> ConnectorError:
        """Return why X ends the connection, as it says in a line of its own."""
        errors = line.get("errors") or [line]
        words = str(errors[0].get("detail") or errors[0].get("title") or "says nothing")[:200]
        if str(errors[0].get("type", "")).endswith(CONFLICT):
            wait = 60.0
            return SourceAwayError(self._ear.source, f"says: {words}", wait_seconds=wait)
        return SourceAwayError(self._ear.source, f"ended the connection: {words}")


def _is_duplicate(error: Mapping[str, Any]) -> bool:
    return str(error.get("title", "")) == "DuplicateRule"
