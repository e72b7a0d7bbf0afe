"""`tellonce demo`: an invented world, the server, and who is calling."""

import argparse
import asyncio
import contextlib
import json
import os
import shlex
import sys
import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Final

from tqdm import tqdm

from api.keys import Role, make_key, role_of
from context.pop import screen_pop
from graph.access import Graph
from graph.queries.inbox import inbox_backlog
from graph.queries.watermark import read_backlog
from tellonce.cli.pop_text import pop_text
from tellonce.cli.serve import DEFAULT_HOST, DEFAULT_PORT, port, until_stopped
from tellonce.demo.books import announce_book
from tellonce.demo.load import SECRET_VARIABLE, Progress, send_call_events, send_records
from tellonce.demo.place import DemoPlace
from tellonce.demo.stories import STORIES
from tellonce.demo.stories.telling import lookup_of
from tellonce.demo.world import call_events, records
from tellonce.errors import AddressTakenError, DemoError
from tellonce.server import RunningServer, serving
from tellonce.settings import read_settings

NAME: Final = "demo"
HELP: Final = "Start tellonce with an invented world, and show who is calling."
EPILOG: Final = """\
examples:
  tellonce demo
  tellonce demo --fresh --once

The world lives in a folder of its own, $TELLONCE_DATA/demo: it never touches your data.
"""
SEED: Final = 2026
STORY: Final = 3  # John's
WORKED_SECONDS: Final = 60.0  # for the calls to come out of the inbox; they take one or two
QUERY: Final = (
    "query($lookup: LookupInput!) { screenPop(lookup: $lookup) { resolution acknowledgement "
    "customer { name } attempts { channel words } nextActions { text why } } }"
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--port", type=port, help=f"default: {DEFAULT_PORT}, or any free one where that is taken"
    )
    parser.add_argument("--once", action="store_true", help="show it and end, serve no longer")
    parser.add_argument("--fresh", action="store_true", help="make the demo world anew")


async def run(args: argparse.Namespace) -> int:
    place = DemoPlace(read_settings().graph.data / "demo")
    if args.fresh:
        place.clear()
    environ = place.environ(os.environ)
    async with contextlib.AsyncExitStack() as stack:
        server = await _serve(stack, environ, args.port)
        key = await _admin_key(server, place)
        await _load(server, place, key, environ[SECRET_VARIABLE])
        await _show(server, key)
        if not args.once:
            print("\nCtrl-C ends it; the next start takes a few seconds.", flush=True)
            await until_stopped(server)
    return 0


async def _serve(
    stack: contextlib.AsyncExitStack, environ: Mapping[str, str], wanted: int | None
) -> RunningServer:
    if wanted is not None:
        return await stack.enter_async_context(serving(environ, DEFAULT_HOST, wanted))
    try:
        return await stack.enter_async_context(serving(environ, DEFAULT_HOST, DEFAULT_PORT))
    except AddressTakenError:
        return await stack.enter_async_context(serving(environ, DEFAULT_HOST, 0))


async def _admin_key(server: RunningServer, place: DemoPlace) -> str:
    """Return an admin key of the demo: the one of its first start for as long as it is good."""
    graph = server.desk.identity.graph
    kept = place.kept_key()
    if kept and await role_of(graph, f"Bearer {kept}") is Role.ADMIN:
        return kept
    return place.keep_key(server.first_key or await make_key(graph, Role.ADMIN, "demo"))


async def _load(server: RunningServer, place: DemoPlace, key: str, secret: str) -> None:
    now, loaded = place.begin()
    if loaded:
        return
    world = list(records(seed=SEED, now=now))
    calls = list(call_events(seed=SEED, now=now))
    with _progress(len(world) + len(calls)) as progress:
        await asyncio.to_thread(send_records, server.url, key, world, progress)
        await asyncio.to_thread(send_call_events, server.url, secret, calls, progress)
    for told in STORIES.values():
        for book in told(now).announced():
            await announce_book(server.desk.identity, book)
    await worked(server.desk.identity.graph)
    place.finish()


async def worked(graph: Graph) -> None:
    """Wait until every call is worked and context derived. Raises DemoError when that fails."""
    end = time.monotonic() + WORKED_SECONDS
    while (backlog := await inbox_backlog(graph)).waiting or await _is_behind(graph):
        if time.monotonic() > end:
            raise DemoError(f"{backlog.waiting} call events are still waiting in the inbox")
        await asyncio.sleep(0.1)
    if backlog.parked:
        raise DemoError(f"{backlog.parked} call events could not be worked: see the log above")


async def _is_behind(graph: Graph) -> bool:
    events = await read_backlog(graph, limit=0)
    return events.last > events.value


async def _show(server: RunningServer, key: str) -> None:
    now = datetime.now(UTC)
    asked = STORIES[STORY](now).lookup
    pop = await screen_pop(server.desk, lookup_of(asked), now=now)
    body = json.dumps({"query": QUERY, "variables": {"lookup": asked}})
    print(f"page   {server.url}/#key={key}")
    print(f"key    {key}\n")
    print("John opens a chat. What his agent sees, asked over GraphQL:\n")
    print(f"curl -s {server.url}/graphql -H 'authorization: Bearer {key}' \\")
    print(f"  -H 'content-type: application/json' -d {shlex.quote(body)}\n")
    print("and in the terminal:\n")
    print(pop_text(pop), flush=True)


@contextlib.contextmanager
def _progress(total: int) -> Iterator[Progress]:
    hidden = not sys.stderr.isatty()
    with tqdm(total=total, desc="demo world", unit=" records", disable=hidden) as bar:
        yield bar.update
