"""What forbids an automatic link whatever the evidence weighs? A person judges instead."""

from collections.abc import Sequence
from typing import Final

from identity.comparable import ComparableRecord
from identity.comparisons.birth_date import BIRTH_DATE
from identity.comparisons.email import EMAIL
from identity.comparisons.phone import PHONE
from identity.fellegi_sunter import LevelWeight, PairScore
from identity.normalise.emails import is_role
from identity.normalise.text import plain
from identity.records import RecordKind

CONFLICTING_NAMES: Final = frozenset({"last_equal_first_conflicts", "generations_conflict", "else"})
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
RARE_NAME_BITS: Final = 10.0  # of the whole score: so rare a name and a city have no namesake
ALIKE_MAIL: Final = frozenset({"close", "same_local"})
FEWEST_LETTERS: Final = 3  # of a name that is found again in an address
IDENTIFIERS: Final = ("phone", "email", "handle", "number")


def veto(
    record: ComparableRecord,
    score: PairScore,
    *,
    kind: RecordKind,
    households: bool = True,
    others: Sequence[ComparableRecord] = (),
) -> str | None:
    """Return in words why this record must not be linked by itself, or None.

    `score` is the record's with one candidate, `others` are that one's records: a father's "Sr."
    forbids the son whichever of them weighs most. Spouses share telephone, surname and city, and
    anybody can take any name and look like any handle. `households` is False for data in which
    training found none (`Model.households`).
    """
    levels = {one.comparison: one for one in score.levels}
    if _level(levels, "handle") == "confusable":
        return "the handles look alike and are not the same"
    if not households:
        return None if kind is RecordKind.ACCOUNT else _veto_self_declared(levels)
    if _level(levels, "name") in CONFLICTING_NAMES:
        return "the first names conflict"
    if record.generation is not None and _are_two_generations(record.generation, others):
        return "the name is that of two generations"
    differences = _beside_name_and_city(levels)
    if differences > 1:
        return "only the name and the city agree, and more than one other thing differs"
    if differences == 1 and score.weight < RARE_NAME_BITS:
        return "only a common name and city agree, and another thing differs"
    if _is_only_a_name_in_a_mail(record, levels):
        return "only the name and an address made of it agree, and the cities differ"
    if not _is_personal(levels):
        return "only evidence that a household shares"
    return None if kind is RecordKind.ACCOUNT else _veto_self_declared(levels)


def _are_two_generations(generation: str, others: Sequence[ComparableRecord]) -> bool:
    return any(one.generation not in (None, generation) for one in others)


def _veto_self_declared(levels: dict[str, LevelWeight]) -> str | None:
    if any(_level(levels, one) == "exact" for one in IDENTIFIERS):
        return None
    return "a self-declared name, and no identifier in common"


def are_namesakes(ours: Sequence[ComparableRecord], theirs: Sequence[ComparableRecord]) -> bool:
    """Whether two customers have no identifier in common, and two things that tell people apart.

    A single record may say too little to differ: a name and a city fit either of two namesakes. All
    that is known of each, held against all that is known of the other, does not.
    """
    one, other = _everything(ours), _everything(theirs)
    if not one.known_numbers.isdisjoint(other.known_numbers):
        return False
    if not one.handles.isdisjoint(other.handles):
        return False
    levels = [comparison.choose(one, other) for comparison in (PHONE, EMAIL)]
    born = {record.birth_date for record in ours}, {record.birth_date for record in theirs}
    if len(born[0] - {None}) == len(born[1] - {None}) == 1:
        levels.append(BIRTH_DATE.choose(one, other))
    known = [level for level in levels if level is not None]
    return known.count("else") == len(known) >= 2


def _everything(records: Sequence[ComparableRecord]) -> ComparableRecord:
    """Return the identifiers of all records, and the birth date of one."""
    dates = [one.birth_date for one in records if one.birth_date is not None]
    return ComparableRecord(
        phones=frozenset().union(*(one.phones for one in records)),
        emails=frozenset().union(*(one.emails for one in records)),
        handles=frozenset().union(*(one.handles for one in records)),
        numbers=frozenset().union(*(one.numbers for one in records)),
        cited=frozenset().union(*(one.cited for one in records)),
        birth_date=dates[0] if dates else None,
    )


def asks_nobody(score: PairScore) -> bool:
    """Whether these are plainly two people: other first names, and nothing personal in common.

    Spouses share telephone, surname and city; a person asked about each such pair learns to click.
    """
    levels = {one.comparison: one for one in score.levels}
    if _level(levels, "name") not in CONFLICTING_NAMES:
        return False
    if _level(levels, "birth_date") in {"exact", "almost"}:
        return False
    return not any(_level(levels, one) == "exact" for one in ("email", "handle", "number"))


def names_conflict(score: PairScore) -> bool:
    """Whether both sides have a name, and they are names of two people."""
    return any(one.comparison == "name" and one.level in CONFLICTING_NAMES for one in score.levels)


def _beside_name_and_city(levels: dict[str, LevelWeight]) -> int:
    """Return how many things speak for two namesakes, where nothing else speaks for one person.

    Of two who were born on different days, telephone numbers that are nearly the same say nothing:
    families and offices are given numbers in a row.
    """
    apart = {"name", "city"}
    if _level(levels, "birth_date") == "else" and _level(levels, "phone") == "one_edit":
        apart.add("phone")
    others = [one for name, one in levels.items() if name not in apart]
    if any(one.weight > 0 for one in others):
        return 0
    return sum(one.comparison in TELLING and one.level == "else" for one in others)


def _is_only_a_name_in_a_mail(record: ComparableRecord, levels: dict[str, LevelWeight]) -> bool:
    """Whether mailboxes are alike because names are: ana.lopez@… and ana.lopez2@… of two cities."""
    if _level(levels, "email") not in ALIKE_MAIL or _level(levels, "city") != "else":
        return False
    apart = ("name", "city", "email")
    if any(one.weight > 0 for name, one in levels.items() if name not in apart):
        return False
    family = (record.family or "").replace(" ", "")
    locals_ = (plain(one).partition("@")[0] for one in record.emails)
    return len(family) >= FEWEST_LETTERS and any(family in one for one in locals_)


def _is_personal(levels: dict[str, LevelWeight]) -> bool:
    """Whether something speaks for this one person, and not for anybody in the household."""
    if _level(levels, "name") in PERSONAL_NAMES or _level(levels, "birth_date") == "exact":
        return True
    if _level(levels, "handle") == "exact" or _level(levels, "number") == "exact":
        return True
    email = levels.get("email")
    if email is None or email.level != "exact" or email.frequency_bits != 0:
        return False
    return not is_role(email.left or "")  # sales@… is an office's


def _level(levels: dict[str, LevelWeight], comparison: str) -> str | None:
    one = levels.get(comparison)
    return None if one is None else one.level
