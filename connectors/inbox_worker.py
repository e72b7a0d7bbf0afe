"""Works what the inbox has stored, oldest first: deliveries in, records to the sink, done.

Effect once comes from three things: all deliveries about a subject are worked together, so the
last to write has seen all of them; the sink is idempotent; and a delivery is done only after the
sink has taken its records. Nothing here has to be right for a process that is killed: what it had
claimed is due again when its lease is over. Two servers on one graph share the work by these
leases; where both are given the same delivery, it is worked twice to the same end.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from connectors.connector import Connector
from connectors.errors import RetryableError
from connectors.folding import DELIVERIES, Folded, fold_subject
from context.ingest import RecordSink
from graph.access import Graph, Statement
from graph.errors import GraphError
from graph.queries.inbox import (
    ClaimedDelivery,
    FailedDelivery,
    claim_deliveries,
    deliveries_about,
    finish_deliveries,
    forget_subjects,
    park_deliveries,
    retry_deliveries,
)

STOP_SECONDS: Final = 5.0  # that a batch under way is given to end
SINK_AWAY: Final = (RetryableError, OSError)
NOT_ITS_FAULT: Final = (GraphError, *SINK_AWAY)  # no delivery is parked for these

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class WorkSettings:
    batch: int = 100  # deliveries claimed at once
    lease_seconds: float = 15.0  # after which a claim counts as abandoned
    poll_seconds: float = 1.0  # between looks for what others left, retries and replays
    backoff_seconds: tuple[float, ...] = (1.0, 5.0, 25.0, 125.0)  # after try 1, 2, …; then parked

    @property
    def tries(self) -> int:
        return len(self.backoff_seconds) + 1


class InboxWorker:
    """One task that works the inbox of a graph."""

    def __init__(
        self,
        graph: Graph,
        sink: RecordSink,
        connectors: Sequence[Connector],
        *,
        settings: WorkSettings,
        now_ms: Callable[[], int],
    ) -> None:
        self._graph, self._sink, self._now_ms = graph, sink, now_ms
        self._connectors = {connector.name: connector for connector in connectors}
        self._settings = settings
        self._woken = asyncio.Event()
        self._stopping = False
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._stopping = False
        self._task = asyncio.create_task(self._run(), name="inbox worker")

    def wake(self) -> None:
        """Say that something was stored."""
        self._woken.set()

    async def stop(self) -> None:
        """Let the batch under way end, then stop; what is left is for the next start."""
        self._stopping = True
        self.wake()
        if self._task is not None:
            await asyncio.wait({self._task}, timeout=STOP_SECONDS)
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None

    async def work_once(self) -> int:
        """Work one batch of what is due; return how many deliveries that were."""
        now_ms = self._now_ms()
        until_ms = now_ms + round(self._settings.lease_seconds * 1000)
        claimed = await claim_deliveries(
            self._graph, now_ms=now_ms, until_ms=until_ms, limit=self._settings.batch
        )
        if claimed:
            about: dict[str, list[ClaimedDelivery]] = {}
            for one in claimed:
                about.setdefault(one.subject, []).append(one)
            stored = await deliveries_about(self._graph, about, limit=DELIVERIES + 1)
            await self._load(
                [await self._fold(group, stored.get(name, {})) for name, group in about.items()]
            )
        return len(claimed)

    async def _run(self) -> None:
        while not self._stopping:
            self._woken.clear()
            try:
                worked = await self.work_once()
            except Exception as error:  # noqa: BLE001  the graph may be away: the worker stays
                log.error("inbox_work_failed", extra={"error": type(error).__name__})
                worked = 0
                await asyncio.sleep(self._settings.poll_seconds)
            if not worked and not self._stopping:
                await self._wait()

    async def _wait(self) -> None:
        try:
            async with asyncio.timeout(self._settings.poll_seconds):
                await self._woken.wait()
        except TimeoutError:
            pass

    async def _fold(self, claimed: list[ClaimedDelivery], bodies: dict[str, str | None]) -> Folded:
        try:
            return fold_subject(self._connectors.get(claimed[0].connector), claimed, bodies)
        except Exception as error:  # noqa: BLE001  one connector's mistake must not stop the others
            await self._failed(claimed, error)
            return Folded(tuple(claimed))

    async def _load(self, batch: list[Folded]) -> None:
        """Hand over the records of a batch at once; when that fails, one subject at a time."""
        records = [record for one in batch for record in one.records]
        suppressed = 0
        try:
            if records:
                suppressed = (await self._sink.ingest(records, live=True)).suppressed
        except Exception as error:  # noqa: BLE001  whatever it is, it must not stop the others
            if len(batch) == 1 or isinstance(error, SINK_AWAY):
                good = {key for one in batch for key in one.good or {}}
                claimed = [claim for one in batch for claim in one.claimed]
                await self._failed([claim for claim in claimed if claim.key in good], error)
                await self._finish([replace(one, good=None) for one in batch])
            else:
                for one in batch:
                    await self._load([one])
        else:
            if suppressed and len(batch) > 1:
                for one in batch:  # to tell which
                    await self._load([one])
            else:
                forgotten = suppressed > 0
                await self._finish(
                    [replace(one, forgotten=one.forgotten or forgotten) for one in batch]
                )

    async def _finish(self, batch: list[Folded]) -> None:
        now_ms = self._now_ms()
        good = {key: count for one in batch for key, count in (one.good or {}).items()}
        parked = [failed for one in batch for failed in one.parked]
        statements: list[Statement] = []
        if good:
            statements += finish_deliveries(good, now_ms=now_ms)
        forgotten = [key for one in batch if one.forgotten for key in one.good or {}]
        if forgotten:
            statements.append(forget_subjects(forgotten))
        if parked:
            statements += park_deliveries(parked, now_ms=now_ms)
            _log_parked(parked)
        if statements:
            await self._graph.write(statements)

    async def _failed(self, claimed: list[ClaimedDelivery], error: Exception) -> None:
        """Put off what could not be worked, or park it after the last try."""
        now_ms = self._now_ms()
        failed = [self._failure(one, error, now_ms) for one in claimed]
        again = [one for one in failed if one.tries < self._settings.tries]
        parked = [one for one in failed if one.tries >= self._settings.tries]
        statements: list[Statement] = []
        if again:
            statements += retry_deliveries(again)
            for one in again:
                log.warning("delivery_failed", extra={"delivery": one.key, "reason": one.reason})
        if parked:
            statements += park_deliveries(parked, now_ms=now_ms)
            _log_parked(parked)
        if statements:
            await self._graph.write(statements)

    def _failure(self, one: ClaimedDelivery, error: Exception, now_ms: int) -> FailedDelivery:
        # The error's own words may quote a name or a number: only its type is kept.
        reason = type(error).__name__
        pauses = self._settings.backoff_seconds
        tries = one.tries if isinstance(error, NOT_ITS_FAULT) else one.tries + 1
        pause = pauses[min(max(tries, 1), len(pauses)) - 1]
        return FailedDelivery(one.key, tries, reason, now_ms + round(pause * 1000))


def _log_parked(parked: Sequence[FailedDelivery]) -> None:
    for one in parked:
        log.error("delivery_parked", extra={"delivery": one.key, "reason": one.reason})
