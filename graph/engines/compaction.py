"""How the embedded engine's files forget what was deleted.

A deleted record's bytes are overwritten at once, but a record that grew, or one that was moved to
make room, may have left a copy of itself in the free space of a page. `CHECK DATABASE … COMPRESS`
packs each page anew and wipes its free space. What was written lately also stands in the log of
the last transactions, which goes when the engine stops.
"""

import asyncio
import base64
import http.client
import json
import time
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from graph.engines.java import DATABASE, USER
from graph.engines.place import Place, read_json
from graph.errors import EngineError

COMPRESS: Final = "CHECK DATABASE COMPRESS"
BUSY: Final = "ConcurrentModificationException"  # a writer changed a page while it was packed
REQUEST_SECONDS: Final = 3600.0  # 60,000 records took 4
PATIENCE_SECONDS: Final = 120.0  # of lost races
PAUSE_SECONDS: Final = 0.2


async def compact_engine(data: Path) -> float:
    """Wipe the free space of the data directory's running engine; return how many seconds it took.

    Whoever calls it has the engine open. Others may read and write meanwhile; raises EngineError
    when they write without a pause for two minutes.
    """
    engine = _Engine(data)
    started = time.monotonic()
    while True:
        with suppress(_BusyError):
            await engine.run(COMPRESS)
            return time.monotonic() - started
        if time.monotonic() - started > PATIENCE_SECONDS:
            raise EngineError(
                f"records were written for {PATIENCE_SECONDS:.0f} s without a pause, so the pages "
                "could not be packed: run `tellonce compact` when no import runs"
            )
        await asyncio.sleep(PAUSE_SECONDS)


class _BusyError(Exception):
    """A writer was quicker."""


class _Engine:
    """The engine's administration over HTTP on loopback, with the password of its directory."""

    def __init__(self, data: Path) -> None:
        place = Place(data.absolute() / "engine")
        port = read_json(place.state).get("http_port")
        if not isinstance(port, int):
            raise EngineError(
                "the engine was started by an earlier version of tellonce: end its server and "
                "commands, and try again"
            )
        self._port = port
        secret = f"{USER}:{place.password.read_text().strip()}".encode()
        self._authorization = "Basic " + base64.b64encode(secret).decode()

    async def run(self, command: str) -> list[dict[str, Any]]:
        """Return the rows of one SQL command. Raises _BusyError or EngineError."""
        status, body = await asyncio.to_thread(self._post, command)
        if status == http.client.OK:
            return list(json.loads(body)["result"])
        answer = _read(body)
        if BUSY in str(answer.get("exception")):
            raise _BusyError
        raise EngineError(
            f"the engine refused to pack its pages ({status}, {answer.get('exception')}): its log "
            "stands in engine/log of the data directory"
        )

    def _post(self, command: str) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=REQUEST_SECONDS)
        headers = {"authorization": self._authorization, "content-type": "application/json"}
        body = json.dumps({"language": "sql", "command": command})
        try:
            connection.request("POST", f"/api/v1/command/{DATABASE}", body, headers)
            response = connection.getresponse()
            return response.status, response.read()
        except (OSError, http.client.HTTPException) as error:
            raise EngineError(f"the engine does not answer ({type(error).__name__})") from error
        finally:
            connection.close()


def _read(body: bytes) -> dict[str, Any]:
    try:
        answer = json.loads(body)
    except ValueError:
        return {}
    return answer if isinstance(answer, dict) else {}
