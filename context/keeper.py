"""Keeps what is derived from evidence: read whoever changed, apply the rules, store what is new.

Events say who changed; a watermark says up to which event that has been taken into account. What
is derived is a function of the evidence, so that deriving twice, or by two processes at once, does
no harm: a write is thrown away when another one came after what it was derived from was read.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from context.derivation import Derivation
from graph.access import Statement
from graph.errors import GraphError, StaleReadError
from graph.queries.derivation import next_customers, owners
from graph.queries.watermark import EventRow, advance, next_turn, read_backlog, recomputed
from identity.races import Races

LOGGER: Final = logging.getLogger("tellonce.context")

MOST_EVENTS: Final = 500  # taken into account at once: who stands in several is read once
MOST_CUSTOMERS: Final = 100  # of one transaction
FEW_EVENTS: Final = 10  # behind: a contact that is here waits for all of them
MOST_SECONDS: Final = 60.0  # of lost races before it is given up
REST: Final = 3  # times as long as a step took the follower pauses: contacts go first
SHORTEST_PAUSE: Final = 0.2  # seconds between two looks at the events

AGENT: Final = "Agent"

Progress = Callable[[int], None]  # so many customers more are done


@dataclass(frozen=True, slots=True)
class Changed:
    """What a commit changed: customers, and activities by key with the labels they may have."""

    customers: Collection[str]
    subjects: Sequence[str] = ()
    labels: Collection[str] | None = ()


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Keeper:
    """Derives and stores the context of customers; any number of them may do so at once."""

    def __init__(self, derivation: Derivation, *, clock: Callable[[], datetime] = _utc_now) -> None:
        self._derivation = derivation
        self._graph = derivation.graph
        self._clock = clock

    async def after(self, changed: Changed) -> None:
        """Derive at once what a commit changed: somebody is on the line.

        What else is waiting is taken along if it is little. Raises ContendedError after a minute
        of lost races.
        """
        backlog = await read_backlog(self._graph, limit=0)
        if backlog.last - backlog.value <= FEW_EVENTS:
            await self.step()
        else:
            await self._derive(await self._whose([changed]))

    async def step(self, *, progress: Progress | None = None) -> bool:
        """Take the next events into account; return whether there were any."""
        backlog = await read_backlog(self._graph, limit=MOST_EVENTS)
        if not backlog.events:
            return False
        ids = await self._whose([_changed(one) for one in backlog.events])
        also = [advance(backlog.events[-1].number)]
        if any(one.labels and AGENT in one.labels for one in backlog.events):
            also += await self._derivation.when_agents_changed(now=self._clock())
        await self._derive(ids, also, progress)
        return True

    async def catch_up(self, *, progress: Progress | None = None) -> None:
        """Take all events into account that there are."""
        while await self.step(progress=progress):
            pass

    async def follow(self, is_ours: Callable[[], Awaitable[bool]]) -> None:
        """Take events into account as they come, for ever, while it `is_ours` to do so."""
        while True:
            started = time.monotonic()
            try:
                if await is_ours():
                    await self.step()
            except GraphError as error:  # it may be away; the events wait for it
                LOGGER.warning("context_not_derived", extra={"error": type(error).__name__})
            took = time.monotonic() - started
            await asyncio.sleep(max(SHORTEST_PAUSE, REST * took))

    async def recompute(self, *, progress: Progress | None = None) -> None:
        """Derive everything anew; one that was cut off goes on where it stopped."""
        after = (await read_backlog(self._graph, limit=0)).recomputed or ""
        while ids := await next_customers(self._graph, after=after, limit=MOST_CUSTOMERS):
            after = ids[-1]
            await self._derive(ids, [recomputed(after)], progress)
        await self._graph.write([recomputed(None)])
        await self.catch_up()

    async def _whose(self, changes: Sequence[Changed]) -> list[str]:
        ids = {customer for one in changes for customer in one.customers}
        labels: set[str] | None = set()
        for one in changes:
            labels = None if labels is None or one.labels is None else labels | {*one.labels}
        subjects = sorted({subject for one in changes for subject in one.subjects})
        return sorted(ids | await owners(self._graph, subjects, labels))

    async def _derive(
        self,
        customer_ids: Sequence[str],
        also: Sequence[Statement] = (),
        progress: Progress | None = None,
    ) -> None:
        """Derive and store these customers' context, in parts; `also` is written with the last."""
        *before, last = _chunks(customer_ids) or [[]]
        for chunk in before:
            await self._store(chunk, ())
            if progress:
                progress(len(chunk))
        await self._store(last, also)
        if progress:
            progress(len(last))

    async def _store(self, customer_ids: Sequence[str], also: Sequence[Statement]) -> None:
        races = Races(most_seconds=MOST_SECONDS)
        while True:
            guard = await next_turn(self._graph)
            derived = await self._derivation.statements(customer_ids, now=self._clock())
            statements = [*derived, *also]
            if not statements:
                return
            try:
                await self._graph.write(statements, guard=guard)
            except StaleReadError as error:
                await races.lost(error)
            else:
                return


def _changed(event: EventRow) -> Changed:
    return Changed(event.customers, event.subjects, event.labels)


def _chunks(ids: Sequence[str]) -> list[Sequence[str]]:
    return [ids[start : start + MOST_CUSTOMERS] for start in range(0, len(ids), MOST_CUSTOMERS)]
