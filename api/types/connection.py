"""How growing lists are read page by page: Relay's connections."""

from collections.abc import Sequence
from typing import Any, Final, Generic, TypeVar

import strawberry
from graphql import GraphQLError

LARGEST_PAGE: Final = 100
USUAL_PAGE: Final = 20

T = TypeVar("T")


@strawberry.type(description="Where a page stands in its list.")
class PageInfo:
    has_next_page: bool = strawberry.field(description="Whether more follows.")
    has_previous_page: bool = strawberry.field(description="Whether something came before.")
    start_cursor: str | None = strawberry.field(description="Of the first edge.")
    end_cursor: str | None = strawberry.field(description="For `after:` of the next page.")


@strawberry.type(description="One entry of a page.")
class Edge(Generic[T]):
    cursor: str = strawberry.field(description="Where this entry stands.")
    node: T = strawberry.field(description="The entry.")


@strawberry.type(description="One page of a list.")
class Connection(Generic[T]):
    edges: list[Edge[T]] = strawberry.field(description="The entries, each with its cursor.")
    page_info: PageInfo = strawberry.field(description="Where this page stands.")


def page_size(first: int) -> int:
    """Return `first` if it is a size we serve, otherwise raise GraphQLError."""
    if not 1 <= first <= LARGEST_PAGE:
        raise GraphQLError(f"`first` must be between 1 and {LARGEST_PAGE}.")
    return first


def connect(found: Sequence[Any], *, first: int, after: str | None) -> Connection[Any]:
    """Return the page of at most `first` entries; one more in `found` says that more follows.

    An entry's cursor is its `id`.
    """
    edges = [Edge(cursor=entry.id, node=entry) for entry in found[:first]]
    return Connection(
        edges=edges,
        page_info=PageInfo(
            has_next_page=len(found) > first,
            has_previous_page=after is not None,
            start_cursor=edges[0].cursor if edges else None,
            end_cursor=edges[-1].cursor if edges else None,
        ),
    )
