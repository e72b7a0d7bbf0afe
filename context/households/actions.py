"""What is to be done about the open problems of the others in a household?

The same matter gets the same next action, whichever of them asks.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from context.journey.kept import from_text
from context.journey.model import NextAction
from context.journey.next_actions import next_actions
from context.journey.present import open_problems
from context.policies.model import Policy
from graph.model import AssetView, CustomerId, CustomerView, InteractionView
from graph.standing import MemberAsset, MemberView

MOST: Final = 3  # of a household


def household_actions(
    customer: CustomerView, now_ms: int, *, channel: str | None, policies: Sequence[Policy]
) -> tuple[NextAction, ...]:
    """Return what is due for the customer's household, each with whose matter it is."""
    if customer.household is None:
        return ()
    found = [
        replace(action, why=f"{action.why} (a matter of {member.name or 'another member'})")
        for member in customer.household.members
        for action in _of_member(member, now_ms, channel, policies)
    ]
    return tuple(found[:MOST])


def _of_member(
    member: MemberView, now_ms: int, channel: str | None, policies: Sequence[Policy]
) -> tuple[NextAction, ...]:
    matters = [from_text(one.story) for one in member.matters if one.story]
    if not matters:
        return ()
    view = CustomerView(
        CustomerId(member.id),
        name=member.name,
        assets=tuple(_asset(one) for one in member.assets),
        interactions=tuple(visit for one in member.assets for visit in _visits(one)),
    )
    problems = open_problems(view, matters, now_ms)
    return next_actions(view, problems, now_ms, channel=channel, policies=policies)


def _asset(one: MemberAsset) -> AssetView:
    return AssetView(
        one.id, one.source, one.name, one.serial, one.batch, None, one.status, one.visits
    )


def _visits(asset: MemberAsset) -> Iterator[InteractionView]:
    for one in reversed(asset.visits):
        yield InteractionView(
            one.id,
            one.source,
            one.channel,
            one.kind,
            one.direction,
            one.at_ms,
            status=one.status,
            text=one.note,
            agent=one.agent,
            about=(f"asset {asset.id}",),
        )
