"""Records in, customers out, on a real engine."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from graph.access import Graph
from graph.queries.decisions import decisions_of_customer
from graph.queries.events import events_after
from identity.records import Handle, Number, PersonRecord, RecordKind
from identity.resolver import Resolver
from identity.review import open_tasks

pytestmark = pytest.mark.graph

ANA = PersonRecord(
    source="shop",
    source_id="c17",
    given_name="Ana",
    family_name="Lopez",
    city="Austin, TX",
    emails=("ana@example.com",),
    phones=("(555) 010-0123",),
)
ANA_IN_CRM = PersonRecord(
    source="crm",
    source_id="9",
    name="Anna Lopez",
    city="Austin",
    phones=("+1 555 010 0123",),
)
SPOUSE = replace(ANA_IN_CRM, source_id="10", name="Jorge Lopez")
CALL = PersonRecord(
    source="voice",
    source_id="contact:call:1",
    kind=RecordKind.CONTACT,
    phones=("+1 555 010 0123",),
)

COUNTS = """
RETURN COUNT { MATCH (:SourceRecord) } AS records, COUNT { MATCH (:Customer) } AS customers,
  COUNT { MATCH (:Identifier) } AS identifiers, COUNT { MATCH (:BlockingKey) } AS blocks,
  COUNT { MATCH (:Decision) } AS decisions, COUNT { MATCH (:Event) } AS events
