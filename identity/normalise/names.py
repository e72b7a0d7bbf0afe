"""Which part of a name is the given one, which the family's?"""

import re
from typing import Final

from identity.normalise.text import MOST_CHARACTERS, to_ascii

Name = tuple[str | None, str | None, str | None]  # given, middle, family

NOBODY: Final[Name] = (None, None, None)
MOST_TOKENS: Final = 8  # no name has more that help

TITLES: Final = frozenset(
    {
        "mr", "mrs", "ms", "miss", "mx", "dr", "prof", "professor", "sir", "dame", "lady",
        "lord", "rev", "reverend", "hon", "capt", "captain", "col", "sgt", "lt", "maj",
        "gen", "herr", "frau", "mme", "mlle", "monsieur", "madame", "senor", "senora",
        "senorita", "sra", "srta", "dra", "honourable", "admiral", "general", "ing",
    }
)  # fmt: skip
SUFFIXES: Final = frozenset(
    {
        "jr", "sr", "ii", "iii", "iv", "junior", "senior", "esq", "esquire", "phd", "md",
        "dds", "dvm", "mba", "cpa", "rn", "obe", "mbe", "cbe", "bsc", "msc", "baronet", "bt",
    }
)  # fmt: skip
PARTICLES: Final = frozenset(
    {
        "von", "van", "vom", "zu", "zum", "zur", "der", "den", "de", "del", "della", "di",
        "da", "do", "dos", "das", "du", "des", "la", "las", "le", "los", "el", "al", "bin",
        "ibn", "bint", "ben", "ter", "ten", "te", "y", "st", "san",
    }
)  # fmt: skip
_LEADING_PARTICLES: Final = PARTICLES - {"ben", "san", "te", "y", "do"}  # these are names as well
_NO_NAME: Final = frozenset(
    {
        "unknown", "anonymous", "none", "null", "nil", "n a", "undefined", "noname", "no name",
        "not provided", "not given", "unavailable", "withheld", "firstname", "lastname",
        "first name", "last name", "full name", "unknown unknown", "tbd", "xxx",
    }
)  # fmt: skip
_NO_DISPLAY_NAME: Final = _NO_NAME | frozenset(
    {
        "guest", "customer", "user", "test", "test test", "test user", "private", "private caller",
        "caller", "admin", "anonymous caller", "unknown caller", "wireless caller", "restricted",
        "private number", "unknown number", "guest user", "deleted user", "na",
    }
)  # fmt: skip

_ADDRESS: Final = re.compile(r"[@_]|://|\bwww\.|\.(?:com|net|org|io|co)\b", re.IGNORECASE)
_ASIDE: Final = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|\"[^\"]*\"|“[^“”]*”|«[^«»]*»")
_JOINT: Final = re.compile(r"\s*&\s*|\s+and\s+", re.IGNORECASE)
_LINKS: Final = frozenset({"of", "the"})
_SLIP: Final = re.compile(r"\D+\d\D{2,}|\d\D{3,}")  # a digit for a letter
_NOT_LETTERS: Final = re.compile(r"[^a-z]+")
_EAST_ASIAN: Final = re.compile(
    "(?:[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af]|[\\s\u3000・])+"
)
_COMPOUND_FAMILIES: Final = frozenset(
    {
        "欧阳", "歐陽", "司马", "司馬", "诸葛", "諸葛", "上官", "夏侯",
        "皇甫", "尉迟", "令狐", "남궁", "황보", "제갈", "선우",
    }
)  # fmt: skip


def split_name(text: str) -> Name:
    """Return given, middle and family name of a full or display name; unknown parts are None.

    An address, a handle or a placeholder is not a name. Of "Ana & Jorge Lopez" only the family
    is one person's for certain. A single word is taken for a given name, after a title for a
    family's.
    """
    text = text[:MOST_CHARACTERS].strip()
    if not text or _ADDRESS.search(text):
        return NOBODY
    if not text.isascii() and _EAST_ASIAN.fullmatch(text):
        return _split_east_asian(text)
    text = _ASIDE.sub(" ", text) if _ASIDE.search(text) else text
    parts = [part for part in map(_tokens, text.split(",")) if part]
    parts = [*parts[:1], *(part for part in parts[1:] if not _only_titles(part))]
    if not parts or " ".join(parts[0]) in _NO_DISPLAY_NAME:
        return NOBODY
    if len(parts) > 1:
        given, middle = _given_and_middle(_without_titles(parts[1]))
        return given, middle, " ".join(_without_titles(parts[0]))
    if _JOINT.search(text):
        return None, None, _split_tokens(parts[0])[2]
    tokens = _without_titles(parts[0])
    if len(tokens) == 1 and parts[0][0] in TITLES and len(parts[0]) > 1:
        return None, None, tokens[0]
    return _split_tokens(tokens)


