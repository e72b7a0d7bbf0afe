"""What an agent should know and do, as clients see it: the screen pop."""

import strawberry

from api.types.belonging import Asset, Contract
from api.types.candidate import Candidate, Question
from api.types.case import Case
from api.types.customer import Customer
from api.types.interaction import Interaction
from api.types.order import Cart, Order
from api.types.scalars import Instant
from context import pop

strawberry.enum(
    pop.Resolution,
    description=(
        "How the look-up ended. ONE: it is this customer. SEVERAL: candidates, and a question. "
        "NONE: nobody fits. MIGRATING: in a book of customers that is still being loaded."
    ),
)


@strawberry.type(description="An interaction that tried to get something solved, and did not.")
class Attempt:
    interaction_id: strawberry.ID = strawberry.field(description="The interaction it was.")
    channel: str = strawberry.field(description="Where it was tried.")
    at_ms: Instant = strawberry.field(name="at", description="When it was tried.")
    outcome: str = strawberry.field(
        description="abandoned, unanswered, canned, not_solved or waiting."
    )
    waited_seconds: int | None = strawberry.field(
        description="How long the customer waited; null where nobody waits live."
    )
    words: str = strawberry.field(
        description="In words: `Called, waited 14 minutes, nobody answered`."
    )
    said: str | None = strawberry.field(description="The customer's own words.")
    queue: str | None = strawberry.field(description="The queue it waited in.")
    about: list[str] = strawberry.field(description="What it concerns: `order 1001`.")


@strawberry.type(description="One problem of one customer, over days and channels.")
class Matter:
    id: strawberry.ID = strawberry.field(description="Names the matter.")
    subject: str = strawberry.field(description="What it is about, in words.")
    opened_at_ms: Instant = strawberry.field(name="openedAt", description="When it began.")
    attempts: int = strawberry.field(description="How often it was tried to be solved.")
    channels: list[str] = strawberry.field(description="Where it was tried.")
    about: list[str] = strawberry.field(description="What it concerns: `order 1001`, `case 7`.")
    why: str = strawberry.field(description="Why these belong together.")


@strawberry.type(description="What it has cost the customer so far.")
class Effort:
    attempts: int = strawberry.field(description="Attempts that did not solve it.")
    channels: int = strawberry.field(description="Channels it was tried on.")
    waited_seconds: int = strawberry.field(description="Live, on the line or in the queue.")
    transfers: int = strawberry.field(description="How often the customer was handed on.")


@strawberry.type(description="What to do next.")
class NextAction:
    action: str = strawberry.field(description="A name for programs: exchange, call_back…")
    text: str = strawberry.field(description="The action in words.")
    why: str = strawberry.field(description="Why it is due.")
    policy: str | None = strawberry.field(description="The name of the policy that says so.")
    about: str | None = strawberry.field(description="What it concerns: `order 1001`.")
    authority: str | None = strawberry.field(
        description="What whoever does it must be allowed to: `replace_without_return`."
    )
    limit: str | None = strawberry.field(description="The policy's limit, in words.")
    needs: list[str] | None = strawberry.field(
        description="The variants in stock that it can be done with; empty where none is needed."
    )
    terms: list[str] | None = strawberry.field(
        description="Names for programs: no_card, no_return."
    )
    owner: str | None = strawberry.field(description="Who answers for it being done.")
    due_ms: Instant | None = strawberry.field(name="due", description="By when.")


@strawberry.type(description="The desk that should deal with this.")
class Route:
    desk: str = strawberry.field(description="Its name.")
    why: str = strawberry.field(description="Why this desk.")


@strawberry.type(description="All that is needed so that nobody has to tell the story again.")
class ScreenPop:
    resolution: pop.Resolution = strawberry.field(description="How the look-up ended.")
    acknowledgement: str = strawberry.field(
        description="A sentence to say first. It holds nothing personal unless it is ONE."
    )
    customer: Customer | None = strawberry.field(description="The customer, if it is ONE.")
    candidates: list[Candidate] = strawberry.field(
        description="Who it may be, most probable first, if it is SEVERAL."
    )
    question: Question | None = strawberry.field(description="What to ask to be certain.")
    attempts: list[Attempt] = strawberry.field(
        description="What was tried and is not solved, oldest first."
    )
    matters: list[Matter] = strawberry.field(description="Open problems.")
    interactions: list[Interaction] = strawberry.field(description="Newest first.")
    orders: list[Order] = strawberry.field(description="Newest first.")
    carts: list[Cart] = strawberry.field(description="Newest first.")
    cases: list[Case] = strawberry.field(description="Newest first.")
    assets: list[Asset] = strawberry.field(description="What the customer owns.")
    contracts: list[Contract] = strawberry.field(description="What the customer subscribes to.")
    effort: Effort = strawberry.field(description="What it has cost the customer so far.")
    next_actions: list[NextAction] = strawberry.field(description="What to do, first one first.")
    route: Route = strawberry.field(description="Who should deal with it, and why.")
