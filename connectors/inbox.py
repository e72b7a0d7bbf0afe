"""The webhook inbox: checks a delivery, stores it once, answers, and has it worked later.

POST /hooks/{connector}/{instance}
202  stored, now or before: the effect comes once, however often it is sent
200  nothing but a sender that tries the address
400  its body is not one JSON object      401  not signed by who may send it
404  nothing is served here               408  the body took too long
409  its id came before with another body 413  longer than 1 MB
503  it cannot be stored now: send again

GET answers the question of a sender that wants to know, before it sends, whether it is expected.
"""

import asyncio
import hashlib
import logging
import time
from collections.abc import Callable, Mapping, Sequence
from types import TracebackType
from typing import Final, Self

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from connectors import CONNECTORS
from connectors.challenges import answer_challenge
from connectors.connector import Connector
from connectors.connectors_file import KEEP_DAYS
from connectors.delivery import is_greeting, read_delivery
from connectors.errors import (
    BadBodyError,
    ConflictError,
    DeliveryError,
    InboxFullError,
    SignatureError,
)
from connectors.group_commit import GroupCommit
from connectors.inbox_worker import InboxWorker, WorkSettings
from connectors.retention import keep_dropping
from connectors.settings import HookInstance, HookSettings
from connectors.signatures import Signed, verify
from context.ingest import RecordSink
from context.masking import mask_delivery
from graph.access import Graph
from graph.errors import GraphError
from graph.keys import Keys
from graph.queries.inbox import DeliveryRow, keep_conflict, replay_parked, store_deliveries

BODY_BYTES: Final = 1_000_000
BODY_SECONDS: Final = 10.0  # for all of a body to arrive
AGAIN_SECONDS: Final = "5"  # Retry-After of a 503
REPLAY: Final = 1000  # deliveries of one replay transaction
STATUS: Final = {BadBodyError: 400, SignatureError: 401, ConflictError: 409}

log = logging.getLogger(__name__)


def wall_clock_ms() -> int:
    return time.time_ns() // 1_000_000


class Inbox:
    """Takes deliveries in; as a context manager it works them as well.

    Entering it also picks up what an earlier process left, killed or not.
    """

    def __init__(
        self,
        graph: Graph,
        keys: Keys,
        sink: RecordSink,
        settings: HookSettings,
        *,
        connectors: Sequence[Connector] = CONNECTORS,
        work: WorkSettings | None = None,
        keep_days: int = KEEP_DAYS,
        now_ms: Callable[[], int] = wall_clock_ms,
    ) -> None:
        self._graph, self._keys, self._now_ms = graph, keys, now_ms
        self._settings, self._keep_days = settings, keep_days
        self._dropping: asyncio.Task[None] | None = None
        self._commit = GroupCommit(lambda rows: store_deliveries(graph, rows))
        self.worker = InboxWorker(
            graph, sink, connectors, settings=work or WorkSettings(), now_ms=now_ms
        )

    async def __aenter__(self) -> Self:
        self.worker.start()
        self._dropping = asyncio.create_task(
            keep_dropping(self._graph, keep_days=self._keep_days, now_ms=self._now_ms)
        )
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._dropping is not None:
            self._dropping.cancel()
            await asyncio.gather(self._dropping, return_exceptions=True)
        await self.worker.stop()

    def instance(self, connector: str, name: str) -> HookInstance | None:
        """Return who is served under these names, or None."""
        return self._settings.instance(connector, name)

    async def accept(
        self, hook: HookInstance, headers: Mapping[str, str], body: bytes, *, query: str = ""
    ) -> None:
        """Store a delivery, unless it is there already. Returns when that is on disk.

        Raises SignatureError, BadBodyError, ConflictError or InboxFullError; a GraphError when it
        cannot be stored now.
        """
        now_ms = self._now_ms()
        scheme = hook.connector.webhook.scheme
        signed = Signed(headers, body, f"{hook.url}?{query}" if query else hook.url)
        delivery_id = verify(scheme, hook.secrets, signed, now=now_ms / 1000)
        row = self._row(hook, delivery_id, headers, body, now_ms)
        if await self._commit.add(row) != row.body_hash:
            conflict_key = self._keys.key("Delivery", row.key, row.body_hash)
            await keep_conflict(self._graph, row, conflict_key=conflict_key)
            log.warning("hook_conflict", extra={"delivery": row.key, "conflict": conflict_key})
            raise ConflictError(delivery_id)
        self.worker.wake()

    def _row(
        self,
        hook: HookInstance,
        delivery_id: str,
        headers: Mapping[str, str],
        body: bytes,
        now_ms: int,
    ) -> DeliveryRow:
        scheme = hook.connector.webhook.scheme
        payload, text = read_delivery(scheme, headers, body, now_ms=now_ms)
        place = (hook.connector.name, hook.name)
        key = self._keys.key("Delivery", *place, delivery_id)
        subject = hook.connector.webhook.subject(payload)
        return DeliveryRow(
            key=key,
            connector=hook.connector.name,
            instance=hook.name,
            delivery_id=delivery_id,
            subject=key if subject is None else self._keys.key("subject", *place, subject),
            body=mask_delivery(text),
            body_hash=hashlib.sha256(body).hexdigest(),
            received_at_ms=now_ms,
        )


