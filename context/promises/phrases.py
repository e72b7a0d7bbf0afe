"""With which words is something promised, and by when? Tables, one per language.

`phrases/<language>.toml` says how they are written. A phrase becomes a regular expression over
words that each end in a blank, as in "i will call you back ".
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

from context.promises.model import Kind
from context.promises.text import plain_words

LANGUAGES: Final = ("en", "de", "es", "fr")
UNITS: Final = ("minute", "hour", "day", "working_day", "week", "month")
DAYS: Final = (
    "today", "tomorrow", "after_tomorrow", "this_week", "next_week", "this_month", "next_month"
)  # fmt: skip
LISTS: Final = ("within", "to", "next", "by", "am", "pm", "o_clock", "ordinals", "of")
START: Final = r"(?<![^ ])"
_PIECE: Final = re.compile(r"\{(\w+)\}|\.{2,3}|[^\W\d_]+|\d+|[()|?*+]")
_GAPS: Final = {"..": "(?:[^ ]+ ){0,3}?", "...": "(?:[^ ]+ ){0,8}?"}


class WrongPhrasesError(ValueError):
    """A table of phrases that ships is not as it should be."""

    def __init__(self, language: str, what: str) -> None:
        super().__init__(f"phrases/{language}.toml: {what}")


@dataclass(frozen=True, slots=True)
class TimeWords:
    """Words of times, in the language's own spelling: word → what it means."""

    numbers: Mapping[str, int]
    units: Mapping[str, str]  # to one of UNITS
    days: Mapping[str, str]  # to one of DAYS
    weekdays: Mapping[str, int]  # Monday is 0
    months: Mapping[str, int]  # January is 1
    parts: Mapping[str, int]  # parts of a day, to the hour at which they end
    between: Sequence[tuple[str, str]]
    lists: Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Phrases:
    """One language. `kinds` find a promise in a string of words, `vetoes` what makes it none."""

    language: str
    triggers: re.Pattern[str]  # no promise without one of these
    kinds: Mapping[Kind, re.Pattern[str]]
    vetoes: re.Pattern[str]
    harmless: re.Pattern[str]  # taken out before the vetoes are looked for
    tags: re.Pattern[str]  # "…, ok?" asks nothing
    time: TimeWords


@cache
def phrases(language: str) -> Phrases:
    """Return the tables of one of LANGUAGES. Raises WrongPhrasesError."""
    text = (files("context.promises") / "phrases" / f"{language}.toml").read_text("utf-8")
    try:
        return read_phrases(language, tomllib.loads(text))
    except (KeyError, AttributeError, TypeError) as error:
        raise WrongPhrasesError(language, f"{error} is missing or of another type") from error


def read_phrases(language: str, table: Mapping[str, Any]) -> Phrases:
    """Return what a table says. Raises WrongPhrasesError."""
    parts: dict[str, str] = {}
    for name, said in table["parts"].items():
        parts[name] = _any_of(language, said, parts)
    unknown = table["kinds"].keys() - set(Kind)
    if unknown:
        raise WrongPhrasesError(language, f"there is no kind {', '.join(sorted(unknown))}")
    return Phrases(
        language=language,
        triggers=_finder(language, table["triggers"], parts),
        kinds={kind: _finder(language, table["kinds"][kind], parts) for kind in Kind},
        vetoes=_finder(language, table["sentence"]["vetoes"], parts),
        harmless=_finder(language, table["sentence"]["harmless"], parts),
        tags=re.compile(_any_of(language, table["sentence"]["tags"], parts) + "$"),
        time=_time_words(language, table["time"]),
    )


def phrase_pattern(language: str, phrase: str, parts: Mapping[str, str]) -> str:
    """Return the regular expression of a phrase.

    `(a|b)`, `?`, `*` and `+` are as in those; `{name}` is a part, `..` up to three words, `...` up
    to eight.
    """
    pattern = ""
    for found in _PIECE.finditer(phrase):
        piece, part = found[0], found[1]
        if part and part not in parts:
            raise WrongPhrasesError(language, f"there is no part {part!r}, as in {phrase!r}")
        if part:
            pattern += parts[part]
        elif piece in _GAPS:
            pattern += _GAPS[piece]
        elif piece == "(":
            pattern += "(?:"
        elif piece in ")|?*+":
            pattern += piece
        else:
            pattern += f"(?:{plain_words(piece)})"
    return pattern


def _any_of(language: str, said: Sequence[str], parts: Mapping[str, str]) -> str:
    patterns = [phrase_pattern(language, one, parts) for one in said]
    try:
        re.compile("|".join(patterns))
    except re.error as error:
        raise WrongPhrasesError(language, f"{error} in one of {list(said)}") from error
    return f"(?:{'|'.join(patterns)})"


def _finder(language: str, said: Sequence[str], parts: Mapping[str, str]) -> re.Pattern[str]:
    return re.compile(START + _any_of(language, said, parts))


def _time_words(language: str, table: Mapping[str, Any]) -> TimeWords:
    for name, known in (("units", UNITS), ("days", DAYS)):
        if table[name].keys() - set(known):
            raise WrongPhrasesError(language, f"time.{name} has other keys than {known}")
    for name, count in (("weekdays", 7), ("months", 12)):
        if len(table[name]) != count:
            raise WrongPhrasesError(language, f"time.{name} has not {count} entries")
    return TimeWords(
        numbers={plain_words(word): number for word, number in table["numbers"].items()},
        units=_by_word(table["units"]),
        days=_by_word(table["days"]),
        weekdays=_by_word(dict(enumerate(table["weekdays"]))),
        months=_by_word(dict(enumerate(table["months"], start=1))),
        parts={plain_words(word): hour for word, hour in table["parts"].items()},
        between=tuple((plain_words(one), plain_words(two)) for one, two in table["between"]),
        lists={name: tuple(map(plain_words, table[name])) for name in LISTS},
    )


def _by_word(table: Mapping[Any, Sequence[str]]) -> dict[str, Any]:
    return {plain_words(word): meaning for meaning, words in table.items() for word in words}
