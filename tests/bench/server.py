"""`tellonce serve` in a process of its own, ready to be asked."""

import asyncio
import os
import socket
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO

from fresh import Bench
from http_client import Client

from api.keys import Role, make_key

START_SECONDS = 60.0
IDLE_SECONDS, LOOK_SECONDS, IDLE_SHARE = 300.0, 3.0, 0.05
HOST = "127.0.0.1"
# One key asks for all of them, faster than a desk ever would.
UNLIMITED = {"TELLONCE_RATE_PER_SECOND": "0", "TELLONCE_UNKNOWN_PER_MINUTE": "0"}


@dataclass(frozen=True, slots=True)
class Server:
    port: int
    key: str
    process: int = 0  # its id


@asynccontextmanager
async def serving(bench: Bench) -> AsyncIterator[Server]:
    """Run a server on the graph, and end it afterwards. RuntimeError when it does not start."""
    server = Server(_free_port(), await make_key(bench.graph, Role.AGENT, "bench"))
    with tempfile.TemporaryFile() as log:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tellonce", "serve", "--port", str(server.port)),
            env={**os.environ, **bench.environ, **UNLIMITED, "TELLONCE_LOG_LEVEL": "warning"},
            stdout=log,
            stderr=log,
        )
        try:
            await _until_it_answers(server, process, log)
            yield replace(server, process=process.pid)
        finally:
            if process.returncode is None:
                process.terminate()
            await process.wait()


async def until_idle(server: Server) -> None:
    """Return when the server has worked off what came before it was started.

    That is when it uses less than a twentieth of a core over three seconds; after five minutes
    it is measured as it is.
    """
    deadline = time.monotonic() + IDLE_SECONDS
    while time.monotonic() < deadline:
        before = _cpu_seconds(server.process)
        await asyncio.sleep(LOOK_SECONDS)
        if _cpu_seconds(server.process) - before < IDLE_SHARE * LOOK_SECONDS:
            return


def _cpu_seconds(process: int) -> float:
    """Return what a process has used so far, in user and kernel mode (Linux)."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def _until_it_answers(
    server: Server, process: asyncio.subprocess.Process, log: IO[bytes]
) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.returncode is None:
        try:
            client = await Client.open(HOST, server.port)
        except OSError:
            await asyncio.sleep(0.1)
        else:
            await client.close()
            return
    log.seek(0)
    raise RuntimeError(f"the server does not answer: {log.read()[-2000:].decode()}")


def _free_port() -> int:
    with socket.socket() as free:
        free.bind((HOST, 0))
        port: int = free.getsockname()[1]
        return port
