"""Which order, asset or contract of the customer does a text name, without its number?"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from context.journey.model import Reference
from context.journey.words import WORD, singular, words_of
from graph.model import CustomerView, OrderView

CANCELLED: Final = frozenset({"cancelled", "canceled"})
DEAD_ORDERS: Final = CANCELLED | {"refunded", "returned", "replaced"}
TOO_COMMON: Final = frozenset({"with", "from", "size", "pack", "black", "white", "blue", "order"})


@dataclass(frozen=True, slots=True)
class Thing:
    ref: str  # "order 1001"
    words: frozenset[str]
    since_ms: int  # who spoke earlier did not speak of it
    is_live: bool = True


@dataclass(frozen=True, slots=True)
class Belongings:
    """What the customer has from us."""

    things: tuple[Thing, ...]  # that can be spoken of by name
    orders: tuple[OrderView, ...]  # oldest first
    refs: Mapping[str, tuple[Reference, ...]]  # by "order 1001"; two sources may use one number


def belongings_of(customer: CustomerView) -> Belongings:
    orders = customer.orders
    if len(orders) > 1:
        in_order = sorted(orders, key=lambda one: (one.placed_at_ms, one.source, one.id))
        orders = tuple(in_order)
    refs: dict[str, tuple[Reference, ...]] = {}
    for kind, ours in (
        ("order", orders),
        ("asset", customer.assets),
        ("contract", customer.contracts),
    ):
        for one in ours:
            name = f"{kind} {one.id}"
            others = refs.get(name, ())
            refs[name] = tuple(sorted((*others, Reference(kind, one.source, one.id)), key=str))
    return Belongings(tuple(things_of(customer)), orders, refs)


def is_live(order: OrderView) -> bool:
    return (order.status or "").lower() not in DEAD_ORDERS


def is_cancelled(order: OrderView) -> bool:
    return (order.status or "").lower() in CANCELLED


def things_of(customer: CustomerView) -> list[Thing]:
    """Return what the customer has from us and may speak of, as its name says."""
    found = [
        Thing(f"order {one.id}", item_words(one), one.placed_at_ms, is_live(one))
        for one in customer.orders
        if one.lines and not is_cancelled(one)
    ]
    for kind, named in (("asset", customer.assets), ("contract", customer.contracts)):
        found += [Thing(f"{kind} {one.id}", words_of([one.name]), 0) for one in named]
    return [one for one in found if one.words]


def item_words(order: OrderView) -> frozenset[str]:
    names = " ".join(one.name for one in order.lines if one.name).casefold()
    return frozenset(singular(one) for one in WORD.findall(names) if one not in TOO_COMMON)


def named_things(
    words: frozenset[str], things: Iterable[Thing], at_ms: int
) -> tuple[frozenset[str], str | None]:
    """Return what these words name, at most one thing of a sort, and the word that names it.

    Words that fit two things name neither, but for an order that stands beside ones that came back.
    """
    fitting: dict[str, list[Thing]] = {}
    for thing in things:
        if thing.since_ms <= at_ms and not words.isdisjoint(thing.words):
            fitting.setdefault(thing.ref.partition(" ")[0], []).append(thing)
    named: list[Thing] = []
    for found in fitting.values():
        chosen = [one for one in found if one.is_live] or found
        if len(chosen) == 1:
            named += chosen
    by = min((min(words & one.words) for one in named[:1]), default=None)
    return frozenset(one.ref for one in named), by
