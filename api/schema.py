"""The GraphQL schema: what may be asked, and which function of a lower room answers it."""

import logging
from collections.abc import Iterator
from typing import Annotated, Any, Final

import strawberry
from graphql import GraphQLError, GraphQLSchema
from strawberry.extensions import SchemaExtension
from strawberry.schema.config import StrawberryConfig
from strawberry.types import ExecutionContext

from api.audit import Look, look_at_customer, look_at_found, look_at_pop
from api.documents import Documents
from api.fields import After, First, Info, root_field
from api.limits import Limits
from api.mutation import Mutation
from api.types.belonging import BatchOwner
from api.types.book import BookQueries
from api.types.connection import USUAL_PAGE, Connection, connect, page_size
from api.types.customer import Customer, FoundCustomer
from api.types.decision import Decision
from api.types.event import Subscription
from api.types.insight import InsightQueries
from api.types.lookup import LookupInput, read_text
from api.types.mention import MentionQueries
from api.types.notice import NoticeQueries
from api.types.pop import ScreenPop
from api.types.quality_fields import QualityQueries
from api.types.review import ReviewTask
from api.types.scalars import SCALARS
from context import pop
from graph.model import CustomerView

LOGGER: Final = logging.getLogger("tellonce.api")


@strawberry.type(description="What may be asked.")
class Query(MentionQueries, InsightQueries, NoticeQueries, QualityQueries, BookQueries):
    @root_field(
        description="Who is contacting us, and all that is needed so that nobody tells it again.",
        graphql_type=ScreenPop,
    )
    async def screen_pop(
        self,
        info: Info,
        lookup: Annotated[
            LookupInput, strawberry.argument(description="What is known of the contact.")
        ],
    ) -> pop.ScreenPop:
        asked = lookup.read()
        found = await info.context.answers.screen_pop(asked, now=info.context.now)
        info.context.looks.append(look_at_pop(found, asked.channel))
        return found

    @root_field(
        description="One customer; the id of a merged one answers with whom it became.",
        graphql_type=Customer | None,
    )
    async def customer(
        self,
        info: Info,
        id: Annotated[strawberry.ID, strawberry.argument(description="Of a customer.")],
    ) -> CustomerView | None:
        found = await info.context.answers.customer(read_text("id", id) or "")
        info.context.looks.append(look_at_customer(found))
        return found

    @root_field(description="Customers that fit a text, likeliest first; or all, by id.")
    async def customers(
        self,
        info: Info,
        search: Annotated[
            str | None,
            strawberry.argument(description="Phone, e-mail, handle, order, or name and city."),
        ] = None,
        first: First = USUAL_PAGE,
        after: After = None,
    ) -> Connection[FoundCustomer]:
        text, start, wanted = (
            read_text("search", search),
            read_text("after", after),
            page_size(first),
        )
        found = await info.context.answers.search(text, first=wanted + 1, after=start)
        info.context.looks.append(look_at_found(found[:wanted]))
        return connect(found, first=wanted, after=after)

    @root_field(description="Pairs that wait for a person's judgement, by id.")
    async def review_tasks(
        self, info: Info, first: First = USUAL_PAGE, after: After = None
    ) -> Connection[ReviewTask]:
        start, wanted = read_text("after", after), page_size(first)
        found = await info.context.answers.review_tasks(first=wanted + 1, after=start)
        return connect(found, first=wanted, after=after)

    @root_field(description="What was decided about a customer's records, newest first.")
    async def decisions(
        self,
        info: Info,
        customer: Annotated[strawberry.ID, strawberry.argument(description="Of a customer.")],
        first: First = USUAL_PAGE,
        after: After = None,
    ) -> Connection[Decision]:
        one, start, wanted = (
            read_text("customer", customer),
            read_text("after", after),
            page_size(first),
        )
        found = await info.context.answers.decisions(one or "", first=wanted + 1, after=start)
        return connect(found, first=wanted, after=after)

    @root_field(description="Whose things are of one batch, by id: for a notice or a recall.")
    async def batch_owners(
        self,
        info: Info,
        batch: Annotated[str, strawberry.argument(description="As on the things.")],
        not_called: Annotated[
            bool, strawberry.argument(description="Only who has said nothing about theirs.")
        ] = True,
        first: First = USUAL_PAGE,
        after: After = None,
    ) -> Connection[BatchOwner]:
        wanted_batch, start, wanted = (
            read_text("batch", batch),
            read_text("after", after),
            page_size(first),
        )
        found = await info.context.answers.batch_owners(
            wanted_batch or "", not_called=not_called, first=wanted + 1, after=start
        )
        info.context.looks.append(Look("search", tuple(one.customer_id for one in found[:wanted])))
        return connect(found, first=wanted, after=after)


class UsePrepared(SchemaExtension):
    """Takes the document that the endpoint parsed and validated, or remembered."""

    def on_parse(self) -> Iterator[None]:
        self.execution_context.graphql_document = self.execution_context.context.prepared.document
        yield

    def on_validate(self) -> Iterator[None]:
        self.execution_context.pre_execution_errors = []  # not None: validated already
        yield


class Schema(strawberry.Schema):
    """Logs a failure by its kind and place; a document or a message may name a person."""

    def process_errors(
        self, errors: list[GraphQLError], execution_context: ExecutionContext | None = None
    ) -> None:
        context: Any = execution_context.context if execution_context else None
        for error in errors:
            if is_unexpected(error):
                LOGGER.error("resolver_failed", extra=_facts(error, context))


def is_unexpected(error: GraphQLError) -> bool:
    """Return whether the error is a fault of ours, whose text no client may see."""
    return error.original_error is not None and not isinstance(error.original_error, GraphQLError)


def make_schema() -> Schema:
    """Return a new schema; it takes documents from the context's `prepared` only."""
    return Schema(
        query=Query,
        mutation=Mutation,
        subscription=Subscription,
        config=StrawberryConfig(scalar_map=SCALARS),
        extensions=[UsePrepared],
    )


def make_documents(schema: Schema, *, limits: Limits, introspection: bool) -> Documents:
    """Return the memory of this schema's documents."""
    return Documents(core_schema(schema), limits=limits, introspection=introspection)


def core_schema(schema: Schema) -> GraphQLSchema:
    """Return graphql-core's schema under strawberry's; its name there has no public spelling."""
    return schema._schema


def sdl() -> str:
    """Return the schema in GraphQL's schema language, as `api/schema.graphql` holds it."""
    return make_schema().as_str() + "\n"


def _facts(error: GraphQLError, context: Any) -> dict[str, object]:
    original = error.original_error
    frame = original.__traceback__ if original else None
    while frame is not None and frame.tb_next is not None:
        frame = frame.tb_next
    return {
        "request_id": getattr(context, "request_id", None),
        "field": ".".join(str(step) for step in error.path or ()),
        "error": type(original).__name__,
        "place": f"{frame.tb_frame.f_code.co_qualname}:{frame.tb_lineno}" if frame else None,
    }
