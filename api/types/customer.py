"""The single identity and its golden record, as clients see it."""

import strawberry

from api.types.belonging import Asset, Contract
from api.types.case import Case
from api.types.household import Household, Organisation
from api.types.interaction import Interaction
from api.types.order import Cart, Order
from api.types.scalars import Instant
from api.types.social import Social, social_of
from api.types.standing import Consent, PreferredChannel, Value


@strawberry.type(description="A value that points at a person.")
class Identifier:
    kind: str = strawberry.field(
        description="phone, email, loyalty…; a handle's kind is its network: x, instagram…"
    )
    value: str = strawberry.field(description="The value, normalised: a phone is in E.164.")
    shared: bool = strawberry.field(
        description="Whether several people were seen to use it, so that it proves nobody."
    )


@strawberry.type(description="The single identity: all source records that are one person.")
class Customer:
    id: strawberry.ID = strawberry.field(
        description="Opaque and stable for ever; the id of a merged customer still answers."
    )
    name: str | None = strawberry.field(description="Full name.")
    given_name: str | None = strawberry.field(description="Given names.")
    family_name: str | None = strawberry.field(description="Family name.")
    city: str | None = strawberry.field(description="City.")
    country: str | None = strawberry.field(description="ISO 3166-1 alpha-2.")
    since_ms: Instant | None = strawberry.field(
        name="since", description="The first order, or when this customer was first seen here."
    )
    known_as: str | None = strawberry.field(
        description="account, profile (a public one and nothing else) or contact (no account yet)."
    )
    sources: list[str] = strawberry.field(description="The systems that know this customer.")
    identifiers: list[Identifier] = strawberry.field(
        description="Phones, e-mail addresses, handles and numbers."
    )
    matched: list[str] = strawberry.field(
        description="Kinds of the identifiers that this look-up found the customer by."
    )
    matched_shared: list[str] = strawberry.field(
        description="Kinds by which this customer was found, and others may be as well."
    )
    interactions: list[Interaction] = strawberry.field(
        description="The newest ones, newest first, as a screen pop shows them."
    )
    orders: list[Order] = strawberry.field(description="The newest ones, newest first.")
    carts: list[Cart] = strawberry.field(description="The newest ones, newest first.")
    cases: list[Case] = strawberry.field(description="The newest ones, newest first.")
    assets: list[Asset] = strawberry.field(description="What the customer owns.")
    contracts: list[Contract] = strawberry.field(description="What the customer subscribes to.")
    value: Value = strawberry.field(description="What the customer is worth to us.")
    behind: int | None = strawberry.field(
        description="How many events came that matters may not tell of yet; null: none."
    )
    language: str | None = strawberry.field(
        description="What the customer speaks, as its records say last (BCP 47)."
    )
    preferred_channel: PreferredChannel | None = strawberry.field(
        description="How to speak with the customer; null where nothing is known."
    )
    consents: list[Consent] = strawberry.field(
        description="What was allowed and refused, by channel and purpose."
    )
    household: Household | None = strawberry.field(
        description="Other customers who live with this one; null where there are none."
    )
    organisations: list[Organisation] = strawberry.field(
        description="Companies that the customer works for, or is; at most three."
    )
    social: Social = strawberry.field(
        resolver=social_of, description="How the customer stands in public; read when asked for."
    )


@strawberry.type(description="A customer as a search finds it: enough to choose the right one.")
class FoundCustomer:
    id: strawberry.ID = strawberry.field(description="For `customer(id:)`.")
    name: str | None = strawberry.field(description="Full name.")
    city: str | None = strawberry.field(description="City.")
    country: str | None = strawberry.field(description="ISO 3166-1 alpha-2.")
