"""Is it the same name? First and last in one comparison, since they depend on each other."""

from functools import lru_cache
from typing import Final

from jellyfish import metaphone
from rapidfuzz.distance import JaroWinkler

from identity.comparable import ComparableRecord
from identity.comparisons.comparison import Comparison
from identity.normalise.names import PARTICLES
from identity.normalise.nicknames import are_short_for_one, is_known_name, roots

CLOSE: Final = 0.88  # Jaro-Winkler per part: a slip of the pen
NEAR: Final = 0.80  # a last name that may still be the same beside an agreeing first name

# How the last names agree, and how the first names do.
_DIFFERS, _NEAR, _CLOSE, _EQUAL, _INITIAL, _UNKNOWN = range(6)
_AGREEING: Final = frozenset({_NEAR, _CLOSE, _EQUAL})  # first names; _NEAR is a nickname

# Levels by (last, first). What is missing here differs, or may be the other way round.
_LEVELS: Final = {
    (_EQUAL, _EQUAL): "full_equal",
    (_EQUAL, _NEAR): "nickname_last_equal",
    (_EQUAL, _CLOSE): "both_close",
    (_CLOSE, _EQUAL): "both_close",
    (_CLOSE, _CLOSE): "both_close",
    (_EQUAL, _INITIAL): "last_equal_initial",
    (_CLOSE, _NEAR): "nickname_last_close",
    (_NEAR, _EQUAL): "nickname_last_close",
    (_NEAR, _NEAR): "nickname_last_close",
    (_EQUAL, _UNKNOWN): "last_equal_first_unknown",
    (_CLOSE, _UNKNOWN): "last_close_first_unknown",
    (_CLOSE, _INITIAL): "last_close_first_unknown",
    (_EQUAL, _DIFFERS): "last_equal_first_conflicts",
    (_INITIAL, _EQUAL): "first_equal_last_initial",
    (_INITIAL, _NEAR): "first_equal_last_initial",
    (_INITIAL, _CLOSE): "first_equal_last_initial",
    (_INITIAL, _INITIAL): "initials",
    (_UNKNOWN, _EQUAL): "first_equal_last_unknown",
    (_UNKNOWN, _NEAR): "first_equal_last_unknown",
    (_UNKNOWN, _CLOSE): "first_equal_last_unknown",
    (_NEAR, _CLOSE): "first_agrees_last_differs",
    (_DIFFERS, _EQUAL): "first_agrees_last_differs",
    (_DIFFERS, _NEAR): "first_agrees_last_differs",
    (_DIFFERS, _CLOSE): "first_agrees_last_differs",
    (_DIFFERS, _UNKNOWN): "last_differs_first_unknown",
    (_NEAR, _UNKNOWN): "last_differs_first_unknown",
    (_DIFFERS, _INITIAL): "last_differs_first_unknown",
    (_NEAR, _INITIAL): "last_differs_first_unknown",
}
_DOUBTFUL: Final = frozenset({_DIFFERS, _NEAR, _UNKNOWN})
_SILENT: Final = frozenset({(_UNKNOWN, _UNKNOWN), (_UNKNOWN, _INITIAL), (_INITIAL, _UNKNOWN)})


def choose_name_level(left: ComparableRecord, right: ComparableRecord) -> str | None:
    """Return the level for two names, None when they have no part in common to compare.

    An initial counts as an initial on both sides: "J Smith" twice is no full name.
    """
    one, other = left.given, right.given
    family, other_family = left.family, right.family
    if one is not None and one == other and family == other_family and family is not None:
        if len(one) > 1:
            return "full_equal" if len(family) > 1 else "first_equal_last_initial"
        return "last_equal_initial" if len(family) > 1 else "initials"
    last = _last(family, other_family)
    first = _first(one, left.middle, other, right.middle)
    agreement = (last, first)
    level = _LEVELS.get(agreement)
    if level is None or last in _DOUBTFUL:
        swapped = _swapped(left, right)
        if swapped is not None:
            return swapped
    if level is None and agreement not in _SILENT:
        return "else"
    return level


def _first(one: str | None, middle: str | None, other: str | None, other_middle: str | None) -> int:
    if one is None or other is None:
        return _UNKNOWN
    if len(one) == 1 or len(other) == 1:
        return _initial(one, middle, other, other_middle)
    if one == other:
        return _EQUAL
    if are_short_for_one(one, other):
        return _NEAR
    if middle is not None or other_middle is not None:
        agreement = _through_middle(one, middle, other, other_middle)
        if agreement != _DIFFERS:
            return agreement
    if JaroWinkler.similarity(one, other, score_cutoff=CLOSE):
        return _DIFFERS if _are_two_names(one, other) else _CLOSE
    return _DIFFERS


