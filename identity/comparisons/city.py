"""Do they live in the same city?"""

from operator import attrgetter
from typing import Final

from rapidfuzz.distance import JaroWinkler

from identity.comparable import ComparableRecord
from identity.comparisons.comparison import Comparison
from identity.comparisons.sql import HAIR, Cascade, Dialect, first_of
from identity.normalise.places import is_region_code

CLOSE: Final = 0.88 - HAIR  # Jaro-Winkler: a slip of the pen


def choose_city_level(left: ComparableRecord, right: ComparableRecord) -> str | None:
    """Return the level for a pair of canonical city names, None when either is unknown.

    Cities of one name in two states or countries are two cities.
    """
    one, other = left.city, right.city
    if one is None or other is None:
        return None
    if one == other:
        return "else" if _elsewhere(left, right) else "exact"
    if JaroWinkler.similarity(one, other, score_cutoff=CLOSE) and not _elsewhere(left, right):
        return "close"
    return "else"


def _elsewhere(left: ComparableRecord, right: ComparableRecord) -> bool:
    one, other = left.country, right.country
    if one is not None and other is not None and one != other:
        return True
    one, other = left.region, right.region
    if one is None or other is None or one == other:
        return False
    return is_region_code(one) and is_region_code(other)


def city_sql(to: Dialect) -> Cascade:
    """`region_code` is the region where it is a code that others use as well, else NULL."""
    here = "coalesce(country_l = country_r, true) AND coalesce(region_code_l = region_code_r, true)"
    return Cascade(
        "city",
        unknown="city_l IS NULL OR city_r IS NULL",
        conditions=(
            ("exact", f"city_l = city_r AND {here}"),
            (
                "close",
                first_of(f"city_l <> city_r AND {here}", to.is_close("city_l", "city_r", CLOSE)),
            ),
        ),
        otherwise="else",
    )


CITY: Final = Comparison(
    "city",
    levels=("exact", "close", "else"),
    choose=choose_city_level,
    sql=city_sql,
    reads="city",
    show=attrgetter("city"),
    rarities=(("exact", "city"),),
)
