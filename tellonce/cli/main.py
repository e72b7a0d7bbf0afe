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
from keyword import iskeyword
from typing import Final, cast

from tellonce.cli.command import Command
from tellonce.log import configure_logging
from tellonce.settings import read_settings

# Only the one that is asked for is imported: all of them together take seconds.
COMMANDS: Final = (
    "demo",
    "story",
    "serve",
    "import",
    "connectors",
    "sync",
    "replay",
    "pop",
    "resolve",
    "canned",
    "policies",
    "routing",
    "replay-routing",
    "promises",
    "mentions",
    "quality",
    "insights",
    "review",
    "train",
    "evaluate",
    "book",
    "export",
    "erase",
    "compact",
    "recompute",
    "audit",
    "keys",
    "status",
    "doctor",
    "schema",
)
# uvloop is twice as fast and comes with the extra `fast`; everything works without.
LOOPS: Final = import_module("uvloop" if find_spec("uvloop") else "asyncio")
SERVERS: Final = ("demo", "serve")
ROOMS: Final = ("api", "connectors", "context", "graph", "identity", "tellonce")
VERSION: Final = "--version"
INTERRUPTED: Final = 130  # 128 and the number of SIGINT, as shells have it


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code. Wrong usage raises SystemExit(2)."""
    words = sys.argv[1:] if argv is None else argv
    args = make_parser(next(iter(words), None)).parse_args(words)
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
    except Exception as error:
        if not is_expected(error):
            raise
        print(f"tellonce {args.command.NAME}: {error}", file=sys.stderr)
        return 1
    return code


def load(name: str) -> Command:
    """Return the command of this name."""
    module = name.replace("-", "_")
    return cast(
        "Command", import_module(f"tellonce.cli.{f'{module}_' if iskeyword(module) else module}")
    )


def is_expected(error: Exception) -> bool:
    """Return whether a room of ours says what is wrong, so that a line of it is enough."""
    rooms = (f"{room}.errors" for room in ROOMS)
    known = {name for name in rooms if name in sys.modules}
    return any(kind.__module__ in known for kind in type(error).__mro__)


def make_parser(only: str | None = None) -> argparse.ArgumentParser:
    """Return the parser of the whole command line, or of it with one command alone."""
    parser = argparse.ArgumentParser(
        prog="tellonce",
        description="Who is contacting you, on whichever channel, and the whole story.",
        epilog="`tellonce COMMAND --help` has the options of a command and an example.",
    )
    parser.add_argument(VERSION, action="version", version=f"tellonce {version('tellonce')}")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    for name in _asked(only):
        command = load(name)
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


def _asked(only: str | None) -> Sequence[str]:
    if only == VERSION:
        return ()
    return (only,) if only in COMMANDS else COMMANDS


def _configure_logging(command: str) -> None:
    serving = command in SERVERS
    level = read_settings().server.log_level or ("info" if serving else "warning")
    configure_logging(level, as_json=serving and not sys.stderr.isatty())
