"""Do they have the same postcode?"""

import re
from operator import attrgetter
from typing import Final

from rapidfuzz.distance import OSA

from identity.comparable import ComparableRecord
from identity.comparisons.comparison import Comparison
from identity.comparisons.sql import Cascade, Dialect, first_of

_BRITISH: Final = re.compile(r"([a-z]{1,2}[0-9][0-9a-z]?)[0-9][a-z]{2}")
_AREA: Final = 3  # characters that name the region in most countries' postcodes


def choose_postcode_level(left: ComparableRecord, right: ComparableRecord) -> str | None:
    """Return the level for two normalised postcodes, None when either is unknown."""
    one, other = left.postcode, right.postcode
    if one is None or other is None:
        return None
    if one == other:
        return "exact"
    if len(one) > _AREA and OSA.distance(one, other, score_cutoff=1) <= 1:
        return "one_edit"
    return "same_area" if area(one) == area(other) else "else"


def area(postcode: str) -> str:
    """Return the part of a normalised postcode that names a district or region."""
    british = _BRITISH.fullmatch(postcode)
    return british[1] if british else postcode[:_AREA]


def postcode_sql(to: Dialect) -> Cascade:
    one_edit = to.is_one_edit("postcode_l", "postcode_r")
    return Cascade(
        "postcode",
        unknown="postcode_l IS NULL OR postcode_r IS NULL",
        conditions=(
            ("exact", "postcode_l = postcode_r"),
            ("one_edit", first_of(f"length(postcode_l) > {_AREA}", one_edit)),
            ("same_area", "postcode_area_l = postcode_area_r"),
        ),
        otherwise="else",
    )


POSTCODE: Final = Comparison(
    "postcode",
    levels=("exact", "one_edit", "same_area", "else"),
    choose=choose_postcode_level,
    sql=postcode_sql,
    reads="postcode",
    show=attrgetter("postcode"),
)
