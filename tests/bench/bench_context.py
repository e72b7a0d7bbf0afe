"""How long does deriving everybody's context take, and what does it cost a screen pop?

    python tests/bench/bench_context.py [--customers 20000] [--interactions 10000] [--json]

After a shop's import the context of all its customers is derived, derived again, and derived anew.
Then one customer gets very many interactions, and is popped beside the others.
"""

import argparse
import asyncio
import json
import random
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final, LiteralString

from bench_import import import_shop
from bench_pop import pop_requests
from fresh import Bench, fresh_graph
from http_client import Latencies, ask
from report import BARS, print_figures
from server import HOST, Server, serving
from shop_world import known_phones

from context.derivation import Derivation
from context.ingest import Ingest
from context.keeper import Keeper
from context.records import InteractionRecord
from identity.records import PersonRecord
from identity.resolver import Resolver

BATCH: Final = 500
BUSY: Final = PersonRecord(
    source="crm", source_id="busy", name="Busy Body", phones=("+1 555 010 0777",)
)
DIGESTS: Final[LiteralString] = """
MATCH (m:Matter)-[:OF]->(c:Customer)
RETURN m.id AS id, m.digest AS digest, c.id AS customer
ORDER BY id
"""


async def measure(
    bench: Bench, *, customers: int, interactions: int, pops: int, seed: int
) -> dict[str, Any]:
    """Return the figures."""
    await import_shop(bench, customers=customers, seed=seed)
    keeper = Keeper(Derivation(bench.graph, bench.keys))
    caught_up = await _seconds(keeper.catch_up())
    first = await bench.graph.read(DIGESTS)
    recomputed = await _seconds(keeper.recompute())
    again = await bench.graph.read(DIGESTS)
    await _come(bench, interactions)
    one_step = await _seconds(keeper.catch_up())
    phones = random.Random(seed).choices(known_phones(customers, seed), k=pops)
    async with serving(bench) as server:
        usual = await _popped(server, phones)
        busy = await _popped(server, [BUSY.phones[0]] * pops)
        sizes = await _sizes(server, [*phones, BUSY.phones[0]])
    return {
        "engine": bench.engine,
        "matters": len(first),
        "caught_up_seconds": caught_up,
        "recompute_seconds": recomputed,
        "same_twice": first == again,
        "busy_customer_seconds": one_step,
        "usual_p50_ms": usual.percentile(0.5),
        "busy_p50_ms": busy.percentile(0.5),
        "busy_to_usual": busy.percentile(0.5) / usual.percentile(0.5),
        "largest_answer_kb": max(sizes) / 1000,
    }


async def _seconds(work: Any) -> float:
    started = time.perf_counter()
    await work
    return time.perf_counter() - started


async def _come(bench: Bench, number: int) -> None:
    """Give one customer so many interactions."""
    ingest = Ingest(Resolver(bench.identity()))
    now = datetime.now(UTC)
    records = [
        InteractionRecord(
            source="mail",
            source_id=str(one),
            channel="email",
            kind="message",
            started_at=now - timedelta(hours=one),
            text="Where is my parcel? It should have been here last week already.",
            person=BUSY,
        )
        for one in range(number)
    ]
    for start in range(0, number, BATCH):
        await ingest.ingest(records[start : start + BATCH])


async def _popped(server: Server, phones: Sequence[str]) -> Latencies:
    requests = pop_requests(server, [{"channel": "voice", "phone": one} for one in phones])
    await ask(HOST, server.port, requests[:100], clients=1, check=_check)  # so that it is warm
    return await ask(HOST, server.port, requests, clients=1, check=_check)


async def _sizes(server: Server, phones: Sequence[str]) -> list[int]:
    """Return the length of each answer in bytes."""
    sizes: list[int] = []
    requests = pop_requests(server, [{"channel": "voice", "phone": one} for one in phones])
    await ask(HOST, server.port, requests, clients=1, check=lambda body: sizes.append(len(body)))
    return sizes


def _check(body: bytes) -> None:
    if b'"errors"' in body or (b'"ONE"' not in body and b'"SEVERAL"' not in body):
        raise RuntimeError(f"no screen pop: {body[:300]!r}")


async def _run(asked: argparse.Namespace) -> dict[str, Any]:
    async with fresh_graph() as bench:
        return await measure(
            bench,
            customers=asked.customers,
            interactions=asked.interactions,
            pops=asked.pops,
            seed=asked.seed,
        )


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure deriving context, and pops with it.")
    parser.add_argument("--customers", type=int, default=20_000)
    parser.add_argument("--interactions", type=int, default=10_000, help="of one customer")
    parser.add_argument("--pops", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    figures = asyncio.run(_run(asked))
    print(json.dumps(figures)) if asked.json else print_figures(figures, BARS["context"])


if __name__ == "__main__":
    main()
