"""A first load as a whole: the graph that the ordinary path would write, whatever interrupts it."""

import asyncio
from dataclasses import replace

import pytest

from graph.access import Statement
from graph.errors import GraphUnreachableError
from graph.queries.bulk_loads import read_bulk_load
from graph.queries.decisions import decisions_of_customer
from graph.queries.events import events_after
from graph.sequence import read_sequence
from graph.store import first_nodes
from identity.batch import newest_versions, prepare
from identity.bulk.checkpoint import begin_load
from identity.bulk.edges import bulk_records
from identity.bulk.loading import Loader
from identity.bulk.plan import join, make_plan
from identity.bulk.weigh import weigh
from identity.decision import Rule
from identity.erasure import Who, erase
from identity.errors import HalfLoadedError, NotFirstLoadError
from identity.model_file import load_model
from identity.records import Handle, Number, PersonRecord, RecordKind
from identity.resolver import Resolver
from identity.restraints import BY_HAND
from identity.review import open_tasks
from identity.undoing import undo_decision
from identity.why import why_one_customer

pytestmark = pytest.mark.graph

FILES = "digest-of-files"


def someone(source_id: str, name: str, **values: object) -> PersonRecord:
    return PersonRecord(source="shop", source_id=source_id, name=name, **values)


ANA = someone(
    "1", "Ana Lopez", city="Austin", phones=("+1 555 010 0123",), emails=("ana@example.com",)
)
ANA_BY_PHONE = someone("2", "Anna Lopez", city="Austin", phones=("+1 555 010 0123",))
ANA_BY_MAIL = someone("3", "Ana Garcia", emails=("ana@example.com",))
JORGE = someone("4", "Jorge Lopez", city="Austin", phones=("+1 555 010 0123",))
INITIAL = someone("5", "P. Moss", city="Boston", phones=("+1 555 010 0177",))
PETER = someone("6", "Peter Moss", city="Boston", phones=("+1 555 010 0177",))
ZOE = someone("7", "Zoe Quist", city="Salem", handles=(Handle("x", "@zoe_q"),))
ZOE_AGAIN = someone(
    "8",
    "Zoe Quist",
    city="Salem",
    handles=(Handle("x", "@zoe_q"),),
    numbers=(Number("order", "1"),),
)
OTTO = someone("9", "Otto Berg", city="Dover", numbers=(Number("loyalty", "88-1"),))
NAMELESS = PersonRecord(source="shop", source_id="10", phones=("+1 555 010 0177",))
CALLER = PersonRecord(
    source="voice", source_id="c1", kind=RecordKind.CONTACT, phones=("+1 555 010 0199",)
)
PEOPLE = [ANA, JORGE, INITIAL, ANA_BY_PHONE, ZOE, PETER, OTTO, ZOE_AGAIN, ANA_BY_MAIL]
CUSTOMERS = [{"1", "2", "3"}, {"4"}, {"5"}, {"6"}, {"7", "8"}, {"9"}]

