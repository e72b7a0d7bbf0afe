"""Which formal names may a given name stand for, and how else are they spelled?"""

from collections import Counter
from functools import cache, lru_cache
from typing import Final

from nicknames import NickNamer

from identity.normalise.name_tables import first_of_group, table

MOST_ROOTS: Final = 6  # formal names of one nickname that are worth a key each

# The English table takes these for nicknames of one another; hardly anybody else does.
_NOISE: Final = frozenset({("bill", "robert"), ("billy", "robert"), ("willie", "robert")})
_NONE: Final[frozenset[str]] = frozenset()


@cache
def _formal_names() -> dict[str, frozenset[str]]:
    """Nickname → formal names. The English table also has a few relations the wrong way round."""
    english = NickNamer().nickname_lookup
    formal: dict[str, set[str]] = {}
    for name, nicknames in english.items():
        for nickname in nicknames:
            if not (name.isalpha() and nickname.isalpha()) or (nickname, name) in _NOISE:
                continue
            if not _is_turned_round(name, nickname, english):
                formal.setdefault(nickname, set()).add(name)
    for name, *short_forms in table("short_forms"):
        for short_form in short_forms:
            formal.setdefault(short_form, set()).add(name)
    return {nickname: frozenset(names) for nickname, names in formal.items()}


def _is_turned_round(name: str, nickname: str, table: dict[str, set[str]]) -> bool:
    """Whether the supposed nickname is the longer name, and has more short forms of its own."""
    if len(nickname) < len(name):
        return False
    return len(table.get(nickname, ())) > len(table[name])


@cache
def _short_forms() -> dict[str, int]:
    return dict(Counter(name for formal in _formal_names().values() for name in formal))


@cache
def _known_names() -> frozenset[str]:
    formal = _formal_names()
    spellings = first_of_group("given_spellings")
    common = (_words(one) for one in ("women", "men", "given_names"))
    return frozenset(formal).union(*formal.values(), spellings, *common)


@cache
def _words(name: str) -> frozenset[str]:
    return frozenset(word for line in table(name) for word in line)


@lru_cache(maxsize=65_536)
def roots(given: str) -> frozenset[str]:
    """Return the name itself and every formal name that it may stand for, in its usual spelling.

    Two names may be one person's where their roots have one in common.
    """
    names = _formal_names().get(given, _NONE) | {given}
    spellings = first_of_group("given_spellings")
    return names.union(*(spellings.get(name, _NONE) for name in names))


@lru_cache(maxsize=65_536)
def key_roots(given: str) -> tuple[str, ...]:
    """Return at most seven roots, the name itself first, then those with most short forms."""
    short_forms = _short_forms()
    formal = sorted(roots(given) - {given}, key=lambda one: (-short_forms.get(one, 0), one))
    return (given, *formal[:MOST_ROOTS])


def is_known_name(given: str) -> bool:
    """Whether this is a given name in its own right, and hardly another one mistyped."""
    return given in _known_names()


def is_womans_name(given: str) -> bool:
    """Whether it is a woman's name rather than a man's: by the census, else by its last letter.

    Sara and Sarah end in a, Paul does not: so it is in many languages, though not in all.
    """
    if given in _words("women"):
        return True
    return given.removesuffix("h").endswith("a") and given not in _words("men")
