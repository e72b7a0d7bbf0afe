"""What does a reply do: which standard acts, and what beside them?

The phrases of the lexicon are taken out, act by act. What they leave is looked through for what
somebody says who answers: facts, steps taken, an explanation, a question, words of this matter.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from context.canned.lexicon import ACTS, LANGUAGES, Lexicon, language_of, lexicon
from context.canned.words import NUMBER, plain_text, sentences_of, words_of

SENTENCE_WORDS: Final = 60  # looked at in one go: bounds what a hostile text may cost
MOST_WORDS: Final = 600  # of a reply
_COVERED: Final = "|"


@dataclass(frozen=True, slots=True)
class Part:
    """One sentence. Counts are of words."""

    words: int
    covered: int  # by standard acts
    acts: frozenset[str]
    own: tuple[str, ...]  # words that are neither standard nor anybody's
    facts: int  # numbers, days
    tells: int
    done: int
    stretch: int  # the longest run of words that no act covers
    asks: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """A whole reply."""

    text: str  # its words, for comparing
    language: str  # UNKNOWN where the lexicon has none for it
    parts: tuple[Part, ...]

    @property
    def words(self) -> int:
        return sum(one.words for one in self.parts)

    @property
    def acts(self) -> frozenset[str]:
        return frozenset[str]().union(*(one.acts for one in self.parts))

    @property
    def own(self) -> tuple[str, ...]:
        return tuple(word for one in self.parts for word in one.own)


def read_reply(text: str) -> Reading:
    """Return what a reply does. It may be in any language; of four of them phrases are known."""
    sentences = sentences_of(text)
    words = [word for one in sentences for word in one.words][:MOST_WORDS]
    language = language_of(words)
    parts, taken = [], 0
    for one in sentences:
        for start in range(0, len(one.words), SENTENCE_WORDS):
            piece = one.words[start : start + SENTENCE_WORDS]
            if taken < MOST_WORDS:
                parts.append(_part(piece, one.is_question, language))
            taken += len(piece)
    return Reading(plain_text(sentences), language, tuple(parts))


def words_taken_up(reading: Reading, question: str) -> frozenset[str]:
    """Return the reply's own words that stand in what the customer wrote; forms of one count."""
    asked = {_stem(word) for word in words_of(question)}
    return frozenset(word for word in reading.own if _stem(word) in asked)


@lru_cache(maxsize=16_384)
def _part(words: tuple[str, ...], is_question: bool, language: str) -> Part:
    known = lexicon(language or LANGUAGES[0])
    rest = "".join(f"{word} " for word in words)
    acts = set()
    for act in ACTS:
        rest, times = known.acts[act].subn(f"{_COVERED} ", rest)
        if times:
            acts.add(act)
    left = [word for word in rest.split() if word != _COVERED]
    own = tuple(word for word in left if _is_own(word, known))
    return Part(
        words=len(words),
        covered=len(words) - len(left),
        acts=frozenset(acts),
        own=own,
        facts=sum(word == NUMBER or word in known.calendar for word in left),
        tells=len(known.cues["tells"].findall(rest)),
        done=len(known.cues["done"].findall(rest)),
        stretch=max(len(run.split()) for run in rest.split(_COVERED)),
        asks=is_question and len(left) > 1,
    )


def _is_own(word: str, known: Lexicon) -> bool:
    anybodys = word in known.light or word in known.service or word in known.calendar
    return not anybodys and word != NUMBER


def _stem(word: str) -> str:
    return word[:5] if len(word) > 5 else word.removesuffix("s")
