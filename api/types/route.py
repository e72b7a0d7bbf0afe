"""Where a contact should go, why, and what became of that, as clients see it."""

import strawberry

from api.types.contact_point import ContactPoint
from api.types.scalars import Instant


@strawberry.type(description="A part of a score.")
class RoutePoints:
    what: str = strawberry.field(
        description="`rule …`, `named by the contact`, `needs authority` or `at risk`."
    )
    points: int = strawberry.field(description="An order of urgency, and no probability.")


@strawberry.type(description="How likely it is that a customer is lost over this.")
class AtRisk:
    points: int = strawberry.field(description="From attempts that came to nothing; 0: none.")
    reason: str = strawberry.field(
        description="In words: `two abandoned attempts and public`; empty without points."
    )


@strawberry.type(description="One open matter with the desk that should have it.")
class RouteCandidate:
    matter: strawberry.ID = strawberry.field(description="The matter's id.")
    subject: str = strawberry.field(description="What the matter is about.")
    rule: str = strawberry.field(description="The name of the rule that says which desk.")
    desk: str = strawberry.field(description="That desk.")
    skills: list[str] = strawberry.field(description="What whoever takes it must be able to.")
    authority: list[str] = strawberry.field(
        description="What whoever takes it must be allowed to: `send_two_technicians`."
    )
    score: int = strawberry.field(description="All its points.")
    points: list[RoutePoints] = strawberry.field(description="What the score is made of.")
    reason: str = strawberry.field(description="Why, in words.")


@strawberry.type(description="Who can have a contact.")
class RoutePlacement:
    agents: list[str] = strawberry.field(
        description="Ids, the first one first. Empty: it stays in the desk's queue."
    )
    is_open: bool = strawberry.field(description="Whether the desk's queue was open.")
    opens_at_ms: Instant | None = strawberry.field(
        name="opensAt", description="When a closed queue opens."
    )
    reason: str = strawberry.field(description="Why these, or why the queue.")


@strawberry.type(description="An agent who was offered a contact.")
class RouteOffer:
    agent: strawberry.ID = strawberry.field(description="Of the agent.")
    at_ms: Instant = strawberry.field(name="at", description="When.")
    ended: str | None = strawberry.field(
        description="no_answer or offline; null while it lasts, or when it was answered."
    )


@strawberry.type(description="Who waits at a desk now.")
class RouteQueue:
    name: str = strawberry.field(description="The queue's name.")
    waiting: int | None = strawberry.field(description="How many wait.")
    longest_wait_seconds: int | None = strawberry.field(description="How long the first of them.")
    is_open: bool = strawberry.field(description="Whether it is open.")
    opens_at_ms: Instant | None = strawberry.field(
        name="opensAt", description="When a closed one opens."
    )


@strawberry.type(description="What became of a contact after it was decided where it goes.")
class RouteOutcome:
    wrong: bool | None = strawberry.field(
        description="Whether it went to the wrong desk; null while nobody knows."
    )
    why: str | None = strawberry.field(description="What says so.")
    went_to: str | None = strawberry.field(
        description="Where it ended, if that was another desk and is known."
    )


@strawberry.type(description="The desk that should deal with this.")
class Route:
    desk: str = strawberry.field(description="Its name.")
    why: str = strawberry.field(description="Why this desk.")
    candidates: list[RouteCandidate] = strawberry.field(
        description="Every open matter that was considered, the highest score first."
    )
    margin: int | None = strawberry.field(
        description="Points ahead of the best matter for somebody else; null: there is none."
    )
    ask: str | None = strawberry.field(
        description="What to ask the customer, where the margin is too small to be certain."
    )
    skills: list[str] = strawberry.field(description="What whoever takes it must be able to.")
    authority: list[str] = strawberry.field(
        description="What whoever takes it must be allowed to: `replace_without_return`."
    )
    at_risk: AtRisk = strawberry.field(description="Whether the customer may be lost over it.")
    placement: RoutePlacement | None = strawberry.field(description="Who can have it.")
    offers: list[RouteOffer] = strawberry.field(description="Who was offered it, oldest first.")
    queue: RouteQueue | None = strawberry.field(
        description="Who waits at that desk now; null where no queue is known by that name."
    )
    decided_at_ms: Instant | None = strawberry.field(
        name="decidedAt",
        description=(
            "When it was decided, which is when the contact arrived. Null: nobody had decided "
            "yet, so this is how it would be decided now."
        ),
    )
    rules: str = strawberry.field(description="A fingerprint of the rules that decided.")
    outcome: RouteOutcome = strawberry.field(description="What became of it.")
    contact_points: list[ContactPoint] = strawberry.field(
        description="Where that desk is reached, as far as a file says."
    )
