"""What an event tells those who wait for it: contacts offered, pairs to judge, promises, whose.

Nothing is derived here: each answer is read as things stand when it is asked for, so an event that
is told of late tells what is true then.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from context.pop import Desk
from context.promises.making import read_promise
from context.promises.model import Promise
from context.routing.contacts import waits
from graph.queries.derivation import OWNERS, owners
from graph.queries.outbox import (
    OutboxEvent,
    OutboxPage,
    contacts_with_agents,
    event_is_kept,
    events_since,
    former_ids,
    names_of_agent,
    tasks_of_customers,
)
from identity.errors import UnknownError
from identity.review import ReviewTaskView, task_view

INGEST: Final = "ingest"


@dataclass(frozen=True, slots=True)
class Offered:
    """A contact that waits for an answer from an agent whom the switch chose."""

    source: str
    id: str
    channel: str
    agent: str  # as the interaction names them: an id or a name
    status: str | None


@dataclass(frozen=True, slots=True)
class ReviewChange:
    """What has become of the pairs that an event's customers are part of."""

    waiting: tuple[ReviewTaskView, ...]  # came up, or came back
    settled: tuple[str, ...]  # ids of those that need nobody any more


class Outbox:
    """The events of a deployment, and what each is about."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._graph = desk.identity.graph

    def on_commit(self, tell: Callable[[], None]) -> Callable[[], None]:
        """Have `tell` called after every commit of this process; return what ends that."""
        self._graph.committed.add(tell)
        return lambda: self._graph.committed.discard(tell)

    async def page(self, after: int, *, limit: int) -> OutboxPage:
        """Return at most `limit` events that follow number `after`."""
        return await events_since(self._graph, after, limit=limit)

    async def is_kept(self, number: int) -> bool:
        """Return whether the event of this number can still be told."""
        return await event_is_kept(self._graph, number)

    async def names_of(self, agent: str) -> frozenset[str]:
        """Return what an agent of this id or name may be called."""
        return await names_of_agent(self._graph, agent)

    async def offered(self, event: OutboxEvent, now: datetime) -> Sequence[Offered]:
        """Return the contacts of an event that wait for their agent's answer at this moment."""
        if not _may_hold(event, "Interaction"):
            return ()
        now_ms = round(now.timestamp() * 1000)
        found = await contacts_with_agents(self._graph, event.subjects)
        return [
            Offered(one.source, one.id, one.channel, one.agent, one.status)
            for one in found
            if one.agent and waits(one, now_ms)
        ]

    async def reviews(self, event: OutboxEvent, now: datetime) -> Sequence[ReviewChange]:
        """Return what an event changed about the pairs of its customers; empty for nothing.

        What a person decided may concern every pair of theirs, whenever it came up.
        """
        rows = await tasks_of_customers(self._graph, event.customers) if event.customers else []
        everything = event.kind != INGEST
        change = ReviewChange(
            tuple(
                task_view(one)
                for one in rows
                if one["is_open"] and (everything or one["at_ms"] >= event.at_ms)
            ),
            tuple(
                one["id"]
                for one in rows
                if not one["is_open"] and (everything or one["since_ms"] >= event.at_ms)
            ),
        )
        return (change,) if change.waiting or change.settled else ()

    async def promises(self, event: OutboxEvent, now: datetime) -> Sequence[Promise]:
        """Return the promises of an event as they stand at this moment; erased ones are gone."""
        identity, rules = self._desk.identity, self._desk.promises.current()
        now_ms, found = round(now.timestamp() * 1000), []
        for id in event.subjects:
            try:
                found.append(await read_promise(identity, id, now_ms=now_ms, rules=rules))
            except UnknownError:
                continue
        return found

    async def customers(self, event: OutboxEvent, now: datetime) -> Sequence[frozenset[str]]:
        """Return whom an event is about, by today's ids and those of then; empty for nobody."""
        whose = set(event.customers)
        if event.labels is None or not OWNERS.keys().isdisjoint(event.labels):
            whose |= await owners(self._graph, event.subjects, event.labels)
        if not whose:
            return ()
        return (frozenset(whose | await former_ids(self._graph, sorted(whose))),)


def _may_hold(event: OutboxEvent, label: str) -> bool:
    return bool(event.subjects) and (event.labels is None or label in event.labels)
