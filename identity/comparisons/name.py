"""Is it the same name? First and last in one comparison, since they depend on each other."""

from typing import Final

from rapidfuzz.distance import JaroWinkler

from identity.comparable import ComparableRecord
from identity.comparisons.comparison import Comparison
from identity.comparisons.name_agreement import (
    AKIN,
    ALIKE,
    CLOSE,
    DIFFERS,
    DOUBTFUL,
    EQUAL,
    INITIAL,
    LEVELS,
    NEAR,
    ONE_NAME,
    SILENT,
    UNKNOWN,
)
from identity.comparisons.name_sql import name_parts_sql, name_sql
from identity.normalise.name_forms import FamilyForms, GivenForms, family_forms, given_forms

SUFFIXES: Final = {"1": "sr", "2": "jr", "3": "iii", "4": "iv"}  # as a generation is shown


def choose_name_level(left: ComparableRecord, right: ComparableRecord) -> str | None:
    """Return the level for two names, None when they have no part in common to compare.

    An initial counts as an initial on both sides: "J Smith" twice is no full name. Of father and
    son with one name only the generation tells that they are two.
    """
    level = _level(left, right)
    if left.generation is not None and level in ONE_NAME:
        return level if right.generation in (None, left.generation) else "generations_conflict"
    return level


def _level(left: ComparableRecord, right: ComparableRecord) -> str | None:
    one, other = left.given, right.given
    family, other_family = left.family, right.family
    if one is not None and one == other and family == other_family and family is not None:
        if len(one) > 1:
            return "full_equal" if len(family) > 1 else "first_equal_last_initial"
        return "last_equal_initial" if len(family) > 1 else "initials"
    last = _last(left, right)
    first = _first(one, left.middle, other, right.middle)
    agreement = (last, first)
    level = LEVELS.get(agreement)
    if level is None or last in DOUBTFUL:
        swapped = _swapped(left, right)
        if swapped is not None:
            return swapped
    if level is None and agreement not in SILENT:
        return "else"
    return level


def _first(one: str | None, middle: str | None, other: str | None, other_middle: str | None) -> int:
    if one is None or other is None:
        return UNKNOWN
    if len(one) == 1 or len(other) == 1:
        return _initial(one, middle, other, other_middle)
    if one == other:
        return EQUAL
    ours, theirs = given_forms(one), given_forms(other)
    alike = not ours.signs.isdisjoint(theirs.signs)
    if alike and not ours.roots.isdisjoint(theirs.roots):
        return AKIN
    if middle is not None or other_middle is not None:
        agreement = _through_middle(one, middle, other, other_middle)
        if agreement != DIFFERS:
            return agreement
    if JaroWinkler.similarity(one, other, score_cutoff=CLOSE) or (
        alike and _are_transliterations(ours, theirs)
    ):
        return DIFFERS if _are_two_names(ours, theirs) else ALIKE
    return DIFFERS


def _are_transliterations(one: GivenForms, other: GivenForms) -> bool:
    if one.spelling == other.spelling:
        return True
    lacks_vowels = one.lacks_vowels or other.lacks_vowels
    return lacks_vowels and one.skeleton is not None and one.skeleton == other.skeleton


def _initial(one: str, middle: str | None, other: str, other_middle: str | None) -> int:
    """Compare where one side has an initial only; people go by their second name as well."""
    for full, second in ((one, other_middle), (other, middle)):
        if second is not None and len(full) > 1 and full in second.split():
            return AKIN
    if one[0] == other[0]:
        return INITIAL
    full, initial = (one, other) if len(one) > 1 else (other, one)
    return INITIAL if initial in given_forms(full).initials else DIFFERS


def _through_middle(one: str, middle: str | None, other: str, other_middle: str | None) -> int:
    ours = (middle or "").split()
    theirs = (other_middle or "").split()
    if one in theirs or other in ours:
        return AKIN
    joined = (one + "".join(ours), other + "".join(theirs))
    return EQUAL if joined[0] in (other, joined[1]) or joined[1] == one else DIFFERS


def _are_two_names(one: GivenForms, other: GivenForms) -> bool:
    """Whether two similar first names are two names: Paul and Paula, but not Sara and Sarah."""
    if not (one.is_known and other.is_known):
        return False
    return one.is_womans != other.is_womans or one.sound != other.sound


