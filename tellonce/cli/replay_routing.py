"""`tellonce replay-routing`: what would other rules have done with the contacts of a time?"""

import argparse
import json
import os
import re
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, Final

from tqdm import tqdm

from context.errors import RuleFileError
from context.routes import Routing, replay_routes, routing_book
from context.routing.model import RoutingRules
from context.routing.replay import Replay, Replayed, Verdict
from graph.queries.routes import count_routes
from tellonce.cli.policies import print_refused
from tellonce.cli.terminal import counted, safe, when
from tellonce.session import open_desk

NAME: Final = "replay-routing"
HELP: Final = "Route earlier contacts once more by other rules, and count the misroutes of both."
EPILOG: Final = """\
examples:
  tellonce replay-routing --rules mine.toml --since 30d
  tellonce replay-routing --rules mine.toml --since 12h --json

Nothing is changed. Each contact of which is known what became of it is decided once more, over what
was on file when it came; who was handed on then was sent to the wrong desk.
"""
UNITS: Final = {"h": 3_600_000, "d": 86_400_000, "w": 7 * 86_400_000}  # in milliseconds
SPAN: Final = re.compile(r"(\d{1,4})([hdw])")
SHOWN: Final = 20  # contacts that are named of each sort
TITLES: Final = {
    Verdict.PREVENTED: "would have gone to the right desk",
    Verdict.ASKED: "would have been asked about first",
    Verdict.ELSEWHERE: "would have gone elsewhere, and nobody knows whether that is right",
    Verdict.STILL_WRONG: "would be wrong again",
    Verdict.NEW_MISROUTE: "were right, and would be wrong",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--rules", type=Path, required=True, metavar="NEW.toml", help="the rules to try"
    )
    parser.add_argument(
        "--since",
        type=span_ms,
        default="30d",
        metavar="SPAN",
        help="how far back: 12h, 30d, 4w (default: 30d)",
    )
    parser.add_argument("--json", action="store_true", help="everything, for a program to read")


async def run(args: argparse.Namespace) -> int:
    try:
        rules = routing_book(args.rules).current()
    except RuleFileError as error:
        return print_refused(error, as_json=args.json)
    replay = await _replay(rules, args.since)
    print(json.dumps(_as_json(replay), indent=2) if args.json else "\n".join(_lines(replay)))
    return 0


def span_ms(text: str) -> int:
    """Return the milliseconds of a span; argparse turns the error into wrong usage."""
    read = SPAN.fullmatch(text)
    if read is None:
        raise argparse.ArgumentTypeError(f"{text!r} is no span: write it like 12h, 30d or 4w")
    return int(read[1]) * UNITS[read[2]]


async def _replay(rules: RoutingRules, span: int) -> Replay:
    until_ms = time.time_ns() // 1_000_000
    since_ms = until_ms - span
    async with open_desk(os.environ) as desk:
        graph = desk.identity.graph
        routing = Routing(graph, desk.identity.keys, desk.routing, desk.policies, desk.zone)
        decided, known = await count_routes(graph, since_ms=since_ms, until_ms=until_ms)
        replay = Replay(decided, ())
        found = []
        with tqdm(desc="routing", total=known, unit="", disable=not sys.stderr.isatty()) as bar:
            async for one in replay_routes(routing, rules, since_ms=since_ms, until_ms=until_ms):
                found.append(one)
                bar.update()
    return replace(replay, replayed=tuple(found))


def _lines(replay: Replay) -> Iterator[str]:
    if not replay.decided:
        yield "nobody was routed in that time: there is nothing to replay"
        return
    known = len(replay.replayed)
    yield (
        f"{counted(replay.decided, 'contact')} routed; of {known:,} it is known what became of "
        f"{'it' if known == 1 else 'them'}"
    )
    if not known:
        return
    yield f"misroutes before: {replay.wrong_before:,}"
    yield f"misroutes after:  {replay.wrong_after:,}{_open_ends(replay)}"
    for verdict, title in TITLES.items():
        ours = [one for one in replay.replayed if one.verdict is verdict]
        if ours:
            yield ""
            yield f"{len(ours):,} {title}"
            yield from (f"  {_line(one)}" for one in ours[:SHOWN])
            if len(ours) > SHOWN:
                yield f"  … and {len(ours) - SHOWN:,} more; --json has them all"


def _open_ends(replay: Replay) -> str:
    parts = [
        f"{replay.count(verdict):,} {words}"
        for verdict, words in (
            (Verdict.ASKED, "asked about first"),
            (Verdict.ELSEWHERE, "unknown"),
        )
        if replay.count(verdict)
    ]
    return f", besides {' and '.join(parts)}" if parts else ""


def _line(one: Replayed) -> str:
    where = f"{one.desk} → {one.new_desk}" if one.desk != one.new_desk else one.desk
    ended = f", ended at {one.went_to}" if one.went_to else ""
    asks = f"; asks: {one.new_ask}" if one.new_ask else ""
    contact = f"{safe(one.channel):<7} {safe(f'{one.source}:{one.source_id}')}"
    return f"{when(one.at_ms)}  {contact}  {safe(f'{where}{ended}  ({one.new_why}{asks})')}"


def _as_json(replay: Replay) -> dict[str, Any]:
    return {
        "decided": replay.decided,
        "known": len(replay.replayed),
        "misroutes_before": replay.wrong_before,
        "misroutes_after": replay.wrong_after,
        **{verdict.value: replay.count(verdict) for verdict in Verdict},
        "contacts": [asdict(one) for one in replay.replayed],
    }
