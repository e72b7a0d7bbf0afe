"""Which events does each subscription hear of, and what is read of one? A line for each."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Protocol

from context.outbox import Offered, ReviewChange
from context.promises.model import Promise
from graph.queries.outbox import OutboxEvent, OutboxPage


class EventSource(Protocol):
    """Where events come from: the outbox of this deployment."""

    def on_commit(self, tell: Callable[[], None]) -> Callable[[], None]:
        """Have `tell` called after every commit of this process; return what ends that."""
        ...

    async def page(self, after: int, *, limit: int) -> OutboxPage:
        """Return at most `limit` events that follow number `after`."""
        ...

    async def is_kept(self, number: int) -> bool:
        """Return whether the event of this number can still be told."""
        ...

    async def names_of(self, agent: str) -> frozenset[str]:
        """Return what an agent of this id or name may be called."""
        ...

    async def offered(self, event: OutboxEvent, now: datetime) -> Sequence[Offered]:
        """Return the contacts of an event that wait for their agent's answer."""
        ...

    async def reviews(self, event: OutboxEvent, now: datetime) -> Sequence[ReviewChange]:
        """Return what an event changed about the pairs of its customers."""
        ...

    async def promises(self, event: OutboxEvent, now: datetime) -> Sequence[Promise]:
        """Return the promises of an event as they stand."""
        ...

    async def customers(self, event: OutboxEvent, now: datetime) -> Sequence[frozenset[str]]:
        """Return whom an event is about."""
        ...


Read = Callable[[EventSource, OutboxEvent, datetime], Awaitable[Sequence[Any]]]


async def itself(_: EventSource, event: OutboxEvent, now: datetime) -> Sequence[OutboxEvent]:
    """Return the event alone: nothing more is read of it."""
    return (event,)


@dataclass(frozen=True, slots=True)
class Topic:
    """What one root field of Subscription hears of."""

    name: str
    kinds: tuple[str, ...]  # what the kinds of its events begin with; "" is any
    read: Read  # what is told of an event, once for all who listen

    def hears_of(self, event: OutboxEvent) -> bool:
        return event.kind.startswith(self.kinds)


POPS: Final = Topic("pops", ("ingest",), lambda source, *of: source.offered(*of))
REVIEW_QUEUE: Final = Topic("reviewQueue", ("",), lambda source, *of: source.reviews(*of))
PROMISES: Final = Topic("promises", ("promise",), lambda source, *of: source.promises(*of))
CUSTOMER: Final = Topic("customer", ("",), lambda source, *of: source.customers(*of))
MENTIONS: Final = Topic("mentions", ("mention",), itself)
FIRESTORMS: Final = Topic("firestorms", ("firestorm",), itself)
