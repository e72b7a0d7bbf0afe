"""X is read by tweepy: mentions, messages, our own posts, threads, and reach, within limits."""

import time
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from connectors.access_check import check_access
from connectors.asking import Patience
from connectors.connectors_file import InstanceTable
from connectors.errors import AccessRefusedError, BudgetSpentError, SourceAwayError
from connectors.progress import read_place
from connectors.sync import SyncReport, SyncSettings, sync
from connectors.x.connector import X
from connectors.x.cursor import read_cursor
from context.ingest import Ingest, IngestResult
from context.records import InteractionRecord, Record
from graph.access import Statement
from graph.queries.checkpoints import read_checkpoints, read_states
from identity.resolver import Resolver
from identity.settings import IdentitySettings
from identity.setup import open_identity
from tests.connectors.vendors import half_a_page, hang, open_for_business, status
from tests.connectors.x_double import OURS, XDouble, settings

pytestmark = pytest.mark.graph

QUICK = SyncSettings(Patience(answer_seconds=1, first_pause_seconds=0.01, tries=4))
SECRETS = {one.name for one in X.pull.settings if one.secret}
NOON = datetime(2026, 11, 15, 12, tzinfo=UTC)


class Clock:
    """The time of a world that stands still until it is told to go on."""

    def __init__(self, at: datetime = NOON) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def goes_on(self, **by: float) -> None:
        self.at += timedelta(**by)


class Sink:
    def __init__(self) -> None:
        self.held: dict[str, InteractionRecord] = {}
        self.taken = 0

    async def ingest(self, records: Sequence[Record], *, live: bool = False) -> IngestResult:
        for one in records:
            assert isinstance(one, InteractionRecord)
            known = self.held.get(one.source_id)
            if known is None or known.updated_at <= one.updated_at:
                self.held[one.source_id] = one
        self.taken += len(records)
        return IngestResult(len(records), len(records), frozenset())


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def sink() -> Sink:
    return Sink()


@pytest.fixture
async def x(clock) -> AsyncIterator[XDouble]:
    double = XDouble(now=clock)
    double.user("55", "ana_l", "Ana Lopez", location="Austin, TX", followers=2500)
    double.user("66", "ben_k", "Ben King", followers=40)
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
def read(graph, keys, sink, clock, table):
    async def read(instance: InstanceTable | None = None, into: Any = None) -> SyncReport:
        asked = instance or table()
        return await sync(graph, keys, into or sink, asked, settings=QUICK, now=clock)

    return read


async def state(graph) -> Any:
    (row,) = await read_states(graph, "x:main")
    return row


def asked(x: XDouble, path: str) -> list[str]:
    return [one for one in x.asked if path in one]


async def test_a_mention_is_what_somebody_said_with_who_it_was(x, sink, read):
    id_ = x.post("55", "@acme_help my &amp; your bag", seen=120)

    await read()

    record = sink.held[id_]
    assert (record.channel, record.kind, record.direction) == ("social", "mention", "in")
    assert (record.text, record.public, record.reach) == ("@acme_help my & your bag", True, 120)
    assert (record.person.name, record.person.city) == ("Ana Lopez", "Austin, TX")
    assert [one.handle for one in record.person.handles] == ["ana_l"]


async def test_what_was_before_and_what_comes_are_read_to_the_end_page_by_page(
    x, clock, sink, read
):
    old = [x.post("55", f"@acme_help {one}", at=NOON - timedelta(hours=one)) for one in range(130)]
    await read()
    clock.goes_on(minutes=5)
    new = [x.post("66", f"@acme_help again {one}") for one in range(70)]
    x.asked.clear()

    report = await read()

    assert set(sink.held) == {*old, *new}
    assert report.items == 71  # the newest of before once more: others may have come late
    assert len(asked(x, "/mentions")) == 2
    assert all("since_id" in one for one in asked(x, "/mentions"))


async def test_what_turns_up_a_little_late_is_not_missed(x, clock, sink, read):
    x.post("55", "@acme_help first")
    await read()
    clock.goes_on(minutes=5)
    x.post("55", "@acme_help second")
    await read()
    late = x.post("66", "@acme_help indexed late", at=clock() - timedelta(seconds=30))
    clock.goes_on(minutes=5)

    await read()

    assert late in sink.held


async def test_a_thread_stands_as_one_and_our_answer_is_to_whom_it_was(x, sink, read):
    first = x.post("55", "@acme_help the wrong bag")
    answer = x.post(OURS, "@ana_l Which order is it?", answers=first)
    second = x.post("55", "@acme_help 1001", answers=answer)

    await read()

    assert sink.held[answer].direction == "out"
    assert sink.held[answer].in_reply_to == first
    assert sink.held[answer].person.source_id == "55"
    assert (sink.held[second].kind, sink.held[second].in_reply_to) == ("reply", answer)


