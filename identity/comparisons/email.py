"""Do they have a mailbox in common?"""

from typing import Final

from rapidfuzz.distance import JaroWinkler

from identity.comparable import ComparableRecord
from identity.comparisons.comparison import Comparison
from identity.normalise.emails import ROLES

CLOSE: Final = 0.94  # Jaro-Winkler over the whole address
PREFIX: Final = len("email:")
_NO_SEPARATORS: Final = {ord(one): None for one in "._-"}
FEWEST_CHARACTERS: Final = 6  # of a local part that says something by itself


def choose_email_level(left: ComparableRecord, right: ComparableRecord) -> str | None:
    """Return the best level over all pairs of addresses, None when either side has none."""
    ours, theirs = left.emails, right.emails
    if not ours or not theirs:
        return None
    if not ours.isdisjoint(theirs):
        return "exact"
    best = "else"
    for one in ours:
        for other in theirs:
            if JaroWinkler.similarity(one[PREFIX:], other[PREFIX:], score_cutoff=CLOSE):
                return "close"
            if one[PREFIX] == other[PREFIX] and _have_one_local_part(one, other):
                best = "same_local"
    return best


def _have_one_local_part(one: str, other: str) -> bool:
    local = local_part(one)
    return local is not None and local == local_part(other)


def local_part(identifier: str) -> str | None:
    """Return what stands before "@", without separators, if it is long enough to tell people apart.

    Names of offices ("sales") are nobody's.
    """
    local = identifier[PREFIX:].partition("@")[0].translate(_NO_SEPARATORS)
    return local if len(local) >= FEWEST_CHARACTERS and local not in ROLES else None


EMAIL: Final = Comparison(
    "email",
    levels=("exact", "close", "same_local", "else"),
    choose=choose_email_level,
    reads="emails",
    rarities=(("exact", "identifier"),),
)
