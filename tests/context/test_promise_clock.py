"""A broken promise makes itself known: an event within a second, once, whoever's clock ran."""

import asyncio
import time

import pytest

from context.ingest import Ingest
from context.pop import Desk, Lookup, screen_pop
from context.promises.book import promise_book
from context.promises.clock import PromiseClock
from context.promises.making import NewPromise, make_promise, withdraw_promise
from context.promises.model import Kind
from context.promises.shipped import shipped_promises
from graph.access import Statement
from graph.queries.promises import due_promises
from identity.resolver import Resolver
from identity.settings import IdentitySettings
from identity.setup import Identity, open_identity
from tests.context.promises import ANA, HOUR_MS, START, later, ms, said

EVENTS = """
MATCH (e:Event)
WHERE e.kind STARTS WITH 'promise' AND e.kind <> 'promise_made'
RETURN e.kind AS kind, e.at_ms AS at_ms, e.customers AS customers, e.subjects AS subjects
ORDER BY e.number
"""
FILL = """
UNWIND range(1, 5000) AS number
CREATE (:PendingPromise {id: 'later' + toString(number), at_ms: 9000000000000 + number})
"""


@pytest.fixture
async def identity(graph, keys) -> Identity:
    identity = open_identity(graph, keys, IdentitySettings())
    await Ingest(Resolver(identity)).ingest([ANA])
    return identity


async def always() -> bool:
    return True


async def never() -> bool:
    return False


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self, hours: float) -> None:
        self.now_ms = ms(later(hours))

    def __call__(self) -> int:
        return self.now_ms


def clock(identity: Identity, hours: float) -> PromiseClock:
    return PromiseClock(identity, promise_book(), always, now=Clock(hours))


async def promised(identity: Identity, *, due_ms: int, at_ms: int = ms(START), key: str = "k"):
    pop = await screen_pop(Desk(identity), Lookup(email="ana@example.com"), now=START)
    new = NewPromise(customer_id=pop.customer.id, kind=Kind.CALL_BACK, due_ms=due_ms, key=key)
    return await make_promise(identity, new, actor="Kim", at_ms=at_ms, rules=shipped_promises())


async def told(graph) -> list[str]:
    return [row["kind"] for row in await graph.read(EVENTS)]


async def test_within_a_second_of_its_time_it_is_told(graph, identity):
    running = PromiseClock(identity, promise_book(), always)
    await running.warm_up()
    now_ms = time.time_ns() // 1_000_000
    made = await promised(identity, due_ms=now_ms + 1_500, at_ms=now_ms)

    async with running.running():
        while not (events := await graph.read(EVENTS)):
            assert time.time_ns() // 1_000_000 < now_ms + 4_000
            await asyncio.sleep(0.05)

    (event,) = events
    assert (event["kind"], event["subjects"]) == ("promise_broken", [made.id])
    assert now_ms + 1_500 <= event["at_ms"] <= now_ms + 2_500
    assert event["customers"]


async def test_before_its_time_nothing_is_told(graph, identity):
    await promised(identity, due_ms=ms(later(8)))

    pause = await clock(identity, 7.9999).tick()

    assert await told(graph) == []
    assert 0 < pause <= 0.4


async def test_four_hours_later_it_is_escalated_once(graph, identity):
    await promised(identity, due_ms=ms(later(8)))

    for hours in (8, 9, 12, 13):
        await clock(identity, hours).tick()

    assert await told(graph) == ["promise_broken", "promise_escalated"]


async def test_another_process_that_takes_over_late_tells_both(graph, identity):
    await promised(identity, due_ms=ms(later(8)))

    await clock(identity, 20).tick()

    assert await told(graph) == ["promise_broken", "promise_escalated"]
    assert await due_promises(graph, now_ms=2**50, limit=10) == []


async def test_two_processes_at_once_tell_it_once(graph, identity):
    for number in range(5):
        await promised(identity, due_ms=ms(later(8)), key=f"k{number}")

    await asyncio.gather(*(clock(identity, 9).tick() for _ in range(3)))

    assert await told(graph) == ["promise_broken"] * 5


async def test_what_was_kept_or_withdrawn_is_not_told(graph, identity):
    made = await promised(identity, due_ms=ms(later(8)))
    await withdraw_promise(
        identity, made.id, None, actor="Kim", at_ms=ms(later(1)), rules=shipped_promises()
    )
    await promised(identity, due_ms=ms(later(8)), key="other")
    call = said("2", "", at=later(2), channel="voice", source="voice", kind="call", status="ended")
    await Ingest(Resolver(identity)).ingest([call])

    await clock(identity, 20).tick()

    assert await told(graph) == ["promise_withdrawn"]
    assert await due_promises(graph, now_ms=2**50, limit=10) == []


async def test_history_that_is_imported_is_not_told(graph, identity):
    await Ingest(Resolver(identity)).ingest(
        [said("1", "I will call you back by 5 pm.", at=later(-24 * 30))]
    )

    await clock(identity, 0).tick()

    assert await told(graph) == []
    assert await due_promises(graph, now_ms=2**50, limit=10) == []


async def test_who_does_not_resolve_does_nothing(graph, identity):
    now_ms = time.time_ns() // 1_000_000
    await promised(identity, due_ms=now_ms + 10, at_ms=now_ms)

    async with PromiseClock(identity, promise_book(), never).running():
        await asyncio.sleep(0.2)

    assert await told(graph) == []


async def test_thousands_of_open_promises_are_looked_at_in_no_time(graph, identity):
    await graph.write([Statement(FILL)])
    now_ms = ms(START) + HOUR_MS

    await due_promises(graph, now_ms=now_ms, limit=50)
    started = time.perf_counter()
    found = await due_promises(graph, now_ms=now_ms, limit=50)

    assert found == []
    assert time.perf_counter() - started < 0.25
