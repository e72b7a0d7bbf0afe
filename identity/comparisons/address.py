"""Do they live at the same address?"""

from operator import attrgetter
from typing import Final

from rapidfuzz import fuzz

from identity.comparable import ComparableRecord
from identity.comparisons.comparison import Comparison

CLOSE: Final = 90.0  # token_sort_ratio, of 100


def choose_address_level(left: ComparableRecord, right: ComparableRecord) -> str | None:
    """Return the level for two normalised addresses, None when either is unknown.

    Neighbours write the same street: a close address needs the same house number.
    """
    one, other = left.address, right.address
    if one is None or other is None:
        return None
    if one == other:
        return "exact"
    if _numbers(one) == _numbers(other) and fuzz.token_sort_ratio(one, other) >= CLOSE:
        return "close"
    return "else"


def _numbers(address: str) -> list[str]:
    return sorted(word for word in address.split() if word[0].isdigit())


ADDRESS: Final = Comparison(
    "address",
    levels=("exact", "close", "else"),
    choose=choose_address_level,
    reads="address",
    show=attrgetter("address"),
)
