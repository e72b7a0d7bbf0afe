"""What became of one interaction, as far as it says so itself? Nothing here depends on now.

Only facts count: a call that ended in the queue, one that was handed on, a message, a voicemail,
somebody who waits, a talk. What nobody reported the end of is left as it was last heard of.
"""

import re
from enum import StrEnum
from typing import Final

from graph.model import InteractionView

ABANDONED: Final = frozenset({"abandoned", "missed", "no_answer", "unanswered"})
QUEUING: Final = frozenset({"queued", "waiting", "offered"})
RINGING: Final = "ringing"  # nobody knows yet whether anybody waited
ANSWERED: Final = frozenset({"answered", "active", "connected"})
OVER: Final = frozenset({"ended", "closed", "completed"})
SOLVED: Final = frozenset({"solved", "resolved"})
HANDED_ON: Final = "transferred"
REACHED_NOBODY: Final = ABANDONED | {"busy", "failed", "voicemail"}
LIVE: Final = frozenset({"voice", "chat"})
SERVED: Final = frozenset({"web", "counter"})  # no question that waits for an answer
NO_QUESTION: Final = frozenset({"like", "follow", "repost", "thanks"})
NO_DESK: Final = "voicemail"  # the queue of calls that nobody takes
LONGEST_THANKS: Final = 200  # characters; who writes more has more to say

THANKS: Final = re.compile(
    r"(?:@\w+\W+)*\W*(?:many thanks|thanks|thank you|thx|vielen dank|herzlichen dank|danke"
    r"|muchas gracias|mil gracias|gracias|merci beaucoup|merci)\b"
    r"(?! for (?:nothing|your reply)| für nichts| por nada| pour rien)"
)
UNTHANKFUL: Final = re.compile(
    r"\?|\b(?:but|still|however|again|yet|no thanks|aber|trotzdem|immer noch|pero|todavía|aún|mais"
    r"|encore|toujours)\b"
)


class State(StrEnum):
    ABANDONED = "abandoned"  # nobody answered
    WAITING = "waiting"  # in a queue, when we last heard
    RINGING = "ringing"  # we never heard more
    MESSAGE = "message"
    VOICEMAIL = "voicemail"
    TALKING = "talking"  # being served, when we last heard
    TALKED = "talked"  # live, with somebody of ours
    HANDED_ON = "handed on"  # and nothing says that it was dealt with then
    CLOSED = "closed"  # a chat that was closed without an answer
    SOLVED = "solved"  # somebody has marked it so
    THANKS = "thanks"
    REACHED_NOBODY = "reached nobody"  # a call of ours
    NEITHER = "neither"


def state_of(one: InteractionView) -> State:
    if one.direction != "in":
        return _state_of_ours(one)
    if one.status in SOLVED:
        return State.SOLVED
    if is_thanks(one.text):
        return State.THANKS
    if one.channel in SERVED or one.kind in NO_QUESTION:
        return State.THANKS if one.kind == "thanks" else State.NEITHER
    if one.channel not in LIVE:
        return State.MESSAGE
    return State.VOICEMAIL if is_voicemail(one) else _state_of_live(one)


def is_thanks(text: str | None) -> bool:
    """Return whether a short text says thank you and nothing else is asked.

    In English, German, Spanish and French.
    """
    if not text or len(text) > LONGEST_THANKS:
        return False
    words = text.casefold().strip()
    return bool(THANKS.match(words)) and not UNTHANKFUL.search(words)


def is_voicemail(one: InteractionView) -> bool:
    return one.kind == "voicemail" or one.status == "voicemail"


def is_misrouted(one: InteractionView) -> bool:
    """Return whether it is known by now that it was sent to the wrong desk."""
    return one.route is not None and bool(one.route.wrong)


def end_ms(one: InteractionView) -> int:
    return one.started_at_ms if one.ended_at_ms is None else max(one.started_at_ms, one.ended_at_ms)


def talked_seconds(one: InteractionView) -> int | None:
    """Return how long somebody of ours and the customer talked; None where that is not known."""
    if one.ended_at_ms is None:
        return None
    return max(0, one.ended_at_ms - one.started_at_ms) // 1000 - (one.waited_seconds or 0)


def _state_of_ours(one: InteractionView) -> State:
    if one.channel != "voice":
        return State.MESSAGE
    if _has_talked(one):
        is_over = one.status in OVER or one.ended_at_ms is not None
        return State.TALKED if is_over else State.TALKING
    return State.REACHED_NOBODY if _is_missed(one) else State.NEITHER


def _is_missed(one: InteractionView) -> bool:
    return one.status in REACHED_NOBODY or one.status in OVER or one.status is None


def _state_of_live(one: InteractionView) -> State:
    if one.status in ABANDONED:
        return State.ABANDONED
    if one.status == HANDED_ON:
        return State.HANDED_ON
    if _has_talked(one):
        if one.status not in OVER and one.ended_at_ms is None:
            return State.TALKING
        return State.TALKED
    if one.status in QUEUING:
        return State.WAITING
    if one.status == RINGING:
        return State.WAITING if one.channel == "chat" else State.RINGING
    if one.channel == "chat":
        # A chat without a word about its course is the messages that it is made of.
        is_answered = one.answered_at_ms is not None and not one.answer_canned
        return State.CLOSED if one.status in OVER and not is_answered else State.MESSAGE
    return State.HANDED_ON if one.transfers else State.NEITHER


def _has_talked(one: InteractionView) -> bool:
    """Return whether somebody of ours and the customer were in a live conversation.

    One that is over and names an agent counts unless all of its time was spent waiting.
    """
    if one.status in ANSWERED:
        return True
    if one.status not in OVER or not one.agent:
        return False
    if one.ended_at_ms is None or one.waited_seconds is None:
        return True
    return one.ended_at_ms - one.started_at_ms - one.waited_seconds * 1000 >= 1000
