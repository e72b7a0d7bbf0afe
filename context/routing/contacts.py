"""Is a contact here now, has anybody taken it, and is it over?"""

from typing import Final

from context.journey.wording import HOUR_MS, MINUTE_MS
from graph.model import InteractionView

CURRENT_MS: Final = 2 * HOUR_MS  # what began longer ago is history, or its end was not reported
AHEAD_MS: Final = 5 * MINUTE_MS  # how far another system's clock may go before ours
LIVE: Final = frozenset({"voice", "chat"})
SERVED: Final = frozenset({"web", "counter"})  # nobody is sent anywhere
NO_QUESTION: Final = frozenset({"like", "follow", "repost", "thanks"})
OVER: Final = frozenset(
    {"abandoned", "closed", "completed", "ended", "missed", "no_answer", "unanswered", "voicemail"}
)
SOLVED: Final = frozenset({"resolved", "solved"})
TAKEN: Final = frozenset({"active", "answered", "connected"})
REACHED_NOBODY: Final = OVER - {"closed", "completed", "ended"}


def is_current(one: InteractionView, now_ms: int) -> bool:
    """Return whether it is a customer's contact of the last two hours, and not over."""
    began_lately = now_ms - CURRENT_MS <= one.started_at_ms <= now_ms + AHEAD_MS
    return one.direction == "in" and began_lately and not is_over(one)


def is_over(one: InteractionView) -> bool:
    if one.status in OVER or one.status in SOLVED or one.ended_at_ms is not None:
        return True
    return one.channel not in LIVE and is_answered(one)


def is_answered(one: InteractionView) -> bool:
    """Return whether it got an answer of its own, not one that anybody gets."""
    return one.answered_at_ms is not None and not one.answer_canned


def asks_for_somebody(one: InteractionView) -> bool:
    """Return whether somebody of ours should deal with it: a live contact, or a message."""
    if one.channel in SERVED or one.kind in NO_QUESTION or one.kind == "voicemail":
        return False
    return one.channel in LIVE or bool(one.text or one.about)


def waits(one: InteractionView, now_ms: int) -> bool:
    """Return whether nobody has taken it yet."""
    return is_current(one, now_ms) and one.status not in TAKEN and one.status != "transferred"


def was_served(one: InteractionView) -> bool:
    """Return whether somebody dealt with it to its end."""
    if one.status in SOLVED:
        return True
    if one.channel not in LIVE:
        return is_answered(one)
    return is_over(one) and one.status not in REACHED_NOBODY and bool(one.agent)
