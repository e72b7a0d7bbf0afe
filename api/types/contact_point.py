"""Where a desk is reached, for what, and when, as clients see it."""

import strawberry

from api.types.scalars import Instant


@strawberry.type(description="One way to reach somebody: a number, a mail address, a page.")
class ContactPoint:
    name: str = strawberry.field(description="What people call it.")
    channel: str = strawberry.field(description="voice, email, chat…")
    address: str = strawberry.field(description="The number or address.")
    desks: list[str] = strawberry.field(description="Who answers; empty: any desk.")
    matters: list[str] = strawberry.field(
        description="The kinds of matter that it is for; empty: every kind."
    )
    may: list[str] = strawberry.field(description="What can be done there.")
    hours: str | None = strawberry.field(
        description="When it answers, in OpenStreetMap's notation; null: always."
    )
    valid_from_ms: Instant | None = strawberry.field(
        name="validFrom", description="Since when it holds."
    )
    valid_until_ms: Instant | None = strawberry.field(
        name="validUntil", description="From when on it does not hold any more."
    )
    is_open: bool = strawberry.field(description="Whether somebody answers at that moment.")
    opens_at_ms: Instant | None = strawberry.field(
        name="opensAt", description="When one that is closed opens."
    )
