"""Records of people in, customers out: two reads, the algorithm, one guarded write a batch."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final, TypeVar

from graph.errors import StaleReadError
from graph.queries import customers as customer_queries
from graph.queries import source_records
from graph.sequence import after
from identity.batch import (
    HashedKeys,
    Known,
    OwnedNumber,
    Prepared,
    arrival,
    changed,
    known_from,
    newest_versions,
    owned_numbers,
    prepare,
)
from identity.changes import Redirect
from identity.customer_state import CustomerState
from identity.judgement import Judgements
from identity.ledger import tally
from identity.races import Races
from identity.records import PersonRecord
from identity.resolution import Resolution
from identity.setup import Identity
from identity.stored import customer_state, judgements_among
from identity.suppression import NO_ACTIVITIES, Activities, kept_out, suppressible
from identity.write import batch_statements

Item = TypeVar("Item")

MOST_SECONDS = 60.0  # of lost races before a batch is given up
AT_ONCE: Final = 5  # records: about a millisecond, then whoever waits for a pop goes on


@dataclass(frozen=True, slots=True)
class Resolved:
    """What a batch did. `customers` maps record keys of the batch to the ids they resolve to."""

    changed: frozenset[str]  # keys of the records that were not known, or said something new
    customers: dict[str, str]
    touched: frozenset[str]
    kept_out: frozenset[str] = frozenset()  # records and activities of people who were erased


class Resolver:
    """The one writer of identity in this process; live contacts pass ahead of bulk loads."""

    def __init__(self, identity: Identity, *, clock: Callable[[], float] = time.time) -> None:
        self.identity = identity
        self._clock = clock

    async def ingest(
        self,
        people: Sequence[PersonRecord],
        *,
        owned: Sequence[OwnedNumber] = (),
        activities: Activities = NO_ACTIVITIES,
        live: bool = False,
    ) -> Resolved:
        """Resolve a batch and write it, with the activities of these people, all or nothing.

        `owned` are the numbers that the activities give to records of the batch. What belongs to
        people who were erased is left out. A batch that changes nothing writes nothing.
        Raises ContendedError when other writers win every race for a minute.
        """
        prepared: list[Prepared] = []
        async for key, version in _in_pauses(newest_versions(people, self.identity.keys).items()):
            prepared.append(prepare(version, key, self.identity.settings))
        async with self.identity.turns.turn(first=live):
            races = Races(most_seconds=MOST_SECONDS)
            while True:
                try:
                    return await self._ingest_once(prepared, owned, activities)
                except StaleReadError as error:
                    await races.lost(error)

    async def _ingest_once(
        self,
        prepared: list[Prepared],
        owned: Sequence[OwnedNumber],
        activities: Activities,
    ) -> Resolved:
        keys = self.identity.keys
        asked = suppressible(prepared, activities.attached, keys)
        known = await self._read(prepared, owned, asked)
        out = kept_out(prepared, activities.attached, known, keys)
        prepared = [one for one in prepared if one.key not in out]
        owned = [one for one in owned if one.record_key not in out]
        also = activities.write(out)
        changes = changed(prepared, known, self.identity.settings)
        more = [one for one in changes if not known.asked.issuperset(one.blocking_keys)]
        if more:
            known = await self._read([*prepared, *more], owned, asked)
            changes = changed(prepared, known, self.identity.settings)
        if not changes and not also:
            return Resolved(frozenset(), known.homes, frozenset(), out)
        arriving = [arrival(one, keys) for one in changes]
        known.own_ids = {one.founds for one in arriving if one.key in known.homes}
        resolution = await resolution_over(self.identity, known)
        async for one in _in_pauses(arriving):
            resolution.resolve(one)
        for number in owned:
            resolution.own(number.record_key, number.identifier)
        at_ms = round(self._clock() * 1000)
        statements = batch_statements(
            self.identity,
            resolution,
            {one.key: one for one in changes},
            number=known.sequence.value + 1,
            at_ms=at_ms,
            also=also,
            subjects=[one for one in activities.attached if one.key not in out],
        )
        guard = after(known.sequence, new_customers=resolution.total - known.sequence.customers)
        await self.identity.graph.write(statements, guard=guard)
        self.identity.tally.update(tally(resolution.changes))
        touched = frozenset(map(resolution.live, resolution.changes.touched))
        homes = {one.key: resolution.customer_of[one.key] for one in prepared}
        return Resolved(frozenset(one.key for one in changes), homes, touched, out)

    async def _read(
        self, prepared: Sequence[Prepared], owned: Sequence[OwnedNumber], asked_out: Sequence[str]
    ) -> Known:
        asked = HashedKeys.of(prepared, self.identity.keys, owned)
        row = await source_records.read_batch(
            self.identity.graph,
            record_keys=[one.key for one in prepared],
            blocking_keys=list(asked.blocking),
            identifier_keys=list(asked.identifiers),
            number_keys=list(asked.numbers),
            suppressible=asked_out,
        )
        return known_from(row, asked)


async def _in_pauses(items: Iterable[Item]) -> AsyncIterator[Item]:
    """Yield the items, and let others run after every few of them."""
    for number, item in enumerate(items, start=1):
        yield item
        if number % AT_ONCE == 0:
            await asyncio.sleep(0)


async def resolution_over(identity: Identity, known: Known) -> Resolution:
    """Read the candidate customers of a batch; return the algorithm's state over them."""
    resolution = Resolution(
        identity.model,
        identity.settings,
        customers=known.sequence.customers,
        number=known.sequence.value + 1,
        judgements=Judgements(partial(identity.keys.key, "Evidence")),
    )
    states: dict[str, CustomerState] = {}
    wanted = known.customer_ids()
    while wanted:
        rows = await customer_queries.read_customers(
            identity.graph, sorted(wanted), record_keys=sorted(known.homes)
        )
        wanted = set()
        for row in rows:
            if row["merged_into"]:
                redirect = Redirect(*row["merged_into"][0])
                resolution.merged_into[row["id"]] = redirect
                wanted.add(redirect.into_id)
            else:
                states[row["id"]] = customer_state(row["id"], row["records"])
                for said in judgements_among(row["records"]):
                    resolution.judgements.know(said)
        wanted -= states.keys() | resolution.merged_into.keys()
    _take_in(resolution, states, known)
    return resolution


def _take_in(resolution: Resolution, states: dict[str, CustomerState], known: Known) -> None:
    stated = {
        state.id: frozenset[str]().union(
            *(record.comparable.identifiers for record in state.records.values())
        )
        for state in states.values()
    }
    numbers = owned_numbers(known.holders, stated)
    for state in states.values():
        state.owned_numbers = numbers.get(state.id)
        resolution.know(state)
    for identifier, customer in known.holders:
        resolution.holders.setdefault(identifier, set()).add(customer)
    for key, customers in known.blocks.items():
        resolution.know_block(key, customers)
    for number, record_key, _ in known.citers:
        resolution.citers.setdefault(number, set()).add(record_key)
