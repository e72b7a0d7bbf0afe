"""The one place where this room asks the network: an identity provider's public documents."""

import asyncio
import json
import time
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any, Final
from urllib.parse import urlsplit

from api.errors import ProviderError

TIMEOUT_SECONDS: Final = 5.0  # of the whole answer
MOST_BYTES: Final = 1_000_000
LOCAL: Final = ("localhost", "127.0.0.1", "::1")


async def fetch_json(url: str) -> dict[str, Any]:
    """Return the JSON object at this address. Raises ProviderError. No redirect is followed."""
    return await asyncio.to_thread(_fetch, url)


def is_safe(url: str) -> bool:
    """Return whether nobody on the way can change what comes from there."""
    address = urlsplit(url)
    is_local = address.scheme == "http" and address.hostname in LOCAL
    return bool(address.hostname) and (address.scheme == "https" or is_local)


def _fetch(url: str) -> dict[str, Any]:
    if not is_safe(url):
        raise ProviderError(url, "it is no https address")
    address, deadline = urlsplit(url), time.monotonic() + TIMEOUT_SECONDS
    kind = HTTPSConnection if address.scheme == "https" else HTTPConnection
    try:
        connection = kind(address.hostname or "", address.port, timeout=TIMEOUT_SECONDS)
        try:
            path = address.path + (f"?{address.query}" if address.query else "")
            connection.request("GET", path, headers={"accept": "application/json"})
            answer = connection.getresponse()
            if answer.status != 200:
                raise ProviderError(url, f"it answers {answer.status}")
            body = bytearray()
            while chunk := answer.read1(65_536):
                body += chunk
                if len(body) > MOST_BYTES or time.monotonic() > deadline:
                    raise ProviderError(url, "its answer is too long or too slow")
        finally:
            connection.close()
        document = json.loads(body)
    except (OSError, HTTPException) as error:
        raise ProviderError(url, type(error).__name__) from error
    except (ValueError, RecursionError) as error:
        raise ProviderError(url, "its answer is no JSON") from error
    if not isinstance(document, dict):
        raise ProviderError(url, "its answer is no JSON object")
    return document
