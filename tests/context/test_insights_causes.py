"""Complaints of all channels, grouped by cause, with trend, evidence and what nobody named."""

import pytest

from context.insights.book import insight_book
from context.insights.listing import list_causes, page_of, read_cause
from context.insights.marking import Marker
from context.insights.trend import Way
from context.records import CaseRecord
from tests.context.insights import NOW, Company, ago, bought, ms, person, said

pytestmark = pytest.mark.graph
NAMES = (
    "Abigail Bartholomew Clementine Demetrius Esperanza Ferdinand Guinevere Humphrey Isadora "
    "Jasper Katarina Leopold"
)
PEOPLE = [person(name) for name in NAMES.split()]
ANA, BEN = PEOPLE[:2]
OWN = """
[[cause]]
name = "smell"
title = "It smells"
phrases = { en = ["smells"] }
"""
EVENTS = "MATCH (q:Sequence {name: 'events'}) RETURN q.value AS last"


@pytest.fixture
def company(graph, keys) -> Company:
    return Company(graph, keys)


async def causes(company: Company):
    return await list_causes(company.graph, company.rules, now_ms=ms(NOW))


async def test_one_cause_of_three_channels_is_one_with_its_evidence(company):
    await company.hears(
        said("1", "My bill went up", ANA, days_ago=9, channel="voice"),
        said("2", "You raised my rate!", BEN, days_ago=3, channel="social"),
        CaseRecord(
            source="desk", source_id="7", opened_at=ago(2), subject="Price increase", person=BEN
        ),
    )

    (cause,) = await causes(company)
    whole = await read_cause(company.graph, company.rules, "price-rise", now_ms=ms(NOW))

    assert (cause.id, cause.customers, cause.complaints) == ("price-rise", 2, 3)
    assert cause.channels == ("case", "social", "voice")
    assert cause.first_ms == ms(ago(9))
    assert [one.channel for one in whole.evidence] == ["case", "social", "voice"]
    assert whole.evidence[-1].words == "bill went up"
    assert cause.pattern == "price-rise-untold"


async def test_what_we_wrote_and_what_says_nothing_of_it_is_no_complaint(company):
    await company.hears(
        said("1", "Your bill went up, we are sorry", ANA, direction="out"),
        said("2", "My bill is fine", BEN),
    )

    assert await causes(company) == []


async def test_a_week_with_many_more_customers_than_before_is_rising(company):
    await company.hears(
        *(
            said(f"old{at}", "My bill went up", PEOPLE[at], days_ago=10 + 14 * at)
            for at in range(3)
        ),
        *(said(f"new{at}", "My bill went up", one, days_ago=2) for at, one in enumerate(PEOPLE)),
        *(said(f"more{at}", "My bill went up!", ANA, days_ago=1) for at in range(5)),
    )

    (cause,) = await causes(company)

    assert cause.trend.way is Way.RISING
    assert cause.trend.recent == len(PEOPLE)  # Ana is one customer, however often she says it
    assert (cause.trend.before, cause.trend.weeks) == (2, 4)  # whole weeks since the first one


async def test_a_message_that_changes_is_read_again(company):
    await company.hears(said("1", "My bill went up", ANA, updated_at=ago(5)))
    await company.hears(said("1", "My bill went down", ANA, updated_at=ago(4)))

    assert await causes(company) == []


async def test_when_causes_change_everything_is_read_anew_and_nothing_twice(company, tmp_path):
    file = tmp_path / "mine.toml"
    file.write_text(OWN)
    await company.hears(said("1", "The box smells", ANA), said("2", "My bill went up", BEN))
    assert [one.id for one in await causes(company)] == ["price-rise"]

    book = insight_book(file)
    await Marker(company.graph, book).catch_up()
    company.rules = book.current()

    assert {one.id for one in await causes(company)} == {"price-rise", "smell"}
    assert not await Marker(company.graph, book).step()


async def test_what_nobody_named_is_found_and_says_what_it_shares(company):
    for at, one in enumerate(PEOPLE[:6]):
        await company.hears(
            bought(f"200{at}", one, "20", place=None),
            said(f"m{at}", "The hinge of it squeaks. Can somebody help?", one, days_ago=at + 1),
        )

    (cause,) = await causes(company)
    whole = await read_cause(company.graph, company.rules, cause.id, now_ms=ms(NOW))

    assert (cause.named, cause.customers) == (False, 6)
    assert "hinge … squeak" in cause.title
    assert len(whole.evidence) == 6
    assert whole.evidence[0].customer_id


async def test_pages_go_on_behind_the_last_one(company):
    await company.hears(said("1", "My bill went up", ANA), said("2", "charged twice", BEN))
    every = await causes(company)

    assert page_of(every, first=1, after=None) == every[:1]
    assert page_of(every, first=5, after=every[0].id) == every[1:]


async def test_reading_messages_tells_nobody(company):
    await company.hears(said("1", "My bill went up", ANA))
    before = await company.graph.read(EVENTS)

    await company.marker.catch_up()

    assert await company.graph.read(EVENTS) == before
