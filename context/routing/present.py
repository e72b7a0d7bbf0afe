"""Where should the contact go that is here now? As it was decided, or else as it is now."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from context.journey.problem import Problem
from context.policies.model import Policy
from context.routing.arrivals import contact_of
from context.routing.contacts import is_current
from context.routing.decide import decide
from context.routing.kept import route_now, route_of
from context.routing.matters import considered, open_matters
from context.routing.model import Contact, Route, RoutingRules, Staff
from context.routing.placement import queue_state
from graph.model import CustomerView, InteractionView


def present_route(
    customer: CustomerView,
    contact: Contact,
    rules: RoutingRules,
    *,
    now: datetime,
    zone: ZoneInfo,
    policies: Sequence[Policy] | None = None,
    problems: Iterable[Problem] = (),
) -> Route:
    """Return where the contact of this customer goes, as it was decided when it arrived.

    Nobody may have decided: then it is decided now, over these open problems. The contact is the
    interaction that it names, or the newest on its channel that is not over.
    """
    now_ms = round(now.timestamp() * 1000)
    here = present_contact(customer, contact, now_ms)
    if here is not None and here.route is not None:
        queue = queue_state(here.route.desk, customer.queues, now, zone)
        return route_of(here.route, queue)
    asked = contact_of(here) if here is not None else contact
    found = open_matters(customer, problems, now_ms, policies)
    staff = Staff(None, customer.queues)
    decision = decide(customer, considered(found, asked), asked, rules, staff, now=now, zone=zone)
    return route_now(decision, rules, queue_state(decision.desk, customer.queues, now, zone))


def unknown_route(rules: RoutingRules, staff: Staff, *, now: datetime, zone: ZoneInfo) -> Route:
    """Return where somebody goes whom nobody knows for certain, and who can help there."""
    decision = decide(None, (), Contact(), rules, staff, now=now, zone=zone)
    return route_now(decision, rules, queue_state(decision.desk, staff.queues, now, zone))


def present_contact(
    customer: CustomerView, contact: Contact, now_ms: int
) -> InteractionView | None:
    """Return the interaction that is the contact; None when it is not recorded yet."""
    if contact.interaction is not None:
        named = (
            one for one in customer.interactions if (one.source, one.id) == contact.interaction
        )
        return next(named, None)
    current = (
        one
        for one in customer.interactions
        if is_current(one, now_ms) and contact.channel in (None, one.channel)
    )
    return max(current, key=lambda one: (one.started_at_ms, one.source, one.id), default=None)
