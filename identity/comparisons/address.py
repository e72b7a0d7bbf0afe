"""Do they live at the same address?"""

from operator import attrgetter
from typing import Final

from rapidfuzz.distance import Levenshtein

from identity.comparable import ComparableRecord
from identity.comparisons.comparison import Comparison
from identity.comparisons.sql import Cascade, Dialect, first_of

CHARACTERS: Final = 10  # of the longer address for every edit, its words in alphabetical order


def choose_address_level(left: ComparableRecord, right: ComparableRecord) -> str | None:
    """Return the level for two normalised addresses, None when either is unknown.

    Neighbours write the same street: a close address needs the same house number.
    """
    one, other = left.address, right.address
    if one is None or other is None:
        return None
    if one == other:
        return "exact"
    if house_numbers(one) != house_numbers(other):
        return "else"
    one, other = sorted_words(one), sorted_words(other)
    most = max(len(one), len(other)) // CHARACTERS
    return "close" if Levenshtein.distance(one, other, score_cutoff=most) <= most else "else"


def sorted_words(text: str) -> str:
    return " ".join(sorted(text.split()))


def house_numbers(address: str) -> str:
    """Return the words that begin with a digit, in alphabetical order."""
    return " ".join(sorted(word for word in address.split() if word[0].isdigit()))


def address_sql(to: Dialect) -> Cascade:
    longer = "greatest(length(address_words_l), length(address_words_r))"
    edits = f"{CHARACTERS} * levenshtein(address_words_l, address_words_r) <= {longer}"
    return Cascade(
        "address",
        unknown="address_l IS NULL OR address_r IS NULL",
        conditions=(
            ("exact", "address_l = address_r"),
            ("close", first_of("house_numbers_l = house_numbers_r", edits)),
        ),
        otherwise="else",
    )


ADDRESS: Final = Comparison(
    "address",
    levels=("exact", "close", "else"),
    choose=choose_address_level,
    sql=address_sql,
    reads="address",
    show=attrgetter("address"),
)
