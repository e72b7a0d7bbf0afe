"""What does the telephone switch report: events of calls, as `POST /hooks/voice/…` takes them."""

import random
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from tellonce.demo.people import Person

HOTLINE: Final = "+18005550100"
EVERYDAY_CALLS: Final = 30
Json = dict[str, Any]


class Call:
    """One call; `event` gives what the switch reports so many seconds after it began."""

    def __init__(
        self,
        at: datetime,
        call_id: str,
        caller: str,
        name: str | None = None,
        *,
        to: str = HOTLINE,
    ) -> None:
        self._at = at
        self._fixed = {"call_id": call_id, "from": caller, "to": to}
        if name is not None:
            self._fixed["caller_name"] = name

    def event(self, kind: str, seconds: int, **more: str) -> Json:
        at = (self._at + timedelta(seconds=seconds)).isoformat()
        return {"event": kind, "at": at, **self._fixed, **more}


def everyday_calls(people: Sequence[Person], rng: random.Random, now: datetime) -> Iterator[Json]:
    """Yield the events of some ordinary calls of the last week; every fifth caller hangs up."""
    callers = [one for one in people if one.phone or one.home_phone]
    for number, person in enumerate(rng.sample(callers, EVERYDAY_CALLS)):
        at = now - timedelta(minutes=rng.randrange(60, 7 * 24 * 60))
        call = Call(at, f"call-{number:04d}", str(person.phone or person.home_phone))
        yield from _course(call, rng, abandoned=number % 5 == 0)


def _course(call: Call, rng: random.Random, *, abandoned: bool) -> Iterator[Json]:
    queue = rng.choice(("orders", "gadgets"))
    answered = rng.randrange(20, 900)
    yield call.event("ringing", 0)
    yield call.event("queued", 4, queue=queue)
    if abandoned:
        yield call.event("abandoned", answered, queue=queue)
        return
    yield call.event("answered", answered, queue=queue, agent=rng.choice(("a-101", "a-104")))
    yield call.event("ended", answered + rng.randrange(60, 900))
