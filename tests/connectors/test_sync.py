"""Sources are read to their end, page by page, whatever they and this machine do meanwhile."""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from starlette.responses import JSONResponse

from connectors.asking import Patience
from connectors.connectors_file import InstanceTable
from connectors.errors import (
    AccessRefusedError,
    BudgetSpentError,
    LeaseLostError,
    SourceAwayError,
)
from connectors.pulling import pulling
from connectors.shopify.connector import SHOPIFY
from connectors.sync import SyncReport, SyncSettings, sync
from context.ingest import IngestResult
from context.records import OrderRecord, Record
from graph.access import Statement
from graph.queries.checkpoints import CheckpointRow, read_checkpoints, read_states
from graph.queries.inbox import parked_deliveries
from identity.records import PersonRecord
from tests.connectors.vendors import (
    TOKEN,
    Shopify,
    at,
    cut_off,
    half_a_page,
    hang,
    open_for_business,
    shopify_customer,
    shopify_order,
    status,
    trickle,
)

pytestmark = pytest.mark.graph

QUICK = SyncSettings(Patience(answer_seconds=0.4, first_pause_seconds=0.01, tries=4))
NOW = at(1000)
TAKEN_OVER = """
MATCH (l:Lease {name: 'sync shopify:main'})
SET l.holder = 'another'
"""


class Sink:
    """Keeps the newest version of each record as the graph does; dies when it is told to."""

    def __init__(self) -> None:
        self.held: dict[tuple[str, str], Record] = {}
        self.batches: list[tuple[int, bool]] = []
        self.dies_after: int | None = None

    async def ingest(self, records: Sequence[Record], *, live: bool = False) -> IngestResult:
        self.batches.append((len(records), live))
        for one in records:
            key = (type(one).__name__, one.source_id)
            known = self.held.get(key)
            if known is None or known.updated_at <= one.updated_at:
                self.held[key] = one
        if len(self.batches) == self.dies_after:
            raise asyncio.CancelledError
        return IngestResult(len(records), len(records), frozenset())

    def people(self) -> set[str]:
        return {id_ for kind, id_ in self.held if kind == PersonRecord.__name__}

    def orders(self) -> set[str]:
        return {id_ for kind, id_ in self.held if kind == OrderRecord.__name__}


@pytest.fixture
def sink() -> Sink:
    return Sink()


@pytest.fixture
async def shop() -> AsyncIterator[Shopify]:
    people = [shopify_customer(number) for number in range(1, 131)]
    orders = [shopify_order(number, 1 + number % 130) for number in range(1, 61)]
    async with open_for_business(Shopify({"customers": people, "orders": orders})) as shop:
        yield shop


def table(shop: Shopify, **changes: object) -> InstanceTable:
    made = InstanceTable(
        SHOPIFY, "main", {"address": shop.url, "token": TOKEN}, requests_a_minute=60_000
    )
    return replace(made, **changes)


@pytest.fixture
def read(graph, keys, sink):
    """Read a source once, as a server does; the clock stands still unless it is told."""

    async def once(instance: InstanceTable, *, now: datetime = NOW) -> SyncReport:
        return await sync(graph, keys, sink, instance, settings=QUICK, now=lambda: now)

    return once


async def checkpoint(graph, stream: str, lane: str) -> CheckpointRow:
    return {(row.stream, row.lane): row for row in await read_checkpoints(graph)}[stream, lane]


async def test_a_source_is_read_to_its_end_page_by_page(shop, sink, read, graph):
    report = await read(table(shop))

    assert sink.people() == {str(number) for number in range(1, 131)}
    assert sink.orders() == {str(number) for number in range(1, 61)}
    assert (await checkpoint(graph, "customers", "backfill")).done
    assert (await checkpoint(graph, "customers", "backfill")).pages == 3
    assert report.rejected == 0


async def test_the_next_round_asks_only_for_what_changed(shop, sink, read):
    await read(table(shop))
    shop.asked.clear()
    sink.batches.clear()
    shop.lists["customers"].append(shopify_customer(500, second=1100))

    report = await read(table(shop), now=at(1200))

    assert "500" in sink.people()
    assert report.items == 1
    assert [live for _, live in sink.batches] == [True]
    assert all("updated_at_min" in one for one in shop.asked)


