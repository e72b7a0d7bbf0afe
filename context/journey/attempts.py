"""What was tried, and what came of it? The attempts of one matter as facts.

Each conversation, call or chat is one attempt. It came to nothing, it came to something, or it was
not over when we last heard of it; how long ago that is does not matter here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from context.journey.answers import Answer, Answers
from context.journey.contact import State, end_ms, is_misrouted, talked_seconds
from context.journey.model import Attempt
from context.journey.pieces import Key, Piece
from graph.model import InteractionView

OUTCOMES: Final[Mapping[State, str]] = {
    State.ABANDONED: "abandoned",
    State.WAITING: "waiting",
    State.RINGING: "ringing",
    State.VOICEMAIL: "unanswered",
    State.TALKING: "talking",
    State.TALKED: "answered",
    State.HANDED_ON: "transferred",
    State.CLOSED: "chat_closed",
    State.SOLVED: "solved",
    State.REACHED_NOBODY: "missed_call_back",
}
TOLD: Final = frozenset(OUTCOMES) | {State.MESSAGE}
LOST: Final = frozenset({State.VOICEMAIL, State.ABANDONED})  # one calls back
MOST_SAID: Final = 1_000  # characters that are kept of the customer's own words


@dataclass(slots=True, eq=False)
class _Course:
    """How one attempt went, as far as is known by now."""

    piece: Piece
    asked: list[InteractionView]
    outcome: str
    answer: Answer | None = None
    missed_calls_back: int = 0

    @property
    def last_ms(self) -> int:
        return self.asked[-1].started_at_ms

    @property
    def place(self) -> Key:
        return (self.piece.first.source, self.piece.first.channel)


def attempts_of(
    pieces: Sequence[Piece], answers: Answers, settled_ms: int | None
) -> tuple[Attempt, ...]:
    """Return the attempts of one matter, from its pieces, oldest first.

    `settled_ms` is when something last closed the matter.
    """
    lost_ms = min([one.at_ms for one in pieces if one.state in LOST], default=None)
    courses = [_course(one, answers) for one in pieces if _is_attempt(one, lost_ms)]
    if len(courses) > 1:
        _share_answers(courses)
        _lead_on(courses)
        _look_back(courses, settled_ms)
    if lost_ms is not None:
        _count_calls_back(courses, [it.at_ms for it in pieces if it.state is State.REACHED_NOBODY])
    return tuple([_attempt(one) for one in courses])


def _is_attempt(piece: Piece, lost_ms: int | None) -> bool:
    """Return whether a piece is an attempt: the customer's, or a promised call that failed.

    A call back that failed after a lost call belongs to that one.
    """
    if piece.case is not None:
        return False
    if piece.state is State.REACHED_NOBODY:
        return piece.promised and (lost_ms is None or piece.at_ms < lost_ms)
    return piece.first.direction == "in" and piece.state in TOLD


def _course(piece: Piece, answers: Answers) -> _Course:
    if piece.state is not State.MESSAGE:
        outcome = OUTCOMES[piece.state]
        if outcome == "transferred" and is_misrouted(piece.first):
            outcome = "misrouted"
        return _Course(piece, piece.interactions, outcome)
    asked = piece.asked
    answer = answers.to(asked[-1], piece.thread)
    if answer is None:
        return _Course(piece, asked, "unanswered")
    return _Course(piece, asked, "canned" if answer.canned else "answered", answer)


def _share_answers(courses: Sequence[_Course]) -> None:
    """A real answer to a later question at the same place is one to the questions before it."""
    answers: dict[Key, Answer] = {}
    for one in reversed(courses):
        if one.piece.state is not State.MESSAGE:
            continue
        if one.outcome == "answered" and one.answer is not None:
            answers[one.place] = one.answer
        elif one.place in answers:
            one.outcome, one.answer = "answered", answers[one.place]


def _lead_on(courses: Sequence[_Course]) -> None:
    """A standard reply that sent a customer elsewhere, who was answered there, led to something."""
    answered = [one.answer.at_ms for one in courses if one.answer and not one.answer.canned]
    for one in courses:
        canned = one.answer if one.outcome == "canned" else None
        if canned is not None and any(at_ms > canned.at_ms for at_ms in answered):
            one.outcome, one.answer = "answered", replace(canned, asks=True)


def _look_back(courses: Sequence[_Course], settled_ms: int | None) -> None:
    """An answer after which the customer came back did not solve it, unless it asked something."""
    last_try = max([one.piece.at_ms for one in courses if one.outcome != "solved"], default=0)
    for one in courses:
        if one.outcome != "answered" or one.answer is None or one.answer.asks:
            continue
        is_done = settled_ms is not None and one.last_ms <= settled_ms
        if last_try > one.answer.at_ms and not is_done:
            one.outcome = "not_solved"


def _count_calls_back(courses: Sequence[_Course], missed: Sequence[int]) -> None:
    """A call back that reached nobody is of the last lost call before it."""
    lost = [one for one in courses if one.piece.state in LOST]
    for at_ms in missed:
        before = [one for one in lost if one.last_ms < at_ms]
        if before:
            before[-1].missed_calls_back += 1


def _attempt(course: _Course) -> Attempt:
    piece, answer, asked = course.piece, course.answer, course.asked
    first, is_message = piece.first, piece.state is State.MESSAGE
    if len(piece.interactions) > 1:
        return _conversation(course)
    answered_ms = answer.at_ms if answer else None
    if piece.state in (State.TALKED, State.SOLVED):
        answered_ms = end_ms(first)
    waited = first.waited_seconds
    if piece.state is State.ABANDONED and waited is None and first.ended_at_ms is not None:
        waited = max(0, first.ended_at_ms - first.started_at_ms) // 1000
    has_talked = first.agent and piece.state in (State.TALKED, State.HANDED_ON)
    return Attempt(
        interaction_id=first.id,
        channel=first.channel,
        at_ms=first.started_at_ms,
        outcome=course.outcome,
        waited_seconds=None if is_message else waited,
        source=first.source,
        queue=first.queue,
        about=first.about,
        said=_said(asked[0].text),
        thread=(first.id, first.in_reply_to) if first.in_reply_to else (first.id,),
        answered_at_ms=answered_ms,
        talked_seconds=talked_seconds(first) if has_talked else None,
        transfers=first.transfers or 0,
        asked_back=answer is not None and answer.asks,
        missed_calls_back=course.missed_calls_back,
        agents=(first.agent,) if first.agent else (),
        public=first.public,
        reach=first.reach,
    )


def _conversation(course: _Course) -> Attempt:
    messages, asked, answer = course.piece.interactions, course.asked, course.answer
    first = messages[0]
    ids = [one.id for one in messages] + [one.in_reply_to for one in messages if one.in_reply_to]
    agents = [one.agent for one in messages if one.agent and not one.canned]
    return Attempt(
        interaction_id=first.id,
        channel=first.channel,
        at_ms=first.started_at_ms,
        outcome=course.outcome,
        waited_seconds=None,
        source=first.source,
        queue=next((one.queue for one in reversed(asked) if one.queue), None),
        about=tuple(dict.fromkeys([about for one in asked for about in one.about])),
        said=_said(next((one.text for one in asked if one.text), None)),
        thread=tuple(dict.fromkeys(ids)),
        asked_at_ms=asked[-1].started_at_ms,
        answered_at_ms=answer.at_ms if answer else None,
        messages=len(asked),
        transfers=sum([one.transfers or 0 for one in asked]),
        asked_back=answer is not None and answer.asks,
        agents=tuple(dict.fromkeys(agents)),
        public=any([one.public for one in asked]),
        reach=max([one.reach for one in asked if one.reach], default=None),
    )


def _said(text: str | None) -> str | None:
    return text if text is None or len(text) <= MOST_SAID else text[:MOST_SAID]
