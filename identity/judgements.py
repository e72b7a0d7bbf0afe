"""A person says of two source records that they are one person, or two."""

import time
from collections.abc import Callable, Collection
from dataclasses import dataclass

from graph.queries.judgements import pair_of_task
from graph.queries.source_records import customers_of_records
from identity.correction import correct
from identity.draft import Corrected, Draft
from identity.errors import ContradictionError, NothingToDoError, UnknownError
from identity.judgement import JudgedAs
from identity.ledger import Action
from identity.setup import Identity
from identity.sides import others_of


async def judge(
    identity: Identity,
    left: str,
    right: str,
    verdict: JudgedAs,
    *,
    actor: str,
    why: str | None = None,
    clock: Callable[[], float] = time.time,
) -> Corrected:
    """Keep two records, by their keys, in one customer for good, or in two.

    *Same* merges their customers; *different* takes a customer that holds both apart. To say it
    again on the same evidence changes nothing. Raises RefusedError.
    """
    if left == right:
        raise NothingToDoError("a record cannot be judged against itself: name two records")
    left, right = sorted((left, right))
    return await correct(identity, _Judge(left, right, verdict), actor=actor, why=why, clock=clock)


async def judge_task(
    identity: Identity,
    task_id: str,
    verdict: JudgedAs,
    *,
    actor: str,
    why: str | None = None,
    clock: Callable[[], float] = time.time,
) -> Corrected:
    """Judge the pair of a review task. Raises RefusedError."""
    pair = await pair_of_task(identity.graph, task_id)
    if pair is None:
        raise UnknownError("review task", task_id)
    return await judge(identity, *pair, verdict, actor=actor, why=why, clock=clock)


@dataclass(frozen=True, slots=True)
class _Judge:
    left: str
    right: str
    verdict: JudgedAs
    action: Action = Action.JUDGEMENT

    def subject(self) -> tuple[str, ...]:
        return self.left, self.right, self.verdict

    async def look_up(self, identity: Identity) -> Collection[str]:
        homes = await customers_of_records(identity.graph, [self.left, self.right])
        for key in (self.left, self.right):
            if key not in homes:
                raise UnknownError("record", key)
        return set(homes.values())

    def apply(self, draft: Draft) -> Corrected | None:
        before = self._said_before(draft)
        if before is not None:
            return before
        one, other = draft.homes(self.left, self.right)
        draft.properties |= {"verdict": self.verdict.value}
        draft.properties |= {"customer_id": one, "from_customer_id": other}
        draft.weigh(self.left, self.right)
        if self.verdict is JudgedAs.SAME:
            self._put_together(draft, one, other)
        else:
            self._keep_apart(draft, one, other)
        return None

    def _said_before(self, draft: Draft) -> Corrected | None:
        judgements = draft.resolution.judgements
        now = judgements.evidence(
            draft.record(self.left).comparable, draft.record(self.right).comparable
        )
        for said in judgements.about(self.left, self.verdict):
            if said.other(self.left) == self.right and said.evidence == now:
                return Corrected(said.decision, draft.left(), changed=False)
        return None

    def _put_together(self, draft: Draft, one: str, other: str) -> None:
        if one != other:
            draft.settles.append((draft.solid(one), draft.solid(other), JudgedAs.SAME))
            draft.join(one, other)
        draft.regrouping.judge(self.left, self.right, JudgedAs.SAME)
        for key in (self.left, self.right):
            draft.regrouping.vouch(key)

    def _keep_apart(self, draft: Draft, one: str, other: str) -> None:
        judgements = draft.resolution.judgements
        if self.right in judgements.together(self.left):
            said = judgements.about(self.left, JudgedAs.SAME)[0]
            raise ContradictionError(JudgedAs.SAME, said.decision)
        if one == other:
            self._take_apart(draft, one)
            one, other = draft.homes(self.left, self.right)
        else:
            draft.regrouping.judge(self.left, self.right, JudgedAs.DIFFERENT)
        draft.settles.append((draft.solid(one), draft.solid(other), JudgedAs.DIFFERENT))

    def _take_apart(self, draft: Draft, customer_id: str) -> None:
        """Undo the merge that brought the two together; one that never was two is split."""
        resolution = draft.resolution
        keeps, leaves = (resolution.judgements.together(key) for key in (self.left, self.right))
        draft.regrouping.judge(self.left, self.right, JudgedAs.DIFFERENT)
        merged = draft.regrouping.meeting(self.left, self.right)
        if merged is not None:
            draft.part([merged], judge=False)
            return
        customer = resolution.customers[customer_id]
        draft.split_off(customer_id, set(others_of(resolution, customer, keeps, leaves)))
