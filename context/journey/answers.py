"""When was a message answered, and only by what anybody gets?"""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from context.journey.pieces import Key
from graph.model import InteractionView


@dataclass(frozen=True, slots=True)
class Answer:
    at_ms: int
    canned: bool
    asks: bool = False  # it is a question itself: more is to come


class Answers:
    """All that we wrote, by where it went."""

    def __init__(self, interactions: Iterable[InteractionView]) -> None:
        self._ours: dict[Key, list[InteractionView]] = {}
        for one in interactions:
            if one.direction != "in" and one.channel != "voice":
                self._ours.setdefault((one.source, one.channel), []).append(one)
        for sent in self._ours.values():
            sent.sort(key=lambda one: (one.started_at_ms, one.id))
        self._times: Final = {
            place: [one.started_at_ms for one in sent] for place, sent in self._ours.items()
        }

    def to(self, last: InteractionView, thread: set[Key]) -> Answer | None:
        """Return how the last message of a conversation was answered; None while it was not.

        An answer is a reply to it, or else our next message there that replies to nothing else.
        A real one counts more than a standard one that came before it.
        """
        if last.answered_at_ms is not None and not last.answer_canned:
            return Answer(last.answered_at_ms, False, _asks(last.answer_text))
        place = (last.source, last.channel)
        standard = None if last.answered_at_ms is None else Answer(last.answered_at_ms, True)
        sent = self._ours.get(place, ())
        first = bisect_left(self._times.get(place, ()), last.started_at_ms)
        for one in sent[first:]:
            if one.in_reply_to is not None and (one.source, one.in_reply_to) not in thread:
                continue
            if not one.canned:
                return Answer(one.started_at_ms, False, _asks(one.text))
            standard = standard or Answer(one.started_at_ms, True)
        return standard


def _asks(text: str | None) -> bool:
    return text is not None and "?" in text
