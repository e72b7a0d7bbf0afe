"""The demo world: some 500 customers over all record types, three stories among them.

Everything comes out as a user would put it in: canonical JSON objects for `tellonce import`, and
call events for `POST /hooks/voice/…`. The same seed and `now` give the same world.
"""

import random
from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from tellonce.demo.calls import everyday_calls
from tellonce.demo.life import Life
from tellonce.demo.people import Population, sources_of
from tellonce.demo.shop import inventory
from tellonce.demo.stories import (
    LOOKUPS,
    john,
    john_calls,
    the_bag,
    the_two_matters,
    the_two_matters_calls,
)

PEOPLE: Final = 495  # and five of the stories
Json = dict[str, Any]


def records(*, seed: int, now: datetime) -> Iterator[Json]:
    """Yield the world's records, each one line of canonical JSONL; `now` is timezone-aware."""
    yield from inventory(now)
    rng = random.Random(seed)
    life = Life(rng, now)
    for person in Population(rng, now).make(PEOPLE):
        yield from sources_of(person, rng)
        yield from life.of(person)
    yield from the_bag(now)
    yield from the_two_matters(now)
    yield from john(now)


def call_events(*, seed: int, now: datetime) -> Iterator[Json]:
    """Yield the events that the telephone switch reports, oldest first."""
    rng = random.Random(seed)
    people = Population(rng, now).make(PEOPLE)
    everyday = everyday_calls(people, rng, now)
    calls = [*everyday, *the_two_matters_calls(now), *john_calls(now)]
    yield from sorted(calls, key=lambda event: datetime.fromisoformat(event["at"]))


def lookups() -> dict[str, Json]:
    """Return what to ask to see each story: a name, and the LookupInput of its screen pop."""
    return {name: dict(asked) for name, asked in LOOKUPS.items()}
