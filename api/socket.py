"""GraphQL over WebSocket: one socket, many operations, by the protocol graphql-transport-ws.

Written from graphql-ws's PROTOCOL.md. Strawberry's own handler is not used: it parses, validates
and executes by itself, while documents, limits, masks, access and audit are ours.
"""

import asyncio
import logging
import secrets
from collections import Counter
from collections.abc import Mapping
from contextlib import aclosing, suppress
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any, Final

from starlette.websockets import WebSocket, WebSocketDisconnect

from api.errors import BadRequestError, RefusedError, SignInUnavailableError, UnrunnableError
from api.keys import Caller, KeysCheck
from api.operation import Answer, Operations
from api.request import GraphQLRequest, read_json, request_of
from api.response import write_json
from api.socket_settings import SocketSettings
from graph.errors import GraphError

LOGGER: Final = logging.getLogger("tellonce.api")

PROTOCOL: Final = "graphql-transport-ws"
LONGEST_ID: Final = 128  # of an operation; usual are UUIDs
LONGEST_REASON: Final = 123  # bytes, RFC 6455 section 5.5
CLOSE_SECONDS: Final = 5.0  # for saying why, to somebody who may not listen any more


class Code(IntEnum):
    """Why a socket is closed: graphql-ws's codes, and RFC 6455's registered ones."""

    INTERNAL = 1011
    TRY_AGAIN = 1013
    BAD_REQUEST = 4400
    UNAUTHORIZED = 4401
    FORBIDDEN = 4403
    WRONG_PROTOCOL = 4406
    INIT_TIMEOUT = 4408
    TWICE_SUBSCRIBED = 4409
    TWICE_INITIALISED = 4429


class CloseSocketError(Exception):
    """Ends a socket. The reason holds nothing personal."""

    def __init__(self, code: Code, reason: str) -> None:
        self.code = code
        self.reason = reason.encode()[:LONGEST_REASON].decode(errors="ignore")
        super().__init__(reason)


NOT_UNDERSTOOD: Final = "Invalid message received"
NO_KEY: Final = (
    'Forbidden: no valid key. connection_init needs the payload {"authorization": "Bearer tk_…"}'
)
NEVER_READ: Final = (
    "You did not read for {:g} s. Connect again and subscribe with `after:` the last `cursor`."
)


@dataclass(frozen=True, slots=True)
class Gate:
    """Whom a socket asks who somebody is, and what they may have."""

    operations: Operations
    keys_check: KeysCheck
    settings: SocketSettings
    callers: Counter[str] = field(default_factory=Counter)  # with sockets, by id


