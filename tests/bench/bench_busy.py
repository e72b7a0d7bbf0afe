"""How much slower is a screen pop while people are being imported?

    python tests/bench/bench_busy.py [--customers 5000] [--people 8000] [--every-ms 50] [--json]

A shop is in the graph and a server runs on it. One client asks for a pop every fifty milliseconds,
first alone, then while `tellonce import` hands the server a file of people, for as long as that
takes. A pop that has to wait for its turn to be asked counts from when it should have been.
"""

import argparse
import asyncio
import json
import os
import random
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from bench_import import import_shop
from bench_pop import pop_requests
from fresh import Bench, fresh_graph
from generator import write_csv
from http_client import Client, Latencies
from report import BARS, print_figures
from server import HOST, Server, serving
from shop_world import known_phones

ALONE_SECONDS = 15.0


async def measure(bench: Bench, asked: argparse.Namespace) -> dict[str, Any]:
    rng = random.Random(asked.seed)
    phones = rng.choices(known_phones(asked.customers, asked.seed), k=5_000)
    every = asked.every_ms / 1000
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "people.csv"
        write_csv(file, Path(folder) / "truth.csv", customers=asked.people, seed=asked.seed + 1)
        async with serving(bench) as server:
            lookups = [{"channel": "voice", "phone": phone} for phone in phones]
            requests = pop_requests(server, lookups)
            await _pops(server, requests[:200], 0.0, asyncio.Event())  # so that all is warm
            alone = await _alone(server, requests, every)
            busy, imported = await _while_importing(bench, server, requests, every, file)
    return {
        "engine": bench.engine,
        "alone_p50_ms": alone.percentile(0.50),
        "alone_p99_ms": alone.percentile(0.99),
        "busy_p50_ms": busy.percentile(0.50),
        "busy_p99_ms": busy.percentile(0.99),
        "busy_to_alone_p99": busy.percentile(0.99) / alone.percentile(0.99),
        "pops_meanwhile": len(busy.milliseconds),
        "imported_a_second": imported,
    }


async def _alone(server: Server, requests: list[bytes], every: float) -> Latencies:
    over = asyncio.Event()
    asyncio.get_running_loop().call_later(ALONE_SECONDS, over.set)
    return await _pops(server, requests, every, over)


async def _while_importing(
    bench: Bench, server: Server, requests: list[bytes], every: float, file: Path
) -> tuple[Latencies, float]:
    """Return the pops' latencies, and how many records a second were imported."""
    over = asyncio.Event()
    command = (sys.executable, "-m", "tellonce", "import", str(file), "--json")
    importing = await asyncio.create_subprocess_exec(
        *command,
        env={**os.environ, **bench.environ},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )

    async def until_it_ends() -> dict[str, Any]:
        out, _ = await importing.communicate()
        over.set()
        report: dict[str, Any] = json.loads(out)
        return report

    report, latencies = await asyncio.gather(until_it_ends(), _pops(server, requests, every, over))
    if report["rejected"] or not report["accepted"]:
        raise RuntimeError(f"the import did not go as it should: {report}")
    return latencies, report["accepted"] / report["seconds"]


async def _pops(
    server: Server, requests: list[bytes], every: float, over: asyncio.Event
) -> Latencies:
    """Ask one after the other, each at its time, until it is over or all were asked."""
    client = await Client.open(HOST, server.port)
    milliseconds: list[float] = []
    started = due = time.perf_counter()
    turn = 0
    while not over.is_set() and (every or turn < len(requests)):
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        body = await client.send(requests[turn % len(requests)])
        milliseconds.append((time.perf_counter() - due) * 1000)
        if b'"errors"' in body or b'"resolution"' not in body:
            raise RuntimeError(f"no screen pop: {body[:300]!r}")
        turn += 1
        due = due + every if every else time.perf_counter()
    await client.close()
    return Latencies(milliseconds, time.perf_counter() - started)


async def _run(asked: argparse.Namespace) -> dict[str, Any]:
    async with fresh_graph() as bench:
        await import_shop(bench, customers=asked.customers, seed=asked.seed)
        return await measure(bench, asked)


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure screen pops during an import.")
    parser.add_argument("--customers", type=int, default=5_000, help="of the shop")
    parser.add_argument("--people", type=int, default=8_000, help="customers that are imported")
    parser.add_argument("--every-ms", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    figures = asyncio.run(_run(asked))
    print(json.dumps(figures)) if asked.json else print_figures(figures, BARS["busy"])


if __name__ == "__main__":
    main()
