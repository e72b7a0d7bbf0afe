"""`tellonce serve`: the server, until it is told to stop."""

import argparse
import asyncio
import os
import signal
from typing import Final

from tellonce.server import RunningServer, serving

NAME: Final = "serve"
HELP: Final = "Run the server: GraphQL, the page, webhooks and the intake of records."
EPILOG: Final = """\
examples:
  tellonce serve
  tellonce serve --port 9000
  GRAPH_URL=neo4j://db.example.com GRAPH_PASSWORD=… tellonce serve

The first start on an empty deployment prints an admin key, once.
"""
DEFAULT_HOST: Final = "127.0.0.1"
DEFAULT_PORT: Final = 8420
STOP_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--host", default=DEFAULT_HOST, help=f"address to listen at (default {DEFAULT_HOST})"
    )
    parser.add_argument(
        "--port", type=port, default=DEFAULT_PORT, help=f"0 for a free one ({DEFAULT_PORT})"
    )


async def run(args: argparse.Namespace) -> int:
    async with serving(os.environ, args.host, args.port) as server:
        print(f"tellonce serves at {server.url}", flush=True)
        if server.first_key:
            print(f"admin key, shown this once: {server.first_key}", flush=True)
        await until_stopped(server)
    return 0


async def until_stopped(server: RunningServer) -> None:
    """Return when the process is told to stop, or the server has ended by itself."""
    loop = asyncio.get_running_loop()
    told = asyncio.Event()
    for number in STOP_SIGNALS:
        loop.add_signal_handler(number, told.set)
    try:
        waiting = asyncio.create_task(told.wait())
        await asyncio.wait({waiting, server.ended}, return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()
    finally:
        for number in STOP_SIGNALS:
            loop.remove_signal_handler(number)


def port(text: str) -> int:
    """Return a TCP port that an argument names; argparse turns the error into wrong usage."""
    if not (text.isascii() and text.isdecimal() and int(text) <= 65535):
        raise argparse.ArgumentTypeError(f"{text!r} is no port: a number from 0 to 65535")
    return int(text)
