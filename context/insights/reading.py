"""Which causes does a customer's message complain of, and in which words?"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from context.insights.model import Cause
from context.insights.text import own_words

FEWEST_LETTERS: Final = 3


@dataclass(frozen=True, slots=True)
class Complaint:
    cause: str
    words: str  # as the message has them, in plain words
    language: str  # of the phrase that found them


def complaints_in(text: str | None, causes: Iterable[Cause]) -> tuple[Complaint, ...]:
    """Return each cause that the text complains of, once, with the words that say so."""
    words = own_words(text) if text and len(text) >= FEWEST_LETTERS else ""
    if not words:
        return ()
    found = (_in_words(words, cause) for cause in causes)
    return tuple(one for one in found if one is not None)


def _in_words(words: str, cause: Cause) -> Complaint | None:
    for phrase in cause.phrases:
        match = phrase.pattern.search(words)
        if match is not None:
            return Complaint(cause.name, match[0].strip(), phrase.language)
    return None
