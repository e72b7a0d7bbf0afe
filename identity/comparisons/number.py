"""Do they have an order, case or account number in common?"""

from typing import Final

from identity.comparable import ComparableRecord
from identity.comparisons.comparison import Comparison
from identity.comparisons.sql import Cascade, Dialect


def choose_number_level(left: ComparableRecord, right: ComparableRecord) -> str | None:
    """Return the level for two sets of numbers, None when they have no kind of number in common.

    A number that one side cites and the other holds is equal; that both cite it says nothing.
    """
    ours, theirs = left.numbers, right.numbers
    if not (ours.isdisjoint(theirs) and left.cited.isdisjoint(theirs)):
        return "exact"
    if not ours.isdisjoint(right.cited):
        return "exact"
    if not ours or not theirs:
        return None
    kinds = {one.partition(":")[0] for one in ours}
    return "else" if any(other.partition(":")[0] in kinds for other in theirs) else None


def number_sql(to: Dialect) -> Cascade:
    """A record without numbers has NULL in their columns, so that a condition is not false."""
    shared = (to.share("numbers"), to.share("numbers", "cited"), to.share("cited", "numbers"))
    exact = " OR ".join(f"coalesce({one}, false)" for one in shared)
    same_kind = f"coalesce({to.share('number_kinds')}, false)"
    return Cascade(
        "number",
        unknown=f"NOT ({exact} OR {same_kind})",
        conditions=(("exact", exact),),
        otherwise="else",
    )


NUMBER: Final = Comparison(
    "number",
    levels=("exact", "else"),
    choose=choose_number_level,
    sql=number_sql,
    reads="known_numbers",
    rarities=(("exact", "identifier"),),
)
