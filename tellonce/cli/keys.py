"""`tellonce keys`: the API keys of this deployment: made, listed, revoked."""

import argparse
import json
import os
import re
import time
from datetime import UTC, datetime
from typing import Any, Final

from api.access import scope_for
from api.errors import UnknownKeyError
from api.keys import Role, key_id, make_key, revoke_key
from graph.access import Graph
from graph.queries.api_keys import ApiKeyRow, list_api_keys
from graph.store import open_graph
from tellonce.cli.terminal import columns, safe, when
from tellonce.settings import read_settings

NAME: Final = "keys"
HELP: Final = "Make, list and revoke API keys."
EPILOG: Final = """\
examples:
  tellonce keys make --role agent --name "desk 7" --expires 90d
  tellonce keys make --role agent --name "phone bar" --only screenPop,customer
  tellonce keys list
  tellonce keys revoke 1f0c9a62d4b87e35

A key is shown once, when it is made; only its hash is stored. A revoked one may be believed for
another 30 seconds by a server that runs.
"""
DURATION: Final = re.compile(r"([1-9][0-9]{0,4})([dh])")
HOURS: Final = {"d": 24, "h": 1}
HOUR_MS: Final = 3_600_000
LONGEST_NAME: Final = 100


def add_arguments(parser: argparse.ArgumentParser) -> None:
    doing = parser.add_subparsers(dest="doing", metavar="make|list|revoke", required=True)
    make = doing.add_parser("make", help="make a key and show it, once")
    make.add_argument("--role", required=True, choices=[role.value for role in Role])
    make.add_argument(
        "--name", required=True, type=_name, help="whose it is: the ledger and the audit say so"
    )
    make.add_argument(
        "--expires", type=_duration_ms, metavar="90d", help="days or hours it opens anything for"
    )
    make.add_argument(
        "--only",
        type=lambda text: [one.strip() for one in text.split(",") if one.strip()],
        metavar="FIELD,…",
        help=(
            "root fields that it may ask for, `records` for POST /records, `metrics` for "
            "/metrics; default: its role's"
        ),
    )
    listed = doing.add_parser("list", help="show whose keys there are, and when each was used")
    revoke = doing.add_parser("revoke", help="end a key")
    revoke.add_argument("id", metavar="ID", help="as `tellonce keys list` shows it")
    for one in (make, listed, revoke):
        one.add_argument("--json", action="store_true", help="for a program to read")


async def run(args: argparse.Namespace) -> int:
    async with open_graph(read_settings(os.environ).graph) as graph:
        if args.doing == "make":
            await _make(graph, args)
        elif args.doing == "list":
            await _list(graph, as_json=args.json)
        else:
            await _revoke(graph, args.id, as_json=args.json)
    return 0


async def _make(graph: Graph, args: argparse.Namespace) -> None:
    role = Role(args.role)
    fields = scope_for(role, args.only) if args.only is not None else None
    expires_at_ms = _now_ms() + args.expires if args.expires else None
    clear = await make_key(graph, role, args.name, expires_at_ms=expires_at_ms, fields=fields)
    if args.json:
        made = {"id": key_id(clear), "key": clear, "role": role, "name": args.name}
        scope = sorted(fields) if fields is not None else None
        print(json.dumps({**made, "expires_at": _iso(expires_at_ms), "only": scope}, indent=2))
        return
    print(f"key {key_id(clear)} of the role {role}, shown this once: {clear}")


async def _list(graph: Graph, *, as_json: bool) -> None:
    rows, now_ms = await list_api_keys(graph), _now_ms()
    if as_json:
        print(json.dumps([_as_json(row, now_ms) for row in rows], indent=2))
        return
    head = ("id", "role", "name", "made", "last used", "state", "only")
    print("\n".join(columns([head, *(_cells(row, now_ms) for row in rows)])))


async def _revoke(graph: Graph, wanted: str, *, as_json: bool) -> None:
    """Revoke a key. Raises UnknownKeyError."""
    if not await revoke_key(graph, wanted):
        raise UnknownKeyError(wanted)
    print(json.dumps({"id": wanted, "revoked": True}) if as_json else f"key {wanted} is revoked")


def _cells(row: ApiKeyRow, now_ms: int) -> tuple[str, ...]:
    used = when(row.used_at_ms) if row.used_at_ms else "never"
    scope = ",".join(row.fields) if row.fields is not None else ""
    state = _state(row, now_ms)
    if state == "valid" and row.expires_at_ms:
        state = f"until {when(row.expires_at_ms)}"
    return (row.id, row.role, safe(row.name), when(row.created_at_ms), used, state, scope)


def _as_json(row: ApiKeyRow, now_ms: int) -> dict[str, Any]:
    return {
        "id": row.id,
        "role": row.role,
        "name": row.name,
        "state": _state(row, now_ms),
        "created_at": _iso(row.created_at_ms),
        "expires_at": _iso(row.expires_at_ms),
        "revoked_at": _iso(row.revoked_at_ms),
        "used_at": _iso(row.used_at_ms),
        "only": list(row.fields) if row.fields is not None else None,
    }


def _state(row: ApiKeyRow, now_ms: int) -> str:
    if row.revoked_at_ms is not None:
        return "revoked"
    expired = row.expires_at_ms is not None and row.expires_at_ms <= now_ms
    return "expired" if expired else "valid"


def _name(text: str) -> str:
    """Return the name of a key; argparse turns the error into wrong usage."""
    name = " ".join(text.split())
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise argparse.ArgumentTypeError(f"{text!r} names nobody: 1 to {LONGEST_NAME} characters")
    return name


def _duration_ms(text: str) -> int:
    """Return a duration in milliseconds; argparse turns the error into wrong usage."""
    found = DURATION.fullmatch(text)
    if found is None:
        raise argparse.ArgumentTypeError(f"{text!r} is no duration: write it like 90d or 12h")
    return int(found[1]) * HOURS[found[2]] * HOUR_MS


def _iso(at_ms: int | None) -> str | None:
    if at_ms is None:
        return None
    return datetime.fromtimestamp(at_ms / 1000, UTC).isoformat(timespec="seconds")


def _now_ms() -> int:
    return time.time_ns() // 1_000_000
