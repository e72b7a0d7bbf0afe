"""Were they born on the same day?"""

from operator import attrgetter
from typing import Final

from rapidfuzz.distance import OSA

from identity.comparable import ComparableRecord
from identity.comparisons.comparison import Comparison
from identity.comparisons.sql import Cascade, Dialect, first_of

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
    if OSA.distance(one, other, score_cutoff=1) <= 1 or turned_round(one) == other:
        return "almost"
    return "same_year" if one[:YEAR] == other[:YEAR] else "else"


def _partial(one: str, other: str) -> str:
    known = min(len(one), len(other))
    if one[:known] != other[:known]:
        return "same_year" if one[:YEAR] == other[:YEAR] else "else"
    return "same_month" if known > YEAR else "same_year"


def turned_round(date: str) -> str:
    """Return a full date with day and month the other way round."""
    return f"{date[:YEAR]}-{date[8:]}-{date[5:7]}"


def birth_date_sql(to: Dialect) -> Cascade:
    """`birth_date_turned` has day and month the other way round; it is NULL for part of a date."""
    full = "birth_date_turned_l IS NOT NULL AND birth_date_turned_r IS NOT NULL"
    known = "least(length(birth_date_l), length(birth_date_r))"
    one_edit = to.is_one_edit("birth_date_l", "birth_date_r")
    return Cascade(
        "birth_date",
        unknown="birth_date_l IS NULL OR birth_date_r IS NULL",
        conditions=(
            ("exact", f"{full} AND birth_date_l = birth_date_r"),
            ("almost", first_of(full, f"{one_edit} OR birth_date_turned_l = birth_date_r")),
            (
                "same_month",
                f"NOT ({full}) AND {known} > {YEAR} AND "
                f"substr(birth_date_l, 1, {known}) = substr(birth_date_r, 1, {known})",
            ),
            ("same_year", f"substr(birth_date_l, 1, {YEAR}) = substr(birth_date_r, 1, {YEAR})"),
        ),
        otherwise="else",
    )


BIRTH_DATE: Final = Comparison(
    "birth_date",
    levels=("exact", "almost", "same_month", "same_year", "else"),
    choose=choose_birth_date_level,
    sql=birth_date_sql,
    reads="birth_date",
    show=attrgetter("birth_date"),
)
