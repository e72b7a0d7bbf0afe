"""What should an agent say first? Facts only, and never what the customer feels."""

from collections.abc import Sequence
from datetime import tzinfo
from typing import Final

from context.journey.matters import Problem
from context.journey.model import Attempt
from context.journey.wording import duration, listing, message, when
from graph.model import CustomerView

MOST_CLAUSES: Final = 3
NOBODY: Final = (
    "Thank you for getting in touch. I am sorry that I cannot see your story yet: "
    "one question, and I will find it or the right person for you."
)


def acknowledge(
    customer: CustomerView | None,
    attempts: Sequence[Attempt],
    found: Sequence[Problem],
    now_ms: int,
    zone: tzinfo,
) -> str:
    """Return a sentence about what was tried so far, or a plain welcome when nothing was."""
    if customer is None:
        return NOBODY
    past = [one for one in attempts if one.outcome != "waiting"]
    if past:
        return _sentence(_clauses(past, now_ms, zone)) + _what_is_here(found)
    thanks = "Thank you for getting in touch"
    welcome = f"{thanks}, {customer.given_name}." if customer.given_name else f"{thanks}."
    return welcome + _what_is_here(found)


def _clauses(past: Sequence[Attempt], now_ms: int, zone: tzinfo) -> list[str]:
    told = past if len(past) <= MOST_CLAUSES else past[: MOST_CLAUSES - 1]
    clauses = [_clause(one, now_ms, zone) for one in told]
    if len(told) < len(past):
        clauses.append(f"you have tried {len(past) - len(told)} more times since")
    return clauses


def _clause(attempt: Attempt, now_ms: int, zone: tzinfo) -> str:
    at = when(attempt.at_ms, now_ms, zone)
    what = message(attempt.channel, attempt.source)
    if attempt.outcome == "abandoned":
        did = "opened a chat" if attempt.channel == "chat" else "called"
        waited = attempt.waited_seconds
        return f"you {did} {at}" + (
            f" and waited {duration(waited)} without an answer" if waited else " without an answer"
        )
    if attempt.outcome == "canned":
        return f"your {what} {at} got a standard reply and nothing more"
    if attempt.outcome == "not_solved":
        return f"our reply to your {what} did not solve it"
    if attempt.channel == "voice":
        return f"you left a voicemail {at} and we have not reached you since"
    return f"your {what} {at} is still without an answer"


def _sentence(clauses: Sequence[str]) -> str:
    text = clauses[-1]
    if len(clauses) > 1:
        text = f"{', '.join(clauses[:-1])}, and {text}"
    return f"{text[:1].upper()}{text[1:]}."


def _what_is_here(found: Sequence[Problem]) -> str:
    """Return which order or case lies open before the agent, so that nobody has to explain it."""
    named = [about for problem in found for about in problem.about]
    orders = list(dict.fromkeys(one for one in named if one.startswith("order ")))
    cases = list(dict.fromkeys(one for one in named if one.startswith("case ")))
    known = (orders or cases)[:MOST_CLAUSES]
    return f" I have your {listing(known)} here." if known else ""