@pytest.mark.parametrize("new_names", [False, True], ids=["tweets", "posts"])
async def test_what_a_post_refers_to_is_read_by_its_old_and_its_new_name(x, sink, read, new_names):
    x.new_names = new_names
    first = x.post("55", "@acme_help the wrong bag")
    reply = x.post("66", "@acme_help mine too", answers=first)
    x.post("66", "RT @acme_help the wrong bag", reposts=first)

    await read()

    assert set(sink.held) == {first, reply}
    assert sink.held[reply].in_reply_to == first


async def test_messages_come_both_ways_and_are_asked_for_until_known(x, clock, sink, read):
    old = [
        x.message("55", OURS, f"old {one}", at=NOON - timedelta(days=1, minutes=one))
        for one in range(60)
    ]
    await read()
    clock.goes_on(minutes=5)
    mine = x.message(OURS, "55", "Let us see")
    theirs = x.message("55", OURS, "Thank you")
    x.asked.clear()

    await read()

    assert set(sink.held) == {f"dm:{one}" for one in (*old, mine, theirs)}
    assert sink.held[f"dm:{mine}"].direction == "out"
    assert sink.held[f"dm:{mine}"].person.source_id == "55"
    assert sink.held[f"dm:{theirs}"].person.name == "Ana Lopez"
    assert len(asked(x, "/dm_events")) == 1


async def test_a_limit_that_is_reached_ends_one_list_until_its_reset_and_no_other(
    x, clock, sink, read, graph
):
    x.message("55", OURS, "hello")
    await read()
    x.limits["dm_events"] = 0
    clock.goes_on(minutes=5)
    mention = x.post("55", "@acme_help anybody there?")
    began = time.monotonic()
    await read()
    x.asked.clear()

    await read()

    assert time.monotonic() - began < 5
    assert mention in sink.held
    assert asked(x, "/dm_events") == []
    assert asked(x, "/mentions")
    assert (await state(graph)).state == "idle"
    row = {one.key: one for one in await read_checkpoints(graph)}["x:main/messages/live"]
    assert read_cursor(read_place(row.place).page).not_before > clock().timestamp()
    clock.goes_on(minutes=16)
    x.limits["dm_events"] = 15
    waited = x.message("55", OURS, "still there?")
    await read()
    assert f"dm:{waited}" in sink.held


@pytest.mark.parametrize(
    "faults",
    [
        pytest.param([status(503)] * 3, id="it is broken"),
        pytest.param([half_a_page], id="half a page"),
        pytest.param([hang], id="it hangs"),
    ],
)
async def test_x_that_recovers_is_read_as_if_undisturbed(x, sink, read, faults):
    id_ = x.post("55", "@acme_help hello")
    x.faults.extend(faults)

    await read()

    assert id_ in sink.held


async def test_x_that_stays_away_is_gone_on_with_later(x, sink, read, graph):
    id_ = x.post("55", "@acme_help hello")
    x.faults.extend([status(500)] * 20)
    with pytest.raises(SourceAwayError):
        await read()
    waiting = await state(graph)
    x.faults.clear()

    await read()

    assert waiting.state == "waiting"
    assert id_ in sink.held


async def test_a_wrong_secret_stops_the_source_and_is_not_repeated(x, read, graph, table):
    with pytest.raises(AccessRefusedError):
        await read(table(access_secret="another-secret"))

    stopped = await state(graph)
    assert stopped.state == "stopped"
    assert "another-secret" not in stopped.problem


async def test_an_app_without_access_to_messages_reads_the_rest_and_says_so(x, sink, read, graph):
    id_ = x.post("55", "@acme_help hello")
    x.forbidden["dm_events"] = "no scope for messages"

    await read()

    assert id_ in sink.held
    assert "no scope for messages" in (await state(graph)).problem


async def test_words_we_look_for_find_who_does_not_name_us(x, clock, sink, read, table):
    before = x.post("55", "the Acme Carry-On broke", at=NOON - timedelta(days=2))
    x.post("66", "acmeology is no brand", at=NOON - timedelta(days=1))
    tracking = table(track='acme OR "carry on"')
    await read(tracking)
    clock.goes_on(minutes=5)
    after = x.post("66", "Acme answered at once")

    await read(tracking)

    assert set(sink.held) == {before, after}
    assert sink.held[before].reach == 2500


async def test_a_search_that_was_idle_for_weeks_begins_where_x_still_searches(
    x, clock, sink, read, table
):
    tracking = table(track="acme")
    x.post("55", "acme one")
    await read(tracking)
    clock.goes_on(days=20)
    after = x.post("66", "acme two")

    await read(tracking)

    assert after in sink.held


