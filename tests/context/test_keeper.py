"""What is derived follows the evidence: whatever comes, in any order, and whoever is who."""

import asyncio
import random
from datetime import UTC, datetime, timedelta

import pytest

from context.derivation import Derivation
from context.ingest import Ingest
from context.keeper import Keeper
from context.matters_by_hand import Deciding, join_matters, split_matter, undo_about_matter
from context.pop import Desk, Lookup, screen_pop
from context.records import CaseRecord, InteractionRecord, OrderRecord, Reference
from graph.access import Statement
from graph.queries.customers import list_customers
from graph.queries.watermark import read_backlog
from graph.store import first_nodes
from identity.erasure import Who, erase
from identity.errors import AlreadyUndoneError, NothingToDoError, UnknownError
from identity.merging import merge_customers
from identity.records import PersonRecord
from identity.resolver import Resolver
from identity.settings import IdentitySettings
from identity.setup import open_identity
from identity.undoing import undo_decision

pytestmark = pytest.mark.graph

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
ANA = PersonRecord(
    source="shop",
    source_id="c1",
    given_name="Ana",
    family_name="Lopez",
    city="Austin",
    phones=("+1 555 010 0142",),
)
BEA = PersonRecord(
    source="shop",
    source_id="c2",
    given_name="Beatrice",
    family_name="Nordahl",
    city="Fargo",
    phones=("+1 555 010 0177",),
)
WIPE = """
MATCH (n)
WHERE NOT n:Migration AND NOT n:Deployment
DETACH DELETE n
"""
MATTERS = """
MATCH (m:Matter)-[:OF]->(c:Customer)
RETURN m.id AS id, m.status AS status, m.story AS story, c.id AS customer,
  COLLECT { MATCH (m)<-[:PART_OF]-(x) RETURN x.source_id ORDER BY x.source_id } AS parts
ORDER BY id
"""


def message(id, text, *, of=ANA, days=1.0, channel="email", **more) -> InteractionRecord:
    return InteractionRecord(
        source="mail",
        source_id=id,
        channel=channel,
        kind="message",
        started_at=NOW - timedelta(days=days),
        text=text,
        person=of,
        **more,
    )


def order(id, *, of=ANA, days=20.0) -> OrderRecord:
    return OrderRecord(source="shop", source_id=id, placed_at=NOW - timedelta(days=days), person=of)


class Shop:
    """A graph with what comes in, and what is derived from it."""

    def __init__(self, graph, keys) -> None:
        self.identity = open_identity(graph, keys, IdentitySettings())
        self.graph = graph
        self.keeper = Keeper(Derivation(graph, keys))
        self.ingest = Ingest(Resolver(self.identity), self.keeper)

    async def come(self, *records, live=False) -> None:
        await self.ingest.ingest(records, live=live)
        await self.keeper.catch_up()

    async def matters(self) -> list[tuple[str, list[str]]]:
        """Return (status, what it is made of) of every matter."""
        rows = await self.graph.read(MATTERS)
        return sorted((row["status"], row["parts"]) for row in rows)

    async def rows(self) -> list[dict]:
        return await self.graph.read(MATTERS)

    async def ids(self) -> list[str]:
        return [row["id"] for row in await self.rows()]

    async def customer(self, person) -> str:
        key = self.identity.keys.record(person.source, person.source_id)
        (row,) = await self.graph.read(
            "MATCH (:SourceRecord {key: $key})-[:RESOLVED_TO]->(c) RETURN c.id AS id", key=key
        )
        return row["id"]


@pytest.fixture
def shop(graph, keys) -> Shop:
    return Shop(graph, keys)


ABOUT_1 = (Reference("order", "1001", "shop"),)
ABOUT_2 = (Reference("order", "1002", "shop"),)


async def test_what_comes_becomes_matters_with_their_evidence(shop):
    await shop.come(order("1001"), order("1002"))
    await shop.come(
        message("a", "It is broken", about=ABOUT_1, days=5),
        message("b", "Still broken", about=ABOUT_1, days=1),
        message("c", "Where is the other one?", about=ABOUT_2, days=1),
    )

    assert await shop.matters() == [("open", ["1001", "a", "b"]), ("open", ["1002", "c"])]


async def test_a_live_contact_is_derived_before_it_returns(shop):
    await shop.come(ANA)
    await shop.ingest.ingest([message("a", "It is broken")], live=True)

    assert [parts for _, parts in await shop.matters()] == [["a"]]


