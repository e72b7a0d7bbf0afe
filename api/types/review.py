"""A pair for a person to judge, as clients see it."""

import strawberry

from api.types.scalars import Instant


@strawberry.type(description="One of the two source records of a pair.")
class ReviewSide:
    source: str = strawberry.field(description="The system that holds the record.")
    source_id: str = strawberry.field(description="Its number there.")
    customer_id: strawberry.ID = strawberry.field(description="The customer it counts to now.")
    name: str | None = strawberry.field(description="That customer's name.")
    city: str | None = strawberry.field(description="That customer's city.")


@strawberry.type(description="A pair of source records for a person to judge.")
class ReviewTask:
    id: strawberry.ID = strawberry.field(description="Names the task.")
    left: ReviewSide = strawberry.field(description="One source record.")
    right: ReviewSide = strawberry.field(description="The other source record.")
    weight: float = strawberry.field(description="Match weight of the pair in bits.")
    reason: str = strawberry.field(description="Why it was not linked by itself.")
    evidence: list[str] = strawberry.field(
        description="Comparison, level and weight in bits: `phone exact 15.60`."
    )
    at_ms: Instant = strawberry.field(name="openedAt", description="When the doubt arose.")
