"""What should an agent say first? Facts only, and never what the customer feels."""

from collections.abc import Sequence
from datetime import tzinfo
from typing import Final

from context.journey.model import Attempt
from context.journey.phrases import Phrases
from context.journey.problem import Problem
from graph.model import CustomerView

MOST_CLAUSES: Final = 3
PLAIN: Final = frozenset({"canned", "not_solved", "missed_call_back", "misrouted"})


def acknowledge(
    customer: CustomerView | None,
    attempts: Sequence[Attempt],
    found: Sequence[Problem],
    now_ms: int,
    zone: tzinfo,
    phrases: Phrases,
) -> str:
    """Return a sentence about what was tried so far, or a plain welcome when nothing was."""
    if customer is None:
        return phrases.texts["nobody"]
    past = [one for one in attempts if one.outcome != "waiting"]
    if past:
        first = _sentence(_clauses(past, now_ms, zone, phrases), phrases)
    elif customer.given_name:
        first = phrases.say("welcome_name", name=customer.given_name)
    else:
        first = phrases.texts["welcome"]
    known = _what_is_here(found, phrases)
    return f"{first} {known}" if known else first


def _clauses(past: Sequence[Attempt], now_ms: int, zone: tzinfo, phrases: Phrases) -> list[str]:
    told = past if len(past) <= MOST_CLAUSES else past[: MOST_CLAUSES - 1]
    clauses = [_clause(one, phrases.when(one.at_ms, now_ms, zone), phrases) for one in told]
    if len(told) < len(past):
        clauses.append(phrases.count("clause.more", len(past) - len(told)))
    return clauses


def _clause(one: Attempt, when: str, phrases: Phrases) -> str:
    is_chat = one.channel == "chat"
    message = phrases.message(one.channel, one.source)
    if one.outcome == "abandoned":
        name = "clause.chat" if is_chat else "clause.called"
        if not one.waited_seconds:
            return phrases.say(name, when=when)
        return phrases.say(f"{name}_waited", when=when, waited=phrases.span(one.waited_seconds))
    if one.outcome == "chat_closed":
        return phrases.say("clause.chat_closed", when=when)
    if one.outcome == "misrouted" and not is_chat:
        return phrases.say("clause.misrouted", when=when)
    if one.outcome in ("transferred", "misrouted"):
        name = "clause.chat_transferred" if is_chat else "clause.transferred"
        return phrases.count(name, max(1, one.transfers), when=when)
    if one.outcome in PLAIN:
        return phrases.say(f"clause.{one.outcome}", when=when, message=message)
    name = "clause.voicemail" if one.channel == "voice" else "clause.unanswered"
    return phrases.say(name, when=when, message=message)


def _sentence(clauses: Sequence[str], phrases: Phrases) -> str:
    return f"{_capital(phrases.listing(clauses, 'list.clauses'))}."


def _what_is_here(found: Sequence[Problem], phrases: Phrases) -> str:
    """Return which order or case lies open before the agent, so that nobody has to explain it."""
    named = dict.fromkeys(about for problem in found for about in problem.about)
    numbers = [one.partition(" ") for one in named]
    orders = [phrases.say("order", id=number) for kind, _, number in numbers if kind == "order"]
    cases = [phrases.say("case", id=number) for kind, _, number in numbers if kind == "case"]
    known = (orders or cases)[:MOST_CLAUSES]
    if not known:
        return ""
    things = phrases.listing(known, "list.things")
    return _capital(phrases.count("known", len(known), things=things))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
