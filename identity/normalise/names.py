"""Which part of a name is the given one, which the family's, and which of two generations is it?"""

import re
from functools import cache, lru_cache
from typing import Final, NamedTuple

from identity.normalise.name_tables import table
from identity.normalise.name_tokens import is_address, plain, words_of, written
from identity.normalise.name_words import (
    LEADING_PARTICLES,
    NO_DISPLAY_NAME,
    NO_NAME,
    PARTICLES,
    TITLES,
    generation_of,
    only_titles,
    without_titles,
)
from identity.normalise.text import MOST_CHARACTERS


class Name(NamedTuple):
    """The parts of one person's name, lower-case ASCII; None is unknown."""

    given: str | None = None
    middle: str | None = None
    family: str | None = None
    generation: str | None = None  # "1" of Senior, "2" of Junior or II, "3", "4"


NOBODY: Final = Name()
_SONS: Final = frozenset({"mc", "mac"})  # "Mc Donald" is "McDonald"
_SERVANTS: Final = frozenset({"abd", "abdul", "abdel", "abdal"})  # "Abd al-Rahman", "Abdul Rahman"
_ARTICLES: Final = frozenset({"al", "el", "ul", "ur", "ar", "as"})
_JOINT: Final = re.compile(r"\s*&\s*|\s+and\s+", re.IGNORECASE)
_INITIALS: Final = re.compile(r"[bcdfghjklmnpqrstvwxz]{2}")  # "JR Smith"; "Ng" is a name
_EAST_ASIAN: Final = re.compile(
    "(?:[\u3005\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af]|[\\s\u3000・])+"
)
_COMPOUND_FAMILIES: Final = frozenset(
    {
        "欧阳", "歐陽", "司马", "司馬", "诸葛", "諸葛", "上官", "夏侯",
        "皇甫", "尉迟", "令狐", "남궁", "황보", "제갈", "선우",
    }
)  # fmt: skip


def split_name(text: str) -> Name:
    """Return the parts of a full or display name.

    An address, a handle or a placeholder is not a name. Of "Ana & Jorge Lopez" only the family
    is one person's for certain. A single word is taken for a given name, after a title for a
    family's. "García-López", and "García López" where both are surnames of countries in which
    people have two, stay together.
    """
    if is_address(text):
        return NOBODY
    text = plain(text)
    if not text.isascii() and _EAST_ASIAN.fullmatch(text):
        return _split_east_asian(text)
    parts = [part for part in map(words_of, text.split(",")) if part]
    if not parts or " ".join(parts[0]) in NO_DISPLAY_NAME:
        return NOBODY
    suffixes = (parts[0][1:], *parts[1:])
    generation = next(filter(None, map(generation_of, suffixes)), None)
    parts = [*parts[:1], *(part for part in parts[1:] if not only_titles(part))]
    if len(parts) > 1:
        given, middle = _given_and_middle(without_titles(parts[1]))
        return Name(given, middle, _family(without_titles(parts[0])), generation)
    if _JOINT.search(text):
        return Name(family=_split_words(parts[0])[2])
    tokens = without_titles(parts[0])
    if len(tokens) == 1 and parts[0][0] in TITLES and len(parts[0]) > 1:
        return Name(family=_family(tokens), generation=generation)
    return Name(*_split_words(tokens), generation)


def normalise_given(text: str) -> tuple[str | None, str | None]:
    """Return given name (maybe an initial) and further ones of a field that holds given names."""
    return _given_field(text[:MOST_CHARACTERS])[0]


def normalise_family(text: str) -> str | None:
    """Return the family name with its particles, its parts separated by spaces."""
    return _family_field(text[:MOST_CHARACTERS])[0]


@lru_cache(maxsize=65_536)
def _given_field(text: str) -> tuple[tuple[str | None, str | None], str | None]:
    """Return given and further names, and the generation that the field tells."""
    tokens = _field_words(text)
    if not tokens or (len(tokens) > 1 and _JOINT.search(text)):
        return (None, None), None
    return _given_and_middle(without_titles(tokens)), generation_of(tokens[1:])


@lru_cache(maxsize=65_536)
def _family_field(text: str) -> tuple[str | None, str | None]:
    """Return the family name, and the generation that the field tells."""
    tokens = _field_words(text)
    return _family(without_titles(tokens)), generation_of(tokens[1:])


