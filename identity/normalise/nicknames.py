"""Which formal names may a nickname stand for?"""

from functools import cache, lru_cache
from typing import Final

from nicknames import NickNamer

MOST_ROOTS: Final = 6  # formal names of one nickname that are worth a key each

# The table takes these for nicknames of one another; nobody else does.
_NOISE: Final = frozenset({("bill", "robert"), ("billy", "robert"), ("willie", "robert")})


@cache
def _formal_names() -> dict[str, frozenset[str]]:
    known = NickNamer().canonical_lookup
    return {
        nickname: frozenset(
            one for one in formal if one.isalpha() and (nickname, one) not in _NOISE
        )
        for nickname, formal in known.items()
    }


@cache
def _known_names() -> frozenset[str]:
    table = _formal_names()
    return frozenset(table).union(*table.values())


@lru_cache(maxsize=65_536)
def roots(given: str) -> frozenset[str]:
    """Return the name itself and every formal name that it may be short for."""
    return _formal_names().get(given, frozenset()) | {given}


@lru_cache(maxsize=65_536)
def key_roots(given: str) -> tuple[str, ...]:
    """Return at most seven roots, the name itself first: those best known as formal names."""
    table = _formal_names()
    formal = sorted(roots(given) - {given}, key=lambda one: (one in table, len(one), one))
    return (given, *formal[:MOST_ROOTS])


def is_known_name(given: str) -> bool:
    """Whether this is a given name in its own right, and hardly another one mistyped."""
    return given in _known_names()