async def replay(
    graph: Graph,
    *,
    connector: str | None = None,
    instance: str | None = None,
    now_ms: Callable[[], int] = wall_clock_ms,
) -> int:
    """Have all parked deliveries, or those of one connector or instance, worked again.

    Returns how many. A running server works them within a second or two; conflicts stay.
    """
    replayed = 0
    while count := await replay_parked(
        graph, connector=connector, instance=instance, now_ms=now_ms(), limit=REPLAY
    ):
        replayed += count
        if count < REPLAY:
            break
    return replayed


def hooks_route(inbox: Inbox, *, body_seconds: float = BODY_SECONDS) -> Route:
    """Return the route under which this inbox takes deliveries; a slower body is refused."""

    async def take(request: Request) -> Response:
        hook = inbox.instance(request.path_params["connector"], request.path_params["instance"])
        if hook is None:
            return _refusal(404, "nothing is served here")
        if request.method == "GET":
            return _challenged(hook, request.query_params)
        try:
            async with asyncio.timeout(body_seconds):
                body = await _body(request)
        except TimeoutError:
            return _refusal(408, "the body took too long")
        except ClientDisconnect:
            return Response(status_code=400)  # nobody is there to read it
        if body is None:
            return _refusal(413, f"the body is longer than {BODY_BYTES} bytes")
        if is_greeting(hook.connector.webhook.scheme, request.headers, body):
            return Response(status_code=200)
        return await _answer(inbox, hook, request.headers, body, request.url.query)

    return Route("/hooks/{connector}/{instance}", take, methods=["GET", "POST"])


def _challenged(hook: HookInstance, query: Mapping[str, str]) -> Response:
    """Answer a sender that asks whether it is expected here; whatever else asks learns nothing."""
    scheme = hook.connector.webhook.scheme
    if scheme.challenge is None:
        return JSONResponse({"error": "deliveries are posted"}, 405, {"allow": "POST"})
    try:
        answer = answer_challenge(scheme, hook.secrets, query, token=hook.token)
    except SignatureError as error:
        log.warning("hook_challenge_refused", extra={"connector": hook.connector.name})
        return _refusal(403, error.problem)
    return PlainTextResponse(answer) if isinstance(answer, str) else JSONResponse(answer)


async def _answer(
    inbox: Inbox, hook: HookInstance, headers: Mapping[str, str], body: bytes, query: str
) -> Response:
    place = {"connector": hook.connector.name, "instance": hook.name}
    try:
        await inbox.accept(hook, headers, body, query=query)
    except SignatureError as error:
        log.warning("hook_unverified", extra={**place, "problem": error.problem})
        return _refusal(401, "not signed as it should be")
    except DeliveryError as error:
        return _refusal(STATUS[type(error)], str(error))
    except (GraphError, InboxFullError) as error:
        log.error("hook_not_stored", extra={**place, "error": type(error).__name__})
        return _refusal(503, "it cannot be stored now: send again")
    return Response(status_code=202)


async def _body(request: Request) -> bytes | None:
    """Return the raw body, or None as soon as it is too long; the rest is not read then."""
    announced = request.headers.get("content-length", "")
    if announced.isdecimal() and (len(announced) > 9 or int(announced) > BODY_BYTES):
        return None
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > BODY_BYTES:
            return None
    return bytes(body)


def _refusal(status: int, problem: str) -> JSONResponse:
    headers = {"retry-after": AGAIN_SECONDS} if status == 503 else None
    return JSONResponse({"error": problem}, status, headers=headers)
