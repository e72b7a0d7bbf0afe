"""What is one matter? Put together from the pieces that belong to one problem."""

from collections.abc import Mapping, Sequence
from typing import Final

from context.journey.answers import Answers
from context.journey.attempts import attempts_of
from context.journey.belonging import Bundle
from context.journey.contact import State
from context.journey.effort import effort_of
from context.journey.endings import (
    Ending,
    Replacement,
    answered,
    endings_of,
    has_unsolved,
    is_case_open,
    is_on_its_way,
    replacements_of,
)
from context.journey.model import Attempt, Matter, Praise, Reference
from context.journey.pieces import Piece
from context.journey.pivots import pivots_of
from context.journey.problem import orders_first
from context.journey.things import Belongings, is_cancelled
from context.journey.wording import DAY_MS, duration, how_many, listing
from graph.model import CaseView, OrderView

ONLY_ORDER_MS: Final = 30 * DAY_MS  # an order this long before the first attempt may be meant
SUBJECT_LENGTH: Final = 80
SAID_LENGTH: Final = 280  # characters of a thank-you
CONTACTS: Final[Mapping[str, str]] = {
    "voice": "A call",
    "chat": "A chat",
    "email": "An e-mail",
    "social": "A post",
    "dm": "A direct message",
    "sms": "A text message",
    "review": "A review",
}


def matter_of(bundle: Bundle, belongings: Belongings, answers: Answers) -> Matter:
    """Return the matter that a bundle of pieces is."""
    pieces = bundle.pieces
    cases = [one.case for one in pieces if one.case is not None] if bundle.has_case else []
    reasons = [*bundle.reasons, *_names(pieces)]
    orders = orders_of(bundle, belongings.orders, reasons)
    named = [f"order {one.id}" for one in orders] if orders else []
    if bundle.named:
        said = [one.refs | one.things for one in pieces if one.refs or one.things]
        named += [ref for names in said for ref in sorted(names)]
    sent = replacements_of(pieces, belongings.orders, named, bundle.last_ms) if named else []
    endings = endings_of(pieces, cases, sent)
    settled_ms = endings[-1].at_ms if endings else None
    tried = attempts_of(pieces, answers, settled_ms)
    open_cases = sum([is_case_open(one) for one in cases]) if cases else 0
    on_its_way = any([is_on_its_way(one) for one in sent]) if sent else False
    is_open = bool(open_cases) or on_its_way or has_unsolved(tried, settled_ms)
    ending = None if is_open else _closing(endings, sent, cases, tried)
    awaits_customer = ending is not None and ending.by == "answered" and _asks_last(tried)
    about = orders_first([*named, *[f"order {one.order.id}" for one in sent]]) if named else ()
    return Matter(
        id=str(pieces[0].ref),
        subject=subject_of(pieces, cases, orders),
        opened_at_ms=pieces[0].at_ms,
        status="open" if ending is None or awaits_customer else "closed",
        last_at_ms=bundle.last_ms if settled_ms is None else max(bundle.last_ms, settled_ms),
        why=_why(tried, cases, open_cases, reasons),
        channels=tuple(dict.fromkeys([one.channel for one in tried])),
        about=about,
        tried=tried,
        evidence=_evidence(pieces, about, belongings),
        effort=effort_of(pieces, tried),
        open_cases=open_cases,
        on_its_way=on_its_way,
        awaits_customer=awaits_customer,
        settled_at_ms=settled_ms,
        closed_at_ms=ending.at_ms if ending else None,
        closed_by=ending.by if ending else None,
        closed_why=ending.why if ending else None,
        reopened=_reopened(endings, tried) if endings else 0,
        contact_at_ms=_contact_ms(pieces, tried),
        pivots=pivots_of(pieces) if len(pieces) > 1 else (),
        praise=_praise(pieces, endings[0].at_ms) if endings else (),
    )


def _names(pieces: Sequence[Piece]) -> list[str]:
    """Return which words name what the customer has."""
    found = [
        f"“{piece.named_by}” names {'an item of ' if ref.startswith('order ') else ''}{ref}"
        for piece in pieces
        if piece.named_by is not None
        for ref in sorted(piece.things)
    ]
    return list(dict.fromkeys(found)) if found else found


