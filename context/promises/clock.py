"""What is due now? Breaks and escalates promises within a second of their time, and says so.

One process of a deployment does this; that two of them do it at once changes nothing, since a
promise is changed and told of in one transaction, by whoever still finds it as it was. What the
screen pop shows does not wait for it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from context.policies.book import RuleBook
from context.promises.model import Outcome, PromiseRules, Status
from context.promises.outcome import outcome
from context.promises.settling import kept
from context.ticking import LOOK_SECONDS, IsOurs, Now, Ticking, wall_clock_ms
from graph.access import Row, Statement
from graph.keys import Keys
from graph.model import CustomerId, CustomerView, PromiseView
from graph.queries.derivation import read_evidence
from graph.queries.promises import (
    NOT_OVER,
    await_at,
    await_no_more,
    change_promises,
    change_silently,
    due_promises,
    next_due_ms,
    promises_by_id,
)
from identity.setup import Identity

BROKEN: Final = "promise_broken"
ESCALATED: Final = "promise_escalated"
MOST_AT_ONCE: Final = 100  # promises of one transaction
MOST_INTERACTIONS: Final = 300  # of a customer, the newest, among which is what keeps a promise
SHORTEST_SECONDS: Final = 0.02
STALE_MS: Final = 7 * 86_400_000  # due longer ago than that: history came in, nobody is told


class PromiseClock(Ticking):
    """Wakes when the next promise is due."""

    what = "promises"

    def __init__(
        self,
        identity: Identity,
        rules: RuleBook[PromiseRules],
        is_ours: IsOurs,
        *,
        now: Now = wall_clock_ms,
    ) -> None:
        """`is_ours` says whether this process is the one that should do it."""
        super().__init__(is_ours)
        self._identity, self._graph = identity, identity.graph
        self._rules, self._now, self._is_warm = rules, now, False

    async def warm_up(self) -> None:
        """Have the database plan its largest statement, which takes seconds on a cold Neo4j."""
        await read_evidence(self._graph, ["nobody"], most_interactions=MOST_INTERACTIONS)

    async def turn(self) -> float:
        if not self._is_warm:
            await self.warm_up()
            self._is_warm = True
        return await self.tick()

    async def tick(self) -> float:
        """Do what is due and return for how many seconds nothing else will be, one at most."""
        while due := await due_promises(self._graph, now_ms=self._now(), limit=MOST_AT_ONCE):
            await self._do(due)
        at_ms = await next_due_ms(self._graph)
        if at_ms is None:
            return LOOK_SECONDS
        return min(max((at_ms - self._now()) / 1000, SHORTEST_SECONDS), LOOK_SECONDS)

    async def _do(self, ids: Sequence[str]) -> None:
        """Change what is due, and what is kept by now, in one transaction."""
        found = await promises_by_id(self._graph, ids)
        whose = sorted({customer_id for customer_id, _ in found.values()})
        views = await read_evidence(self._graph, whose, most_interactions=MOST_INTERACTIONS)
        customers = {one.id: one for one in views}
        todo = Todo(self._now(), self._rules.current(), self._identity.keys)
        for id in ids:
            customer_id, promise = found.get(id, ("", None))
            customer = customers.get(CustomerId(customer_id))
            if promise is None or customer is None:
                todo.done.append(id)
            else:
                todo.add(promise, customer)
        await self._graph.write(todo.statements())


@dataclass(slots=True)
class Todo:
    """What is to be written about promises that something is due for."""

    now_ms: int
    rules: PromiseRules
    keys: Keys
    kept: list[Statement] = field(default_factory=list)
    broken: list[Row] = field(default_factory=list)
    stale: list[Row] = field(default_factory=list)
    escalated: list[Row] = field(default_factory=list)
    later: list[Row] = field(default_factory=list)
    done: list[str] = field(default_factory=list)  # the clock need not look at them again

    def add(self, promise: PromiseView, customer: CustomerView) -> None:
        """Note what is to be done about a promise of this customer."""
        become = outcome(promise, customer, now_ms=self.now_ms, rules=self.rules)
        if become.status is Status.OPEN:  # it was given more time
            self.later.append({"id": promise.id, "at_ms": promise.due_ms})
        elif become.status is Status.BROKEN:
            self._break(promise, become, customer.id)
        else:
            self.done.append(promise.id)
            if promise.status in NOT_OVER and become.status is Status.KEPT:
                self.kept += kept(promise.id, become, self.keys)

    def _break(self, promise: PromiseView, become: Outcome, customer_id: str) -> None:
        id, due_ms = promise.id, promise.due_ms
        row: Row = {"id": id, "customers": [customer_id]}
        broken = {**row, "properties": {"status": Status.BROKEN.value, "broken_at_ms": due_ms}}
        if self.now_ms - due_ms > STALE_MS:
            self.stale.append(broken)
            self.done.append(id)
            return
        self.broken.append(broken)
        if become.escalated_at_ms is None:
            self.later.append({"id": id, "at_ms": due_ms + self.rules.escalate_ms})
            return
        properties = {"escalated_at_ms": become.escalated_at_ms, "owner": become.owner}
        self.escalated.append({**row, "properties": properties})
        self.done.append(id)

    def statements(self) -> list[Statement]:
        """Return the writes; those of them that find a promise changed already change nothing."""
        at_ms, statements = self.now_ms, [*self.kept]
        if self.stale:
            statements.append(change_silently(self.stale))
        if self.broken:
            open_ = (Status.OPEN.value,)
            statements.append(change_promises(self.broken, BROKEN, at_ms=at_ms, of=open_))
        if self.escalated:
            statements.append(
                change_promises(
                    self.escalated, ESCALATED, at_ms=at_ms, of=(Status.BROKEN.value,), again=False
                )
            )
        return [*statements, await_at(self.later), await_no_more(self.done)]