def _field_words(text: str) -> list[str]:
    """Return the words of a field that holds a part of a name; none of what is no name."""
    if is_address(text):
        return []
    tokens = words_of(plain(text))
    return [] if " ".join(tokens) in NO_NAME else tokens


def normalise_name(name: str | None, given: str | None, family: str | None) -> Name:
    """Return the parts of a record's name, split by the source where it did, else by us.

    What a full name has beside the parts that the source split off are middle names.
    """
    if given and family:
        parts = _name_of_fields(given, family)
        return _with_middle_of(name, parts) if name and parts.middle is None else parts
    if name:
        return split_name(name)
    only = given or family
    if not only:
        return NOBODY
    if "," in only:
        return split_name(only)
    return _name_of_fields(given or "", family or "")


def _with_middle_of(full: str, parts: Name) -> Name:
    if parts.given is None or parts.family is None:
        return parts
    known = {parts.given, *parts.family.split()}
    whole = split_name(full)
    words = " ".join(filter(None, (whole.given, whole.middle, whole.family))).split()
    if known.isdisjoint(words):
        return parts  # a display name that is not this one with more
    others = [one for one in words if one not in known and one not in PARTICLES]
    return parts._replace(middle=" ".join(others) or None)


def _name_of_fields(given: str, family: str) -> Name:
    (first, middle), suffix = _given_field(given[:MOST_CHARACTERS])
    surname, generation = _family_field(family[:MOST_CHARACTERS])
    return Name(first, middle, surname, generation or suffix)


def _parts(tokens: list[str]) -> list[str]:
    return [part for token in tokens for part in token.split("-")]


def _given_and_middle(tokens: list[str]) -> tuple[str | None, str | None]:
    if not tokens:
        return None, None
    first, *rest = _with_servants(_parts(tokens))
    if _INITIALS.fullmatch(first) and first not in ("ng", "st"):
        first, *rest = *first, *rest
    return first, " ".join(rest) or None


def _family(tokens: list[str]) -> str | None:
    parts = _with_servants(_parts(tokens))
    if len(parts) > 1 and (parts[0] in _SONS or parts[0] == "o"):
        parts = [parts[0] + parts[1], *parts[2:]]
    return " ".join(parts) or None


def _with_servants(words: list[str]) -> list[str]:
    """Return the words with "abd al-rahman" and "abdul rahman" as one, "abdulrahman"."""
    found: list[str] = []
    at = 0
    while at < len(words):
        word = words[at]
        if word in _SERVANTS and at + 1 < len(words):
            at += 1
            if words[at] in _ARTICLES and at + 1 < len(words):
                at += 1
            head, _, tail = words[at].partition("-")
            word = "abdul" + (tail if head in _ARTICLES and tail else words[at])
        found.append(word)
        at += 1
    return found


def _split_words(tokens: list[str]) -> tuple[str | None, str | None, str | None]:
    tokens = _with_servants(tokens)
    if len(tokens) < 2:
        return *_given_and_middle(tokens), None
    at = _start_of_family(tokens)
    return *_given_and_middle(tokens[:at]), _family(tokens[at:])


def _start_of_family(tokens: list[str]) -> int:
    last = len(tokens) - 1
    for at in range(1, last):
        if tokens[at] in LEADING_PARTICLES or (tokens[at] in _SONS and at == last - 1):
            return at
        if tokens[at] == "y" and at > 1:
            return at - 1
    two = _double_families()
    return last - 1 if last > 1 and tokens[last - 1] in two and tokens[last] in two else last


@cache
def _double_families() -> frozenset[str]:
    return frozenset(name for line in table("double_families") for name in line)


def _split_east_asian(text: str) -> Name:
    """Family names come first; without a space the first character, or a known pair, is one."""
    words = text.replace("・", " ").split()
    if len(words) == 1:
        word = words[0]
        if word in written() or not 2 <= len(word) <= 4:
            return Name(given="".join(words_of(word)) or None)
        at = _family_characters(word)
        words = [word[:at], word[at:]]
    family, given = ("".join(words_of(one)) or None for one in (words[0], "".join(words[1:])))
    return Name(given, None, family)


def _family_characters(word: str) -> int:
    if len(word) < 3:
        return 1
    return 2 if word[:2] in _COMPOUND_FAMILIES or word[:2] in written() else 1
