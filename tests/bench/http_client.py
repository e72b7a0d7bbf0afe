"""A keep-alive HTTP client that costs next to nothing, so that the server is what is measured."""

import asyncio
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final, Self

HEAD_END: Final = b"\r\n\r\n"


class Client:
    """One connection that posts prepared requests, one after the other."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    @classmethod
    async def open(cls, host: str, port: int) -> Self:
        return cls(*await asyncio.open_connection(host, port))

    async def send(self, request: bytes) -> bytes:
        """Return the body of the answer to a request that `post` made. RuntimeError unless 200."""
        self._writer.write(request)
        head = await self._reader.readuntil(HEAD_END)
        length = next(
            int(line[15:])
            for line in head.split(b"\r\n")
            if line.lower().startswith(b"content-length:")
        )
        body = await self._reader.readexactly(length)
        if not head.startswith(b"HTTP/1.1 200"):
            raise RuntimeError(f"{head[:40]!r} {body[:300]!r}")
        return body

    async def close(self) -> None:
        self._writer.close()
        await self._writer.wait_closed()


def post(path: str, body: bytes, *, key: str) -> bytes:
    """Return a POST of JSON as it goes over the wire."""
    return (
        f"POST {path} HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Bearer {key}\r\n"
        f"content-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n"
    ).encode() + body


@dataclass(frozen=True, slots=True)
class Latencies:
    """How long each of some requests took, and how many came through in a second."""

    milliseconds: list[float]
    seconds: float

    def percentile(self, share: float) -> float:
        ordered = sorted(self.milliseconds)
        return ordered[min(int(share * len(ordered)), len(ordered) - 1)]

    @property
    def a_second(self) -> float:
        return len(self.milliseconds) / self.seconds


async def ask(
    host: str,
    port: int,
    requests: list[bytes],
    *,
    clients: int,
    check: Callable[[bytes], None],
) -> Latencies:
    """Send the requests over so many connections at once; `check` raises at a wrong answer."""
    waiting = iter(requests)
    milliseconds: list[float] = []
    opened = [await Client.open(host, port) for _ in range(clients)]
    started = time.perf_counter()
    await asyncio.gather(*(_work(client, waiting, milliseconds, check) for client in opened))
    seconds = time.perf_counter() - started
    for client in opened:
        await client.close()
    return Latencies(milliseconds, seconds)


async def _work(
    client: Client,
    waiting: Iterator[bytes],
    milliseconds: list[float],
    check: Callable[[bytes], None],
) -> None:
    for request in waiting:
        started = time.perf_counter()
        body = await client.send(request)
        milliseconds.append((time.perf_counter() - started) * 1000)
        check(body)
