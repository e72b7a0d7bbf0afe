"""How long does a screen pop take over HTTP, and how much of that is the graph's?

    python tests/bench/bench_pop.py [--customers 20000] [--pops 3000] [--json]
    python tests/bench/bench_pop.py --here    on the graph that TELLONCE_DATA and GRAPH_URL name,
                                              filled by bench_import.py --here

The server is a process of its own (`tellonce serve`); the client is as thin as can be.
"""

import argparse
import asyncio
import json
import random
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench_import import import_shop
from fresh import Bench, fresh_graph, graph_here
from http_client import Latencies, ask, post
from report import BARS, print_figures
from server import HOST, Server, serving, until_idle
from shop_world import known_names, known_phones

from context.pop import Desk, Lookup, screen_pop
from graph.queries.pop import CUSTOMERS_BY_IDENTIFIERS, OF_A_POP

QUERY = (Path(__file__).parents[1] / "stories" / "screen_pop.graphql").read_text()
CLIENTS = 16


async def measure(bench: Bench, *, customers: int, seed: int, pops: int) -> dict[str, Any]:
    """Ask for many pops of known phones, and of names with cities; return the figures."""
    rng = random.Random(seed)
    phones = rng.choices(known_phones(customers, seed), k=pops)
    names = rng.choices(known_names(customers, seed), k=max(pops // 10, 20))
    by_phone = [{"channel": "voice", "phone": phone} for phone in phones]
    by_name = [{"channel": "social", "name": name, "city": city} for name, city in names]
    async with serving(bench) as server:
        await until_idle(server)  # what was imported is derived, marked and scored first
        asked, named = pop_requests(server, by_phone), pop_requests(server, by_name)
        await _ask(server, asked[:100], 1)  # so that everything is warm
        alone = await _ask(server, asked, 1)
        together = await _ask(server, asked, CLIENTS)
        fuzzy = await _ask(server, named, 1)
    raw_alone = await _raw(bench, phones, 1)
    raw_together = await _raw(bench, phones, CLIENTS)
    return {
        "engine": bench.engine,
        "phone_p50_ms": alone.percentile(0.50),
        "phone_p99_ms": alone.percentile(0.99),
        "name_city_p50_ms": fuzzy.percentile(0.50),
        "name_city_p99_ms": fuzzy.percentile(0.99),
        "bolt_p50_ms": raw_alone.percentile(0.50),
        "http_a_second_16": together.a_second,
        "bolt_a_second_16": raw_together.a_second,
        "http_to_bolt": together.a_second / raw_together.a_second,
        "reads_a_pop": await _reads_of_one(bench, phones[0]),
    }


def pop_requests(server: Server, lookups: list[dict[str, str]]) -> list[bytes]:
    """Return a screen pop's request for each look-up."""
    bodies = [{"query": QUERY, "variables": {"lookup": lookup}} for lookup in lookups]
    return [post("/graphql", json.dumps(body).encode(), key=server.key) for body in bodies]


async def _ask(server: Server, requests: list[bytes], clients: int) -> Latencies:
    return await ask(HOST, server.port, requests, clients=clients, check=_check)


def _check(body: bytes) -> None:
    if b'"errors"' in body or b'"resolution"' not in body:
        raise RuntimeError(f"no screen pop: {body[:300]!r}")


async def _raw(bench: Bench, phones: list[str], clients: int) -> Latencies:
    """Read what a pop reads, straight from the graph."""
    milliseconds: list[float] = []
    waiting = iter([bench.keys.identifier("phone", phone) for phone in phones])

    async def work(keys: Iterator[str]) -> None:
        for key in keys:
            began = time.perf_counter()
            await bench.graph.read(CUSTOMERS_BY_IDENTIFIERS, keys=[key], limit=6, **OF_A_POP)
            milliseconds.append((time.perf_counter() - began) * 1000)

    started = time.perf_counter()
    await asyncio.gather(*(work(waiting) for _ in range(clients)))
    return Latencies(milliseconds, time.perf_counter() - started)


async def _reads_of_one(bench: Bench, phone: str) -> int:
    before = bench.graph.reads
    await screen_pop(Desk(bench.identity()), Lookup(phone=phone), now=datetime.now(UTC))
    return bench.graph.reads - before


async def _run(asked: argparse.Namespace) -> dict[str, Any]:
    world = {"customers": asked.customers, "seed": asked.seed}
    if asked.here:
        async with graph_here() as bench:
            return await measure(bench, pops=asked.pops, **world)
    async with fresh_graph() as bench:
        await import_shop(bench, **world)
        return await measure(bench, pops=asked.pops, **world)


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure screen pops over HTTP.")
    parser.add_argument("--customers", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--pops", type=int, default=3_000)
    parser.add_argument("--here", action="store_true")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    figures = asyncio.run(_run(asked))
    print(json.dumps(figures)) if asked.json else print_figures(figures, BARS["pop"])


if __name__ == "__main__":
    main()
