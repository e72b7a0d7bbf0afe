"""`tellonce story`: one of the demo world's stories, told step by step with the screen pops."""

import argparse
import asyncio
import os
import tempfile
import textwrap
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from context.mentions.board import board, firestorms
from context.mentions.model import WAITING
from context.pop import screen_pop
from tellonce.cli.demo import worked
from tellonce.cli.insights_told import insights_told
from tellonce.cli.mentions import board_lines, storm_lines
from tellonce.cli.pop_text import pop_text
from tellonce.cli.quality_told import quality_told
from tellonce.cli.serve import DEFAULT_HOST
from tellonce.demo.books import announce_book, load_book
from tellonce.demo.load import SECRET_VARIABLE, send_call_events, send_records
from tellonce.demo.place import DemoPlace
from tellonce.demo.shop import inventory
from tellonce.demo.stories import STORIES
from tellonce.demo.stories.telling import Json, Step, lookup_of
from tellonce.server import RunningServer, serving

NAME: Final = "story"
HELP: Final = "Tell one of the stories that tellonce is made for, step by step, with the pops."
EPILOG: Final = """\
examples:
  tellonce story        which stories there are
  tellonce story 3

It is played for real, in a deployment of its own that is gone afterwards: records and the
telephone switch's reports come in, and the pops are asked of the server that takes them.
"""
WIDTH: Final = 96
SHOWN: Final = 5  # mentions of a board


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "number", nargs="?", type=int, choices=sorted(STORIES), help="which; without it: a list"
    )


async def run(args: argparse.Namespace) -> int:
    now = datetime.now(UTC).replace(microsecond=0)
    if args.number is None:
        for number, told in STORIES.items():
            print(f"{number}  {told(now).title}")
        return 0
    story = STORIES[args.number](now)
    print(f"{story.title}\n{'=' * len(story.title)}", flush=True)
    with tempfile.TemporaryDirectory(prefix="tellonce-story-") as folder:
        environ = DemoPlace(Path(folder)).environ(os.environ)
        async with serving(environ, DEFAULT_HOST, 0) as server:
            teller = _Teller(server, environ[SECRET_VARIABLE])
            await teller.send([*inventory(now)], ())
            for step in story.steps:
                await teller.tell(step, now)
    return 0


class _Teller:
    """Plays steps against a server, and shows its screen pops."""

    def __init__(self, server: RunningServer, secret: str) -> None:
        self._server = server
        self._secret = secret
        self._key = server.first_key or ""

    async def tell(self, step: Step, now: datetime) -> None:
        """Play one step; its pop is shown as it was at that time."""
        print(f"\n{_when(step.at, now)}")
        print(textwrap.fill(step.told, WIDTH), flush=True)
        await self.send(step.records, step.calls)
        await self._books(step)
        if step.lookup is not None:
            pop = await screen_pop(self._server.desk, lookup_of(step.lookup), now=step.at)
            print(f"\n  What {step.looks} sees:\n")
            print(textwrap.indent(pop_text(pop), "  | "), flush=True)
        desk = self._server.desk
        if step.board or step.storms:
            await self._in_public(step)
        async for shown in quality_told(desk, step.scored, at=step.at):
            print(textwrap.indent(f"\n{shown}", "  | "), flush=True)
        async for shown in insights_told(desk, step.insights, step.notices, at=step.at):
            print(textwrap.indent(f"\n{shown}", "  | "), flush=True)

    async def _books(self, step: Step) -> None:
        identity = self._server.desk.identity
        if step.announces is not None:
            await announce_book(identity, step.announces)
        if step.loads is not None:
            await load_book(identity, step.loads)
            await worked(identity.graph)

    async def _in_public(self, step: Step) -> None:
        """Show the response team's board, and what supervisors are warned of."""
        graph, at_ms = self._server.desk.identity.graph, round(step.at.timestamp() * 1000)
        if step.storms:
            storms = await firestorms(graph, after=None, limit=SHOWN)
            told = ["A firestorm:", *storm_lines(storms)]
            print(textwrap.indent("\n".join(["", *told]), "  | "), flush=True)
        if step.board:
            found = await board(graph, WAITING, after=None, limit=SHOWN, now_ms=at_ms)
            told = ["The board of mentions:", *board_lines(found, SHOWN)]
            print(textwrap.indent("\n".join(["", *told]), "  | "), flush=True)

    async def send(self, records: Sequence[Json], calls: Sequence[Json]) -> None:
        url = self._server.url
        if records:
            await asyncio.to_thread(send_records, url, self._key, records, _silent)
        if calls:
            await asyncio.to_thread(send_call_events, url, self._secret, calls, _silent)
        await worked(self._server.desk.identity.graph)


def _when(at: datetime, now: datetime) -> str:
    days = (now - at).days
    if days:
        return f"{days} day{'s' if days > 1 else ''} ago"
    minutes = round((now - at).total_seconds() / 60)
    return f"{minutes} minutes ago" if minutes else "Now"


def _silent(_done: int) -> None:
    return None
