"""With whom a customer lives and for whom it works, as clients see it."""

from typing import Annotated

import strawberry

from api.types.belonging import Visit
from api.types.decision import Decided, Refused
from api.types.scalars import Instant


@strawberry.type(description="An open problem of somebody else in the household.")
class MemberMatter:
    id: strawberry.ID = strawberry.field(description="Names the matter.")
    subject: str = strawberry.field(description="What it is about, in words.")
    status: str = strawberry.field(description="How it stands: open.")
    opened_at_ms: Instant | None = strawberry.field(name="openedAt", description="When it began.")
    last_at_ms: Instant | None = strawberry.field(
        name="lastAt", description="When something last happened."
    )
    attempts: int | None = strawberry.field(description="Attempts that did not solve it.")
    waited_seconds: int | None = strawberry.field(description="Live, on the line or in a queue.")
    talked_seconds: int | None = strawberry.field(description="On the line with us.")


@strawberry.type(description="Something that somebody else in the household owns.")
class MemberAsset:
    id: strawberry.ID = strawberry.field(description="Its number in its source.")
    source: str = strawberry.field(description="The system that holds it.")
    name: str = strawberry.field(description="What it is.")
    serial: str | None = strawberry.field(description="Its serial number.")
    batch: str | None = strawberry.field(description="The batch it was made in.")
    status: str | None = strawberry.field(description="In its source's words.")
    visits: list[Visit] = strawberry.field(description="Our last ones, oldest first.")


@strawberry.type(description="Somebody else in the household: another customer.")
class HouseholdMember:
    id: strawberry.ID = strawberry.field(description="For `customer(id:)`.")
    name: str | None = strawberry.field(description="Full name.")
    role: str = strawberry.field(description="What a person said, or `member`.")
    why: list[str] = strawberry.field(description="`same surname and same address`.")
    by: list[str] = strawberry.field(description="`evidence`, or the name of who said so.")
    since_ms: Instant | None = strawberry.field(name="since", description="A customer since.")
    matters: list[MemberMatter] = strawberry.field(description="Open ones, the latest first.")
    assets: list[MemberAsset] = strawberry.field(description="The newest five.")


@strawberry.type(description="Customers who live together. They are never merged.")
class Household:
    role: str = strawberry.field(description="This customer's own.")
    members: list[HouseholdMember] = strawberry.field(description="The others, at most ten.")


@strawberry.type(description="A company that a customer works for, or is.")
class Organisation:
    id: strawberry.ID = strawberry.field(description="Names the organisation.")
    name: str = strawberry.field(description="Its name, or its mail domain.")
    role: str = strawberry.field(description="The customer's own in it.")
    why: str = strawberry.field(description="How that is known.")
    domain: str | None = strawberry.field(description="Its mail domain, if it is known by that.")


AddToHouseholdResult = Annotated[
    Decided | Refused, strawberry.union("AddToHouseholdResult", description="What adding did.")
]
RemoveFromHouseholdResult = Annotated[
    Decided | Refused,
    strawberry.union("RemoveFromHouseholdResult", description="What removing did."),
]
