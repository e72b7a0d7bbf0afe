"""What has closed a matter, and is it closed? Each matter by itself, by what happened in it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from context.journey.contact import State, end_ms
from context.journey.model import GOOD_ENDS, Attempt
from context.journey.pieces import Piece
from context.journey.things import DEAD_ORDERS, is_cancelled, item_words
from context.journey.wording import DAY_MS
from graph.model import CaseView, OrderView

CASE_OVER: Final = frozenset({"closed", "solved", "resolved", "done", "cancelled"})
HARD_ENDS: Final = frozenset({State.THANKS, State.SOLVED, State.TALKED})
DELIVERED: Final = "delivered"
ARRIVED_OR_DEAD: Final = DEAD_ORDERS | {DELIVERED}
REPLACED_WITHIN_MS: Final = 7 * DAY_MS  # after the last that was heard, goods are sent anew


@dataclass(frozen=True, slots=True)
class Ending:
    at_ms: int
    by: str  # "thanks", "solved", "talked", "answered", "case_closed", "delivery"
    why: str


@dataclass(frozen=True, slots=True)
class Replacement:
    """Goods sent for those that the matter is about."""

    order: OrderView
    delivered_ms: int | None  # None: on their way
    is_new_order: bool


def is_case_open(case: CaseView) -> bool:
    return case.closed_at_ms is None and (case.status or "").lower() not in CASE_OVER


def endings_of(
    pieces: Iterable[Piece], cases: Sequence[CaseView], replacements: Sequence[Replacement]
) -> list[Ending]:
    """Return all that closed what was tried before it, oldest first."""
    found = [_ending(piece) for piece in pieces if piece.state in HARD_ENDS]
    if cases and not any(is_case_open(one) for one in cases):
        last = max(cases, key=lambda one: (_closed_ms(one), one.id))
        found.append(Ending(_closed_ms(last), "case_closed", f"Case {last.id} was closed"))
    for one in replacements:
        if one.delivered_ms is not None:
            what = f"Order {one.order.id}" if one.is_new_order else "What was sent anew"
            why = f"{what} arrived, in place of what it was about"
            found.append(Ending(one.delivered_ms, "delivery", why))
    return sorted(found, key=lambda one: (one.at_ms, one.by)) if len(found) > 1 else found


def answered(tried: Iterable[Attempt]) -> Ending | None:
    """Return the end that an answer is when everything that was asked has got one."""
    times = [
        one.answered_at_ms
        for one in tried
        if one.outcome == "answered" and one.answered_at_ms is not None
    ]
    return (
        Ending(max(times), "answered", "It was answered, and nobody came back") if times else None
    )


def is_unsolved(one: Attempt, settled_ms: int | None) -> bool:
    """Return whether an attempt is still to be made good."""
    return one.outcome not in GOOD_ENDS and (settled_ms is None or one.last_ms > settled_ms)


def has_unsolved(tried: Iterable[Attempt], settled_ms: int | None) -> bool:
    return any(is_unsolved(one, settled_ms) for one in tried)


def replacements_of(
    pieces: Sequence[Piece],
    orders: Sequence[OrderView],
    about: Iterable[str],
    last_ms: int,
) -> list[Replacement]:
    """Return what was sent in place of the goods that a matter is about.

    That is an order placed since, which names one of their items or which a message of the matter
    names, or a further shipment of the same order.
    """
    named = {ref for ref in about if ref.startswith("order ")}
    began_ms = pieces[0].at_ms
    is_later = bool(orders) and orders[-1].placed_at_ms > began_ms
    if not named or not (is_later or _ships_anew(orders, began_ms)):
        return []
    ours = [one for one in orders if f"order {one.id}" in named and one.placed_at_ms <= began_ms]
    skus = {line.sku for one in ours for line in one.lines if line.sku}
    items = {word for one in ours for word in item_words(one)}
    cited = {
        ref
        for piece in pieces
        for one in piece.interactions
        if ours or one.direction != "in"  # a customer may also be in touch about a new order
        for ref in one.about
    }
    found = [again for one in ours if (again := _sent_anew(one, began_ms)) is not None]
    for one in orders:
        if not began_ms < one.placed_at_ms <= last_ms + REPLACED_WITHIN_MS or is_cancelled(one):
            continue
        is_same = bool(ours) and (
            any(line.sku in skus for line in one.lines) or not items.isdisjoint(item_words(one))
        )
        if is_same or f"order {one.id}" in cited:
            found.append(Replacement(one, _delivered_ms(one, one.placed_at_ms), True))
    return found


def _ending(piece: Piece) -> Ending:
    if piece.state is State.THANKS:
        return Ending(piece.last_ms, "thanks", "The customer said thanks")
    if piece.state is State.SOLVED:
        return Ending(piece.last_ms, "solved", f"The {piece.first.channel} was marked as solved")
    who = f" with {piece.first.agent}" if piece.first.agent else ""
    return Ending(end_ms(piece.first), "talked", f"The customer talked{who}")


def _closed_ms(case: CaseView) -> int:
    return case.opened_at_ms if case.closed_at_ms is None else case.closed_at_ms


def _ships_anew(orders: Sequence[OrderView], began_ms: int) -> bool:
    return any(
        it.shipped_at_ms is not None and it.shipped_at_ms > began_ms
        for one in orders
        for it in one.shipments
    )


def _sent_anew(order: OrderView, began_ms: int) -> Replacement | None:
    """Return a further shipment of an order, sent after the complaint began."""
    further = [
        one
        for one in order.shipments
        if one.shipped_at_ms is not None and one.shipped_at_ms > began_ms
    ]
    if not further or len(further) == len(order.shipments):
        return None
    times = [one.delivered_at_ms for one in further]
    known = [at for at in times if at is not None]
    return Replacement(order, max(known) if len(known) == len(times) else None, False)


def _delivered_ms(order: OrderView, since_ms: int) -> int | None:
    """Return when all of an order arrived; a shop that tells no time tells it by the status."""
    times = [one.delivered_at_ms for one in order.shipments]
    known = [at for at in times if at is not None and at > since_ms]
    if times:
        return max(known) if len(known) == len(times) else None
    return since_ms if (order.status or "").lower() == DELIVERED else None


def is_on_its_way(one: Replacement) -> bool:
    """Return whether the goods are still to come."""
    if one.delivered_ms is not None:
        return False
    return not one.is_new_order or (one.order.status or "").lower() not in ARRIVED_OR_DEAD
