"""Households and organisations are stored from evidence, follow it, and are shown by the pop."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest

from context.households.by_hand import (
    add_to_household,
    remove_from_household,
    undo_about_household,
)
from context.ingest import Ingest
from context.matters_by_hand import Deciding
from context.pop import Desk, Lookup, screen_pop
from context.records import AssetRecord, InteractionRecord, Reference
from context.ties import tie_statements
from graph.access import Graph, Statement
from graph.model import CustomerView
from identity.errors import AlreadyUndoneError, NothingToDoError, UnknownError
from identity.ledger_view import read_ledger
from identity.merging import merge_customers, split_customer
from identity.records import PersonRecord, RecordKind
from identity.resolver import Resolver
from identity.settings import IdentitySettings
from identity.setup import open_identity

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
MARTA = PersonRecord(
    "crm", "marta", given_name="Marta", family_name="Silver", city="Reno", postcode="89501",
    address="12 Elm Street", emails=("marta@example.com",), phones=("+1 555 010 0123",),
    updated_at=NOW - timedelta(days=30),
)  # fmt: skip
PAUL = PersonRecord(
    "crm", "paul", given_name="Paul", family_name="Silver", city="Reno", postcode="89501",
    address="12 Elm St.", emails=("paul@example.com",), updated_at=NOW - timedelta(days=30),
)  # fmt: skip
ZOE = PersonRecord(
    "crm", "zoe", given_name="Zoe", family_name="Winter", city="Boise", emails=("zoe@example.com",)
)
ALL_IDS = "MATCH (c:Customer) RETURN c.id AS id ORDER BY id"
MATTER = """
MATCH (c:Customer {id: $id})
CREATE (:Matter {id: 'm1', status: 'open', subject: 'the stacked machines', opened_at_ms: 5,
  last_at_ms: 9})-[:OF]->(c)
