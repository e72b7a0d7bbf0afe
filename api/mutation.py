"""What may be decided: each mutation asks one function of identity and answers with a union."""

from collections.abc import Awaitable
from typing import Annotated

import strawberry
from graphql import GraphQLError

from api.fields import Info, mutation_field
from api.types.decision import (
    ConfirmCallerResult,
    Decided,
    GroupInput,
    JoinMattersResult,
    JudgeResult,
    MergeCustomersResult,
    MoveInteractionResult,
    PairInput,
    RecordInput,
    Refused,
    SplitCustomerResult,
    SplitMatterResult,
    UndoDecisionResult,
    Undone,
    Verdict,
)
from api.types.household import AddToHouseholdResult, RemoveFromHouseholdResult
from api.types.lookup import LONGEST_TEXT, read_text
from api.types.mention import MentionMutations
from api.types.notice import NoticeMutations
from api.types.promise import (
    KeepPromiseResult,
    MakePromiseResult,
    Promised,
    PromiseInput,
    WithdrawPromiseResult,
)
from api.types.quality_fields import QualityMutations
from context.matters_by_hand import Deciding
from context.promises.model import Promise
from identity.draft import Corrected
from identity.errors import RefusedError
from identity.judgement import JudgedAs

MOST_IDS = 100  # customers merged, or records named, by one decision
Why = Annotated[str | None, strawberry.argument(description="For the ledger.")]
OfCustomer = Annotated[strawberry.ID, strawberry.argument(description="Of a customer.")]
OfPromise = Annotated[strawberry.ID, strawberry.argument(description="Of a promise.")]
OfInteraction = Annotated[
    str, strawberry.argument(description="An interaction as `source:id`: `voice:4711`.")
]


@strawberry.type(
    description="What may be decided, which is in the ledger and can be undone, and promised."
)
class Mutation(MentionMutations, NoticeMutations, QualityMutations):
    @mutation_field(
        description="Two source records are one person, or two, whatever the evidence weighs."
    )
    async def judge(
        self,
        info: Info,
        pair: Annotated[PairInput, strawberry.argument(description="What is judged.")],
        verdict: Annotated[Verdict, strawberry.argument(description="Which it is.")],
        why: Why = None,
    ) -> JudgeResult:
        task, records = _read_pair(pair)
        return await _decided(
            info.context.answers.judge(
                task, records, JudgedAs[verdict.name], actor=_actor(info), why=_why(why)
            )
        )

    @mutation_field(description="Several customers are one; the largest keeps its id.")
    async def merge_customers(
        self,
        info: Info,
        ids: Annotated[
            list[strawberry.ID], strawberry.argument(description="Of at least two customers.")
        ],
        why: Why = None,
    ) -> MergeCustomersResult:
        _check_number("ids", len(ids))
        wanted = [read_text("ids", one) or "" for one in ids]
        return await _decided(info.context.answers.merge(wanted, actor=_actor(info), why=_why(why)))

    @mutation_field(
        description="Groups of records leave a customer; the largest part keeps the id."
    )
    async def split_customer(
        self,
        info: Info,
        id: OfCustomer,
        groups: Annotated[
            list[GroupInput], strawberry.argument(description="Each becomes a customer.")
        ],
        why: Why = None,
    ) -> SplitCustomerResult:
        _check_number("groups", sum(len(group.records) for group in groups))
        wanted = [[_read_record(one) for one in group.records] for group in groups]
        return await _decided(
            info.context.answers.split(
                read_text("id", id) or "", wanted, actor=_actor(info), why=_why(why)
            )
        )

    @mutation_field(description="Take a decision back, by another that can be undone too.")
    async def undo_decision(
        self,
        info: Info,
        id: Annotated[strawberry.ID, strawberry.argument(description="Of a decision.")],
        why: Why = None,
    ) -> UndoDecisionResult:
        try:
            undone = await info.context.answers.undo(
                read_text("id", id) or "", actor=_actor(info), why=_why(why)
            )
        except RefusedError as error:
            return Refused.of(error)
        return Undone.of(undone)

    @mutation_field(
        description="The contact of an interaction is this customer, and is evidence from now on."
    )
    async def confirm_caller(
        self, info: Info, interaction: OfInteraction, customer: OfCustomer, why: Why = None
    ) -> ConfirmCallerResult:
        return await _decided(
            info.context.answers.confirm_caller(
                _read_interaction(interaction),
                read_text("customer", customer) or "",
                actor=_actor(info),
                why=_why(why),
            )
        )

    @mutation_field(description="One interaction belongs to this customer.")
    async def move_interaction(
        self, info: Info, interaction: OfInteraction, customer: OfCustomer, why: Why = None
    ) -> MoveInteractionResult:
        return await _decided(
            info.context.answers.move_interaction(
                _read_interaction(interaction),
                read_text("customer", customer) or "",
                actor=_actor(info),
                why=_why(why),
            )
        )

    @mutation_field(description="Several matters of a customer are one.")
    async def join_matters(
        self,
        info: Info,
        ids: Annotated[
            list[strawberry.ID], strawberry.argument(description="Of at least two matters.")
        ],
        why: Why = None,
    ) -> JoinMattersResult:
        _check_number("ids", len(ids))
        wanted = [read_text("ids", one) or "" for one in ids]
        return await _decided(info.context.answers.join_matters(wanted, _deciding(info, why)))

    @mutation_field(description="Some of a matter's interactions and cases are another matter.")
    async def split_matter(
        self,
        info: Info,
        id: Annotated[strawberry.ID, strawberry.argument(description="Of a matter.")],
        leaving: Annotated[
            list[str], strawberry.argument(description="What leaves it, as `source:id`.")
        ],
        why: Why = None,
    ) -> SplitMatterResult:
        _check_number("leaving", len(leaving))
        wanted = [read_text("leaving", one) or "" for one in leaving]
        return await _decided(
            info.context.answers.split_matter(
                read_text("id", id) or "", wanted, _deciding(info, why)
            )
        )

    @mutation_field(description="Several customers live together; they are not merged.")
    async def add_to_household(
        self,
        info: Info,
        customers: Annotated[list[strawberry.ID], strawberry.argument(description="At least two.")],
        role: Annotated[
            str | None, strawberry.argument(description="Of each: `parent`, `tenant`…")
        ] = None,
        why: Why = None,
    ) -> AddToHouseholdResult:
        _check_number("customers", len(customers))
        wanted = [read_text("customers", one) or "" for one in customers]
        return await _decided(
            info.context.answers.add_to_household(
                wanted, read_text("role", role), _deciding(info, why)
            )
        )

    @mutation_field(description="A customer does not live with these, whatever evidence says.")
    async def remove_from_household(
        self,
        info: Info,
        customer: OfCustomer,
        others: Annotated[
            list[strawberry.ID] | None,
            strawberry.argument(description="With whom; null: with nobody it is shown with."),
        ] = None,
        why: Why = None,
    ) -> RemoveFromHouseholdResult:
        _check_number("others", len(others or ()))
        wanted = None if others is None else [read_text("others", one) or "" for one in others]
        return await _decided(
            info.context.answers.remove_from_household(
                read_text("customer", customer) or "", wanted, _deciding(info, why)
            )
        )

    @mutation_field(description="Keep on file what was promised to a customer, and by when.")
    async def make_promise(
        self,
        info: Info,
        input: Annotated[PromiseInput, strawberry.argument(description="What is promised.")],
    ) -> MakePromiseResult:
        now = info.context.now
        new = input.read(round(now.timestamp() * 1000))
        return await _promised(info.context.answers.make_promise(new, actor=_actor(info), now=now))

    @mutation_field(description="A promise was kept; what is on file does not show it by itself.")
    async def keep_promise(self, info: Info, id: OfPromise) -> KeepPromiseResult:
        return await _promised(
            info.context.answers.keep_promise(
                read_text("id", id) or "", actor=_actor(info), now=info.context.now
            )
        )

    @mutation_field(description="A promise does not hold any more.")
    async def withdraw_promise(
        self, info: Info, id: OfPromise, why: Why = None
    ) -> WithdrawPromiseResult:
        return await _promised(
            info.context.answers.withdraw_promise(
                read_text("id", id) or "", _why(why), actor=_actor(info), now=info.context.now
            )
        )


