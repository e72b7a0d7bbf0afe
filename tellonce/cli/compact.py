"""`tellonce compact`: the database's files forget what was deleted from the graph."""

import argparse
import json
import os
from typing import Final

from graph.store import compact_graph
from identity.erasure import finish_erasures
from tellonce.cli.erase import NEO4J, now_ms
from tellonce.session import open_deployment
from tellonce.settings import read_settings

NAME: Final = "compact"
HELP: Final = "Wipe what was erased out of the database's files as well."
EPILOG: Final = f"""\
example:
  tellonce compact

`tellonce erase` does this by itself, unless it is told not to with --no-compact. It may run beside
a server; what was written lately also stands in the engine's transaction log until the engine next
stops, which it does with its last user.

{NEO4J}
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="for a program to read")


async def run(args: argparse.Namespace) -> int:
    async with open_deployment(os.environ) as identity:
        finished = await finish_erasures(identity, at_ms=now_ms())
        seconds = await compact_graph(read_settings().graph)
    if args.json:
        compacted = seconds is not None
        print(json.dumps({"compacted": compacted, "seconds": seconds, "finished": finished}))
    elif seconds is None:
        print(NEO4J)
    else:
        print(f"the free space of the database's files is wiped; {seconds:.1f} s")
    return 0
