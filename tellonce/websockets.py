"""How WebSockets are spoken: by uvicorn on the library `websockets`, with an end for everybody.

A close waits until what was sent before it is read. Whoever reads nothing would hold a connection
for ever, so it is cut off once its time to take leave is over.
"""

import logging
from asyncio import TimerHandle
from typing import Any, Final

from uvicorn._types import ASGISendEvent
from uvicorn.protocols.utils import ClientDisconnected
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

LARGEST_MESSAGE_BYTES: Final = 65_536  # a longer one closes the socket with 1009
# A connection is no news, and the address as it was asked for may hold what is nobody's business.
QUIET: Final = logging.getLogger("uvicorn.error.websockets")
QUIET.setLevel(logging.WARNING)
PING_SECONDS: Final = 20.0  # between two pings; as long may the answer take


class ClosingProtocol(WebSocketsSansIOProtocol):
    """uvicorn's protocol, which cuts off whoever does not take leave."""

    _cut_off: TimerHandle | None = None

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.logger = self.conn.logger = QUIET

    async def run_asgi(self) -> None:
        await super().run_asgi()
        self._cut_off_soon()

    async def send(self, message: ASGISendEvent) -> None:
        if message["type"] == "websocket.send" and self.transport.is_closing():
            raise ClientDisconnected  # what is written now, nobody gets
        await super().send(message)

    def keepalive_timeout(self) -> None:
        super().keepalive_timeout()
        self._cut_off_soon()

    def connection_lost(self, exc: Exception | None) -> None:
        if self._cut_off is not None:
            self._cut_off.cancel()
        super().connection_lost(exc)

    def _cut_off_soon(self) -> None:
        if not self.disconnected and self._cut_off is None:
            self._cut_off = self.loop.call_later(self.close_timeout, self.transport.abort)
