"""Which formal names may a nickname stand for?"""

from collections import Counter
from functools import cache, lru_cache
from typing import Final

from nicknames import NickNamer

MOST_ROOTS: Final = 6  # formal names of one nickname that are worth a key each

# The table takes these for nicknames of one another; hardly anybody else does.
_NOISE: Final = frozenset({("bill", "robert"), ("billy", "robert"), ("willie", "robert")})
_NONE: Final[frozenset[str]] = frozenset()


@cache
def _formal_names() -> dict[str, frozenset[str]]:
    """Nickname → formal names. The table also has a few relations the wrong way round."""
    table = NickNamer().nickname_lookup
    formal: dict[str, set[str]] = {}
    for name, nicknames in table.items():
        for nickname in nicknames:
            if not (name.isalpha() and nickname.isalpha()) or (nickname, name) in _NOISE:
                continue
            if not _is_turned_round(name, nickname, table):
                formal.setdefault(nickname, set()).add(name)
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
    table = _formal_names()
    return frozenset(table).union(*table.values())


def roots(given: str) -> frozenset[str]:
    """Return the name itself and every formal name that it may be short for."""
    return _formal_names().get(given, _NONE) | {given}


def are_short_for_one(one: str, other: str) -> bool:
    """Whether one name is short for the other, or both may be short for a third."""
    table = _formal_names()
    formal, other_formal = table.get(one, _NONE), table.get(other, _NONE)
    return other in formal or one in other_formal or not formal.isdisjoint(other_formal)


@lru_cache(maxsize=65_536)
def key_roots(given: str) -> tuple[str, ...]:
    """Return at most seven roots, the name itself first, then those with most short forms."""
    short_forms = _short_forms()
    formal = sorted(roots(given) - {given}, key=lambda one: (-short_forms.get(one, 0), one))
    return (given, *formal[:MOST_ROOTS])


def is_known_name(given: str) -> bool:
    """Whether this is a given name in its own right, and hardly another one mistyped."""
    return given in _known_names()
