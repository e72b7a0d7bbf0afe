"""`tellonce connectors`: which ways in there are, how they go, and how to add one."""

import argparse
import json
import os
from datetime import UTC, datetime
from typing import Any, Final

from connectors import CONNECTORS
from connectors.progress import lease_name, read_place
from connectors.settings import ConnectorSettings, read_connector_settings
from graph.access import Graph
from graph.queries.checkpoints import CheckpointRow, SyncStateRow, read_checkpoints, read_states
from graph.queries.inbox import parked_deliveries
from graph.queries.lease import read_lease
from tellonce.cli.connectors_add import add
from tellonce.cli.connectors_new import new
from tellonce.cli.terminal import safe, when
from tellonce.session import open_deployment
from tellonce.settings import read_settings

NAME: Final = "connectors"
HELP: Final = "Show the ways in and how they go; add a source, or begin a connector of your own."
EPILOG: Final = """\
examples:
  tellonce connectors
  tellonce connectors --json
  tellonce connectors add shopify                     asks what it needs, and tries it
  tellonce connectors add zendesk --instance eu --set address=https://eu.zendesk.com \\
      --set email=ops@example.com --set token=env:ZENDESK_TOKEN
  tellonce connectors new acme                        a folder for a source that is not there yet

What is added stands in one TOML file: TELLONCE_CONNECTORS, or connectors.toml in the data folder.
Secrets never do: they are in the environment (env:NAME) or in files (file:PATH) that it names.
"""
PARKED: Final = 10_000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", nargs="?", choices=("add", "new"), help="without: show all")
    parser.add_argument("name", nargs="?", metavar="NAME", help="of the connector")
    parser.add_argument("--instance", default="main", metavar="NAME", help='default: "main"')
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="with add: a setting, instead of being asked; a secret as env:NAME or file:PATH",
    )
    parser.add_argument("--untried", action="store_true", help="with add: do not ask the source")
    parser.add_argument(
        "--into", default=".", metavar="FOLDER", help="with new: the repository's folder"
    )
    parser.add_argument("--json", action="store_true", help="for a program to read")


async def run(args: argparse.Namespace) -> int:
    if args.action is not None and not args.name:
        print(f"tellonce connectors {args.action}: the NAME of a connector is missing")
        return 2
    if args.action == "new":
        return new(args.name, args.into)
    if args.action == "add":
        return await add(args.name, args.instance, args.set, tried=not args.untried)
    settings = read_settings().graph
    ways_in = read_connector_settings(CONNECTORS, os.environ, data=settings.data)
    facts = await _facts(ways_in)
    if args.json:
        print(json.dumps(facts, indent=2))
    else:
        _print(facts)
    return 0


async def _facts(ways_in: ConnectorSettings) -> dict[str, Any]:
    """Return what is known of each instance, by its source."""
    hooks = {one.source: f"/hooks/{place[0]}/{place[1]}" for place, one in _hooks(ways_in)}
    pulled = {one.source: one for one in ways_in.pulled}
    if not hooks and not pulled:
        return {"connectors": [one.name for one in CONNECTORS], "sources": {}}
    async with open_deployment(os.environ) as identity:
        graph = identity.graph
        states = {row.source: row for row in await read_states(graph)}
        checkpoints = await read_checkpoints(graph)
        parked = await _parked(graph)
        reading = {one for one in pulled if await read_lease(graph, lease_name(one))}
    sources = {
        source: {
            "webhook": hooks.get(source),
            "pulled": source in pulled,
            "parked": parked.get(source, 0),
            **_state(states.get(source), reads=source in reading),
            "lists": [_list(row) for row in checkpoints if row.source == source],
        }
        for source in sorted(hooks.keys() | pulled.keys())
    }
    return {"connectors": [one.name for one in CONNECTORS], "sources": sources}


def _hooks(ways_in: ConnectorSettings) -> Any:
    return ways_in.hooks.instances.items()


async def _parked(graph: Graph) -> dict[str, int]:
    counted: dict[str, int] = {}
    for one in await parked_deliveries(graph, limit=PARKED):
        source = f"{one.connector}:{one.instance}"
        counted[source] = counted.get(source, 0) + 1
    return counted


def _state(row: SyncStateRow | None, *, reads: bool) -> dict[str, Any]:
    if row is None:
        return {"state": None}
    return {
        "state": "cut off" if row.state == "running" and not reads else row.state,
        "problem": row.problem or None,
        "ended_at": _instant(row.ended_at_ms),
        "whole_at": _instant(row.whole_at_ms),
        "requests": {"day": row.day, "count": row.requests},
        "spent": {"month": row.month, "amount": f"{row.spent / 1_000_000:.2f}"},
    }


def _list(row: CheckpointRow) -> dict[str, Any]:
    place = read_place(row.place)
    return {
        "list": row.stream,
        "lane": row.lane,
        "done": row.done,
        "items": row.items,
        "records": row.records,
        "rejected": row.rejected,
        "read_to": place.since.isoformat() if place.since else None,
        "new_keys": json.loads(row.drift),
    }


def _instant(at_ms: int) -> str | None:
    return datetime.fromtimestamp(at_ms / 1000, UTC).isoformat() if at_ms else None


def _print(facts: dict[str, Any]) -> None:
    for source, one in facts["sources"].items():
        heard = f"heard at {one['webhook']}" if one["webhook"] else ""
        read = one["state"] or "not read yet" if one["pulled"] else ""
        print(f"{source:<22} {', '.join(part for part in (read, heard) if part)}")
        if one.get("problem"):
            print(f"  {safe(one['problem'])}")
        if one["parked"]:
            print(f"  {one['parked']:,} parked: `tellonce replay {source}`")
        for row in one["lists"]:
            print(f"  {_line(row)}")
    if not facts["sources"]:
        print("nothing comes in by itself yet: `tellonce connectors add NAME` adds a source")
    print("connectors: " + ", ".join(facts["connectors"]))


def _line(row: dict[str, Any]) -> str:
    what = f"{row['list']}, {row['lane']}"
    to = "all" if row["done"] else f"to {_minute(row['read_to'])}" if row["read_to"] else ""
    rejected = f", {row['rejected']:,} could not be read" if row["rejected"] else ""
    drift = ", ".join(f"{safe(name)} ({count:,})" for name, count in row["new_keys"].items())
    return f"{what:<22} {row['items']:,} items {to}{rejected}" + (
        f"; not known here: {drift}" if drift else ""
    )


def _minute(instant: str) -> str:
    return when(round(datetime.fromisoformat(instant).timestamp() * 1000))
