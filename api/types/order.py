"""What was bought, came back, is on its way or is in the cart, as clients see it."""

import strawberry

from api.types.scalars import Exact, Instant


@strawberry.type(description="One position of an order or a cart.")
class OrderLine:
    sku: str | None = strawberry.field(description="The shop's number of the article.")
    name: str | None = strawberry.field(description="What it is called.")
    variant: str | None = strawberry.field(description="Its colour, size or other variant.")
    quantity: Exact = strawberry.field(description="How many.")
    price: Exact | None = strawberry.field(description="Price of one, in the order's currency.")


@strawberry.type(description="Goods that came back, or are on their way back.")
class Return:
    id: strawberry.ID = strawberry.field(description="Its number in its source.")
    status: str | None = strawberry.field(description="How far it is, in its source's words.")
    reason: str | None = strawberry.field(description="Why it came back.")
    opened_at_ms: Instant | None = strawberry.field(
        name="openedAt", description="When the return was asked for."
    )


@strawberry.type(description="Goods on their way to the customer.")
class Shipment:
    id: strawberry.ID = strawberry.field(description="Its number in its source.")
    status: str | None = strawberry.field(description="How far it is, in its source's words.")
    carrier: str | None = strawberry.field(description="Who carries it.")
    shipped_at_ms: Instant | None = strawberry.field(
        name="shippedAt", description="When it left us."
    )
    delivered_at_ms: Instant | None = strawberry.field(
        name="deliveredAt", description="When it arrived; null while it has not."
    )


@strawberry.type(description="Something bought.")
class Order:
    id: strawberry.ID = strawberry.field(description="The order number its source gave it.")
    source: str = strawberry.field(description="The system that holds it.")
    placed_at_ms: Instant = strawberry.field(name="placedAt", description="When it was placed.")
    status: str | None = strawberry.field(description="How far it is, in its source's words.")
    currency: str | None = strawberry.field(description="ISO 4217.")
    total: Exact | None = strawberry.field(description="What it cost in all.")
    lines: list[OrderLine] = strawberry.field(description="Its positions.")
    returns: list[Return] = strawberry.field(description="What of it came back.")
    shipments: list[Shipment] = strawberry.field(description="How it was sent.")


@strawberry.type(description="What lies in a cart and is not bought yet.")
class Cart:
    id: strawberry.ID = strawberry.field(description="Its number in its source.")
    source: str = strawberry.field(description="The system that holds it.")
    created_at_ms: Instant = strawberry.field(name="createdAt", description="When it was begun.")
    status: str | None = strawberry.field(description="open, abandoned…, in its source's words.")
    currency: str | None = strawberry.field(description="ISO 4217.")
    total: Exact | None = strawberry.field(description="What it would cost in all.")
    lines: list[OrderLine] = strawberry.field(description="Its positions.")
