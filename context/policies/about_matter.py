"""Facts about one problem: what was said, what was tried, and what that has cost."""

from typing import Final

from context.journey.contact import NO_DESK
from context.journey.faults import reported_fault
from context.journey.problem import Problem
from context.journey.words import words_of
from context.policies.fact import Fact, Kind, Subject


def said(problem: Problem) -> tuple[str, ...]:
    """Return the customer's own words and the subjects of cases."""
    tried = problem.matter.tried if problem.matter else problem.attempts
    texts = [one.said for one in tried] + [one.subject for one in problem.cases]
    return tuple(one for one in texts if one)


def _fault(subject: Subject) -> str | None:
    return next((words for words in map(reported_fault, said(subject.problem)) if words), None)


def _missed_calls_back(subject: Subject) -> int:
    """Return how often we called since the problem began and reached nobody."""
    return sum(
        one.missed_calls_back + (one.outcome == "missed_call_back")
        for one in subject.problem.attempts
    )


def _waited(subject: Subject) -> int:
    return 1000 * sum(one.waited_seconds or 0 for one in subject.problem.attempts)


def _reach(subject: Subject) -> int | None:
    return max((one.reach for one in subject.problem.attempts if one.reach), default=None)


def _queue(subject: Subject) -> str | None:
    """Return the queue that was chosen for the problem, else the one that the customer waits in."""
    queued = [one for one in subject.problem.attempts if one.queue not in (None, NO_DESK)]
    chosen = [one for one in queued if one.outcome != "waiting"] or queued
    return max(chosen, key=lambda one: one.at_ms).queue if chosen else None


def _desk(subject: Subject) -> str | None:
    """Return the one queue all of whose name's words stand in what the problem is about."""
    about = set(subject.problem.about)
    named = [one.name for one in subject.customer.contracts if f"contract {one.id}" in about]
    named += [one.name for one in subject.customer.assets if f"asset {one.id}" in about]
    words = words_of([*said(subject.problem), *named])
    fitting = [
        one.name
        for one in subject.customer.queues
        if (its := words_of([one.name])) and its <= words
    ]
    return fitting[0] if len(fitting) == 1 else None


def _age(subject: Subject) -> int | None:
    return max((subject.now_ms - at for at in subject.problem.times), default=None)


def _named(subject: Subject, kind: str) -> int:
    return sum(one.startswith(f"{kind} ") for one in subject.problem.about)


MATTER_FACTS: Final = (
    Fact(
        "matter.said",
        Kind.TEXTS,
        "the customer's own words and the subjects of cases",
        lambda one: said(one.problem) or None,
    ),
    Fact("matter.fault", Kind.TEXT, "the words that report a fault", _fault),
    Fact(
        "matter.attempts",
        Kind.COUNT,
        "attempts that did not solve it",
        lambda one: len(one.problem.attempts),
        "attempt",
    ),
    Fact(
        "matter.outcomes",
        Kind.TEXTS,
        "how they ended: abandoned, unanswered, canned, not_solved, chat_closed, transferred, "
        "misrouted, missed_call_back, waiting",
        lambda one: tuple(dict.fromkeys(it.outcome for it in one.problem.attempts)) or None,
    ),
    Fact(
        "matter.channels",
        Kind.TEXTS,
        "where it was tried",
        lambda one: tuple(dict.fromkeys(it.channel for it in one.problem.attempts)) or None,
    ),
    Fact("matter.waited", Kind.SPAN, "how long the customer waited live", _waited),
    Fact(
        "matter.transfers",
        Kind.COUNT,
        "how often the customer was handed on",
        lambda one: sum(it.transfers for it in one.problem.attempts),
        "transfer",
    ),
    Fact(
        "matter.missed_calls_back",
        Kind.COUNT,
        "calls of ours since then that reached nobody",
        _missed_calls_back,
        "missed call back",
    ),
    Fact(
        "matter.public",
        Kind.FLAG,
        "it was tried where others read along",
        lambda one: any(it.public for it in one.problem.attempts),
    ),
    Fact("matter.reach", Kind.COUNT, "how many may have read it", _reach, "reader"),
    Fact(
        "matter.on_its_way",
        Kind.FLAG,
        "goods were sent in place of those that it is about, and have not arrived",
        lambda one: one.problem.matter is not None and one.problem.matter.on_its_way,
    ),
    Fact("matter.queue", Kind.TEXT, "the queue that it came in on", _queue),
    Fact("matter.desk", Kind.TEXT, "the queue whose name says what it is about", _desk),
    Fact("matter.age", Kind.SPAN, "how long ago it began", _age),
    Fact(
        "matter.cases", Kind.COUNT, "open cases in it", lambda one: len(one.problem.cases), "case"
    ),
    Fact(
        "matter.orders",
        Kind.COUNT,
        "orders that it is about",
        lambda one: len(one.problem.orders),
        "order",
    ),
    Fact(
        "matter.contracts",
        Kind.COUNT,
        "contracts that it is about",
        lambda one: _named(one, "contract"),
        "contract",
    ),
    Fact(
        "matter.assets",
        Kind.COUNT,
        "assets that it is about",
        lambda one: _named(one, "asset"),
        "asset",
    ),
)
