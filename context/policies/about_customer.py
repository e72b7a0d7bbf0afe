"""Facts about the customer, and about the contact that is here now."""

from decimal import Decimal
from typing import Final

from context.policies.fact import Fact, Kind, Money, Subject

ENDED: Final = frozenset({"cancelled", "canceled", "closed", "ended", "expired", "terminated"})


def _spent(subject: Subject) -> Money | None:
    sums: dict[str, Decimal] = {}
    for one in subject.customer.orders:
        if one.total and one.currency:
            sums[one.currency] = sums.get(one.currency, Decimal(0)) + Decimal(one.total)
    return sums or None


def _tenure(subject: Subject) -> int | None:
    since_ms = subject.customer.since_ms
    return None if since_ms is None else subject.now_ms - since_ms


def _returns(subject: Subject) -> int:
    return sum(len(order.returns) for order in subject.customer.orders)


def _contracts(subject: Subject) -> int:
    statuses = [(one.status or "").lower() for one in subject.customer.contracts]
    return sum(one not in ENDED for one in statuses)


def _channel(subject: Subject) -> str | None:
    """Return the channel of the contact, or of whoever waits with us, the newest first."""
    waiting = [one for one in subject.problem.attempts if one.outcome == "waiting"]
    return subject.channel or (waiting[-1].channel if waiting else None)


CUSTOMER_FACTS: Final = (
    Fact("customer.spent", Kind.MONEY, "the totals of the newest 20 orders, by currency", _spent),
    Fact("customer.tenure", Kind.SPAN, "how long it is since the first order or record", _tenure),
    Fact(
        "customer.orders",
        Kind.COUNT,
        "orders, up to the newest 20",
        lambda one: len(one.customer.orders),
        "order",
    ),
    Fact("customer.returns", Kind.COUNT, "returns of those orders", _returns, "return"),
    Fact("customer.contracts", Kind.COUNT, "contracts that have not ended", _contracts, "contract"),
    Fact(
        "customer.assets",
        Kind.COUNT,
        "assets, up to the newest 20",
        lambda one: len(one.customer.assets),
        "asset",
    ),
    Fact("customer.city", Kind.TEXT, "where the customer lives", lambda one: one.customer.city),
    Fact("customer.country", Kind.TEXT, "the customer's country", lambda one: one.customer.country),
    Fact(
        "customer.sources",
        Kind.TEXTS,
        "the systems that know the customer",
        lambda one: one.customer.sources or None,
    ),
    Fact("contact.channel", Kind.TEXT, "where the customer is in touch now", _channel),
    Fact(
        "contact.said",
        Kind.TEXT,
        "what the customer says in this contact",
        lambda one: one.said_now,
    ),
    Fact(
        "contact.is_here",
        Kind.FLAG,
        "the customer waits with us at this moment",
        lambda one: one.is_here,
    ),
)
