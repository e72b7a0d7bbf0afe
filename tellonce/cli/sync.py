"""`tellonce sync`: read sources now, to their end."""

import argparse
import asyncio
import json
import os
import sys
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, Final

from tqdm import tqdm

from connectors import CONNECTORS
from connectors.connectors_file import InstanceTable
from connectors.errors import ConnectorError, UnknownSourceError
from connectors.settings import connectors_path, read_connector_settings
from connectors.sync import SyncReport, sync
from context.ingest import RecordSink
from graph.errors import GraphError
from identity.setup import Identity
from tellonce.cli.deriving import deriving_sink
from tellonce.session import open_deployment
from tellonce.settings import read_settings

NAME: Final = "sync"
HELP: Final = "Read sources now: everything that is new in them, to the end."
EPILOG: Final = """\
examples:
  tellonce sync shopify                all instances of a connector
  tellonce sync shopify:main zendesk   several sources at once; none waits for another
  tellonce sync                        all that the file of connectors names

What is in stays in: a sync that is cut off, by whatever, is simply run again and goes on from
there. While a server runs it reads the sources by itself, and this command leaves to it what it is
reading. `tellonce connectors` shows how it goes.
"""

Outcome = SyncReport | ConnectorError | GraphError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("names", nargs="*", metavar="NAME", help="such as shopify or shopify:main")
    parser.add_argument("--json", action="store_true", help="print the summary as JSON")


async def run(args: argparse.Namespace) -> int:
    settings = read_connector_settings(
        CONNECTORS, os.environ, data=(data := read_settings().graph.data)
    )
    path = str(connectors_path(os.environ, data))
    chosen = named(args.names, settings.pulled, path)
    outcomes: dict[str, Outcome] = {}
    async with deriving_sink(os.environ) as sink, open_deployment(os.environ) as identity:
        with _Bars() as bars:
            await asyncio.gather(*(_one(identity, sink, one, bars, outcomes) for one in chosen))
    _print(outcomes, as_json=args.json)
    return 0 if all(isinstance(one, SyncReport) for one in outcomes.values()) else 1


def named(
    names: Sequence[str], instances: Sequence[InstanceTable], path: str
) -> list[InstanceTable]:
    """Return the sources that these names mean, all without one. Raises UnknownSourceError."""
    known = [one.source for one in instances]
    for name in names or ("",):
        if not any(name in {"", one.source, one.connector.name} for one in instances):
            raise UnknownSourceError(name, known, path)
    return [one for one in instances if not names or {one.source, one.connector.name} & set(names)]


async def _one(
    identity: Identity,
    sink: RecordSink,
    instance: InstanceTable,
    bars: "_Bars",
    outcomes: dict[str, Outcome],
) -> None:
    """Read one source; what goes wrong with it is its own outcome."""
    try:
        report = await sync(identity.graph, identity.keys, sink, instance, said=bars.show)
        outcomes[instance.source] = report
    except (ConnectorError, GraphError) as error:
        outcomes[instance.source] = error


class _Bars:
    """One line for each source that moves as its items come in; silent unless on a terminal."""

    def __init__(self) -> None:
        self._bars: dict[str, tqdm[Any]] = {}

    def __enter__(self) -> "_Bars":
        return self

    def __exit__(self, *_: object) -> None:
        for bar in self._bars.values():
            bar.close()

    def show(self, report: SyncReport) -> None:
        if report.source not in self._bars:
            self._bars[report.source] = tqdm(
                desc=report.source, unit=" items", disable=not sys.stderr.isatty(), file=sys.stderr
            )
        bar = self._bars[report.source]
        bar.update(report.items - bar.n)


def _print(outcomes: dict[str, Outcome], *, as_json: bool) -> None:
    if as_json:
        facts = {
            source: asdict(one) if isinstance(one, SyncReport) else {"problem": str(one)}
            for source, one in sorted(outcomes.items())
        }
        print(json.dumps(facts, indent=2))
        return
    for source, one in sorted(outcomes.items()):
        if isinstance(one, SyncReport):
            rejected = f", {one.rejected:,} could not be read" if one.rejected else ""
            print(
                f"{source}: {one.items:,} items, {one.records:,} records in {one.seconds:.1f} s"
                f"{rejected}"
            )
        else:
            print(f"{source}: {one}", file=sys.stderr)
