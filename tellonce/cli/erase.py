"""`tellonce erase`: a customer leaves the graph, and does not come back by the next sync."""

import argparse
import getpass
import json
import os
import sys
import time
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any, Final

from context.pop import Desk
from context.pop import customer as customer_view
from graph.queries.suppressions import ErasureRow
from graph.store import compact_graph
from identity.erasure import Plan, Who, erase, erasures_of, finish_erasures, lift, plan_erasure
from tellonce.cli.terminal import safe
from tellonce.cli.whom import Whom, add_whom, find_whom, names_twice, names_whom
from tellonce.errors import UnconfirmedError
from tellonce.session import open_desk
from tellonce.settings import read_settings

NAME: Final = "erase"
HELP: Final = "Erase all that is held about a customer, for good."
NEO4J: Final = """\
On a Neo4j, what is deleted leaves the graph at once, but not the bytes of its store files: their
space is reused by later writes. To be rid of them, stop the database and copy it with
`neo4j-admin database copy`, which takes along what is still there, and delete the old one; its
transaction logs and backups are kept for as long as your settings say."""
EPILOG: Final = f"""\
examples:
  tellonce erase c_8fJ2kQ --reason "request of 2 November"
  tellonce erase --email ana@example.com --yes --json
  tellonce erase --lift --email ana@example.com     she came back by herself: take her in again
  tellonce erase                                    finish what was cut off

Gone afterwards: the customer with every id that was merged into it, source records, identifiers
and activities, what nobody owned around them, review tasks, evidence of decisions, raw webhook
deliveries. What somebody else holds too stays theirs. The ledger keeps that it happened, by whom,
when, why and how much; --reason must not name the person.

Keyed hashes stay behind, so that nothing of it comes back by a later import or webhook: not the
same records, and no new record that holds an identifier that was hers alone. --lift lets those
identifiers in again (the old records stay out), --lift-all everything.

The embedded engine's files are wiped too (see `tellonce compact --help`). Files that you imported,
their rejects, exports and backups are yours to delete; a model that you trained yourself holds
frequencies of names.

{NEO4J}
"""
WRONG_USAGE: Final = 2
KINDS: Final = {"SourceRecord": "source record", "ReviewTask": "review task"}
MANY: Final = {"Delivery": "deliveries"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_whom(parser)
    parser.add_argument("--reason", help="kept in the ledger; without the person's name")
    parser.add_argument(
        "--as", dest="actor", metavar="NAME", help="who erases (default: the user of this machine)"
    )
    parser.add_argument("--yes", action="store_true", help="do not ask")
    parser.add_argument(
        "--no-compact", action="store_true", help="leave the wiping of files to `tellonce compact`"
    )
    lifting = parser.add_mutually_exclusive_group()
    lifting.add_argument("--lift", action="store_true", help="let the identifiers come in again")
    lifting.add_argument("--lift-all", action="store_true", help="let everything come in again")
    parser.add_argument("--json", action="store_true", help="for a program to read")


async def run(args: argparse.Namespace) -> int:
    if names_twice(args) or ((args.lift or args.lift_all) and not names_whom(args)):
        print("tellonce erase: name a customer, either by id or by options", file=sys.stderr)
        return WRONG_USAGE
    async with open_desk(os.environ) as desk:
        if not names_whom(args):
            finished = await finish_erasures(desk.identity, at_ms=now_ms())
            compacted = await _compact(args) if finished else None
            _tell(args, {"finished": finished, "compacted": compacted}, _finished_text(finished))
            return 0
        whom = await find_whom(desk, args)
        if args.lift or args.lift_all:
            return await _lift(desk, whom, args)
        return await _erase(desk, whom, args)


async def _erase(desk: Desk, whom: Whom, args: argparse.Namespace) -> int:
    plan = await plan_erasure(desk.identity, whom.customer_id) if whom.customer_id else None
    if plan is None:
        await finish_erasures(desk.identity, at_ms=now_ms())
        return await _was_erased(desk, whom, args)
    if not args.yes and not await _is_confirmed(desk, plan):
        print("nothing was erased", file=sys.stderr)
        return 1
    row = await erase(desk.identity, plan.customer_id, _who(args), at_ms=now_ms())
    if row is None:
        raise AssertionError  # what was just begun has its entry
    compacted = await _compact(args)
    text = [f"erased: {counts_text(plan.counts())}", f"ledger: {row.id}, by {safe(row.actor)}"]
    if compacted:
        text.append("the files' free space is wiped; the engine's transaction log goes as it stops")
    _tell(args, {**entry(row), "erased": True, "compacted": compacted}, "\n".join(text))
    return 0


async def _was_erased(desk: Desk, whom: Whom, args: argparse.Namespace) -> int:
    """Say that there is nobody to erase: never was, or not any more."""
    earlier = await erasures_of(desk.identity, whom.keys)
    if not earlier:
        _tell(args, {"erased": False}, "nobody of that id or identifier is known: nothing to erase")
        return 0
    row = earlier[0]
    _tell(args, {**entry(row), "erased": False}, f"already erased on {when_erased(row)}")
    return 0


async def _lift(desk: Desk, whom: Whom, args: argparse.Namespace) -> int:
    earlier = await erasures_of(desk.identity, whom.keys)
    lifted = 0
    for row in earlier:
        lifted += await lift(
            desk.identity, row, _who(args), everything=args.lift_all, at_ms=now_ms()
        )
    text = f"{lifted} keyed hashes removed: what they kept out may come in again"
    _tell(args, {"lifted": lifted}, text if earlier else "nobody of that kind was ever erased")
    return 0


async def _is_confirmed(desk: Desk, plan: Plan) -> bool:
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise UnconfirmedError
    view = await customer_view(desk, plan.customer_id)
    name = safe(view.name) if view and view.name else "a customer without a name"
    question = f"{plan.customer_id}, {name}\n{counts_text(plan.counts())}\nErase for good? [y/N] "
    print(question, end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().lower() in {"y", "yes"}


async def _compact(args: argparse.Namespace) -> bool:
    return not args.no_compact and await compact_graph(read_settings().graph) is not None


def counts_text(counts: dict[str, int]) -> str:
    """Return e.g. "1 customer, 3 source records, 12 interactions"."""
    return ", ".join(_count(number, kind) for kind, number in counts.items() if number)


def _count(number: int, kind: str) -> str:
    one = KINDS.get(kind, kind.lower())
    return f"{number:,} {one if number == 1 else MANY.get(kind, one + 's')}"


def entry(row: ErasureRow) -> dict[str, Any]:
    """Return the ledger's entry for a program to read."""
    counts = (one.split() for one in row.counts)
    return {
        "customer": row.customer_id,
        "decision": row.id,
        "by": row.actor,
        "reason": row.reason,
        "at": when_erased(row),
        "counts": {kind: int(number) for kind, number in counts},
    }


def when_erased(row: ErasureRow) -> str:
    return datetime.fromtimestamp(row.at_ms / 1000, UTC).isoformat(timespec="seconds")


def now_ms() -> int:
    return time.time_ns() // 1_000_000


def _finished_text(finished: int) -> str:
    return f"{finished} erasures finished" if finished else "no erasure was cut off: nothing to do"


def _who(args: argparse.Namespace) -> Who:
    return Who(args.actor or _user(), args.reason)


def _user() -> str:
    with suppress(OSError, KeyError, ImportError):
        return getpass.getuser()
    return "operator"


def _tell(args: argparse.Namespace, facts: dict[str, Any], text: str) -> None:
    print(json.dumps(facts, indent=2) if args.json else text)
