"""Whom something concerns who has not complained: three patterns over a real graph."""

from dataclasses import replace

import pytest

from context.insights.fitting import silent_customers
from identity.errors import UnknownError
from tests.context.insights import (
    NOW,
    Company,
    about_contract,
    ago,
    bought,
    closing_shop,
    contract,
    ended_bulb,
    ms,
    owned,
    person,
    risen,
    said,
)

pytestmark = pytest.mark.graph
ANA, BEN, CLEO, DEV = (person(name) for name in ("Ana", "Ben", "Cleo", "Dev"))


@pytest.fixture
def company(graph, keys) -> Company:
    return Company(graph, keys)


async def test_of_four_whose_price_changed_only_the_silent_untold_one_is_listed(company):
    await company.hears(*risen(ANA), *risen(BEN), *risen(CLEO))
    await company.hears(contract(DEV, "49.99", days_ago=900), contract(DEV, "39.99", days_ago=20))
    await company.hears(said("1", "My bill went up by $10 and no one said so", BEN))
    told = {"direction": "out", "kind": "letter", "about": about_contract(CLEO)}
    await company.hears(said("2", "From December on your contract costs more", CLEO, **told))

    assert await company.silent("price-rise-untold") == ["Ana"]
    assert await company.silent("price-rise") == ["Ana"]  # by the cause's name


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"status": "cancelled"}, id="a contract that is over"),
        pytest.param({"ends_at": ago(3)}, id="one that has ended"),
        pytest.param({"interval": "year"}, id="so much a year is less than before"),
    ],
)
async def test_a_contract_that_costs_nobody_more_is_not_listed(company, change):
    later = contract(ANA, "49.99", days_ago=20, **change)
    await company.hears(contract(ANA, "39.99", days_ago=1800), later)

    assert await company.silent("price-rise-untold") == []


async def test_a_rise_of_long_ago_is_not_listed(company):
    await company.hears(*risen(ANA, days_ago=400))

    assert await company.silent("price-rise-untold") == []


async def test_a_complaint_of_years_ago_is_not_about_this_rise(company):
    await company.hears(*risen(ANA), said("1", "You raised my rate!", ANA, days_ago=700))

    assert await company.silent("price-rise-untold") == ["Ana"]


async def test_customers_of_a_closing_shop_come_by_what_they_spent_there(company):
    await company.hears(
        closing_shop(),
        bought("1", ANA, "900", place="riverside"),
        bought("2", BEN, "2500", place="riverside"),
        bought("3", BEN, "9000", place="hilltop"),
        bought("4", CLEO, "5000", place="riverside"),
        bought("5", DEV, "7000", place="riverside", status="cancelled"),
        said("6", "Is it true that the store is closing down?", CLEO),
    )

    found = await silent_customers(company.place(), "closed", now_ms=ms(NOW))

    assert [(one.name, str(one.value)) for one in found] == [
        ("Ben Benson", "2500"),
        ("Ana Anason", "900"),
    ]
    assert found[0].about == "place riverside"


async def test_a_shop_that_closes_in_years_concerns_nobody_yet(company):
    await company.hears(closing_shop(days=900), bought("1", ANA, "900", place="riverside"))

    assert await company.silent("closing-shop") == []


async def test_owners_of_a_thing_whose_part_ended_are_listed_by_product_or_by_name(company):
    await company.hears(
        ended_bulb(),
        owned(ANA),
        owned(BEN, product="P3", name="Projector P3"),
        owned(CLEO, status="returned"),
        owned(DEV),
        said("1", "The replacement bulb is discontinued? It is no disposable product", DEV),
    )

    assert await company.silent("part-ended") == ["Ana"]


async def test_a_part_with_a_successor_can_still_be_had(company):
    successor = ended_bulb(days_ago=39).__class__(
        source="shop", source_id="BULB-2", name="Bulb 2", replaces="BULB", updated_at=ago(39)
    )
    await company.hears(ended_bulb(), successor, owned(ANA))

    assert await company.silent("part-ended") == []


async def test_who_was_merged_is_one_customer_and_what_either_said_counts(company):
    ana_of_the_desk = replace(ANA, source="desk", source_id="d1", phones=("+1 512 555 0123",))
    await company.hears(*risen(ANA), ana_of_the_desk)
    await company.hears(said("1", "My bill went up", ana_of_the_desk, channel="voice"))

    assert await company.silent("price-rise-untold") == []


async def test_a_pattern_that_there_is_not_is_said_so(company):
    with pytest.raises(UnknownError, match="no-such"):
        await company.silent("no-such")


async def test_owners_of_a_batch_and_holders_of_anothers_contract_are_found_too(graph, keys):
    rules = """
[[pattern]]
name = "lot"
title = "Lot 2025-03"
kind = "batch"
only = ["2025-03"]
"""
    company = Company(graph, keys, rules)
    await company.hears(owned(ANA), owned(BEN, batch="2025-04"), owned(CLEO, status="retired"))
    await company.hears(contract(DEV, "30", days_ago=9, former_company="Old Alarm Co"))

    assert await company.silent("lot") == ["Ana"]
    assert await company.silent("former-company") == ["Dev"]
