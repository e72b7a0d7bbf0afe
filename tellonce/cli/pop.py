"""`tellonce pop`: one screen pop in the terminal."""

import argparse
import json
import os
import sys
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from api.audit import look_at_pop
from context.pop import Lookup, ScreenPop, screen_pop
from identity.waterfall import Panel, waterfall
from tellonce.cli.looks import record_look
from tellonce.cli.pop_text import pop_text
from tellonce.errors import UnwritableFileError
from tellonce.session import open_desk

NAME: Final = "pop"
HELP: Final = "Show who is contacting you and the whole story, as an agent would see it."
EPILOG: Final = """\
examples:
  tellonce pop --phone "+1 303 555 0197"
  tellonce pop --name "Bill Smyth" --city "Saint Louis"
  tellonce pop --handle x:@ana_l --json
  tellonce pop --name "Bill Smyth" --city "Saint Louis" --why --plot why.svg
"""
PICTURES: Final = 8  # in one file; a customer may have hundreds of records


def add_arguments(parser: argparse.ArgumentParser) -> None:
    known = parser.add_argument_group("what is known of the contact; any part may be missing")
    known.add_argument("--phone", help="as it was dialled or shown")
    known.add_argument("--email", help="e-mail address")
    known.add_argument(
        "--handle",
        type=network_handle,
        metavar="NETWORK:HANDLE",
        help="on a network, e.g. x:@ana_l",
    )
    known.add_argument("--order", metavar="NUMBER", help="order number, as the customer cites it")
    known.add_argument("--case", metavar="NUMBER", help="case number, as the customer cites it")
    known.add_argument("--account", metavar="NUMBER", help="account number")
    known.add_argument("--name", help="as the customer gives it; nicknames and slips are fine")
    known.add_argument("--city", help="in any spelling or alias")
    known.add_argument("--text", help="what the customer wrote; numbers are read out of it")
    parser.add_argument("--channel", help="voice, chat, social, email, sms, …")
    parser.add_argument(
        "--why", action="store_true", help="explain every link or candidate, bit by bit"
    )
    parser.add_argument(
        "--plot", type=_svg, metavar="FILE.svg", help="also draw the explanations as waterfalls"
    )
    parser.add_argument("--json", action="store_true", help="everything, for a program to read")


async def run(args: argparse.Namespace) -> int:
    lookup = Lookup(
        channel=args.channel,
        phone=args.phone,
        email=args.email,
        handle=args.handle,
        order_number=args.order,
        case_number=args.case,
        account_number=args.account,
        name=args.name,
        city=args.city,
        text=args.text,
    )
    async with open_desk(os.environ) as desk:
        why = args.why or args.plot is not None
        pop = await screen_pop(desk, lookup, now=datetime.now(UTC), why=why)
    record_look(look_at_pop(pop, args.channel), NAME)
    if args.plot is not None:
        _plot(args.plot, pop)
    print(json.dumps(asdict(pop), indent=2) if args.json else pop_text(pop))
    return 0


def _plot(path: Path, pop: ScreenPop) -> None:
    """Write the picture, or say why there is none."""
    panels = _panels(pop)
    if not panels:
        print("tellonce pop: nothing to draw: no evidence decided here", file=sys.stderr)
        return
    try:
        path.write_text(waterfall(panels[:PICTURES]), encoding="utf-8")
    except OSError as error:
        raise UnwritableFileError(path, error) from error
    left_out = f"; {len(panels) - PICTURES} more are left out" if len(panels) > PICTURES else ""
    print(f"{path}: {min(len(panels), PICTURES)} waterfalls{left_out}", file=sys.stderr)


def _panels(pop: ScreenPop) -> list[Panel]:
    links = [
        Panel(f"{one.source} {one.source_id}, held against the customer's other records", why)
        for one in pop.why
        if (why := one.explanation) is not None
    ]
    candidates = [
        Panel(f"{one.name or 'without a name'}, {one.city or 'city unknown'}", why)
        for one in pop.candidates
        if (why := one.explanation) is not None
    ]
    return links or candidates


def _svg(text: str) -> Path:
    if not text.lower().endswith(".svg"):
        raise argparse.ArgumentTypeError(
            f"{text!r} is no SVG: pictures are drawn as SVG, which every browser shows; "
            "name it like why.svg"
        )
    return Path(text).expanduser()


def network_handle(text: str) -> tuple[str, str]:
    """Return network and handle of an argument; argparse turns the error into wrong usage."""
    network, colon, handle = text.partition(":")
    if not (network and colon and handle):
        raise argparse.ArgumentTypeError(
            f"{text!r} does not name its network: write it like x:@ana_l"
        )
    return network.lower(), handle
