"""Which words is a name made of, once nothing but Latin letters is left?"""

import re
from functools import cache
from typing import Final

from identity.normalise.name_tables import table
from identity.normalise.name_words import GENERATIONS
from identity.normalise.text import MOST_CHARACTERS, to_ascii

MOST_TOKENS: Final = 8  # no name has more that help
_ADDRESS: Final = re.compile(r"[@_]|://|\bwww\.|\.(?:com|net|org|io|co)\b", re.IGNORECASE)
_ASIDE: Final = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|\"[^\"]*\"|“[^“”]*”|«[^«»]*»")
_LINKS: Final = frozenset({"of", "the"})
_SLIP: Final = re.compile(r"\D+\d\D{2,}|\d\D{3,}")  # a digit for a letter
_NOT_LETTERS: Final = re.compile(r"[^a-z]+")
_FOLDED: Final = str.maketrans({"'": None, "`": None, ".": " "})
_HONORIFIC: Final = re.compile(
    r"(?<=\w)-(?:san|sama|ssi|nim)\b|"
    "(?<=[\u3040-\u9fff\uac00-\ud7af])\\s*(?:様|さま|さん|殿|先生|女士|小姐|氏|씨|님)$",
    re.IGNORECASE,
)


def is_address(text: str) -> bool:
    """Whether it is an e-mail address, a handle or a page's, and no name."""
    return _ADDRESS.search(text[:MOST_CHARACTERS]) is not None


def plain(text: str) -> str:
    """Return the name without what stands in brackets or quotes, and without "san" or "様"."""
    return _HONORIFIC.sub("", _ASIDE.sub(" ", text[:MOST_CHARACTERS].strip()))


def words_of(text: str) -> list[str]:
    """Return the words of a name, lower case; parts with a hyphen between them are one word."""
    words = [_word(word) for word in _ascii(text).lower().translate(_FOLDED).split()]
    found = [word for word in words if word and word not in _LINKS][:MOST_TOKENS]
    return [one for one in found[:-1] if one not in GENERATIONS or one.isalpha()] + found[-1:]


def _word(word: str) -> str:
    return word if word.isalpha() else "-".join(filter(None, map(_letters, word.split("-"))))


def _ascii(text: str) -> str:
    """Transliterate, words of scripts that do not write what is spoken by the table."""
    if text.isascii():
        return text
    known = written()
    return " ".join(
        word if word.isascii() else known.get(word) or to_ascii(word) for word in text.split()
    )


@cache
def written() -> dict[str, str]:
    """Return the spellings of names whose script does not tell how they are spoken."""
    return {word: latin for latin, *words in table("written") for word in words}


def _letters(word: str) -> str:
    """Return a word's letters: "jo6ce" is a slip, but "ana92" and "1st" are not words of a name."""
    if word.isalpha() or word in GENERATIONS:
        return word
    if any(one.isdigit() for one in word) and not _SLIP.fullmatch(word):
        return ""
    return _NOT_LETTERS.sub("", word.replace("0", "o"))
