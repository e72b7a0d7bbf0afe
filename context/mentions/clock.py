"""What is late? Tells of mentions that nobody answered, gives claims back, lets old ones go.

One process of a deployment does this; that two of them do it at once changes nothing, since each
change is made only if the mention is as it was seen.
"""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Final

from context.mentions.book import InForce
from context.mentions.handling import RELEASED
from context.mentions.model import WAITING, Status, Times
from context.mentions.target import next_look_ms
from context.policies.book import RuleBook
from graph.access import Graph, Row
from graph.queries.mention_changes import change_by_clock, due_mentions, next_due_ms
from graph.queries.mentions import mentions_by_key
from graph.social import MentionView

LOGGER: Final = logging.getLogger("tellonce.mentions")

OVERDUE: Final = "mention_overdue"
MOST_AT_ONCE: Final = 200  # mentions of one transaction
LOOK_SECONDS: Final = 1.0  # how long a new mention may go unseen
SHORTEST_SECONDS: Final = 0.02

Now = Callable[[], int]
IsOurs = Callable[[], Awaitable[bool]]


def wall_clock_ms() -> int:
    return time.time_ns() // 1_000_000


class MentionClock:
    """Wakes when something is due for a mention that waits."""

    def __init__(
        self, graph: Graph, rules: RuleBook[InForce], is_ours: IsOurs, *, now: Now = wall_clock_ms
    ) -> None:
        """`is_ours` says whether this process is the one that should do it."""
        self._graph, self._rules, self._is_ours, self._now = graph, rules, is_ours, now

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Do what is due, again and again, until the block is left."""
        task = asyncio.create_task(self._run())
        try:
            yield
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    async def _run(self) -> None:
        while True:
            pause = LOOK_SECONDS
            try:
                if await self._is_ours():
                    pause = await self.tick()
            except Exception as error:  # noqa: BLE001  the graph may be away; it is asked again
                LOGGER.warning("mentions_not_looked_at", extra={"error": type(error).__name__})
            await asyncio.sleep(pause)

    async def tick(self) -> float:
        """Do what is due and return for how many seconds nothing else will be, one at most."""
        while due := await due_mentions(self._graph, now_ms=self._now(), limit=MOST_AT_ONCE):
            found = await mentions_by_key(self._graph, due)
            todo = Todo(self._now(), self._rules.current().rules.times)
            todo.gone += [key for key in due if key not in found]
            todo.add(found.values())
            written = change_by_clock(todo.rows, todo.looks, todo.gone, at_ms=todo.now_ms)
            await self._graph.write(written)
        at_ms = await next_due_ms(self._graph)
        if at_ms is None:
            return LOOK_SECONDS
        return min(max((at_ms - self._now()) / 1000, SHORTEST_SECONDS), LOOK_SECONDS)


@dataclass(slots=True)
class Todo:
    """What is to be written about mentions that something is due for."""

    now_ms: int
    times: Times
    rows: list[Row] = field(default_factory=list)
    looks: list[Row] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)  # they wait no more

    def add(self, mentions: Iterable[MentionView]) -> None:
        for one in mentions:
            if one.status in WAITING:
                self._note(one)
            else:
                self.gone.append(one.id)

    def _note(self, one: MentionView) -> None:
        """Note the one thing that is due for a mention; the next look sees to what else is."""
        status, claimed_ms = Status(one.status), one.claimed_at_ms
        is_told = one.overdue_at_ms is not None
        if self.now_ms >= one.at_ms + self.times.lapse_ms:
            self._change(one, {"status": Status.LAPSED.value}, "")
            return
        if claimed_ms is not None and self.now_ms >= claimed_ms + self.times.claim_ms:
            status, claimed_ms = Status.OPEN, None
            given_back = {"status": status.value, "claimed_by": None, "claimed_at_ms": None}
            self._change(one, given_back, RELEASED)
        elif not is_told and self.now_ms >= one.due_ms:
            is_told = True
            self._change(one, {"overdue_at_ms": one.due_ms}, OVERDUE)
        look = next_look_ms(
            status, at_ms=one.at_ms, due=one.due_ms, claimed_ms=claimed_ms, is_told=is_told,
            times=self.times,
        )  # fmt: skip
        self.looks.append({"key": one.id, "at_ms": look})

    def _change(self, one: MentionView, properties: Row, tells: str) -> None:
        self.rows.append(
            {
                "key": one.id,
                "status": one.status,
                "claimed_at_ms": one.claimed_at_ms or 0,
                "overdue_at_ms": one.overdue_at_ms or 0,
                "properties": properties,
                "customers": [one.customer.id] if one.customer else [],
                "tells": tells,
            }
        )
