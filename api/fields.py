"""What every resolver is given, and how a root field is made."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, TypeVar, cast

import strawberry

from api.answers import Answers
from api.audit import Look
from api.documents import Prepared
from api.keys import Caller
from api.subscriptions import Feed


@dataclass(frozen=True, slots=True)
class RequestContext:
    """What a resolver knows of the request that it serves."""

    answers: Answers
    caller: Caller
    request_id: str
    now: datetime
    prepared: Prepared
    feed: Feed | None = None  # what happens, for subscriptions; None: nobody is told
    looks: list[Look] = field(default_factory=list)  # for the audit: at whom, as they are taken


Resolver = TypeVar("Resolver", bound=Callable[..., Awaitable[object]])
Info = strawberry.Info[RequestContext, None]
First = Annotated[int, strawberry.argument(description="At most so many, 1 to 100.")]
After = Annotated[str | None, strawberry.argument(description="The end cursor of the page before.")]


def root_field(description: str, graphql_type: object = None) -> Callable[[Resolver], Resolver]:
    """Return a field whose resolver may return what a lower room's function returned.

    Its attributes are the fields of `graphql_type`, so nothing is copied.
    """
    made = strawberry.field(description=description, graphql_type=graphql_type)
    return cast("Callable[[Resolver], Resolver]", made)


def mutation_field(description: str) -> Callable[[Resolver], Resolver]:
    """Return a field of Mutation; one operation's mutations run one after the other."""
    return cast("Callable[[Resolver], Resolver]", strawberry.mutation(description=description))
