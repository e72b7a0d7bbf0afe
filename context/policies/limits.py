"""Is something within a policy's limit, and how is the limit said?"""

from collections.abc import Mapping
from decimal import Decimal

from context.journey.wording import DAY_MS
from context.policies.fact import Known, Subject, money
from context.policies.model import Counted, Limit, Stock
from context.policies.vocabulary import FACTS


def is_within(limit: Limit, known: Known) -> bool:
    """Return whether the goods' worth and what there was before leave room for once more.

    A worth that nobody knows, or in a currency without an amount, is not within.
    """
    if limit.amounts:
        worth = known[FACTS["order.worth"]]
        if not isinstance(worth, Mapping) or not any(
            Decimal(amount) <= limit.amounts[currency]
            for currency, amount in worth.items()
            if currency in limit.amounts
        ):
            return False
    if limit.times is None or limit.days is None or limit.counted is None:
        return True
    since_ms = known.subject.now_ms - limit.days * DAY_MS
    return _count(limit.counted, known.subject, since_ms) < limit.times


def limit_in_words(limit: Limit) -> str:
    """Return `up to 250.00 USD; at most 2 returns in 365 days`."""
    parts = []
    if limit.amounts:
        parts.append(f"up to {money(limit.amounts)}")
    if limit.counted is not None:
        parts.append(f"at most {limit.times} {limit.counted} in {limit.days} days")
    return "; ".join(parts)


def stock_there(stock: Stock, known: Known) -> tuple[str, ...]:
    """Return the variants in stock that are asked for; none when that is not known for certain."""
    if stock is Stock.SAME:
        pieces = known[FACTS["order.stock"]]
        variant = known[FACTS["order.variant"]] or known[FACTS["order.item"]]
        return (str(variant),) if isinstance(pieces, int) and pieces > 0 else ()
    name = "order.in_stock" if stock is Stock.VARIANTS else "order.former_in_stock"
    there = known[FACTS[name]]
    return there if isinstance(there, tuple) else ()


def _count(counted: Counted, subject: Subject, since_ms: int) -> int:
    customer = subject.customer
    times = {
        Counted.RETURNS: [it.opened_at_ms or 0 for one in customer.orders for it in one.returns],
        Counted.CASES: [one.opened_at_ms for one in customer.cases],
        Counted.ORDERS: [one.placed_at_ms for one in customer.orders],
    }[counted]
    return sum(at >= since_ms for at in times)
