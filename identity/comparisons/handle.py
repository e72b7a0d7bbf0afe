"""Do they have an account in common?"""

from functools import lru_cache
from typing import Final

from rapidfuzz.distance import JaroWinkler

from identity.comparable import ComparableRecord
from identity.comparisons.comparison import Comparison
from identity.comparisons.sql import HAIR, Cascade, Dialect
from identity.normalise.confusables import skeleton
from identity.normalise.text import plain

CLOSE: Final = 0.93 - HAIR  # Jaro-Winkler over the handle; the network may be another one


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
        name, look = account(one), looks(one)
        for other in theirs:
            if look == looks(other):
                return "confusable"
            if JaroWinkler.similarity(name, account(other), score_cutoff=CLOSE):
                best = "close"
    return best


def account(identifier: str) -> str:
    """Return the handle of a "network:handle" in plain ASCII."""
    return plain(identifier[identifier.index(":") + 1 :])


@lru_cache(maxsize=65_536)
def looks(identifier: str) -> str:
    """Return what two accounts of one network share when a reader may take one for the other."""
    network, _, handle = identifier.partition(":")
    return f"{network}:{skeleton(handle)}"


def handle_sql(to: Dialect) -> Cascade:
    return Cascade(
        "handle",
        unknown="handles_l IS NULL OR handles_r IS NULL",
        conditions=(
            ("exact", to.share_any("handle", "handles")),
            ("confusable", to.share_any("look", "looks")),
            ("close", to.any("account", "accounts", lambda x, y: to.is_close(x, y, CLOSE))),
        ),
        otherwise="else",
    )


HANDLE: Final = Comparison(
    "handle",
    levels=("exact", "confusable", "close", "else"),
    choose=choose_handle_level,
    sql=handle_sql,
    reads="handles",
    rarities=(("exact", "identifier"),),
)
