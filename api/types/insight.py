"""Why customers complain and whom else it concerns, as clients see it."""

from typing import Annotated, cast

import strawberry
from graphql import GraphQLError

from api.audit import Look
from api.fields import After, First, Info, root_field
from api.types.connection import USUAL_PAGE, Connection, connect, page_size
from api.types.lookup import read_text
from api.types.scalars import Exact, Instant
from context.insights import trend
from context.insights.listing import CauseView
from identity.errors import RefusedError

strawberry.enum(
    trend.Way,
    name="TrendWay",
    description=(
        "Whether more customers complain than before. RISING and FALLING: chance alone would "
        "hardly bring it (5 %, all causes together). STEADY: or too few to say. UNKNOWN: there is "
        "nothing before to hold it against."
    ),
)


@strawberry.type(description="The last seven days against the weeks before, in customers.")
class Trend:
    way: trend.Way = strawberry.field(description="Whether it grows.")
    words: str = strawberry.field(
        description="`rising: 12 this week, 3.1 in an average one of the 8 before`."
    )
    recent: int = strawberry.field(description="Customers who complained in the last seven days.")
    before: int = strawberry.field(description="Customers of the weeks before, week by week.")
    weeks: int = strawberry.field(description="So many weeks before.")
    ratio: float | None = strawberry.field(
        description="This week to an average one before; null where nobody complained before."
    )
    low: float | None = strawberry.field(description="Of the ratio's 95 % interval.")
    high: float | None = strawberry.field(description="Null: no bound.")
    p: float | None = strawberry.field(description="Corrected for the number of causes.")


@strawberry.type(description="A message or case that complains of it.")
class CauseEvidence:
    source: str | None = strawberry.field(description="The system that holds it.")
    source_id: str | None = strawberry.field(description="Its number there.")
    channel: str = strawberry.field(description="voice, email, social… or `case`.")
    at_ms: Instant = strawberry.field(name="at", description="When.")
    words: str = strawberry.field(description="The words that say so.")
    text: str = strawberry.field(description="What was said, its beginning.")
    customer_id: strawberry.ID | None = strawberry.field(description="For `customer(id:)`.")


@strawberry.type(description="Why customers complain.")
class Cause:
    id: strawberry.ID = strawberry.field(description="Its name; also its cursor.")
    title: str = strawberry.field(description="In words.")
    named: bool = strawberry.field(
        description="False: nobody wrote it down, it was found by what complaints share."
    )
    complaints: int = strawberry.field(description="Messages and cases.")
    customers: int = strawberry.field(description="Who complained.")
    first_ms: Instant = strawberry.field(name="firstSeen", description="The first complaint.")
    last_ms: Instant = strawberry.field(name="lastSeen", description="The latest complaint.")
    channels: list[str] = strawberry.field(description="Where it was said.")
    trend: Trend = strawberry.field(description="Whether it grows.")
    pattern: str | None = strawberry.field(
        description="For `patternCustomers(of:)`: whom else it concerns."
    )
    evidence: list[CauseEvidence] = strawberry.field(
        description="The newest twenty, of a cause that is asked for by its id."
    )


@strawberry.type(description="Somebody whom it concerns who has not said a word.")
class SilentCustomer:
    id: strawberry.ID = strawberry.field(description="For `customer(id:)`; also its cursor.")
    name: str | None = strawberry.field(description="Full name.")
    why: str = strawberry.field(description="Why it concerns them.")
    about: str = strawberry.field(description="The thing: `contract 1001`, `place 7`.")
    value: Exact | None = strawberry.field(description="Worth to us, where that orders the list.")
    currency: str | None = strawberry.field(description="ISO 4217.")


@strawberry.type
class InsightQueries:
    @root_field(description="Why customers complain, those of most customers this week first.")
    async def causes(
        self, info: Info, first: First = USUAL_PAGE, after: After = None
    ) -> Connection[Cause]:
        start, wanted = read_text("after", after), page_size(first)
        found = await info.context.answers.causes(
            first=wanted + 1, after=start, now=info.context.now
        )
        return connect(found, first=wanted, after=after)

    @root_field(description="One cause, with its evidence.", graphql_type=Cause | None)
    async def cause(
        self,
        info: Info,
        id: Annotated[strawberry.ID, strawberry.argument(description="Of a cause.")],
    ) -> CauseView | None:
        found = await info.context.answers.cause(read_text("id", id) or "", now=info.context.now)
        shown = [one.customer_id for one in found.evidence] if found else []
        info.context.looks.append(Look("search", tuple(one for one in shown if one)))
        return found

    @root_field(
        description="Whom something concerns who has not complained and was not told, those who "
        "are worth most first where the pattern says so."
    )
    async def pattern_customers(
        self,
        info: Info,
        of: Annotated[str, strawberry.argument(description="A pattern, or a cause that has one.")],
        first: First = USUAL_PAGE,
        after: After = None,
    ) -> Connection[SilentCustomer]:
        name, start, wanted = read_text("of", of), read_text("after", after), page_size(first)
        try:
            found = await info.context.answers.pattern_customers(
                name or "", first=wanted + 1, after=start, now=info.context.now
            )
        except RefusedError as error:
            raise GraphQLError(str(error)) from None
        info.context.looks.append(Look("search", tuple(one.id for one in found[:wanted])))
        return cast("Connection[SilentCustomer]", connect(found, first=wanted, after=after))
