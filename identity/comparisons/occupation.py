"""Do they do the same work?"""

from functools import lru_cache
from operator import attrgetter
from typing import Final

from rapidfuzz.distance import JaroWinkler

from identity.comparable import ComparableRecord
from identity.comparisons.comparison import Comparison
from identity.comparisons.sql import HAIR, Cascade, Dialect

CLOSE: Final = 0.9 - HAIR  # Jaro-Winkler over the whole
_NO_WORK: Final = frozenset({"a", "and", "at", "for", "in", "of", "the"})


def choose_occupation_level(left: ComparableRecord, right: ComparableRecord) -> str | None:
    """Return the level for two occupations, None when either is unknown.

    "close" is a slip, or the one says more than the other: "lawyer" and "lawyer and judge".
    """
    one, other = left.occupation, right.occupation
    if one is None or other is None:
        return None
    if one == other:
        return "exact"
    ours, theirs = working_words(one), working_words(other)
    if ours and theirs and (ours <= theirs or theirs <= ours):
        return "close"
    return "close" if JaroWinkler.similarity(one, other, score_cutoff=CLOSE) else "else"


@lru_cache(maxsize=65_536)
def working_words(occupation: str) -> frozenset[str]:
    return frozenset(occupation.split()) - _NO_WORK


def occupation_sql(to: Dialect) -> Cascade:
    close = to.is_close("occupation_l", "occupation_r", CLOSE)
    more = f"{to.covers('working_words', 'l', 'r')} OR {to.covers('working_words', 'r', 'l')}"
    return Cascade(
        "occupation",
        unknown="occupation_l IS NULL OR occupation_r IS NULL",
        conditions=(
            ("exact", "occupation_l = occupation_r"),
            ("close", f"{close} OR coalesce({more}, false)"),
        ),
        otherwise="else",
    )


OCCUPATION: Final = Comparison(
    "occupation",
    levels=("exact", "close", "else"),
    choose=choose_occupation_level,
    sql=occupation_sql,
    reads="occupation",
    show=attrgetter("occupation"),
)
