"""What is done of an erasure after it has begun: each step may run again, and a kill hurts none."""

from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import Final

from graph.access import Graph, Statement
from graph.errors import StaleReadError
from graph.queries import erasure as queries
from graph.queries.belongings import properties_of
from graph.queries.erasure import PendingErasure
from graph.queries.inbox import forget_deliveries
from graph.queries.suppressions import suppressed_among
from graph.sequence import SequenceState, after, read_sequence
from identity.batch import identifier_key
from identity.belongings import Belongings, activities_of
from identity.deliveries import SLICES, deliveries_of
from identity.races import Races
from identity.setup import Identity
from identity.stored import load_comparable
from identity.suppression import is_personal
from identity.traces import Traces

STEP: Final = 500  # nodes of one transaction
EVENTS_STEP: Final = 2_000
MOST_SECONDS: Final = 60.0  # of races lost to writers of identity before it is given up


async def in_turn(
    graph: Graph,
    decide: Callable[[SequenceState], Awaitable[list[Statement]]],
    *,
    new_customers: int,
) -> None:
    """Write what `decide` reads and returns, unless identity was written in between: then again.

    Nothing is written when it returns nothing. Raises ContendedError after a minute of lost races.
    """
    races = Races(most_seconds=MOST_SECONDS)
    while True:
        seen = await read_sequence(graph)
        statements = await decide(seen)
        if not statements:
            return
        try:
            await graph.write(statements, guard=after(seen, new_customers=new_customers))
        except StaleReadError as error:
            await races.lost(error)
        else:
            return


async def finish(identity: Identity, pending: PendingErasure, at_ms: int) -> None:
    """Do all that is left of an erasure; each step may run again."""
    graph = identity.graph
    await _mark_activities(graph, pending.id)
    await queries.count_marked(graph, pending.id)
    await _forget_deliveries(identity, pending.id)
    await _blank_events(graph, pending)
    await _leave_blocks(graph, pending.customers)
    while await queries.blank_decisions(graph, pending.id, at_ms=at_ms, limit=STEP):
        pass
    while await queries.delete_marked(graph, pending.id, limit=STEP):
        pass
    await queries.finish_erasure(graph, pending.id, at_ms=at_ms)


async def _mark_activities(graph: Graph, id: str) -> None:
    """Mark what hangs on the records; again until nothing came in between."""
    records = [row["key"] for row in await queries.marked_records(graph, id)]
    while True:
        marked = {one.key for one in await queries.marked_by(graph, id)}
        activities = await activities_of(graph, records)
        fresh = {label: sorted({*keys} - marked) for label, keys in activities.items()}
        if not any(fresh.values()):
            return
        for label, keys in fresh.items():
            for chunk in _chunks(keys):
                await graph.write(queries.mark(id, label, chunk))


async def _forget_deliveries(identity: Identity, id: str) -> None:
    graph = identity.graph
    said: set[str] = set()
    for row in await queries.marked_records(graph, id):
        said |= load_comparable(row["comparable"])[0].identifiers if row["comparable"] else set()
    by_key = {identifier_key(one, identity.keys): one for one in said}
    kept = await suppressed_among(graph, sorted(by_key))
    ids = {
        (one.source, one.source_id)
        for one in await queries.marked_by(graph, id)
        if one.source is not None and one.source_id is not None
    }
    traces = _traces(identity, (by_key[key] for key in kept), ids)
    keys = [one.key for one in await deliveries_of(graph, traces)]
    for chunk in _chunks(keys):
        await graph.write([queries.count_deliveries(id, chunk), *forget_deliveries(chunk)])


async def _blank_events(graph: Graph, pending: PendingErasure) -> None:
    ids = list(pending.customers)
    subjects = [one.key for one in await queries.marked_by(graph, pending.id) if one.key]
    for start in range(0, await queries.last_event(graph), EVENTS_STEP):
        await queries.blank_events(graph, ids, subjects, after=start, until=start + EVENTS_STEP)


async def _leave_blocks(graph: Graph, customer_ids: Sequence[str]) -> None:
    """Take the customers out of the blocking keys, under the guard of whoever adds to those."""
    for one_slice in SLICES:
        await in_turn(graph, partial(_leaving, graph, customer_ids, one_slice), new_customers=0)


async def _leaving(
    graph: Graph, customer_ids: Sequence[str], one_slice: str, _seen: SequenceState
) -> list[Statement]:
    keys = await queries.blocks_naming(graph, customer_ids, slice=one_slice)
    return queries.leave_blocks(keys, customer_ids) if keys else []


async def traces_of(identity: Identity, belongings: Belongings) -> Traces:
    """Return what in a raw delivery gives away that it speaks of whoever these belong to."""
    ids: set[tuple[str, str]] = set()
    for label, keys in (*belongings.activities.items(), ("SourceRecord", belongings.records)):
        for row in await properties_of(identity.graph, label, keys):
            if "source" in row:
                ids.add((row["source"], row["source_id"]))
    return _traces(identity, (one.name for one in belongings.only_theirs()), ids)


def _traces(
    identity: Identity, identifiers: Iterable[str], ids: Iterable[tuple[str, str]]
) -> Traces:
    return Traces(
        frozenset(filter(is_personal, identifiers)),
        frozenset(ids),
        identity.settings.default_region,
    )


def _chunks(keys: Sequence[str]) -> Iterator[list[str]]:
    return (list(keys[start : start + STEP]) for start in range(0, len(keys), STEP))
