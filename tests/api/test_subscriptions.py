"""Who is told of which event, whatever comes in between: an outbox from memory."""

import asyncio
import random
import time
from collections.abc import Callable
from contextlib import aclosing, suppress
from dataclasses import dataclass, field

import pytest
from graphql import GraphQLError
from starlette.applications import Starlette

from api import subscriptions
from api.app import routes_for
from api.audit_chain import Seal
from api.audit_trail import open_trail
from api.keys import Caller, Role
from api.rate_settings import Rates
from api.settings import ApiSettings
from api.subscriptions import Feed, NotKeptError, TooSlowToListenError
from api.subscriptions_topics import MENTIONS, Topic
from graph.errors import GraphUnreachableError
from graph.keys import Keys
from graph.queries.outbox import OutboxEvent, OutboxPage
from tests.api.sockets import at_desk


def everything(_: object) -> bool:
    return True


async def until(is_so: Callable[[], bool]) -> None:
    for _ in range(5_000):
        if is_so():
            return
        await asyncio.sleep(0.002)
    raise AssertionError("it did not come to be so")


async def doubled(_source, event, _now):
    return (event.number, -event.number)


DOUBLED = Topic("doubled", ("mention",), doubled)


@dataclass
class FakeOutbox:
    """Events in memory. `away` is raised by every read; `unseen` are not seen yet."""

    events: list[OutboxEvent] = field(default_factory=list)
    tells: set[Callable[[], None]] = field(default_factory=set)
    away: Exception | None = None
    unseen: set[int] = field(default_factory=set)
    pages: int = 0
    rings: bool = True
    last: int = 0

    def commit(self, kind: str = "mention", number: int | None = None) -> int:
        self.last = number or self.last + 1
        self.events.append(OutboxEvent(self.last, 0, kind, ("c-1",), ("s-1",), ()))
        if self.rings:
            for tell in self.tells:
                tell()
        return self.last

    def on_commit(self, tell):
        self.tells.add(tell)
        return lambda: self.tells.discard(tell)

    async def page(self, after, *, limit):
        await self._answer()
        numbers = range(after + 1, after + limit + 1)
        seen = [one for one in self.events if one.number in numbers]
        return OutboxPage(self.last, tuple(x for x in seen if x.number not in self.unseen))

    async def is_kept(self, number):
        await self._answer()
        return any(one.number == number for one in self.events)

    async def _answer(self) -> None:
        self.pages += 1
        await asyncio.sleep(0)
        if self.away:
            raise self.away


@dataclass
class Heard:
    """Somebody who listens in a task of their own; `paused` while they do not read on."""

    feed: Feed
    after: str | None = None
    topic: Topic = MENTIONS
    cursors: list[str] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    error: Exception | None = None
    paused: asyncio.Event = field(default_factory=asyncio.Event)

    async def __aenter__(self):
        self.paused.set()
        before = self.feed.listeners
        self._task = asyncio.create_task(self._listen())
        if self.after is None:
            await until(lambda: self.feed.listeners > before)
        return self

    async def __aexit__(self, *_):
        self._task.cancel()
        with suppress(asyncio.CancelledError):
            await self._task

    async def _listen(self) -> None:
        try:
            listener = await self.feed.listener(self.topic, everything, after=self.after)
            async with aclosing(self.feed.follow(listener)) as told:
                async for notice in told:
                    self.cursors.append(notice.cursor)
                    self.numbers.append(notice.event.number)
                    await self.paused.wait()
        except GraphQLError as error:
            self.error = error

    async def until(self, is_so: Callable[[], bool]) -> None:
        await until(is_so)


UNLIMITED = ApiSettings(rates=Rates(a_second=0))


@pytest.fixture
def outbox() -> FakeOutbox:
    return FakeOutbox()


@pytest.fixture
def feed(outbox) -> Feed:
    return Feed(outbox)