def _last(left: ComparableRecord, right: ComparableRecord) -> int:
    one, other = left.family, right.family
    if one is None or other is None:
        return UNKNOWN
    if one == other:
        return EQUAL if len(one) > 1 else INITIAL
    if len(one) == 1 or len(other) == 1:
        return INITIAL if one[0] == other[0] else DIFFERS
    agreement = _families(family_forms(one), family_forms(other))
    if agreement == DIFFERS and (left.middle is not None or right.middle is not None):
        return AKIN if _in_middle(one, right.middle) or _in_middle(other, left.middle) else DIFFERS
    return agreement


def _families(ours: FamilyForms, theirs: FamilyForms) -> int:
    """Compare family names: of double ones a part in common is close, all of them are equal."""
    agreement = DIFFERS
    if not ours.signs.isdisjoint(theirs.signs):
        agreement = _through_signs(ours, theirs)
        if agreement > AKIN:
            return agreement
    best = 0.0
    for part in ours.parts:
        for their in theirs.parts:
            similarity = JaroWinkler.similarity(part, their, score_cutoff=NEAR)
            if similarity > best:
                best = similarity
    if best >= CLOSE:
        return ALIKE
    return AKIN if best else agreement


def _through_signs(ours: FamilyForms, theirs: FamilyForms) -> int:
    if not ours.letters.isdisjoint(theirs.letters):
        return EQUAL
    if not ours.spellings.isdisjoint(theirs.spellings):
        return ALIKE
    lacks_vowels = ours.lacks_vowels or theirs.lacks_vowels
    if lacks_vowels and not ours.skeletons.isdisjoint(theirs.skeletons):
        return ALIKE
    return AKIN if not ours.roots.isdisjoint(theirs.roots) else DIFFERS


def _in_middle(family: str, middle: str | None) -> bool:
    """Whether a surname stands among the other's second names: a maiden name, half of a double."""
    if middle is None:
        return False
    words = middle.split()
    return any(len(part) > 2 and part in words for part in family_forms(family).parts)


def _swapped(left: ComparableRecord, right: ComparableRecord) -> str | None:
    """Return a level for names whose parts stand the other way round, or in one field only."""
    if left.family is None:
        return _single(left, right)
    if right.family is None:
        return _single(right, left)
    if left.given is None or right.given is None:
        return None
    ours, theirs = _given_letters(left), _given_letters(right)
    family, other_family = _family_letters(left.family), _family_letters(right.family)
    if len(ours) < 2 or len(theirs) < 2 or len(family) < 2 or len(other_family) < 2:
        return _swapped_initial(ours, family, theirs, other_family)
    if other_family in (left.given, ours) and family in (right.given, theirs):
        return "full_equal"
    if _are_close(ours, other_family) and _are_close(theirs, family):
        return "swapped_close"
    return None


def _swapped_initial(given: str, family: str, other_given: str, other_family: str) -> str | None:
    """Return a level for "R Venkatesh" and "Venkatesh Raman", or for "Lopez A" and "Ana Lopez"."""
    if min(len(other_given), len(other_family)) < 2:
        given, family, other_given, other_family = other_given, other_family, given, family
    if len(given) == 1 and family == other_given and given == other_family[0]:
        return "first_equal_last_initial"
    if len(family) == 1 and given == other_family and family == other_given[0]:
        return "last_equal_initial"
    return None


def _given_letters(record: ComparableRecord) -> str:
    """Return the given names as one word, as Korean and Chinese ones are written too."""
    if record.middle is None:
        return record.given or ""
    return (record.given or "") + record.middle.replace(" ", "")


def _family_letters(family: str) -> str:
    return family.replace(" ", "") if " " in family else family


def _single(single: ComparableRecord, full: ComparableRecord) -> str | None:
    """A single word is taken for a given name, and may have been the family's."""
    word = single.given
    if word is None or full.family is None or len(word) < 2 or full.given == word:
        return None
    return "last_equal_first_unknown" if word in family_forms(full.family).parts else None


def _are_close(one: str, other: str) -> bool:
    return JaroWinkler.similarity(one, other, score_cutoff=CLOSE) > 0


def full_name(record: ComparableRecord) -> str | None:
    """Return the name as it is compared: given, middle, family, and which of two generations."""
    if record.middle is None and record.given is not None and record.family is not None:
        name = f"{record.given} {record.family}"
        return name if record.generation is None else f"{name} {SUFFIXES[record.generation]}"
    suffix = None if record.generation is None else SUFFIXES[record.generation]
    parts = (record.given, record.middle, record.family, suffix)
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
        "generations_conflict",
        "initials",
        "first_agrees_last_differs",
        "last_differs_first_unknown",
        "else",
    ),
    choose=choose_name_level,
    sql=name_sql,
    parts=name_parts_sql,
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
