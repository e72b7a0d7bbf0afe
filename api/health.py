"""Is this process alive, and can it answer."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from api.response import json_response

LOGGER: Final = logging.getLogger("tellonce.api")

Probe = Callable[[], Awaitable[object]]


async def live(_: Request) -> Response:
    """Answer 200: the loop runs."""
    return json_response({"status": "alive"})


class Ready:
    """Answers 200 when the graph answers a read in time, otherwise 503 without details."""

    def __init__(self, probe: Probe, *, seconds: float) -> None:
        self._probe = probe
        self._seconds = seconds

    async def serve(self, _: Request) -> Response:
        try:
            async with asyncio.timeout(self._seconds):
                await self._probe()
        except TimeoutError:
            return _not_ready("the graph does not answer in time")
        except Exception as error:  # noqa: BLE001  whatever fails, this process is not ready
            LOGGER.warning("not_ready", extra={"error": type(error).__name__})
            return _not_ready("the graph does not answer")
        return json_response({"status": "ready"})


def _not_ready(reason: str) -> Response:
    return json_response(
        {"status": "not ready", "reason": reason}, status=503, headers={"retry-after": "1"}
    )
