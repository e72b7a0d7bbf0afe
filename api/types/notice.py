"""What customers are told before they complain, as clients say it and see it."""

from collections.abc import Awaitable
from typing import Annotated, cast

import strawberry
from graphql import GraphQLError

from api.audit import Look
from api.fields import After, First, Info, mutation_field, root_field
from api.types.connection import USUAL_PAGE, Connection, connect, page_size
from api.types.decision import Refused
from api.types.lookup import read_text
from api.types.scalars import Exact, Instant
from context.insights import results
from context.insights.notices import Making
from graph.insights import NoticeView
from identity.errors import RefusedError

OfNotice = Annotated[strawberry.ID, strawberry.argument(description="Of a notice.")]


@strawberry.type(description="How many stand alike in a notice.")
class RecipientCount:
    state: str = strawberry.field(description="waiting, sent, held or left_out.")
    group: str | None = strawberry.field(description="told or held_out, as drawn.")
    channel: str | None = strawberry.field(description="On which they are told.")
    reason: str | None = strawberry.field(description="Why they are left out, in a word.")
    customers: int = strawberry.field(description="So many.")


@strawberry.type(description="A notice to those whom something concerns.")
class Notice:
    id: strawberry.ID = strawberry.field(description="Names the notice; also its cursor.")
    form: str = strawberry.field(description="Its name in the rules.")
    title: str = strawberry.field(description="In words.")
    pattern: str = strawberry.field(description="Whom it is for.")
    causes: list[str] = strawberry.field(description="The causes that it is to take away.")
    state: str = strawberry.field(
        description="making, draft, approved, sending, done or cancelled."
    )
    made_at_ms: Instant = strawberry.field(name="madeAt", description="When.")
    made_by: str = strawberry.field(description="Who made it.")
    approved_at_ms: Instant | None = strawberry.field(name="approvedAt", description="When.")
    approved_by: str | None = strawberry.field(description="Who let it be sent.")
    done_at_ms: Instant | None = strawberry.field(
        name="doneAt", description="When the last one had their turn."
    )
    cancelled_at_ms: Instant | None = strawberry.field(name="cancelledAt", description="When.")
    cancelled_by: str | None = strawberry.field(description="Who stopped it.")
    per_day: int = strawberry.field(description="Told in 24 hours, at most.")
    not_again_days: int = strawberry.field(description="Without any second notice.")
    hold_out_percent: Exact = strawberry.field(description="Not told, to measure the effect.")
    measure_days: int = strawberry.field(description="After each one's turn.")
    channels: list[str] = strawberry.field(description="In this order, but for wishes.")
    purpose: str = strawberry.field(description="As consents have it.")
    needs_consent: bool = strawberry.field(description="Whether silence is a no.")
    counts: list[RecipientCount] = strawberry.field(description="How its customers stand.")


@strawberry.type(description="One whom the pattern fits: told, held out, or left out.")
class Recipient:
    id: strawberry.ID = strawberry.field(description="Opaque; also its cursor.")
    customer_id: strawberry.ID | None = strawberry.field(description="For `customer(id:)`.")
    customer_name: str | None = strawberry.field(description="Full name.")
    state: str = strawberry.field(description="waiting, sent, held or left_out.")
    group: str | None = strawberry.field(description="told or held_out, as drawn.")
    channel: str | None = strawberry.field(description="On which they are told.")
    language: str | None = strawberry.field(description="Of the text.")
    text: str | None = strawberry.field(description="What they are told.")
    why: str = strawberry.field(description="Why it concerns them.")
    reason: str | None = strawberry.field(description="Why they are left out, in a word.")
    detail: str | None = strawberry.field(description="And in a sentence.")
    value: Exact | None = strawberry.field(description="Worth to us, where that orders the list.")
    turn_ms: Instant | None = strawberry.field(name="turnAt", description="When they had it.")


@strawberry.type(
    description="What a notice came to: contacts about its causes after each one's turn."
)
class Effect:
    told: int = strawberry.field(description="Customers.")
    told_contacts: int = strawberry.field(description="Their contacts.")
    told_rate: float | None = strawberry.field(description="Contacts per customer.")
    held_out: int = strawberry.field(description="Customers.")
    held_out_contacts: int = strawberry.field(description="Their contacts.")
    held_out_rate: float | None = strawberry.field(description="Contacts per customer.")
    avoided: float | None = strawberry.field(
        description="Contacts that the told would have had, less theirs; null: too few to say."
    )
    low: float | None = strawberry.field(
        description="Of the 95 % interval; below zero: it may have brought contacts."
    )
    high: float | None = strawberry.field(description="Of the 95 % interval.")


