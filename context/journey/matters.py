"""Which open attempts and open cases are one problem?

Together belong what refers to the same thing, what replies to one another, and, where nothing
speaks against it, what happened within three days. An order is part of it when it was named, when
a text names one of its items, or when it is the only recent one.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from context.journey.attempts import WINDOW_MS
from context.journey.model import Attempt, Matter
from context.journey.wording import DAY_MS, duration, how_many, listing
from graph.model import CaseView, OrderView

TOGETHER_MS: Final = 3 * DAY_MS
SUBJECT_LENGTH: Final = 80
OVER: Final = frozenset({"closed", "solved", "resolved", "done", "cancelled"})
DEAD_ORDERS: Final = frozenset({"cancelled", "canceled", "refunded", "returned", "replaced"})
WORD: Final = re.compile(r"[^\W\d_]{4,}")
TOO_COMMON: Final = frozenset({"with", "from", "size", "pack", "black", "white", "blue", "order"})


@dataclass(slots=True)
class Problem:
    """A matter in the making."""

    attempts: list[Attempt] = field(default_factory=list)
    cases: list[CaseView] = field(default_factory=list)
    orders: list[OrderView] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)

    @property
    def about(self) -> tuple[str, ...]:
        """Return all that it refers to, each once, orders first."""
        named = [f"order {one.id}" for one in self.orders]
        named += [about for one in self.attempts for about in one.about]
        named += [about for one in self.cases for about in one.about]
        named += [f"case {one.id}" for one in self.cases]
        return tuple(sorted(dict.fromkeys(named), key=lambda one: not one.startswith("order ")))

    @property
    def times(self) -> list[int]:
        return [one.at_ms for one in self.attempts] + [one.opened_at_ms for one in self.cases]


def problems(
    attempts: Sequence[Attempt],
    cases: Iterable[CaseView],
    orders: Sequence[OrderView],
    now_ms: int,
) -> list[Problem]:
    """Return the open problems, oldest first, with the orders that they are about."""
    singles = [Problem(attempts=[one]) for one in attempts]
    singles += [Problem(cases=[one]) for one in cases if is_open(one)]
    for problem in singles:
        _add_named_orders(problem, orders)
    found: list[Problem] = []
    for problem in sorted(singles, key=lambda one: min(one.times)):
        _join(found, problem)
    for problem in found:
        _add_only_order(problem, orders, now_ms)
    return found


def matters(found: Iterable[Problem]) -> tuple[Matter, ...]:
    """Return the problems as an agent sees them."""
    return tuple(_matter(problem) for problem in found)


def is_open(case: CaseView) -> bool:
    return case.closed_at_ms is None and (case.status or "").lower() not in OVER


def _join(found: list[Problem], problem: Problem) -> None:
    """Put a problem to those it belongs with; it may make one of several."""
    joined = problem
    for other in list(found):
        reason = _reason(other, joined)
        if reason is not None:
            found.remove(other)
            joined = Problem(
                sorted(other.attempts + joined.attempts, key=lambda one: one.at_ms),
                other.cases + joined.cases,
                list({one.id: one for one in other.orders + joined.orders}.values()),
                list(dict.fromkeys([*other.reasons, *joined.reasons, reason])),
            )
    found.append(joined)
    found.sort(key=lambda one: min(one.times))


def _reason(left: Problem, right: Problem) -> str | None:
    """Return why two problems are one, or None when they are two."""
    ours, theirs = set(left.about), set(right.about)
    shared = sorted(ours & theirs)
    if shared:
        return f"all about {listing(shared)}"
    if _threads(left) & _threads(right):
        return "one replies to the other"
    if _is_about_another(ours, theirs):
        return None
    if min(abs(one - two) for one in left.times for two in right.times) <= TOGETHER_MS:
        return "close in time, and nothing sets them apart"
    return None


def _is_about_another(ours: set[str], theirs: set[str]) -> bool:
    """Return whether both name things of one sort, and not the same ones."""
    sorts = {one.split(" ")[0] for one in ours} & {one.split(" ")[0] for one in theirs}
    return bool(sorts)


def _threads(problem: Problem) -> set[tuple[str, str]]:
    return {(one.source, id_) for one in problem.attempts for id_ in one.thread}


def _add_named_orders(problem: Problem, orders: Sequence[OrderView]) -> None:
    named = {one for one in problem.about if one.startswith("order ")}
    if named:
        problem.orders = [one for one in orders if f"order {one.id}" in named]
        return
    said = " ".join(_said(problem)).casefold()
    words = set(WORD.findall(said))
    fitting = {one.id: sorted(words & _item_words(one)) for one in orders if is_live(one)}
    fitting = {order_id: items for order_id, items in fitting.items() if items}
    if len(fitting) == 1:
        ((order_id, items),) = fitting.items()
        problem.orders = [one for one in orders if one.id == order_id]
        problem.reasons.append(f"“{items[0]}” names an item of order {order_id}")


def is_live(order: OrderView) -> bool:
    return (order.status or "").lower() not in DEAD_ORDERS


def _said(problem: Problem) -> Iterator[str]:
    yield from (one.said for one in problem.attempts if one.said)
    yield from (one.subject for one in problem.cases if one.subject)


def _item_words(order: OrderView) -> set[str]:
    names = " ".join(one.name for one in order.lines if one.name).casefold()
    return set(WORD.findall(names)) - TOO_COMMON


def _add_only_order(problem: Problem, orders: Sequence[OrderView], now_ms: int) -> None:
    if problem.about:
        return
    recent = [one for one in orders if is_live(one) and one.placed_at_ms >= now_ms - WINDOW_MS]
    if len(recent) == 1:
        problem.orders = recent
        problem.reasons.append(f"order {recent[0].id} is the only one of the last 30 days")


def _matter(problem: Problem) -> Matter:
    first = problem.attempts[0] if problem.attempts else None
    if first is not None:
        id_ = f"{first.source}:{first.interaction_id}"
    else:
        id_ = f"case:{problem.cases[0].source}:{problem.cases[0].id}"
    return Matter(
        id=id_,
        subject=_subject(problem),
        opened_at_ms=min(problem.times),
        attempts=len(problem.attempts),
        channels=tuple(dict.fromkeys(one.channel for one in problem.attempts)),
        about=problem.about,
        why=_why(problem),
    )


def _subject(problem: Problem) -> str:
    said = [one.subject for one in problem.cases if one.subject]
    said += [one.said for one in problem.attempts if one.said]
    if said:
        text = " ".join(said[0].split())
        return text if len(text) <= SUBJECT_LENGTH else text[: SUBJECT_LENGTH - 1].rstrip() + "…"
    if problem.orders:
        return f"Order {problem.orders[0].id}"
    return problem.attempts[0].words if problem.attempts else f"Case {problem.cases[0].id}"


def _why(problem: Problem) -> str:
    counts = []
    if problem.attempts:
        counts.append(how_many(len(problem.attempts), "attempt"))
    if problem.cases:
        counts.append(how_many(len(problem.cases), "open case"))
    text = listing(counts).capitalize()
    if len(problem.times) > 1:
        text += f" within {duration((max(problem.times) - min(problem.times)) / 1000)}"
    return "; ".join([text, *problem.reasons])
