"""How is a promise said? To an agent, and to the customer whom it was made to."""

from collections.abc import Iterable, Sequence
from datetime import datetime, tzinfo
from typing import Final

from context.journey.wording import duration
from context.promises.model import Kind, Outcome, Promise, Status
from graph.model import PromiseView

WHAT: Final = {
    Kind.CALL_BACK: "call back",
    Kind.REPLY: "answer",
    Kind.REFUND: "refund",
    Kind.REPLACEMENT: "send a replacement",
    Kind.VISIT: "come",
}
OWED: Final = {
    Kind.CALL_BACK: "a call back",
    Kind.REPLY: "an answer",
    Kind.REFUND: "a refund",
    Kind.REPLACEMENT: "a replacement",
    Kind.VISIT: "a visit",
    Kind.OTHER: "something",
}
FEWEST_DAYS_WITH_DATE: Final = 6  # nearer ones are told by the weekday
LONGEST_WHAT: Final = 80


def promise_in_words(promise: PromiseView, become: Outcome, now_ms: int, zone: tzinfo) -> str:
    """Return `Promised to call back by 17:00 yesterday; broken 3 hours ago`."""
    kind = Kind(promise.kind)
    what = WHAT.get(kind) or _short(promise.text)
    by = by_when(promise.due_ms, now_ms, zone)
    usual = ", the usual time" if promise.due_assumed else ""
    says = f"Promised to {what} by {by}{usual}" if kind in WHAT else f"Promised by {by}: {what}"
    return f"{says}; {_state(promise, become, now_ms)}"


def promise_clause(promises: Sequence[Promise], now_ms: int, zone: tzinfo) -> str | None:
    """Return what an acknowledgement says of the promise that was broken last, or None.

    `you were promised a call back by 17:00 yesterday, and it did not come`
    """
    broken = [one for one in promises if one.status is Status.BROKEN]
    if not broken:
        return None
    last = max(broken, key=lambda one: (one.due_ms, one.id))
    by = by_when(last.due_ms, now_ms, zone)
    return f"you were promised {OWED[last.kind]} by {by}, and it did not come"


def by_when(due_ms: int, now_ms: int, zone: tzinfo) -> str:
    """Return when something is due, as one says it: `17:00 yesterday`, `12:00 on Friday`."""
    due = datetime.fromtimestamp(due_ms / 1000, zone)
    today = datetime.fromtimestamp(now_ms / 1000, zone).date()
    days = (due.date() - today).days
    near = {-1: "yesterday", 0: "today", 1: "tomorrow"}
    if days in near:
        day = near[days]
    elif abs(days) < FEWEST_DAYS_WITH_DATE:
        day = f"on {due:%A}"
    else:
        year = "" if due.year == today.year else f" {due.year}"
        day = f"on {due.day} {due:%B}{year}"
    return f"{due:%H:%M} {day}"


def in_order(promises: Iterable[Promise]) -> tuple[Promise, ...]:
    """Return the broken ones first, the longest overdue first, then open ones, then the rest."""
    ranks = {Status.BROKEN: 0, Status.OPEN: 1, Status.KEPT: 2, Status.WITHDRAWN: 3}

    def place(one: Promise) -> tuple[int, int, str]:
        is_over = one.status in (Status.KEPT, Status.WITHDRAWN)
        return (ranks[one.status], -one.due_ms if is_over else one.due_ms, one.id)

    return tuple(sorted(promises, key=place))


def _state(promise: PromiseView, become: Outcome, now_ms: int) -> str:
    if become.status is Status.WITHDRAWN:
        return f"withdrawn: {_short(promise.why)}" if promise.why else "withdrawn"
    if become.status is Status.KEPT:
        if become.kept_at_ms is None:
            return "kept"
        late_ms = become.kept_at_ms - promise.due_ms
        return f"kept {duration(late_ms / 1000)} late" if become.late else "kept in time"
    if become.status is Status.OPEN:
        return f"{duration((promise.due_ms - now_ms) / 1000)} left"
    broken = f"broken {duration((now_ms - promise.due_ms) / 1000)} ago"
    return f"{broken}, now with {become.owner}" if become.escalated_at_ms is not None else broken


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_WHAT else text[: LONGEST_WHAT - 1] + "…"