@strawberry.type(description="A notice with what it came to.")
class NoticeResult:
    notice: Notice = strawberry.field(description="The notice.")
    effect: Effect = strawberry.field(description="What it came to.")
    is_complete: bool = strawberry.field(description="False: it may still move.")
    words: str = strawberry.field(description="In a sentence.")


@strawberry.type(description="A notice was made, or has changed.")
class Noticed:
    notice: Notice = strawberry.field(description="As it stands now.")

    @classmethod
    def of(cls, notice: NoticeView) -> "Noticed":
        return cls(notice=cast("Notice", notice))  # its attributes are the fields


MakeNoticeResult = Annotated[
    Noticed | Refused, strawberry.union("MakeNoticeResult", description="What making did.")
]
ApproveNoticeResult = Annotated[
    Noticed | Refused, strawberry.union("ApproveNoticeResult", description="What approving did.")
]
CancelNoticeResult = Annotated[
    Noticed | Refused, strawberry.union("CancelNoticeResult", description="What cancelling did.")
]


@strawberry.type
class NoticeQueries:
    @root_field(description="Notices, newest first.")
    async def notices(
        self, info: Info, first: First = USUAL_PAGE, after: After = None
    ) -> Connection[Notice]:
        start, wanted = read_text("after", after), page_size(first)
        found = await info.context.answers.notices(first=wanted + 1, after=start)
        return connect(found, first=wanted, after=after)

    @root_field(
        description="Who is told what in a notice and how, who is held out, who is left out and "
        "why: its preview before it is approved."
    )
    async def notice_recipients(
        self, info: Info, notice: OfNotice, first: First = USUAL_PAGE, after: After = None
    ) -> Connection[Recipient]:
        id, start, wanted = (
            read_text("notice", notice),
            read_text("after", after),
            page_size(first),
        )
        try:
            found = await info.context.answers.notice_recipients(
                id or "", first=wanted + 1, after=start
            )
        except RefusedError as error:
            raise GraphQLError(str(error)) from None
        shown = (one.customer_id for one in found[:wanted])
        info.context.looks.append(Look("search", tuple(one for one in shown if one)))
        return connect(found, first=wanted, after=after)

    @root_field(
        description="How many contacts a notice avoided, with an interval.",
        graphql_type=NoticeResult,
    )
    async def notice_result(self, info: Info, notice: OfNotice) -> results.NoticeResult:
        try:
            return await info.context.answers.notice_result(
                read_text("notice", notice) or "", now=info.context.now
            )
        except RefusedError as error:
            raise GraphQLError(str(error)) from None


@strawberry.type
class NoticeMutations:
    @mutation_field(
        description="Make a draft of a notice for whom its pattern fits now; nobody is told yet."
    )
    async def make_notice(
        self,
        info: Info,
        form: Annotated[str, strawberry.argument(description="Its name in the rules.")],
        key: Annotated[
            str | None,
            strawberry.argument(description="Of your choice: made once, however often sent."),
        ] = None,
    ) -> MakeNoticeResult:
        context = info.context
        at_ms = round(context.now.timestamp() * 1000)
        making = Making(context.caller.name, at_ms, read_text("key", key))
        return await _noticed(context.answers.make_notice(read_text("form", form) or "", making))

    @mutation_field(description="Let a draft be sent, from now on and in its turns.")
    async def approve_notice(self, info: Info, id: OfNotice) -> ApproveNoticeResult:
        context = info.context
        return await _noticed(
            context.answers.approve_notice(
                read_text("id", id) or "", actor=context.caller.name, now=context.now
            )
        )

    @mutation_field(description="Tell nobody any more; who was told stays on file.")
    async def cancel_notice(self, info: Info, id: OfNotice) -> CancelNoticeResult:
        context = info.context
        return await _noticed(
            context.answers.cancel_notice(
                read_text("id", id) or "", actor=context.caller.name, now=context.now
            )
        )


async def _noticed(notice: Awaitable[NoticeView]) -> Noticed | Refused:
    try:
        return Noticed.of(await notice)
    except RefusedError as error:
        return Refused.of(error)
