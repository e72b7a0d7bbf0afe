"""Whom does a pattern fit, of what the graph knows? One pure filter for each kind."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from decimal import Decimal, InvalidOperation
from typing import Final

from context.insights.model import Fit, Pattern, Subject
from graph.insights import (
    ClosingPlace,
    EndedPart,
    HeldContract,
    Holders,
    OwnedAsset,
    PlacedOrder,
)
from graph.model import ContractView, CustomerId
from graph.standing import PriceView

DAY_MS: Final = 86_400_000
LEAD_MS: Final = 90 * DAY_MS  # a notice so long before something happens is one about it
BOUGHT_WITHIN_MS: Final = 3 * 365 * DAY_MS  # at a shop: whoever came last before that is gone
OVER: Final = frozenset(  # of contracts
    {"cancelled", "canceled", "closed", "ended", "expired", "inactive", "terminated"}
)
GONE: Final = frozenset(  # of assets: their owner uses them no more
    {"disposed", "lost", "replaced", "retired", "returned", "scrapped", "sold"}
)
MONTHS: Final = {"month": 1, "quarter": 3, "year": 12}


@dataclass(frozen=True, slots=True)
class Asked:
    """A pattern, and when and where it is asked."""

    pattern: Pattern
    now_ms: int
    zone: tzinfo = UTC  # in which days are told

    @property
    def since_ms(self) -> int:
        return self.now_ms - self.pattern.within_days * DAY_MS

    @property
    def until_ms(self) -> int:
        return self.now_ms + self.pattern.within_days * DAY_MS

    def names(self, *known: str | None) -> bool:
        """Return whether the pattern is about one of these, or about all."""
        only = {_folded(one) for one in self.pattern.only}
        return not only or any(one is not None and _folded(one) in only for one in known)

    def day(self, at_ms: int) -> str:
        return datetime.fromtimestamp(at_ms / 1000, self.zone).date().isoformat()


def price_rises(asked: Asked, contracts: Iterable[HeldContract]) -> Iterator[Fit]:
    """Yield who holds a contract whose price went up and has not come down again."""
    for one in contracts:
        contract = one.contract
        if _is_over(contract, asked.now_ms) or not asked.names(contract.name, contract.id):
            continue
        rise = last_rise(contract.price_history)
        if rise is None:
            continue
        before, after = rise
        percent = _percent(before, after)
        if after.since_ms < asked.since_ms or after.since_ms > asked.now_ms:
            continue
        if percent < asked.pattern.least_percent:
            continue
        facts = {
            "contract": contract.name,
            "number": contract.id,
            "old_price": _money(before),
            "new_price": _money(after),
            "since": asked.day(after.since_ms),
        }
        why = f"{contract.name} went from {_money(before)} to {_money(after)} on {facts['since']}"
        subject = Subject("contract", contract.source, contract.id, one.key)
        yield from _fits(one.holders, subject, why, after.since_ms - LEAD_MS, facts)


def last_rise(history: Sequence[PriceView]) -> tuple[PriceView, PriceView] | None:
    """Return the last change of a price, with the price before, if it went up."""
    if len(history) < 2:
        return None
    before, after = history[-2], history[-1]
    if before.currency != after.currency or _percent(before, after) <= 0:
        return None
    return before, after


def of_former_companies(asked: Asked, contracts: Iterable[HeldContract]) -> Iterator[Fit]:
    """Yield who holds a contract that was made with another company."""
    for one in contracts:
        contract = one.contract
        company = contract.former_company
        if company is None or _is_over(contract, asked.now_ms) or not asked.names(company):
            continue
        facts = {"contract": contract.name, "number": contract.id, "company": company}
        subject = Subject("contract", contract.source, contract.id, one.key)
        why = f"{contract.name} was made with {company}"
        yield from _fits(one.holders, subject, why, asked.since_ms, facts)


def customers_of_place(
    asked: Asked, place: ClosingPlace, orders: Iterable[PlacedOrder]
) -> list[Fit]:
    """Return who bought at a shop that closes, those who spent most there first."""
    if not asked.names(place.name, place.source_id, place.city):
        return []
    spent: dict[str, dict[str, Decimal]] = {}
    records: dict[str, tuple[int, str]] = {}  # the account of the last order
    for order in orders:
        if order.placed_at_ms < asked.now_ms - BOUGHT_WITHIN_MS:
            continue
        for customer, record in order.holders:
            sums = spent.setdefault(customer, {})
            currency = order.currency or ""
            sums[currency] = sums.get(currency, Decimal(0)) + _amount(order.total)
            records[customer] = max(records.get(customer, (0, "")), (order.placed_at_ms, record))
    facts = {"place": place.name, "closes_on": asked.day(place.closes_at_ms)}
    facts |= {"city": place.city} if place.city else {}
    subject = Subject("place", place.source, place.source_id, place.key)
    fits = []
    for customer, sums in spent.items():
        currency, value = max(sums.items(), key=lambda one: (one[1], one[0]))
        why = f"spent {value} {currency} at {place.name}, which closes on {facts['closes_on']}"
        fits.append(
            Fit(
                CustomerId(customer),
                records[customer][1],
                subject,
                why,
                place.closes_at_ms - asked.pattern.within_days * DAY_MS,
                facts,
                value,
                currency or None,
            )
        )
    return sorted(fits, key=lambda one: (-(one.value or 0), one.customer_id))


def owners_of_ended(asked: Asked, part: EndedPart, assets: Iterable[OwnedAsset]) -> Iterator[Fit]:
    """Yield who owns a thing that a part fits which cannot be had any more."""
    if not asked.names(part.name, part.source_id) or part.ended_at_ms < asked.since_ms:
        return
    for asset in _in_use(assets):
        ended = asked.day(part.ended_at_ms)
        facts = {"asset": asset.name, "part": part.name, "ended_on": ended}
        subject = Subject("product", part.source, part.source_id, part.key)
        why = f"owns {asset.name}; {part.name} for it ended on {ended}"
        yield from _fits(asset.holders, subject, why, part.ended_at_ms - LEAD_MS, facts)


def owners_of_batch(asked: Asked, assets: Iterable[OwnedAsset]) -> Iterator[Fit]:
    """Yield who owns a thing of a batch."""
    for asset in _in_use(assets):
        batch = asset.batch or ""
        facts = {"asset": asset.name, "batch": batch}
        facts |= {"serial": asset.serial} if asset.serial else {}
        subject = Subject("asset", asset.source, asset.source_id, asset.key)
        why = f"owns {asset.name} of batch {batch}"
        yield from _fits(asset.holders, subject, why, asked.since_ms, facts)


def once_each(fits: Iterable[Fit]) -> list[Fit]:
    """Return the first fit of each customer and thing."""
    found: dict[tuple[str, str], Fit] = {}
    for one in fits:
        found.setdefault((one.customer_id, one.subject.key), one)
    return list(found.values())


def _fits(
    holders: Holders, subject: Subject, why: str, since_ms: int, facts: dict[str, str]
) -> Iterator[Fit]:
    for customer, record in holders:
        yield Fit(CustomerId(customer), record, subject, why, since_ms, facts)


def _in_use(assets: Iterable[OwnedAsset]) -> Iterator[OwnedAsset]:
    return (one for one in assets if _folded(one.status or "") not in GONE)


def _is_over(contract: ContractView, now_ms: int) -> bool:
    has_ended = contract.ends_at_ms is not None and contract.ends_at_ms <= now_ms
    return has_ended or _folded(contract.status or "") in OVER


def _percent(before: PriceView, after: PriceView) -> Decimal:
    """Return by how many per cent the newer price is higher; 0 where nobody can say."""
    old, new = _amount(before.price), _amount(after.price)
    if before.interval != after.interval:
        spans = [MONTHS.get(_folded(one.interval or "")) for one in (before, after)]
        if spans[0] is None or spans[1] is None:
            return Decimal(0)
        old, new = old / spans[0], new / spans[1]
    return (new - old) / old * 100 if old > 0 else Decimal(0)


def _money(price: PriceView) -> str:
    return " ".join(one for one in (price.price, price.currency) if one)


def _amount(text: str | None) -> Decimal:
    try:
        amount = Decimal(text or 0)
    except InvalidOperation:
        return Decimal(0)
    return amount if amount.is_finite() else Decimal(0)


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())