# Everything but when and in which commit it happened.
PICTURE = (
    """
    MATCH (s:SourceRecord)-[r:RESOLVED_TO]->(c:Customer)
    RETURN s.key AS record, s.digest AS digest, s.profile AS profile, s.comparable AS comparable,
      r.rule AS rule, r.home AS home, r.weight AS weight, r.levels AS levels, r.model AS model,
      c.id AS customer, c.name AS name, c.phone AS phone, c.email AS email, c.city AS city,
      c.name_from AS name_from, c.known_as AS known_as
    ORDER BY record
    """,
    """
    MATCH (s:SourceRecord)-[h:HAS]->(i:Identifier)
    RETURN s.key AS record, i.key AS identifier, i.kind AS kind, i.value AS value,
      h.stated AS stated
    ORDER BY record, identifier
    """,
    """
    MATCH (b:BlockingKey)
    RETURN b.key AS key, b.customers AS customers, b.generic AS generic
    ORDER BY key
    """,
    """
    MATCH (d:Decision)-[:CONCERNS]->(s:SourceRecord)
    RETURN d.action AS action, d.rule AS rule, d.weight AS weight, d.levels AS levels,
      d.actor AS actor, d.customer_id AS customer, s.key AS record
    ORDER BY record, action
    """,
    """
    MATCH (t:ReviewTask)-[:LEFT]->(l:SourceRecord)
    MATCH (t)-[:RIGHT]->(r:SourceRecord)
    RETURN t.id AS id, t.state AS state, t.weight AS weight, t.reason AS reason, l.key AS left,
      r.key AS right
    ORDER BY id
    """,
    "MATCH (c:Customer) RETURN c.id AS id ORDER BY id",
    "MATCH (q:Sequence {name: 'identity'}) RETURN q.customers AS customers",
)
PARTITION = """
MATCH (s:SourceRecord)-[:RESOLVED_TO]->(c:Customer)
RETURN c.id AS id, collect(s.source_id) AS records
"""
WIPE = "MATCH (n) WHERE NOT n:Migration AND NOT n:Deployment DETACH DELETE n"
RECORDS = "MATCH (s:SourceRecord) RETURN s.source_id AS id ORDER BY id"


async def picture(graph) -> list[object]:
    """Return what is in the graph; the customers on a key in any order."""
    rows = [await graph.read(query) for query in PICTURE]
    for block in rows[2]:
        block["customers"] = sorted(block["customers"])
    return rows


async def partition(graph) -> list[set[str]]:
    rows = await graph.read(PARTITION)
    return sorted((set(row["records"]) for row in rows), key=min)


def plan_of(identity, people):
    """Return the plan of a file of these people, as the command makes it."""
    versions = newest_versions(people, identity.keys)
    records = [prepare(one, key, identity.settings) for key, one in versions.items()]
    bulk = bulk_records([one.comparable for one in records], [one.blocking_keys for one in records])
    edges = weigh(identity.model, bulk, "python", None)
    joined = join(identity.model, bulk, edges, records, identity.settings)
    return make_plan(identity.model, bulk, joined, records, identity.keys)


async def load(identity, people=PEOPLE, *, batch_records=2, files=FILES):
    begun = await begin_load(identity, files)
    plan = plan_of(identity, people)
    return await Loader(Resolver(identity), plan, begun, batch_records=batch_records).write()


class Watched:
    """A graph whose writes something happens before: `before(number)` may raise."""

    def __init__(self, graph, before, after=None) -> None:
        self._graph, self._before, self._after = graph, before, after
        self.read = graph.read
        self.writes = 0

    async def write(self, statements, *, guard=None):
        self.writes += 1
        number = self.writes
        await self._before(number)
        answers = await self._graph.write(statements, guard=guard)
        if self._after is not None:
            await self._after(number)
        return answers


def watched(identity, before, after=None):
    return replace(identity, graph=Watched(identity.graph, before, after))


async def nothing(_number) -> None:
    pass


async def wipe(graph) -> None:
    await graph.write([Statement(WIPE), *first_nodes()])


async def test_each_customer_has_the_records_that_clustering_gave_it(identity, graph):
    loaded = await load(identity)

    assert await partition(graph) == CUSTOMERS
    assert (loaded.customers, loaded.records, loaded.settled) == (6, 9, 0)
    assert (await read_sequence(graph)).customers == 6


async def test_the_graph_is_the_one_that_the_ordinary_path_writes(identity, graph):
    people = [ANA, ANA_BY_PHONE, JORGE, INITIAL, PETER, ZOE, ZOE_AGAIN, OTTO]
    await Resolver(identity).ingest(people)
    ordinary = await picture(graph)
    await wipe(graph)

    await load(identity, people)

    bulk = await picture(graph)
    for made, expected in zip(bulk, ordinary, strict=True):
        assert without_weights(made) == without_weights(expected)


