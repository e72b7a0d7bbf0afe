"""Which words around a name belong to it, which say who its bearer is, and which are no name?"""

from collections.abc import Sequence
from typing import Final

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
LEADING_PARTICLES: Final = PARTICLES - {"ben", "san", "te", "y", "do"}  # these are names as well
NO_NAME: Final = frozenset(
    {
        "unknown", "anonymous", "none", "null", "nil", "n a", "undefined", "noname", "no name",
        "not provided", "not given", "unavailable", "withheld", "firstname", "lastname",
        "first name", "last name", "full name", "unknown unknown", "tbd", "xxx",
    }
)  # fmt: skip
NO_DISPLAY_NAME: Final = NO_NAME | frozenset(
    {
        "guest", "customer", "user", "test", "test test", "test user", "private", "private caller",
        "caller", "admin", "anonymous caller", "unknown caller", "wireless caller", "restricted",
        "private number", "unknown number", "guest user", "deleted user", "na",
    }
)  # fmt: skip


def generation_of(suffixes: Sequence[str]) -> str | None:
    """Return which of several bearers of a name the words after it tell, the last first."""
    for token in reversed(suffixes):
        if token in GENERATIONS:
            return GENERATIONS[token]
        if token not in SUFFIXES:
            return None
    return None


def only_titles(tokens: Sequence[str]) -> bool:
    """Whether there is no name among these words."""
    return all(token in TITLES or _is_suffix(token) for token in tokens)


def _is_suffix(token: str) -> bool:
    return token in SUFFIXES or token in GENERATIONS


def without_titles(tokens: list[str]) -> list[str]:
    """Return the words between titles and suffixes; one word at least remains."""
    start, end = 0, len(tokens)
    while start < end - 1 and all(part in TITLES for part in tokens[start].split("-")):
        start += 1
    while end > start + 1 and _is_suffix(tokens[end - 1]):
        end -= 1
    return tokens[start:end]