"""


async def customer_of(resolver: Resolver, person: PersonRecord) -> str:
    """Return the customer that a record resolves to, by handing it in once more."""
    resolved = await resolver.ingest([person])
    assert not resolved.changed
    return next(iter(resolved.customers.values()))


async def test_two_accounts_of_one_person_become_one_customer(resolver):
    await resolver.ingest([ANA])
    await resolver.ingest([ANA_IN_CRM])

    assert await customer_of(resolver, ANA) == await customer_of(resolver, ANA_IN_CRM)


async def test_records_of_one_batch_see_one_another(resolver):
    resolved = await resolver.ingest([ANA, ANA_IN_CRM])

    assert len(set(resolved.customers.values())) == 1


async def test_spouses_with_one_phone_stay_two_and_nobody_is_asked(resolver):
    await resolver.ingest([ANA])
    await resolver.ingest([SPOUSE])

    assert await customer_of(resolver, ANA) != await customer_of(resolver, SPOUSE)
    assert await open_tasks(resolver.identity) == []


async def test_an_initial_at_a_household_s_phone_waits_for_a_judgement(resolver):
    initial = replace(SPOUSE, name="J. Lopez")
    await resolver.ingest([SPOUSE])
    await resolver.ingest([replace(initial, source_id="11")])

    (task,) = await open_tasks(resolver.identity)
    assert {task.left.name, task.right.name} == {"Jorge Lopez", "J. Lopez"}


async def test_importing_twice_changes_nothing(resolver, graph: Graph):
    await resolver.ingest([ANA, ANA_IN_CRM, SPOUSE, CALL])
    before = await graph.read(COUNTS)

    again = await resolver.ingest([ANA, ANA_IN_CRM, SPOUSE, CALL])

    assert not again.changed
    assert await graph.read(COUNTS) == before


async def test_a_link_stands_in_the_ledger_with_its_evidence(resolver, graph: Graph):
    await resolver.ingest([ANA])
    await resolver.ingest([ANA_IN_CRM])

    (decision,) = await decisions_of_customer(graph, await customer_of(resolver, ANA))
    assert (decision["action"], decision["rule"], decision["source"]) == ("link", "link", "crm")
    assert any(level.startswith("phone exact") for level in decision["levels"])
    assert decision["model"] == resolver.identity.model.fingerprint


async def test_a_nameless_call_is_attributed_and_is_no_evidence(resolver):
    await resolver.ingest([ANA])
    await resolver.ingest([CALL])

    assert await customer_of(resolver, CALL) == await customer_of(resolver, ANA)


async def test_a_call_from_a_phone_of_two_people_is_nobodys(resolver):
    await resolver.ingest([ANA, SPOUSE])
    await resolver.ingest([CALL])

    own = await customer_of(resolver, CALL)
    assert own not in {await customer_of(resolver, ANA), await customer_of(resolver, SPOUSE)}


async def test_a_call_that_came_before_the_account_is_attributed_to_it_later(resolver):
    await resolver.ingest([CALL])
    await resolver.ingest([ANA])

    assert await customer_of(resolver, CALL) == await customer_of(resolver, ANA)


async def test_a_reference_is_filled_by_the_account_that_follows(resolver):
    reference = PersonRecord(source="shop", source_id="c17", complete=False)
    await resolver.ingest([ANA_IN_CRM])
    await resolver.ingest([reference])
    await resolver.ingest([ANA])

    assert await customer_of(resolver, ANA) == await customer_of(resolver, ANA_IN_CRM)


async def test_a_profile_with_only_a_name_and_a_city_is_not_linked(resolver):
    profile = PersonRecord(
        source="x",
        source_id="u55",
        kind=RecordKind.PROFILE,
        name="Ana Lopez",
        city="Austin",
        handles=(Handle("x", "@ana_l"),),
    )
    await resolver.ingest([ANA])
    await resolver.ingest([profile])

    assert await customer_of(resolver, profile) != await customer_of(resolver, ANA)
    assert len(await open_tasks(resolver.identity)) == 1


async def test_a_profile_that_quotes_the_order_of_its_namesake_is_linked(resolver):
    owner = replace(ANA, numbers=(Number("order", "BX-20441"),))
    profile = PersonRecord(
        source="x",
        source_id="u55",
        kind=RecordKind.PROFILE,
        name="Ana L",
        city="Austin",
        cited_numbers=("BX-20441",),
    )
    await resolver.ingest([owner])
    await resolver.ingest([profile])

    assert await customer_of(resolver, profile) == await customer_of(resolver, owner)


async def test_a_stranger_who_quotes_somebodys_order_stays_a_stranger(resolver):
    owner = replace(ANA, numbers=(Number("order", "BX-20441"),))
    stranger = PersonRecord(
        source="x",
        source_id="u66",
        kind=RecordKind.PROFILE,
        name="Peter Moss",
        cited_numbers=("BX-20441",),
    )
    await resolver.ingest([owner])
    await resolver.ingest([stranger])

    assert await customer_of(resolver, stranger) != await customer_of(resolver, owner)


async def test_events_are_numbered_in_commit_order_without_gaps(resolver, graph: Graph):
    people = [replace(ANA, source_id=f"c{n}", emails=(f"a{n}@example.com",)) for n in range(8)]

    await asyncio.gather(*(resolver.ingest([one]) for one in people))

    assert [row["number"] for row in await events_after(graph, 0)] == list(range(1, 9))


async def test_a_newer_version_replaces_the_older_one(resolver, graph: Graph):
    monday, friday = datetime(2026, 11, 16, tzinfo=UTC), datetime(2026, 11, 20, tzinfo=UTC)
    await resolver.ingest([replace(ANA, city="Dallas", updated_at=friday)])
    await resolver.ingest([replace(ANA, updated_at=monday)])

    (row,) = await graph.read("MATCH (c:Customer) RETURN c.city AS city")
    assert row["city"] == "Dallas"


def calls(first: int, last: int) -> list[PersonRecord]:
    return [replace(CALL, source_id=f"contact:call:{number}") for number in range(first, last)]


async def test_a_customer_of_hundreds_of_calls_is_still_known_by_the_account(resolver):
    await resolver.ingest([ANA])
    for first in range(0, 400, 100):
        await resolver.ingest(calls(first, first + 100))

    again = await resolver.ingest([replace(ANA, occupation="surveyor")])
    other = await resolver.ingest([ANA_IN_CRM])

    assert len(again.changed) == 1
    assert set(other.customers.values()) == set(again.customers.values())


async def test_every_call_follows_when_its_customer_is_merged(resolver, graph: Graph):
    for first in range(0, 400, 100):
        await resolver.ingest(calls(first, first + 100))
    await resolver.ingest([ANA])

    rows = await graph.read(
        "MATCH (s:SourceRecord)-[:RESOLVED_TO]->(c:Customer) "
        "RETURN c.name AS name, count(s) AS records"
    )
    assert rows == [{"name": "Ana Lopez", "records": 401}]


async def test_a_contact_that_stands_alone_again_shows_what_it_says_now(resolver, person, graph):
    call = {"kind": RecordKind.CONTACT, "updated_at": datetime(2026, 11, 2, tzinfo=UTC)}
    phone = {"phones": ("+1 555 010 0142",)}
    await resolver.ingest([person("voice", "1", emails=("ana@example.com",), **phone, **call)])
    await resolver.ingest([person("shop", "ana", name="Ana Lopez", **phone)])
    later = {**call, "updated_at": datetime(2026, 11, 3, tzinfo=UTC)}

    await resolver.ingest([person("voice", "1", handles=(Handle("x", "somebody"),), **later)])

    rows = await graph.read(
        "MATCH (c:Customer)<-[:RESOLVED_TO]-(s:SourceRecord {source: 'voice'}) "
        "RETURN c.name AS name, c.phone AS phone, c.email AS email"
    )
    assert rows == [{"name": None, "phone": None, "email": None}]
