"""Whom does something concern who has not said a word? A pattern, asked of the graph."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from decimal import Decimal
from typing import Final

from context.goods import batch_key
from context.insights.model import Fit, InsightRules, Kind, Pattern
from context.insights.patterns import (
    Asked,
    customers_of_place,
    of_former_companies,
    once_each,
    owners_of_batch,
    owners_of_ended,
    price_rises,
)
from context.insights.recipients import Reason, Terms, why_not
from graph.access import Graph
from graph.insights import Addressee
from graph.keys import Keys
from graph.queries import insight_patterns as queries
from graph.queries.notices import addressees
from identity.errors import UnknownError

AT_ONCE: Final = 500  # customers of one read
HEARD_OF_IT: Final = frozenset({Reason.COMPLAINED, Reason.TOLD})
ANY_TIME: Final = Terms("service", False, (), 0)


@dataclass(frozen=True, slots=True)
class Place:
    """Where patterns are asked."""

    graph: Graph
    keys: Keys
    rules: InsightRules
    zone: tzinfo = field(default=UTC)  # in which days are told


@dataclass(frozen=True, slots=True)
class SilentCustomer:
    """A customer whom a pattern fits, who has not complained and was not told."""

    id: str
    name: str | None
    why: str
    about: str  # "contract C-1"
    value: Decimal | None
    currency: str | None
    fit: Fit


@dataclass(frozen=True, slots=True)
class Concerned:
    """A customer whom a pattern fits, with what was said so far."""

    who: Addressee
    fits: tuple[Fit, ...]  # one for each thing


def pattern_named(rules: InsightRules, name: str) -> Pattern:
    """Return a pattern by its name or by that of a cause. Raises UnknownError."""
    cause = rules.cause(name)
    found = rules.pattern(cause.pattern if cause and cause.pattern else name)
    if found is None:
        raise UnknownError("pattern, or cause with a pattern,", name)
    return found


async def silent_customers(place: Place, name: str, *, now_ms: int) -> list[SilentCustomer]:
    """Return whom a pattern (or the pattern of a cause) fits and who has not complained about it.

    Nor have they been told. Those who are worth most to us come first, where the kind of pattern
    says so. Raises UnknownError.
    """
    pattern = pattern_named(place.rules, name)
    concerned = await concerned_by(place, pattern, now_ms=now_ms)
    silent = []
    for one in concerned:
        heard = [_heard(one.who, fit, now_ms) for fit in one.fits]
        unheard = [fit for fit, has in zip(one.fits, heard, strict=True) if not has]
        if Reason.COMPLAINED not in heard and unheard:
            silent.append(_silent(one.who, unheard[0]))
    return silent


async def concerned_by(place: Place, pattern: Pattern, *, now_ms: int) -> list[Concerned]:
    """Return all whom a pattern fits, in its order, with what was said about its causes."""
    found: dict[str, list[Fit]] = {}
    for fit in await fits_of(place, pattern, now_ms=now_ms):
        found.setdefault(fit.customer_id, []).append(fit)
    causes = place.rules.causes_of(pattern.name)
    ids = list(found)
    known: dict[str, Addressee] = {}
    for start in range(0, len(ids), AT_ONCE):
        part = await addressees(place.graph, ids[start : start + AT_ONCE], causes=causes)
        known |= {one.id: one for one in part}
    return [Concerned(known[id], tuple(found[id])) for id in ids if id in known]


async def fits_of(place: Place, pattern: Pattern, *, now_ms: int) -> Sequence[Fit]:
    """Return whom a pattern fits, once for each customer and thing."""
    asked = Asked(pattern, now_ms, place.zone)
    graph = place.graph
    if pattern.kind is Kind.PRICE_RISE:
        priced = await queries.contracts_with_prices(graph)
        return await asyncio.to_thread(once_each, price_rises(asked, priced))
    if pattern.kind is Kind.FORMER_COMPANY:
        others = await queries.contracts_of_others(graph)
        return await asyncio.to_thread(once_each, of_former_companies(asked, others))
    if pattern.kind is Kind.PLACE_CLOSING:
        return await _customers_of_places(asked, graph)
    if pattern.kind is Kind.PART_ENDED:
        return await _owners_of_ended(asked, graph)
    fits: list[Fit] = []
    for batch in pattern.only:
        key = batch_key(batch, place.keys)
        fits += owners_of_batch(asked, await queries.assets_of_batch(graph, key))
    return once_each(fits)


async def _customers_of_places(asked: Asked, graph: Graph) -> list[Fit]:
    places = await queries.closing_places(graph, from_ms=asked.since_ms, until_ms=asked.until_ms)
    fits: list[Fit] = []
    for one in places:
        orders = await queries.orders_at_place(graph, one.key)
        fits += await asyncio.to_thread(customers_of_place, asked, one, orders)
    return sorted(fits, key=_by_value)


async def _owners_of_ended(asked: Asked, graph: Graph) -> list[Fit]:
    fits: list[Fit] = []
    for part in await queries.ended_parts(graph, now_ms=asked.now_ms):
        for product_key in part.fits_keys:
            assets = await queries.assets_of_product(graph, product_key)
            fits += owners_of_ended(asked, part, assets)
    return once_each(fits)


def _by_value(fit: Fit) -> tuple[Decimal, str]:
    return -(fit.value or Decimal(0)), fit.customer_id


def _heard(who: Addressee, fit: Fit, now_ms: int) -> Reason | None:
    """Return how a customer knows of a thing already."""
    out = why_not(who, fit.subject.key, fit.since_ms, ANY_TIME, now_ms=now_ms)
    return out.reason if out and out.reason in HEARD_OF_IT else None


def _silent(who: Addressee, fit: Fit) -> SilentCustomer:
    return SilentCustomer(who.id, who.name, fit.why, str(fit.subject), fit.value, fit.currency, fit)


def page_of(
    customers: Sequence[SilentCustomer], *, first: int, after: str | None
) -> list[SilentCustomer]:
    """Return at most `first` of them, those behind the one with the id `after`."""
    place = next((at + 1 for at, one in enumerate(customers) if one.id == after), 0)
    return list(customers[place : place + first])
