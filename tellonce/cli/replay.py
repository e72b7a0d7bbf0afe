"""`tellonce replay`: what was parked is worked once more."""

import argparse
import json
import os
from typing import Final

from connectors import CONNECTORS
from connectors.inbox import Inbox, replay
from connectors.settings import HookSettings
from graph.queries.inbox import ParkedDelivery, StoredDelivery, parked_deliveries, stored_deliveries
from tellonce.cli.deriving import deriving_sink
from tellonce.cli.terminal import safe
from tellonce.handover import running_server
from tellonce.session import open_deployment

NAME: Final = "replay"
HELP: Final = "Work once more what was parked because it could not be read or taken in."
EPILOG: Final = """\
examples:
  tellonce replay --list               what waits for a person, and why
  tellonce replay --show KEY           one of them as it came; it may hold personal data
  tellonce replay                      all of them
  tellonce replay shopify:main         those of one source

Deliveries and items of a source are parked after five tries, or at once where no further try could
read them. Those that contradict an earlier one with the same id are only kept to be looked at.
"""
LISTED: Final = 1000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("source", nargs="?", metavar="SOURCE", help="such as voice or shopify:main")
    parser.add_argument("--list", action="store_true", help="show what is parked, and do nothing")
    parser.add_argument("--show", metavar="KEY", help="show one of them whole, and do nothing")
    parser.add_argument("--json", action="store_true", help="for a program to read")


async def run(args: argparse.Namespace) -> int:
    if args.show:
        return await _show(args.show)
    connector, _, instance = (args.source or "").partition(":")
    if args.list:
        return await _list(connector, instance, as_json=args.json)
    async with deriving_sink(os.environ) as sink, open_deployment(os.environ) as identity:
        count = await replay(identity.graph, connector=connector or None, instance=instance or None)
        left = count
        if count and await running_server(identity.graph) is None:
            inbox = Inbox(
                identity.graph, identity.keys, sink, HookSettings(), connectors=CONNECTORS
            )
            while await inbox.worker.work_once():
                pass
            left = len(_of(await parked_deliveries(identity.graph), connector, instance))
            print(f"{count:,} worked once more; {left:,} are parked now")
        elif count:
            print(f"{count:,} given back to the server that runs")
        else:
            print("nothing is parked")
    return 0


async def _list(connector: str, instance: str, *, as_json: bool) -> int:
    async with open_deployment(os.environ) as identity:
        parked = await parked_deliveries(identity.graph, limit=LISTED)
    chosen = _of(parked, connector, instance)
    if as_json:
        print(json.dumps([_facts(one) for one in chosen], indent=2))
        return 0
    for one in chosen:
        print(f"{one.key}  {one.connector}:{one.instance}  {safe(one.reason)}")
    if not chosen:
        print("nothing is parked")
    return 0


async def _show(key: str) -> int:
    async with open_deployment(os.environ) as identity:
        found: list[StoredDelivery] = await stored_deliveries(identity.graph, [key])
    if not found:
        print(f"nothing is kept under {safe(key)}; `tellonce replay --list` shows what is")
        return 1
    print(safe(found[0].body))
    return 0


def _of(parked: list[ParkedDelivery], connector: str, instance: str) -> list[ParkedDelivery]:
    return [
        one for one in parked if connector in {"", one.connector} and instance in {"", one.instance}
    ]


def _facts(one: ParkedDelivery) -> dict[str, object]:
    return {
        "key": one.key,
        "source": f"{one.connector}:{one.instance}",
        "state": one.state,
        "reason": one.reason,
        "tries": one.tries,
        "parked_at_ms": one.parked_at_ms,
        "conflicts_with": one.conflicts_with,
    }