async def _promised(promise: Awaitable[Promise]) -> Promised | Refused:
    try:
        return Promised.of(await promise)
    except RefusedError as error:
        return Refused.of(error)


async def _decided(decision: Awaitable[Corrected]) -> Decided | Refused:
    try:
        return Decided.of(await decision)
    except RefusedError as error:
        return Refused.of(error)


def _actor(info: Info) -> str:
    return info.context.caller.name


def _deciding(info: Info, why: str | None) -> Deciding:
    return Deciding(_actor(info), info.context.now, _why(why))


def _why(why: str | None) -> str | None:
    return read_text("why", why, longest=LONGEST_TEXT)


def _check_number(name: str, number: int) -> None:
    if number > MOST_IDS:
        raise GraphQLError(f"`{name}` holds more than {MOST_IDS}: decide in several steps.")


def _read_pair(
    pair: PairInput,
) -> tuple[str | None, tuple[tuple[str, str], tuple[str, str]] | None]:
    task = read_text("pair.task", pair.task)
    if task is not None and pair.left is None and pair.right is None:
        return task, None
    if task is None and pair.left is not None and pair.right is not None:
        return None, (_read_record(pair.left), _read_record(pair.right))
    raise GraphQLError("`pair` needs either `task`, or `left` and `right`.")


def _read_record(record: RecordInput) -> tuple[str, str]:
    source = read_text("source", record.source)
    source_id = read_text("id", record.source_id)
    if source is None or source_id is None:
        raise GraphQLError("A record needs `source` and `id`.")
    return source, source_id


def _read_interaction(text: str) -> tuple[str, str]:
    source, _, source_id = (read_text("interaction", text) or "").partition(":")
    if not source or not source_id:
        raise GraphQLError("`interaction` is written `source:id`, e.g. `voice:4711`.")
    return source, source_id
