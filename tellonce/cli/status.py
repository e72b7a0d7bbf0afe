"""`tellonce status`: what runs, what is in the graph, and what is behind."""

import argparse
import json
import os
import time
from typing import Any, Final

from graph.access import Graph
from graph.engines.embedded import engine_is_running
from graph.queries.counts import count_nodes
from graph.queries.inbox import inbox_backlog
from graph.queries.watermark import read_backlog
from graph.settings import GraphSettings
from tellonce.handover import running_server
from tellonce.session import open_deployment
from tellonce.settings import read_settings

NAME: Final = "status"
HELP: Final = "Show what runs, how much is in the graph, and what waits to be worked."
EPILOG: Final = """\
examples:
  tellonce status
  tellonce status --json
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="for a program to read")


async def run(args: argparse.Namespace) -> int:
    facts = await status(read_settings().graph)
    if args.json:
        print(json.dumps(facts, indent=2))
        return 0
    for name, value in facts.items():
        for line, (what, amount) in enumerate(_flat(value)):
            print(f"{'' if line else name:<8} {what:<18} {amount}".rstrip())
    return 0


async def status(settings: GraphSettings) -> dict[str, Any]:
    """Return the facts. An engine that does not run is started for them and ends again."""
    engine = _engine(settings)
    if settings.url is None and not settings.key_path.exists():
        return {"engine": {**engine, "state": "never started: try `tellonce demo`"}}
    async with open_deployment(os.environ) as identity:
        graph = identity.graph
        holder = await running_server(graph)
        return {
            "engine": engine,
            "server": {"state": "runs", "url": holder.url} if holder else {"state": "none runs"},
            "graph": await count_nodes(graph),
            "inbox": await _inbox(graph),
            "context": await _context(graph),
        }


async def _inbox(graph: Graph) -> dict[str, int]:
    backlog = await inbox_backlog(graph)
    behind_ms = time.time_ns() // 1_000_000 - backlog.oldest_ms if backlog.oldest_ms else 0
    return {
        "waiting": backlog.waiting,
        "behind_seconds": max(behind_ms, 0) // 1000,
        "parked": backlog.parked,
    }


async def _context(graph: Graph) -> dict[str, int]:
    backlog = await read_backlog(graph, limit=0)
    return {"behind_events": backlog.last - backlog.value}


def _engine(settings: GraphSettings) -> dict[str, str]:
    if settings.url:
        return {"kind": "Neo4j", "address": settings.url, "state": "answers"}
    running = engine_is_running(settings.data)
    return {
        "kind": "embedded",
        "data": str(settings.data),
        "state": "runs" if running else "started for this command only",
    }


def _flat(value: dict[str, Any]) -> list[tuple[str, Any]]:
    return [(name.replace("_", " "), amount) for name, amount in value.items()]
