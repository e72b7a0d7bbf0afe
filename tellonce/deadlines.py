"""How long a connection may be silent, and how many one address may have: HTTP as it is served.

uvicorn ends a connection that idles between two requests; one that never sends the whole head of
a request it would keep for ever. Both of its protocols get the same clock here.
"""

from asyncio import TimerHandle, Transport
from collections import Counter
from typing import Any, Final

from uvicorn.protocols.http.auto import AutoHTTPProtocol

HEAD_SECONDS: Final = 5.0  # from the first byte, or the connection, to the end of the head
MOST_CONNECTIONS: Final = 1024  # of this process; uvicorn answers the others with 503
MOST_OF_ONE: Final = 64  # connections of one address that is not this machine's

_open: Counter[str] = Counter()  # connections by address, of this process


class DeadlineProtocol(AutoHTTPProtocol):  # type: ignore[misc, valid-type]
    """uvicorn's protocol, which ends a connection whose request does not come."""

    head_seconds = HEAD_SECONDS
    most_of_one = MOST_OF_ONE
    _deadline: TimerHandle | None = None
    _address: str | None = None

    def connection_made(self, transport: Transport) -> None:
        super().connection_made(transport)
        address = self.client[0] if self.client else ""
        if _open[address] >= self.most_of_one and not _is_here(address):
            transport.abort()
            return
        self._address = address
        _open[address] += 1
        self._expect_a_head()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self._address is None:
            return  # it is a socket now, or was refused
        if self._is_answering():
            self._forget_the_deadline()
        elif self._deadline is None:
            self._expect_a_head()

    def handle_websocket_upgrade(self, *event: Any) -> None:
        self._leave()  # sockets have clocks and limits of their own
        super().handle_websocket_upgrade(*event)

    def connection_lost(self, exc: Exception | None) -> None:
        self._leave()
        super().connection_lost(exc)

    def _leave(self) -> None:
        self._forget_the_deadline()
        if self._address is not None:
            _open[self._address] -= 1
            if not _open[self._address]:
                del _open[self._address]
            self._address = None

    def _is_answering(self) -> bool:
        cycle: Any = self.cycle
        return cycle is not None and not cycle.response_complete

    def _expect_a_head(self) -> None:
        self._deadline = self.loop.call_later(self.head_seconds, self._give_up)

    def _give_up(self) -> None:
        self._deadline = None
        if not self._is_answering() and not self.transport.is_closing():
            self.transport.close()

    def _forget_the_deadline(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None


def _is_here(address: str) -> bool:
    """Return whether this machine itself connects: a proxy in front of us has many for all."""
    return address in ("", "127.0.0.1", "::1")
