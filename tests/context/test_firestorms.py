"""One customer in several public places: told within a second, with what he owns and tried."""

import asyncio
import time
from datetime import timedelta

import pytest

from context.derivation import Derivation
from context.ingest import Ingest
from context.keeper import Keeper
from context.mentions.board import board, firestorms
from context.mentions.model import WAITING
from context.records import AssetRecord, InteractionRecord, OrderLine, OrderRecord
from identity.merging import merge_customers
from identity.records import Handle, PersonRecord, RecordKind
from identity.resolver import Resolver
from identity.settings import IdentitySettings
from identity.setup import Identity, open_identity
from identity.undoing import undo_decision
from tests.context.mentions import NOW, Book, post, somebody

pytestmark = pytest.mark.graph

JOHN = PersonRecord(
    "shop",
    "c92",
    given_name="John",
    family_name="Hartwell",
    city="Denver",
    emails=("john@example.com",),
    phones=("+13035550197",),
    handles=(Handle("x", "@john"), Handle("facebook", "john.hartwell")),
)
ON_X = PersonRecord(
    "x", "u1", RecordKind.PROFILE, name="John H", handles=(Handle("x", "@john", 12_000),)
)
ON_FACEBOOK = PersonRecord(
    "facebook", "f1", RecordKind.PROFILE, handles=(Handle("facebook", "john.hartwell"),)
)
LATER = NOW - timedelta(minutes=5)
FIRST = post("t1", "Northwind's projector is dead on arrival", ON_X, reach=300)
SECOND = post("f1", "Northwind ignored me", ON_FACEBOOK, reach=700, started_at=LATER)
EVENTS = """
MATCH (e:Event)
WHERE e.kind STARTS WITH 'firestorm'
RETURN e.kind AS kind, e.at_ms AS at_ms, e.customers AS customers
ORDER BY e.number
"""


@pytest.fixture
def identity(graph, keys) -> Identity:
    return open_identity(graph, keys, IdentitySettings())


@pytest.fixture
def keeper(graph, keys) -> Keeper:
    return Keeper(Derivation(graph, keys, mentions=Book()))


@pytest.fixture
async def ingest(identity, keeper) -> Ingest:
    found = Ingest(Resolver(identity), keeper, mentions=Book())
    await found.ingest(
        [
            JOHN,
            OrderRecord(
                source="shop",
                source_id="20533",
                placed_at=NOW - timedelta(days=6),
                lines=(OrderLine(name="Pocket projector"),),
                person=JOHN,
            ),
            AssetRecord(source="shop", source_id="A1", name="Kettle", serial="K-1", person=JOHN),
            InteractionRecord(
                source="voice",
                source_id="call-1",
                channel="voice",
                kind="call",
                status="abandoned",
                started_at=NOW - timedelta(days=1),
                waited_seconds=840,
                person=JOHN,
            ),
        ]
    )
    return found


async def another_firestorm(ingest) -> None:
    pat = somebody("Pat")
    await ingest.ingest([post("o1", "Northwind lied", pat)], live=True)
    await ingest.ingest(
        [post("o2", "Terrible", pat, source="reviews", channel="review")], live=True
    )


async def events(graph) -> list[str]:
    return [row["kind"] for row in await graph.read(EVENTS)]


async def always() -> bool:
    return True


async def test_within_a_second_of_the_second_place_it_is_told(graph, ingest, keeper):
    await another_firestorm(ingest)  # so that the database has planned what it is asked
    await ingest.ingest([FIRST])
    await keeper.catch_up()
    following = asyncio.create_task(keeper.follow(always))
    await asyncio.sleep(0.3)

    posted = time.monotonic()
    await ingest.ingest([SECOND])
    while len(told := await events(graph)) < 2:
        assert time.monotonic() < posted + 3
        await asyncio.sleep(0.02)
    took = time.monotonic() - posted
    following.cancel()

    assert told == ["firestorm"] * 2
    assert took < 1.0


async def test_a_live_post_is_told_of_before_its_sender_is_answered(graph, ingest):
    await ingest.ingest([FIRST], live=True)
    before = await events(graph)

    await ingest.ingest([SECOND], live=True)

    assert (before, await events(graph)) == ([], ["firestorm"])


async def test_the_warning_says_what_he_owns_and_what_he_tried(graph, ingest):
    await ingest.ingest([FIRST], live=True)
    await ingest.ingest([SECOND], live=True)

    (storm,) = await firestorms(graph, after=None, limit=10)

    assert (storm.customer.name, storm.places, storm.reach) == (
        "John Hartwell",
        ("x", "facebook"),
        1000,
    )
    assert storm.owns == ("Kettle (K-1)", "Pocket projector (order 20533)")
    assert storm.tried == ("Called, waited 14 minutes, nobody answered",)


async def test_each_further_place_is_told_once_more_and_no_post_twice(graph, ingest, keeper):
    review = post("r1", "Never again", ON_FACEBOOK, source="reviews", channel="review", rating=None)
    for one in (FIRST, SECOND, review):
        await ingest.ingest([one], live=True)
    await keeper.recompute()

    assert await events(graph) == ["firestorm", "firestorm_grown"]
    assert len(await firestorms(graph, after=None, limit=10)) == 1


async def test_two_strangers_in_two_places_are_no_firestorm(graph, ingest):
    await ingest.ingest([FIRST], live=True)
    await ingest.ingest([post("f2", "Northwind broke mine", somebody("Pat"))], live=True)

    assert await events(graph) == []


async def test_when_two_turn_out_to_be_one_it_is_one_and_apart_it_is_none(
    graph, ingest, identity, keeper
):
    pat = somebody("Pat", source="facebook")
    theirs = post("f2", "Northwind broke mine", pat)
    await ingest.ingest([FIRST], live=True)
    await ingest.ingest([theirs], live=True)
    waiting = await board(graph, WAITING, after=None, limit=9, now_ms=0)

    merged = await merge_customers(
        identity, [one.customer.id for one in waiting], actor="Kim", why=None
    )
    await keeper.catch_up()
    together = await firestorms(graph, after=None, limit=10)
    await undo_decision(identity, merged.decision, actor="Kim", why=None)
    await keeper.catch_up()

    assert await events(graph) == ["firestorm"]
    assert len(together) == 1
    assert await firestorms(graph, after=None, limit=10) == []


async def test_history_that_is_imported_is_not_told(graph, ingest):
    long_ago = NOW - timedelta(days=30)
    old = [
        post("t0", "Northwind, dead again", ON_X, started_at=long_ago),
        post("f0", "Northwind, worst shop", ON_FACEBOOK, started_at=long_ago),
    ]

    await ingest.ingest(old, live=True)

    assert await events(graph) == []
    assert len(await firestorms(graph, after=None, limit=10)) == 1


async def test_triage_knows_who_it_is_and_what_is_open(graph, ingest):
    await ingest.ingest([FIRST], live=True)

    (found,) = await board(graph, WAITING, after=None, limit=10, now_ms=0)

    assert "a customer of one order, 12,000 followers (3)" in found.why
    assert "a matter is open" in found.why


async def test_in_a_firestorm_every_post_that_waits_goes_up(graph, ingest):
    await ingest.ingest([FIRST], live=True)
    (before,) = await board(graph, WAITING, after=None, limit=10, now_ms=0)

    await ingest.ingest([SECOND], live=True)

    after = {
        one.interaction_id: one
        for one in await board(graph, WAITING, after=None, limit=10, now_ms=0)
    }
    assert after["t1"].points > before.points
    assert "in two public places within a day" in after["t1"].why
