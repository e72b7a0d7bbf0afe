"""What a customer is worth, and how it wants to be spoken with, as clients see it."""

import strawberry

from api.types.scalars import Exact, Instant


@strawberry.type(description="An amount of money.")
class Money:
    currency: str = strawberry.field(description="ISO 4217.")
    amount: Exact = strawberry.field(description="How much.")


@strawberry.type(description="What a customer is worth to us, over all orders.")
class Value:
    since_ms: Instant | None = strawberry.field(name="since", description="A customer since.")
    orders: int = strawberry.field(description="Those that stand, all of them.")
    void_orders: int = strawberry.field(
        description="Those that were cancelled, returned or refunded as a whole."
    )
    spent: list[Money] = strawberry.field(
        description="In each currency, net of what was cancelled, came back or was refunded."
    )
    last_order_at_ms: Instant | None = strawberry.field(
        name="lastOrderAt", description="The newest that stands."
    )
    in_carts: list[Money] = strawberry.field(description="What lies in the open carts shown.")


@strawberry.type(description="The newest statement about one channel and one purpose.")
class Consent:
    channel: str = strawberry.field(description="email, voice…, or any.")
    purpose: str = strawberry.field(description="marketing, service…, or any.")
    given: bool = strawberry.field(description="False: refused.")
    source: str = strawberry.field(description="The system that says so.")
    source_id: str = strawberry.field(name="recordId", description="Its record's number.")
    since_ms: Instant | None = strawberry.field(name="since", description="Since when.")


@strawberry.type(description="A channel on which the customer wants to be left alone.")
class RefusedChannel:
    channel: str = strawberry.field(description="voice, email…")
    why: str = strawberry.field(description="Who said so, and when, in words.")
    source: str = strawberry.field(description="The system that it was said in.")
    since_ms: Instant | None = strawberry.field(name="since", description="Since when.")


@strawberry.type(description="How to speak with a customer. What was refused is never preferred.")
class PreferredChannel:
    channel: str | None = strawberry.field(
        description="email, voice…; null where only what to avoid is known."
    )
    why: str = strawberry.field(
        description="What the customer said, or `used most`, which nobody said."
    )
    source: str | None = strawberry.field(
        description="The system that it was said in; null where it was only seen from use."
    )
    since_ms: Instant | None = strawberry.field(name="since", description="Since when.")
    avoid: list[RefusedChannel] = strawberry.field(description="What to leave alone.")