async def test_a_live_contact_does_not_wait_for_a_bulk_load(shop):
    for number in range(15):
        await shop.ingest.ingest([message(f"m{number}", "Hello?", of=BEA, days=number + 1)])
    await shop.ingest.ingest([message("a", "It is broken")], live=True)

    assert [parts for _, parts in await shop.matters()] == [["a"]]
    assert (await read_backlog(shop.graph, limit=1)).value == 0


async def test_deriving_again_changes_nothing(shop):
    await shop.come(order("1001"), message("a", "It is broken", about=ABOUT_1))
    before = await shop.rows()
    writes = await shop.graph.read("MATCH (w:Watermark) RETURN w.writes AS writes")

    await shop.keeper.recompute()

    assert await shop.rows() == before
    assert writes[0]["writes"] > 0


async def test_a_recomputation_that_was_cut_off_goes_on_where_it_stopped(shop, monkeypatch):
    await shop.come(ANA, message("a", "It is broken"), message("b", "Late", of=BEA))
    monkeypatch.setattr("context.keeper.MOST_CUSTOMERS", 1)
    done: list[int] = []

    def stop(customers: int) -> None:
        done.append(customers)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        await shop.keeper.recompute(progress=stop)
    (first,) = await shop.graph.read("MATCH (w:Watermark) RETURN w.recomputed AS after")
    await shop.keeper.recompute(progress=done.append)

    customers = [row["id"] for row in await list_customers(shop.graph, after="", limit=9)]
    assert first["after"] == customers[0]
    assert done == [1] * len(customers)


@pytest.mark.parametrize("seed", range(6))
async def test_the_order_in_which_evidence_arrives_does_not_matter(shop, seed):
    records = [
        ANA,
        order("1001"),
        order("1002"),
        message("a", "It is broken", about=ABOUT_1, days=6),
        message("b", "Sorry, which one?", direction="out", in_reply_to="a", days=5.9),
        message("c", "The red one", in_reply_to="b", days=5),
        message("d", "Where is the second order?", about=ABOUT_2, days=2),
        CaseRecord(
            source="desk",
            source_id="77",
            opened_at=NOW - timedelta(days=4),
            subject="Broken",
            about=ABOUT_1,
            person=ANA,
        ),
    ]
    await shop.come(*records)
    expected = await shop.rows()
    await shop.graph.write([Statement(WIPE), *first_nodes()])

    for one in random.Random(seed).sample(records, len(records)):
        await shop.come(one)

    assert len(expected) > 1
    assert derived(await shop.rows()) == derived(expected)


def derived(rows: list[dict]) -> list[dict]:
    """Return all but the customers' ids: those come from the first record that arrived."""
    return [{name: value for name, value in row.items() if name != "customer"} for row in rows]


async def test_a_merge_and_its_undoing_give_each_their_own_again(shop):
    await shop.come(ANA, BEA, order("1001"))
    await shop.come(message("a", "It is broken", about=ABOUT_1, days=3))
    await shop.come(message("b", "Hello, is anybody there?", of=BEA, days=40))
    before = await shop.rows()

    merged = await merge_customers(
        shop.identity, [await shop.customer(ANA), await shop.customer(BEA)], actor="rosa"
    )
    await shop.keeper.catch_up()
    together = await shop.rows()
    await undo_decision(shop.identity, merged.decision, actor="rosa")
    await shop.keeper.catch_up()

    assert {row["customer"] for row in together} == {await shop.customer(ANA)} or {
        row["customer"] for row in together
    } == {await shop.customer(BEA)}
    assert await shop.rows() == before


async def test_matters_are_joined_by_hand_and_taken_apart_again(shop):
    await shop.come(order("1001"), order("1002"))
    await shop.come(
        message("a", "It is broken", about=ABOUT_1), message("b", "Where is it?", about=ABOUT_2)
    )
    before = await shop.rows()

    joined = await join_matters(shop.identity, await shop.ids(), Deciding("rosa", NOW, "one box"))
    await shop.keeper.catch_up()
    together = await shop.matters()
    undone = await undo_about_matter(shop.identity, joined.decision, Deciding("rosa", NOW))
    await shop.keeper.catch_up()
    apart = await shop.rows()
    await undo_about_matter(
        shop.identity, undone.decision, Deciding("rosa", NOW + timedelta(seconds=1))
    )
    await shop.keeper.catch_up()

    assert together == [("open", ["1001", "1002", "a", "b"])]
    assert apart == before
    assert await shop.matters() == together


