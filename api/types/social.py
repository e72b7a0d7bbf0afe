"""How a customer stands in public, as clients see it."""

from typing import Any, cast

import strawberry

from api.fields import Info
from api.types.scalars import Instant


@strawberry.type(description="A customer's account on a public network.")
class SocialAccount:
    network: str = strawberry.field(description="x, instagram, facebook…")
    handle: str = strawberry.field(description="As its source writes it.")
    followers: int | None = strawberry.field(description="As last seen; null: not known.")
    place: str | None = strawberry.field(
        description="What the profile says of where its owner lives, which nobody has checked."
    )


@strawberry.type(description="The customer who said something.")
class Author:
    id: strawberry.ID = strawberry.field(description="For `customer(id:)`.")
    name: str | None = strawberry.field(description="Full name.")
    city: str | None = strawberry.field(description="City.")
    country: str | None = strawberry.field(description="ISO 3166-1 alpha-2.")


@strawberry.type(description="An answer in a thread by one customer, which was of help to another.")
class HelpfulAnswer:
    interaction_id: strawberry.ID = strawberry.field(description="The interaction it was.")
    source: str = strawberry.field(description="The system that it came from.")
    at_ms: Instant = strawberry.field(name="at", description="When it was said.")
    text: str | None = strawberry.field(description="What was said.")
    reach: int | None = strawberry.field(description="How many may have read it.")
    thanked: bool = strawberry.field(description="Whether who had asked said thanks for it.")
    why: str = strawberry.field(description="Why it counts as help.")
    customer: Author = strawberry.field(description="Who helped.")


@strawberry.type(description="How a customer has spoken of us in public.")
class PublicHistory:
    positive: int = strawberry.field(description="Posts that praise.")
    negative: int = strawberry.field(description="Posts that blame.")
    neutral: int = strawberry.field(description="Posts that do neither.")
    reach: int = strawberry.field(description="How many may have read all of it together.")
    standing: str | None = strawberry.field(description="ambassador, detractor, or neither.")
    why: str = strawberry.field(description="In words.")


@strawberry.type(description="A customer's figures and history in public.")
class Social:
    accounts: list[SocialAccount] = strawberry.field(
        description="On public networks, as their profiles say."
    )
    history: PublicHistory = strawberry.field(description="What was said of us.")
    helped: list[HelpfulAnswer] = strawberry.field(
        description="Answers to other customers that were of help to them."
    )


async def social_of(root: Any, info: Info) -> Social:
    """Return how the customer stands in public: read only where it is asked for."""
    found = await info.context.answers.social(root.id)
    return cast("Social", found)  # its attributes are the fields