def _closing(
    endings: Sequence[Ending],
    replacements: Sequence[Replacement],
    cases: Sequence[CaseView],
    tried: Sequence[Attempt],
) -> Ending | None:
    """Return the first end after which nothing was left to do; an answer is one without others."""
    needed = [one.last_ms for one in tried if one.outcome != "solved"]
    needed += [one.delivered_ms for one in replacements if one.delivered_ms is not None]
    needed += [one.closed_at_ms for one in cases if one.closed_at_ms is not None]
    since_ms = max(needed, default=0)
    return next((one for one in endings if one.at_ms >= since_ms), None) or answered(tried)


def _asks_last(tried: Sequence[Attempt]) -> bool:
    last = max(tried, key=lambda one: (one.answered_at_ms or 0, one.at_ms))
    return last.asked_back


def orders_of(bundle: Bundle, orders: Sequence[OrderView], reasons: list[str]) -> list[OrderView]:
    """Return the orders that it is about: named, or else the only one that can be meant."""
    if not orders:
        return []
    if bundle.named:
        named = {ref for ref in bundle.named if ref.startswith("order ")}
        return [one for one in orders if f"order {one.id}" in named] if named else []
    began_ms = bundle.at_ms
    since_ms = began_ms - ONLY_ORDER_MS
    recent = [
        one for one in orders if since_ms <= one.placed_at_ms <= began_ms and not is_cancelled(one)
    ]
    if len(recent) != 1:
        return []
    reasons.append(f"order {recent[0].id} was the only one of the 30 days before")
    return recent


def subject_of(
    pieces: Sequence[Piece], cases: Sequence[CaseView], orders: Sequence[OrderView]
) -> str:
    said = _first_words(pieces, cases)
    if said:
        text = " ".join(said.split())
        return text if len(text) <= SUBJECT_LENGTH else text[: SUBJECT_LENGTH - 1].rstrip() + "…"
    if orders:
        return f"Order {orders[0].id}"
    if cases:
        return f"Case {cases[0].id}"
    return CONTACTS.get(pieces[0].first.channel, "A contact")


def _first_words(pieces: Sequence[Piece], cases: Sequence[CaseView]) -> str | None:
    for case in cases:
        if case.subject:
            return case.subject
    for piece in pieces:
        for one in piece.interactions:
            if one.text and one.direction == "in":
                return one.text
    return None


def _why(
    tried: Sequence[Attempt], cases: Sequence[CaseView], open_cases: int, reasons: Sequence[str]
) -> str:
    counts = [how_many(len(tried), "attempt")] if tried else []
    if open_cases:
        counts.append(how_many(open_cases, "open case"))
    if len(cases) > open_cases:
        counts.append(how_many(len(cases) - open_cases, "closed case"))
    text = listing(counts).capitalize()
    if len(tried) + len(cases) > 1:
        times = [one.at_ms for one in tried] + [one.opened_at_ms for one in cases]
        text += f" within {duration((max(times) - min(times)) / 1000)}"
    return "; ".join([text, *reasons]) if reasons else text


def _evidence(
    pieces: Sequence[Piece], about: Sequence[str], belongings: Belongings
) -> tuple[Reference, ...]:
    found = [member for piece in pieces for member in piece.members()]
    for name in about:
        found += belongings.refs.get(name, ())
    return tuple(found)


def _reopened(endings: Sequence[Ending], tried: Sequence[Attempt]) -> int:
    """Return how often something was tried after an end, before the next one."""
    times = [one.at_ms for one in endings]
    count = 0
    for number, at in enumerate(times):
        until = times[number + 1] if number + 1 < len(times) else None
        count += any(
            one.at_ms > at and (until is None or one.at_ms <= until) and one.outcome != "solved"
            for one in tried
        )
    return count


def _contact_ms(pieces: Sequence[Piece], tried: Sequence[Attempt]) -> int | None:
    """Return when somebody of ours first dealt with it, in a talk or by an answer of its own."""
    times = [one.at_ms for one in pieces if one.state is State.TALKED]
    times += [
        one.answered_at_ms
        for one in tried
        if one.answered_at_ms is not None and one.outcome != "canned"
    ]
    return min(times) if times else None


def _praise(pieces: Sequence[Piece], since_ms: int) -> tuple[Praise, ...]:
    """Return the thanks that others can read, once something had come to an end."""
    found = [
        Praise(
            one.first.id,
            one.first.source,
            one.first.channel,
            one.at_ms,
            one.first.reach,
            (one.first.text or "")[:SAID_LENGTH] or None,
        )
        for one in pieces
        if one.state is State.THANKS and one.first.public and one.at_ms >= since_ms
    ]
    return tuple(found)
