"""`tellonce insights notice`: a notice made, looked at, approved, measured, printed."""

import argparse
import csv
import getpass
import json
import os
import time
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Final

from api.audit import Look
from api.insight_answers import place_of
from context.insights.notices import (
    Making,
    approve_notice,
    cancel_notice,
    make_notice,
    preview,
    read_notice,
)
from context.insights.recipients import address_of
from context.insights.results import result_of
from context.pop import Desk
from graph.access import Graph
from graph.insights import NoticeView, RecipientView
from graph.queries.notices import addressees, letters_of, read_notices
from tellonce.cli.insights_text import (
    notice_json,
    notice_lines,
    recipient_json,
    recipient_lines,
    result_json,
)
from tellonce.cli.looks import record_look
from tellonce.cli.terminal import counted
from tellonce.errors import UnwritableFileError

COMMAND: Final = "insights"
PAGE: Final = 500
LETTER_COLUMNS: Final = ("name", "line_1", "line_2", "line_3", "text", "recipient")
OF_ONE: Final = {
    "preview": "who gets what and how, who does not and why",
    "approve": "let a draft be sent; a running server does it in its turns",
    "cancel": "tell nobody any more",
    "result": "how many contacts it avoided, with an interval",
    "letters": "write the letters that are due as CSV, for whoever prints them",
}


def add_notice_arguments(parser: argparse.ArgumentParser) -> None:
    doing = parser.add_subparsers(
        dest="step", metavar="make|list|preview|approve|cancel|result|letters", required=True
    )
    make = doing.add_parser("make", help="make a draft; nobody is told yet")
    make.add_argument("form", metavar="NOTICE", help="as `tellonce insights rules` names it")
    make.add_argument("--key", help="of your choice: made once, however often it is asked for")
    parsers = [make, doing.add_parser("list", help="the notices that were made")]
    for step, what in OF_ONE.items():
        one = doing.add_parser(step, help=what)
        one.add_argument("id", metavar="ID")
        parsers.append(one)
        if step == "letters":
            one.add_argument("--out", type=Path, required=True, metavar="FILE")
    for one in parsers:
        one.add_argument("--json", action="store_true", help="for a program to read")


async def run_notice(desk: Desk, args: argparse.Namespace) -> int:
    graph, now_ms = desk.identity.graph, time.time_ns() // 1_000_000
    if args.step == "preview":
        await _preview(graph, args)
    elif args.step == "result":
        result = await result_of(graph, args.id, now_ms=now_ms)
        print(json.dumps(result_json(result), indent=2) if args.json else result.words)
    elif args.step == "letters":
        await _letters(graph, args)
    else:
        _show(await _notices(desk, args, now_ms), as_json=args.json)
    return 0


async def _notices(desk: Desk, args: argparse.Namespace, now_ms: int) -> list[NoticeView]:
    """Do the step and return the notices that it leaves to be shown."""
    graph = desk.identity.graph
    if args.step == "make":
        return [await make_notice(place_of(desk), args.form, Making(_user(), now_ms, args.key))]
    if args.step == "approve":
        return [await approve_notice(graph, args.id, actor=_user(), at_ms=now_ms)]
    if args.step == "cancel":
        return [await cancel_notice(graph, args.id, actor=_user(), at_ms=now_ms)]
    return await read_notices(graph)


def _show(notices: Sequence[NoticeView], *, as_json: bool) -> None:
    if as_json:
        print(json.dumps([notice_json(one) for one in notices], indent=2))
        return
    print("\n".join(line for one in notices for line in notice_lines(one)) or "no notice was made")


async def _preview(graph: Graph, args: argparse.Namespace) -> None:
    found: list[RecipientView] = []
    while page := await preview(graph, args.id, first=PAGE, after=found[-1].id if found else None):
        found += page
    shown = tuple(one.customer_id for one in found if one.customer_id)
    record_look(Look("search", shown), COMMAND)
    if args.json:
        print(json.dumps([recipient_json(one) for one in found], indent=2))
        return
    print("\n".join(line for one in found for line in recipient_lines(one)))


async def _letters(graph: Graph, args: argparse.Namespace) -> None:
    """Write the letters of a notice. Raises UnwritableFileError, UnknownError."""
    await read_notice(graph, args.id)
    letters = await letters_of(graph, args.id, limit=PAGE)
    addresses = await _addresses(graph, [one.customer_id or "" for one in letters])
    record_look(Look("export", tuple(addresses)), COMMAND)
    try:
        with os.fdopen(_private(args.out), "w", newline="", encoding="utf-8") as file:
            written = _write(file, letters, addresses)
    except OSError as error:
        raise UnwritableFileError(args.out, error) from error
    said = {"file": str(args.out), "letters": written, "without_address": len(letters) - written}
    text = f"{counted(written, 'letter')} in {args.out}"
    if written < len(letters):
        text += f"; {len(letters) - written} without a whole address any more"
    print(json.dumps(said) if args.json else text)


async def _addresses(
    graph: Graph, ids: Sequence[str]
) -> dict[str, tuple[str | None, tuple[str, ...]]]:
    found: dict[str, tuple[str | None, tuple[str, ...]]] = {}
    for start in range(0, len(ids), PAGE):
        for one in await addressees(graph, ids[start : start + PAGE], causes=()):
            found[one.id] = one.name, address_of(one.profiles)
    return found


def _write(
    file: IO[str],
    letters: Sequence[RecipientView],
    addresses: dict[str, tuple[str | None, tuple[str, ...]]],
) -> int:
    rows = csv.writer(file)
    rows.writerow(LETTER_COLUMNS)
    written = 0
    for one in letters:
        name, lines = addresses.get(one.customer_id or "", (None, ()))
        if name and lines:
            rows.writerow((name, *(*lines, "", "", "")[:3], one.text, one.id))
            written += 1
    return written


def _private(path: Path) -> int:
    """Open a file that only its owner can read."""
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "operator"
