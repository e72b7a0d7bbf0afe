"""Do they have a telephone in common?"""

from typing import Final

from rapidfuzz.distance import OSA

from identity.comparable import ComparableRecord
from identity.comparisons.comparison import Comparison
from identity.comparisons.sql import Cascade, Dialect, first_of
from identity.normalise.phones import extension


def choose_phone_level(left: ComparableRecord, right: ComparableRecord) -> str | None:
    """Return the best level over all pairs of numbers, None when either side has none.

    "one_edit" forgives one wrong, missing or swapped digit, the commonest slip in typed numbers;
    never in an extension, since colleagues differ there.
    """
    ours, theirs = left.phones, right.phones
    if not ours or not theirs:
        return None
    if not ours.isdisjoint(theirs):
        return "exact"
    for one in ours:
        for other in theirs:
            if OSA.distance(one, other, score_cutoff=1) <= 1 and extension(one) == extension(other):
                return "one_edit"
    return "else"


def phone_sql(to: Dialect) -> Cascade:
    def slip(one: str, other: str) -> str:
        same_extension = f"split_part({one}, 'x', 2) = split_part({other}, 'x', 2)"
        return first_of(to.is_one_edit(one, other), same_extension)

    return Cascade(
        "phone",
        unknown="phones_l IS NULL OR phones_r IS NULL",
        conditions=(
            ("exact", to.share_any("phone", "phones")),
            ("one_edit", to.any("phone", "phones", slip)),
        ),
        otherwise="else",
    )


PHONE: Final = Comparison(
    "phone",
    levels=("exact", "one_edit", "else"),
    choose=choose_phone_level,
    sql=phone_sql,
    reads="phones",
    rarities=(("exact", "identifier"),),
)
