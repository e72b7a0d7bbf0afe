"""Does a post praise, blame, or neither? By a lexicon, in English, German, Spanish and French.

Each word and phrase of the lexicon counts; a "not" before it turns it round, "very" makes it
stronger, and what follows a "but" counts more than what stands before it. Irony is not understood.
How often this is right is measured on labelled posts (tests/fixtures/mentions, and the bench).
"""

import re
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Final

from context.mentions.lexicon import Lexicon, language_of, lexicon
from context.mentions.model import Sentiment, Tone
from context.mentions.tokens import MOST_CHARACTERS, fold

MOST_WORDS: Final = 400  # of a post
BEFORE: Final = 3  # words within which a "not" or "very" belongs to the next one
TURNED: Final = -0.7  # "not good" is less bad than "bad"
STRONGER: Final = 1.4
WEAKER: Final = 0.6
BEFORE_TURN: Final = 0.6
AFTER_TURN: Final = 1.4
DAMPING: Final = 8.0  # so that the score of one plain word is far from 1
CLEAR: Final = 0.25  # from this score on a post is positive or negative
GOOD_STARS: Final = 4
BAD_STARS: Final = 2
_WORD: Final = re.compile(r"\w+(?:['’]\w+)*|[.!?;:\n]+|[^\w\s]")
_SMILEY: Final = {
    ":)": "🙂",
    ":-)": "🙂",
    ":d": "😀",
    ":(": "😞",
    ":-(": "😞",
    ":/": "😕",
    "<3": "❤",
}
_SMILEYS: Final = re.compile(r":-?[)(/]|:d\b|<3", re.IGNORECASE)
_OTHERS: Final = re.compile(r"https?://\S+|(?<!\w)@\w+")


def sentiment_of(text: str | None, *, rating: str | None = None) -> Sentiment:
    """Return the tone of a post. Stars, where somebody gave them, say more than words."""
    words = _words(text or "")
    language = language_of(words)
    score, decided = _score(words, lexicon(language))
    stars = _stars(rating)
    if stars is not None:
        by_stars = (float(stars) - 3) / 2  # stars from 1 to 5: three say neither
        return Sentiment(_of_stars(stars, score), by_stars, (*decided, f"{stars} stars"), language)
    tone = Tone.POSITIVE if score >= CLEAR else Tone.NEGATIVE if score <= -CLEAR else Tone.NEUTRAL
    return Sentiment(tone, round(score, 3), decided, language)


def asks_something(text: str | None) -> bool:
    return text is not None and "?" in text


def _of_stars(stars: Decimal, score: float) -> Tone:
    if stars >= GOOD_STARS:
        return Tone.POSITIVE
    if stars <= BAD_STARS:
        return Tone.NEGATIVE
    return Tone.NEGATIVE if score <= -CLEAR else Tone.NEUTRAL


def _stars(rating: str | None) -> Decimal | None:
    try:
        return Decimal(rating) if rating else None
    except InvalidOperation:
        return None


def _words(text: str) -> list[str]:
    plain = _OTHERS.sub(" ", text[:MOST_CHARACTERS])
    plain = _SMILEYS.sub(lambda found: f" {_SMILEY[found[0].lower()]} ", plain)
    found = (fold(one).replace("'", "") for one in _WORD.findall(plain))
    return [one for one in found if one][:MOST_WORDS]


def _score(words: Sequence[str], table: Lexicon) -> tuple[float, tuple[str, ...]]:
    total, place, floor = 0.0, 0, 0
    decided: list[str] = []
    turn = max((at for at, one in enumerate(words) if one in table.turns), default=-1)
    while place < len(words):
        size, value = _at(words, place, table)
        if value:
            strength = value * _strength(words[max(floor, place - BEFORE) : place], table)
            floor = place + size
            if turn > 0:
                strength *= AFTER_TURN if place > turn else BEFORE_TURN
            total += strength
            decided.append(" ".join(words[place : place + size]))
        place += size
    return total / (total * total + DAMPING) ** 0.5, tuple(decided)


def _at(words: Sequence[str], place: int, table: Lexicon) -> tuple[int, int]:
    """Return how many words stand together here, and their valence."""
    for phrase, value in table.phrases.get(words[place], ()):
        if tuple(words[place : place + len(phrase)]) == phrase:
            return len(phrase), value
    return 1, table.valence(words[place])


def _strength(before: Sequence[str], table: Lexicon) -> float:
    """Return what the words right before one make of it, up to the sentence's beginning."""
    strength = 1.0
    for one in reversed(before):
        if one[0] in ".!?;:\n":
            break
        if one in table.nots:
            strength *= TURNED
        elif one in table.verys:
            strength *= STRONGER
        elif one in table.littles:
            strength *= WEAKER
    return strength
