"""What forbids an automatic link whatever the evidence weighs? A person judges instead."""

from typing import Final

from identity.comparable import ComparableRecord
from identity.fellegi_sunter import LevelWeight, PairScore
from identity.records import RecordKind

CONFLICTING_NAMES: Final = frozenset({"last_equal_first_conflicts", "else"})
PERSONAL_NAMES: Final = frozenset(
    {
        "full_equal",
        "nickname_last_equal",
        "both_close",
        "swapped_close",
        "nickname_last_close",
        "first_equal_last_initial",
        "first_equal_last_unknown",
        "first_agrees_last_differs",
    }
)
TELLING: Final = frozenset({"phone", "email", "birth_date"})  # one differs easily, two seldom
IDENTIFIERS: Final = ("phone", "email", "handle", "number")


def veto(record: ComparableRecord, score: PairScore, *, kind: RecordKind) -> str | None:
    """Return in words why this record must not be linked by itself, or None.

    `score` is the record's with one candidate. Spouses share telephone, surname and city, and
    anybody can take any name and look like any handle.
    """
    levels = {one.comparison: one for one in score.levels}
    if _level(levels, "handle") == "confusable":
        return "the handles look alike and are not the same"
    if _level(levels, "name") in CONFLICTING_NAMES:
        return "the first names conflict"
    if _is_name_and_city_only(levels):
        return "only the name and the city agree, and more than one other thing differs"
    if not _is_personal(levels):
        return "only evidence that a household shares"
    if kind is RecordKind.PROFILE and not any(
        _level(levels, one) == "exact" for one in IDENTIFIERS
    ):
        return "a self-declared name, and no identifier in common"
    return None


def names_conflict(score: PairScore) -> bool:
    """Whether both sides have a name, and they are names of two people."""
    return any(one.comparison == "name" and one.level in CONFLICTING_NAMES for one in score.levels)


def _is_name_and_city_only(levels: dict[str, LevelWeight]) -> bool:
    """Whether these may be namesakes: nothing else speaks for one person, two things against it."""
    others = [one for name, one in levels.items() if name not in {"name", "city"}]
    if any(one.weight > 0 for one in others):
        return False
    return sum(one.comparison in TELLING and one.level == "else" for one in others) >= 2


def _is_personal(levels: dict[str, LevelWeight]) -> bool:
    """Whether something speaks for this one person, and not for anybody in the household."""
    if _level(levels, "name") in PERSONAL_NAMES or _level(levels, "birth_date") == "exact":
        return True
    if _level(levels, "handle") == "exact" or _level(levels, "number") == "exact":
        return True
    email = levels.get("email")
    return email is not None and email.level == "exact" and email.frequency_bits == 0


def _level(levels: dict[str, LevelWeight], comparison: str) -> str | None:
    one = levels.get(comparison)
    return None if one is None else one.level
