"""The demo world: some 500 customers over all record types, the stories among them.

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
from tellonce.demo.stories import STORIES

PEOPLE: Final = 491  # and nine of the stories
Json = dict[str, Any]


def records(*, seed: int, now: datetime) -> Iterator[Json]:
    """Yield the world's records, each one line of canonical JSONL; `now` is timezone-aware."""
    yield from inventory(now)
    rng = random.Random(seed)
    life = Life(rng, now)
    for person in Population(rng, now).make(PEOPLE):
        yield from sources_of(person, rng)
        yield from life.of(person)
    for story in STORIES.values():
        yield from story(now).records()


def call_events(*, seed: int, now: datetime) -> Iterator[Json]:
    """Yield the events that the telephone switch reports, oldest first."""
    rng = random.Random(seed)
    people = Population(rng, now).make(PEOPLE)
    calls = [*everyday_calls(people, rng, now)]
    for story in STORIES.values():
        calls += story(now).calls()
    yield from sorted(calls, key=lambda event: datetime.fromisoformat(event["at"]))


def lookups(now: datetime) -> dict[str, Json]:
    """Return what to ask to see each story: a name, and the LookupInput of its screen pop."""
    told = (story(now) for story in STORIES.values())
    return {one.name: dict(one.lookup) for one in told}
