"""Which WebSockets are let in at /graphql: by their page's origin, their protocol, their number."""

from typing import Final
from urllib.parse import urlsplit

from starlette.websockets import WebSocket

from api.errors import TooManySocketsError
from api.response import refusal
from api.socket import PROTOCOL, Code, Gate, Socket

PORTS: Final = {"http": 80, "https": 443, "ws": 80, "wss": 443}


class SocketEndpoint:
    """Serves WebSockets at /graphql."""

    def __init__(self, gate: Gate) -> None:
        self._gate = gate
        self.open = 0

    async def serve(self, websocket: WebSocket) -> None:
        """Serve one socket to its end."""
        settings = self._gate.settings
        if not is_welcome(websocket, settings.origins):
            await websocket.close()  # before it is accepted: 403
            return
        if self.open >= settings.sockets:
            error = TooManySocketsError(settings.sockets)
            answer = refusal(error, request_id="", media_type="application/json")
            await websocket.send_denial_response(answer)
            return
        if PROTOCOL not in websocket.scope.get("subprotocols", ()):
            await websocket.accept()
            await websocket.close(Code.WRONG_PROTOCOL, "Subprotocol not acceptable")
            return
        self.open += 1
        try:
            await Socket(websocket, self._gate).serve()
        finally:
            self.open -= 1


def is_welcome(websocket: WebSocket, origins: frozenset[str]) -> bool:
    """Return whether a page of this origin may connect; programs that are no page name none."""
    origin = websocket.headers.get("origin")
    if origin is None or origin in origins:
        return True
    try:
        page, here = urlsplit(origin), urlsplit(f"//{websocket.headers.get('host', '')}")
        theirs = page.port or PORTS.get(page.scheme)
        ours = here.port or PORTS.get(page.scheme)  # a proxy before us may speak TLS
    except ValueError:
        return False
    return page.scheme in PORTS and page.hostname == here.hostname and theirs == ours
