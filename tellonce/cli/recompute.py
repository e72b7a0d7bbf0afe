"""`tellonce recompute`: derive the context of all customers anew from their evidence."""

import argparse
import json
import os
import time
from typing import Final

from tellonce.cli.deriving import customer_bar
from tellonce.cli.terminal import counted
from tellonce.session import keeper_of, open_desk

NAME: Final = "recompute"
HELP: Final = "Derive every customer's matters and what follows from them anew."
EPILOG: Final = """\
example:
  tellonce recompute

What is derived follows from the evidence alone: running this changes nothing unless rules changed,
with a new version of tellonce for instance, or something went wrong. It may run beside a server,
and one that was cut off goes on where it stopped when it is run again.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="for a program to read")


async def run(args: argparse.Namespace) -> int:
    done, started = 0, time.monotonic()
    async with open_desk(os.environ) as desk:
        with customer_bar() as move_on:

            def progress(customers: int) -> None:
                nonlocal done
                done += customers
                move_on(customers)

            await keeper_of(desk).recompute(progress=progress)
    seconds = time.monotonic() - started
    if args.json:
        print(json.dumps({"customers": done, "seconds": round(seconds, 3)}))
    else:
        print(f"the context of {counted(done, 'customer')} is derived anew; {seconds:.1f} s")
    return 0
