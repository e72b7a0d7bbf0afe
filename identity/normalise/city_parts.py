"""Which city is a place a part of? Boroughs and quarters, told by position and population.

GeoNames lists Brooklyn and Kreuzberg as cities of their own, without saying whose parts they are,
and their people write either name. A place is taken for a part of a much larger city of its state
when it lies within the disc that the city would fill if it were built as densely as New York. Less
dense cities reach further, so the rule errs towards two cities; the centre's independent neighbours
(Cambridge beside Boston) are the price.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

DENSITY: Final = 10_000  # people a square kilometre; New York City has 11,300 (census of 2020)
FEWEST_PEOPLE: Final = 100_000  # of a city that has parts in the table of places over 15,000
TIMES_LARGER: Final = 3  # than its part: of two of like size neither is the other's
DOMINANT: Final = 0.9  # share of the people in places of that name, for the name alone to tell
EARTH_KM: Final = 6371.0
_KM_A_DEGREE: Final = math.pi * EARTH_KM / 180


@dataclass(frozen=True, slots=True)
class Town:
    """One place of the table; `name` is folded, `country` and `state` are lower-case codes."""

    name: str
    country: str
    state: str
    latitude: float
    longitude: float
    population: int


@dataclass(frozen=True, slots=True)
class CityParts:
    """Names of places → the name of the city around each."""

    by_name: dict[str, str]  # where the name alone tells
    by_state: dict[tuple[str, str], str]  # (name, "us-ca")

    def city_of(self, name: str, state: str | None) -> str | None:
        """Return the city that the place is a part of, None for none or no telling.

        `state` is country and state in lower case, as "us-ca", where it is known.
        """
        return self.by_name.get(name) if state is None else self.by_state.get((name, state))


def city_parts(towns: Iterable[Town]) -> CityParts:
    """Return which of the towns are parts of which others."""
    states: dict[tuple[str, str], list[Town]] = defaultdict(list)
    people: dict[str, int] = defaultdict(int)
    for town in towns:
        states[town.country, town.state].append(town)
        people[town.name] += town.population
    inside: dict[tuple[str, str], int] = defaultdict(int)
    by_state = {}
    for part, city in _within(states.values()):
        by_state[part.name, f"{part.country}-{part.state}"] = city.name
        inside[part.name, city.name] += part.population
    by_name = {
        name: city for (name, city), part in inside.items() if part >= DOMINANT * people[name]
    }
    return CityParts(by_name, by_state)


def _within(states: Iterable[list[Town]]) -> Iterator[tuple[Town, Town]]:
    """Yield the places that lie within a larger city of their state, with the largest such one."""
    for towns in states:
        cities = sorted(
            (one for one in towns if one.population >= FEWEST_PEOPLE),
            key=lambda one: -one.population,
        )
        reaches = [(city, math.sqrt(city.population / (math.pi * DENSITY))) for city in cities]
        for part in towns:
            for city, reach in reaches:
                if city.population < TIMES_LARGER * part.population:
                    break
                if part.name != city.name and _is_within(part, city, reach):
                    yield part, city
                    break


def _is_within(part: Town, city: Town, km: float) -> bool:
    north = (part.latitude - city.latitude) * _KM_A_DEGREE
    if abs(north) > km:
        return False
    east = (part.longitude - city.longitude) * _KM_A_DEGREE * math.cos(math.radians(city.latitude))
    return math.hypot(north, east) <= km
