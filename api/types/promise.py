"""What somebody said would be done, as clients say it and see it."""

from typing import Annotated, Final, cast

import strawberry
from graphql import GraphQLError

from api.types.decision import Refused
from api.types.lookup import LONGEST_TEXT, read_text
from api.types.scalars import Instant
from context.promises import model
from context.promises.making import NewPromise

MOST_ABOUT: Final = 20  # things that one promise concerns


strawberry.enum(
    model.Kind,
    name="PromiseKind",
    description=(
        "What is promised: a call, an answer on any channel, money back, a new one, that somebody "
        "comes, or anything else that `text` says."
    ),
)
strawberry.enum(
    model.Status,
    name="PromiseStatus",
    description=(
        "How a promise stands. OPEN: there is time left. KEPT: it was done, perhaps late. BROKEN: "
        "its time is over, and nothing says that it was done. WITHDRAWN: it holds no more."
    ),
)


@strawberry.type(description="What somebody said would be done for the customer, and by when.")
class Promise:
    id: strawberry.ID = strawberry.field(description="For `keepPromise` and `withdrawPromise`.")
    kind: model.Kind = strawberry.field(description="What kind of thing.")
    text: str = strawberry.field(description="What was said.")
    words: str = strawberry.field(
        description="In words: `Promised to call back by 17:00 yesterday; broken 3 hours ago`."
    )
    status: model.Status = strawberry.field(description="How it stands now.")
    made_at_ms: Instant = strawberry.field(name="madeAt", description="When it was made.")
    made_how: str = strawberry.field(
        description="desktop: somebody entered it. text: it was read in what we wrote."
    )
    made_by: str | None = strawberry.field(description="The agent or the desk that made it.")
    interaction_id: strawberry.ID | None = strawberry.field(description="In which it was made.")
    due_ms: Instant = strawberry.field(name="due", description="By when.")
    due_assumed: bool = strawberry.field(
        description="Nobody said by when: it is the usual time for this kind."
    )
    late: bool = strawberry.field(description="It was kept, but after its time.")
    kept_at_ms: Instant | None = strawberry.field(
        name="keptAt", description="When it was kept; null where the evidence does not say."
    )
    kept_by: str | None = strawberry.field(
        description="What kept it, `voice 4711`, or who said that it was kept."
    )
    broken_at_ms: Instant | None = strawberry.field(
        name="brokenAt", description="Since when it is broken."
    )
    escalated_at_ms: Instant | None = strawberry.field(
        name="escalatedAt", description="Since when somebody else answers for it."
    )
    owner: str | None = strawberry.field(description="Who answers for it.")
    why: str | None = strawberry.field(description="Why it was withdrawn.")
    about: list[str] = strawberry.field(description="What it concerns: `order 1001`.")


@strawberry.input(description="A promise that was made to a customer.")
class PromiseInput:
    customer: strawberry.ID = strawberry.field(description="To whom.")
    kind: model.Kind = strawberry.field(description="What.")
    text: str | None = strawberry.field(
        default=None, description="What exactly; needed where the kind is OTHER."
    )
    due: Instant | None = strawberry.field(
        default=None, description="By when; without it, the usual time for this kind."
    )
    about: list[str] | None = strawberry.field(
        default=None, description="What it concerns: `order 1001`."
    )
    interaction: str | None = strawberry.field(
        default=None, description="The one it was made in, as `source:id`: `voice:4711`."
    )
    made_by: str | None = strawberry.field(
        default=None, description="The agent or desk that promises; without it, the key's name."
    )
    key: str | None = strawberry.field(
        default=None,
        description="Of your choice: a promise that is sent again with it is made once.",
    )

    def read(self, now_ms: int) -> NewPromise:
        """Return what is asked for. Raises GraphQLError for what cannot be kept on file."""
        text = read_text("input.text", self.text, longest=LONGEST_TEXT)
        if self.kind is model.Kind.OTHER and text is None:
            raise GraphQLError("`input.text` says what is promised where the kind is OTHER.")
        if self.due is not None and self.due <= now_ms:
            raise GraphQLError("`input.due` is over: a promise is about what is to come.")
        about = [read_text("input.about", one) for one in self.about or ()]
        if len(about) > MOST_ABOUT:
            raise GraphQLError(f"`input.about` holds more than {MOST_ABOUT}.")
        return NewPromise(
            customer_id=read_text("input.customer", self.customer) or "",
            kind=self.kind,
            text=text,
            due_ms=self.due,
            about=tuple(one for one in about if one),
            interaction=_interaction(read_text("input.interaction", self.interaction)),
            made_by=read_text("input.madeBy", self.made_by),
            key=read_text("input.key", self.key),
        )


@strawberry.type(description="A promise is on file, or has changed.")
class Promised:
    promise: Promise = strawberry.field(description="As it stands now.")

    @classmethod
    def of(cls, promise: model.Promise) -> "Promised":
        return cls(promise=cast("Promise", promise))  # its attributes are the fields


MakePromiseResult = Annotated[
    Promised | Refused, strawberry.union("MakePromiseResult", description="What promising did.")
]
KeepPromiseResult = Annotated[
    Promised | Refused,
    strawberry.union("KeepPromiseResult", description="What saying that it was kept did."),
]
WithdrawPromiseResult = Annotated[
    Promised | Refused,
    strawberry.union("WithdrawPromiseResult", description="What withdrawing did."),
]


def _interaction(text: str | None) -> tuple[str, str] | None:
    if text is None:
        return None
    source, _, source_id = text.partition(":")
    if not source or not source_id:
        raise GraphQLError("`input.interaction` is written `source:id`, e.g. `voice:4711`.")
    return source, source_id