def without_weights(rows):
    """Leave out what depends on how many customers there were when it was weighed."""
    return [
        {name: value for name, value in row.items() if name not in {"weight", "levels"}}
        for row in rows
    ]


async def test_importing_the_same_people_afterwards_changes_nothing(identity, graph):
    await load(identity)
    before = await picture(graph)

    again = await Resolver(identity).ingest(PEOPLE)

    assert not again.changed
    assert await picture(graph) == before


async def test_somebody_new_finds_the_customer_by_keys_and_identifiers(identity, graph):
    await load(identity)

    await Resolver(identity).ingest(
        [
            replace(ANA, source_id="a2", phones=(), emails=("ANA@example.com",)),
            replace(ZOE, source_id="z3", numbers=(), city="Salem"),
        ]
    )

    assert {"1", "2", "3", "a2"} in await partition(graph)
    assert {"7", "8", "z3"} in await partition(graph)


async def test_events_are_numbered_without_gaps_and_name_everybody(identity, graph):
    await load(identity)

    events = await events_after(graph, 0)
    customers = {row["id"] for row in await graph.read("MATCH (c:Customer) RETURN c.id AS id")}
    assert [row["number"] for row in events] == list(range(1, len(events) + 1))
    assert {one for row in events for one in row["customers"]} == customers


async def test_every_link_stands_in_the_ledger_and_can_be_undone(identity, graph):
    await load(identity)
    ids = {row["id"]: row["records"] for row in await graph.read(PARTITION)}
    (zoe,) = (one for one, records in ids.items() if set(records) == {"7", "8"})
    (link,) = await decisions_of_customer(graph, zoe)

    await undo_decision(identity, link["id"], actor="tess")

    assert (link["rule"], link["source_id"]) == ("link", "8")
    assert link["weight"] > 0
    assert {"7"} in await partition(graph)
    assert {"8"} in await partition(graph)


async def test_why_explains_each_record(identity, graph):
    await load(identity)
    ids = {frozenset(row["records"]): row["id"] for row in await graph.read(PARTITION)}

    whys = await why_one_customer(identity, ids[frozenset({"1", "2", "3"})])

    linked = {one.source_id: one.explanation for one in whys if one.rule is Rule.LINK}
    assert linked.keys() == {"2", "3"}
    assert all(linked.values())


async def test_a_pair_in_doubt_waits_for_a_judgement(identity):
    await load(identity)

    (task,) = await open_tasks(identity)

    assert {task.left.name, task.right.name} == {"P. Moss", "Peter Moss"}


async def test_who_has_no_name_is_attributed_once_everybody_is_there(identity, graph):
    otto = replace(OTTO, phones=CALLER.phones)

    loaded = await load(identity, [NAMELESS, CALLER, PETER, otto])

    assert await partition(graph) == [{"10", "6"}, {"9", "c1"}]
    assert loaded.settled == 2
    assert (await read_bulk_load(graph)).finished


async def test_sources_that_are_joined_by_hand_stay_apart_and_are_asked_about(identity, graph):
    settings = replace(identity.settings, no_auto_merge_sources=frozenset({"shop"}))

    await load(replace(identity, settings=settings), [ZOE, ZOE_AGAIN])

    (task,) = await open_tasks(identity)
    assert await partition(graph) == [{"7"}, {"8"}]
    assert task.reason == BY_HAND


async def test_no_two_groups_merge_where_only_a_person_may_merge(identity):
    settings = replace(identity.settings, auto_merge=False)
    pairs = [
        someone("1", "Ana Lopez", city="Austin", emails=("ana@example.com",)),
        someone("2", "Ana Lopez", city="Austin", emails=("ana@example.com",)),
        someone("3", "Ana Lopez", city="Austin", phones=("+1 555 010 0123",)),
        someone("4", "Ana Lopez", city="Austin", phones=("+1 555 010 0123",)),
    ]

    merged = plan_of(identity, pairs)
    unmerged = plan_of(replace(identity, settings=settings), pairs)

    assert [one.places for one in merged.customers] == [(0, 1, 2, 3)]
    assert [one.places for one in unmerged.customers] == [(0, 1), (2, 3)]


