"""`tellonce insights`: why customers complain, whom else it concerns, and what these are told."""

import argparse
import json
import os
import time
from pathlib import Path
from typing import Final

from api.audit import Look
from api.insight_answers import place_of
from context.errors import RuleFileError
from context.insights.book import insight_book
from context.insights.fitting import silent_customers
from context.insights.listing import list_causes, read_cause
from context.insights.marking import Marker
from context.pop import Desk
from identity.errors import UnknownError
from tellonce.cli.insights_notice import add_notice_arguments, run_notice
from tellonce.cli.insights_text import (
    cause_json,
    cause_lines,
    rules_json,
    rules_lines,
    silent_json,
    silent_line,
)
from tellonce.cli.looks import record_look
from tellonce.cli.policies import print_refused
from tellonce.cli.terminal import counted
from tellonce.session import open_desk
from tellonce.settings import read_settings

NAME: Final = "insights"
HELP: Final = "Say why customers complain, list whom else it concerns, and tell these first."
EPILOG: Final = """\
examples:
  tellonce insights causes                     why, how many, and whether it grows
  tellonce insights show price-rise            one cause with its evidence
  tellonce insights list price-rise            whom it concerns who has not complained
  tellonce insights notice make price-rise     a draft of what these are told
  tellonce insights notice approve ID          a running server sends it in its turns
  tellonce insights notice result ID           how many contacts it avoided
  tellonce insights rules mine.toml            check a file of causes, patterns and notices
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    doing = parser.add_subparsers(
        dest="doing", metavar="causes|show|list|notice|rules", required=True
    )
    causes = doing.add_parser("causes", help="why customers complain, and whether it grows")
    show = doing.add_parser("show", help="one cause, with its evidence")
    show.add_argument("cause", metavar="CAUSE", help="as `tellonce insights causes` names it")
    listed = doing.add_parser("list", help="whom something concerns who has not complained")
    listed.add_argument("of", metavar="PATTERN|CAUSE")
    rules = doing.add_parser("rules", help="check a file, or show what is in force")
    rules.add_argument(
        "file",
        nargs="?",
        type=Path,
        metavar="FILE",
        help="TOML; without one, the file of TELLONCE_INSIGHTS, or what ships",
    )
    for one in (causes, show, listed, rules):
        one.add_argument("--json", action="store_true", help="for a program to read")
    add_notice_arguments(doing.add_parser("notice", help="tell those whom a pattern finds"))


async def run(args: argparse.Namespace) -> int:
    if args.doing == "rules":
        return _rules(args.file, as_json=args.json)
    async with open_desk(os.environ) as desk:
        await Marker(desk.identity.graph, desk.insights).catch_up()
        if args.doing == "notice":
            return await run_notice(desk, args)
        if args.doing == "causes":
            await _causes(desk, as_json=args.json)
        elif args.doing == "show":
            await _show(desk, args.cause, as_json=args.json)
        else:
            await _list(desk, args.of, as_json=args.json)
    return 0


def _rules(file: Path | None, *, as_json: bool) -> int:
    try:
        rules = insight_book(file or read_settings().context.insights_file).current()
    except RuleFileError as error:
        return print_refused(error, as_json=as_json)
    print(json.dumps(rules_json(rules), indent=2) if as_json else "\n".join(rules_lines(rules)))
    return 0


async def _causes(desk: Desk, *, as_json: bool) -> None:
    place = place_of(desk)
    views = await list_causes(place.graph, place.rules, now_ms=_now_ms())
    if as_json:
        print(json.dumps([cause_json(one) for one in views], indent=2))
        return
    print("\n\n".join("\n".join(cause_lines(one)) for one in views) or "nobody has complained")


async def _show(desk: Desk, id: str, *, as_json: bool) -> None:
    """Show one cause. Raises UnknownError."""
    place = place_of(desk)
    view = await read_cause(place.graph, place.rules, id, now_ms=_now_ms())
    if view is None:
        raise UnknownError("cause that anybody complained of called", id)
    shown = tuple(one.customer_id for one in view.evidence if one.customer_id)
    record_look(Look("search", shown), NAME)
    print(json.dumps(cause_json(view), indent=2) if as_json else "\n".join(cause_lines(view)))


async def _list(desk: Desk, of: str, *, as_json: bool) -> None:
    """List whom something concerns. Raises UnknownError."""
    found = await silent_customers(place_of(desk), of, now_ms=_now_ms())
    record_look(Look("search", tuple(one.id for one in found)), NAME)
    if as_json:
        print(json.dumps([silent_json(one) for one in found], indent=2))
        return
    for one in found:
        print(silent_line(one))
    print(f"{counted(len(found), 'customer')} whom it concerns, and who has not complained")


def _now_ms() -> int:
    return time.time_ns() // 1_000_000
