"""One question to a source, asked until it is answered as a whole: pace, patience and deadlines."""

import asyncio
import json
import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any, Final
from urllib.parse import urlsplit

import httpx2

from connectors.errors import AccessRefusedError, PageGoneError, SourceAwayError
from connectors.pull import Access, Answer, Ask

TRY_AGAIN: Final = frozenset({408, 409, 423, 425, 429, 500, 502, 503, 504, 520, 521, 522, 524})
GONE: Final = frozenset({400, 404, 410, 422})  # what sources say of a page that is too old


@dataclass(frozen=True, slots=True)
class Patience:
    connect_seconds: float = 10.0
    answer_seconds: float = 60.0  # for a whole answer, however slowly it trickles in
    answer_bytes: int = 64_000_000
    tries: int = 8  # of one question in one round
    first_pause_seconds: float = 0.5  # doubled each time, give or take half of it
    longest_pause_seconds: float = 60.0
    longest_wait_seconds: float = 300.0  # asked for by the source; beyond, the round ends


class Asking:
    """Asks one source. `spend` is called before each request, and may refuse it."""

    def __init__(
        self,
        source: str,
        access: Access,
        *,
        requests_a_minute: int,
        spend: Callable[[], Awaitable[None]],
        patience: Patience,
    ) -> None:
        self._source, self._access, self._patience = source, access, patience
        self._spend = spend
        self._interval = 60.0 / requests_a_minute
        self._burst = min(10, requests_a_minute) * self._interval  # saved up while nothing is asked
        self._free_at = time.monotonic() - self._burst
        self._turn = asyncio.Lock()
        self._client = httpx2.AsyncClient(
            headers=dict(access.headers),
            timeout=httpx2.Timeout(patience.answer_seconds, connect=patience.connect_seconds),
            follow_redirects=False,  # another place is not given our secrets
            trust_env=False,
        )
        self.requests = 0

    async def close(self) -> None:
        await self._client.aclose()

    async def spent(self) -> int | None:
        return None  # the budget of the round counts it

    def not_read(self) -> str:
        return ""

    async def get(self, ask: Ask) -> Answer:
        """Return a whole answer.

        Raises SourceAwayError when there is none to be had, PageGoneError for a page that is too
        old, AccessRefusedError when it is not for us.
        """
        pause = self._patience.first_pause_seconds
        reason, wanted = "", None
        for attempt in range(self._patience.tries):
            if attempt:
                wait = wanted if wanted is not None else pause * random.uniform(0.5, 1.5)  # noqa: S311  jitter
                if wait > self._patience.longest_wait_seconds:
                    break
                await asyncio.sleep(wait)
                pause = min(2 * pause, self._patience.longest_pause_seconds)
            await self._own_turn()
            await self._spend()
            self.requests += 1
            reason, wanted, answer = await self._once(ask)
            if answer is not None:
                return answer
        raise SourceAwayError(self._source, reason, wait_seconds=wanted)

    async def _own_turn(self) -> None:
        """Wait until asking once more keeps to the pace."""
        async with self._turn:
            now = time.monotonic()
            self._free_at = max(self._free_at, now - self._burst) + self._interval
            if self._free_at > now:
                await asyncio.sleep(self._free_at - now)

    async def _once(self, ask: Ask) -> tuple[str, float | None, Answer | None]:
        """Return the answer, or why there is none and how long the source asked us to wait."""
        try:
            async with asyncio.timeout(self._patience.answer_seconds):
                return await self._read(ask)
        except TimeoutError:
            return f"took longer than {self._patience.answer_seconds:g} s", None, None
        except httpx2.TimeoutException:
            return "does not answer in time", None, None
        except httpx2.HTTPError as error:
            return f"cannot be reached ({type(error).__name__})", None, None

    async def _read(self, ask: Ask) -> tuple[str, float | None, Answer | None]:
        request = self._client.build_request("GET", self._url(ask), params=ask.query or None)
        response = await self._client.send(request, stream=True)
        try:
            if response.status_code in TRY_AGAIN:
                return (
                    f"answers {response.status_code}",
                    _retry_after(response.headers.get("retry-after", "")),
                    None,
                )
            if response.status_code != 200:
                kind = PageGoneError if response.status_code in GONE else AccessRefusedError
                raise kind(self._source, response.status_code, urlsplit(ask.path).path)
            body = bytearray()
            async for chunk in response.aiter_bytes():
                body += chunk
                if len(body) > self._patience.answer_bytes:
                    return "sends more than it may", None, None
        finally:
            await response.aclose()
        read = _json(bytes(body))
        if read is None:
            return "sent half a page, or none", None, None
        headers = {name.lower(): value for name, value in response.headers.items()}
        return "", None, Answer(read, headers)

    def _url(self, ask: Ask) -> str:
        """Return the address to ask; whatever host a source names, only its own is asked."""
        parts = urlsplit(ask.path)
        base = self._access.base_url.rstrip("/")
        if not parts.scheme:
            return base + ask.path
        own = urlsplit(base)
        return parts._replace(scheme=own.scheme, netloc=own.netloc).geturl()


def _json(body: bytes) -> Any:
    """Return what the body says, or None when it is not all there."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def _retry_after(text: str) -> float | None:
    """Return the seconds that a Retry-After header asks for; it may hold a date (RFC 9110)."""
    try:
        return max(0.0, float(text))
    except ValueError:
        pass
    try:
        return max(0.0, parsedate_to_datetime(text).timestamp() - time.time())
    except (ValueError, TypeError):
        return None
