"""What an agent should know and do, as clients see it: the screen pop."""

import strawberry

from api.types.belonging import Asset, Contract
from api.types.book import Migrating
from api.types.candidate import Candidate, Question
from api.types.case import Case
from api.types.customer import Customer
from api.types.interaction import Interaction
from api.types.order import Cart, Order
from api.types.promise import Promise
from api.types.route import Route
from api.types.scalars import Instant
from context import pop

strawberry.enum(
    pop.Resolution,
    description=(
        "How the look-up ended. ONE: it is this customer. SEVERAL: candidates, and a question. "
        "NONE: nobody fits. MIGRATING: in a book of customers that is still being loaded."
    ),
)


@strawberry.type(description="An interaction that tried to get something solved.")
class Attempt:
    interaction_id: strawberry.ID = strawberry.field(description="The interaction it was.")
    channel: str = strawberry.field(description="Where it was tried.")
    at_ms: Instant = strawberry.field(name="at", description="When it was tried.")
    outcome: str = strawberry.field(
        description=(
            "It came to nothing: abandoned, unanswered, canned, not_solved, chat_closed, "
            "transferred, misrouted, missed_call_back. It goes on: waiting, talking. It came to "
            "something, which only a matter's history tells: answered, solved."
        )
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
    source: str = strawberry.field(description="The system that the interaction came from.")
    answered_at_ms: Instant | None = strawberry.field(
        name="answeredAt", description="When somebody answered, or a standard reply came."
    )
    messages: int = strawberry.field(description="How many the customer sent.")
    talked_seconds: int | None = strawberry.field(description="How long somebody talked.")
    transfers: int = strawberry.field(description="How often the customer was handed on.")
    asked_back: bool = strawberry.field(description="The answer was a question.")
    missed_calls_back: int = strawberry.field(
        description="Calls of ours after it that reached nobody."
    )
    agents: list[str] = strawberry.field(description="Who of ours dealt with it.")
    public: bool = strawberry.field(description="Others could read it.")
    reach: int | None = strawberry.field(description="How many may have read it.")


@strawberry.type(description="What it has cost the customer so far.")
class Effort:
    attempts: int = strawberry.field(
        description="In the pop those that did not solve it, of a matter all of them."
    )
    channels: int = strawberry.field(description="Channels it was tried on.")
    waited_seconds: int = strawberry.field(description="Live, on the line or in the queue.")
    transfers: int = strawberry.field(description="How often the customer was handed on.")
    talked_seconds: int = strawberry.field(description="Live, with somebody of ours.")
    retellings: int = strawberry.field(
        description="How often the same thing was explained again, to somebody else."
    )
    people: int = strawberry.field(description="How many of ours the customer had to do with.")


@strawberry.type(description="A matter went on elsewhere.")
class Pivot:
    from_channel: str = strawberry.field(description="The channel before.")
    to_channel: str = strawberry.field(description="The channel then.")
    at_ms: Instant = strawberry.field(name="at", description="When it was.")
    why: str = strawberry.field(description="Why, as far as is known.")


@strawberry.type(description="Thanks that others could read, after a matter came to its end.")
class Praise:
    interaction_id: strawberry.ID = strawberry.field(description="The interaction it was.")
    source: str = strawberry.field(description="The system that it came from.")
    channel: str = strawberry.field(description="Where it was said.")
    at_ms: Instant = strawberry.field(name="at", description="When it was said.")
    reach: int | None = strawberry.field(description="How many may have read it.")
    said: str | None = strawberry.field(description="The customer's own words.")


@strawberry.type(description="How far a matter has come.")
class LoopStep:
    step: str = strawberry.field(description="complaint, contact, solved or advocate.")
    at_ms: Instant = strawberry.field(name="at", description="When it was reached.")
    reach: int | None = strawberry.field(
        description="How many may have read it: the public complaint, the public thanks."
    )


@strawberry.type(description="A piece of evidence that a matter is made of.")
class MatterEvidence:
    kind: str = strawberry.field(description="interaction, case, order, asset or contract.")
    source: str = strawberry.field(description="The system that it came from.")
    id: strawberry.ID = strawberry.field(description="Its number there.")


@strawberry.type(description="One problem of one customer, over days and channels.")
class Matter:
    id: strawberry.ID = strawberry.field(description="Names the matter.")
    subject: str = strawberry.field(description="What it is about, in words.")
    opened_at_ms: Instant = strawberry.field(name="openedAt", description="When it began.")
    attempts: int = strawberry.field(description="How often it was tried to be solved.")
    channels: list[str] = strawberry.field(description="Where it was tried.")
    about: list[str] = strawberry.field(description="What it concerns: `order 1001`, `case 7`.")
    why: str = strawberry.field(description="Why these belong together.")
    status: str = strawberry.field(description="open or closed.")
    last_at_ms: Instant = strawberry.field(name="lastAt", description="When it was last heard of.")
    tried: list[Attempt] = strawberry.field(
        name="history", description="All that was tried, oldest first, with what came of it."
    )
    effort: Effort = strawberry.field(description="What it has cost the customer.")
    evidence: list[MatterEvidence] = strawberry.field(description="What it is made of.")
    open_cases: int = strawberry.field(description="How many of its cases are open.")
    on_its_way: bool = strawberry.field(
        description="Goods in place of those that it is about have not arrived yet."
    )
    awaits_customer: bool = strawberry.field(
        description="Nothing is open but a question of ours to the customer."
    )
    closed_at_ms: Instant | None = strawberry.field(
        name="closedAt", description="When it came to an end; null while it is open."
    )
    closed_by: str | None = strawberry.field(
        description="thanks, solved, talked, answered, case_closed or delivery."
    )
    closed_why: str | None = strawberry.field(description="How it came to its end, in words.")
    reopened: int = strawberry.field(description="How often it came up again after an end.")
    pivots: list[Pivot] = strawberry.field(description="Each change of channel, oldest first.")
    praise: list[Praise] = strawberry.field(description="Thanks in public after the end.")
    loop: list[LoopStep] = strawberry.field(
        description="How far it has come: complaint, contact, solved, advocate."
    )


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


@strawberry.type(description="All that is needed so that nobody has to tell the story again.")
class ScreenPop:
    resolution: pop.Resolution = strawberry.field(description="How the look-up ended.")
    acknowledgement: str = strawberry.field(
        description="A sentence to say first. It holds nothing personal unless it is ONE."
    )
    customer: Customer | None = strawberry.field(
        description="The customer, if it is ONE; of somebody MIGRATING, what earlier contacts left."
    )
    migrating: Migrating | None = strawberry.field(
        description="The book that the contact is in, if it is MIGRATING, or ONE and in one too."
    )
    candidates: list[Candidate] = strawberry.field(
        description="Who it may be, most probable first, if it is SEVERAL."
    )
    question: Question | None = strawberry.field(description="What to ask to be certain.")
    attempts: list[Attempt] = strawberry.field(
        description="What was tried and is not solved, oldest first."
    )
    matters: list[Matter] = strawberry.field(description="Open problems.")
    closed_matters: list[Matter] = strawberry.field(
        description="The problems that came to an end last, the latest first."
    )
    promises: list[Promise] = strawberry.field(
        description="What was promised: broken ones first, then open ones, then the rest."
    )
    interactions: list[Interaction] = strawberry.field(description="Newest first.")
    orders: list[Order] = strawberry.field(description="Newest first.")
    carts: list[Cart] = strawberry.field(description="Newest first.")
    cases: list[Case] = strawberry.field(description="Newest first.")
    assets: list[Asset] = strawberry.field(description="What the customer owns.")
    contracts: list[Contract] = strawberry.field(description="What the customer subscribes to.")
    effort: Effort = strawberry.field(description="What it has cost the customer so far.")
    next_actions: list[NextAction] = strawberry.field(description="What to do, first one first.")
    route: Route = strawberry.field(description="Who should deal with it, and why.")
