"""A message names an order as customers do; the orders themselves have taught how that looks."""

from datetime import UTC, datetime

import pytest

from context.ingest import Ingest
from context.pop import Desk, Lookup, Resolution, clues_of, screen_pop
from context.records import ContractRecord, InteractionRecord, OrderRecord
from graph.access import Graph
from graph.keys import Keys
from identity.records import Number, PersonRecord
from identity.resolver import Resolver
from identity.settings import IdentitySettings
from identity.setup import open_identity

pytestmark = pytest.mark.graph

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
ANA = PersonRecord(source="shop", source_id="c1", name="Ana Lopez", emails=("ana@example.com",))


@pytest.fixture
def desk(graph: Graph, keys: Keys) -> Desk:
    return Desk(open_identity(graph, keys, IdentitySettings()))


@pytest.fixture
def shop(desk: Desk) -> Ingest:
    return Ingest(Resolver(desk.identity))


def orders(first, last):
    return [
        OrderRecord(source="shop", source_id=f"BX-{number}", placed_at=NOW, person=ANA)
        for number in range(first, last)
    ]


def message(text):
    return InteractionRecord(
        source="mail",
        source_id="m1",
        channel="email",
        kind="message",
        direction="in",
        started_at=NOW,
        text=text,
        person=PersonRecord(source="mail", source_id="p1", emails=("a.lopez@example.com",)),
    )


async def test_a_number_without_its_prefix_finds_the_order(desk, shop):
    await shop.ingest(orders(20_401, 20_431))

    pop = await screen_pop(desk, Lookup(name="Ana Lopez", text="order 20417 is late"), now=NOW)

    assert pop.resolution is Resolution.ONE
    assert pop.customer.name == "Ana Lopez"


async def test_a_cited_number_alone_is_still_no_proof(desk, shop):
    await shop.ingest(orders(20_401, 20_431))

    pop = await screen_pop(desk, Lookup(text="BX-20417"), now=NOW)

    assert pop.resolution is not Resolution.ONE


async def test_a_postcode_is_no_order(desk, shop):
    await shop.ingest(orders(20_401, 20_431))

    clues, cited = clues_of(Lookup(text="I live in Austin, TX 20417"), desk.identity)

    assert clues.numbers == cited == frozenset()


async def test_a_quoted_contract_is_looked_up_as_one_and_proves_nothing(desk, shop):
    contracts = [
        ContractRecord(source="crm", source_id=f"C/{number}-1", name="Care", person=ANA)
        for number in range(10, 50)
    ]
    await shop.ingest(contracts)

    clues, cited = clues_of(Lookup(text="my contract is C/33-1"), desk.identity)

    assert clues.numbers == cited == {"contract:C331"}


async def test_an_account_number_that_is_given_stays_proof_though_the_text_repeats_it(desk, shop):
    people = [
        PersonRecord(source="crm", source_id=str(one), numbers=(Number("account", f"AC-{one}"),))
        for one in range(1000, 1040)
    ]
    await shop.ingest(people)

    lookup = Lookup(account_number="AC-1001", text="this is about my account AC-1001")
    pop = await screen_pop(desk, lookup, now=NOW)

    assert pop.resolution is Resolution.ONE


async def test_a_message_that_comes_again_changes_nothing_though_more_was_learned(desk, shop):
    await shop.ingest([message("BX-20417 please")])
    await shop.ingest(orders(20_401, 20_431))

    again = await shop.ingest([message("BX-20417 please")])

    assert again.changed == 0
    assert again.customers == frozenset()


async def test_a_pop_with_a_text_reads_what_is_learned_once_a_minute(desk, shop, graph):
    await shop.ingest(orders(20_401, 20_431))
    lookup = Lookup(email="ana@example.com", text="order 20417 is late")
    await screen_pop(desk, lookup, now=NOW)
    reads = graph.reads

    await screen_pop(desk, lookup, now=NOW)

    assert graph.reads == reads + 1
