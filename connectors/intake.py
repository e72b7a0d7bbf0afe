"""Records in over HTTP: `POST /records` takes canonical JSONL, of any length, in batches."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import asdict
from typing import Any, Final

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from connectors.canonical.parse import LINE_BYTES, parse_line
from connectors.errors import BadRecordError, TooLargeError, UnreadableFileError
from connectors.files.bytes import Unpacker
from connectors.files.lines import LineCutter
from connectors.load import BATCH_BYTES, BATCH_SIZE, Loading, Parsed
from connectors.remote import RemoteSink
from context.ingest import RecordSink
from graph.errors import GraphError

__all__ = ["PATH", "Authorize", "RemoteSink", "records_route"]

PATH: Final = "/records"
MEDIA_TYPES: Final = (
    *("application/x-ndjson", "application/ndjson", "application/jsonl"),
    *("application/json-lines", "application/x-jsonlines", "application/json"),
)
REJECTS_TOLD: Final = 100
IDLE_SECONDS: Final = 30.0  # a body that brings nothing for so long is given up
RETRY_AFTER_SECONDS: Final = 5

Authorize = Callable[[Request], Awaitable[object]]
NumberedLine = tuple[int, bytes, bool]  # number, line, whether it was cut off


def records_route(
    sink: RecordSink, authorize: Authorize, *, idle_seconds: float = IDLE_SECONDS
) -> Route:
    """Return the route of `POST /records`. `authorize` gives something true for who may post.

    The body is one canonical JSON object a line, plain or gzip; with `?live=1` it passes ahead of
    bulk loads. The answer says what became of the lines; bad ones hold nobody up.
    """

    async def post_records(request: Request) -> Response:
        if not await authorize(request):
            message = "this needs a key that may write records: authorization: Bearer tk_…"
            return _refusal(401, message, {"www-authenticate": "Bearer"})
        unsupported = _unsupported(request)
        if unsupported is not None:
            return _refusal(415, unsupported)
        return await _Intake(sink, request, idle_seconds).answer()

    return Route(PATH, post_records, methods=["POST"])


class _Intake:
    """One request under way."""

    def __init__(self, sink: RecordSink, request: Request, idle_seconds: float) -> None:
        self._request = request
        self._idle_seconds = idle_seconds
        self._told: list[dict[str, Any]] = []
        self._loading = Loading(sink, self._reject, live=request.query_params.get("live") == "1")

    async def answer(self) -> Response:
        """Read the body to its end, and answer. While a batch is taken in, nothing is read."""
        try:
            async for batch in _batches(self._lines()):
                await self._loading.take(await asyncio.to_thread(_parse, batch))
        except TooLargeError as error:
            return self._answer(413, error.reason)
        except UnreadableFileError as error:
            return self._answer(400, error.reason)
        except TimeoutError:
            return self._answer(408, f"nothing came for {self._idle_seconds:.0f} s")
        except ClientDisconnect:
            return self._answer(400, "the body ends early")
        except GraphError:
            reason = "the graph does not take records now: send all of them again later"
            return self._answer(503, reason, {"retry-after": str(RETRY_AFTER_SECONDS)})
        return self._answer(200)

    def _reject(self, line: int, bad: BadRecordError) -> None:
        if len(self._told) < REJECTS_TOLD:
            self._told.append({"line": line, "field": bad.field, "reason": bad.reason})

    def _answer(
        self, status: int, error: str | None = None, headers: dict[str, str] | None = None
    ) -> Response:
        counts = asdict(self._loading.report)
        del counts["seconds"]
        content = {**counts, "rejects": self._told}
        if error is not None:
            content["error"] = f"{error}; what the counts say is in stays in"
        return JSONResponse(content, status, headers)

    async def _lines(self) -> AsyncIterator[NumberedLine]:
        cutter = LineCutter()
        number = 0
        async for piece in self._pieces():
            for line, is_cut in cutter.feed(piece):
                number += 1
                yield number, line, is_cut
        for line, is_cut in cutter.finish():
            yield number + 1, line, is_cut

    async def _pieces(self) -> AsyncIterator[bytes]:
        """Yield the body, unpacked. Raises UnreadableFileError, TimeoutError, ClientDisconnect."""
        if not _encoding(self._request):
            async for piece in self._received():
                yield piece
            return
        unpacker = Unpacker("the body")
        async for packed in self._received():
            for piece in unpacker.feed(packed):
                yield piece
                await asyncio.sleep(0)  # a little gzip holds much: others have their turn
        unpacker.finish()

    async def _received(self) -> AsyncIterator[bytes]:
        stream = self._request.stream()
        while True:
            async with asyncio.timeout(self._idle_seconds):
                piece = await anext(stream, None)
            if piece is None:
                return
            yield piece


async def _batches(lines: AsyncIterator[NumberedLine]) -> AsyncIterator[list[NumberedLine]]:
    batch: list[NumberedLine] = []
    size = 0
    async for number, line, is_cut in lines:
        if line.isspace() or not line:
            continue
        batch.append((number, line, is_cut))
        size += len(line)
        if len(batch) >= BATCH_SIZE or size > BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _parse(batch: Sequence[NumberedLine]) -> list[Parsed]:
    parsed: list[Parsed] = []
    for number, line, is_cut in batch:
        try:
            if is_cut:
                shown = line.decode("utf-8", "replace")
                reason = f"longer than {LINE_BYTES:,} bytes"
                raise BadRecordError("", "", "", shown, reason)
            parsed.append((number, parse_line(line)))
        except BadRecordError as bad:
            parsed.append((number, bad))
    return parsed


def _unsupported(request: Request) -> str | None:
    """Return why a body of this kind is not read, or None when it is."""
    media_type, _, parameters = request.headers.get("content-type", "").lower().partition(";")
    if media_type.strip() not in MEDIA_TYPES:
        return f"content-type {MEDIA_TYPES[0]} is expected: one JSON object a line"
    charset = parameters.partition("charset=")[2].strip(' "')
    if charset not in {"", "utf-8", "utf8"}:
        return "charset utf-8 is expected"
    if _encoding(request) not in {"", "gzip", "x-gzip"}:
        return "content-encoding gzip is expected, or none"
    return None


def _encoding(request: Request) -> str:
    encoding = request.headers.get("content-encoding", "").strip().lower()
    return "" if encoding == "identity" else encoding


def _refusal(status: int, message: str, headers: dict[str, str] | None = None) -> Response:
    return JSONResponse({"error": message}, status, headers)
