"""Which interactions tried to get something solved, and did not?

Only facts count: a call that ended in the queue, a message without an answer or with one that
anybody gets, an answer after which the customer had to come back, somebody who waits now. A
conversation that was answered live, a thank-you or a status that says solved closes what came
before it.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final

from context.journey.model import Attempt
from context.journey.wording import DAY_MS, HOUR_MS, duration, how_many
from graph.model import InteractionView

WINDOW_MS: Final = 30 * DAY_MS  # what is older is history, not an open attempt
SILENCE_MS: Final = DAY_MS  # messages further apart are another attempt
LONGEST_WAIT_MS: Final = 2 * HOUR_MS  # nobody waits longer on a line: the end was not reported

ABANDONED: Final = frozenset({"abandoned", "missed", "no_answer", "unanswered"})
QUEUING: Final = frozenset({"ringing", "queued", "waiting", "offered"})
ANSWERED: Final = frozenset({"answered", "active", "connected"})
OVER: Final = frozenset({"ended", "closed", "completed"})
SOLVED: Final = frozenset({"solved", "resolved"})
LIVE: Final = frozenset({"voice", "chat"})
SERVED: Final = frozenset({"web", "counter"})  # no question that waits for an answer
NO_QUESTION: Final = frozenset({"like", "follow", "repost", "thanks"})

THANKS: Final = re.compile(r"\W*(many thanks|thanks|thank you|thx)\b(?! for (nothing|your reply))")
UNTHANKFUL: Final = re.compile(r"\?|\b(but|still|however|again|yet|no thanks)\b")

OPENINGS: Final = {
    "social": "Posted in public",
    "dm": "Sent a direct message",
    "email": "Wrote an e-mail",
    "sms": "Sent a text message",
    "chat": "Opened a chat",
    "review": "Wrote a review",
    "voice": "Left a voicemail",
}


class State(Enum):
    ABANDONED = "abandoned"
    WAITING = "waiting"
    MESSAGE = "message"
    TALKING = "talking"  # being served at this moment
    SOLVED = "solved"
    NEITHER = "neither"


TRIES: Final = (State.ABANDONED, State.WAITING, State.MESSAGE, State.TALKING)


@dataclass(frozen=True, slots=True)
class Conversation:
    """Messages on one channel with no long silence between them, ours included."""

    messages: tuple[InteractionView, ...]  # oldest first; the first one came in

    @property
    def asked(self) -> tuple[InteractionView, ...]:
        return tuple(one for one in self.messages if one.direction == "in")


def open_attempts(interactions: Iterable[InteractionView], now_ms: int) -> tuple[Attempt, ...]:
    """Return the attempts of the last 30 days that nothing has solved, oldest first."""
    recent = sorted(
        (one for one in interactions if one.started_at_ms >= now_ms - WINDOW_MS),
        key=lambda one: (one.started_at_ms, one.source, one.id),
    )
    states = [(one, _state(one, now_ms)) for one in recent]
    solved_ms = max((_end(one) for one, state in states if state is State.SOLVED), default=0)
    tries = [one for one, state in states if state in TRIES and one.direction == "in"]
    attempts = [
        _live(one, state, now_ms)
        for one, state in states
        if state in (State.ABANDONED, State.WAITING) and one.started_at_ms > solved_ms
    ]
    said = [one for one, state in states if state is State.MESSAGE]
    for conversation in _conversations(said):
        if conversation.asked[-1].started_at_ms > solved_ms:
            attempts += _written(conversation, recent, tries, now_ms)
    return tuple(sorted(attempts, key=lambda one: (one.at_ms, one.interaction_id)))


def is_thanks(text: str | None) -> bool:
    """Return whether a short English text says thank you and nothing else is asked."""
    words = (text or "").casefold().strip()
    return len(words) <= 200 and bool(THANKS.match(words)) and not UNTHANKFUL.search(words)


def _state(one: InteractionView, now_ms: int) -> State:
    if one.direction != "in":
        return _state_of_ours(one, now_ms)
    if one.status in SOLVED or is_thanks(one.text):
        return State.SOLVED
    if one.channel in SERVED or one.kind in NO_QUESTION:
        return State.NEITHER
    if one.channel in LIVE and not _is_voicemail(one):
        return _state_of_live(one, now_ms)
    return State.MESSAGE


def _state_of_ours(one: InteractionView, now_ms: int) -> State:
    if one.channel != "voice":
        return State.MESSAGE
    return State.SOLVED if _has_talked(one) and _is_over(one, now_ms) else State.NEITHER


def _state_of_live(one: InteractionView, now_ms: int) -> State:
    if one.status in ABANDONED:
        return State.ABANDONED
    if _has_talked(one):
        return State.SOLVED if _is_over(one, now_ms) else State.TALKING
    if one.status in QUEUING:
        if now_ms - one.started_at_ms <= LONGEST_WAIT_MS:
            return State.WAITING
        return State.ABANDONED if one.channel == "chat" else State.NEITHER
    # A chat without a word about its course is the messages that it is made of.
    return State.MESSAGE if one.channel == "chat" and one.status not in OVER else State.NEITHER


def _is_voicemail(one: InteractionView) -> bool:
    return "voicemail" in (one.kind, one.status)


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


def _is_over(one: InteractionView, now_ms: int) -> bool:
    """Return whether a live conversation has ended; an old one has, even if nobody said so."""
    if one.status in OVER or one.ended_at_ms is not None:
        return True
    return now_ms - one.started_at_ms > LONGEST_WAIT_MS


def _end(one: InteractionView) -> int:
    return max(one.started_at_ms, one.ended_at_ms or 0)


def _live(one: InteractionView, state: State, now_ms: int) -> Attempt:
    waited = one.waited_seconds
    if state is State.WAITING:
        waited = max(waited or 0, (now_ms - one.started_at_ms) // 1000)
        place = "in the chat" if one.channel == "chat" else "on the line"
        words = f"Waits {place} now" + (f", for {duration(waited)}" if waited else "")
    else:
        if waited is None and one.ended_at_ms is not None:
            waited = max(0, one.ended_at_ms - one.started_at_ms) // 1000
        opening = "Opened a chat" if one.channel == "chat" else "Called"
        words = opening + (f", waited {duration(waited)}" if waited else "") + ", nobody answered"
    return _attempt((one,), state.value, waited, words)


def _conversations(said: Sequence[InteractionView]) -> list[Conversation]:
    """Return the conversations that customers began, from messages in order of time."""
    threads: dict[tuple[str, str], list[list[InteractionView]]] = {}
    for one in said:
        runs = threads.setdefault((one.source, one.channel), [])
        if runs and one.started_at_ms - runs[-1][-1].started_at_ms <= SILENCE_MS:
            runs[-1].append(one)
        elif one.direction == "in":
            runs.append([one])
    return [Conversation(tuple(run)) for runs in threads.values() for run in runs]


def _written(
    conversation: Conversation,
    recent: Sequence[InteractionView],
    tries: Sequence[InteractionView],
    now_ms: int,
) -> list[Attempt]:
    asked = conversation.asked
    last = asked[-1]
    answered_ms, is_canned = _answered(last, recent)
    opening = OPENINGS.get(last.channel, "Wrote a message")
    if len(asked) > 1:
        opening += f" ({how_many(len(asked), 'message')})"
    if answered_ms is None:
        reason = _unanswered(last, recent, now_ms)
        return [_attempt(conversation.messages, "unanswered", None, f"{opening}, {reason}")]
    took = duration((answered_ms - last.started_at_ms) / 1000)
    if is_canned:
        words = f"{opening}, a standard reply came after {took}, and nothing more"
        return [_attempt(conversation.messages, "canned", None, words)]
    if any(one.started_at_ms > answered_ms for one in tries):
        words = f"{opening}, our reply came after {took} and did not solve it"
        return [_attempt(conversation.messages, "not_solved", None, words)]
    return []


def _answered(last: InteractionView, recent: Sequence[InteractionView]) -> tuple[int | None, bool]:
    """Return when we answered, and whether only by what anybody gets.

    An answer is a reply to it, or else our next message on the same channel.
    """
    if last.channel == "voice":
        return None, False  # a call back that reached the customer has closed it already
    answers = [
        (one.canned, one.started_at_ms)
        for one in recent
        if one.direction == "out"
        and (one.source, one.channel) == (last.source, last.channel)
        and one.started_at_ms >= last.started_at_ms
    ]
    if last.answered_at_ms is not None:
        answers.append((last.answer_canned, last.answered_at_ms))
        if not last.answer_canned:
            return last.answered_at_ms, False
    is_canned, at_ms = min(answers, default=(False, None))
    return at_ms, is_canned


def _unanswered(last: InteractionView, recent: Sequence[InteractionView], now_ms: int) -> str:
    if last.channel != "voice":
        return f"no answer for {duration((now_ms - last.started_at_ms) / 1000)}"
    missed = sum(
        one.direction == "out" and one.channel == "voice" and one.started_at_ms > last.started_at_ms
        for one in recent
    )
    if missed:
        return f"{how_many(missed, 'call back', 'calls back')} reached nobody"
    return "nobody called back"


def _attempt(
    messages: Sequence[InteractionView], outcome: str, waited: int | None, words: str
) -> Attempt:
    first = messages[0]
    asked = [one for one in messages if one.direction == "in"]
    ids = [one.id for one in messages] + [one.in_reply_to for one in messages if one.in_reply_to]
    return Attempt(
        interaction_id=first.id,
        channel=first.channel,
        at_ms=first.started_at_ms,
        outcome=outcome,
        waited_seconds=waited,
        words=words,
        source=first.source,
        queue=next((one.queue for one in reversed(asked) if one.queue), None),
        about=tuple(dict.fromkeys(about for one in asked for about in one.about)),
        said=next((one.text for one in asked if one.text), None),
        thread=tuple(dict.fromkeys(ids)),
    )
