"""Who answers what is asked about mentions: one function of context per question."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from context.mentions import board, handling, social
from context.mentions.handling import Doing
from context.mentions.model import MentionRules, Status
from context.mentions.social import HelpfulAnswer, Social
from context.mentions.view import Mention
from context.pop import Desk
from graph.social import FirestormView

Place = tuple[int, str] | None  # behind which a page goes on: points or an instant, and an id


class MentionAnswers(Protocol):
    """Everything that a resolver may ask about mentions."""

    async def mentions(
        self, statuses: Sequence[Status], *, first: int, after: Place, now: datetime
    ) -> Sequence[Mention]:
        """Return at most `first` mentions of these statuses, the most urgent first."""
        ...

    async def mention(self, mention_id: str, *, now: datetime) -> Mention | None:
        """Return one mention, or None."""
        ...

    async def firestorms(self, *, first: int, after: Place) -> Sequence[FirestormView]:
        """Return at most `first` firestorms, the newest first."""
        ...

    async def helpful_answers(self, mention_id: str) -> Sequence[HelpfulAnswer]:
        """Return what other customers answered in a mention's thread that was of help."""
        ...

    async def social(self, customer_id: str) -> Social:
        """Return how a customer stands in public."""
        ...

    async def claim_mention(self, mention_id: str, doing: Doing) -> Mention:
        """Take a mention that nobody has. Raises RefusedError, as all that follow."""
        ...

    async def release_mention(self, mention_id: str, doing: Doing) -> Mention:
        """Give a mention back to all."""
        ...

    async def answer_mention(self, mention_id: str, text: str, doing: Doing) -> Mention:
        """Keep the answer to a mention."""
        ...

    async def move_mention_to_private(self, mention_id: str, doing: Doing) -> Mention:
        """Say that it goes on where nobody reads along."""
        ...

    async def close_mention(self, mention_id: str, why: str | None, doing: Doing) -> Mention:
        """Say that nothing is left to do."""
        ...


class DeskMentionAnswers:
    """The answers of this deployment's desk."""

    _desk: Desk

    async def mentions(
        self, statuses: Sequence[Status], *, first: int, after: Place, now: datetime
    ) -> Sequence[Mention]:
        now_ms = round(now.timestamp() * 1000)
        graph = self._desk.identity.graph
        return await board.board(graph, statuses, after=after, limit=first, now_ms=now_ms)

    async def mention(self, mention_id: str, *, now: datetime) -> Mention | None:
        now_ms = round(now.timestamp() * 1000)
        return await board.mention(self._desk.identity.graph, mention_id, now_ms=now_ms)

    async def firestorms(self, *, first: int, after: Place) -> Sequence[FirestormView]:
        return await board.firestorms(self._desk.identity.graph, after=after, limit=first)

    async def helpful_answers(self, mention_id: str) -> Sequence[HelpfulAnswer]:
        return await social.helpful_answers(self._desk.identity.graph, mention_id)

    async def social(self, customer_id: str) -> Social:
        return await social.social_of(self._desk.identity.graph, customer_id)

    async def claim_mention(self, mention_id: str, doing: Doing) -> Mention:
        graph = self._desk.identity.graph
        return await handling.claim(graph, mention_id, doing, self._mention_rules())

    async def release_mention(self, mention_id: str, doing: Doing) -> Mention:
        graph = self._desk.identity.graph
        return await handling.release(graph, mention_id, doing, self._mention_rules())

    async def answer_mention(self, mention_id: str, text: str, doing: Doing) -> Mention:
        graph = self._desk.identity.graph
        return await handling.answer(graph, mention_id, text, doing, self._mention_rules())

    async def move_mention_to_private(self, mention_id: str, doing: Doing) -> Mention:
        graph = self._desk.identity.graph
        return await handling.move_to_private(graph, mention_id, doing, self._mention_rules())

    async def close_mention(self, mention_id: str, why: str | None, doing: Doing) -> Mention:
        graph = self._desk.identity.graph
        return await handling.close(graph, mention_id, why, doing, self._mention_rules())

    def _mention_rules(self) -> MentionRules:
        return self._desk.mentions.current().rules
