"""Were they born on the same day?"""

from operator import attrgetter
from typing import Final

from rapidfuzz.distance import OSA

from identity.comparable import ComparableRecord
from identity.comparisons.comparison import Comparison

YEAR: Final = len("1980")
DATE: Final = len("1980-02-01")


def choose_birth_date_level(left: ComparableRecord, right: ComparableRecord) -> str | None:
    """Return the level for two dates or parts of dates, None when either is unknown.

    "almost" is one wrong or two swapped digits, or day and month the other way round.
    """
    one, other = left.birth_date, right.birth_date
    if one is None or other is None:
        return None
    if len(one) < DATE or len(other) < DATE:
        return _partial(one, other)
    if one == other:
        return "exact"
    if OSA.distance(one, other, score_cutoff=1) <= 1 or _turned_round(one) == other:
        return "almost"
    return "same_year" if one[:YEAR] == other[:YEAR] else "else"


def _partial(one: str, other: str) -> str:
    known = min(len(one), len(other))
    if one[:known] != other[:known]:
        return "same_year" if one[:YEAR] == other[:YEAR] else "else"
    return "same_month" if known > YEAR else "same_year"


def _turned_round(date: str) -> str:
    return f"{date[:YEAR]}-{date[8:]}-{date[5:7]}"


BIRTH_DATE: Final = Comparison(
    "birth_date",
    levels=("exact", "almost", "same_month", "same_year", "else"),
    choose=choose_birth_date_level,
    reads="birth_date",
    show=attrgetter("birth_date"),
)