# Cut off and carried on


class KilledError(Exception):
    """Whoever wrote is gone."""


def dies(at, when):
    async def die(number):
        if number == when:
            raise KilledError

    return (die, None) if at == "before" else (nothing, die)


async def writes_of(identity, graph) -> int:
    """Return how many writes an undisturbed load makes."""
    counting = watched(identity, nothing)
    await load(counting)
    await wipe(graph)
    return counting.graph.writes


@pytest.mark.parametrize("at", ["before", "after"])
async def test_cut_at_any_write_and_carried_on_it_ends_as_if_undisturbed(identity, graph, at):
    await load(identity)
    undisturbed = await picture(graph)
    await wipe(graph)
    writes = await writes_of(identity, graph)

    assert writes == 6  # the claim, four batches, the end
    for when in range(1, writes + 1):
        with pytest.raises(KilledError):
            await load(watched(identity, *dies(at, when)))
        await load(identity)
        assert await picture(graph) == undisturbed, when
        numbers = [row["number"] for row in await events_after(graph, 0)]
        assert numbers == list(range(1, len(numbers) + 1))
        await wipe(graph)


async def test_an_answer_that_was_lost_after_the_commit_does_no_harm(identity, graph):
    await load(identity)
    undisturbed = await picture(graph)
    await wipe(graph)
    deaf = watched(identity, *dies("after", 3))

    async def unheard(number):
        if number == 3:
            raise GraphUnreachableError("bolt://localhost", "connection lost")

    deaf.graph._after = unheard
    with pytest.raises(GraphUnreachableError):
        await load(deaf)
    await load(identity)

    assert await picture(graph) == undisturbed


async def test_a_load_that_is_done_is_known_as_done(identity, graph):
    await load(identity)

    begun = await begin_load(identity, FILES)

    assert begun.finished
    assert (begun.done, begun.total) == (6, 6)


async def half_done(identity) -> None:
    with pytest.raises(KilledError):
        await load(watched(identity, *dies("before", 4)))


async def test_a_graph_with_customers_is_refused(identity):
    await Resolver(identity).ingest([OTTO])

    with pytest.raises(NotFirstLoadError, match="has 1: import without --bulk"):
        await begin_load(identity, FILES)


async def test_another_load_is_refused_after_one_that_is_done(identity):
    await load(identity)

    with pytest.raises(NotFirstLoadError):
        await begin_load(identity, "other files")


async def test_other_files_are_refused_while_a_load_is_half_done(identity):
    await half_done(identity)

    with pytest.raises(HalfLoadedError, match=r"3 of its 6 customers.*other files"):
        await begin_load(identity, "other files")


async def test_another_model_is_refused_while_a_load_is_half_done(identity, graph):
    await half_done(identity)
    before = await picture(graph)
    model = replace(load_model(None), fewest_customers=12_345)

    with pytest.raises(HalfLoadedError, match="another model"):
        await load(replace(identity, model=model))

    assert await picture(graph) == before


async def test_other_settings_are_refused_while_a_load_is_half_done(identity):
    await half_done(identity)
    settings = replace(identity.settings, no_auto_merge_sources=frozenset({"shop"}))

    with pytest.raises(HalfLoadedError, match="make other customers"):
        await load(replace(identity, settings=settings))


async def test_a_load_that_was_cut_before_it_wrote_leaves_room_for_another(identity, graph):
    with pytest.raises(KilledError):
        await load(watched(identity, *dies("before", 2)))

    await load(identity, [ZOE, ZOE_AGAIN], files="other files")

    assert await partition(graph) == [{"7", "8"}]


# Others at the same time


