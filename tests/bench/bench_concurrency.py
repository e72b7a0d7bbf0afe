"""Do eight processes that post the same people at once lose anything, or make anybody twice?

python tests/bench/bench_concurrency.py [--processes 8] [--people 40] [--json]
python tests/bench/bench_concurrency.py --here    on the empty graph that TELLONCE_DATA and
                                                  GRAPH_URL name
"""

import argparse
import asyncio
import dataclasses
import json
from typing import Any

from fresh import Bench, fresh_graph, graph_here
from posters import Outcome, post_at_once
from report import BARS, print_figures


async def measure(processes: int, people: int, *, here: bool) -> dict[str, Any]:
    """Run the race on one graph and return the figures."""
    if here:
        async with graph_here() as bench:
            return await _race(bench, processes, people)
    async with fresh_graph() as bench:
        return await _race(bench, processes, people)


async def _race(bench: Bench, processes: int, people: int) -> dict[str, Any]:
    outcome: Outcome = await post_at_once(
        bench.graph, bench.environ, processes=processes, people=people
    )
    return {"engine": bench.engine, "processes": processes, **dataclasses.asdict(outcome)}


def main() -> None:
    parser = argparse.ArgumentParser(description="Let processes post the same people at once.")
    parser.add_argument("--processes", type=int, default=8)
    parser.add_argument("--people", type=int, default=40)
    parser.add_argument("--here", action="store_true")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    figures = asyncio.run(measure(asked.processes, asked.people, here=asked.here))
    print(json.dumps(figures)) if asked.json else print_figures(figures, BARS["concurrency"])


if __name__ == "__main__":
    main()
