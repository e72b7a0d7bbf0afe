"""What of a name part is compared besides its letters? Made once a name, ASCII like the name.

These are the columns that a comparison in SQL needs beside `given`, `middle` and `family`.
"""

from dataclasses import dataclass
from functools import lru_cache

from jellyfish import metaphone

from identity.normalise.name_tables import first_of_group
from identity.normalise.name_words import PARTICLES
from identity.normalise.nicknames import is_known_name, is_womans_name, roots
from identity.normalise.spelling import lacks_vowels, skeleton, spelling

_NONE: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class GivenForms:
    """Forms of a given name."""

    roots: frozenset[str]  # itself and every formal name that it may stand for
    initials: frozenset[str]  # of those
    sound: str  # metaphone
    spelling: str  # what its transliterations have in common
    skeleton: str | None  # its consonants
    lacks_vowels: bool  # from a script that writes none
    is_known: bool  # a name in its own right
    is_womans: bool  # rather than a man's
    signs: frozenset[str]  # roots, spelling, skeleton: names without a common one agree by none


@dataclass(frozen=True, slots=True)
class FamilyForms:
    """Forms of a family name, which may be double."""

    parts: tuple[str, ...]  # surnames without particles
    letters: frozenset[str]  # all of it as one word, with and without the particles
    roots: frozenset[str]  # of every part, and the usual one among its transliterations
    spellings: frozenset[str]  # of every part
    skeletons: frozenset[str]  # of every part
    lacks_vowels: bool
    signs: frozenset[str]  # letters, roots, spellings, skeletons: see above


@lru_cache(maxsize=65_536)
def given_forms(given: str) -> GivenForms:
    formal, spelled, consonants = roots(given), spelling(given), skeleton(given)
    return GivenForms(
        roots=formal,
        initials=frozenset(root[0] for root in formal),
        sound=str(metaphone(given)),
        spelling=spelled,
        skeleton=consonants,
        lacks_vowels=lacks_vowels(given),
        is_known=is_known_name(given),
        is_womans=is_womans_name(given),
        signs=formal | {spelled, consonants or spelled},
    )


@lru_cache(maxsize=131_072)
def family_forms(family: str) -> FamilyForms:
    parts = family_parts(family)
    long_parts = [part for part in parts if len(part) > 2]
    usual = first_of_group("family_spellings")
    letters = frozenset(("".join(parts), family.replace(" ", "")))
    formal = frozenset(parts).union(*(usual.get(part, _NONE) for part in parts))
    spellings = frozenset(spelling(part) for part in long_parts)
    skeletons = frozenset(filter(None, map(skeleton, long_parts)))
    return FamilyForms(
        parts=parts,
        letters=letters,
        roots=formal,
        spellings=spellings,
        skeletons=skeletons,
        lacks_vowels=any(map(lacks_vowels, long_parts)),
        signs=letters | formal | spellings | skeletons,
    )


@lru_cache(maxsize=131_072)
def family_parts(family: str) -> tuple[str, ...]:
    """Return the surnames in a family name, without particles, unless there is nothing else."""
    parts = family.split()
    return tuple(part for part in parts if part not in PARTICLES) or tuple(parts)
