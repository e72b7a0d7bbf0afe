"""Do they do the same work?"""

from operator import attrgetter
from typing import Final

from rapidfuzz import fuzz

from identity.comparable import ComparableRecord
from identity.comparisons.comparison import Comparison

CLOSE: Final = 85.0  # token_set_ratio, of 100: "lawyer" and "lawyer and judge" agree


def choose_occupation_level(left: ComparableRecord, right: ComparableRecord) -> str | None:
    """Return the level for two occupations, None when either is unknown."""
    one, other = left.occupation, right.occupation
    if one is None or other is None:
        return None
    if one == other:
        return "exact"
    return "close" if fuzz.token_set_ratio(one, other) >= CLOSE else "else"


OCCUPATION: Final = Comparison(
    "occupation",
    levels=("exact", "close", "else"),
    choose=choose_occupation_level,
    reads="occupation",
    show=attrgetter("occupation"),
)