class Socket:
    """One connection, from the handshake to its end."""

    def __init__(self, websocket: WebSocket, gate: Gate) -> None:
        self._websocket = websocket
        self._gate = gate
        self._settings = gate.settings
        self._authorization: str | None = None
        self._caller: Caller | None = None  # once it was acknowledged
        self._is_initialised = False
        self._running: dict[str, asyncio.Task[None]] = {}
        self._over: asyncio.Future[CloseSocketError | None] = (
            asyncio.get_running_loop().create_future()
        )

    async def serve(self) -> None:
        """Serve until either side ends it; nothing runs on after that."""
        await self._websocket.accept(subprotocol=PROTOCOL)
        tasks = [asyncio.create_task(one) for one in (self._listen(), self._check_again())]
        for task in tasks:
            task.add_done_callback(self._ended)
        try:
            why = await self._over
        finally:
            tasks += self._running.values()
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            if self._caller is not None:
                self._gate.callers.subtract([self._caller.id])
        if why is not None:
            await self._close(why)

    def _end(self, why: CloseSocketError | None) -> None:
        if not self._over.done():
            self._over.set_result(why)

    def _ended(self, task: asyncio.Task[None]) -> None:
        """End the socket with a task of it."""
        if task.cancelled():
            return
        error = task.exception()
        if error is None or isinstance(error, WebSocketDisconnect):
            self._end(None)
        elif isinstance(error, CloseSocketError):
            self._end(error)
        else:
            LOGGER.error("socket_failed", extra={"error": type(error).__name__})
            self._end(CloseSocketError(Code.INTERNAL, "Something failed on our side"))

    async def _close(self, why: CloseSocketError) -> None:
        with suppress(TimeoutError, WebSocketDisconnect, RuntimeError):
            async with asyncio.timeout(CLOSE_SECONDS):
                await self._websocket.close(why.code, why.reason)

    # What the client says

    async def _listen(self) -> None:
        try:
            async with asyncio.timeout(self._settings.init_seconds) as patience:
                while not self._is_initialised:
                    await self._hear(await self._receive())
                patience.reschedule(None)
        except TimeoutError as error:
            raise CloseSocketError(
                Code.INIT_TIMEOUT, "Connection initialisation timeout"
            ) from error
        while True:
            await self._hear(await self._receive())

    async def _receive(self) -> Mapping[str, Any]:
        received = await self._websocket.receive()
        if received["type"] == "websocket.disconnect":
            raise WebSocketDisconnect(received.get("code") or 1006)
        text = received.get("text")
        if text is None:
            raise CloseSocketError(Code.BAD_REQUEST, NOT_UNDERSTOOD)
        try:
            message = read_json(text.encode())
        except (BadRequestError, UnicodeError) as error:
            raise CloseSocketError(Code.BAD_REQUEST, NOT_UNDERSTOOD) from error
        if not isinstance(message, dict):
            raise CloseSocketError(Code.BAD_REQUEST, NOT_UNDERSTOOD)
        return message

    async def _hear(self, message: Mapping[str, Any]) -> None:
        match message.get("type"):
            case "connection_init":
                await self._initialise(message.get("payload"))
            case "ping":
                await self._pong(message.get("payload"))
            case "pong":
                pass
            case "subscribe":
                await self._subscribe(message)
            case "complete":
                self._complete(message.get("id"))
            case _:
                raise CloseSocketError(Code.BAD_REQUEST, NOT_UNDERSTOOD)

    async def _initialise(self, payload: Any) -> None:
        if self._is_initialised:
            raise CloseSocketError(Code.TWICE_INITIALISED, "Too many initialisation requests")
        self._is_initialised = True
        if not isinstance(payload, dict | None):
            raise CloseSocketError(Code.BAD_REQUEST, NOT_UNDERSTOOD)
        named = {name.lower(): value for name, value in (payload or {}).items()}
        sent = named.get("authorization", self._websocket.headers.get("authorization"))
        if not isinstance(sent, str | None):
            raise CloseSocketError(Code.BAD_REQUEST, NOT_UNDERSTOOD)
        self._authorization = sent
        caller = await self._who()
        if self._gate.callers[caller.id] >= self._settings.sockets_of_one:
            raise CloseSocketError(Code.TRY_AGAIN, "Too many sockets of this key are open")
        self._gate.callers[caller.id] += 1
        self._caller = caller
        await self._send({"type": "connection_ack"})

    async def _pong(self, payload: Any) -> None:
        answer = {"type": "pong"}
        await self._send(answer if payload is None else {**answer, "payload": payload})

    async def _subscribe(self, message: Mapping[str, Any]) -> None:
        if self._caller is None:
            raise CloseSocketError(Code.UNAUTHORIZED, "Unauthorized")
        id, payload = message.get("id"), message.get("payload")
        if not isinstance(id, str) or not 0 < len(id) <= LONGEST_ID:
            raise CloseSocketError(Code.BAD_REQUEST, NOT_UNDERSTOOD)
        if not isinstance(payload, dict):
            raise CloseSocketError(Code.BAD_REQUEST, NOT_UNDERSTOOD)
        try:
            asked = request_of(payload)
        except BadRequestError as error:
            raise CloseSocketError(Code.BAD_REQUEST, str(error)) from error
        if id in self._running:
            raise CloseSocketError(
                Code.TWICE_SUBSCRIBED, f"Subscriber for {id[:64]} already exists"
            )
        most = self._settings.operations
        if len(self._running) >= most:
            text = f"At most {most} operations run on one socket at once: complete one first."
            await self._refuse(id, [{"message": text, "extensions": {"code": "TOO_MANY"}}])
            return
        self._running[id] = asyncio.create_task(self._run(id, asked, self._caller))
        self._running[id].add_done_callback(lambda task: self._forget(id, task))

    def _complete(self, id: Any) -> None:
        task = self._running.pop(id, None) if isinstance(id, str) else None
        if task is not None:
            task.cancel()

    # What we answer

    async def _run(self, id: str, asked: GraphQLRequest, caller: Caller) -> None:
        """Answer one operation. Once it is over its id is free, before that is said."""
        request_id = secrets.token_hex(8)
        try:
            operation = self._gate.operations.prepare(asked, caller, request_id)
            if operation.is_subscription:
                async with aclosing(self._gate.operations.stream(operation)) as answers:
                    async for answer in answers:
                        await self._send({"id": id, "type": "next", "payload": answer})
            else:
                answer = await self._gate.operations.execute(operation)
                await self._send({"id": id, "type": "next", "payload": answer})
        except UnrunnableError as error:
            self._running.pop(id, None)
            await self._refuse(id, error.errors)
        except RefusedError as error:
            self._running.pop(id, None)
            extensions = {"code": error.code, "requestId": request_id}
            await self._refuse(id, [{"message": str(error), "extensions": extensions}])
        else:
            self._running.pop(id, None)
            await self._send({"id": id, "type": "complete"})

    def _forget(self, id: str, task: asyncio.Task[None]) -> None:
        if self._running.get(id) is task:
            del self._running[id]
        if not task.cancelled() and task.exception() is not None:
            self._ended(task)

    async def _refuse(self, id: str, errors: Any) -> None:
        await self._send({"id": id, "type": "error", "payload": list(errors)})

    async def _send(self, message: Answer) -> None:
        """Send a message, or end the socket when nobody has read for too long."""
        seconds = self._settings.send_seconds
        try:
            async with asyncio.timeout(seconds):
                await self._websocket.send_text(write_json(message).decode())
        except TimeoutError as error:
            LOGGER.warning("socket_not_read", extra={"seconds": seconds})
            raise CloseSocketError(Code.TRY_AGAIN, NEVER_READ.format(seconds)) from error
        except RuntimeError as error:  # it was closed in between
            raise WebSocketDisconnect(1006) from error

    # Who it is

    async def _check_again(self) -> None:
        """End the socket of a key that was revoked, or of a token that has expired."""
        while True:
            await asyncio.sleep(self._settings.check_seconds)
            if self._caller is None:
                continue
            if await self._who() != self._caller:
                raise CloseSocketError(Code.FORBIDDEN, "Forbidden: what you may do has changed")

    async def _who(self) -> Caller:
        """Return who this is. Raises CloseSocketError for nobody."""
        try:
            caller = await self._gate.keys_check(self._authorization)
        except (SignInUnavailableError, GraphError) as error:
            text = "Nobody can be let in now: try again"
            raise CloseSocketError(Code.TRY_AGAIN, text) from error
        except RefusedError as error:
            raise CloseSocketError(Code.FORBIDDEN, f"Forbidden: {error}") from error
        if caller is None:
            raise CloseSocketError(Code.FORBIDDEN, NO_KEY)
        return caller
