"""Acquired books of business, and who is in one that is still being loaded, as clients see it."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated

import strawberry

from api.book_answers import PointsAsked
from api.fields import Info, root_field
from api.types.contact_point import ContactPoint
from api.types.lookup import read_text
from api.types.scalars import Instant
from context.books.status import BookStatus
from context.contact_points.model import Reachable


@strawberry.type(
    description="Why somebody who is not found is no stranger: a book that is still being loaded."
)
class Migrating:
    book: strawberry.ID = strawberry.field(description="The book's name.")
    former_company: str = strawberry.field(description="Whose customer it was.")
    file: str = strawberry.field(description="The file of the book that the customer is in.")
    expected_ms: Instant = strawberry.field(
        name="expectedAt", description="When that file should be loaded."
    )
    overdue: bool = strawberry.field(description="Whether that time is over.")
    state: str = strawberry.field(
        description=(
            "announced, or loading. loaded: the file is here, and this customer could not be read."
        )
    )
    desk: str = strawberry.field(description="Who can help now.")
    found_by: list[str] = strawberry.field(
        description="By what the contact was found: phone, email, number, handle."
    )
    language: str = strawberry.field(description="Of the sentences, BCP 47.")
    sentence: str = strawberry.field(description="What to say.")
    service: str | None = strawberry.field(description="What happens to the service meanwhile.")
    contract: str | None = strawberry.field(description="What happens to the contract.")
    contact_points: list[ContactPoint] = strawberry.field(
        description="Where the customer is helped from now on."
    )


@strawberry.type(description="A file of a book.")
class BookFile:
    name: str = strawberry.field(description="Its name.")
    desk: str = strawberry.field(description="Who can help its customers meanwhile.")
    expected_ms: Instant = strawberry.field(
        name="expectedAt", description="When it should be loaded."
    )
    loaded: bool = strawberry.field(description="Whether it is loaded.")
    overdue: bool = strawberry.field(description="It was to be loaded by now, and is not.")


@strawberry.type(description="An acquired book of business.")
class Book:
    id: strawberry.ID = strawberry.field(description="Its name.")
    former_company: str = strawberry.field(description="Whose it was.")
    state: str = strawberry.field(
        description="announcing, announced, loading, loaded or withdrawing."
    )
    entries: int = strawberry.field(description="Hashes of identifiers in its manifest.")
    announced_at_ms: Instant | None = strawberry.field(
        name="announcedAt", description="Since when nobody of it is a stranger."
    )
    state_since_ms: Instant | None = strawberry.field(
        name="stateSince", description="Since when it is in that state."
    )
    records: int = strawberry.field(description="Records of people that its load has brought.")
    activities: int = strawberry.field(description="Contracts, cases, contacts… likewise.")
    files: list[BookFile] = strawberry.field(description="What it consists of.")


@strawberry.type
class BookQueries:
    @root_field(
        description="The books of business that were acquired, by name.",
        graphql_type=list[Book],
    )
    async def books(self, info: Info) -> Sequence[BookStatus]:
        return await info.context.answers.books(now=info.context.now)

    @root_field(
        description="Which number to call: where somebody is reached, the one to name first.",
        graphql_type=list[ContactPoint],
    )
    async def contact_points(
        self,
        info: Info,
        matter: Annotated[
            str | None, strawberry.argument(description="A kind of matter: `billing`.")
        ] = None,
        desk: Annotated[str | None, strawberry.argument(description="Of a desk.")] = None,
        channel: Annotated[str | None, strawberry.argument(description="voice, email…")] = None,
        book: Annotated[
            strawberry.ID | None,
            strawberry.argument(description="For customers of this acquired book."),
        ] = None,
        at: Annotated[
            Instant | None, strawberry.argument(description="When; without it, now.")
        ] = None,
    ) -> Sequence[Reachable]:
        asked = PointsAsked(
            read_text("matter", matter),
            read_text("desk", desk),
            read_text("channel", channel),
            read_text("book", book),
        )
        when = info.context.now if at is None else datetime.fromtimestamp(at / 1000, UTC)
        return await info.context.answers.contact_points(asked, at=when)
