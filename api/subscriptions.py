"""Who is told of which event: one reader of the outbox a process, and a short queue a listener.

A commit of this process rings; what other processes commit is seen by looking at the number of the
last event. Nobody listens, nobody reads. Events are told in the order of their commits, at least
once: a cursor says up to where everything was told, and whoever comes back with it misses nothing.
"""

import asyncio
import contextlib
import logging
import time
from collections import deque
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from operator import itemgetter
from typing import Any, Final, TypeVar

from graphql import GraphQLError

from api.subscriptions_topics import EventSource, Topic
from graph.errors import GraphError
from graph.queries.outbox import OutboxEvent, OutboxPage

LOGGER: Final = logging.getLogger("tellonce.api")

POLL_SECONDS: Final = 0.075  # between two looks for what other processes committed
RETRY_SECONDS: Final = 0.25  # between two tries while the graph does not answer
GAP_SECONDS: Final = 2.0  # how long an event may stay unseen whose successors are there
PAGE_EVENTS: Final = 100
MOST_QUEUED: Final = 100  # events that wait for one listener
# How long a pop waits in all, look by look, for the context that follows from its event.
SETTLE_SECONDS: Final = (0.01, 0.02, 0.04, 0.08)
# After so long something is told again that could not be told whole, each time it could not.
AGAIN_SECONDS: Final = (0.2, 0.4, 0.8, 1.6, 3.2, 6.4)
GONE: Final = "the events that follow it are not kept any more"

T = TypeVar("T")
Wants = Callable[[Any], bool]


class TooSlowToListenError(GraphQLError):
    """Ends a subscription; `after` in it says how to go on."""

    def __init__(self, cursor: int) -> None:
        super().__init__(
            f"More than {MOST_QUEUED} events wait for you, so this subscription has ended. "
            f'Subscribe again with `after: "{cursor}"`, and read faster or ask for less.',
            extensions={"code": "TOO_SLOW", "after": str(cursor)},
        )


class NotKeptError(GraphQLError):
    """A cursor from which nobody can go on."""

    def __init__(self, cursor: int, why: str) -> None:
        super().__init__(
            f'`after: "{cursor}"`: {why}. Ask anew for what you show, then subscribe without it.',
            extensions={"code": "NOT_KEPT"},
        )


@dataclass(frozen=True, slots=True)
class Notice:
    """What a listener is told."""

    cursor: str  # everything up to here was told
    event: OutboxEvent
    data: Any  # of the topic
    times: int = 1  # how often it was told, this time included


Told = Sequence[tuple[OutboxEvent, Sequence[Any]]]


class Listener:
    """Somebody who is told, with what waits for them."""

    def __init__(self, topic: Topic, wants: Wants, cursor: int) -> None:
        self.topic = topic
        self.wants = wants
        self.cursor = cursor  # of what was handed over last
        self.start = cursor  # nothing up to here is taken
        self._queue: deque[Notice] = deque()
        self._later: list[tuple[float, Notice]] = []  # the next one first
        self._changed = asyncio.Event()
        self._ended: GraphQLError | None = None

    def take(self, told: Told) -> None:
        """Queue what is wanted of these. Whoever does not keep up is told no more."""
        if self._ended is not None:
            return
        for notice in _notices(told, self.wants, after=self.start):
            if len(self._queue) == MOST_QUEUED:
                self.end(TooSlowToListenError(self.cursor))
                return
            self._queue.append(notice)
            self._changed.set()

    def again(self, notice: Notice) -> None:
        """Tell this once more, a little later, unless it was told often enough."""
        if notice.times <= len(AGAIN_SECONDS) and len(self._later) < MOST_QUEUED:
            at = time.monotonic() + AGAIN_SECONDS[notice.times - 1]
            self._later.append((at, replace(notice, times=notice.times + 1)))
            self._later.sort(key=itemgetter(0))

    def end(self, error: GraphQLError) -> None:
        self._queue.clear()
        self._ended = error
        self._changed.set()

    async def next(self) -> Notice:
        """Return what is told next. Raises TooSlowToListenError or NotKeptError."""
        while not self._queue:
            if self._ended is not None:
                raise self._ended
            self._changed.clear()
            try:
                async with asyncio.timeout_at(self._next_time()):
                    await self._changed.wait()
            except TimeoutError:
                _, notice = self._later.pop(0)
                return replace(notice, cursor=str(self.cursor))
        notice = self._queue.popleft()
        self.cursor = int(notice.cursor)
        return notice

    def _next_time(self) -> float | None:
        """Return when something is told once more, by the loop's clock."""
        if not self._later:
            return None
        return asyncio.get_running_loop().time() + self._later[0][0] - time.monotonic()


