"""Merges undone in any order end where they began: in memory, and on a real engine."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from context.ingest import Ingest
from context.records import CaseRecord, InteractionRecord, OrderRecord
from graph.access import Statement
from graph.store import first_nodes
from identity.blocking import blocking_keys
from identity.comparable import ComparableRecord
from identity.customer_state import CustomerState, Display, StoredRecord
from identity.decision import Rule
from identity.merging import merge_customers
from identity.model_file import load_model
from identity.records import PersonRecord, RecordKind
from identity.regrouping import Regrouping
from identity.resolution import Resolution
from identity.settings import IdentitySettings
from identity.undoing import undo_decision
from tests.conftest import WIPE
from tests.identity.corrections import People, context, standing

NAMES = ("ana", "bob", "cid", "dora", "emil", "fay", "gus", "hal")
MODEL = load_model(None)

pairs = st.tuples(st.integers(0, len(NAMES) - 1), st.integers(0, len(NAMES) - 1))


def stored(key: str, placed: int) -> StoredRecord:
    comparable = ComparableRecord(
        given=key, family=f"{key}son", emails=frozenset({f"email:{key}@example.com"})
    )
    return StoredRecord(key, RecordKind.ACCOUNT, Rule.NEW, comparable, Display(), placed=placed)


@dataclass
class World:
    """Customers in memory; each merge and each undo is a commit of its own."""

    sizes: list[int]
    resolution: Resolution = field(init=False)
    merges: dict[str, str] = field(default_factory=dict)  # decision → id that it ended

    def __post_init__(self) -> None:
        self.resolution = Resolution(MODEL, IdentitySettings(), customers=len(NAMES))
        for number, (name, size) in enumerate(zip(NAMES, self.sizes, strict=True), 1):
            records = {key: stored(key, number) for key in (f"{name}{n}" for n in range(size))}
            self.resolution.know(CustomerState(name, records))
            for record in records.values():
                for key in blocking_keys(record.comparable):
                    self.resolution.block([key], name)
        self.resolution.number = len(NAMES)

    def regrouping(self, decision: str) -> Regrouping:
        self.resolution.number += 1
        return Regrouping(
            self.resolution, decision, whole=set(self.resolution.customers), new_id=str.upper
        )

    def merge(self, one: int, other: int) -> None:
        ids = {self.resolution.live(NAMES[each]) for each in (one, other)}
        if len(ids) < 2:
            return
        decision = f"merge {len(self.merges)}"
        regrouping = self.regrouping(decision)
        stays = regrouping.merge(*sorted(ids))
        regrouping.rekey()
        self.merges[decision] = (ids - {stays}).pop()

    def undo(self, decision: str) -> None:
        regrouping = self.regrouping(f"undo {decision}")
        regrouping.cut([self.merges[decision]], judge=True)
        regrouping.rekey()

    def derived(self) -> tuple[object, ...]:
        """Return all that a customer is found and shown by."""
        known = self.resolution.customers
        return (
            {customer_id: frozenset(state.records) for customer_id, state in known.items()},
            {
                key: frozenset(holding)
                for key, holding in self.resolution.holders.items()
                if holding
            },
            {
                key: frozenset(map(self.resolution.live, listed or ()))
                for key, listed in self.resolution.blocks.items()
            },
            {key: state.records[key].rule for state in known.values() for key in state.records},
            self.resolution.total,
        )


sizes = st.lists(st.integers(1, 3), min_size=len(NAMES), max_size=len(NAMES))


@given(sizes, st.lists(pairs, max_size=10), st.randoms(use_true_random=False))
def test_merges_undone_in_any_order_leave_what_was_there(sizes, wanted, shuffler):
    world = World(sizes)
    before = world.derived()

    for one, other in wanted:
        world.merge(one, other)
    order = list(world.merges)
    shuffler.shuffle(order)
    for decision in order:
        world.undo(decision)

    assert world.derived() == before


@given(sizes, st.lists(pairs, max_size=10), st.data())
def test_some_merges_undone_in_two_orders_leave_the_same(sizes, wanted, data):
    worlds = World(sizes), World(sizes)
    for one, other in wanted:
        for world in worlds:
            world.merge(one, other)
    undone = data.draw(
        st.lists(st.sampled_from(sorted(worlds[0].merges)), unique=True)
        if worlds[0].merges
        else st.just([])
    )

    for world, order in zip(worlds, (undone, data.draw(st.permutations(undone))), strict=True):
        for decision in order:
            world.undo(decision)

    assert worlds[0].derived() == worlds[1].derived()


@given(sizes, st.lists(pairs, max_size=10), st.data())
def test_every_id_answers_for_ever_and_the_larger_keeps_its_own(sizes, wanted, data):
    world = World(sizes)
    customers = world.resolution.customers
    for one, other in wanted:
        ids = [world.resolution.live(NAMES[each]) for each in (one, other)]
        sizes_before = {one: len(customers[one].records) for one in ids}
        world.merge(one, other)
        assert sizes_before[world.resolution.live(NAMES[one])] == max(sizes_before.values())
        assert {world.resolution.live(name) for name in NAMES} == customers.keys()
    for decision in data.draw(st.permutations(sorted(world.merges))):
        world.undo(decision)
        assert {world.resolution.live(name) for name in NAMES} == customers.keys()


# The same on a real engine, with all that hangs on the records, and with news in between.


@dataclass
class Desk:
    """People who make decisions about eight customers, each known by a name and a phone."""

    people: People
    merges: list[str] = field(default_factory=list)

    async def open(self) -> None:
        await self.people.resolver.identity.graph.write([Statement(WIPE), *first_nodes()])
        for name in NAMES:
            await self.people.come(name, **self.told(name))
        await Ingest(self.people.resolver).ingest([one for name in NAMES for one in doings(name)])

    def told(self, name: str) -> dict[str, object]:
        return {
            "name": f"{name.title()} {name.title()}son",
            "phones": (f"+1 555 010 01{NAMES.index(name):02d}",),
        }

    async def merge(self, one: int, other: int) -> None:
        ids = {await self.people.customer(NAMES[each]) for each in (one, other)}
        if len(ids) == 2:
            identity = self.people.resolver.identity
            merge = await merge_customers(identity, sorted(ids), actor="rosa")
            self.merges.append(merge.decision)

    async def come_again(self, number: int) -> None:
        """Bring in one more account of somebody, from another source."""
        name = NAMES[number]
        await self.people.come(name, source="crm", **self.told(name))

    async def undo(self, decision: str) -> None:
        await undo_decision(self.people.resolver.identity, decision, actor="rosa")


def doings(name: str) -> list[OrderRecord | CaseRecord | InteractionRecord]:
    who = PersonRecord(source="shop", source_id=name, complete=False)
    at = datetime(2026, 11, 2, tzinfo=UTC)
    return [
        OrderRecord(
            source="shop", source_id=f"BX-{name}", person=who, placed_at=at, total=Decimal("12.00")
        ),
        CaseRecord(source="desk", source_id=f"CS-{name}", person=who, opened_at=at),
        InteractionRecord(
            source="voice", source_id=name, person=who, channel="voice", kind="call", started_at=at
        ),
    ]


FEW: Callable[..., object] = settings(
    max_examples=4,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@pytest.mark.graph
@FEW
@given(wanted=st.lists(pairs, min_size=2, max_size=6), data=st.data())
async def test_merges_undone_in_any_order_leave_the_same_context(resolver, keys, wanted, data):
    desk = Desk(People(resolver, keys))
    graph = resolver.identity.graph
    await desk.open()
    before, ids = await context(graph), await standing(graph)

    for one, other in wanted:
        await desk.merge(one, other)
    for decision in data.draw(st.permutations(desk.merges)):
        await desk.undo(decision)

    assert await context(graph) == before
    assert await standing(graph) == ids


@pytest.mark.graph
@FEW
@given(
    wanted=st.lists(st.one_of(pairs, st.integers(0, len(NAMES) - 1)), min_size=3, max_size=8),
    data=st.data(),
)
async def test_what_came_between_merges_ends_with_whom_it_belongs_to(resolver, keys, wanted, data):
    desk = Desk(People(resolver, keys))
    await desk.open()

    for one in wanted:
        await (desk.come_again(one) if isinstance(one, int) else desk.merge(*one))
    for decision in data.draw(st.permutations(desk.merges)):
        await desk.undo(decision)

    assert await desk.people.customers() == {frozenset({name}) for name in NAMES}
    for customer, records in (await standing(resolver.identity.graph)).items():
        assert len({one.partition(":")[2] for one in records}) == 1, customer
