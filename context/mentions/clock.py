"""What is late? Tells of mentions that nobody answered, gives claims back, lets old ones go.

One process of a deployment does this; that two of them do it at once changes nothing, since each
change is made only if the mention is as it was seen.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from context.mentions.book import InForce
from context.mentions.handling import RELEASED
from context.mentions.model import WAITING, Status, Times
from context.mentions.target import next_look_ms
from context.policies.book import RuleBook
from context.ticking import LOOK_SECONDS, IsOurs, Now, Ticking, wall_clock_ms
from graph.access import Graph, Row
from graph.queries.mention_changes import change_by_clock, due_mentions, next_due_ms
from graph.queries.mentions import mentions_by_key
from graph.social import MentionView

OVERDUE: Final = "mention_overdue"
MOST_AT_ONCE: Final = 200  # mentions of one transaction
SHORTEST_SECONDS: Final = 0.02


class MentionClock(Ticking):
    """Wakes when something is due for a mention that waits."""

    what = "mentions"

    def __init__(
        self, graph: Graph, rules: RuleBook[InForce], is_ours: IsOurs, *, now: Now = wall_clock_ms
    ) -> None:
        """`is_ours` says whether this process is the one that should do it."""
        super().__init__(is_ours)
        self._graph, self._rules, self._now = graph, rules, now

    async def turn(self) -> float:
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
