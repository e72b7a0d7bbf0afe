"""Do they have an order, case or account number in common?"""

from typing import Final

from identity.comparable import ComparableRecord
from identity.comparisons.comparison import Comparison


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


NUMBER: Final = Comparison(
    "number",
    levels=("exact", "else"),
    choose=choose_number_level,
    reads="known_numbers",
    rarities=(("exact", "identifier"),),
)
