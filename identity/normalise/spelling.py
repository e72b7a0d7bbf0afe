"""Which spellings of a word are one name, once transliteration has had its say?"""

import re
from functools import lru_cache
from typing import Final

# What clerks, passports and languages write for one sound. A capital stands for a sound that no
# letter of its own spells.
_SOUNDS: Final = {
    "shch": "s", "sch": "s", "tsch": "C", "tch": "C", "sh": "s", "sz": "s", "cz": "C", "ch": "C",
    "kh": "h", "ph": "f", "th": "t", "gh": "g", "dh": "d", "bh": "b", "zh": "s", "dzh": "i",
    "dj": "i", "ts": "s", "tz": "s", "ck": "k", "qu": "k", "ou": "u", "oo": "u", "ee": "i",
    "ae": "a", "oe": "o", "ue": "u", "x": "ks", "q": "k", "w": "v", "y": "i", "j": "i", "z": "s",
    "ce": "se", "ci": "si", "cy": "si", "c": "k",
}  # fmt: skip
_SOUND: Final = re.compile("|".join(sorted(_SOUNDS, key=len, reverse=True)))
_TWICE: Final = re.compile(r"(.)\1+")
_ARTICLE: Final = re.compile(r"(?:al|el)(?=[b-df-hj-np-tv-z][a-z]{3})")
_VOWELS: Final = re.compile(r"[aeiouwyj]+")
FEWEST_CONSONANTS: Final = 3  # fewer are the skeleton of too many names


@lru_cache(maxsize=131_072)
def spelling(word: str) -> str:
    """Return what Mueller, Muller and Müller have in common, or Sergei, Sergej and Sergey.

    An Arabic article that is written as one word with the name is left out.
    """
    return _TWICE.sub(r"\1", _SOUND.sub(_sound, _ARTICLE.sub("", word, count=1)))


def _sound(found: re.Match[str]) -> str:
    return _SOUNDS[found[0]]


@lru_cache(maxsize=131_072)
def outline(word: str) -> str:
    """Return the first letter and the consonants of its spelling: how it sounds, in any language.

    Metaphone, which is English, brings fewer of one person's names together, and more of others'.
    """
    spelled = spelling(word)
    return spelled[0] + _VOWELS.sub("", spelled[1:])


@lru_cache(maxsize=131_072)
def skeleton(word: str) -> str | None:
    """Return the word's consonants, as scripts without vowels keep them, or None for too few."""
    consonants = spelling(_VOWELS.sub("", word)).lower()
    return consonants if len(consonants) >= FEWEST_CONSONANTS else None


def lacks_vowels(word: str) -> bool:
    """Whether the word seems to come from a script without short vowels: "mhmd", "khald"."""
    vowels = sum(map(word.count, "aeiouwy"))
    return len(word) > 1 and not set("eiou") & set(word) and 3 * vowels <= len(word) - vowels
