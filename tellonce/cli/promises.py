"""`tellonce promises`: what was promised to customers and is open or broken."""

import argparse
import json
import os
import time
from typing import Any, Final

from context.promises.listing import Listed, promises_not_over
from tellonce.cli.terminal import counted, safe
from tellonce.session import open_desk

NAME: Final = "promises"
HELP: Final = "List what was promised to customers and is open or broken, the broken ones first."
EPILOG: Final = """\
examples:
  tellonce promises
  tellonce promises --limit 500 --json
"""
USUAL: Final = 50
MOST: Final = 10_000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--limit",
        type=_limit,
        default=USUAL,
        metavar="N",
        help=f"at most so many, the longest due first (usually {USUAL})",
    )
    parser.add_argument("--json", action="store_true", help="for a program to read")


async def run(args: argparse.Namespace) -> int:
    now_ms = time.time_ns() // 1_000_000
    async with open_desk(os.environ) as desk:
        listed = await promises_not_over(
            desk.identity.graph, desk.promises.current(), now_ms=now_ms, limit=args.limit
        )
    if args.json:
        print(json.dumps([_as_json(one) for one in listed], indent=2))
        return 0
    for one in listed:
        print(_line(one))
    if not listed:
        print("nothing that was promised is open or broken")
    elif len(listed) == args.limit:
        print(f"the first {counted(len(listed), 'promise')}; --limit shows more")
    return 0


def _line(one: Listed) -> str:
    promise = one.promise
    who = safe(one.name or "a customer without a name")
    by = f"; {safe(promise.owner)} answers for it" if promise.owner else ""
    return f"{promise.status.value:<7} {who}: {safe(promise.words)}{by}"


def _as_json(one: Listed) -> dict[str, Any]:
    promise = one.promise
    return {
        "id": promise.id,
        "customer_id": one.customer_id,
        "kind": promise.kind.value,
        "text": promise.text,
        "status": promise.status.value,
        "made_at_ms": promise.made_at_ms,
        "made_by": promise.made_by,
        "made_how": promise.made_how,
        "due_ms": promise.due_ms,
        "due_assumed": promise.due_assumed,
        "broken_at_ms": promise.broken_at_ms,
        "escalated_at_ms": promise.escalated_at_ms,
        "owner": promise.owner,
        "about": promise.about,
        "words": promise.words,
    }


def _limit(text: str) -> int:
    number = int(text) if text.isdigit() else 0
    if not 1 <= number <= MOST:
        raise argparse.ArgumentTypeError(f"{text!r}: a number from 1 to {MOST}")
    return number