class Feed:
    """The events of a deployment, for everybody in this process who listens."""

    def __init__(
        self, source: EventSource, *, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self.source = source
        self._clock = clock
        self._listeners: set[Listener] = set()
        self._reader: asyncio.Task[None] | None = None
        self._cursor = 0  # of the last event that was told, while somebody reads
        self._unseen_since: float | None = None
        self._bell = asyncio.Event()

    @property
    def listeners(self) -> int:
        return len(self._listeners)

    def now(self) -> datetime:
        return self._clock()

    async def listener(self, topic: Topic, wants: Wants, *, after: str | None) -> Listener:
        """Return somebody to tell, from the cursor `after` on or from now on.

        Raises NotKeptError for a cursor that nobody can go on from, GraphQLError for none.
        """
        return Listener(topic, wants, await self._first(after))

    async def follow(self, listener: Listener) -> AsyncGenerator[Notice, None]:
        """Yield what a listener is told. Raises TooSlowToListenError or NotKeptError."""
        cursor, topic, wants = listener.cursor, listener.topic, listener.wants
        while not self._is_told_up_to(cursor):
            page = await self.patiently(partial(self.source.page, cursor, limit=PAGE_EVENTS))
            if page.events and page.events[0].number != cursor + 1:
                raise NotKeptError(cursor, GONE)
            for event in page.events:
                data = await self.patiently(partial(self._read, topic, event))
                for notice in _notices([(event, data)], wants):
                    listener.cursor = int(notice.cursor)
                    yield notice
                cursor = event.number
            if not page.events and self._reader is None:
                self._begin(cursor)
        listener.start = cursor
        self._listeners.add(listener)
        try:
            while True:
                yield await listener.next()
        finally:
            self._listeners.discard(listener)
            if not self._listeners:
                self._stop()

    async def settled(self, read: Callable[[], Awaitable[T]], is_behind: Callable[[T], bool]) -> T:
        """Return what is read when context tells of the event, or what there is soon after it."""
        found = await self.patiently(read)
        for seconds in SETTLE_SECONDS:
            if not is_behind(found):
                break
            await asyncio.sleep(seconds)
            found = await self.patiently(read)
        return found

    async def _first(self, after: str | None) -> int:
        """Return where a listener begins. Raises NotKeptError, or GraphQLError for no cursor."""
        page = await self.patiently(partial(self.source.page, 0, limit=0))
        if after is None:
            return page.last
        if not (after.isascii() and after.isdecimal() and len(after) < 19):
            raise GraphQLError("`after` is the `cursor` of what you were told last.")
        cursor = int(after)
        if cursor > page.last:
            raise NotKeptError(cursor, "there is no such event")
        is_kept = partial(self.source.is_kept, cursor + 1)
        if cursor < page.last and not await self.patiently(is_kept):
            raise NotKeptError(cursor, GONE)
        return cursor

    def _is_told_up_to(self, cursor: int) -> bool:
        return self._reader is not None and cursor >= self._cursor

    def _begin(self, cursor: int) -> None:
        self._cursor = cursor
        self._reader = asyncio.create_task(self._tell_again_and_again())

    def _stop(self) -> None:
        if self._reader is not None:
            self._reader.cancel()
            self._reader = None

    async def _tell_again_and_again(self) -> None:
        silence = self.source.on_commit(self._bell.set)
        try:
            while True:
                self._bell.clear()
                try:
                    has_more = await self._tell()
                except Exception as error:  # noqa: BLE001  the graph may be away: nothing is missed
                    LOGGER.warning("events_not_read", extra={"error": type(error).__name__})
                    await asyncio.sleep(RETRY_SECONDS)
                    continue
                if not has_more:
                    with contextlib.suppress(TimeoutError):
                        async with asyncio.timeout(POLL_SECONDS):
                            await self._bell.wait()
        finally:
            silence()

    async def _tell(self) -> bool:
        """Tell the next events; return whether there may be more."""
        page = await _whole(self.source.page(self._cursor, limit=PAGE_EVENTS))
        events = self._in_order(page)
        if not events:
            return False
        told: dict[Topic, Told] = {}
        while missing := {one.topic for one in self._listeners} - told.keys():
            for topic in missing:
                told[topic] = [(one, await self._read(topic, one)) for one in events]
        for listener in self._listeners:
            listener.take(told[listener.topic])
        self._cursor = events[-1].number
        return True

    def _in_order(self, page: OutboxPage) -> Sequence[OutboxEvent]:
        """Return the events that follow without a gap; one that lasts ends all subscriptions.

        A commit is seen whole at once; should a reader ever see a later one first, it waits.
        """
        following = self._cursor + 1
        if page.last < self._cursor:
            self._end_all("the events are numbered anew")
            self._cursor = page.last
        elif page.last == self._cursor or (page.events and page.events[0].number == following):
            self._unseen_since = None
            numbers = enumerate(page.events, following)
            return [one for number, one in numbers if one.number == number]
        elif self._unseen_since is None:
            self._unseen_since = time.monotonic()
        elif time.monotonic() - self._unseen_since > GAP_SECONDS:
            self._end_all(GONE)
            self._cursor = page.last
        return ()

    def _end_all(self, why: str) -> None:
        self._unseen_since = None
        LOGGER.error("events_lost", extra={"after": self._cursor, "reason": why})
        for listener in self._listeners:
            listener.end(NotKeptError(self._cursor, why))

    async def _read(self, topic: Topic, event: OutboxEvent) -> Sequence[Any]:
        """Return what a topic tells of an event; one that cannot be told holds up no other."""
        if not topic.hears_of(event):
            return ()
        try:
            return await _whole(topic.read(self.source, event, self._clock()))
        except GraphError:
            raise
        except Exception as error:  # noqa: BLE001  a fault of ours, at every try the same
            facts = {"topic": topic.name, "event": event.number, "error": type(error).__name__}
            LOGGER.error("event_not_told", extra=facts)
            return ()

    async def patiently(self, read: Callable[[], Awaitable[T]]) -> T:
        """Return what is read, however long the graph is away: whoever listens waits for it."""
        while True:
            try:
                return await _whole(read())
            except GraphError as error:
                LOGGER.warning("events_wait", extra={"error": type(error).__name__})
            await asyncio.sleep(RETRY_SECONDS)


async def _whole(reading: Awaitable[T]) -> T:
    """Return what is read; it is read to its end also when nobody waits for it any more.

    To cut a read off costs its connection to the graph, and desktops come and go all the time.
    """
    task = asyncio.ensure_future(reading)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        task.add_done_callback(lambda done: done.cancelled() or done.exception())
        raise


def _notices(told: Told, wants: Wants, *, after: int = 0) -> Sequence[Notice]:
    """Return what is wanted; of several that one event tells, the last says that all were told."""
    notices = []
    for event, data in told:
        wanted = [one for one in data if wants(one)] if event.number > after else []
        for place, one in enumerate(wanted, 1):
            cursor = event.number if place == len(wanted) else event.number - 1
            notices.append(Notice(str(cursor), event, one))
    return notices
