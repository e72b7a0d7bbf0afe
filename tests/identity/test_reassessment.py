"""A new model or threshold says whom it would join or part, and then does just that."""

import random
from collections.abc import Iterator
from dataclasses import replace

import pytest

from identity.judgement import JudgedAs
from identity.judgements import judge
from identity.reassessment import read_everybody, reassess
from identity.reassigning import carry_out, plans
from identity.records import PersonRecord
from identity.resolver import Resolver
from identity.setup import Identity
from identity.undoing import undo_decision

pytestmark = pytest.mark.graph

ANA = PersonRecord(
    source="shop",
    source_id="c17",
    given_name="Ana",
    family_name="Lopez",
    city="Austin, TX",
    phones=("(555) 010-0123",),
)
ANA_IN_CRM = PersonRecord(
    source="crm", source_id="9", name="Anna Lopez", city="Austin", phones=("+1 555 010 0123",)
)
NAMESAKE = replace(ANA, source_id="c18", phones=())
OTHER = PersonRecord(
    source="shop", source_id="c99", name="Wei Zhang", city="Boston", emails=("wei@example.com",)
)
GIVEN = ("Ana", "Anna", "Ben", "Carl", "Carol", "Dana", "Elena", "Frank", "John", "Jon", "Maria")
FAMILIES = ("Lopez", "Smith", "Smyth", "Miller", "Meyer", "Park", "Novak", "Garcia", "Gracia")
DECISIONS = """
MATCH (d:Decision)
WHERE d.why IS NOT NULL
RETURN d.id AS id, d.action AS action, d.actor AS actor, d.why AS why
ORDER BY d.number, id
"""


def linking_from(identity: Identity, bits: float) -> Identity:
    thresholds = replace(identity.settings.thresholds, link=bits)
    return replace(identity, settings=replace(identity.settings, thresholds=thresholds))


async def assessed(identity: Identity):
    everybody = await read_everybody(identity, progress=lambda _: None)
    return reassess(identity, everybody, progress=lambda _: None)


async def applied(identity: Identity) -> int:
    return sum([await carry_out(identity, plan) for plan in plans(await assessed(identity))])


async def customer_of(resolver: Resolver, person: PersonRecord) -> str:
    resolved = await resolver.ingest([person])
    assert not resolved.changed
    return next(iter(resolved.customers.values()))


async def test_the_rules_in_force_change_nothing(resolver):
    await resolver.ingest([ANA, ANA_IN_CRM, OTHER])

    found = await assessed(resolver.identity)

    assert (found.customers, found.records) == (2, 3)
    assert (found.partings, found.joinings) == ((), ())


async def test_a_higher_threshold_lists_who_would_be_parted_and_changes_nothing(resolver):
    await resolver.ingest([ANA, ANA_IN_CRM, OTHER])
    stricter = linking_from(resolver.identity, 60)

    found = await assessed(stricter)

    (parting,) = found.partings
    assert parting.customer_id == await customer_of(resolver, ANA)
    assert [len(group) for group in parting.groups] == [1, 1]
    assert found.parted_pairs == 1
    assert await customer_of(resolver, ANA) == await customer_of(resolver, ANA_IN_CRM)


async def test_applied_it_parts_them_and_a_second_run_finds_nothing_left(resolver, graph):
    await resolver.ingest([ANA, ANA_IN_CRM, OTHER])
    stricter = linking_from(resolver.identity, 60)

    done = await applied(stricter)

    assert done == 1
    assert await customer_of(resolver, ANA) != await customer_of(resolver, ANA_IN_CRM)
    (decision,) = await graph.read(DECISIONS)
    assert (decision["action"], decision["actor"]) == ("split", "tellonce")
    assert "link from 60 bits" in decision["why"]
    assert await applied(stricter) == 0


