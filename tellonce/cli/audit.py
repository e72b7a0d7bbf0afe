"""`tellonce audit`: does the record of who was shown whom hold, and what does it say?"""

import argparse
import asyncio
import json
import os
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from api.audit_chain import Entry, Seal
from api.audit_check import AuditCheck, check_audit
from api.audit_search import AuditFiles
from graph.queries.customers import read_former_ids
from graph.settings import GraphSettings
from graph.store import open_graph, open_keys
from tellonce.cli.terminal import columns, counted, safe, when
from tellonce.settings import AUDIT, read_settings

NAME: Final = "audit"
HELP: Final = "Check the record of who was shown which customer, or read it."
EPILOG: Final = """\
examples:
  tellonce audit verify
  tellonce audit show --customer c_8fJ2kQ

Each server and command that shows customers writes files of its own to the folder `audit` of
TELLONCE_DATA. Every entry is chained to the one before under the deployment key; each chain begins
with what the others ended with. `verify` needs no database and exits with 1 when an entry or a file
was changed, removed or added. A customer stands there as a keyed hash of the id, so nothing of an
erased person is left in it; `show` finds the entries of whoever knows the id, merged ids included.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    doing = parser.add_subparsers(dest="doing", metavar="verify|show", required=True)
    verify = doing.add_parser("verify", help="say which entry of which file is broken or missing")
    show = doing.add_parser("show", help="list who was shown a customer")
    show.add_argument("--customer", required=True, metavar="ID", help="also one that was merged")
    for one in (verify, show):
        one.add_argument("--json", action="store_true", help="for a program to read")


async def run(args: argparse.Namespace) -> int:
    settings = read_settings(os.environ).graph
    seal, folder = Seal(open_keys(settings)), settings.data / AUDIT
    if args.doing == "show":
        await _show(settings, AuditFiles(folder, seal), args.customer, as_json=args.json)
        return 0
    check = await asyncio.to_thread(check_audit, folder, seal)
    if args.json:
        print(json.dumps({"holds": check.holds, **asdict(check)}, indent=2))
    else:
        _print_check(check, folder)
    return 0 if check.holds else 1


def _print_check(check: AuditCheck, folder: Path) -> None:
    print(f"{counted(check.files, 'file')}, {counted(check.entries, 'entry')} in {folder}")
    for name in check.being_written:
        print(f"{name}: is being written")
    for name in check.killed:
        print(f"{name}: its process was killed; the next one saw where it ended")
    for finding in check.findings:
        print(f"PROBLEM {finding}")
    print("the audit holds" if check.holds else "the audit does not hold")


async def _show(
    settings: GraphSettings, audit: AuditFiles, customer_id: str, *, as_json: bool
) -> None:
    ids = await _all_ids(settings, customer_id)
    entries = await asyncio.to_thread(audit.looks_at, ids)
    if as_json:
        print(json.dumps([_shown(entry) for entry in entries], indent=2))
        return
    head = ("when", "who", "role", "what", "channel", "how it ended")
    rows = [_cells(entry) for entry in entries]
    print("\n".join(columns([head, *rows])) if rows else "nobody was shown this customer")


async def _all_ids(settings: GraphSettings, customer_id: str) -> set[str]:
    """Return the id and those of the customers that were merged with it; an erased one's alone."""
    ids = {customer_id}
    async with open_graph(settings) as graph:
        for row in await read_former_ids(graph, [customer_id]):
            ids |= {row["id"], *(former for former, *_ in row["former"])}
    return ids


def _shown(entry: Entry) -> dict[str, Any]:
    return {name: value for name, value in entry.items() if name not in ("n", "hash")}


def _cells(entry: Entry) -> tuple[str, ...]:
    texts = (str(entry.get(one, "")) for one in ("name", "role", "kind", "channel", "resolution"))
    return (when(entry["at_ms"]), *map(safe, texts))
