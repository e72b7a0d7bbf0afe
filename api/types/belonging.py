"""What a customer owns or is subscribed to, and what happened to it, as clients see it."""

import strawberry

from api.types.scalars import Exact, Instant


@strawberry.type(description="An interaction about something that the customer owns.")
class Visit:
    id: strawberry.ID = strawberry.field(description="Of the interaction, in its source.")
    source: str = strawberry.field(description="The system that holds it.")
    channel: str = strawberry.field(description="voice, counter, email…")
    kind: str = strawberry.field(description="visit, call, mail…, as its channel calls it.")
    direction: str = strawberry.field(description="in: the customer's. out: ours.")
    at_ms: Instant = strawberry.field(name="at", description="When.")
    note: str | None = strawberry.field(description="What was said or noted, its beginning.")
    agent: str | None = strawberry.field(description="Who it was of ours.")
    status: str | None = strawberry.field(description="In its source's words.")


@strawberry.type(description="A fault that the customer reported.")
class Failure:
    at_ms: Instant = strawberry.field(name="at", description="When it was reported.")
    words: str = strawberry.field(description="`stopped working`.")
    id: strawberry.ID = strawberry.field(description="Of the interaction, in its source.")
    source: str = strawberry.field(description="The system that holds it.")


@strawberry.type(description="Something the customer owns.")
class Asset:
    id: strawberry.ID = strawberry.field(description="Its number in its source.")
    source: str = strawberry.field(description="The system that holds it.")
    name: str = strawberry.field(description="What it is.")
    serial: str | None = strawberry.field(description="Its serial number.")
    batch: str | None = strawberry.field(description="The batch it was made in.")
    since_ms: Instant | None = strawberry.field(name="since", description="Owned since.")
    status: str | None = strawberry.field(description="In its source's words.")
    visits: list[Visit] = strawberry.field(
        description="The last ten interactions about it, oldest first."
    )
    failures: list[Failure] = strawberry.field(
        description="Faults reported in those, oldest first: more than one is a repeat failure."
    )


@strawberry.type(description="A price that a contract has or had.")
class Price:
    since_ms: Instant = strawberry.field(name="since", description="Seen from then on.")
    currency: str | None = strawberry.field(description="ISO 4217.")
    price: Exact = strawberry.field(description="Of one interval.")
    interval: str | None = strawberry.field(description="month, year…")


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
    former_company: str | None = strawberry.field(
        description="The company it was made with, where that was another."
    )
    former_numbers: list[str] = strawberry.field(description="Under which it ran before.")
    price_history: list[Price] = strawberry.field(
        description="Every price that it was seen with, oldest first."
    )


@strawberry.type(description="Something of a batch, and whose it is.")
class BatchOwner:
    id: strawberry.ID = strawberry.field(description="Opaque; also its cursor.")
    asset_id: strawberry.ID = strawberry.field(description="The thing's number in its source.")
    source: str = strawberry.field(description="The system that holds it.")
    name: str = strawberry.field(description="What it is.")
    serial: str | None = strawberry.field(description="Its serial number.")
    batch: str = strawberry.field(description="As its source writes it.")
    since_ms: Instant | None = strawberry.field(name="since", description="Owned since.")
    has_called: bool = strawberry.field(
        description="Whether its owner has said anything about it, on any channel."
    )
    customer_id: strawberry.ID = strawberry.field(description="For `customer(id:)`.")
    customer_name: str | None = strawberry.field(description="Full name.")
    customer_city: str | None = strawberry.field(description="City.")
