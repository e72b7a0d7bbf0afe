"""Facts about one attempt, case, asset or contract."""

from collections.abc import Callable, Iterator
from typing import Final

from context.journey.model import Attempt
from context.journey.wording import message
from context.policies.fact import Fact, Kind, Subject, Value
from graph.model import AssetView, CaseView, ContractView, InteractionView

VISIT: Final = "visit"  # the kind of an interaction at the customer's place; its text is the note


def _of_attempt(read: Callable[[Attempt], Value | None]) -> Callable[[Subject], Value | None]:
    return lambda subject: read(subject.attempt) if subject.attempt else None


def _of_case(read: Callable[[CaseView], Value | None]) -> Callable[[Subject], Value | None]:
    return lambda subject: read(subject.case) if subject.case else None


def _of_asset(read: Callable[[AssetView], Value | None]) -> Callable[[Subject], Value | None]:
    return lambda subject: read(subject.asset) if subject.asset else None


def _of_contract(
    read: Callable[[ContractView], Value | None],
) -> Callable[[Subject], Value | None]:
    return lambda subject: read(subject.contract) if subject.contract else None


def _since(read: Callable[[Subject], int | None]) -> Callable[[Subject], int | None]:
    """Return a reader of how long ago it was that `read` gives."""

    def reader(subject: Subject) -> int | None:
        at_ms = read(subject)
        return None if at_ms is None else subject.now_ms - at_ms

    return reader


def _attempt_waited(one: Attempt) -> int | None:
    return None if one.waited_seconds is None else 1000 * one.waited_seconds


def _left(subject: Subject) -> int | None:
    ends_ms = subject.contract.ends_at_ms if subject.contract else None
    return None if ends_ms is None else ends_ms - subject.now_ms


def _visits(subject: Subject) -> Iterator[InteractionView]:
    """Yield the visits to the asset, newest first."""
    named = f"asset {subject.asset.id}" if subject.asset else ""
    return (
        one for one in subject.customer.interactions if one.kind == VISIT and named in one.about
    )


def _last_visit_note(subject: Subject) -> str | None:
    return next((one.text for one in _visits(subject)), None)


def _failures(subject: Subject) -> int:
    named = f"asset {subject.asset.id}" if subject.asset else ""
    return sum(named in one.about for one in subject.customer.cases)


THING_FACTS: Final = (
    Fact("attempt.channel", Kind.TEXT, "where it was tried", _of_attempt(lambda it: it.channel)),
    Fact("attempt.outcome", Kind.TEXT, "how it ended", _of_attempt(lambda it: it.outcome)),
    Fact("attempt.words", Kind.TEXT, "the attempt in words", _of_attempt(lambda it: it.words)),
    Fact(
        "attempt.queue", Kind.TEXT, "the queue that it came in on", _of_attempt(lambda it: it.queue)
    ),
    Fact(
        "attempt.message",
        Kind.TEXT,
        "what it is called: e-mail, post on X",
        _of_attempt(lambda it: message(it.channel, it.source)),
    ),
    Fact(
        "attempt.waited",
        Kind.SPAN,
        "how long the customer waited live",
        _of_attempt(_attempt_waited),
    ),
    Fact(
        "attempt.age",
        Kind.SPAN,
        "how long ago it was",
        _since(lambda one: one.attempt.at_ms if one.attempt else None),
    ),
    Fact("case.id", Kind.TEXT, "its number", _of_case(lambda it: it.id)),
    Fact("case.subject", Kind.TEXT, "its subject", _of_case(lambda it: it.subject)),
    Fact("case.status", Kind.TEXT, "its status", _of_case(lambda it: it.status)),
    Fact("case.priority", Kind.TEXT, "its priority", _of_case(lambda it: it.priority)),
    Fact(
        "case.age",
        Kind.SPAN,
        "how long it is open",
        _since(lambda one: one.case.opened_at_ms if one.case else None),
    ),
    Fact("asset.id", Kind.TEXT, "its number", _of_asset(lambda it: it.id)),
    Fact("asset.name", Kind.TEXT, "what it is called", _of_asset(lambda it: it.name)),
    Fact("asset.batch", Kind.TEXT, "the batch that it was made in", _of_asset(lambda it: it.batch)),
    Fact("asset.status", Kind.TEXT, "its status", _of_asset(lambda it: it.status)),
    Fact(
        "asset.age",
        Kind.SPAN,
        "how long the customer has it",
        _since(lambda one: one.asset.since_ms if one.asset else None),
    ),
    Fact("asset.failures", Kind.COUNT, "cases about it, closed ones too", _failures, "failure"),
    Fact(
        "asset.visits",
        Kind.COUNT,
        "interactions of the kind “visit” about it",
        lambda one: sum(1 for _ in _visits(one)),
        "visit",
    ),
    Fact(
        "asset.last_visit_note", Kind.TEXT, "what was written at the last of them", _last_visit_note
    ),
    Fact(
        "asset.since_last_visit",
        Kind.SPAN,
        "how long ago that was",
        _since(lambda one: next((it.started_at_ms for it in _visits(one)), None)),
    ),
    Fact("contract.id", Kind.TEXT, "its number", _of_contract(lambda it: it.id)),
    Fact("contract.name", Kind.TEXT, "what it is called", _of_contract(lambda it: it.name)),
    Fact("contract.status", Kind.TEXT, "its status", _of_contract(lambda it: it.status)),
    Fact("contract.left", Kind.SPAN, "how long it still runs", _left),
)
