"""What a Prometheus server reads at /metrics: what this process did, and what waits in the graph.

Names, seconds and `_total` are Prometheus's conventions; nothing here names anybody.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from typing import Final

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.exposition import generate_latest
from starlette.requests import Request
from starlette.responses import Response

from api.access import may_read_metrics
from api.audit import Look
from api.errors import ForbiddenError, RefusedError, UnauthenticatedError
from api.keys import KeysCheck
from api.response import PRIVATE_HEADERS, refusal
from context.screen import Resolution
from graph.queries.lags import Lags

BUCKETS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
KEPT_SECONDS: Final = 5.0  # what is read of the graph is shown for so long

# Which figures of the graph are told, and what they are.
WAITING: Final[Mapping[str, str]] = {
    "customers": "Customers, merged ones left out.",
    "source_records": "What sources say about accounts of people.",
    "review_tasks": "Pairs that wait for a person's judgement.",
    "deliveries_waiting": "Webhook deliveries that were stored and not worked yet.",
    "deliveries_parked": "Webhook deliveries that were given up until somebody replays them.",
    "delivery_lag_seconds": "Since when the oldest of those that wait was stored.",
    "context_lag_events": "Commits that matters and routes do not take into account yet.",
}
CONNECTOR_LAG: Final = "Since when a source was last read to its end."


ReadLags = Callable[[], Awaitable[Lags]]
Tally = Mapping[tuple[str, str], int]  # decisions by action and rule


class Metrics:
    """The figures of one process."""

    def __init__(self, tally: Tally | None = None) -> None:
        self.registry = CollectorRegistry()
        self.lags: Lags | None = None
        self._tally = {} if tally is None else tally
        self._pops = Counter(
            "tellonce_pops",
            "Screen pops answered, by how the look-up ended.",
            ["resolution"],
            registry=self.registry,
        )
        self._seconds = Histogram(
            "tellonce_operation_seconds",
            "How long GraphQL operations took.",
            ["kind"],
            buckets=BUCKETS,
            registry=self.registry,
        )
        self._refused = Counter(
            "tellonce_refusals",
            "Requests that were refused, by the code in the answer.",
            ["code"],
            registry=self.registry,
        )
        for one in Resolution:
            self._pops.labels(one.value)
        self.registry.register(self)

    def looked(self, looks: Iterable[Look]) -> None:
        """Count the pops among what somebody was shown."""
        for one in looks:
            if one.resolution is not None:
                self._pops.labels(one.resolution).inc()

    def took(self, kind: str, seconds: float) -> None:
        """`kind` is that of the operation: query, mutation or subscription."""
        self._seconds.labels(kind).observe(seconds)

    def refused(self, code: str) -> None:
        self._refused.labels(code).inc()

    def collect(self) -> Iterator[CounterMetricFamily | GaugeMetricFamily]:
        """Yield what is not counted here: decisions, and what was last read of the graph."""
        decisions = CounterMetricFamily(
            "tellonce_decisions",
            "Decisions on identity by this process, by what they did and the rule.",
            labels=["action", "rule"],
        )
        for labels, count in sorted(self._tally.items()):
            decisions.add_metric(labels, count)
        yield decisions
        if self.lags is None:
            return
        for name, text in WAITING.items():
            yield GaugeMetricFamily(f"tellonce_{name}", text, self.lags.figures[name])
        lag = GaugeMetricFamily(
            "tellonce_connector_lag_seconds", CONNECTOR_LAG, labels=["connector"]
        )
        for source, seconds in sorted(self.lags.sources.items()):
            lag.add_metric([source], seconds)
        yield lag


class MetricsEndpoint:
    """Serves /metrics to admins, and to keys that are limited to it."""

    def __init__(self, metrics: Metrics, read: ReadLags, keys_check: KeysCheck) -> None:
        self._metrics = metrics
        self._read = read
        self._keys_check = keys_check
        self._read_at = -KEPT_SECONDS
        self._reading = asyncio.Lock()

    async def serve(self, request: Request) -> Response:
        try:
            await self._check(request.headers.get("authorization"))
        except RefusedError as error:
            return refusal(error, request_id="", media_type="application/json")
        async with self._reading:
            if time.monotonic() - self._read_at >= KEPT_SECONDS:
                self._metrics.lags = await self._read()
                self._read_at = time.monotonic()
        return Response(
            generate_latest(self._metrics.registry),
            headers={**PRIVATE_HEADERS, "content-type": CONTENT_TYPE_LATEST},
        )

    async def _check(self, header: str | None) -> None:
        caller = await self._keys_check(header)
        if caller is None:
            raise UnauthenticatedError(sent=header is not None)
        if not may_read_metrics(caller):
            raise ForbiddenError(caller.role, "metrics")
