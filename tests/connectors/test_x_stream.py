"""Posts are heard as they are written: at once, each once, whatever becomes of the connection."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from statistics import median

import pytest
from starlette.responses import JSONResponse

from connectors.asking import Patience
from connectors.connectors_file import InstanceTable
from connectors.errors import (
    BudgetSpentError,
    FatalError,
    RefusedWithWordsError,
    ServerUnreachableError,
    SourceAwayError,
)
from connectors.listening import HEARD, listen
from connectors.pulling import pulling
from connectors.sync import SyncSettings, sync
from connectors.x.connector import X
from connectors.x.stream import hear_x
from context.ingest import Ingest, IngestResult
from context.pop import Desk, Lookup, screen_pop
from context.records import Record
from graph.queries.checkpoints import read_checkpoints
from graph.queries.inbox import parked_deliveries
from identity.resolver import Resolver
from identity.settings import IdentitySettings
from identity.setup import open_identity
from tests.connectors.vendors import open_for_business
from tests.connectors.x_double import OURS, XDouble, settings

pytestmark = pytest.mark.graph

QUICK = SyncSettings(Patience(answer_seconds=1, first_pause_seconds=0.01, tries=4))
ONE_SECOND = 1.0
SLOWEST = 60.0  # posts a second that must get through, beside other work on two cores
COUNT = """
MATCH (i:Interaction)
OPTIONAL MATCH (i)-[:BY]->(s:SourceRecord)
RETURN count(i) AS interactions, count(DISTINCT i.source_id) AS posts, count(DISTINCT s) AS people
"""


@pytest.fixture
async def x() -> AsyncIterator[XDouble]:
    double = XDouble(keep_alive_seconds=0.05)
    double.user("55", "ana_l", "Ana Lopez", location="Austin, TX", followers=2500)
    async with open_for_business(double):
        yield double


@pytest.fixture
def table(x):
    def table(money: str | None = None, **changes: str) -> InstanceTable:
        limit = Decimal(money) if money else None
        values = settings(x.url, **changes)
        return InstanceTable(X, "main", values, requests_a_minute=60_000, money_a_month=limit)

    return table


@pytest.fixture
def identity(graph, keys):
    return open_identity(graph, keys, IdentitySettings())


@pytest.fixture
def desk(identity) -> Desk:
    return Desk(identity)


@pytest.fixture
def people(identity) -> Ingest:
    return Ingest(Resolver(identity))


class Sink:
    """Keeps ids in the order they came; refuses the first few batches when it is told to."""

    def __init__(self, away: int = 0) -> None:
        self.ids: list[str] = []
        self.away = away

    async def ingest(self, records: Sequence[Record], *, live: bool = False) -> IngestResult:
        if self.away:
            self.away -= 1
            raise ServerUnreachableError("http://127.0.0.1", "away")
        self.ids += [one.source_id for one in records]
        return IngestResult(len(records), len(records), frozenset())


@pytest.fixture
def hearing(graph, keys, x):
    """Hear X while the block runs, from when it is connected."""

    @contextlib.asynccontextmanager
    async def hearing(sink, instance: InstanceTable) -> AsyncIterator[asyncio.Task[None]]:
        task = asyncio.create_task(listen(graph, keys, sink, instance))
        try:
            await until(lambda: x.streams)
            yield task
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    return hearing


async def until(seen, seconds: float = 10.0) -> None:
    async with asyncio.timeout(seconds):
        while not seen():  # noqa: ASYNC110  seen in what came, not told
            await asyncio.sleep(0.005)


async def test_a_post_is_in_the_agent_s_pop_within_a_second(x, hearing, table, people, desk):
    await screen_pop(desk, Lookup(name="Nobody", city="Nowhere, TX"), now=datetime.now(UTC))
    async with hearing(people, table()):
        took = []
        for number in range(5):
            x.user(f"8{number}", f"guest_{number}", f"Guest Number{number}")
            began = time.monotonic()
            x.post(f"8{number}", "@acme_help my gadget is dead on arrival")
            while True:
                handle = ("x", f"guest_{number}")
                pop = await screen_pop(desk, Lookup(handle=handle), now=datetime.now(UTC))
                if pop.customer is not None and pop.interactions:
                    break
                await asyncio.sleep(0.01)
            took.append(time.monotonic() - began)

    assert median(took) < ONE_SECOND, took


async def test_what_is_heard_and_read_has_one_effect(x, hearing, table, people, graph, keys):
    instance = table()
    async with hearing(people, instance):
        reading = asyncio.create_task(reads(graph, keys, people, instance, times=4))
        ids = []
        for number in range(60):
            ids.append(x.post("55", f"@acme_help {number}"))
            await asyncio.sleep(0.005)
        await reading
    await sync(graph, keys, people, instance, settings=QUICK)

    (counted,) = await graph.read(COUNT)
    heard = {row.stream: row for row in await read_checkpoints(graph, "x:main")}[HEARD]
    assert counted == {"interactions": 60, "posts": 60, "people": 1}
    assert heard.items > 0


async def reads(graph, keys, sink, instance, *, times: int) -> None:
    for _ in range(times):
        await sync(graph, keys, sink, instance, settings=QUICK)
        await asyncio.sleep(0.05)


async def test_a_storm_of_posts_gets_through_with_full_resolution(x, hearing, table, people, graph):
    for number in range(300):
        x.user(f"9{number}", f"person_{number}", f"Person Number{number}", location="Austin, TX")
    async with hearing(people, table()):
        began = time.monotonic()
        for number in range(300):
            x.post(f"9{number}", f"@acme_help complaint {number}")
        row = {}
        while row.get("posts") != 300:
            await asyncio.sleep(0.05)
            (row,) = await graph.read(COUNT)
        rate = 300 / (time.monotonic() - began)

    assert rate > SLOWEST


@pytest.mark.parametrize("words", ["This stream has been disconnected", None], ids=["told", "cut"])
async def test_a_connection_that_ends_is_made_again_and_what_was_missed_is_read(
    x, hearing, table, graph, keys, words
):
    sink, instance = Sink(), table()
    async with hearing(sink, instance):
        first = x.post("55", "@acme_help one")
        await until(lambda: first in sink.ids)
        x.end_streams(words=words)
        await until(lambda: not x.streams)
        missed = x.post("55", "@acme_help two, while nobody listens")
        await until(lambda: x.streams)
        third = x.post("55", "@acme_help three")
        await until(lambda: third in sink.ids)
    await sync(graph, keys, sink, instance, settings=QUICK)

    assert set(sink.ids) == {first, missed, third}
    assert x.connects == 2


async def test_rules_are_agreed_on_once_and_those_of_others_stay(x, hearing, table):
    x.rules += [
        {"id": "1", "value": "cats", "tag": "somebody else's"},
        {"id": "2", "value": "@acme_old", "tag": "tellonce x:main"},
    ]
    async with hearing(Sink(), table(track="acme")):
        pass
    async with hearing(Sink(), table(track="acme")):
        pass

    rule = "(@acme_help OR to:acme_help OR from:acme_help OR (acme)) -is:retweet"
    assert [one["value"] for one in x.rules] == ["cats", rule]


async def test_what_we_answer_by_hand_is_heard_as_ours(x, hearing, table, people, graph):
    async with hearing(people, table()):
        mention = x.post("55", "@acme_help hello")
        answer = x.post(OURS, "@ana_l How can we help?", answers=mention)
        rows = []
        while len(rows) < 2:
            await asyncio.sleep(0.02)
            rows = await graph.read(
                "MATCH (i:Interaction) WHERE i.text IS NOT NULL "
                "RETURN i.source_id AS id, i.direction AS direction"
            )

    assert {row["id"]: row["direction"] for row in rows} == {mention: "in", answer: "out"}


async def test_while_the_graph_is_away_what_is_heard_waits(x, hearing, table):
    sink = Sink(away=3)
    async with hearing(sink, table()):
        ids = [x.post("55", f"@acme_help {number}") for number in range(5)]
        await until(lambda: len(sink.ids) == 5)

    assert sink.ids == ids
    assert x.connects == 1


async def test_what_cannot_be_read_is_parked_and_the_rest_arrives(x, hearing, table, graph):
    sink = Sink()
    async with hearing(sink, table()):
        x.post("55", "@acme_help hello", created_at="yesterday")
        good = x.post("55", "@acme_help hello")
        await until(lambda: good in sink.ids)
        while not (parked := await parked_deliveries(graph)):  # noqa: ASYNC110  seen, not told
            await asyncio.sleep(0.01)

    (parked,) = parked
    assert (parked.connector, parked.reason) == ("x", "created_at: is no time (ISO 8601)")


async def test_one_of_two_servers_listens(x, hearing, table, graph, keys):
    first, second = Sink(), Sink()
    async with hearing(first, table()):
        other = asyncio.create_task(listen(graph, keys, second, table()))
        await asyncio.sleep(0.3)
        id_ = x.post("55", "@acme_help hello")
        await until(lambda: first.ids)
        other.cancel()
        await asyncio.gather(other, return_exceptions=True)

    assert (first.ids, second.ids) == ([id_], [])
    assert x.connects == 1


async def test_listening_stops_before_the_money_of_a_month_is_passed(x, graph, keys, table):
    sink = Sink()
    task = asyncio.create_task(listen(graph, keys, sink, table("1.50")))
    await until(lambda: x.streams)
    for number in range(400):
        x.post("55", f"@acme_help {number}")
        if not x.streams:
            break
        await asyncio.sleep(0.001)
    await until(lambda: not x.streams)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)

    assert 20 < len(sink.ids) < 400
    assert x.bill <= Decimal("1.50")


class Ear:
    """What a listener is given, with nothing behind it."""

    def __init__(self, table: InstanceTable, purse) -> None:
        self.source, self.values = table.source, table.values
        self.money_a_month, self.purse = table.money_a_month, purse

    async def take(self, stream, items) -> None:
        raise AssertionError("nothing comes")


class FreePurse:
    async def take(self, amount, *, share=None):
        return None

    async def settle(self, taken, cost) -> None:
        pass


@pytest.mark.parametrize(
    ("limits", "error", "wait"),
    [
        pytest.param({"stream": 0}, SourceAwayError, 900, id="too many connections in a window"),
        pytest.param({"rules": 0}, SourceAwayError, 900, id="too many questions about rules"),
    ],
)
async def test_a_limit_says_when_to_come_back_and_nobody_sleeps_on_it(
    x, table, limits, error, wait
):
    x.limits |= limits
    began = time.monotonic()

    with pytest.raises(error) as limited:
        await hear_x(Ear(table(), FreePurse()))

    assert time.monotonic() - began < 2
    assert wait - 5 < limited.value.wait_seconds < wait + 5


async def test_an_app_without_the_stream_is_told_so_and_stops(x, table):
    x.forbidden["stream"] = "not for you"

    with pytest.raises(RefusedWithWordsError, match="access to the filtered stream"):
        await hear_x(Ear(table(), FreePurse()))


async def test_a_rule_that_x_does_not_take_is_told(x, table):
    async def refuse(request):
        if request.method == "GET":
            return JSONResponse({"meta": {}})
        return JSONResponse({"errors": [{"title": "UnprocessableEntity"}], "meta": {}})

    x.faults.extend([refuse, refuse])

    with pytest.raises(FatalError, match="UnprocessableEntity"):
        await hear_x(Ear(table(), FreePurse()))


async def test_no_money_is_no_stream(x, table):
    class EmptyPurse(FreePurse):
        async def take(self, amount, *, share=None):
            raise BudgetSpentError("x:main", "money_a_month (1)", datetime.now(UTC))

    with pytest.raises(BudgetSpentError):
        await hear_x(Ear(table("1"), EmptyPurse()))


async def test_a_server_reads_and_hears_at_once(x, table, graph, keys):
    sink = Sink()
    old = x.post("55", "@acme_help before")
    async with pulling(graph, keys, sink, [table()], settings=QUICK):
        await until(lambda: x.streams and old in sink.ids)
        new = x.post("55", "@acme_help now")
        await until(lambda: new in sink.ids)


async def test_a_stream_that_is_off_is_not_listened_to(x, table, graph, keys):
    task = asyncio.create_task(listen(graph, keys, Sink(), table(stream="off")))
    await asyncio.sleep(0.3)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)

    assert x.asked == []
