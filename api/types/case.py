"""A tracked work item, as clients see it."""

import strawberry

from api.types.scalars import Instant


@strawberry.type(description="A tracked work item of a case system.")
class Case:
    id: strawberry.ID = strawberry.field(description="The case number its source gave it.")
    source: str = strawberry.field(description="The system that holds it.")
    opened_at_ms: Instant = strawberry.field(name="openedAt", description="When it was opened.")
    closed_at_ms: Instant | None = strawberry.field(
        name="closedAt", description="When it was closed; null while it is open."
    )
    status: str | None = strawberry.field(description="How far it is, in its source's words.")
    subject: str | None = strawberry.field(description="What it is about.")
    priority: str | None = strawberry.field(description="How urgent, in its source's words.")
    about: list[str] = strawberry.field(description="What it concerns: `order 1001`, `asset 5`.")
