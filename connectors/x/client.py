"""tweepy's clients, pointed at the address that is set, and what X says no with."""

import asyncio
import logging
import re
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

import aiohttp
import tweepy
from tweepy.asynchronous import AsyncClient
from yarl import URL

from connectors.errors import PageGoneError, RefusedWithWordsError, SourceAwayError
from connectors.pull import Answer
from connectors.x.origin import ORIGIN

STALL_SECONDS: Final = 21.0  # without even a sign of life, which comes every twenty
LINE_BYTES: Final = 2**20  # of one post with all that comes along
WINDOW_SECONDS: Final = 900  # of X's limits, where it does not say how long one lasts
SAID_CHARACTERS: Final = 300
LINK: Final = re.compile(r"\w\.[^\W\d_]{2,}")


class Seam:
    """What tweepy takes for its aiohttp session: everything goes to another address.

    Signatures of OAuth 1.0a are made over tweepy's own address, before the request comes here.
    """

    def __init__(self, base_url: str, *, answer_seconds: float | None, total: bool = True) -> None:
        self._base = base_url.rstrip("/")
        self._session = aiohttp.ClientSession(
            timeout=aiohttp.ClientTimeout(
                total=answer_seconds if total else None, connect=10.0, sock_read=STALL_SECONDS
            ),
            read_bufsize=LINE_BYTES,
            trust_env=False,
        )
        self.headers = self._session.headers
        self.answered: Mapping[str, str] = {}  # the headers of the last answer

    @property
    def closed(self) -> bool:
        return self._session.closed

    async def close(self) -> None:
        await self._session.close()

    def request(self, method: str, url: str | URL, **options: Any) -> "_Noted":
        text = str(url)
        if not text.startswith(ORIGIN + "/"):
            raise ValueError("tweepy asks at an address that is not known here")
        encoded = isinstance(url, URL)  # a signed address has to stay as it is, to the letter
        there = URL(self._base + text.removeprefix(ORIGIN), encoded=encoded)
        options["allow_redirects"] = False  # another place is not given our secrets
        return _Noted(self, self._session.request(method, there, **options))


class _Noted:
    """A request under way, whose answer's headers are kept: tweepy does not hand them on."""

    def __init__(self, seam: Seam, under_way: Any) -> None:
        self._seam, self._under_way = seam, under_way

    async def __aenter__(self) -> aiohttp.ClientResponse:
        response: aiohttp.ClientResponse = await self._under_way.__aenter__()
        self._seam.answered = {name.lower(): value for name, value in response.headers.items()}
        return response

    async def __aexit__(self, *error: object) -> None:
        await self._under_way.__aexit__(*error)


def open_client(values: Mapping[str, str], *, answer_seconds: float) -> AsyncClient:
    """Return a client for these settings; whoever opens it closes its session."""
    hush()
    client = AsyncClient(
        bearer_token=values["bearer_token"],
        consumer_key=values["api_key"],
        consumer_secret=values["api_secret"],
        access_token=values["access_token"],
        access_token_secret=values["access_secret"],
        return_type=aiohttp.ClientResponse,
        wait_on_rate_limit=False,  # it would hold up whoever asks next
    )
    client.session = Seam(values["address"], answer_seconds=answer_seconds)
    return client


def hush() -> None:
    """Keep tweepy and what it signs with from writing tokens and people's words to a log."""
    for name in ("tweepy", "oauthlib"):
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)


async def answer_of(
    source: str,
    path: str,
    asked: Awaitable[aiohttp.ClientResponse],
    *,
    seconds: float,
    clock: Callable[[], float] = time.time,
) -> Answer:
    """Return what X answers, whole.

    Raises SourceAwayError, with the seconds to stay away where X said them; PageGoneError for a
    question that it does not know (any more); RefusedWithWordsError for what is not allowed.
    """
    try:
        async with asyncio.timeout(seconds):
            response = await asked
            body = await response.json(content_type=None)
    except tweepy.TooManyRequests as error:
        raise limited(source, error.reset_time, clock()) from error
    except (tweepy.BadRequest, tweepy.NotFound) as error:
        raise PageGoneError(source, error.response.status, path) from error
    except (tweepy.Unauthorized, tweepy.Forbidden) as error:
        raise RefusedWithWordsError(source, error.response.status, path, said(error)) from error
    except tweepy.HTTPException as error:
        raise SourceAwayError(source, f"answers {error.response.status}") from error
    except TimeoutError as error:
        raise SourceAwayError(source, "does not answer in time") from error
    except aiohttp.ContentTypeError as error:  # an error without words
        raise SourceAwayError(source, f"answers {error.status}") from error
    except (aiohttp.ClientError, ValueError) as error:
        reason = f"cannot be reached, or sent half a page ({type(error).__name__})"
        raise SourceAwayError(source, reason) from error
    if not isinstance(body, dict):
        raise SourceAwayError(source, "sent half a page, or none")
    headers = {name.lower(): value for name, value in response.headers.items()}
    return Answer(body, headers)


def limited(source: str, reset_time: float | None, now: float) -> SourceAwayError:
    """Return the error that says when to ask again; `reset_time` is X's own, in epoch seconds."""
    wait = max(0.0, (reset_time or now + WINDOW_SECONDS) - now) + 1.0
    return SourceAwayError(source, "answers 429: its limit is reached", wait_seconds=wait)


def said(error: tweepy.HTTPException) -> str:
    """Return X's own words for why not."""
    words = "; ".join(str(one) for one in error.api_messages)
    return (words or "without a word")[:SAID_CHARACTERS]


def own_id(values: Mapping[str, str]) -> str:
    """Return our account's id, which every access token of OAuth 1.0a begins with."""
    return values["access_token"].partition("-")[0]


def has_link(text: str) -> bool:
    """Return whether X may charge a text as one with a link: it links bare names of hosts too."""
    return LINK.search(text) is not None
