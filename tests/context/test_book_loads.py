"""A book is loaded, and taken back as if it had never come."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import islice

import pytest

from connectors.files.reader import open_records
from context.books.loading import BookSink, begin_load, keys_of_load
from context.books.withdrawing import withdraw
from context.errors import UnknownBookError, WithdrawnBookError
from context.evidence import KINDS
from context.ingest import Ingest
from context.pop import Desk, Lookup, Resolution, screen_pop
from context.records import (
    CaseRecord,
    ContractRecord,
    InteractionRecord,
    OrderRecord,
    Reference,
)
from graph.queries.book_loads import BY_KEY
from graph.queries.books import BookRow, read_books, set_load
from identity.judgement import JudgedAs
from identity.judgements import judge
from identity.records import Number, PersonRecord, RecordKind
from identity.resolver import Resolver
from identity.settings import IdentitySettings
from identity.setup import open_identity
from tellonce.demo.world import records as demo_records
from tellonce.session import keeper_of
from tests.context.books import BOOK, announced, everything
from tests.identity.corrections import context, standing

pytestmark = pytest.mark.graph

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
PHONE, MAIL = "+15125550177", "ray.aldous@example.com"


def ray(source: str, id: str, **said: object) -> PersonRecord:
    told = {"given_name": "Ray", "family_name": "Aldous", "city": "Austin", **said}
    return PersonRecord(source=source, source_id=id, **told)


def call(id: str, person: PersonRecord, **more: object) -> InteractionRecord:
    return InteractionRecord(
        source=more.pop("source", "voice"),
        source_id=id,
        channel="voice",
        kind="call",
        started_at=NOW - timedelta(hours=more.pop("hours_ago", 1)),
        person=person,
        **more,
    )


def contract(id: str, of: PersonRecord) -> ContractRecord:
    return ContractRecord(
        source=of.source,
        source_id=id,
        name="Alarm 24",
        status="active",
        former_company="HomeGuard Alarm",
        former_numbers=(f"OLD-{id}",),
        person=PersonRecord(of.source, of.source_id),
        updated_at=NOW - timedelta(days=30),
    )


# He is a customer of ours twice, by a phone and by a mail address; the book knows that he is one.
BY_PHONE = ray("crm", "1", phones=(PHONE,))
BY_MAIL = ray("shop", "2", given_name="Raymond", city="Houston", emails=(MAIL,))
IN_THE_BOOK = ray("homeguard", "h1", phones=(PHONE,), emails=(MAIL,))
NOBODY_S = PersonRecord(source="homeguard", source_id="h2", name="Sue Oakes", city="Reno")
THE_BOOK = [
    IN_THE_BOOK,
    NOBODY_S,
    contract("AL-2207", IN_THE_BOOK),
    contract("AL-2208", NOBODY_S),
    CaseRecord(
        source="homeguard",
        source_id="K-1",
        opened_at=NOW - timedelta(days=9),
        status="open",
        subject="The alarm does not report",
        person=PersonRecord("homeguard", "h1"),
    ),
    call("hg-call", PersonRecord("homeguard", "h1"), source="homeguard", status="abandoned"),
    InteractionRecord(
        source="homeguard",
        source_id="hg-mail",
        channel="email",
        kind="mail",
        direction="out",
        started_at=NOW - timedelta(days=8),
        text="We will call you back by tomorrow at noon about your alarm.",
        about=(Reference("case", "K-1"), Reference("order", "never-came")),
        person=PersonRecord("homeguard", "h1"),
    ),
]


class World:
    """A company, and the book that it acquired."""

    def __init__(self, graph, keys, identity) -> None:
        self.graph, self.keys, self.identity = graph, keys, identity
        self.desk = Desk(identity)
        self.keeper = keeper_of(self.desk)
        self.ours = Ingest(Resolver(identity), self.keeper)
        self.refused: list[object] = []

    async def knows(self, *records) -> None:
        await self.ours.ingest(records)
        await self.keeper.catch_up()

    async def loads(self, records, *, batch: int = 3) -> None:
        await begin_load(self.graph, BOOK, at_ms=1)
        mine = await keys_of_load(self.graph, BOOK)
        sink = BookSink(Resolver(self.identity), BOOK, mine, refused=self.refused.append)
        for start in range(0, len(records), batch):
            await sink.ingest(records[start : start + batch])
        await self.keeper.catch_up()

    async def withdraws(self, **how) -> None:
        await withdraw(self.identity, BOOK, actor="rosa", at_ms=2, **how)
        await self.keeper.catch_up()

    async def together(self) -> set[frozenset[str]]:
        await context(self.graph)  # which checks that customers are counted right
        return {*(await standing(self.graph)).values()}


@pytest.fixture
async def world(graph, keys, tmp_path):
    await announced(graph, keys, tmp_path, {"north": THE_BOOK})
    return World(graph, keys, open_identity(graph, keys, IdentitySettings()))


async def test_the_same_person_becomes_one_customer_with_both_histories(world):
    await world.knows(BY_PHONE, call("v1", BY_PHONE))
    await world.loads(THE_BOOK)

    pop = await screen_pop(world.desk, Lookup(phone=PHONE), now=NOW)

    assert pop.resolution is Resolution.ONE
    assert {one.id for one in pop.interactions} == {"v1", "hg-call", "hg-mail"}
    (held,) = pop.contracts
    assert (held.former_company, held.former_numbers) == ("HomeGuard Alarm", ("OLD-AL-2207",))


async def test_two_customers_that_only_the_book_joined_are_two_again(world):
    await world.knows(BY_PHONE, BY_MAIL)
    before = await everything(world.graph), await standing(world.graph)

    await world.loads(THE_BOOK)
    loaded = await world.together()
    await world.withdraws()

    assert frozenset({"crm:1", "shop:2", "homeguard:h1"}) in loaded
    assert await world.together() == {frozenset({"crm:1"}), frozenset({"shop:2"})}
    assert (await everything(world.graph), await standing(world.graph)) == before


async def test_a_load_taken_back_leaves_the_whole_graph_as_it_was(world):
    await world.knows(BY_PHONE, BY_MAIL, call("v1", BY_PHONE, status="abandoned"))
    await world.knows(ray("crm", "3", given_name="Roy", phones=("+15125550178",)))
    before = await everything(world.graph)

    await world.loads(THE_BOOK)
    loaded = await everything(world.graph)
    await world.withdraws()

    assert loaded != before
    nodes, ties = await everything(world.graph)
    assert (nodes ^ before[0], ties ^ before[1]) == (set(), set())


@pytest.mark.parametrize("batches", range(1, 4))
async def test_a_load_that_was_cut_off_is_taken_back_as_well(world, batches):
    await world.knows(BY_PHONE, BY_MAIL)
    before = await everything(world.graph)

    await world.loads(THE_BOOK[: batches * 2], batch=2)
    await world.withdraws()

    assert await everything(world.graph) == before


async def test_a_load_is_resumed_and_ends_as_if_undisturbed(world):
    await world.knows(BY_PHONE)
    await world.loads(THE_BOOK[:4], batch=2)
    await world.loads(THE_BOOK, batch=3)
    resumed = await world.together()

    await world.withdraws()
    await world.loads(THE_BOOK)

    assert await world.together() == resumed
    assert world.refused == []


async def test_a_withdrawal_that_was_cut_off_is_finished_by_the_next(world):
    await world.knows(BY_PHONE, BY_MAIL)
    before = await everything(world.graph)
    await world.loads(THE_BOOK)
    told = []

    def dies(count: int) -> None:
        told.append(count)
        if len(told) == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        await world.withdraws(progress=dies)
    with pytest.raises(WithdrawnBookError, match="tellonce book withdraw homeguard"):
        await world.loads(THE_BOOK)
    await world.withdraws()

    assert await everything(world.graph) == before


async def test_what_came_since_the_load_stays_and_is_decided_afresh(world):
    await world.knows(BY_PHONE, BY_MAIL)
    await world.loads(THE_BOOK)
    chat = ray("chat", "c1", city="Houston", emails=(MAIL,), phones=("+15125550199",))
    await world.knows(chat, call("v2", replace(chat, given_name=None, family_name=None)))

    await world.withdraws()

    assert await world.together() == {frozenset({"crm:1"}), frozenset({"shop:2", "chat:c1"})}
    pop = await screen_pop(world.desk, Lookup(phone="+15125550199"), now=NOW)
    assert [one.id for one in pop.interactions] == ["v2"]


async def test_a_call_that_named_an_account_of_the_book_is_kept(world):
    await world.loads(THE_BOOK)
    await world.knows(call("v3", PersonRecord("homeguard", "h1"), text="My alarm is silent"))

    await world.withdraws()

    assert await world.together() == {frozenset({"homeguard:h1"})}
    pop = await screen_pop(world.desk, Lookup(interaction="voice:v3"), now=NOW)
    assert [one.text for one in pop.interactions] == ["My alarm is silent"]
    assert (pop.customer.name, pop.customer.identifiers) == (None, ())
    await world.loads(THE_BOOK)
    assert world.refused == []


async def test_what_a_person_judged_of_a_record_of_the_book_goes_with_it(world, keys):
    await world.knows(BY_PHONE, ray("shop", "9", city="Boston", given_name="R."))
    before = await world.together()
    await world.loads(THE_BOOK)
    one, other = keys.record("homeguard", "h1"), keys.record("shop", "9")
    await judge(world.identity, one, other, JudgedAs.SAME, actor="rosa")

    await world.withdraws()

    assert await world.together() == before


async def test_what_a_person_merged_of_ours_stays_merged(world, keys):
    await world.knows(BY_PHONE, ray("shop", "9", city="Boston", given_name="R."))
    await world.loads(THE_BOOK)
    one, other = keys.record("crm", "1"), keys.record("shop", "9")
    await judge(world.identity, one, other, JudgedAs.SAME, actor="rosa")

    await world.withdraws()

    assert await world.together() == {frozenset({"crm:1", "shop:9"})}


async def test_a_contact_that_the_book_s_case_number_found_stands_alone_again(world):
    quoting = PersonRecord(
        "voice", "c5", kind=RecordKind.CONTACT, cited_numbers=("K-1",), complete=False
    )
    await world.knows(call("v5", quoting))
    before = await everything(world.graph)

    await world.loads(THE_BOOK)
    await world.withdraws()

    assert await everything(world.graph) == before


async def test_nothing_that_was_here_before_is_changed_by_a_load(world):
    await world.knows(BY_PHONE, replace(NOBODY_S, name="Susan Oakes"))
    before = await everything(world.graph)

    await world.loads([replace(BY_PHONE, city="Dallas"), NOBODY_S, contract("AL-1", NOBODY_S)])

    assert [one.source_id for one in world.refused] == ["1", "h2", "AL-1"]
    assert await everything(world.graph) == before


async def test_an_order_that_was_spoken_of_before_it_came_is_bare_again(world):
    about = call("v7", BY_PHONE, about=(Reference("order", "HG-77", source="homeguard"),))
    order = OrderRecord(
        source="homeguard", source_id="HG-77", placed_at=NOW, person=PersonRecord("homeguard", "h1")
    )
    await world.knows(BY_PHONE, about)
    before = await everything(world.graph)

    await world.loads([IN_THE_BOOK, order])
    await world.withdraws()

    assert await everything(world.graph) == before


async def test_shapes_of_the_book_s_numbers_are_forgotten(world, graph):
    people = [
        PersonRecord(
            "homeguard", f"n{n}", name=f"A{n} B{n}", numbers=(Number("account", f"HG-{n}4711"),)
        )
        for n in range(10, 20)
    ]
    await world.loads(people)
    learned = await graph.read("MATCH (p:NumberPattern) RETURN p.kind AS kind")
    await world.withdraws()

    assert learned
    assert await graph.read("MATCH (p:NumberPattern) RETURN p.kind AS kind") == []


async def test_a_withdrawn_book_is_still_announced_unless_it_is_forgotten(world):
    await world.loads(THE_BOOK)
    await world.withdraws()
    still = await screen_pop(world.desk, Lookup(phone=PHONE), now=NOW)

    await world.withdraws(forget=True)
    gone = await screen_pop(world.desk, Lookup(phone=PHONE), now=NOW)

    assert (still.resolution, gone.resolution) == (Resolution.MIGRATING, Resolution.NONE)
    assert await read_books(world.graph) == []


async def test_a_book_that_is_not_announced_is_not_loaded(graph):
    await graph.write([set_load(BookRow("other", "{}", ""))])

    with pytest.raises(UnknownBookError, match="tellonce book announce"):
        await begin_load(graph, "other", at_ms=1)


def test_every_kind_of_activity_can_be_taken_back():
    assert {kind.label for kind in KINDS.values()} == set(BY_KEY)


@pytest.mark.parametrize("source", ["shop", "x", "chat"])
async def test_whatever_of_a_whole_world_was_a_book_leaves_no_trace(world, tmp_path, source):
    file = tmp_path / "world.jsonl"
    told = islice(demo_records(seed=7, now=NOW), 500)
    file.write_text("".join(json.dumps(one) + "\n" for one in told), encoding="utf-8")
    with open_records(file) as parsed:
        every = [one for _, one in parsed]
    theirs = [one for one in every if source in (one.source, source_of_person(one))]
    await world.knows(*(one for one in every if one not in theirs))
    before, derived = await everything(world.graph), await context(world.graph)

    await world.loads(theirs, batch=50)
    loaded = await everything(world.graph)
    await world.withdraws()

    assert (len(theirs) > 5, world.refused, loaded != before) == (True, [], True)
    now = await context(world.graph)
    # A key of an earlier version of a record may lead to a customer still; it proves nothing.
    assert replace(now, keys=derived.keys) == derived
    assert derived.keys <= now.keys
    assert await everything(world.graph) == before


def source_of_person(record) -> str | None:
    person = getattr(record, "person", None)
    return person.source if person is not None else None
