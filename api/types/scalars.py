"""How instants and exact numbers travel: the scalars that are not GraphQL's own."""

from datetime import UTC, datetime, timedelta
from typing import Final, NewType

import strawberry
from strawberry.types.scalar import ScalarDefinition

Instant = NewType("Instant", int)  # epoch milliseconds, as the graph keeps them
Exact = NewType("Exact", str)  # a decimal number in its exact notation

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
MILLISECOND: Final = timedelta(milliseconds=1)


def write_instant(instant_ms: int) -> str:
    """Return epoch milliseconds as ISO 8601 in UTC, e.g. "2026-11-02T09:00:00Z"."""
    instant = EPOCH + timedelta(milliseconds=instant_ms)
    return instant.isoformat(timespec="auto").replace("+00:00", "Z")


def read_instant(text: object) -> Instant:
    """Return the epoch milliseconds of an ISO 8601 instant. ValueError without an offset."""
    if not isinstance(text, str):
        raise ValueError("an instant is a string in ISO 8601")
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None:
        raise ValueError("an instant needs its offset from UTC, e.g. 2026-11-02T09:00:00Z")
    return Instant((instant - EPOCH) // MILLISECOND)


SCALARS: Final[dict[object, ScalarDefinition]] = {
    Instant: strawberry.scalar(
        name="DateTime",
        description="An instant in UTC, ISO 8601: `2026-11-02T09:00:00Z`.",
        specified_by_url="https://scalars.graphql.org/andimarek/date-time.html",
        serialize=write_instant,
        parse_value=read_instant,
    ),
    Exact: strawberry.scalar(
        name="Decimal",
        description='An exact decimal number, as a string: `"129.00"`.',
        serialize=str,
        parse_value=str,
    ),
}