def visited(identity, when, visit):
    async def before(number):
        if number == when:
            await visit()

    return watched(identity, before)


@pytest.mark.parametrize("when", range(1, 6))
async def test_a_live_contact_at_any_moment_ends_with_its_customer(identity, graph, when):
    live = Resolver(identity)
    contact = replace(ZOE, source="chat", source_id="live")

    begun = await begin_load(identity, FILES)
    busy = visited(identity, when, lambda: live.ingest([contact], live=True))
    loader = Loader(Resolver(busy), plan_of(identity, PEOPLE), begun, batch_records=2)
    await loader.write()

    assert {"7", "8", "live"} in await partition(graph)
    assert sum(map(len, await partition(graph))) == len(PEOPLE) + 1
    assert not (await live.ingest([*PEOPLE, contact])).changed


@pytest.mark.parametrize("when", range(1, 6))
async def test_records_that_somebody_else_brings_first_come_once(identity, graph, when):
    other = Resolver(identity)

    begun = await begin_load(identity, FILES)
    busy = visited(identity, when, lambda: other.ingest([PETER, ANA_BY_MAIL, OTTO]))
    await Loader(Resolver(busy), plan_of(identity, PEOPLE), begun, batch_records=2).write()

    assert await partition(graph) == CUSTOMERS
    assert len(await graph.read(RECORDS)) == len(PEOPLE)
    assert (await read_sequence(graph)).customers == len(CUSTOMERS)


async def test_who_comes_to_a_written_customer_is_held_against_those_still_to_come(identity, graph):
    """The newcomer has one customer's address and the other's telephone and name."""
    first = someone("1", "Rosa Vidal", emails=("rosa@example.com",))
    last = someone("2", "Rosa Vidal", city="Reno", phones=("+1 555 010 0144",))
    link = someone(
        "3", "Rosa Vidal", city="Reno", phones=("+1 555 010 0144",), emails=("rosa@example.com",)
    )
    people = [first, OTTO, ZOE, last]
    ordinary = Resolver(identity)
    for one in (first, link, last):
        await ordinary.ingest([one])
    expected = await partition(graph)
    await wipe(graph)

    begun = await begin_load(identity, FILES)
    busy = visited(identity, 3, lambda: Resolver(identity).ingest([link]))
    await Loader(Resolver(busy), plan_of(identity, people), begun, batch_records=1).write()

    assert expected == [{"1", "2", "3"}]
    assert {"1", "2", "3"} in await partition(graph)


async def test_two_processes_that_load_the_same_files_write_them_once(identity, graph):
    await load(identity)
    alone = await picture(graph)
    await wipe(graph)

    await asyncio.gather(*(load(replace(identity, turns=type(identity.turns)())) for _ in range(3)))

    assert await picture(graph) == alone
    numbers = [row["number"] for row in await events_after(graph, 0)]
    assert numbers == list(range(1, len(numbers) + 1))


# People who were erased


async def test_erased_people_stay_out_of_a_first_load(identity, graph):
    resolved = await Resolver(identity).ingest([ZOE])
    (customer,) = resolved.customers.values()
    await erase(identity, customer, Who("tess"), at_ms=1)

    loaded = await load(identity)

    assert await partition(graph) == [one for one in CUSTOMERS if "7" not in one]
    assert loaded.kept_out == 2  # the second has the handle that was hers alone


async def test_whoever_is_erased_while_a_load_rests_does_not_come_back(identity, graph):
    await half_done(identity)
    rows = await graph.read(PARTITION)
    (ana,) = (row["id"] for row in rows if "1" in row["records"])
    await erase(identity, ana, Who("tess"), at_ms=1)

    await load(identity)

    assert await partition(graph) == [one for one in CUSTOMERS if "1" not in one]
    blocks = await graph.read("MATCH (b:BlockingKey) RETURN b.customers AS customers")
    assert not any(ana in row["customers"] for row in blocks)