@pytest.fixture
def people(graph, keys) -> Ingest:
    return Ingest(Resolver(open_identity(graph, keys, IdentitySettings())))


async def test_threads_are_followed_and_reach_is_counted_again(x, clock, read, graph, people):
    first = x.post("55", "@acme_help the wrong bag")
    await read(into=people)
    clock.goes_on(hours=2)
    helped = x.post("66", "take it to the shop", answers=first)
    x.posts[first]["public_metrics"]["impression_count"] = 9000

    await read(into=people)
    x.asked.clear()
    await read(into=people)

    rows = await graph.read("MATCH (i:Interaction) RETURN i.source_id AS id, i.reach AS reach")
    assert {row["id"]: row["reach"] for row in rows} == {first: 9000, helped: 40}
    assert asked(x, "ids=") == []
    assert all("since_id" in one for one in asked(x, "conversation_id:"))


async def test_a_post_that_was_deleted_leaves_nothing_but_that_it_was(
    x, clock, read, graph, people
):
    first = x.post("55", "@acme_help you are thieves")
    await read(into=people)
    del x.posts[first]
    clock.goes_on(hours=2)

    await read(into=people)

    (row,) = await graph.read("MATCH (i:Interaction) RETURN i.status AS status, i.text AS text")
    assert row == {"status": "deleted", "text": None}


async def test_the_money_of_a_month_is_never_passed_and_what_x_bills_is_never_more(
    x, clock, sink, read, graph, table
):
    for number in range(300):
        x.post("55", f"@acme_help {number}", at=NOON - timedelta(minutes=number))
        x.message("55", OURS, f"{number}", at=NOON - timedelta(minutes=number))
    cheap = table("1.80")

    with pytest.raises(BudgetSpentError, match="money_a_month") as spent:
        await read(cheap)
    used, billed = (await state(graph)).spent, x.bill
    clock.at = datetime(2026, 12, 1, 1, tzinfo=UTC)
    await read(table("90"))

    assert Decimal(used) / 1_000_000 <= Decimal("1.80")
    assert billed <= Decimal(used) / 1_000_000
    assert spent.value.until == datetime(2026, 12, 1, tzinfo=UTC)
    assert len(sink.held) == 600
    assert (await state(graph)).month == "2026-12"


async def test_money_goes_where_a_matter_is_open_and_reach_is_high_and_the_rest_is_told(
    x, clock, read, graph, keys, people, table
):
    ids = []
    for number in range(12):
        x.user(f"7{number}", f"user_{number}", f"User {number}", followers=10 * number)
        ids.append(x.post(f"7{number}", f"@acme_help {number}"))
    await read(table("6.00"), into=people)
    await open_matter(graph, keys, ids[0])
    clock.goes_on(hours=2)
    x.asked.clear()

    await read(table("0.75"), into=people)

    looked_at = {one for line in asked(x, "ids=") for one in ids if one in line}
    threads = [one for line in asked(x, "conversation_id:") for one in ids if one in line]
    problem = (await state(graph)).problem
    assert threads[0] == ids[0]
    assert looked_at < set(ids)
    assert "were not read" in problem
    assert "money_a_month (0.75)" in problem


OPEN_MATTER = """
MATCH (i:Interaction {key: $key})-[:BY]->(:SourceRecord)-[:RESOLVED_TO]->(c:Customer)
MERGE (m:Matter {id: 'm-1'})
SET m.status = 'open'
MERGE (m)-[:OF]->(c)
"""


async def open_matter(graph, keys, id_: str) -> None:
    """Give whoever wrote this post an open matter."""
    key = keys.activity("Interaction", "x:main", id_)
    await graph.write([Statement(OPEN_MATTER, {"key": key})])


async def test_no_token_and_no_word_of_anybody_goes_to_a_log(x, read, caplog, table):
    caplog.set_level("DEBUG")
    x.post("55", "@acme_help my number is 0155")
    await read(table(track="acme"))
    x.faults.append(status(500))
    x.limits["mentions"] = 0
    await read(table(track="acme"))

    secrets = {value for name, value in table().values.items() if name in SECRETS}
    ours = [one for one in caplog.records if not one.name.startswith("neo4j")]  # logs all at DEBUG
    written = " ".join(f"{one.getMessage()} {one.__dict__}" for one in ours)
    assert [one for one in (*secrets, "0155", "Ana Lopez") if one in written] == []


async def test_access_is_tried_by_asking_who_we_are(x, table):
    await check_access("x:main", X, dict(table().values))

    with pytest.raises(AccessRefusedError, match="secrets"):
        await check_access("x:main", X, dict(table(access_secret="another").values))
    assert [one.partition("?")[0] for one in x.asked] == ["GET /2/users/me"] * 2
