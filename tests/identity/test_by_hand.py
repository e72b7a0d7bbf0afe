"""Sources whose records join others by a person's judgement only."""

import pytest

from identity.judgement import JudgedAs
from identity.judgements import judge_task
from identity.records import RecordKind
from identity.resolver import Resolver
from identity.review import open_tasks
from identity.settings import IdentitySettings, read_identity_settings
from identity.setup import open_identity
from tests.identity.corrections import People

pytestmark = pytest.mark.graph

ANA = {"name": "Ana Lopez", "phones": ("+1 555 010 0142",), "emails": ("ana@example.com",)}


@pytest.fixture
def people(graph, keys) -> People:
    settings = IdentitySettings(no_auto_merge_sources=frozenset({"leads"}))
    return People(Resolver(open_identity(graph, keys, settings)), keys)


async def test_a_record_of_such_a_source_waits_for_a_judgement(people):
    await people.come("ana", **ANA)
    await people.come("lead", source="leads", **ANA)

    (task,) = await open_tasks(people.resolver.identity)
    assert await people.customers() == {frozenset({"ana"}), frozenset({"lead"})}
    assert "by a person's judgement only" in task.reason


async def test_nobody_joins_it_by_themselves_either(people):
    await people.come("lead", source="leads", **ANA)
    await people.come("ana", **ANA)

    assert await people.customers() == {frozenset({"ana"}), frozenset({"lead"})}
    assert len(await open_tasks(people.resolver.identity)) == 1


async def test_a_judgement_joins_it_and_others_then_link_to_the_customer(people):
    await people.come("ana", **ANA)
    await people.come("lead", source="leads", **ANA)
    (task,) = await open_tasks(people.resolver.identity)

    await judge_task(people.resolver.identity, task.id, JudgedAs.SAME, actor="rosa")
    await people.come("again", source="crm", **ANA)

    assert await people.customers() == {frozenset({"ana", "lead", "again"})}


async def test_it_never_makes_one_customer_of_two_others(people):
    await people.come("ana", name="Ana Lopez", phones=("+1 555 010 0142",), emails=())
    await people.come("mail", name=None, emails=("ana@example.com",))
    before = await people.customers()

    await people.come("lead", source="leads", **ANA)

    assert await people.customers() == before | {frozenset({"lead"})}


async def test_a_call_from_such_a_source_is_attributed_to_nobody(people):
    await people.come("ana", **ANA)
    call = {"name": None, "emails": (), "city": None, "kind": RecordKind.CONTACT}
    await people.come("call", source="leads", phones=ANA["phones"], **call)

    assert await people.customers() == {frozenset({"ana"}), frozenset({"call"})}


def test_the_sources_are_read_from_the_environment():
    settings = read_identity_settings({"TELLONCE_NO_AUTO_MERGE_SOURCES": "leads, fair ,"})

    assert settings.no_auto_merge_sources == {"leads", "fair"}
