"""What was on file about a customer at an earlier time?"""

from dataclasses import replace

from context.routing.contacts import LIVE
from graph.model import CaseView, CustomerView, InteractionView, OrderView


def as_of(customer: CustomerView, at_ms: int) -> CustomerView:
    """Return the customer without all that happened later.

    What a thing's state was is not on file: one that changed later stands as open or on its way.
    """
    return replace(
        customer,
        interactions=tuple(
            _interaction(one, at_ms) for one in customer.interactions if one.started_at_ms <= at_ms
        ),
        orders=tuple(_order(one, at_ms) for one in customer.orders if one.placed_at_ms <= at_ms),
        carts=tuple(one for one in customer.carts if one.created_at_ms <= at_ms),
        cases=tuple(_case(one, at_ms) for one in customer.cases if one.opened_at_ms <= at_ms),
        assets=tuple(one for one in customer.assets if (one.since_ms or 0) <= at_ms),
        contracts=tuple(one for one in customer.contracts if (one.starts_at_ms or 0) <= at_ms),
        matters=(),
    )


def as_it_came(contact: InteractionView) -> InteractionView:
    """Return a contact that was routed as it was when that was decided."""
    kept = contact.route
    if kept is None:
        return contact
    return replace(
        contact,
        status=kept.status,
        queue=kept.queue,
        transfers=kept.transfers or None,
        text=None if contact.channel in LIVE else contact.text,
        agent=None,
        ended_at_ms=None,
        waited_seconds=None,
        answered_at_ms=None,
        answer_text=None,
        answer_canned=False,
        route=None,
    )


def _interaction(one: InteractionView, at_ms: int) -> InteractionView:
    if one.answered_at_ms is not None and one.answered_at_ms > at_ms:
        one = replace(one, answered_at_ms=None, answer_text=None, answer_canned=False)
    if one.ended_at_ms is not None and one.ended_at_ms > at_ms:
        status = "answered" if one.agent else "queued"
        one = replace(one, ended_at_ms=None, status=status, route=None)
    return one


def _order(one: OrderView, at_ms: int) -> OrderView:
    returns = tuple(it for it in one.returns if (it.opened_at_ms or 0) <= at_ms)
    sent = (it for it in one.shipments if (it.shipped_at_ms or it.delivered_at_ms or 0) <= at_ms)
    shipments = tuple(
        it if (it.delivered_at_ms or 0) <= at_ms else replace(it, delivered_at_ms=None, status=None)
        for it in sent
    )
    return replace(one, returns=returns, shipments=shipments)


def _case(one: CaseView, at_ms: int) -> CaseView:
    if one.closed_at_ms is None or one.closed_at_ms <= at_ms:
        return one
    return replace(one, closed_at_ms=None, status="open")
