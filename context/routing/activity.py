"""What is going on with a customer that is no problem yet, and may be what a contact is about?"""

from collections.abc import Collection, Iterator
from typing import Final

from context.journey.model import Matter, Reference
from context.journey.problem import Problem
from context.journey.wording import DAY_MS
from context.routing.model import OpenMatter
from graph.model import ContractView, CustomerView, OrderView

UNDER_WAY_MS: Final = 30 * DAY_MS  # an order of which nothing is heard for longer is not under way
ARRIVED: Final = frozenset({"cancelled", "canceled", "completed", "delivered", "fulfilled"})
BEING_MADE: Final = frozenset(
    {"application", "applied", "closing", "draft", "pending", "requested", "signing"}
)


def current_activity(
    customer: CustomerView, taken: Collection[str], now_ms: int
) -> Iterator[OpenMatter]:
    """Yield orders under way and contracts being made that no open matter is about.

    `taken` names what open matters are about: "order 1001".
    """
    for order in customer.orders:
        if f"order {order.id}" not in taken and _is_under_way(order, now_ms):
            matter = Matter(
                id=f"activity:order:{order.source}:{order.id}",
                subject=_order_subject(order),
                opened_at_ms=order.placed_at_ms,
                status="open",
                last_at_ms=order.placed_at_ms,
                why="the order is under way",
                about=(f"order {order.id}",),
                evidence=(Reference("order", order.source, order.id),),
            )
            yield _open(matter, Problem(orders=[order], matter=matter))
    for contract in customer.contracts:
        if f"contract {contract.id}" not in taken and _is_being_made(contract):
            at_ms = contract.starts_at_ms or now_ms
            matter = Matter(
                id=f"activity:contract:{contract.source}:{contract.id}",
                subject=contract.name,
                opened_at_ms=at_ms,
                status="open",
                last_at_ms=at_ms,
                why=f"the contract is {contract.status}",
                about=(f"contract {contract.id}",),
                evidence=(Reference("contract", contract.source, contract.id),),
            )
            yield _open(matter, Problem(matter=matter))


def _open(matter: Matter, problem: Problem) -> OpenMatter:
    return OpenMatter(matter.id, matter.subject, problem)


def _is_under_way(order: OrderView, now_ms: int) -> bool:
    if (order.status or "").lower() in ARRIVED or now_ms - order.placed_at_ms > UNDER_WAY_MS:
        return False
    return not order.shipments or any(one.delivered_at_ms is None for one in order.shipments)


def _order_subject(order: OrderView) -> str:
    items = [one.name for one in order.lines if one.name]
    return f"Order {order.id}" + (f", {items[0]}" if items else "")


def _is_being_made(contract: ContractView) -> bool:
    return (contract.status or "").lower() in BEING_MADE