async def test_a_commit_is_told_at_once_and_what_was_before_is_not(outbox, feed):
    outbox.commit()
    async with Heard(feed) as desk:
        started = time.perf_counter()
        outbox.commit()
        await desk.until(lambda: desk.numbers == [2])

    assert time.perf_counter() - started < subscriptions.POLL_SECONDS / 2


async def test_what_another_process_commits_is_seen_within_300_ms(outbox, feed):
    outbox.rings = False
    async with Heard(feed) as desk:
        started = time.perf_counter()
        outbox.commit()
        await desk.until(lambda: desk.numbers == [1])

    assert time.perf_counter() - started < 0.3


async def test_only_what_a_topic_is_about_is_told(outbox, feed):
    async with Heard(feed) as desk:
        for kind in ("ingest", "mention_claimed", "mention", "promise_broken"):
            outbox.commit(kind)
        await desk.until(lambda: len(desk.numbers) == 2)

    assert desk.numbers == [2, 3]


async def test_whoever_comes_back_with_a_cursor_misses_nothing(outbox, feed):
    for _ in range(250):
        outbox.commit()
    async with Heard(feed, after="3") as desk:
        await desk.until(lambda: len(desk.numbers) == 247)
        outbox.commit()
        await desk.until(lambda: len(desk.numbers) == 248)

    assert desk.numbers == list(range(4, 252))


async def test_several_things_of_one_event_are_told_again_until_all_were(outbox, feed):
    outbox.commit()
    async with Heard(feed, after="0", topic=DOUBLED) as desk:
        outbox.commit()
        await desk.until(lambda: len(desk.numbers) == 4)

    assert desk.numbers == [1, 1, 2, 2]
    assert desk.cursors == ["0", "1", "1", "2"]


@pytest.mark.parametrize("seed", range(5))
async def test_desks_that_come_and_go_while_events_come_miss_none_and_hear_none_twice(seed):
    dice, outbox = random.Random(seed), FakeOutbox()
    feed = Feed(outbox)

    async def desk() -> list[int]:
        heard, cursor = [], "0"
        while len(heard) < 300:
            listener = await feed.listener(MENTIONS, everything, after=cursor)
            async with aclosing(feed.follow(listener)) as told:
                for _ in range(dice.randrange(1, 60)):
                    if len(heard) == 300:
                        break
                    notice = await anext(told)
                    heard.append(notice.event.number)
                    cursor = notice.cursor
                    await asyncio.sleep(dice.choice((0, 0, 0, 0.001)))
        return heard

    async def company() -> None:
        for _ in range(300):
            outbox.rings = dice.random() < 0.8
            outbox.commit()
            await asyncio.sleep(dice.choice((0, 0, 0.002)))

    async with asyncio.timeout(20):
        *heard, _ = await asyncio.gather(*(desk() for _ in range(6)), company())

    assert heard == [list(range(1, 301))] * 6
    assert feed.listeners == 0
    assert outbox.tells == set() or await nobody_rings(outbox)


async def nobody_rings(outbox) -> bool:
    await asyncio.sleep(0)
    return outbox.tells == set()


async def test_a_slow_desk_is_dropped_and_told_how_to_go_on_and_the_others_hear_all(outbox, feed):
    async with Heard(feed) as quick, Heard(feed) as slow:
        slow.paused.clear()
        for _ in range(105):
            outbox.commit()
            await quick.until(lambda: len(quick.numbers) == outbox.last)
        slow.paused.set()
        await slow.until(lambda: slow.error is not None)
        outbox.commit()
        await quick.until(lambda: len(quick.numbers) == 106)

    assert isinstance(slow.error, TooSlowToListenError)
    assert slow.error.extensions == {"code": "TOO_SLOW", "after": "1"}
    async with Heard(feed, after="1") as again:
        await again.until(lambda: len(again.numbers) == 105)
    assert slow.numbers + again.numbers == list(range(1, 107))


