"""How fast a source is pulled with full resolution: a shop of our own, on this machine.

.venv/bin/python tests/bench/bench_sync.py --customers 3000 --orders 1500
"""

import argparse
import asyncio
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from connectors.connectors_file import InstanceTable
from connectors.shopify.connector import SHOPIFY
from connectors.shopify.parse import parse_customer, parse_order
from connectors.sync import BATCH, sync
from context.ingest import Ingest
from graph.settings import GraphSettings
from graph.store import open_graph, open_keys
from identity.resolver import Resolver
from identity.settings import IdentitySettings
from identity.setup import Identity, open_identity
from tests.connectors.vendors import (
    TOKEN,
    Shopify,
    open_for_business,
    shopify_customer,
    shopify_order,
)

BAR = 600  # records a second, embedded, two cores
NAMES = "Ana Ben Cleo Dan Eva Finn Gia Hugo Ida Jon Kim Leo Mia Ned Ola Pia Quin Rex Sue Tom"
PLACES = "Austin Boston Chicago Dallas Erie Fresno Houston Irvine Juneau Laredo Macon Reno"
GIVEN, CITIES = NAMES.split(), PLACES.split()
STARTS = ("b", "d", "f", "g", "k", "l", "m", "n", "p", "r", "s", "t", "v", "w", "z", "st", "br")


def _family(number: int) -> str:
    """Return one of some ten thousand family names, which sound as different as real ones do."""
    chance = random.Random(number // 3)
    return "".join(chance.choice(STARTS) + chance.choice("aeiou") for _ in range(3)).title() + "n"


def shop(customers: int, orders: int) -> Shopify:
    """Return a shop whose people have different names, places, numbers and addresses."""
    people = [
        shopify_customer(
            number,
            first_name=GIVEN[number % len(GIVEN)],
            last_name=_family(number),
            default_address={
                "city": CITIES[number % len(CITIES)],
                "country_code": "US",
                "zip": f"{10_000 + number}",
            },
        )
        for number in range(1, customers + 1)
    ]
    placed = [shopify_order(number, 1 + number % customers) for number in range(1, orders + 1)]
    return Shopify({"customers": people, "orders": placed}, most=250)


async def serve(customers: int, orders: int) -> None:
    """Serve the shop until killed; it has a process of its own, as shops have."""
    async with open_for_business(shop(customers, orders)) as vendor:
        print(vendor.url, flush=True)
        await asyncio.Event().wait()


@asynccontextmanager
async def empty_deployment(heap_mb: int) -> AsyncIterator[Identity]:
    with tempfile.TemporaryDirectory() as folder:
        settings = GraphSettings(data=Path(folder), heap_mb=heap_mb)
        async with open_graph(settings) as graph:
            yield open_identity(graph, open_keys(settings), IdentitySettings())


async def pulled(url: str, heap_mb: int) -> float:
    """Return the records a second of one whole pull into an empty embedded graph."""
    async with empty_deployment(heap_mb) as identity:
        instance = InstanceTable(
            SHOPIFY, "bench", {"address": url, "token": TOKEN}, requests_a_minute=60_000
        )
        sink = Ingest(Resolver(identity))
        report = await sync(identity.graph, identity.keys, sink, instance)
    print(f"{report.records:,} records in {report.seconds:.1f} s, {report.requests} requests")
    return report.records / report.seconds


async def handed_over(customers: int, orders: int, heap_mb: int) -> float:
    """Return the same where the records are there already: what resolution alone comes to."""
    lists = shop(customers, orders).lists
    people = (one for item in lists["customers"] for one in parse_customer("shop", item))
    placed = (one for item in lists["orders"] for one in parse_order("shop", item))
    records = [*people, *placed]
    async with empty_deployment(heap_mb) as identity:
        sink, began = Ingest(Resolver(identity)), time.monotonic()
        for start in range(0, len(records), BATCH):
            await sink.ingest(records[start : start + BATCH])
        return len(records) / (time.monotonic() - began)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--customers", type=int, default=3000)
    parser.add_argument("--orders", type=int, default=1500)
    parser.add_argument("--heap-mb", type=int, default=512)
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.serve:
        asyncio.run(serve(args.customers, args.orders))
        return 0
    numbers = [f"--customers={args.customers}", f"--orders={args.orders}"]
    command = [sys.executable, __file__, "--serve", *numbers]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            speed = asyncio.run(pulled(server.stdout.readline().strip(), args.heap_mb))
        finally:
            server.kill()
    alone = asyncio.run(handed_over(args.customers, args.orders, args.heap_mb))
    print(f"{speed:,.0f} records/s (bar {BAR:,}); without a source {alone:,.0f}")
    return 0 if speed >= BAR else 1


if __name__ == "__main__":
    sys.exit(main())
