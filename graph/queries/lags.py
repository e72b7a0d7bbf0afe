"""How far behind this deployment is, for whoever watches over it."""

import time
from dataclasses import dataclass

from graph.access import Graph
from graph.queries.checkpoints import read_states
from graph.queries.counts import count_nodes
from graph.queries.inbox import inbox_backlog
from graph.queries.watermark import read_backlog


@dataclass(frozen=True, slots=True)
class Lags:
    """Counts and seconds by name, and seconds by source since it was last read to its end."""

    figures: dict[str, float]
    sources: dict[str, float]


async def read_lags(graph: Graph) -> Lags:
    """Return how much waits and how long it has waited. Four small reads."""
    now_ms = time.time_ns() // 1_000_000
    counts = await count_nodes(graph)
    inbox = await inbox_backlog(graph)
    context = await read_backlog(graph, limit=0)
    states = await read_states(graph)
    figures = {name: float(counts[name]) for name in ("customers", "source_records")}
    figures["review_tasks"] = float(counts["review_tasks"])
    figures["deliveries_waiting"] = float(inbox.waiting)
    figures["deliveries_parked"] = float(inbox.parked)
    figures["delivery_lag_seconds"] = _seconds(inbox.oldest_ms, now_ms)
    figures["context_lag_events"] = float(context.last - context.value)
    return Lags(figures, {one.source: _seconds(one.whole_at_ms, now_ms) for one in states})


def _seconds(since_ms: int | None, now_ms: int) -> float:
    return max(now_ms - since_ms, 0) / 1000 if since_ms else 0.0