def normalise_given(text: str) -> tuple[str | None, str | None]:
    """Return given name (maybe an initial) and further ones of a field that holds given names."""
    if _ADDRESS.search(text[:MOST_CHARACTERS]):
        return None, None
    tokens = _tokens(_ASIDE.sub(" ", text[:MOST_CHARACTERS]))
    if " ".join(tokens) in _NO_NAME or (len(tokens) > 1 and _JOINT.search(text)):
        return None, None
    return _given_and_middle(_without_titles(tokens))


def normalise_family(text: str) -> str | None:
    """Return the family name with its particles, its parts separated by spaces."""
    if _ADDRESS.search(text[:MOST_CHARACTERS]):
        return None
    tokens = _tokens(_ASIDE.sub(" ", text[:MOST_CHARACTERS]))
    if " ".join(tokens) in _NO_NAME:
        return None
    return " ".join(_without_titles(tokens)) or None


def normalise_name(name: str | None, given: str | None, family: str | None) -> Name:
    """Return the parts of a record's name, split by the source where it did, else by us."""
    if given and family:
        first, middle = normalise_given(given)
        return first, middle, normalise_family(family)
    if name:
        return split_name(name)
    only = given or family
    if not only:
        return NOBODY
    if "," in only:
        return split_name(only)
    if given:
        first, middle = normalise_given(given)
        return first, middle, None
    return None, None, normalise_family(only)


def _tokens(text: str) -> list[str]:
    """Return the words of a name, lower case."""
    plain = to_ascii(text).lower().replace("'", "").replace("`", "")
    words = plain.replace("-", " ").replace(".", " ").split()
    letters = (word if word.isalpha() else _letters(word) for word in words)
    return [word for word in letters if word and word not in _LINKS][:MOST_TOKENS]


def _letters(word: str) -> str:
    """Return a word's letters: "jo6ce" is a slip, but "ana92" and "1st" are not words of a name."""
    if any(one.isdigit() for one in word) and not _SLIP.fullmatch(word):
        return ""
    return _NOT_LETTERS.sub("", word.replace("0", "o"))


def _only_titles(tokens: list[str]) -> bool:
    return all(token in TITLES or token in SUFFIXES for token in tokens)


def _without_titles(tokens: list[str]) -> list[str]:
    start, end = 0, len(tokens)
    while start < end - 1 and tokens[start] in TITLES:
        start += 1
    while end > start + 1 and tokens[end - 1] in SUFFIXES:
        end -= 1
    return tokens[start:end]


def _given_and_middle(tokens: list[str]) -> tuple[str | None, str | None]:
    if not tokens:
        return None, None
    return tokens[0], " ".join(tokens[1:]) or None


def _split_tokens(tokens: list[str]) -> Name:
    if len(tokens) < 2:
        return (tokens[0] if tokens else None), None, None
    at = next(
        (i for i in range(1, len(tokens) - 1) if tokens[i] in _LEADING_PARTICLES), len(tokens) - 1
    )
    given, middle = _given_and_middle(tokens[:at])
    return given, middle, " ".join(tokens[at:])


def _split_east_asian(text: str) -> Name:
    """Family names come first; without a space the first character, or a known pair, is one."""
    words = text.replace("・", " ").split()
    if len(words) == 1:
        word = words[0]
        if not 2 <= len(word) <= 4:
            return "".join(_tokens(word)) or None, None, None
        at = 2 if len(word) > 2 and word[:2] in _COMPOUND_FAMILIES else 1
        words = [word[:at], word[at:]]
    family, given = ("".join(_tokens(one)) or None for one in (words[0], "".join(words[1:])))
    return given, None, family
