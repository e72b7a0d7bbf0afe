"""Do they have an account in common?"""

from typing import Final

from rapidfuzz.distance import JaroWinkler

from identity.comparable import ComparableRecord
from identity.comparisons.comparison import Comparison
from identity.normalise.confusables import skeleton

CLOSE: Final = 0.93  # Jaro-Winkler over the handle; the network may be another one


def choose_handle_level(left: ComparableRecord, right: ComparableRecord) -> str | None:
    """Return the best level over all pairs of handles, None when either side has none.

    "confusable" are two handles of one network that look alike and are not the same: the sign of
    somebody who poses as another, and never of a slip.
    """
    ours, theirs = left.handles, right.handles
    if not ours or not theirs:
        return None
    if not ours.isdisjoint(theirs):
        return "exact"
    best = "else"
    for one in ours:
        network, _, handle = one.partition(":")
        for other in theirs:
            other_network, _, other_handle = other.partition(":")
            similar = JaroWinkler.similarity(handle, other_handle, score_cutoff=CLOSE)
            if network == other_network and _is_confusable(handle, other_handle, bool(similar)):
                return "confusable"
            if similar:
                best = "close"
    return best


def _is_confusable(one: str, other: str, similar: bool) -> bool:
    """Skeletons are only worth making of what is similar, or is in another script."""
    if not similar and one.isascii() and other.isascii():
        return False
    return one != other and skeleton(one) == skeleton(other)


HANDLE: Final = Comparison(
    "handle",
    levels=("exact", "confusable", "close", "else"),
    choose=choose_handle_level,
    reads="handles",
    rarities=(("exact", "identifier"),),
)
