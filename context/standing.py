"""What follows from how a customer stands with us, as a pop shows it: pure, from the pop's read."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, tzinfo
from typing import Final

from context.consent import consents_of, preferred_channel
from context.journey.faults import reported_fault
from context.journey.kept import from_text
from context.value import value_of
from graph.model import AssetView, CustomerView
from graph.standing import (
    FailureView,
    HouseholdView,
    MemberMatter,
    VisitView,
)

LONGEST_NOTE: Final = 300  # characters of a visit's note that are shown


def with_standing(customer: CustomerView, zone: tzinfo = UTC) -> CustomerView:
    """Return the customer with value, consents, preferred channel, and failures of its assets."""
    consents = consents_of(customer.standing.stated)
    return replace(
        customer,
        value=value_of(customer),
        consents=consents,
        language=next((one.language for one in customer.standing.stated if one.language), None),
        preferred_channel=preferred_channel(customer, consents, zone),
        assets=tuple(_with_failures(one) for one in customer.assets),
        household=_with_efforts(customer.household),
    )


def failures_of(visits: Iterable[VisitView]) -> Iterator[FailureView]:
    """Yield the faults that a customer reported of a thing, oldest first."""
    for one in visits:
        words = reported_fault(one.note) if one.direction == "in" else None
        if words is not None:
            yield FailureView(one.at_ms, words, one.id, one.source)


def _with_failures(asset: AssetView) -> AssetView:
    if not asset.visits:
        return asset
    visits = tuple(replace(one, note=_short(one.note)) for one in asset.visits)
    return replace(asset, visits=visits, failures=tuple(failures_of(asset.visits)))


def _short(note: str | None) -> str | None:
    return note if note is None or len(note) <= LONGEST_NOTE else note[: LONGEST_NOTE - 1] + "…"


def _with_efforts(household: HouseholdView | None) -> HouseholdView | None:
    if household is None:
        return None
    members = tuple(
        replace(one, matters=tuple(_with_effort(it) for it in one.matters))
        for one in household.members
    )
    return replace(household, members=members)


def _with_effort(matter: MemberMatter) -> MemberMatter:
    if matter.story is None:
        return matter
    effort = from_text(matter.story).effort
    return replace(
        matter,
        attempts=effort.attempts,
        waited_seconds=effort.waited_seconds,
        talked_seconds=effort.talked_seconds,
    )
