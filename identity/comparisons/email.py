"""Do they have a mailbox in common?"""

from typing import Final

from rapidfuzz.distance import JaroWinkler

from identity.comparable import ComparableRecord
from identity.comparisons.comparison import Comparison
from identity.comparisons.sql import HAIR, Cascade, Dialect
from identity.normalise.emails import ROLES
from identity.normalise.text import plain

CLOSE: Final = 0.94 - HAIR  # Jaro-Winkler over the whole address
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
        address = plain(one[PREFIX:])
        for other in theirs:
            if JaroWinkler.similarity(address, plain(other[PREFIX:]), score_cutoff=CLOSE):
                return "close"
            if one[PREFIX] == other[PREFIX] and _have_one_local_part(one, other):
                best = "same_local"
    return best


def _have_one_local_part(one: str, other: str) -> bool:
    local = local_part(one)
    return local is not None and local == local_part(other)


def email_sql(to: Dialect) -> Cascade:
    return Cascade(
        "email",
        unknown="emails_l IS NULL OR emails_r IS NULL",
        conditions=(
            ("exact", to.share_any("email", "emails")),
            ("close", to.any("plain_email", "plain_emails", lambda x, y: to.is_close(x, y, CLOSE))),
            ("same_local", to.share("locals")),
        ),
        otherwise="else",
    )


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
    sql=email_sql,
    reads="emails",
    rarities=(("exact", "identifier"),),
)
