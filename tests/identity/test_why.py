"""Why these records are one customer, told from what stands in the graph now."""

import pytest

from identity.decision import Rule
from identity.explanation import Outcome
from identity.records import RecordKind
from identity.why import why_one_customer

pytestmark = pytest.mark.graph


async def one_customer(resolver, *people) -> str:
    resolved = await resolver.ingest(people)
    (customer,) = set(resolved.customers.values())
    return customer


@pytest.fixture
def ana(person):
    return person(
        "shop",
        "c17",
        given_name="Ana",
        family_name="Lopez",
        city="Austin, TX",
        phones=("(555) 010-0123",),
    )


@pytest.fixture
def ana_in_crm(person):
    return person("crm", "9", name="Anna Lopez", city="Austin", phones=("+1 555 010 0123",))


async def test_the_founder_and_each_link_say_why_they_stand_there(resolver, ana, ana_in_crm):
    customer = await one_customer(resolver, ana, ana_in_crm)

    founder, linked = await why_one_customer(resolver.identity, customer)

    assert (founder.source_id, founder.rule, founder.explanation) == ("c17", Rule.NEW, None)
    assert (linked.source, linked.rule, linked.decided_by) == ("crm", Rule.LINK, "tellonce")
    assert linked.explanation.outcome is Outcome.LINK
    assert linked.explanation.values_of("phone").right == "+15550100123"
    assert linked.decided_weight == pytest.approx(linked.explanation.weight, abs=0.5)


async def test_a_record_is_not_evidence_for_itself(resolver, ana):
    customer = await one_customer(resolver, ana)

    (only,) = await why_one_customer(resolver.identity, customer)

    assert only.explanation is None


async def test_an_attributed_contact_is_no_evidence_and_says_so(resolver, person, ana):
    call = person("voice", "call-1", kind=RecordKind.CONTACT, phones=("+1 555 010 0123",))
    await resolver.ingest([ana])
    resolved = await resolver.ingest([call])
    (customer,) = set(resolved.customers.values())

    *_, attributed = await why_one_customer(resolver.identity, customer)

    assert attributed.rule is Rule.LOOKUP
    assert attributed.explanation is None
    assert "attributed by phone" in attributed.words


async def test_nobody_knows_why_of_an_unknown_customer(identity):
    assert await why_one_customer(identity, "c_nobody") == ()
