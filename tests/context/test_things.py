"""What a customer owns and subscribes to: visits, failures, others of a batch, former prices."""

import itertools
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from context.batches import owners_of_batch
from context.goods import batch_key
from context.ingest import Ingest
from context.pop import Desk, Lookup, screen_pop
from context.records import AssetRecord, ContractRecord, InteractionRecord, Reference
from identity.records import PersonRecord
from identity.resolver import Resolver
from identity.settings import IdentitySettings
from identity.setup import open_identity

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
ANA = PersonRecord("crm", "ana", name="Ana Lopez", city="Austin", emails=("ana@example.com",))
BOB = PersonRecord("crm", "bob", name="Bob Stone", city="Reno", emails=("bob@example.com",))


@pytest.fixture
def desk(graph, keys) -> Desk:
    return Desk(open_identity(graph, keys, IdentitySettings()))


@pytest.fixture
def ingest(desk) -> Ingest:
    return Ingest(Resolver(desk.identity))


async def popped(desk: Desk, email: str = "ana@example.com"):
    return await screen_pop(desk, Lookup(email=email), now=NOW)


def asset(id: str, person: PersonRecord, batch: str | None = "B-7", **more) -> AssetRecord:
    return AssetRecord(source="crm", source_id=id, name="Dryer", batch=batch, person=person, **more)


def said(id: str, days_ago: int, text: str, **more) -> InteractionRecord:
    given = {"channel": "voice", "kind": "call", "about": (Reference("asset", "d1"),), **more}
    return InteractionRecord(
        source="crm", source_id=id, started_at=NOW - timedelta(days=days_ago), text=text, **given
    )


def plan(price: str, days_ago: int, **more) -> ContractRecord:
    given = {"currency": "USD", "interval": "month", "person": ANA, **more}
    return ContractRecord(
        source="crm", source_id="p1", name="Plan", price=Decimal(price),
        updated_at=NOW - timedelta(days=days_ago), **given,
    )  # fmt: skip


async def test_an_asset_shows_its_visits_oldest_first_and_how_often_it_failed(desk, ingest):
    await ingest.ingest(
        [
            asset("d1", ANA),
            said("c2", 3, "It stopped working again.", person=ANA),
            said("v1", 20, "Replaced the belt.", channel="counter", kind="visit", direction="out"),
            said("c1", 30, "It is broken.", person=ANA),
            said("c3", 1, "Is a new one in stock?", person=ANA),
            said("t1", 2, "Hers is broken, too", person=BOB),
        ]
    )

    (dryer,) = (await popped(desk)).assets

    assert [one.id for one in dryer.visits] == ["c1", "v1", "c2", "c3"]
    assert dryer.visits[1].note == "Replaced the belt."
    assert [(one.id, one.words) for one in dryer.failures] == [
        ("c1", "broken"),
        ("c2", "stopped working"),
    ]


async def test_a_long_note_is_shown_short_and_read_whole(desk, ingest):
    long = "I was at home all day. " * 30 + "It stopped working."
    await ingest.ingest([asset("d1", ANA), said("c1", 1, long, person=ANA)])

    (dryer,) = (await popped(desk)).assets

    assert len(dryer.visits[0].note) == 300
    assert [one.words for one in dryer.failures] == ["stopped working"]


async def test_who_owns_one_of_the_batch_and_has_not_called_is_found_page_by_page(
    graph, keys, ingest
):
    quiet = [PersonRecord("crm", f"q{n}", name=f"Quiet {n}") for n in "123"]
    await ingest.ingest(
        [
            asset("d1", ANA),
            said("c1", 1, "It is broken.", person=ANA),
            *(asset(f"q{n}", one, " b-7 ") for n, one in enumerate(quiet)),
            asset("other", BOB, "B-8"),
            asset("none", BOB, None),
        ]
    )

    async def page(after=None, *, not_called=True, first=2):
        return await owners_of_batch(
            graph, keys, "B-7", not_called=not_called, first=first, after=after
        )

    first = await page()
    second = await page(first[-1].id)
    everybody = await page(not_called=False, first=9)

    assert {one.customer_name for one in (*first, *second)} == {"Quiet 1", "Quiet 2", "Quiet 3"}
    assert (len(first), len(second)) == (2, 1)
    assert {one.customer_name for one in everybody if one.has_called} == {"Ana Lopez"}


@pytest.mark.parametrize(
    ("written", "same"),
    [("b-7", True), (" B - 7", True), ("B7", False), ("B-70", False)],
)
def test_a_batch_is_one_however_it_is_spaced(keys, written, same):
    assert (batch_key(written, keys) == batch_key("B-7", keys)) is same


VERSIONS = [plan("10.00", 90), plan("10.00", 60), plan("20.00", 30), plan("10.00", 1)]


@pytest.mark.parametrize("order", list(itertools.permutations(range(4)))[::4])
async def test_every_price_is_kept_whichever_version_comes_first(desk, ingest, order):
    for number in order:
        await ingest.ingest([VERSIONS[number]])

    (contract,) = (await popped(desk)).contracts

    assert contract.price == "10.00"
    days = [(NOW - timedelta(days=one)).timestamp() * 1000 for one in (90, 30, 1)]
    assert [(one.since_ms, one.price) for one in contract.price_history] == list(
        zip(days, ("10.00", "20.00", "10.00"), strict=True)
    )


async def test_versions_of_one_batch_of_records_are_all_kept(desk, ingest):
    await ingest.ingest(VERSIONS)

    (contract,) = (await popped(desk)).contracts
    assert [one.price for one in contract.price_history] == ["10.00", "20.00", "10.00"]


async def test_a_contract_keeps_whose_it_was_and_its_former_numbers(desk, ingest):
    taken_over = plan("10.00", 1, former_company="Nightwatch Inc", former_numbers=("N-1", "N-2"))
    bare = ContractRecord(source="crm", source_id="p2", name="Bare", person=ANA)
    await ingest.ingest([taken_over, bare])

    contracts = {one.id: one for one in (await popped(desk)).contracts}

    assert contracts["p1"].former_company == "Nightwatch Inc"
    assert contracts["p1"].former_numbers == ("N-1", "N-2")
    assert contracts["p2"].price_history == ()