async def test_a_matter_is_split_by_hand_and_stays_so(shop):
    await shop.come(order("1001"))
    await shop.come(
        message("a", "It is broken", about=ABOUT_1, days=3),
        message("b", "I want another colour", about=ABOUT_1, days=2),
    )
    (id,) = await shop.ids()

    await split_matter(shop.identity, id, ["mail:b"], Deciding("rosa", NOW))
    await shop.keeper.catch_up()
    await shop.come(message("c", "Still broken", in_reply_to="a", days=1))

    parts = [[part for part in parts if part != "1001"] for _, parts in await shop.matters()]
    assert sorted(parts) == [["a", "c"], ["b"]]


async def test_what_cannot_be_decided_is_said(shop):
    await shop.come(order("1001"), message("a", "It is broken", about=ABOUT_1))
    await shop.come(message("b", "Hello?", of=BEA))
    one, other = await shop.ids()
    rosa = Deciding("rosa", NOW)

    with pytest.raises(NothingToDoError, match="different customers"):
        await join_matters(shop.identity, [one, other], rosa)
    with pytest.raises(NothingToDoError, match="two matters"):
        await join_matters(shop.identity, [one, one], rosa)
    with pytest.raises(UnknownError, match="nowhere"):
        await join_matters(shop.identity, [one, "nowhere"], rosa)
    with pytest.raises(UnknownError, match="mail:z"):
        await split_matter(shop.identity, one, ["mail:z"], rosa)
    assert await undo_about_matter(shop.identity, "nothing", rosa) is None


async def test_a_decision_is_undone_once(shop):
    await shop.come(order("1001"), order("1002"))
    await shop.come(
        message("a", "It is broken", about=ABOUT_1), message("b", "Where is it?", about=ABOUT_2)
    )
    joined = await join_matters(shop.identity, await shop.ids(), Deciding("rosa", NOW))
    await undo_about_matter(shop.identity, joined.decision, Deciding("rosa", NOW))

    with pytest.raises(AlreadyUndoneError):
        await undo_about_matter(shop.identity, joined.decision, Deciding("rosa", NOW))


async def test_an_interaction_that_turns_out_to_be_anothers_leaves_the_matter(shop):
    await shop.come(ANA, BEA, message("a", "It is broken"))
    newer = message("a", "It is broken", of=BEA, updated_at=NOW)
    await shop.come(newer)

    (row,) = await shop.rows()
    assert (row["parts"], row["customer"]) == (["a"], await shop.customer(BEA))


async def test_with_an_erased_customer_the_matters_go(shop):
    await shop.come(ANA, message("a", "It is broken"))
    await erase(shop.identity, await shop.customer(ANA), Who("test"), at_ms=1)
    await shop.keeper.catch_up()

    assert await shop.rows() == []


async def test_several_keepers_at_once_do_no_harm(shop):
    for number in range(12):
        await shop.ingest.ingest(
            [message(f"m{number}", "Hello?", days=number / 10), order(str(number))]
        )
    others = [Keeper(Derivation(shop.graph, shop.identity.keys)) for _ in range(4)]

    await asyncio.gather(*(one.catch_up() for one in (shop.keeper, *others)))

    derived = await shop.rows()
    await shop.keeper.recompute()
    assert await shop.rows() == derived
    backlog = await read_backlog(shop.graph, limit=1)
    assert backlog.value == backlog.last


async def test_a_pop_reads_what_is_stored_in_its_one_read(shop):
    await shop.come(order("1001"), message("a", "It is broken", about=ABOUT_1))
    shop.graph.reads = 0

    pop = await screen_pop(Desk(shop.identity), Lookup(phone="+15550100142"), now=NOW)

    assert shop.graph.reads == 1
    assert [one.id for one in pop.matters] == await shop.ids()


async def test_a_pop_that_comes_before_the_keeper_tells_the_newest_all_the_same(shop):
    await shop.come(ANA)
    await shop.ingest.ingest([message("a", "It is broken")])

    pop = await screen_pop(Desk(shop.identity), Lookup(phone="+15550100142"), now=NOW)

    assert [one.subject for one in pop.matters] == ["It is broken"]
