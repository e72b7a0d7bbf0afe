"""Which part of a name is the given one, which the family's, and which of two generations is it?"""

import re
from functools import cache
from typing import Final, NamedTuple

from identity.normalise.name_tables import table
from identity.normalise.text import MOST_CHARACTERS, to_ascii


class Name(NamedTuple):
    """The parts of one person's name, lower-case ASCII; None is unknown."""

    given: str | None = None
    middle: str | None = None
    family: str | None = None
    generation: str | None = None  # "1" of Senior, "2" of Junior or II, "3", "4"


NOBODY: Final = Name()
MOST_TOKENS: Final = 8  # no name has more that help

TITLES: Final = frozenset(
    {
        "mr", "mrs", "ms", "miss", "mx", "dr", "prof", "professor", "sir", "dame", "lady",
        "lord", "rev", "reverend", "hon", "capt", "captain", "col", "sgt", "lt", "maj",
        "gen", "honourable", "admiral", "general", "herr", "frau", "hr", "fru", "dipl", "ing",
        "med", "habil", "mme", "mlle", "monsieur", "madame", "mademoiselle", "maitre", "senor",
        "senora", "senorita", "sr", "sra", "srta", "dra", "lic", "arq", "senhor", "senhora",
        "signor", "signora", "sigra", "dott", "dottssa", "avv", "pani", "mgr", "inz",
        "gospodin", "gospozha", "dhr", "mevr", "mevrouw", "meneer", "shri", "smt",
        "sheikh", "shaikh", "hajji", "kyrios", "kyria", "drs",
    }
)  # fmt: skip
GENERATIONS: Final = {
    "sr": "1", "senior": "1", "jr": "2", "jnr": "2", "junior": "2", "ii": "2", "2nd": "2",
    "iii": "3", "3rd": "3", "iv": "4", "4th": "4",
}  # fmt: skip
SUFFIXES: Final = frozenset(
    {
        "esq", "esquire", "phd", "md", "dds", "dvm", "mba", "cpa", "rn", "obe", "mbe", "cbe",
        "bsc", "msc", "baronet", "bt", "kc", "qc", "cfa", "pmp",
    }
)  # fmt: skip
PARTICLES: Final = frozenset(
    {
        "von", "van", "vom", "zu", "zum", "zur", "der", "den", "de", "del", "della", "di",
        "da", "do", "dos", "das", "du", "des", "la", "las", "le", "los", "el", "al", "bin",
        "ibn", "bint", "ben", "ter", "ten", "te", "y", "st", "san", "af", "av",
    }
)  # fmt: skip
_LEADING_PARTICLES: Final = PARTICLES - {"ben", "san", "te", "y", "do"}  # these are names as well
_SONS: Final = frozenset({"mc", "mac"})  # "Mc Donald" is "McDonald"
_SERVANTS: Final = frozenset({"abd", "abdul", "abdel", "abdal"})  # "Abd al-Rahman", "Abdul Rahman"
_ARTICLES: Final = frozenset({"al", "el", "ul", "ur", "ar", "as"})
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
_INITIALS: Final = re.compile(r"[bcdfghjklmnpqrstvwxz]{2}")  # "JR Smith"; "Ng" is a name
_FOLDED: Final = str.maketrans({"'": None, "`": None, ".": " "})
_EAST_ASIAN: Final = re.compile(
    "(?:[\u3005\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af]|[\\s\u3000・])+"
)
_HONORIFIC: Final = re.compile(
    r"(?<=\w)-(?:san|sama|ssi|nim)\b|"
    "(?<=[\u3040-\u9fff\uac00-\ud7af])\\s*(?:様|さま|さん|殿|先生|女士|小姐|氏|씨|님)$",
    re.IGNORECASE,
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
    text = _HONORIFIC.sub("", text[:MOST_CHARACTERS].strip())
    if not text or _ADDRESS.search(text):
        return NOBODY
    if not text.isascii() and _EAST_ASIAN.fullmatch(text):
        return _split_east_asian(text)
    text = _ASIDE.sub(" ", text) if _ASIDE.search(text) else text
    parts = [part for part in map(_tokens, text.split(",")) if part]
    if not parts or " ".join(parts[0]) in _NO_DISPLAY_NAME:
        return NOBODY
    suffixes = (parts[0][1:], *parts[1:])
    generation = next(filter(None, map(_generation, suffixes)), None)
    parts = [*parts[:1], *(part for part in parts[1:] if not _only_titles(part))]
    if len(parts) > 1:
        given, middle = _given_and_middle(_without_titles(parts[1]))
        return Name(given, middle, _family(_without_titles(parts[0])), generation)
    if _JOINT.search(text):
        return Name(family=_split_tokens(parts[0])[2])
    tokens = _without_titles(parts[0])
    if len(tokens) == 1 and parts[0][0] in TITLES and len(parts[0]) > 1:
        return Name(family=_family(tokens), generation=generation)
    return Name(*_split_tokens(tokens), generation)


def normalise_given(text: str) -> tuple[str | None, str | None]:
    """Return given name (maybe an initial) and further ones of a field that holds given names."""
    if _ADDRESS.search(text[:MOST_CHARACTERS]):
        return None, None
    tokens = _tokens(_plain(text))
    if " ".join(tokens) in _NO_NAME or (len(tokens) > 1 and _JOINT.search(text)):
        return None, None
    return _given_and_middle(_without_titles(tokens))


def normalise_family(text: str) -> str | None:
    """Return the family name with its particles, its parts separated by spaces."""
    if _ADDRESS.search(text[:MOST_CHARACTERS]):
        return None
    tokens = _tokens(_plain(text))
    if " ".join(tokens) in _NO_NAME:
        return None
    return _family(_without_titles(tokens))


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
    generations = (_generation(_tokens(_plain(field))[1:]) for field in (family, given))
    return Name(
        *normalise_given(given), normalise_family(family), next(filter(None, generations), None)
    )


def _plain(text: str) -> str:
    return _HONORIFIC.sub("", _ASIDE.sub(" ", text[:MOST_CHARACTERS].strip()))


def _tokens(text: str) -> list[str]:
    """Return the words of a name, lower case; parts with a hyphen between them are one word."""
    folded = _ascii(text).lower().translate(_FOLDED)
    words = ("-".join(filter(None, map(_letters, word.split("-")))) for word in folded.split())
    tokens = [word for word in words if word and word not in _LINKS][:MOST_TOKENS]
    return [one for one in tokens[:-1] if one not in GENERATIONS or one.isalpha()] + tokens[-1:]


def _ascii(text: str) -> str:
    """Transliterate, words of scripts that do not write what is spoken by the table."""
    if text.isascii():
        return text
    written = _written()
    return " ".join(
        word if word.isascii() else written.get(word) or to_ascii(word) for word in text.split()
    )


@cache
def _written() -> dict[str, str]:
    return {word: latin for latin, *words in table("written") for word in words}


def _letters(word: str) -> str:
    """Return a word's letters: "jo6ce" is a slip, but "ana92" and "1st" are not words of a name."""
    if word.isalpha() or word in GENERATIONS:
        return word
    if any(one.isdigit() for one in word) and not _SLIP.fullmatch(word):
        return ""
    return _NOT_LETTERS.sub("", word.replace("0", "o"))


def _generation(suffixes: list[str]) -> str | None:
    """Return which of several bearers of a name the words after it tell, the last first."""
    for token in reversed(suffixes):
        if token in GENERATIONS:
            return GENERATIONS[token]
        if token not in SUFFIXES:
            return None
    return None


def _only_titles(tokens: list[str]) -> bool:
    return all(token in TITLES or _is_suffix(token) for token in tokens)


def _is_suffix(token: str) -> bool:
    return token in SUFFIXES or token in GENERATIONS


def _without_titles(tokens: list[str]) -> list[str]:
    start, end = 0, len(tokens)
    while start < end - 1 and all(part in TITLES for part in tokens[start].split("-")):
        start += 1
    while end > start + 1 and _is_suffix(tokens[end - 1]):
        end -= 1
    return tokens[start:end]


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


def _split_tokens(tokens: list[str]) -> tuple[str | None, str | None, str | None]:
    tokens = _with_servants(tokens)
    if len(tokens) < 2:
        return *_given_and_middle(tokens), None
    at = _start_of_family(tokens)
    return *_given_and_middle(tokens[:at]), _family(tokens[at:])


def _start_of_family(tokens: list[str]) -> int:
    last = len(tokens) - 1
    for at in range(1, last):
        if tokens[at] in _LEADING_PARTICLES or (tokens[at] in _SONS and at == last - 1):
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
        if word in _written() or not 2 <= len(word) <= 4:
            return Name(given="".join(_tokens(word)) or None)
        at = _family_characters(word)
        words = [word[:at], word[at:]]
    family, given = ("".join(_tokens(one)) or None for one in (words[0], "".join(words[1:])))
    return Name(given, None, family)


def _family_characters(word: str) -> int:
    if len(word) < 3:
        return 1
    return 2 if word[:2] in _COMPOUND_FAMILIES or word[:2] in _written() else 1