async def test_a_date_in_the_next_century_does_not_end_the_reading(shop, sink, read):
    shop.lists["customers"].append(shopify_customer(499, updated_at="2126-01-01T00:00:00Z"))
    await read(table(shop))
    shop.lists["customers"].append(shopify_customer(500, second=1100))

    await read(table(shop), now=at(1200))

    assert {"499", "500"} <= sink.people()


async def test_what_changes_now_does_not_wait_for_years_of_history(shop, sink, read):
    shop.lists["customers"].append(shopify_customer(500, second=999))

    await read(table(shop))

    assert (1, True) in sink.batches
    assert sink.batches.index((1, True)) < len(sink.batches) - 1


@pytest.mark.parametrize(
    "faults",
    [
        pytest.param([status(429, retry_after="0")] * 3, id="429 three times"),
        pytest.param([status(500), status(503), status(502)], id="it is broken"),
        pytest.param([half_a_page], id="half a page"),
        pytest.param([cut_off], id="the connection is cut"),
        pytest.param([hang], id="it hangs"),
        pytest.param([trickle(0.05)], id="it trickles"),
    ],
)
async def test_a_source_that_recovers_is_read_as_if_undisturbed(shop, sink, read, faults):
    shop.faults.extend(faults)

    report = await read(table(shop))

    assert len(sink.people()) == 130
    assert len(sink.orders()) == 60
    assert report.requests == 11 + len(faults)


async def test_retry_after_is_waited_for_and_a_long_one_ends_the_round(shop, read, graph):
    shop.faults.append(status(429, retry_after="1"))
    began = time.monotonic()
    await read(table(shop))
    waited = time.monotonic() - began
    shop.faults.extend([status(503, retry_after="4000")] * 2)

    with pytest.raises(SourceAwayError) as away:
        await read(table(shop))

    assert waited >= 1
    assert away.value.wait_seconds == 4000
    (state,) = await read_states(graph)
    assert state.state == "waiting"
    assert "503" in state.problem


async def test_a_source_that_stays_away_is_gone_on_with_where_it_was(shop, sink, read, graph):
    async def answers(request):
        return shop.answer(request)

    shop.faults.extend([answers] * 3 + [status(500)] * 50)
    with pytest.raises(SourceAwayError):
        await read(table(shop))
    first = len(sink.people())
    shop.faults.clear()
    await read(table(shop))

    assert 0 < first < 130
    assert len(sink.people()) == 130
    assert len(sink.orders()) == 60


async def test_a_sync_that_dies_after_any_batch_is_gone_on_with(shop, sink, read, graph):
    for _ in range(3):  # each time, a second page is in when its place is not saved yet
        sink.dies_after = 2
        sink.batches.clear()
        with pytest.raises(asyncio.CancelledError):
            await read(table(shop))
    sink.dies_after = None
    await read(table(shop))

    assert len(sink.people()) == 130
    assert len(sink.orders()) == 60
    assert (await checkpoint(graph, "orders", "backfill")).items == 60


async def test_a_page_that_is_too_old_begins_the_round_again(shop, sink, read, graph):
    sink.dies_after = 2
    with pytest.raises(asyncio.CancelledError):
        await read(table(shop))
    sink.dies_after = None
    assert "page" in (await checkpoint(graph, "customers", "backfill")).place
    answer, refused = shop.answer, []

    def refuse_once(request):
        if "page_info" in request.query_params and not refused:
            refused.append(request)
            return JSONResponse({"errors": "page_info is too old"}, 400)
        return answer(request)

    shop.answer = refuse_once
    await read(table(shop))

    assert len(refused) == 1
    assert len(sink.people()) == 130


async def test_a_refused_token_stops_the_source_and_says_what_to_mend(shop, read, graph):
    shop.faults.extend([status(401)] * 10)

    with pytest.raises(AccessRefusedError, match="secrets"):
        await read(table(shop))

    (state,) = await read_states(graph)
    assert state.state == "stopped"
    assert TOKEN not in state.problem


