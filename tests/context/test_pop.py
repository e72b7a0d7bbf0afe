"""Who is contacting us: asked over a real graph."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from context.ingest import Ingest
from context.pop import Desk, Lookup, Resolution, screen_pop
from context.records import InteractionRecord, OrderRecord
from graph.access import Graph
from graph.keys import Keys
from identity.records import Handle, PersonRecord, RecordKind
from identity.resolver import Resolver
from identity.settings import IdentitySettings
from identity.setup import open_identity

pytestmark = pytest.mark.graph

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
WILLIAM = PersonRecord(
    source="crm",
    source_id="1",
    given_name="William",
    family_name="Smith",
    city="St. Louis, MO",
    phones=("+1 555 010 0123",),
    emails=("w.smith@example.com",),
)
NAMESAKE = PersonRecord(
    source="crm",
    source_id="2",
    given_name="William",
    family_name="Smith",
    city="St. Louis, MO",
    phones=("+1 555 010 0199",),
    emails=("bill.smith@example.com",),
)
MARY = PersonRecord(
    source="crm",
    source_id="3",
    given_name="Mary",
    family_name="Smith",
    city="St. Louis, MO",
    phones=("+1 555 010 0123",),
)
ORDER = OrderRecord(
    source="shop", source_id="BX-20441", placed_at=NOW, status="shipped", person=WILLIAM
)


@pytest.fixture
def desk(graph: Graph, keys: Keys) -> Desk:
    return Desk(open_identity(graph, keys, IdentitySettings()))


@pytest.fixture
def shop(desk: Desk) -> Ingest:
    return Ingest(Resolver(desk.identity))


async def test_a_known_phone_is_one_customer_in_one_read(desk, shop, graph):
    await shop.ingest([WILLIAM, NAMESAKE, ORDER])
    reads = graph.reads

    pop = await screen_pop(desk, Lookup(phone="(555) 010-0123"), now=NOW)

    assert graph.reads == reads + 1
    assert pop.resolution is Resolution.ONE
    assert pop.customer.name == "William Smith"
    assert [order.id for order in pop.orders] == ["BX-20441"]


async def test_a_phone_of_two_people_is_several_with_a_question(desk, shop):
    await shop.ingest([WILLIAM, MARY])

    pop = await screen_pop(desk, Lookup(phone="555 010 0123"), now=NOW)

    assert pop.resolution is Resolution.SEVERAL
    assert {one.name for one in pop.candidates} == {"William Smith", "Mary Smith"}
    assert pop.customer is None
    assert pop.question.text


async def test_the_e_mail_decides_between_two_people_with_one_phone(desk, shop):
    await shop.ingest([WILLIAM, MARY])

    pop = await screen_pop(desk, Lookup(phone="555 010 0123", email="W.Smith@example.com"), now=NOW)

    assert pop.resolution is Resolution.ONE
    assert pop.customer.name == "William Smith"


async def test_a_nickname_and_another_spelling_find_the_customer_with_evidence(desk, shop):
    await shop.ingest([WILLIAM])

    pop = await screen_pop(desk, Lookup(name="Bill Smyth", city="Saint Louis"), now=NOW)

    (candidate,) = pop.candidates
    assert pop.resolution is Resolution.SEVERAL
    assert candidate.name == "William Smith"
    assert {one.comparison for one in candidate.evidence} == {"name", "city"}
    assert all(one.weight > 0 for one in candidate.evidence)
    assert candidate.probability > 0.5


async def test_a_candidate_who_is_all_but_certain_is_asked_to_confirm_it(desk, shop):
    rare = replace(WILLIAM, given_name="Zebulon", family_name="Quackenbush")
    await shop.ingest([rare])

    pop = await screen_pop(desk, Lookup(name="Zebulon Quackenbush", city="St. Louis"), now=NOW)

    assert pop.resolution is Resolution.SEVERAL
    assert "on file confirms" in pop.question.why


async def test_a_namesake_in_the_same_city_makes_it_two_and_asks_what_separates_them(desk, shop):
    await shop.ingest([WILLIAM, NAMESAKE])

    pop = await screen_pop(desk, Lookup(name="Bill Smyth", city="Saint Louis"), now=NOW)

    assert len(pop.candidates) == 2
    assert {one.namesakes for one in pop.candidates} == {2}
    assert all(one.probability < 0.6 for one in pop.candidates)
    assert pop.question.field in {"email", "phone"}


async def test_a_public_profile_is_no_rival_of_an_account_with_that_name(desk, shop):
    profile = PersonRecord(
        source="x",
        source_id="u77",
        kind=RecordKind.PROFILE,
        name="Bill Smith",
        city="Saint Louis",
        handles=(Handle("x", "@reads"),),
    )
    await shop.ingest([WILLIAM, profile])

    pop = await screen_pop(desk, Lookup(name="Bill Smith", city="Saint Louis"), now=NOW)

    assert [one.name for one in pop.candidates] == ["William Smith"]


async def test_nobody_fits_and_the_pop_still_helps(desk, shop):
    await shop.ingest([WILLIAM])

    pop = await screen_pop(desk, Lookup(name="Zoltan Kiss", city="Pécs"), now=NOW)

    assert pop.resolution is Resolution.NONE
    assert pop.acknowledgement
    assert pop.question.text
    assert pop.route.desk


async def test_an_order_number_alone_opens_nobodys_file(desk, shop):
    await shop.ingest([ORDER])

    pop = await screen_pop(desk, Lookup(order_number="bx 20441"), now=NOW)

    assert pop.resolution is not Resolution.ONE


async def test_an_order_number_with_the_owners_name_does(desk, shop):
    await shop.ingest([ORDER])

    pop = await screen_pop(desk, Lookup(order_number="BX20441", name="Bill Smith"), now=NOW)

    assert pop.resolution is Resolution.ONE


async def test_an_order_number_with_a_strangers_name_does_not(desk, shop):
    await shop.ingest([ORDER])

    pop = await screen_pop(desk, Lookup(order_number="BX20441", name="Peter Moss"), now=NOW)

    assert pop.resolution is not Resolution.ONE


async def test_a_nameless_call_shows_the_calls_before_it(desk, shop):
    call = InteractionRecord(
        source="voice",
        source_id="call-1",
        channel="voice",
        kind="call",
        status="abandoned",
        waited_seconds=840,
        started_at=datetime(2026, 11, 19, 9, tzinfo=UTC),
        person=PersonRecord(
            source="voice",
            source_id="contact:call:call-1",
            kind=RecordKind.CONTACT,
            phones=("+1 555 010 0123",),
        ),
    )
    await shop.ingest([call])
    await shop.ingest([WILLIAM])

    pop = await screen_pop(desk, Lookup(phone="+15550100123"), now=NOW)

    assert pop.resolution is Resolution.ONE
    assert [one.outcome for one in pop.attempts] == ["abandoned"]
    assert "14 minutes" in pop.acknowledgement


async def test_an_order_quoted_in_a_message_makes_profile_and_buyer_one(desk, shop):
    def message(number: int, text: str) -> InteractionRecord:
        profile = PersonRecord(
            source="x",
            source_id="u55",
            kind=RecordKind.PROFILE,
            name="Will Smith",
            city="Saint Louis",
            handles=(Handle("x", "@willsm"),),
        )
        return InteractionRecord(
            source="x",
            source_id=str(number),
            channel="dm",
            kind="dm",
            started_at=datetime(2026, 11, 19, number, tzinfo=UTC),
            text=text,
            person=profile,
        )

    await shop.ingest([ORDER])
    await shop.ingest([message(1, "this is not the bag I wanted")])
    before = await screen_pop(desk, Lookup(handle=("x", "willsm")), now=NOW)
    await shop.ingest([message(2, "sure, it was order BX-20441, thank you")])
    after = await screen_pop(desk, Lookup(handle=("x", "willsm")), now=NOW)

    assert before.orders == ()
    assert [order.id for order in after.orders] == ["BX-20441"]
    assert {one.id for one in after.interactions} == {"1", "2"}
