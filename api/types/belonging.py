"""What a customer owns or is subscribed to, as clients see it."""

import strawberry

from api.types.scalars import Exact, Instant


@strawberry.type(description="Something the customer owns.")
class Asset:
    id: strawberry.ID = strawberry.field(description="Its number in its source.")
    source: str = strawberry.field(description="The system that holds it.")
    name: str = strawberry.field(description="What it is.")
    serial: str | None = strawberry.field(description="Its serial number.")
    batch: str | None = strawberry.field(description="The batch it was made in.")
    since_ms: Instant | None = strawberry.field(name="since", description="Owned since.")
    status: str | None = strawberry.field(description="In its source's words.")


@strawberry.type(description="Something the customer is subscribed to.")
class Contract:
    id: strawberry.ID = strawberry.field(description="Its number in its source.")
    source: str = strawberry.field(description="The system that holds it.")
    name: str = strawberry.field(description="What it is.")
    status: str | None = strawberry.field(description="In its source's words.")
    starts_at_ms: Instant | None = strawberry.field(name="startsAt", description="Runs from.")
    ends_at_ms: Instant | None = strawberry.field(name="endsAt", description="Runs until.")
    currency: str | None = strawberry.field(description="ISO 4217.")
    price: Exact | None = strawberry.field(description="Price of one interval.")
    interval: str | None = strawberry.field(description="month, year…")