async def test_an_item_that_cannot_be_read_is_parked_and_the_others_arrive(shop, sink, read, graph):
    shop.lists["customers"][7]["updated_at"] = at(8).isoformat()
    shop.lists["customers"][7]["email"] = {"not": "a text"}
    shop.lists["customers"][9]["default_address"] = 5

    report = await read(table(shop))
    await read(table(shop, since=None))

    assert len(sink.people()) == 128
    assert report.rejected == 2
    parked = await parked_deliveries(graph)
    assert {one.reason for one in parked} == {
        "email: is no text",
        "default_address: is no object",
    }
    assert {one.connector for one in parked} == {"shopify"}


async def test_new_keys_are_counted_by_name_and_never_by_value(shop, read, graph):
    for one in shop.lists["customers"]:
        one["loyalty_tier"] = "a value"
    shop.lists["customers"][0]["ana@example.com"] = "a key that is a value"

    await read(table(shop))

    row = await checkpoint(graph, "customers", "backfill")
    assert row.drift == '{"(others)": 1, "loyalty_tier": 130}'


async def test_one_process_at_a_time_reads_a_source(shop, read, graph, keys, sink):
    shop.slow_seconds = 0.1
    first = asyncio.create_task(read(table(shop)))
    await asyncio.sleep(0.15)

    with pytest.raises(LeaseLostError, match="another process"):
        await read(table(shop))
    await first

    assert len(sink.people()) == 130


async def test_a_holder_that_slept_through_its_term_saves_nothing(shop, sink, graph, keys):
    shop.slow_seconds = 0.1
    first = asyncio.create_task(
        sync(graph, keys, sink, table(shop), settings=QUICK, now=lambda: NOW)
    )
    await asyncio.sleep(0.15)
    await graph.write([Statement(TAKEN_OVER)])

    with pytest.raises(LeaseLostError):
        await first


async def test_the_requests_of_a_day_are_never_passed(shop, sink, read, graph):
    limited = table(shop, requests_a_day=5)

    for _ in range(2):
        with pytest.raises(BudgetSpentError, match="requests_a_day"):
            await read(limited)
    asked = len(shop.asked)
    shop.asked.clear()
    await read(replace(limited, requests_a_day=100), now=NOW + timedelta(days=1))

    assert 4 <= asked <= 5  # one may be counted and then not sent
    assert len(sink.people()) == 130


async def test_the_money_of_a_month_is_never_passed_and_the_rest_is_read_later(
    shop, sink, read, graph
):
    priced = replace(
        SHOPIFY.pull, price_a_request=Decimal("0.001"), price_an_item=Decimal("0.01"), most_items=50
    )
    dear = table(shop, connector=replace(SHOPIFY, pull=priced), money_a_month=Decimal("1.20"))

    with pytest.raises(BudgetSpentError, match="money_a_month") as spent:
        await read(dear)
    (state,) = await read_states(graph)
    then = len(sink.people())
    for month in range(32, 300, 31):
        try:
            await read(dear, now=NOW + timedelta(days=month))
        except BudgetSpentError:
            continue

    assert state.spent <= 1_200_000
    assert spent.value.until == datetime(2026, 2, 1, tzinfo=UTC)
    assert 0 < then < 130
    assert len(sink.people()) == 130


async def test_a_hanging_source_does_not_hold_the_others(shop, sink, graph, keys):
    async with AsyncExitStack() as stack:
        hanging = await stack.enter_async_context(open_for_business(Shopify()))
        hanging.faults.extend([hang] * 1000)
        both = [replace(table(hanging), name="hanging"), table(shop)]
        began = time.monotonic()
        async with pulling(graph, keys, sink, both, settings=QUICK), asyncio.timeout(10):
            while len(sink.orders()) < 60:  # noqa: ASYNC110  seen in what came, not told
                await asyncio.sleep(0.02)
        took = time.monotonic() - began

    assert took < 8


async def test_secrets_go_to_no_other_host_than_the_source_s_own(shop, sink, read):
    elsewhere = Shopify()
    async with open_for_business(elsewhere):
        original = shop.answer

        def lead_away(request):
            response = original(request)
            if "link" in response.headers:
                response.headers["link"] = response.headers["link"].replace(shop.url, elsewhere.url)
            return response

        shop.answer = lead_away
        await read(table(shop))

    assert elsewhere.asked == []
    assert len(sink.people()) == 130
