"""The command `tellonce`: arguments in, one command's `run`, an exit code out.

0 done; 1 refused or failed, with a line on stderr; 2 wrong usage; 130 interrupted.
"""

import argparse
import asyncio
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.metadata import version
from importlib.util import find_spec
from typing import Final

from api.errors import ApiError
from connectors.errors import ConnectorError
from context.errors import ContextError
from graph.errors import GraphError
from identity.errors import IdentityError
from tellonce.cli import (
    audit,
    book,
    canned,
    compact,
    connectors,
    demo,
    doctor,
    erase,
    evaluate,
    export,
    import_,
    insights,
    keys,
    mentions,
    policies,
    pop,
    promises,
    quality,
    recompute,
    replay,
    replay_routing,
    resolve,
    review,
    routing,
    schema,
    serve,
    status,
    story,
    sync,
    train,
)
from tellonce.cli.command import Command
from tellonce.errors import TellonceError
from tellonce.log import configure_logging
from tellonce.settings import read_settings

COMMANDS: Final[tuple[Command, ...]] = (
    demo,
    story,
    serve,
    import_,
    connectors,
    sync,
    replay,
    pop,
    resolve,
    canned,
    policies,
    routing,
    replay_routing,
    promises,
    mentions,
    quality,
    insights,
    review,
    train,
    evaluate,
    book,
    export,
    erase,
    compact,
    recompute,
    audit,
    keys,
    status,
    doctor,
    schema,
)
# uvloop is twice as fast and comes with the extra `fast`; everything works without.
LOOPS: Final = import_module("uvloop" if find_spec("uvloop") else "asyncio")
SERVERS: Final = (demo.NAME, serve.NAME)
EXPECTED: Final = (ApiError, ConnectorError, ContextError, GraphError, IdentityError, TellonceError)
INTERRUPTED: Final = 130  # 128 and the number of SIGINT, as shells have it


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code. Wrong usage raises SystemExit(2)."""
    args = make_parser().parse_args(argv)
    try:
        _configure_logging(args.command.NAME)
        with asyncio.Runner(loop_factory=LOOPS.new_event_loop) as runner:
            code: int = runner.run(args.command.run(args))
        sys.stdout.flush()
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has enough; without this, Python would complain at its exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except EXPECTED as error:
        print(f"tellonce {args.command.NAME}: {error}", file=sys.stderr)
        return 1
    return code


def make_parser() -> argparse.ArgumentParser:
    """Return the parser of the whole command line."""
    parser = argparse.ArgumentParser(
        prog="tellonce",
        description="Who is contacting you, on whichever channel, and the whole story.",
        epilog="`tellonce COMMAND --help` has the options of a command and an example.",
    )
    parser.add_argument("--version", action="version", version=f"tellonce {version('tellonce')}")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    for command in COMMANDS:
        own = commands.add_parser(
            command.NAME,
            help=command.HELP,
            description=command.HELP,
            epilog=command.EPILOG,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        command.add_arguments(own)
        own.set_defaults(command=command)
    return parser


def _configure_logging(command: str) -> None:
    serving = command in SERVERS
    level = read_settings().server.log_level or ("info" if serving else "warning")
    configure_logging(level, as_json=serving and not sys.stderr.isatty())
