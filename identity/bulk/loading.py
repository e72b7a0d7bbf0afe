"""The first load of people into a graph: decided as a whole, written by batches of customers.

Every batch is one guarded write with the checkpoint in it, so a load that was cut off anywhere is
carried on by the same command. What others write meanwhile is noticed at each batch: a planned
customer that they touched is not written as planned, but settled by the ordinary path, at once.
"""

import asyncio
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from graph.access import Statement
from graph.errors import StaleReadError
from graph.queries.bulk_loads import BulkLoad, keep_bulk_load, read_bulk_load
from graph.sequence import SequenceState, after, read_sequence
from identity.batch import Known, Prepared
from identity.bulk.checkpoint import carried_on
from identity.bulk.edges import Progress
from identity.bulk.meanwhile import look
from identity.bulk.placing import place_blocks, place_customers, place_doubts
from identity.bulk.plan import Plan
from identity.number_memory import OwnNumber
from identity.races import Races
from identity.resolution import Resolution
from identity.resolver import MOST_SECONDS, Resolver
from identity.write import batch_statements

BATCH_RECORDS: Final = 500
FEWEST_RECORDS: Final = 50  # of a batch while others write: they wait less, and we lose less
REST_BATCH: Final = 100  # records that go the ordinary way


@dataclass(slots=True)
class Loaded:
    """What this run of a load did, in records but for `customers`."""

    customers: int = 0  # written
    records: int = 0  # written with them
    settled: int = 0  # taken in by the ordinary path: others were quicker, or nobody has a name
    kept_out: int = 0  # of people who were erased


@dataclass(frozen=True, slots=True)
class _Batch:
    """A write that is ready, decided on what was seen."""

    part: range
    placed: Mapping[str, Prepared]
    statements: Sequence[Statement]
    seen: SequenceState
    new_customers: int
    load: BulkLoad  # once it is written

    @property
    def leaves(self) -> SequenceState:
        """Where identity stands after it, unless somebody else writes."""
        return SequenceState(self.seen.value + 1, self.seen.customers + self.new_customers)


class Loader:
    """Writes a plan, from wherever an earlier run left it."""

    def __init__(
        self,
        resolver: Resolver,
        plan: Plan,
        load: BulkLoad,
        *,
        batch_records: int = BATCH_RECORDS,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """Raises HalfLoadedError when `load` stands half-way in another plan."""
        self._identity = resolver.identity
        self._resolver = resolver
        self._plan = plan
        self._most_records = self._batch_records = batch_records
        self._clock = clock
        self._load = carried_on(load, plan)
        self._progress: Progress = _nobody_watches
        self.loaded = Loaded()

    async def write(self, progress: Progress | None = None) -> Loaded:
        """Write what is left; `progress` counts records.

        Raises ContendedError when other writers win every race for a minute.
        """
        self._progress = progress or self._progress
        seen = await read_sequence(self._identity.graph)
        if seen.value == self._load.alone_until:
            await self._write_alone(seen)
        self._load = replace(self._load, alone_until=-1)
        while self._load.done < self._load.total:
            await self._write_next()
        for start in range(0, len(self._plan.rest), REST_BATCH):
            places = self._plan.rest[start : start + REST_BATCH]
            await self._settle([self._plan.records[at] for at in places])
            self._progress(len(places))
        self._load = replace(self._load, finished=True)
        await self._identity.graph.write([keep_bulk_load(self._load)])
        return self.loaded

    async def _write_alone(self, seen: SequenceState) -> None:
        """Write without reading, until somebody else does: a batch is made while one is written."""
        part = self._plan.part(self._load.done, self._most_records)
        upcoming = self._made_ahead(part, seen)
        try:
            while part:
                batch = await upcoming
                part = self._plan.part(part.stop, self._most_records)
                upcoming = self._made_ahead(part, batch.leaves)
                await self._commit(batch)
        except StaleReadError:
            return
        finally:
            await asyncio.wait([upcoming])  # a thread cannot be stopped: leave none behind

    def _made_ahead(self, part: range, seen: SequenceState) -> "asyncio.Future[_Batch]":
        loop = asyncio.get_running_loop()
        return loop.run_in_executor(None, self._made, part, Known(seen), frozenset[int]())

    async def _write_next(self) -> None:
        """Write a batch; under contention a smaller one."""
        races = Races(most_seconds=MOST_SECONDS)
        while True:
            try:
                await self._write_part(self._plan.part(self._load.done, self._batch_records))
            except StaleReadError as error:
                self._batch_records = max(FEWEST_RECORDS, self._batch_records // 2)
                await races.lost(error)
            else:
                self._batch_records = min(self._most_records, 2 * self._batch_records)
                return

    async def _write_part(self, part: range) -> None:
        """Write these customers, but settle by the ordinary path those that others touched.

        Nothing is done where another process carries on the same load and was here already.
        """
        meanwhile = await look(self._identity, self._plan, part)
        stored = await read_bulk_load(self._identity.graph)
        if stored is not None and stored.done > self._load.done:
            self._progress(len(self._plan.records_of(range(self._load.done, stored.done))))
            self._load = replace(carried_on(stored, self._plan), alone_until=-1)
        elif meanwhile.late:
            await self._settle(meanwhile.late)
            await self._write_part(part)
        else:
            await self._commit(self._made(part, meanwhile.known, meanwhile.touched))
            self.loaded.kept_out += len(meanwhile.kept_out)

    def _made(self, part: range, known: Known, touched: frozenset[int]) -> "_Batch":
        """Return the write of these customers without the touched ones, and how far it comes."""
        plan, number = self._plan, known.sequence.value + 1
        resolution = Resolution(
            plan.model, self._identity.settings, customers=known.sequence.customers, number=number
        )
        placed = place_customers(resolution, plan, [one for one in part if one not in touched])
        place_blocks(resolution, plan, part, known, without=touched)
        place_doubts(resolution, plan, part)
        alone = self._load.alone_until >= 0
        load = replace(self._load, done=part.stop, alone_until=number if alone else -1)
        statements = batch_statements(
            self._identity,
            resolution,
            placed,
            number=number,
            at_ms=round(self._clock() * 1000),
            also=[keep_bulk_load(load)],
            subjects=[],
        )
        new_customers = resolution.total - known.sequence.customers
        return _Batch(part, placed, statements, known.sequence, new_customers, load)

    async def _commit(self, batch: "_Batch") -> None:
        """Write a batch, all or nothing. Raises StaleReadError when others wrote meanwhile."""
        guard = after(batch.seen, new_customers=batch.new_customers)
        await self._identity.graph.write(batch.statements, guard=guard)
        self._load = batch.load
        self.loaded.customers += batch.new_customers
        self.loaded.records += len(batch.placed)
        await self._learn_numbers(batch.placed.values())
        self._progress(len(self._plan.records_of(batch.part)))

    async def _settle(self, records: Sequence[Prepared]) -> None:
        """Let the ordinary path place these records among whoever is there."""
        resolved = await self._resolver.ingest([one.person for one in records])
        self.loaded.settled += len(records) - len(resolved.kept_out)
        self.loaded.kept_out += len(resolved.kept_out)
        await self._learn_numbers(one for one in records if one.key in resolved.changed)

    async def _learn_numbers(self, records: Iterable[Prepared]) -> None:
        """Let the numbers of what is new teach how the sources' numbers look."""
        identity = self._identity
        own = (
            OwnNumber(one.person.source, number.kind.strip().lower(), number.value)
            for one in records
            for number in one.person.numbers
        )
        await identity.numbers.learn(identity.graph, identity.keys, own)


def _nobody_watches(_records: int) -> None:
    pass
