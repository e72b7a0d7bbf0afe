"""Pairs that wait for a person's judgement, with the evidence for and against."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from graph.queries import review as review_queries
from identity.setup import Identity


@dataclass(frozen=True, slots=True)
class ReviewSide:
    source: str
    source_id: str
    customer_id: str
    name: str | None
    city: str | None


@dataclass(frozen=True, slots=True)
class ReviewTaskView:
    id: str
    left: ReviewSide
    right: ReviewSide
    weight: float  # bits, prior included
    reason: str  # why it was not linked by itself
    evidence: tuple[str, ...]  # "phone exact 15.60"
    at_ms: int


async def open_tasks(
    identity: Identity, *, first: int = 20, after: str | None = None
) -> list[ReviewTaskView]:
    """Return at most `first` open tasks whose id follows `after`, by id."""
    rows = await review_queries.open_tasks(identity.graph, after=after or "", limit=first)
    return [task_view(row) for row in rows]


def task_view(row: Mapping[str, Any]) -> ReviewTaskView:
    """Return the task that a row of the review queries tells of."""
    return ReviewTaskView(
        id=row["id"],
        left=_side(row, "left"),
        right=_side(row, "right"),
        weight=row["weight"],
        reason=row["reason"],
        evidence=tuple(row["levels"]),
        at_ms=row["at_ms"],
    )


def _side(row: Mapping[str, Any], side: str) -> ReviewSide:
    return ReviewSide(
        source=row[f"{side}_source"],
        source_id=row[f"{side}_id"],
        customer_id=row[f"{side}_customer"],
        name=row[f"{side}_name"],
        city=row[f"{side}_city"],
    )
