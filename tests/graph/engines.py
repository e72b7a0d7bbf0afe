"""Engines for tests that start and end their own, and users of them in other processes."""

import asyncio
import os
import signal
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from graph.engines.place import Place, read_json
from graph.settings import GraphSettings

ROOT = Path(__file__).parents[2]
LISTENING = "0A"  # the state in /proc/net/tcp
USER = """
import asyncio, sys
from pathlib import Path
from graph.access import Statement
from graph.settings import GraphSettings
from graph.store import open_graph

async def main() -> None:
    async with open_graph(GraphSettings(Path(sys.argv[1]), heap_mb=256)) as graph:
        print("open", flush=True)
        while line := await asyncio.to_thread(sys.stdin.readline):
            if name := line.strip():
                await graph.write([Statement("MERGE (:Customer {id: $id})", {"id": name})])
            print((await graph.read("MATCH (c:Customer) RETURN count(c) AS n"))[0]["n"], flush=True)

asyncio.run(main())
"""


def settings_for(data: Path) -> GraphSettings:
    """Return settings of an embedded engine of its own, small enough to run beside others."""
    return GraphSettings(data=data, heap_mb=256)


def pids_of(place: Place) -> list[int]:
    pids = read_json(place.pids)
    return [pids["child"], pids["engine"]]


@dataclass
class User:
    """Another process that has the graph of a data directory open."""

    process: asyncio.subprocess.Process

    @classmethod
    async def start(cls, data: Path) -> Self:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", USER, str(data)),
            cwd=ROOT,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        assert await process.stdout.readline() == b"open\n"
        return cls(process)

    async def make_customer(self, name: str) -> None:
        await self._ask(name)

    async def count_customers(self) -> int:
        return await self._ask("")

    async def _ask(self, line: str) -> int:
        self.process.stdin.write(f"{line}\n".encode())
        return int(await self.process.stdout.readline())

    async def leave(self) -> None:
        self.process.stdin.close()
        assert await self.process.wait() == 0

    async def kill(self) -> None:
        self.process.kill()
        assert await self.process.wait() == -signal.SIGKILL
        self.process.stdin.close()


@dataclass(frozen=True)
class Listener:
    host: str
    port: int


def listening(pid: int) -> list[Listener]:
    """Return the addresses on which a process accepts connections, as /proc tells them."""
    sockets = {os.readlink(link) for link in Path(f"/proc/{pid}/fd").iterdir()}
    lines = [
        line.split()
        for table in ("tcp", "tcp6")
        for line in Path(f"/proc/{pid}/net/{table}").read_text().splitlines()[1:]
    ]
    return [
        _listener(line[1])
        for line in lines
        if line[3] == LISTENING and f"socket:[{line[9]}]" in sockets
    ]


def _listener(text: str) -> Listener:
    """Read `0100007F:1F90`, or its IPv6 form when that maps an IPv4 address."""
    address, port = text.split(":")
    mapped = address.removeprefix("0000000000000000FFFF0000")
    if len(mapped) != 8:
        return Listener(address, int(port, 16))
    return Listener(".".join(str(byte) for byte in bytes.fromhex(mapped)[::-1]), int(port, 16))
