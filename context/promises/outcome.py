"""What has become of a promise? Decided from evidence and the time, whatever was stored before."""

from collections.abc import Iterator
from math import inf
from typing import Final

from context.journey.wording import MINUTE_MS
from context.promises.model import Kind, Outcome, PromiseRules, Status
from graph.model import CustomerView, InteractionView, OrderView, PromiseView

# Statuses of a call that reached nobody, or not yet.
NOBODY: Final = frozenset(
    {"abandoned", "busy", "failed", "missed", "no_answer", "unanswered", "voicemail"}
    | {"ringing", "queued", "offered", "waiting"}
)
SPOKEN: Final = frozenset({"voice"})
SERVED: Final = frozenset({"web"})  # a page that was looked at is no word from us
VISITS: Final = frozenset({"visit", "repair", "installation", "appointment"})
NOT_VISITED: Final = frozenset({"cancelled", "canceled", "planned", "scheduled", "no_show"})
REFUNDED: Final = frozenset({"refunded", "reimbursed", "credited"})
BY_HAND: Final = "hand"  # somebody said that it was kept
SAME_BREATH_MS: Final = 10 * MINUTE_MS  # "Have a nice day!" after a promise is no reply yet


def outcome(
    promise: PromiseView, customer: CustomerView, *, now_ms: int, rules: PromiseRules
) -> Outcome:
    """Return what has become of a promise that was made to this customer.

    A person's word (kept, withdrawn) counts first, then evidence, then the clock; so what comes
    late, or in another order, ends in the same.
    """
    status = Status(promise.status)
    if status is Status.WITHDRAWN:
        return Outcome(status, owner=_owner(promise))
    kept = kept_by_evidence(promise, customer) if promise.kept_how != BY_HAND else None
    if kept is not None:
        return kept
    if status is Status.KEPT:
        late = _is_late(promise.kept_at_ms, promise)
        return Outcome(status, late, promise.kept_at_ms, promise.kept_by, owner=_owner(promise))
    if now_ms < promise.due_ms:
        return Outcome(Status.OPEN, owner=_owner(promise))
    escalates_ms = promise.due_ms + rules.escalate_ms
    if now_ms < escalates_ms:
        return Outcome(Status.BROKEN, broken_at_ms=promise.due_ms, owner=_owner(promise))
    return Outcome(
        Status.BROKEN,
        broken_at_ms=promise.due_ms,
        escalated_at_ms=escalates_ms,
        owner=rules.supervisor,
    )


def kept_by_evidence(promise: PromiseView, customer: CustomerView) -> Outcome | None:
    """Return the outcome of a promise that something has kept; None where nothing has.

    Also None where what is stored as having kept it came first: it may be too old to be here.
    """
    kept = min(_kept(promise, customer), key=_place, default=None)
    if kept is None:
        return None
    at_ms, by = kept
    if promise.status == Status.KEPT and _time(at_ms) > _time(promise.kept_at_ms):
        return None
    return Outcome(
        Status.KEPT, _is_late(at_ms, promise), at_ms, " ".join(by[1:]), by, owner=_owner(promise)
    )


By = tuple[str, str, str]  # label, source and id of what kept it
Kept = tuple[int | None, By]  # when, where the evidence says so


def _place(kept: Kept) -> tuple[float, By]:
    at_ms, by = kept
    return (_time(at_ms), by)


def _time(at_ms: int | None) -> float:
    return inf if at_ms is None else at_ms


def _is_late(at_ms: int | None, promise: PromiseView) -> bool:
    return at_ms is not None and at_ms > promise.due_ms


def _kept(promise: PromiseView, customer: CustomerView) -> Iterator[Kept]:
    """Yield whatever keeps the promise."""
    kind = Kind(promise.kind)
    if kind in (Kind.CALL_BACK, Kind.REPLY):
        again = _said_again(promise, customer)
        for one in customer.interactions:
            if (one.source, one.id) not in again and _reached(one, promise, kind):
                yield one.started_at_ms, ("Interaction", one.source, one.id)
    elif kind is Kind.VISIT:
        for one in customer.interactions:
            if _after(one.started_at_ms, promise) and _is_visit(one):
                yield one.started_at_ms, ("Interaction", one.source, one.id)
    elif kind is Kind.REFUND:
        yield from _refunded(promise, customer)
    elif kind is Kind.REPLACEMENT:
        yield from _replaced(promise, customer)


def _said_again(promise: PromiseView, customer: CustomerView) -> set[tuple[str | None, str | None]]:
    """Return the interactions that only promise the same, this one's own among them."""
    return {
        (one.interaction_source, one.interaction_id)
        for one in customer.promises
        if one.kind == promise.kind
    }


def _reached(one: InteractionView, promise: PromiseView, kind: Kind) -> bool:
    if one.direction != "out" or not _after(one.started_at_ms, promise):
        return False
    if one.channel in SPOKEN:
        return one.status not in NOBODY
    if kind is not Kind.REPLY or one.channel in SERVED or one.canned:
        return False
    pause_ms = min(SAME_BREATH_MS, (promise.due_ms - promise.made_at_ms) // 4)
    return one.started_at_ms - promise.made_at_ms >= pause_ms


def _is_visit(one: InteractionView) -> bool:
    return one.kind in VISITS and one.status not in NOT_VISITED


def _refunded(promise: PromiseView, customer: CustomerView) -> Iterator[Kept]:
    """An order or a return says that it is refunded, and not since when."""
    for order in customer.orders:
        named = f"order {order.id}" in promise.about
        returned = any(
            one.status in REFUNDED and (named or (one.opened_at_ms or 0) > promise.made_at_ms)
            for one in order.returns
        )
        if returned or (named and order.status in REFUNDED):
            yield None, ("Order", order.source, order.id)


def _replaced(promise: PromiseView, customer: CustomerView) -> Iterator[Kept]:
    """What was promised about has left again, or something that costs nothing has."""
    for order in customer.orders:
        is_gift = _after(order.placed_at_ms, promise) and _is_free(order)
        if not is_gift and f"order {order.id}" not in promise.about:
            continue
        for one in order.shipments:
            at_ms = one.shipped_at_ms or one.delivered_at_ms
            if at_ms is not None and _after(at_ms, promise):
                yield at_ms, ("Order", order.source, order.id)


def _is_free(order: OrderView) -> bool:
    return order.total is not None and not order.total.strip("0.")


def _owner(promise: PromiseView) -> str | None:
    return promise.owner or promise.made_by


def _after(at_ms: int, promise: PromiseView) -> bool:
    return at_ms > promise.made_at_ms
