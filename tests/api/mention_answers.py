"""Answers about mentions for tests without a graph: there are none, and what was asked is noted."""

from typing import Any

from context.mentions.history import history_of
from context.mentions.social import Social
from identity.errors import UnknownError


class FakeMentionAnswers:
    """Notes what is asked with the `_note` of whoever mixes it in."""

    async def mentions(self, *what: Any, **by: Any) -> tuple[()]:
        self._noted((what, by))
        return ()

    async def mention(self, mention_id: str, **by: Any) -> None:
        self._noted((mention_id, by))

    async def firestorms(self, **by: Any) -> tuple[()]:
        self._noted(by)
        return ()

    async def helpful_answers(self, mention_id: str) -> tuple[()]:
        self._noted(mention_id)
        return ()

    async def social(self, customer_id: str) -> Social:
        self._noted(customer_id)
        return Social((), history_of(()), ())

    async def claim_mention(self, mention_id: str, *rest: Any) -> Any:
        self._refuse(mention_id, rest)

    async def release_mention(self, mention_id: str, *rest: Any) -> Any:
        self._refuse(mention_id, rest)

    async def answer_mention(self, mention_id: str, *rest: Any) -> Any:
        self._refuse(mention_id, rest)

    async def move_mention_to_private(self, mention_id: str, *rest: Any) -> Any:
        self._refuse(mention_id, rest)

    async def close_mention(self, mention_id: str, *rest: Any) -> Any:
        self._refuse(mention_id, rest)

    def _refuse(self, mention_id: str, rest: tuple[Any, ...]) -> None:
        self._noted((mention_id, *rest))
        raise UnknownError("mention", mention_id)

    def _noted(self, asked: Any) -> None:
        self._note(asked)  # type: ignore[attr-defined]
