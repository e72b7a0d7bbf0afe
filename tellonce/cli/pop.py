"""`tellonce pop`: one screen pop in the terminal."""

import argparse
import json
import os
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Final

from context.pop import Lookup, screen_pop
from tellonce.cli.pop_text import pop_text
from tellonce.session import open_desk

NAME: Final = "pop"
HELP: Final = "Show who is contacting you and the whole story, as an agent would see it."
EPILOG: Final = """\
examples:
  tellonce pop --phone "+1 303 555 0197"
  tellonce pop --name "Bill Smyth" --city "Saint Louis"
  tellonce pop --handle x:@ana_l --json
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    known = parser.add_argument_group("what is known of the contact; any part may be missing")
    known.add_argument("--phone", help="as it was dialled or shown")
    known.add_argument("--email", help="e-mail address")
    known.add_argument(
        "--handle", type=_handle, metavar="NETWORK:HANDLE", help="on a network, e.g. x:@ana_l"
    )
    known.add_argument("--order", metavar="NUMBER", help="order number, as the customer cites it")
    known.add_argument("--case", metavar="NUMBER", help="case number, as the customer cites it")
    known.add_argument("--account", metavar="NUMBER", help="account number")
    known.add_argument("--name", help="as the customer gives it; nicknames and slips are fine")
    known.add_argument("--city", help="in any spelling or alias")
    known.add_argument("--text", help="what the customer wrote; numbers are read out of it")
    parser.add_argument("--channel", help="voice, chat, social, email, sms, …")
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
        pop = await screen_pop(desk, lookup, now=datetime.now(UTC))
    print(json.dumps(asdict(pop), indent=2) if args.json else pop_text(pop))
    return 0


def _handle(text: str) -> tuple[str, str]:
    network, colon, handle = text.partition(":")
    if not (network and colon and handle):
        raise argparse.ArgumentTypeError(
            f"{text!r} does not name its network: write it like x:@ana_l"
        )
    return network.lower(), handle
