"""A judge at work: cases in, verdicts out, each of them undoable."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from graph.access import Statement
from graph.queries import review
from identity.calibration import model_digest
from identity.judgement import JudgedAs
from identity.judgements import judge
from identity.review_case import ReviewCase, read_case
from identity.review_order import QueuedTask
from identity.setup import Identity
from identity.undoing import undo_decision


@dataclass(frozen=True, slots=True)
class ReviewDesk:
    """Where one person judges pairs; `actor` is who stands in the ledger."""

    identity: Identity
    actor: str
    clock: Callable[[], float] = time.time

    async def case(self, task: QueuedTask) -> ReviewCase | None:
        """Return what there is to see of a pair; None when nobody is needed for it any more."""
        return await read_case(self.identity, task)

    async def judge(self, case: ReviewCase, verdict: JudgedAs) -> str:
        """Write a verdict down and return the id of the decision.

        What the pair weighed in the judge's eyes is noted first: a calibration learns from that,
        since the verdict itself changes what the records are held against. Raises RefusedError.
        """
        await self.identity.graph.write(self._noted(case))
        judged = await judge(
            self.identity,
            case.left.key,
            case.right.key,
            verdict,
            actor=self.actor,
            clock=self.clock,
        )
        if case.sampled:
            settled = review.settle_check(case.task_id, verdict.value, judged.decision)
            await self.identity.graph.write([settled])
        return judged.decision

    async def defer(self, case: ReviewCase) -> None:
        """Put a pair last: somebody could not tell."""
        at_ms = round(self.clock() * 1000)
        if case.sampled:
            deferred = review.defer_links([case.left.key], at_ms=at_ms)
        else:
            deferred = review.defer_tasks([case.task_id], at_ms=at_ms)
        await self.identity.graph.write([deferred])

    async def undo(self, decision: str) -> None:
        """Take a verdict back; its pair waits again. Raises RefusedError."""
        await undo_decision(self.identity, decision, actor=self.actor, clock=self.clock)

    def _noted(self, case: ReviewCase) -> list[Statement]:
        explanation = case.explanation
        weighed = {
            "judged_weight": explanation.weight,
            "judged_vetoed": explanation.veto is not None,
            "judged_model": model_digest(self.identity.model),
            "sampled": case.sampled,
        }
        statements = [review.weigh_tasks([{"id": case.task_id, "weighed": weighed}])]
        if case.sampled:
            statements.insert(0, review.open_reviews([self._check(case)]))
        return statements

    def _check(self, case: ReviewCase) -> dict[str, object]:
        return {
            "id": case.task_id,
            "left_key": case.left.key,
            "right_key": case.right.key,
            "properties": {
                "state": "open",
                "weight": case.explanation.weight,
                "reason": "a check of an automatic link",
                "levels": [
                    f"{one.comparison} {one.level} {one.weight:.2f}"
                    for one in case.explanation.evidence
                ],
                "at_ms": round(self.clock() * 1000),
            },
        }
