"""The silent sufferers: three sentences that agents heard, and whom else they are about.

A bill up by ten dollars after five years, and no one said so; "closed" to a customer who had spent
tens of thousands; a bulb discontinued for a projector that is no disposable product. For each who
complains there are many who say nothing, and leave.
"""

import pytest

pytestmark = pytest.mark.graph

BILL = "My bill went up by $10 after five years, and no one said so!"
CLOSED = "So the store is closed to me, after I spent tens of thousands here?"
BULB = "The replacement bulb is discontinued. I did not buy a disposable product!"
MARGARET = "+12075550131"
PEOPLE = (
    ("c1", "Margaret", "Ellison"),
    ("c2", "Owen", "Pritchard"),
    ("c3", "Nadia", "Rahman"),
    ("c4", "Theo", "Vance"),
    ("c5", "Ingrid", "Sauer"),
    ("c6", "Harold", "Whitcombe"),
    ("c7", "Beatriz", "Fontes"),
    ("c8", "Greta", "Lindqvist"),
)


@pytest.fixture
async def changes(company):
    """A price, a store and a bulb, of which nobody was told."""
    async with company.one_file():
        for account, given, family in PEOPLE:
            phone = MARGARET if account == "c1" else None
            mail = f"{given}@example.com".lower()
            await company.knows(account, given, family, "Portland", phone=phone, email=mail)
    async with company.one_file():
        for account in ("c1", "c2", "c3", "c4"):
            await company.bills(account, "39.99", days_ago=1_800)
        await company.bills("c5", "59.99", days_ago=1_800)
    async with company.one_file():
        for account in ("c1", "c2", "c3", "c4", "c5"):
            await company.bills(account, "49.99", days_ago=20)
        await company.writes_a_letter("c4", days_ago=30)
        await company.sold_at("riverside", "701", "24800", to="c6")
        await company.sold_at("riverside", "702", "3120", to="c8")
        await company.sold_at("riverside", "703", "8450", to="c7")
        await company.sold_at("hilltop", "704", "9900", to="c5")
        await company.sold_at("riverside", "705", "9900", to="c4", status="cancelled")
        for account in ("c2", "c3", "c6"):
            await company.sold_a_projector(account)
        await company.sold_a_projector("c8", status="returned")
    await company.has_a_store("riverside", "Riverside store", closes_in_days=30)
    await company.has_a_store("hilltop", "Hilltop store")
    await company.discontinues_the_bulb(days_ago=9)
    return company


@pytest.fixture
async def three_sentences(changes):
    """Margaret on the telephone, Harold at the counter, Owen by mail."""
    await changes.is_called(
        "call-1",
        by=MARGARET,
        days_ago=3,
        course=[("ringing", 0, {}), ("voicemail", 60, {"text": BILL})],
    )
    await changes.hears("v1", CLOSED, by="c6", channel="counter")
    await changes.hears("m1", BULB, by="c2")
    await changes.lets_time_pass()
    return changes


def names(found):
    return [one["name"] for one in found]


async def test_the_three_sentences_are_three_causes_with_their_evidence(three_sentences):
    causes = {one["id"]: one for one in await three_sentences.causes()}
    bill = await three_sentences.cause("price-rise")

    assert {id: one["channels"] for id, one in causes.items()} == {
        "price-rise": ["voice"],
        "closed": ["counter"],
        "part-ended": ["email"],
    }
    assert bill["evidence"][0]["words"] == "bill went up"
    assert bill["evidence"][0]["text"] == BILL


async def test_each_cause_finds_whom_it_concerns_and_who_has_said_nothing(three_sentences):
    price = await three_sentences.silent("price-rise")
    store = await three_sentences.silent("closed")
    bulb = await three_sentences.silent("part-ended")

    assert set(names(price)) == {"Owen Pritchard", "Nadia Rahman"}
    assert names(store) == ["Beatriz Fontes", "Greta Lindqvist"]  # by what they spent there
    assert [one["value"] for one in store] == ["8450", "3120"]
    assert set(names(bulb)) == {"Nadia Rahman", "Harold Whitcombe"}


async def test_the_draft_shows_who_gets_what_and_who_does_not_and_why(three_sentences):
    notice = await three_sentences.drafts("price-rise")

    found = {one["customerName"]: one for one in await three_sentences.recipients(notice)}
    assert found["Margaret Ellison"]["reason"] == "complained"
    assert found["Theo Vance"]["reason"] == "told"
    assert "from 39.99 USD to 49.99 USD" in found["Owen Pritchard"]["text"]
    assert "Ingrid Sauer" not in found
    assert await three_sentences.due() == []


async def test_approved_each_is_told_once_and_is_silent_about_it_no_more(three_sentences):
    notice = await three_sentences.drafts("price-rise")
    await three_sentences.approves(notice)
    await three_sentences.lets_time_pass()
    await three_sentences.lets_time_pass()

    found = await three_sentences.recipients(notice)
    told = [one["customerId"] for one in found if one["state"] == "sent"]
    held = [one["customerName"] for one in found if one["state"] == "held"]
    assert sorted(await three_sentences.due()) == sorted(told)
    assert names(await three_sentences.silent("price-rise")) == held
    assert len(told) + len(held) == 2


async def test_what_was_said_stands_on_the_screen_of_who_speaks_with_them(three_sentences):
    notice = await three_sentences.drafts("closing")
    await three_sentences.approves(notice)
    await three_sentences.lets_time_pass()

    found = await three_sentences.recipients(notice)
    told = next(one for one in found if one["state"] == "sent")
    customer = await three_sentences.customer(told["customerId"])
    assert told["text"] in [one["text"] for one in customer["interactions"]]


async def test_the_result_says_honestly_that_two_are_too_few(three_sentences):
    notice = await three_sentences.drafts("price-rise")
    await three_sentences.approves(notice)
    await three_sentences.lets_time_pass()

    result = await three_sentences.result(notice)

    assert result["effect"]["avoided"] is None
    assert "too few" in result["words"]
