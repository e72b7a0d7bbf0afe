"""What happens in a real graph, told to desktops as it happens."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest
from starlette.applications import Starlette

from api.app import create_routes
from api.audit_chain import Seal, audit_files
from api.audit_trail import open_trail
from api.keys import KeyRing, Role, key_id, make_key, revoke_key
from api.settings import ApiSettings
from api.socket_settings import SocketSettings
from context.ingest import Ingest
from context.keeper import Keeper
from context.pop import Desk
from context.promises.clock import PromiseClock
from context.promises.making import NewPromise, make_promise
from context.promises.model import Kind
from context.records import (
    AgentRecord,
    InteractionRecord,
    OrderRecord,
    Reference,
    ShipmentRecord,
)
from graph.access import Statement
from graph.queries.events import append_event
from graph.store import open_graph
from identity.erasure import Who, erase
from identity.judgement import JudgedAs
from identity.judgements import judge_task
from identity.merging import merge_customers
from identity.records import PersonRecord
from identity.resolver import Resolver
from identity.review import open_tasks
from identity.settings import IdentitySettings
from identity.setup import Identity, open_identity
from identity.undoing import undo_decision
from tellonce.session import keeper_of
from tests.api.sockets import at_desk

pytestmark = pytest.mark.graph

NOW = datetime.now(UTC)
ANA = PersonRecord(
    source="shop",
    source_id="c17",
    given_name="Ana",
    family_name="Lopez",
    city="Austin, TX",
    emails=("ana@example.com",),
    phones=("(555) 010-0123",),
)
SPOUSE = PersonRecord(
    source="crm", source_id="10", name="A. Lopez", city="Austin", phones=("+1 555 010 0123",)
)
CALL = InteractionRecord(
    source="voice",
    source_id="4711",
    person=PersonRecord("shop", "c17"),
    channel="voice",
    kind="call",
    status="ringing",
    agent="desk 7",
    started_at=NOW - timedelta(seconds=20),
)
POPS = """subscription($agent: String, $after: String) { pops(agent: $agent, after: $after) {
  cursor interaction agent status
  pop { resolution customer { name behind identifiers { value } } route { decidedAt } }
} }"""
REVIEWS = "subscription { reviewQueue { cursor waiting { id } settled } }"
PROMISES = "subscription { promises { kind customers promise { id status words } } }"
CUSTOMER = """subscription($id: ID!) { customer(id: $id) {
  kind customer { id name orders { id shipments { status } } }
} }"""
CUSTOMER_IDS = (
    "MATCH (:SourceRecord {source_id: $id})-[:RESOLVED_TO]->(c:Customer) RETURN c.id AS id"
)


@dataclass
class Company:
    """A company that serves desktops, and what it takes in."""

    identity: Identity
    app: Starlette
    audit: object
    ingest: Ingest
    keeper: Keeper
    keys: dict[Role, str] = field(default_factory=dict)

    async def take_in(self, *records) -> None:
        await self.ingest.ingest(records, live=True)

    async def customer(self, source_id: str = "c17") -> str:
        (row,) = await self.identity.graph.read(CUSTOMER_IDS, id=source_id)
        return row["id"]

    def desk(self, role: Role = Role.AGENT):
        return at_desk(self.app, authorization=f"Bearer {self.keys[role]}")

    def looks(self) -> list[dict]:
        (file,) = audit_files(self.audit)
        lines = (self.audit / file.name).read_text().splitlines()[1:]
        return [json.loads(line) for line in lines]


@pytest.fixture
async def company(graph, keys, tmp_path) -> AsyncIterator[Company]:
    identity = open_identity(graph, keys, IdentitySettings())
    desk = Desk(identity)
    api_keys = {role: await make_key(graph, role, "desk 7") for role in Role}
    ring = KeyRing(graph, memory_seconds=0)
    settings = ApiSettings(
        socket=SocketSettings(check_seconds=0.05),
        masked={Role.SUPERVISOR: ("identifiers", "Customer.name")},
    )
    keeper = keeper_of(desk)
    ingest = Ingest(Resolver(identity), keeper)
    await ingest.ingest([ANA], live=True)
    with open_trail(tmp_path, Seal(keys)) as trail:
        app = Starlette(routes=create_routes(desk, ring, settings, trail))
        yield Company(identity, app, tmp_path, ingest, keeper, api_keys)


async def listening(desktop, company, query: str, /, **variables) -> None:
    """Subscribe, and wait until somebody reads the outbox for it."""
    await desktop.subscribe("s", query, **variables)
    for _ in range(2_000):
        if company.identity.graph.committed:
            return
        await asyncio.sleep(0.01)
    raise AssertionError(f"not subscribed: {desktop.from_server}")


async def test_a_contact_that_rings_at_my_desk_comes_with_its_whole_pop(company):
    async with company.desk() as desktop:
        await listening(desktop, company, POPS)  # the key's name is the desk's
        await company.take_in(CALL)
        told = await desktop.told()
        if told["pop"]["customer"]["behind"]:  # a cold Neo4j plans for seconds
            told = await desktop.told()

    assert told["interaction"] == "voice:4711"
    assert (told["agent"], told["status"]) == ("desk 7", "ringing")
    assert told["pop"]["resolution"] == "ONE"
    assert told["pop"]["customer"]["name"] == "Ana Lopez"
    assert told["pop"]["customer"]["behind"] is None
    assert told["pop"]["route"]["decidedAt"]  # by the rules, before the pop was shown


async def test_a_pop_that_context_comes_too_late_for_is_told_again_with_it(company):
    slow = Ingest(Resolver(company.identity))  # derives nothing itself
    async with company.desk() as desktop:
        await listening(desktop, company, POPS)
        await slow.ingest([CALL])
        early = await desktop.told()
        await company.keeper.catch_up()
        late = await desktop.told()

        assert (early["pop"]["customer"]["behind"], early["pop"]["route"]["decidedAt"]) == (1, None)
        assert late["interaction"] == early["interaction"]
        assert late["pop"]["customer"]["behind"] is None
        assert late["pop"]["route"]["decidedAt"]
        assert await desktop.silent(0.5)


async def test_a_pop_that_context_comes_too_late_for_is_not_told_again_once_it_is_answered(company):
    slow = Ingest(Resolver(company.identity))
    async with company.desk() as desktop:
        await listening(desktop, company, POPS)
        await slow.ingest([CALL])
        await desktop.told()
        await slow.ingest([replace(CALL, status="answered", updated_at=NOW)])
        await company.keeper.catch_up()

        assert await desktop.silent(1.0)


@pytest.mark.parametrize(
    "elsewhere",
    [
        pytest.param({"agent": "desk 8"}, id="another desk"),
        pytest.param({"agent": None}, id="nobody's yet"),
        pytest.param({"status": "answered"}, id="answered"),
        pytest.param({"status": "abandoned"}, id="hung up"),
        pytest.param({"status": "transferred"}, id="handed on"),
        pytest.param({"direction": "out"}, id="a call of ours"),
        pytest.param({"started_at": NOW - timedelta(hours=3)}, id="hours ago"),
    ],
)
async def test_a_contact_that_is_not_offered_to_me_does_not_come(company, elsewhere):
    async with company.desk() as desktop:
        await listening(desktop, company, POPS)
        await company.take_in(replace(CALL, source_id="1", **elsewhere), CALL)

        told = await desktop.all_told()

    assert {one["interaction"] for one in told} == {"voice:4711"}


async def test_an_agent_is_known_by_id_and_by_name(company):
    agent = AgentRecord(source="voice", source_id="a-9", name="Kim Novak", updated_at=NOW)
    await company.take_in(agent)
    async with company.desk() as desktop:
        await listening(desktop, company, POPS, agent="Kim Novak")
        await company.take_in(replace(CALL, agent="a-9"))

        assert (await desktop.told())["agent"] == "a-9"


async def test_every_pop_that_is_pushed_is_in_the_audit(company):
    async with company.desk() as desktop:
        await listening(desktop, company, POPS)
        await company.take_in(CALL)
        await company.take_in(replace(CALL, source_id="4712"))
        told = await desktop.all_told()

    looks = [one for one in company.looks() if one["kind"] == "pop"]
    assert {one["interaction"] for one in told} == {"voice:4711", "voice:4712"}
    assert [one["resolution"] for one in looks] == ["ONE"] * len(told)
    assert len({tuple(one["subjects"]) for one in looks}) == 1
    assert {one["role"] for one in looks} == {"agent"}


async def test_a_masked_role_is_not_told_over_a_socket_either(company):
    async with company.desk(Role.SUPERVISOR) as desktop:
        await listening(desktop, company, POPS, agent="desk 7")
        await company.take_in(CALL)
        told = await desktop.hear()

    payload = told["payload"]
    customer = payload["data"]["pops"]["pop"]["customer"]
    assert (customer["name"], customer["identifiers"]) == (None, [])
    assert payload["extensions"]["masked"] == ["Customer.identifiers", "Customer.name"]


async def test_a_revoked_key_hears_no_more(company):
    key = await make_key(company.identity.graph, Role.AGENT, "desk 9")
    async with at_desk(company.app, authorization=f"Bearer {key}") as desktop:
        await listening(desktop, company, POPS, agent="desk 7")
        await revoke_key(company.identity.graph, key_id(key))

        assert (await desktop.hear())["code"] == 4403


async def test_a_desktop_that_comes_back_is_told_what_was_offered_meanwhile(company):
    async with company.desk() as desktop:
        await listening(desktop, company, POPS)
        await company.take_in(CALL)
        cursor = (await desktop.all_told())[-1]["cursor"]
    await company.take_in(replace(CALL, source_id="4712"))
    async with company.desk() as desktop:
        await desktop.subscribe("s", POPS, after=cursor)

        told = await desktop.all_told()

    assert {one["interaction"] for one in told} == {"voice:4712"}


async def test_events_that_are_not_kept_any_more_cannot_be_gone_on_from(company):
    await company.take_in(CALL)
    await company.take_in(SPOUSE)
    forget = Statement("MATCH (e:Event) WHERE e.number <= 2 DETACH DELETE e")
    await company.identity.graph.write([forget])
    async with company.desk() as desktop:
        await desktop.subscribe("s", POPS, after="1")
        refused = await desktop.hear()
        await desktop.subscribe("s", POPS, after="2")

        assert refused["payload"][0]["extensions"]["code"] == "NOT_KEPT"
        assert await desktop.silent()


async def test_another_process_commits_and_it_is_told_within_300_ms(company, graph_settings):
    async with open_graph(graph_settings) as elsewhere, company.desk(Role.REVIEWER) as desktop:
        await listening(desktop, company, "subscription { mentions { kind customers subjects } }")
        took = []
        for number in range(5):
            event = append_event(
                at_ms=1, kind="mention_claimed", customers=["c"], subjects=[f"m{number}"]
            )
            await elsewhere.write([event])
            committed = time.perf_counter()
            told = await desktop.told()
            took.append(time.perf_counter() - committed)
            assert told == {
                "kind": "mention_claimed", "customers": ["c"], "subjects": [f"m{number}"]
            }  # fmt: skip

    assert max(took) < 0.3


async def test_a_firestorm_is_told(company):
    async with company.desk(Role.REVIEWER) as desktop:
        await listening(desktop, company, "subscription { firestorms { kind customers } }")
        warning = append_event(at_ms=1, kind="firestorm", customers=["c"])
        await company.identity.graph.write([warning])

        assert await desktop.told() == {"kind": "firestorm", "customers": ["c"]}


async def test_a_pair_in_doubt_is_told_until_it_is_judged_and_when_that_is_taken_back(company):
    async with company.desk(Role.REVIEWER) as desktop:
        await listening(desktop, company, REVIEWS)
        await company.take_in(SPOUSE)
        came = await desktop.told()
        (task,) = await open_tasks(company.identity)
        judged = await judge_task(company.identity, task.id, JudgedAs.DIFFERENT, actor="ana")
        went = await desktop.told()
        await undo_decision(company.identity, judged.decision, actor="ana")
        back = await desktop.told()

    assert [one["id"] for one in came["waiting"]] == [task.id]
    assert (went["waiting"], went["settled"]) == ([], [task.id])
    assert [one["id"] for one in back["waiting"]] == [task.id]


async def test_what_opens_no_pair_tells_the_review_queue_nothing(company):
    await company.take_in(SPOUSE)
    async with company.desk(Role.REVIEWER) as desktop:
        await listening(desktop, company, REVIEWS)
        await company.take_in(CALL)

        assert await desktop.silent()


async def test_a_promise_is_told_when_it_is_made_and_when_it_is_broken(company):
    ana, due = await company.customer(), NOW + timedelta(hours=1)
    due_ms = round(due.timestamp() * 1000)
    rules = Desk(company.identity).promises
    async with company.desk() as desktop:
        await listening(desktop, company, PROMISES)
        new = NewPromise(customer_id=ana, kind=Kind.CALL_BACK, due_ms=due_ms)
        await make_promise(
            company.identity, new, actor="kim", at_ms=due_ms - 1, rules=rules.current()
        )
        made = await desktop.told()
        clock = PromiseClock(company.identity, rules, always, now=lambda: due_ms + 1)
        await clock.tick()
        broken = await desktop.told()

    assert (made["kind"], made["customers"]) == ("promise_made", [ana])
    assert (broken["kind"], broken["promise"]["id"]) == ("promise_broken", made["promise"]["id"])
    assert [one["kind"] for one in company.looks()].count("promise") == 2


async def always() -> bool:
    return True


async def test_a_customer_is_told_of_with_what_hangs_on_it_only_by_others(company):
    order = OrderRecord(
        source="shop", source_id="1001", person=PersonRecord("shop", "c17"), placed_at=NOW
    )
    shipment = ShipmentRecord(
        source="post",
        source_id="s1",
        status="on its way",
        about=(Reference("order", "1001", "shop"),),
    )
    async with company.desk() as desktop:
        await listening(desktop, company, CUSTOMER, id=await company.customer())
        await company.take_in(order)
        ordered = await desktop.told()
        await company.take_in(PersonRecord("shop", "c99", name="Bea Novak"))
        await company.take_in(shipment)
        sent = await desktop.told()

    assert [one["id"] for one in ordered["customer"]["orders"]] == ["1001"]
    assert sent["customer"]["orders"][0]["shipments"] == [{"status": "on its way"}]


@pytest.mark.parametrize("watched", ["c17", "77"])
async def test_whoever_is_merged_and_then_erased_is_followed_to_the_end(company, watched):
    bea = PersonRecord("crm", "77", name="Bea Novak", emails=("bea@example.com",))
    await company.take_in(bea)
    ids = [await company.customer("77"), await company.customer()]
    async with company.desk() as desktop:
        await listening(desktop, company, CUSTOMER, id=await company.customer(watched))
        merged = await merge_customers(company.identity, ids, actor="ana")
        became = await desktop.told()
        survivor = became["customer"]["id"]
        await company.take_in(replace(bea, name="Beata Novak"))
        changed = await desktop.told()
        await erase(company.identity, survivor, Who("kim", "she asked"), at_ms=1)
        gone = await desktop.told()

    assert became["kind"] == "merge"
    assert survivor in merged.customers
    assert changed["customer"]["id"] == survivor
    assert (gone["kind"], gone["customer"]) == ("erase", None)