def _initial(one: str, middle: str | None, other: str, other_middle: str | None) -> int:
    """Compare where one side has an initial only; people go by their second name as well."""
    for full, second in ((one, other_middle), (other, middle)):
        if second is not None and len(full) > 1 and full in second.split():
            return _NEAR
    if one[0] == other[0]:
        return _INITIAL
    full = one if len(one) > 1 else other
    initial = other if len(one) > 1 else one
    return _INITIAL if any(root[0] == initial for root in roots(full)) else _DIFFERS


def _through_middle(one: str, middle: str | None, other: str, other_middle: str | None) -> int:
    ours = (middle or "").split()
    theirs = (other_middle or "").split()
    if one in theirs or other in ours:
        return _NEAR
    joined = (one + "".join(ours), other + "".join(theirs))
    return _EQUAL if joined[0] in (other, joined[1]) or joined[1] == one else _DIFFERS


def _are_two_names(one: str, other: str) -> bool:
    """Whether two similar first names are two names: Paul and Paula, but not Sara and Sarah."""
    if not (is_known_name(one) and is_known_name(other)):
        return False
    return _ends_in_a(one) != _ends_in_a(other) or str(metaphone(one)) != metaphone(other)


def _ends_in_a(name: str) -> bool:
    """Sara and Sarah do, Paul does not: what tells many a woman's name from a man's."""
    return name.removesuffix("h").endswith("a")


def _last(one: str | None, other: str | None) -> int:
    if one is None or other is None:
        return _UNKNOWN
    if one == other:
        return _EQUAL if len(one) > 1 else _INITIAL
    if len(one) == 1 or len(other) == 1:
        return _INITIAL if one[0] == other[0] else _DIFFERS
    if " " in one or " " in other:
        return _last_of_several(one, other)
    similarity = JaroWinkler.similarity(one, other, score_cutoff=NEAR)
    if similarity >= CLOSE:
        return _CLOSE
    return _NEAR if similarity else _DIFFERS


def _last_of_several(one: str, other: str) -> int:
    """Compare double surnames and particles: one part in common is close, all of them equal."""
    ours, theirs = family_parts(one), family_parts(other)
    if ours == theirs or "".join(one.split()) == "".join(other.split()):
        return _EQUAL
    if any(len(part) > 2 and part in theirs for part in ours):
        return _CLOSE
    best = max(JaroWinkler.similarity(part, their) for part in ours for their in theirs)
    if best >= CLOSE:
        return _CLOSE
    return _NEAR if best >= NEAR else _DIFFERS


@lru_cache(maxsize=65_536)
def family_parts(family: str) -> tuple[str, ...]:
    """Return the surnames in a family name, without particles, unless there is nothing else."""
    parts = family.split()
    return tuple(part for part in parts if part not in PARTICLES) or tuple(parts)


def _swapped(left: ComparableRecord, right: ComparableRecord) -> str | None:
    """Return a level for names whose parts stand the other way round, or in one field only."""
    if left.family is None:
        return _single(left, right)
    if right.family is None:
        return _single(right, left)
    if left.given is None or right.given is None:
        return None
    if left.given == right.family and left.family == right.given:
        return "full_equal" if min(len(left.given), len(left.family)) > 1 else None
    if _are_close(left.given, right.family) and _are_close(left.family, right.given):
        return "swapped_close"
    return None


def _single(single: ComparableRecord, full: ComparableRecord) -> str | None:
    """A single word is taken for a given name, and may have been the family's."""
    word = single.given
    if word is None or full.family is None or len(word) < 2 or full.given == word:
        return None
    return "last_equal_first_unknown" if word in family_parts(full.family) else None


def _are_close(one: str, other: str) -> bool:
    if len(one) < 2 or len(other) < 2:
        return False
    return JaroWinkler.similarity(one, other, score_cutoff=CLOSE) > 0


def full_name(record: ComparableRecord) -> str | None:
    """Return the name as it is compared: given, middle, family."""
    if record.middle is None and record.given is not None and record.family is not None:
        return f"{record.given} {record.family}"
    parts = (record.given, record.middle, record.family)
    return " ".join(part for part in parts if part) or None


NAME: Final = Comparison(
    "name",
    levels=(
        "full_equal",
        "nickname_last_equal",
        "both_close",
        "swapped_close",
        "last_equal_initial",
        "nickname_last_close",
        "last_equal_first_unknown",
        "first_equal_last_initial",
        "last_close_first_unknown",
        "last_equal_first_conflicts",
        "first_equal_last_unknown",
        "initials",
        "first_agrees_last_differs",
        "last_differs_first_unknown",
        "else",
    ),
    choose=choose_name_level,
    reads="is_named",
    show=full_name,
    rarities=(
        ("full_equal", "name"),
        ("nickname_last_equal", "name"),
        ("both_close", "name"),
        ("last_equal_initial", "family"),
        ("last_equal_first_unknown", "family"),
        ("last_equal_first_conflicts", "family"),
        ("first_equal_last_initial", "given"),
        ("first_equal_last_unknown", "given"),
    ),
)
