"""Which contacts have just come, and where does each of them go?"""

from collections.abc import Collection, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from context.routing.contacts import asks_for_somebody, is_current
from context.routing.decide import decide
from context.routing.kept import kept_route
from context.routing.matters import considered
from context.routing.model import Contact, OpenMatter, RoutingRules, Staff
from graph.model import CustomerView, InteractionView, RouteRow


def arrivals(
    customer: CustomerView, now: datetime, arrived: Collection[tuple[str, str]] | None = None
) -> tuple[InteractionView, ...]:
    """Return the contacts that are to be routed: among these, by source and id; None: among all.

    They are here now, ask for somebody, and nobody has decided about them yet.
    """
    now_ms = round(now.timestamp() * 1000)
    found = (
        one
        for one in customer.interactions
        if one.route is None
        and (arrived is None or (one.source, one.id) in arrived)
        and is_current(one, now_ms)
        and asks_for_somebody(one)
    )
    return tuple(sorted(found, key=lambda one: (one.started_at_ms, one.source, one.id)))


def route_arrivals(
    customer: CustomerView,
    matters: Sequence[OpenMatter],
    rules: RoutingRules,
    staff: Staff,
    *,
    now: datetime,
    zone: ZoneInfo,
    arrived: Collection[tuple[str, str]] | None = None,
) -> tuple[RouteRow, ...]:
    """Return a decision for each contact that has come; each is made once, when it comes."""
    rows = []
    for one in arrivals(customer, now, arrived):
        contact = contact_of(one)
        decision = decide(
            customer, considered(matters, contact), contact, rules, staff, now=now, zone=zone
        )
        rows.append(RouteRow(one.source, one.id, kept_route(decision, one, rules, now)))
    return tuple(rows)


def contact_of(one: InteractionView) -> Contact:
    return Contact(one.channel, one.about, one.text, (one.source, one.id))
