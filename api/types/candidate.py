"""Who it may be, with what speaks for and against, as clients see it."""

import strawberry


@strawberry.type(description="One comparison of what was asked with what the records say.")
class Evidence:
    comparison: str = strawberry.field(description="name, city, phone, email, handle, number…")
    level: str = strawberry.field(description="The degree of agreement that was found.")
    weight: float = strawberry.field(
        description="Match weight in bits, term frequency included; below 0 speaks against."
    )
    ours: str | None = strawberry.field(description="What the look-up or the left record says.")
    theirs: str | None = strawberry.field(description="What the customer's records say.")
    words: str = strawberry.field(description="The level in words: `nickname, last name equal`.")


@strawberry.type(description="A customer that it may be.")
class Candidate:
    customer_id: strawberry.ID = strawberry.field(description="For `customer(id:)`.")
    name: str | None = strawberry.field(description="Full name.")
    city: str | None = strawberry.field(description="City.")
    weight: float = strawberry.field(description="Match weight in bits, prior included.")
    probability: float = strawberry.field(
        description='From 0 to 1, over all candidates and "somebody else".'
    )
    evidence: list[Evidence] = strawberry.field(description="What speaks for and against.")
    namesakes: int = strawberry.field(
        description="Customers with that name in that city, this one included."
    )


@strawberry.type(description="The one question that separates the candidates best.")
class Question:
    field: str = strawberry.field(description="What it asks for: email, phone, order, postcode…")
    text: str = strawberry.field(description="The question as it can be asked.")
    why: str = strawberry.field(description="Why this one.")
