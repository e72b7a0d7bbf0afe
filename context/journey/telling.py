"""How is an attempt told to an agent? In English, as long ago as it is now."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from context.journey.model import Attempt
from context.journey.wording import MINUTE_MS, duration, how_many

OPENINGS: Final[Mapping[str, str]] = {
    "social": "Posted in public",
    "dm": "Sent a direct message",
    "email": "Wrote an e-mail",
    "sms": "Sent a text message",
    "chat": "Opened a chat",
    "review": "Wrote a review",
    "voice": "Called",
}
LIVE: Final = frozenset({"voice", "chat"})


def in_words(one: Attempt, now_ms: int) -> Attempt:
    """Return the attempt with its words."""
    return replace(one, words=_words(one, now_ms))


def _words(one: Attempt, now_ms: int) -> str:
    outcome = one.outcome
    if outcome == "missed_call_back":
        return "Was promised a call, and our call reached nobody"
    if outcome == "waiting":
        place = "in the chat" if one.channel == "chat" else "on the line"
        waited = f", for {duration(one.waited_seconds)}" if one.waited_seconds else ""
        return f"Waits {place} now{waited}"
    if outcome == "talking":
        return f"Is in a {'chat' if one.channel == 'chat' else 'call'}{_with(one)} now"
    if one.channel == "voice" and outcome == "unanswered":
        return "Left a voicemail, " + (_missed(one) or "nobody called back")
    opening = OPENINGS.get(one.channel, "Wrote a message")
    if one.messages > 1:
        opening += f" ({how_many(one.messages, 'message')})"
    if one.channel in LIVE and one.asked_at_ms is None and one.waited_seconds:
        opening += f", waited {duration(one.waited_seconds)}"
    return opening + _end(one, now_ms)


def _end(one: Attempt, now_ms: int) -> str:
    took = ""
    if one.answered_at_ms is not None:
        took = duration((one.answered_at_ms - one.last_ms) / 1000)
    if one.outcome == "abandoned":
        missed = _missed(one)
        return ", nobody answered" + (f"; {missed}" if missed else "")
    if one.outcome == "chat_closed":
        return ", which was closed without an answer"
    if one.outcome in ("transferred", "misrouted"):
        return _handed_on(one)
    if one.outcome == "solved":
        return ", which was solved"
    if one.outcome == "canned":
        return f", a standard reply came after {took}, and nothing more"
    if one.outcome == "not_solved":
        return f", our reply came after {took} and did not solve it"
    if one.outcome == "answered":
        return _answered(one, took)
    if now_ms - one.last_ms < MINUTE_MS:
        return ", not answered yet"
    return f", no answer for {duration((now_ms - one.last_ms) / 1000)}"


def _answered(one: Attempt, took: str) -> str:
    if one.channel not in LIVE or one.talked_seconds is None:
        return f", answered after {took}" if took else ", answered"
    return f", talked{_with(one)} for {duration(one.talked_seconds)}"


def _handed_on(one: Attempt) -> str:
    sent = "sent to the wrong desk and " if one.outcome == "misrouted" else ""
    times = f" {how_many(one.transfers, 'time')}" if one.transfers > 1 else ""
    where = f" to {one.queue}" if one.queue else ""
    spoke = f", talked{_with(one)}" if one.agents else ""
    return f"{spoke}, {sent}handed on{times}{where}"


def _with(one: Attempt) -> str:
    return f" with {one.agents[-1]}" if one.agents else ""


def _missed(one: Attempt) -> str | None:
    if not one.missed_calls_back:
        return None
    return f"{how_many(one.missed_calls_back, 'call back', 'calls back')} reached nobody"
