"""Which words are good or bad? Tables as data, one per language, read once.

`sentiment/<language>.toml` gives words and phrases a valence from -3 to 3; a word that ends in
"*" stands for all that begin with it.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

from context.mentions.tokens import fold, folded_words

LANGUAGES: Final = ("en", "de", "es", "fr")
RATED: Final = "vader"  # words that other people rated, below our own ...
RATED_IN: Final = "en"  # ... in this language
Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lexicon:
    language: str
    words: Mapping[str, int]
    stems: Mapping[str, int]
    lengths: tuple[int, ...]  # of the stems, the longest first
    phrases: Mapping[str, tuple[tuple[Phrase, int], ...]]  # by first word, the longest first
    light: frozenset[str]  # what running text is full of: tells the language
    turns: frozenset[str]  # "but": what follows counts more
    nots: frozenset[str]
    verys: frozenset[str]
    littles: frozenset[str]

    def valence(self, word: str) -> int:
        """Return how good a folded word is; 0 where the table does not know it."""
        known = self.words.get(word)
        if known is not None:
            return known
        for length in self.lengths:
            if len(word) >= length and word[:length] in self.stems:
                return self.stems[word[:length]]
        return 0


@cache
def lexicon(language: str) -> Lexicon:
    """Return the tables of one of LANGUAGES."""
    table = _table(language)
    rated = _listed(_table(RATED)) if language == RATED_IN else []
    own = _listed(table)
    words = table["words"]
    stems = {fold(word[:-1]): value for word, value in own if word.endswith("*")}
    plain = [(word, value) for word, value in own if not word.endswith("*")]
    known = {word: value for word, value in rated if not _begins_with(word, stems)}
    return Lexicon(
        language=language,
        words={**known, **{fold(word): value for word, value in plain}},
        stems=stems,
        lengths=tuple(sorted({len(one) for one in stems}, reverse=True)),
        phrases=_phrases(table["phrases"]),
        light=_set(words["light"]),
        turns=_set(words["turn"]),
        nots=_set(words["not"]),
        verys=_set(words["very"]),
        littles=_set(words["little"]),
    )


def language_of(words: Iterable[str]) -> str:
    """Return the language whose small words are the most among these; English where none are."""
    listed = list(words)
    counts = {one: sum(word in lexicon(one).light for word in listed) for one in LANGUAGES}
    return max(LANGUAGES, key=counts.__getitem__)


def _table(name: str) -> dict[str, Any]:
    path = files("context") / "mentions" / "sentiment" / f"{name}.toml"
    return tomllib.loads(path.read_text("utf-8"))


def _listed(table: Mapping[str, Any]) -> list[tuple[str, int]]:
    return [(word, int(value)) for value, text in table["valence"].items() for word in text.split()]


def _begins_with(word: str, stems: Mapping[str, int]) -> bool:
    return any(word.startswith(one) for one in stems)


def _phrases(table: Mapping[str, list[str]]) -> dict[str, tuple[tuple[Phrase, int], ...]]:
    found: dict[str, list[tuple[Phrase, int]]] = {}
    for value, phrases in table.items():
        for phrase in phrases:
            words = folded_words(phrase)
            found.setdefault(words[0], []).append((words, int(value)))
    return {
        first: tuple(sorted(known, key=lambda one: -len(one[0]))) for first, known in found.items()
    }


def _set(text: str) -> frozenset[str]:
    return frozenset(map(fold, text.split()))