async def test_a_lower_threshold_joins_and_the_join_can_be_undone(resolver, graph):
    await resolver.ingest([ANA, NAMESAKE])
    await applied(linking_from(resolver.identity, 60))
    assert await customer_of(resolver, ANA) != await customer_of(resolver, NAMESAKE)

    found = await assessed(resolver.identity)
    done = await applied(resolver.identity)

    (joining,) = found.joinings
    assert joining.pairs == 1
    assert joining.weight > 4
    assert any(one.startswith("name full_equal") for one in joining.levels)
    assert done == 1
    assert await customer_of(resolver, ANA) == await customer_of(resolver, NAMESAKE)
    *_, merge = await graph.read(DECISIONS)
    await undo_decision(resolver.identity, merge["id"], actor="ana")
    assert await customer_of(resolver, ANA) != await customer_of(resolver, NAMESAKE)


async def test_what_a_person_said_is_never_overruled(resolver, keys):
    await resolver.ingest([ANA, ANA_IN_CRM])
    pair = keys.record("shop", "c17"), keys.record("crm", "9")
    identity = resolver.identity

    await judge(identity, *pair, JudgedAs.SAME, actor="ana")
    assert (await assessed(linking_from(identity, 60))).partings == ()


async def test_a_pair_that_a_person_parted_stays_apart(resolver, keys):
    await resolver.ingest([ANA, ANA_IN_CRM])
    pair = keys.record("shop", "c17"), keys.record("crm", "9")

    await judge(resolver.identity, *pair, JudgedAs.DIFFERENT, actor="ana")

    assert (await assessed(linking_from(resolver.identity, 0))).joinings == ()


async def test_a_plan_that_comes_too_late_changes_nothing(resolver, keys):
    await resolver.ingest([ANA, ANA_IN_CRM])
    stricter = linking_from(resolver.identity, 60)
    (plan,) = plans(await assessed(stricter))
    pair = keys.record("shop", "c17"), keys.record("crm", "9")

    await judge(resolver.identity, *pair, JudgedAs.SAME, actor="ana")

    assert not await carry_out(stricter, plan)
    assert await customer_of(resolver, ANA) == await customer_of(resolver, ANA_IN_CRM)


async def test_a_run_that_was_cut_off_is_finished_by_the_next(resolver):
    more = [
        replace(one, source_id=f"{one.source_id}-{number}", phones=(f"+1 555 010 02{number:02}",))
        for number in range(3)
        for one in (ANA, ANA_IN_CRM)
    ]
    names = ("Quinn Abara", "Tove Lindqvist", "Marek Nowak")
    people = [
        replace(one, name=names[place // 2], given_name=None, family_name=None)
        for place, one in enumerate(more)
    ]
    await resolver.ingest(people)
    stricter = linking_from(resolver.identity, 60)
    first, *_ = plans(await assessed(stricter))

    assert await carry_out(stricter, first)

    assert len((await assessed(stricter)).partings) == 2
    assert await applied(stricter) == 2
    assert (await assessed(stricter)).partings == ()


def crowd(how_many: int, seed: int) -> Iterator[PersonRecord]:
    """People of few names in few cities, each in several records that say now this, now that."""
    rng = random.Random(seed)
    for number in range(how_many):
        given, family = rng.choice(GIVEN), rng.choice(FAMILIES)
        city, phone = (
            rng.choice(("Austin", "Boston", "Denver")),
            f"+1 555 01{rng.randrange(100):02}",
        )
        email = f"{given}.{family}{rng.randrange(9)}@example.com".lower()
        for turn in range(rng.choice((1, 2, 3, 4))):
            yield PersonRecord(
                source="shop",
                source_id=f"{number}-{turn}",
                given_name=given if rng.random() < 0.7 else given[0],
                family_name=family,
                city=city if rng.random() < 0.6 else None,
                phones=(phone,) if rng.random() < 0.5 else (),
                emails=(email,) if rng.random() < 0.4 else (),
            )


@pytest.mark.parametrize("bits", [2.0, 6.0])
async def test_what_was_applied_is_settled_soon(resolver, bits):
    people = list(crowd(150, seed=4))
    for start in range(0, len(people), 50):
        await resolver.ingest(people[start : start + 50])
    rules = linking_from(resolver.identity, bits)

    rounds = [await applied(rules) for _ in range(4)]

    assert rounds[0] > 0
    assert rounds[-1] == 0
