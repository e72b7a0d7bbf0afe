"""Do several processes that write at once lose anything, or make anybody twice?"""

import asyncio
import json
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from graph.access import Graph
from graph.queries.customers import list_customers
from graph.queries.events import events_after

POSTER = Path(__file__).parent / "poster.py"
ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a run; all but `customers`, `events` and `records_a_second` should be 0."""

    customers: int
    duplicates: int  # customers beyond the people there are
    lost: int  # records that were posted and are not in the graph
    given_up: int  # batches that lost every race
    events: int
    gaps: int  # event numbers that are missing
    disorder: int  # events that a reader saw after a later one
    records_a_second: float

    @property
    def clean(self) -> bool:
        faults = (self.duplicates, self.lost, self.given_up, self.gaps, self.disorder)
        return not any(faults)


async def post_at_once(
    graph: Graph, environ: Mapping[str, str], *, processes: int, people: int
) -> Outcome:
    """Let so many processes post the same people to `graph`, which was empty, and judge it."""
    posters = [await _start(worker, people, environ) for worker in range(processes)]
    for poster in posters:
        if await _line(poster) != "ready":
            raise RuntimeError(f"a poster did not start: {await _errors(poster)}")
    reader = Reader(graph)
    reading = asyncio.create_task(reader.follow())
    for poster in posters:
        _tell(poster, "go\n")
    reports = [await _report(poster) for poster in posters]
    reader.stop()
    await reading
    return await _judge(graph, reader, reports, people=people, processes=processes)


class Reader:
    """Follows the events while they are written, as a subscriber would."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._stopped = False
        self.seen: list[int] = []

    def stop(self) -> None:
        self._stopped = True

    async def follow(self) -> None:
        while True:
            last_look = self._stopped
            rows = await self._graph_rows()
            self.seen += [row["number"] for row in rows]
            if last_look and not rows:
                return
            await asyncio.sleep(0.01)

    async def _graph_rows(self) -> list[dict[str, int]]:
        return await events_after(self._graph, max(self.seen, default=0), limit=1000)


async def _judge(
    graph: Graph,
    reader: Reader,
    reports: list[dict[str, float]],
    *,
    people: int,
    processes: int,
) -> Outcome:
    customers = len(await list_customers(graph, after="", limit=10 * people))
    all_events = [row["number"] for row in await events_after(graph, 0, limit=100_000)]
    rows = await graph.read("MATCH (s:SourceRecord) RETURN count(s) AS records")
    posted = sum(int(one["records"]) for one in reports)
    seconds = max(one["seconds"] for one in reports)
    return Outcome(
        customers=customers,
        duplicates=customers - people,
        lost=people * (processes + 1) - rows[0]["records"],
        given_up=sum(int(one["given_up"]) for one in reports),
        events=len(all_events),
        gaps=len(set(range(1, len(all_events) + 1)) - set(all_events)),
        disorder=len(set(all_events) - set(reader.seen)),
        records_a_second=posted / seconds,
    )


async def _start(
    worker: int, people: int, environ: Mapping[str, str]
) -> asyncio.subprocess.Process:
    pipe = asyncio.subprocess.PIPE
    search = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
    return await asyncio.create_subprocess_exec(
        sys.executable,
        str(POSTER),
        str(worker),
        str(people),
        stdin=pipe,
        stdout=pipe,
        stderr=pipe,
        env={**os.environ, "PYTHONPATH": search, **environ},
    )


async def _line(poster: asyncio.subprocess.Process) -> str:
    assert poster.stdout is not None
    return (await poster.stdout.readline()).decode().strip()


def _tell(poster: asyncio.subprocess.Process, text: str) -> None:
    assert poster.stdin is not None
    poster.stdin.write(text.encode())


async def _report(poster: asyncio.subprocess.Process) -> dict[str, float]:
    line = await _line(poster)
    errors = await _errors(poster)
    if await poster.wait() != 0:
        raise RuntimeError(f"a poster failed: {errors}")
    report: dict[str, float] = json.loads(line)
    return report


async def _errors(poster: asyncio.subprocess.Process) -> str:
    assert poster.stderr is not None
    return (await poster.stderr.read()).decode()[-2000:]