CREATE (:Matter {id: 'm2', status: 'closed', subject: 'an old one', last_at_ms: 1})-[:OF]->(c)
"""
TIES = (
    "MATCH (c:Customer)-[m:MEMBER_OF]->(h) RETURN c.name AS name, m.why AS why, labels(h)[0] AS l"
)


@dataclass
class Company:
    graph: Graph
    desk: Desk
    ingest: Ingest
    minute: int = 0

    async def hears(self, *records) -> None:
        await self.ingest.ingest(records)
        await self.derives()

    async def derives(self) -> None:
        ids = [row["id"] for row in await self.graph.read(ALL_IDS)]
        statements = await self.statements(ids)
        if statements:
            await self.graph.write(statements)

    async def statements(self, ids: Sequence[str]) -> list[Statement]:
        return await tie_statements(self.graph, self.desk.identity.keys, ids)

    async def shows(self, email: str) -> CustomerView:
        pop = await screen_pop(self.desk, Lookup(email=email), now=NOW)
        assert pop.customer is not None
        return pop.customer

    async def lives_with(self, email: str) -> list[str]:
        household = (await self.shows(email)).household
        return [one.name for one in household.members] if household else []

    async def id_of(self, email: str) -> str:
        return (await self.shows(email)).id

    def deciding(self) -> Deciding:
        self.minute += 1
        return Deciding("Kim", NOW + timedelta(minutes=self.minute), "she told us")


@pytest.fixture
def company(graph, keys) -> Company:
    desk = Desk(open_identity(graph, keys, IdentitySettings(default_region="US")))
    return Company(graph, desk, Ingest(Resolver(desk.identity)))


async def test_his_pop_shows_her_open_matter_her_machine_and_our_last_visit(company, graph):
    washer = AssetRecord(source="crm", source_id="w1", name="Washer", batch="B7", person=MARTA)
    visit = InteractionRecord(
        source="crm", source_id="v1", channel="counter", kind="visit", direction="out",
        started_at=NOW - timedelta(days=40), text="Two technicians are needed.",
        about=(Reference("asset", "w1"),),
    )  # fmt: skip
    await company.hears(MARTA, PAUL, ZOE, washer, visit)
    marta = await company.id_of("marta@example.com")
    await graph.write([Statement(MATTER, {"id": marta})])
    graph.reads = 0

    paul = await company.shows("paul@example.com")

    assert graph.reads == 1
    assert paul.id != marta
    (wife,) = paul.household.members
    assert (wife.id, wife.name, wife.role) == (marta, "Marta Silver", "member")
    assert wife.why == ("same surname and same address",)
    assert [(one.subject, one.status) for one in wife.matters] == [("the stacked machines", "open")]
    assert [(one.name, one.batch) for one in wife.assets] == [("Washer", "B7")]
    assert [one.note for one in wife.assets[0].visits] == ["Two technicians are needed."]
    assert await company.lives_with("zoe@example.com") == []


async def test_deriving_twice_writes_nothing(company):
    await company.hears(MARTA, PAUL, ZOE)
    ids = [row["id"] for row in await company.graph.read(ALL_IDS)]

    assert await company.statements(ids) == []


@pytest.mark.parametrize("people", [(MARTA, PAUL), (PAUL, MARTA)], ids=["her first", "his first"])
async def test_whoever_of_the_two_comes_last_ties_both(company, people):
    for person in people:
        await company.ingest.ingest([person])
        statements = await company.statements([await company.id_of(person.emails[0])])
        if statements:
            await company.graph.write(statements)

    assert await company.lives_with("marta@example.com") == ["Paul Silver"]
    assert await company.lives_with("paul@example.com") == ["Marta Silver"]


async def test_a_line_that_turns_out_to_be_an_office_ties_nobody_any_more(company):
    here = {"address": None, "phones": ("+1 555 010 0177",)}
    await company.hears(replace(MARTA, **here), replace(PAUL, **here))
    assert await company.lives_with("marta@example.com") == ["Paul Silver"]

    for name in ("Ash", "Birch", "Cedar"):
        known = PersonRecord(
            "crm", name, name=f"Kim {name}", emails=(f"{name}@example.com",), phones=here["phones"]
        )
        await company.ingest.ingest([known])
        statements = await company.statements([await company.id_of(f"{name}@example.com")])
        if statements:
            await company.graph.write(statements)

    assert await company.lives_with("marta@example.com") == []
    assert await company.graph.read(TIES) == []


async def test_who_moves_out_is_of_the_household_no_more(company):
    await company.hears(MARTA, PAUL)

    await company.hears(replace(PAUL, address="3 Oak Lane", updated_at=NOW))

    assert await company.lives_with("marta@example.com") == []
    assert await company.graph.read(TIES) == []


async def test_a_merge_and_a_split_are_followed(company):
    await company.hears(MARTA, PAUL)
    ids = [await company.id_of(one) for one in ("marta@example.com", "paul@example.com")]

    await merge_customers(company.desk.identity, ids, actor="Kim")
    await company.derives()
    assert await company.graph.read(TIES) == []

    one = await company.id_of("paul@example.com")
    paul = company.desk.identity.keys.record("crm", "paul")
    await split_customer(company.desk.identity, one, [[paul]], actor="Kim")
    await company.derives()
    assert await company.lives_with("marta@example.com") == ["Paul Silver"]


async def test_what_a_public_profile_claims_ties_nobody(company):
    liar = replace(
        PAUL, source="x", source_id="u1", kind=RecordKind.PROFILE, emails=("liar@example.com",)
    )
    await company.hears(MARTA, liar)

    assert await company.lives_with("marta@example.com") == []


async def test_said_by_hand_it_holds_with_a_role_and_survives_a_merge(company):
    dora = PersonRecord("crm", "dora", name="Dora Hill", emails=("dora@example.com",))
    await company.hears(MARTA, ZOE, dora)
    ids = [await company.id_of(one) for one in ("marta@example.com", "zoe@example.com")]

    done = await add_to_household(company.desk.identity, ids, "tenant", company.deciding())
    await company.derives()

    assert done.customers == tuple(ids)
    (zoe,) = (await company.shows("marta@example.com")).household.members
    assert (zoe.name, zoe.role, zoe.why, zoe.by) == (
        "Zoe Winter", "tenant", ("said by Kim",), ("Kim",),
    )  # fmt: skip
    both = [await company.id_of("dora@example.com"), ids[1]]
    merged = await merge_customers(company.desk.identity, both, actor="Kim")
    await company.derives()
    (zoe,) = (await company.shows("marta@example.com")).household.members
    assert (zoe.id, zoe.role) == (merged.customers[0], "tenant")


async def test_said_not_to_live_there_holds_against_evidence_and_can_be_undone(company):
    await company.hears(MARTA, PAUL)
    identity = company.desk.identity
    paul = await company.id_of("paul@example.com")

    done = await remove_from_household(identity, paul, None, company.deciding())
    await company.derives()
    assert await company.lives_with("marta@example.com") == []
    await company.hears(replace(PAUL, phones=MARTA.phones, updated_at=NOW))
    assert await company.lives_with("paul@example.com") == []

    undone = await undo_about_household(identity, done.decision, company.deciding())
    await company.derives()
    assert await company.lives_with("marta@example.com") == ["Paul Silver"]

    await undo_about_household(identity, undone.decision, company.deciding())
    await company.derives()
    assert await company.lives_with("marta@example.com") == []


async def test_a_decision_is_in_the_ledger_of_each_and_undone_once(company):
    await company.hears(MARTA, ZOE)
    identity = company.desk.identity
    ids = [await company.id_of(one) for one in ("marta@example.com", "zoe@example.com")]
    done = await add_to_household(identity, ids, None, company.deciding())

    for id in ids:
        (entry,) = await read_ledger(identity, id)
        assert (entry.id, entry.action, entry.actor, entry.why) == (
            done.decision, "add_to_household", "Kim", "she told us",
        )  # fmt: skip
    await undo_about_household(identity, done.decision, company.deciding())
    with pytest.raises(AlreadyUndoneError):
        await undo_about_household(identity, done.decision, company.deciding())
    assert await undo_about_household(identity, "nothing", company.deciding()) is None


async def test_what_makes_no_household_is_refused_with_the_reason(company):
    await company.hears(MARTA, ZOE)
    identity = company.desk.identity
    marta = await company.id_of("marta@example.com")

    with pytest.raises(NothingToDoError, match="two customers"):
        await add_to_household(identity, [marta, marta], None, company.deciding())
    with pytest.raises(UnknownError, match="c_nobody"):
        await add_to_household(identity, [marta, "c_nobody"], None, company.deciding())
    with pytest.raises(NothingToDoError, match="shown with nobody"):
        await remove_from_household(identity, marta, None, company.deciding())


def at_work(name: str, surname: str, **values: object) -> PersonRecord:
    emails = (f"{name}@bluedune.example",)
    return PersonRecord(
        "crm", name, given_name=name.title(), family_name=surname, emails=emails, **values
    )


async def test_a_mail_domain_of_three_families_is_a_company(company):
    await company.hears(at_work("ada", "Ash"), at_work("bea", "Birch"), at_work("cem", "Ash"))
    assert (await company.shows("ada@bluedune.example")).organisations == ()

    await company.hears(at_work("dan", "Cedar"))

    for name in ("ada", "dan"):
        (organisation,) = (await company.shows(f"{name}@bluedune.example")).organisations
        assert (organisation.name, organisation.role) == ("bluedune.example", "member")
        assert "as several others have" in organisation.why


async def test_a_free_mail_domain_is_nobodys(company):
    await company.hears(
        *(
            PersonRecord("crm", name, name=f"{name} {name}son", emails=(f"{name}.q@gmail.com",))
            for name in ("ada", "bea", "cem", "dan")
        )
    )

    assert await company.graph.read(TIES) == []


async def test_colleagues_go_when_too_few_are_left(company):
    people = [at_work("ada", "Ash"), at_work("bea", "Birch"), at_work("dan", "Cedar")]
    await company.hears(*people)
    assert len(await company.graph.read(TIES)) == 3

    await company.hears(replace(people[2], emails=("dan@example.com",), updated_at=NOW))

    assert await company.graph.read(TIES) == []


async def test_a_stated_organisation_is_one_whatever_its_legal_form(company):
    ada = replace(ZOE, organisation="Blue Dune GmbH", occupation="Buyer")
    await company.hears(ada, replace(MARTA, organisation="blue dune"))

    rows = await company.graph.read("MATCH (g:Organisation) RETURN count(g) AS count")
    (organisation,) = (await company.shows("zoe@example.com")).organisations
    assert rows == [{"count": 1}]
    assert (organisation.role, organisation.why) == ("buyer", "stated by crm")
