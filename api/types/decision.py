"""What people decide about customers, as clients say it and see it."""

from enum import Enum
from typing import Annotated, Final

import strawberry

from api.types.scalars import Instant
from identity.draft import Corrected
from identity.errors import (
    AlreadyUndoneError,
    ContradictionError,
    ErasedError,
    NothingToDoError,
    OvertakenError,
    RefusedError,
    UnknownError,
)
from identity.judgement import JudgedAs
from identity.undoing import Undone as UndoneDecision


@strawberry.enum(description="What a person says of two source records.")
class Verdict(Enum):
    SAME = strawberry.enum_value(JudgedAs.SAME, description="One person.")
    DIFFERENT = strawberry.enum_value(JudgedAs.DIFFERENT, description="Two people.")


@strawberry.input(description="A source record, as its source names it.")
class RecordInput:
    source: str = strawberry.field(description="The system that holds the record.")
    source_id: str = strawberry.field(name="id", description="Its number there.")


@strawberry.input(description="A pair to judge: a review task, or two records.")
class PairInput:
    task: strawberry.ID | None = strawberry.field(default=None, description="Of a review task.")
    left: RecordInput | None = strawberry.field(default=None, description="One record.")
    right: RecordInput | None = strawberry.field(default=None, description="The other record.")


@strawberry.input(description="Records that leave together.")
class GroupInput:
    records: list[RecordInput] = strawberry.field(description="At least one.")


@strawberry.type(description="What a decision did.")
class Decided:
    decision: strawberry.ID = strawberry.field(description="For `undoDecision(id:)`.")
    customers: list[strawberry.ID] = strawberry.field(
        description="The customers that it leaves, the one concerned first."
    )
    changed: bool = strawberry.field(
        description="False when it had been decided before: `decision` is that one."
    )

    @classmethod
    def of(cls, corrected: Corrected) -> "Decided":
        return cls(
            decision=strawberry.ID(corrected.decision),
            customers=[strawberry.ID(one) for one in corrected.customers],
            changed=corrected.changed,
        )


@strawberry.type(description="A screen pop that was served.")
class ServedPop:
    at_ms: Instant = strawberry.field(name="at", description="When.")
    actor: str = strawberry.field(description="Whose key asked.")
    customer_id: strawberry.ID = strawberry.field(description="Which customer was shown.")


@strawberry.type(description="Which pops may have shown one customer to another.")
class PopsServed:
    audited: bool = strawberry.field(
        description="False where no audit of pops is kept: nobody knows then."
    )
    pops: list[ServedPop] = strawberry.field(description="Oldest first.")


@strawberry.type(description="What undoing a decision did.")
class Undone:
    decision: strawberry.ID = strawberry.field(description="The undoing; it can be undone too.")
    reverses: strawberry.ID = strawberry.field(description="What was undone.")
    customers: list[strawberry.ID] = strawberry.field(
        description="The customers that it leaves, the one concerned first."
    )
    served: PopsServed = strawberry.field(description="Pops that were served before it.")

    @classmethod
    def of(cls, undone: UndoneDecision) -> "Undone":
        return cls(
            decision=strawberry.ID(undone.decision),
            reverses=strawberry.ID(undone.reverses),
            customers=[strawberry.ID(one) for one in undone.customers],
            served=PopsServed(
                audited=undone.pops.audited,
                pops=[
                    ServedPop(
                        at_ms=Instant(one.at_ms),
                        actor=one.actor,
                        customer_id=strawberry.ID(one.customer_id),
                    )
                    for one in undone.pops.pops
                ],
            ),
        )


@strawberry.enum(description="Why a decision is refused.")
class Reason(Enum):
    UNKNOWN = strawberry.enum_value("unknown", description="There is nothing of that id.")
    CONTRADICTION = strawberry.enum_value(
        "contradiction", description="An earlier judgement says the opposite."
    )
    ALREADY_UNDONE = strawberry.enum_value("already undone", description="It was taken back.")
    OVERTAKEN = strawberry.enum_value(
        "overtaken", description="A later decision took its effect away."
    )
    ERASED = strawberry.enum_value("erased", description="What it was about was erased since.")
    NOTHING_TO_DO = strawberry.enum_value("nothing to do", description="It would change nothing.")


REASONS: Final[dict[type[RefusedError], Reason]] = {
    UnknownError: Reason.UNKNOWN,
    ContradictionError: Reason.CONTRADICTION,
    AlreadyUndoneError: Reason.ALREADY_UNDONE,
    OvertakenError: Reason.OVERTAKEN,
    ErasedError: Reason.ERASED,
    NothingToDoError: Reason.NOTHING_TO_DO,
}


@strawberry.type(description="A decision that was refused; nothing was changed.")
class Refused:
    reason: Reason = strawberry.field(description="Why, for programs.")
    message: str = strawberry.field(description="Why, and what to do instead, for people.")
    blocked_by: strawberry.ID | None = strawberry.field(
        description="The decision that stands in the way, where it is one."
    )

    @classmethod
    def of(cls, error: RefusedError) -> "Refused":
        in_the_way = getattr(error, "by", None) or getattr(error, "decision", None)
        return cls(
            reason=REASONS[type(error)],
            message=str(error),
            blocked_by=strawberry.ID(in_the_way) if in_the_way else None,
        )


JudgeResult = Annotated[
    Decided | Refused, strawberry.union("JudgeResult", description="What judging did.")
]
MergeCustomersResult = Annotated[
    Decided | Refused, strawberry.union("MergeCustomersResult", description="What merging did.")
]
SplitCustomerResult = Annotated[
    Decided | Refused, strawberry.union("SplitCustomerResult", description="What splitting did.")
]
ConfirmCallerResult = Annotated[
    Decided | Refused, strawberry.union("ConfirmCallerResult", description="What confirming did.")
]
MoveInteractionResult = Annotated[
    Decided | Refused, strawberry.union("MoveInteractionResult", description="What moving did.")
]
JoinMattersResult = Annotated[
    Decided | Refused, strawberry.union("JoinMattersResult", description="What joining did.")
]
SplitMatterResult = Annotated[
    Decided | Refused, strawberry.union("SplitMatterResult", description="What splitting did.")
]
UndoDecisionResult = Annotated[
    Undone | Refused, strawberry.union("UndoDecisionResult", description="What undoing did.")
]


@strawberry.type(description="An entry of the ledger: who decided what, when, on which evidence.")
class Decision:
    id: strawberry.ID = strawberry.field(description="For `undoDecision(id:)`; also its cursor.")
    action: str = strawberry.field(
        description="link, merge, split, judgement, move, choice, join_matters, split_matter, "
        "add_to_household, remove_from_household, "
        "undo or erase."
    )
    actor: str | None = strawberry.field(
        description="Who decided; `tellonce` where it did so by itself."
    )
    at_ms: Instant | None = strawberry.field(name="at", description="When.")
    why: str | None = strawberry.field(description="What the person said about it.")
    rule: str | None = strawberry.field(description="link, lookup or judgement.")
    verdict: str | None = strawberry.field(description="same or different, of a judgement.")
    weight: float | None = strawberry.field(description="Match weight in bits.")
    evidence: list[str] = strawberry.field(
        description="Comparison, level and weight in bits: `phone exact 15.60`."
    )
    model: str | None = strawberry.field(description="Fingerprint of the model that weighed it.")
    customer_id: strawberry.ID | None = strawberry.field(description="The customer it was about.")
    reverses: strawberry.ID | None = strawberry.field(description="What it undid.")
    undone_by: strawberry.ID | None = strawberry.field(description="The decision that undid it.")
