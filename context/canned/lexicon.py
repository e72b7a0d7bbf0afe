"""Which phrases are a standard reply's, and which words are anybody's? Tables, one per language.

`lexicon/<language>.toml` says how its phrases are written. A phrase is compiled to a regular
expression over words that each end in a blank, as in "thank you for your message ".
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from context.canned.words import words_of

LANGUAGES: Final = ("en", "de", "es", "fr")  # the first where none is recognised
UNKNOWN: Final = ""
FEWEST_WORDS: Final = 6  # of a reply from which its language can be told
LEAST_LIGHT: Final = 0.15  # share of light words in the four languages; in running text it is 0.4
# What sends elsewhere is looked for first: its words occur in the others as well.
ACTS: Final = (
    "redirect", "offer", "holding", "asking", "apology", "thanks", "greeting", "empathy", "closing"
)  # fmt: skip
_PIECE: Final = re.compile(r"\{\d+,\d+\}|\{(\w+)\}|\.{2,3}|<\w+>|[^\W\d_]+|[()|?*+]")
_GAPS: Final = {"..": "(?:[^ |]+ ){0,3}?", "...": "(?:[^ |]+ ){0,8}?"}


@dataclass(frozen=True, slots=True)
class Lexicon:
    """One language. `acts` and `cues` find their phrases in a string of words."""

    language: str
    acts: Mapping[str, re.Pattern[str]]
    cues: Mapping[str, re.Pattern[str]]
    light: frozenset[str]  # words that say nothing by themselves
    service: frozenset[str]  # words of every reply
    calendar: frozenset[str]


@cache
def lexicon(language: str) -> Lexicon:
    """Return the tables of one of LANGUAGES."""
    path = files("context") / "canned" / "lexicon" / f"{language}.toml"
    table = tomllib.loads(path.read_text("utf-8"))
    parts: dict[str, str] = {}
    for name, phrases in table["parts"].items():
        parts[name] = _any_of(phrases, parts)
    words = {name: frozenset(words_of(text)) for name, text in table["words"].items()}
    return Lexicon(
        language=language,
        acts={name: _finder(table["acts"][name], parts) for name in ACTS},
        cues={name: _finder(phrases, parts) for name, phrases in table["cues"].items()},
        light=words["light"],
        service=words["service"],
        calendar=words["calendar"],
    )


def language_of(words: Sequence[str]) -> str:
    """Return the language whose light words are the most; UNKNOWN where they are hardly any."""
    light = {one: sum(word in lexicon(one).light for word in words) for one in LANGUAGES}
    best = max(LANGUAGES, key=light.__getitem__)
    hardly = len(words) >= FEWEST_WORDS and light[best] < LEAST_LIGHT * len(words)
    return UNKNOWN if hardly else best


def phrase_pattern(phrase: str, parts: Mapping[str, str]) -> str:
    """Return the regular expression of a phrase, without flags or names."""
    pattern = ""
    for found in _PIECE.finditer(phrase):
        piece, part = found[0], found[1]
        if part:
            pattern += parts[part]
        elif piece in _GAPS:
            pattern += _GAPS[piece]
        elif piece == "(":
            pattern += "(?:"
        elif piece[0] in ")|?*+{":
            pattern += piece
        else:
            pattern += f"(?:{''.join(f'{word} ' for word in words_of(piece))})"
    return pattern


def _any_of(phrases: Sequence[str], parts: Mapping[str, str]) -> str:
    return "(?:" + "|".join(phrase_pattern(one, parts) for one in phrases) + ")"


def _finder(phrases: Sequence[str], parts: Mapping[str, str]) -> re.Pattern[str]:
    return re.compile(r"(?<![^ ])" + _any_of(phrases, parts))