async def test_exactly_a_hundred_may_wait(outbox, feed):
    async with Heard(feed) as desk:
        outbox.commit()
        await desk.until(lambda: desk.numbers == [1])
        desk.paused.clear()
        for _ in range(101):
            outbox.commit()
        await asyncio.sleep(0.05)
        desk.paused.set()
        await desk.until(lambda: len(desk.numbers) == 102)

    assert desk.error is None


@pytest.mark.parametrize(
    ("after", "says"),
    [
        pytest.param("3", "not kept any more", id="older than what is kept"),
        pytest.param("11", "no such event", id="not there yet"),
        pytest.param("-1", "cursor", id="below zero"),
        pytest.param("x", "cursor", id="no number"),
        pytest.param("", "cursor", id="empty"),
        pytest.param("٣", "cursor", id="digits of another script"),
        pytest.param("9" * 30, "cursor", id="too long"),
    ],
)
async def test_a_cursor_that_nobody_can_go_on_from_is_refused(outbox, feed, after, says):
    outbox.last = 4
    for _ in range(6):
        outbox.commit()

    async with Heard(feed, after=after) as desk:
        await desk.until(lambda: desk.error is not None)

    assert says in str(desk.error)
    assert feed.listeners == 0


async def test_the_oldest_cursor_that_can_be_gone_on_from_is_not_refused(outbox, feed):
    outbox.last = 4
    outbox.commit()

    async with Heard(feed, after="4") as desk:
        await desk.until(lambda: desk.numbers == [5])


async def test_a_graph_that_is_away_for_a_while_costs_no_event(outbox, feed, monkeypatch):
    monkeypatch.setattr(subscriptions, "RETRY_SECONDS", 0.01)
    async with Heard(feed) as desk:
        outbox.commit()
        await desk.until(lambda: desk.numbers == [1])
        outbox.away = GraphUnreachableError("bolt://127.0.0.1", "gone")
        outbox.commit()
        async with Heard(feed, after="0") as second:
            await asyncio.sleep(0.1)
            outbox.commit()
            outbox.away = None
            await second.until(lambda: second.numbers == [1, 2, 3])
        await desk.until(lambda: desk.numbers == [1, 2, 3])


async def test_an_event_that_is_seen_late_holds_its_successors_back(outbox, feed):
    async with Heard(feed) as desk:
        outbox.unseen = {1}
        outbox.commit()
        outbox.commit()
        await asyncio.sleep(0.2)
        before = list(desk.numbers)
        outbox.unseen = set()
        await desk.until(lambda: desk.numbers == [1, 2])

    assert before == []


async def test_events_that_are_gone_for_good_end_what_would_miss_them(outbox, feed, monkeypatch):
    monkeypatch.setattr(subscriptions, "GAP_SECONDS", 0.1)
    async with Heard(feed) as desk:
        outbox.last = 5
        outbox.commit()
        await desk.until(lambda: desk.error is not None)

    assert isinstance(desk.error, NotKeptError)


async def test_a_graph_that_was_restored_from_before_ends_all(outbox, feed):
    for _ in range(9):
        outbox.commit()
    async with Heard(feed) as desk:
        outbox.events, outbox.last = outbox.events[:4], 4
        await desk.until(lambda: desk.error is not None)

    assert "numbered anew" in str(desk.error)


async def test_a_fault_of_ours_holds_up_no_other_event(outbox, feed):
    async def fails_at_first(_source, event, _now):
        if event.number == 1:
            raise KeyError("a fault")
        return (event,)

    async with Heard(feed, topic=Topic("faulty", ("",), fails_at_first)) as desk:
        outbox.commit()
        outbox.commit()
        await desk.until(lambda: desk.numbers == [2])


async def test_nobody_listens_nobody_reads(outbox, feed):
    tasks = len(asyncio.all_tasks())
    async with Heard(feed):
        outbox.commit()
    await asyncio.sleep(0.05)
    pages = outbox.pages
    await asyncio.sleep(0.2)

    assert outbox.pages == pages
    assert outbox.tells == set()
    assert len(asyncio.all_tasks()) == tasks


