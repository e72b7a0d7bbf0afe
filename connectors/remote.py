"""The RecordSink of a process that hands its records to a running server."""

import asyncio
import json
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Final
from urllib.parse import urlsplit

from connectors.canonical.write import record_lines
from connectors.errors import ServerRefusedError, ServerUnreachableError
from context.ingest import IngestResult
from context.records import Record

TRY_AGAIN: Final = frozenset({408, 429, 502, 503, 504})
FIRST_PAUSE_SECONDS: Final = 0.1
LONGEST_PAUSE_SECONDS: Final = 5.0
ANSWER_BYTES: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    body: bytes
    retry_after: float | None


class RemoteSink:
    """Posts batches to `/records` of the server at `url`, as the bearer of `token`.

    Each batch is one request on a connection of its own: it costs a thousandth of the work that
    the server has with it. What goes wrong for a moment is tried again for `retry_seconds`.
    """

    def __init__(
        self,
        url: str,
        token: str,
        *,
        retry_seconds: float = 30.0,
        timeout_seconds: float = 60.0,
        longest_pause_seconds: float = LONGEST_PAUSE_SECONDS,
    ) -> None:
        self._url = url.rstrip("/")
        self._token = token
        self._retry_seconds = retry_seconds
        self._timeout_seconds = timeout_seconds
        self._longest_pause = longest_pause_seconds

    async def ingest(self, records: Sequence[Record], *, live: bool = False) -> IngestResult:
        """Hand a batch over; `customers` of the result is empty: the server keeps them to itself.

        Raises ServerUnreachableError when the server cannot be had for `retry_seconds`, and
        ServerRefusedError when trying again would not help.
        """
        body = record_lines(records)
        started, pause = time.monotonic(), FIRST_PAUSE_SECONDS
        while True:
            try:
                answer = await asyncio.to_thread(self._post, body, live)
                if answer.status not in TRY_AGAIN:
                    return self._result(answer, len(records))
                reason, asked = f"it answers {answer.status}", answer.retry_after
            except (OSError, HTTPException) as error:
                reason, asked = str(error) or type(error).__name__, None
            wait = min(asked or pause * random.uniform(0.5, 1.5), self._longest_pause)  # noqa: S311  jitter
            if time.monotonic() - started + wait > self._retry_seconds:
                raise ServerUnreachableError(self._url, reason)
            await asyncio.sleep(wait)
            pause = min(2 * pause, self._longest_pause)

    def _post(self, body: bytes, live: bool) -> _Answer:
        parts = urlsplit(self._url)
        kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
        connection = kind(parts.hostname or "", parts.port, timeout=self._timeout_seconds)
        headers = {
            "authorization": f"Bearer {self._token}",
            "content-type": "application/x-ndjson",
            "connection": "close",
        }
        try:
            path = f"{parts.path}/records{'?live=1' if live else ''}"
            connection.request("POST", path, body, headers)
            response = connection.getresponse()
            asked = response.headers.get("retry-after", "")
            retry_after = float(asked) if asked.isdecimal() else None
            return _Answer(response.status, response.read(ANSWER_BYTES), retry_after)
        finally:
            connection.close()

    def _result(self, answer: _Answer, count: int) -> IngestResult:
        if answer.status in {401, 403}:
            reason = (
                f"it does not accept our key ({answer.status}); is it of the same deployment "
                "(TELLONCE_DATA, TELLONCE_KEY_FILE)?"
            )
            raise ServerRefusedError(self._url, reason)
        try:
            said = json.loads(answer.body)
            if answer.status != 200:
                raise ServerRefusedError(self._url, f"{answer.status}, {str(said['error'])[:200]}")
            if said["rejected"]:
                first = said["rejects"][0]
                reason = (
                    f"{said['rejected']} of {count} records, {first['field']} {first['reason']}"
                )
                raise ServerRefusedError(self._url, reason)
            if said["accepted"] != count:
                reason = f"it took {said['accepted']} of {count} records"
                raise ServerRefusedError(self._url, reason)
            suppressed = int(said.get("suppressed", 0))
            return IngestResult(count, int(said["changed"]), frozenset(), suppressed)
        except (ValueError, KeyError, TypeError, IndexError):
            reason = f"what answers there ({answer.status}) is no tellonce server"
            raise ServerRefusedError(self._url, reason) from None
