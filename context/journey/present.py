"""How do matters stand at this instant? What was kept without a clock, read with one."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from context.journey.endings import is_case_open, is_unsolved
from context.journey.model import GOING_ON, Attempt, Matter
from context.journey.problem import Problem
from context.journey.telling import in_words
from context.journey.wording import DAY_MS, HOUR_MS
from graph.model import CustomerView

WINDOW_MS: Final = 30 * DAY_MS  # without news for longer, a matter has lapsed
LONGEST_WAIT_MS: Final = 2 * HOUR_MS  # nobody waits longer on a line: the end was not reported
AWAITED_MS: Final = 3 * DAY_MS  # who does not answer a question of ours for longer is content
LAPSED: Final = "lapsed"


def as_it_stands(matter: Matter, now_ms: int) -> Matter:
    """Return the matter with its status, its attempts and their words as they are now."""
    if matter.status != "open":
        return with_words(matter, now_ms)
    tried, settled_ms = [], matter.settled_at_ms
    for one in matter.tried:
        now = _now(one, now_ms) if one.outcome in GOING_ON else one
        if now is None:
            continue
        if one.outcome == "talking" and now.outcome == "answered":
            settled_ms = max(settled_ms or 0, one.at_ms)
        tried.append(in_words(now, now_ms))
    read = replace(matter, tried=tuple(tried), settled_at_ms=settled_ms)
    return _with_status(read, now_ms)


def with_words(matter: Matter, now_ms: int) -> Matter:
    return replace(matter, tried=tuple([in_words(one, now_ms) for one in matter.tried]))


def is_shown(matter: Matter) -> bool:
    """Return whether there is something left to do about it."""
    return matter.status == "open" and bool(
        matter.open_cases or matter.on_its_way or matter.awaits_customer or unsolved(matter)
    )


def unsolved(matter: Matter) -> list[Attempt]:
    """Return the attempts that are still to be made good; a talk that goes on is none."""
    return [
        one
        for one in matter.tried
        if one.outcome != "talking" and is_unsolved(one, matter.settled_at_ms)
    ]


def open_problems(customer: CustomerView, matters: Iterable[Matter], now_ms: int) -> list[Problem]:
    """Return what is open of these matters, as policies and routing ask it, oldest first.

    Each names its matter. The customer may hold less than the matters were made from.
    """
    standing = (as_it_stands(one, now_ms) for one in matters)
    return [problem_of(one, customer) for one in standing if is_shown(one)]


def problem_of(matter: Matter, customer: CustomerView) -> Problem:
    """Return what is open of a matter that is open."""
    ours = {(one.kind, one.source, one.id) for one in matter.evidence}
    return Problem(
        attempts=unsolved(matter),
        cases=[
            one
            for one in customer.cases
            if ("case", one.source, one.id) in ours and is_case_open(one)
        ],
        orders=[one for one in customer.orders if ("order", one.source, one.id) in ours],
        reasons=[matter.why],
        matter=matter,
    )


def _now(one: Attempt, now_ms: int) -> Attempt | None:
    """Return what has become of a contact that was going on; None when nobody knows."""
    if now_ms - one.at_ms <= LONGEST_WAIT_MS:
        if one.outcome == "talking":
            return one
        waited = max(one.waited_seconds or 0, (now_ms - one.at_ms) // 1000)
        return replace(one, outcome="waiting", waited_seconds=waited)
    if one.outcome == "talking":
        return replace(one, outcome="answered")
    return replace(one, outcome="abandoned") if one.outcome == "waiting" else None


def _with_status(matter: Matter, now_ms: int) -> Matter:
    """Return an open matter as it is by now: open, lapsed, or closed by a talk that is over."""
    if matter.open_cases:
        return matter
    if matter.awaits_customer:
        is_late = now_ms - matter.last_at_ms > AWAITED_MS
        return replace(matter, status="closed") if is_late else _not_closed(matter)
    settled_ms = matter.settled_at_ms
    if matter.on_its_way or any(is_unsolved(one, settled_ms) for one in matter.tried):
        is_old = now_ms - matter.last_at_ms > WINDOW_MS
        return replace(matter, status=LAPSED) if is_old else matter
    if settled_ms is None:
        return replace(matter, status=LAPSED)  # a call of which nobody heard more
    why = "The customer talked with us"
    return replace(
        matter, status="closed", closed_at_ms=settled_ms, closed_by="talked", closed_why=why
    )


def _not_closed(matter: Matter) -> Matter:
    return replace(matter, closed_at_ms=None, closed_by=None, closed_why=None)