async def test_what_could_not_be_told_whole_is_told_again_a_few_times(outbox, feed, monkeypatch):
    monkeypatch.setattr(subscriptions, "AGAIN_SECONDS", (0.01, 0.03))
    listener = await feed.listener(MENTIONS, everything, after=None)
    heard = []
    async with aclosing(feed.follow(listener)) as told:
        first = asyncio.ensure_future(anext(told))
        await until(lambda: feed.listeners == 1)
        outbox.commit()
        outbox.commit()
        heard.append(await first)
        listener.again(heard[-1])
        for _ in range(3):
            heard.append(await anext(told))
            if heard[-1].event.number == 1:
                listener.again(heard[-1])

    assert [(one.event.number, one.times, one.cursor) for one in heard] == [
        *((1, 1, "1"), (2, 1, "2")),
        *((1, 2, "2"), (1, 3, "2")),  # a cursor never goes back
    ]


# Over a socket


MENTIONED = "subscription($after: String) { mentions(after: $after) { cursor kind customers } }"


@pytest.fixture
def app(answers, feed, tmp_path):
    async def anybody(_):
        return Caller(Role.SUPERVISOR, "desk 7")

    with open_trail(tmp_path, Seal(Keys(b"an invented deployment key, long"))) as trail:
        yield Starlette(routes=routes_for(answers, anybody, UNLIMITED, anybody, trail, feed=feed))


async def test_a_desktop_is_told_until_it_has_heard_enough(app, outbox, feed):
    async with at_desk(app, authorization="Bearer x") as desktop:
        await desktop.subscribe("m", MENTIONED)
        await until(lambda: feed.listeners == 1)
        outbox.commit()
        told = await desktop.told()
        await desktop.complete("m")
        outbox.commit()

        assert told == {"cursor": "1", "kind": "mention", "customers": ["c-1"]}
        assert await desktop.silent(0.1)
        assert feed.listeners == 0
        await desktop.subscribe("m", MENTIONED, after="1")
        assert (await desktop.told())["cursor"] == "2"
    assert feed.listeners == 0


async def test_a_slow_desktop_is_told_so_by_an_error_and_goes_on_from_it(app, outbox, feed):
    async with at_desk(app, authorization="Bearer x") as desktop:
        await desktop.subscribe("m", MENTIONED)
        await until(lambda: feed.listeners == 1)
        desktop.reads.clear()
        for _ in range(150):
            outbox.commit()
            await asyncio.sleep(0.001)
        desktop.reads.set()
        cursors = [(await desktop.told())["cursor"]]
        error = await desktop.hear()
        (problem,) = error["payload"]
        await desktop.subscribe("m", MENTIONED, after=problem["extensions"]["after"])
        cursors += [(await desktop.told())["cursor"] for _ in range(149)]

    assert (error["id"], error["type"]) == ("m", "error")
    assert problem["extensions"]["code"] == "TOO_SLOW"
    assert [int(one) for one in cursors] == list(range(1, 151))


async def test_a_cursor_that_is_too_old_is_answered_by_an_error(app, outbox):
    outbox.last = 4
    outbox.commit()
    async with at_desk(app, authorization="Bearer x") as desktop:
        await desktop.subscribe("m", MENTIONED, after="2")
        heard = await desktop.hear()

    assert heard["type"] == "error"
    assert heard["payload"][0]["extensions"] == {"code": "NOT_KEPT"}


async def test_a_thousand_that_come_and_go_leave_nothing(app, outbox, feed):
    before = len(asyncio.all_tasks())
    for number in range(1000):
        async with at_desk(app, authorization="Bearer x") as desktop:
            await desktop.subscribe("m", MENTIONED)
            if number % 3 == 0:  # the others leave before, or while, they are heard
                await until(lambda: feed.listeners == 1)
                outbox.commit()
                assert await desktop.told()
    await asyncio.sleep(0.05)

    assert feed.listeners == 0
    assert outbox.tells == set()
    assert len(asyncio.all_tasks()) == before
