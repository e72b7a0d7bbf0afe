"""How a customer stands with us, in a terminal: value, wishes, goods, and who else lives there."""

from collections.abc import Iterator

from graph.model import AssetView, CustomerView
from graph.standing import MemberView
from tellonce.cli.terminal import counted, safe


def standing_lines(customer: CustomerView) -> Iterator[str]:
    """Yield a line each for what is known of it."""
    value = customer.value
    if value is not None and value.orders:
        spent = " and ".join(f"{one.amount} {one.currency or ''}".strip() for one in value.spent)
        yield f"{counted(value.orders, 'order')}" + (f", {spent} spent" if spent else "")
    if customer.preferred_channel is not None:
        wish = customer.preferred_channel
        yield safe(f"{'by ' + wish.channel + ': ' if wish.channel else ''}{wish.why}")
        yield from (safe(f"not by {one.channel}: {one.why}") for one in wish.avoid)


def asset_lines(customer: CustomerView) -> Iterator[str]:
    for one in customer.assets:
        yield _asset(one)
        for visit in one.visits[-2:]:
            if visit.note:
                yield f"  {safe(visit.kind)}: {safe(visit.note)}"


def household_lines(customer: CustomerView) -> Iterator[str]:
    for one in customer.household.members if customer.household else ():
        yield f"{safe(one.name or 'a customer without a name')}  ({safe('; '.join(one.why))})"
        yield from _troubles(one)


def _asset(one: AssetView) -> str:
    parts = [one.name, one.serial, f"batch {one.batch}" if one.batch else None]
    failures = len(one.failures)
    parts.append(f"reported faulty {failures} times" if failures > 1 else None)
    return "  ".join(safe(part) for part in parts if part)


def _troubles(member: MemberView) -> Iterator[str]:
    for matter in member.matters:
        minutes = ((matter.waited_seconds or 0) + (matter.talked_seconds or 0)) // 60
        cost = f"  ({minutes} minutes on the line)" if minutes else ""
        yield f"  open: {safe(matter.subject)}{cost}"
