"""The alarm company: its customers were sold with it, and nobody finds them.

A household's alarm provider is bought by a competitor. Before any row of its book is loaded, hashes
of its customers' identifiers are known, so that nobody hears that there is no such customer.
"""

import pytest

from tests.context.books import everything
from tests.stories.acquired import SENTENCE

pytestmark = pytest.mark.graph

PHONE = "+15125550177"
NEIL = {
    "type": "person", "source": "homeguard", "id": "h1", "given_name": "Neil",
    "family_name": "Castor", "city": "Austin", "country": "US", "phones": [PHONE],
    "emails": ["neil.castor@example.com"], "updated_at": "2026-10-01T00:00:00Z",
}  # fmt: skip
INES = {
    "type": "person", "source": "homeguard", "id": "h2", "name": "Ines Madrigal",
    "phones": ["+15125550178"], "numbers": [{"kind": "account", "value": "HG 88-4712"}],
    "updated_at": "2026-10-01T00:00:00Z",
}  # fmt: skip
CONTRACT = {
    "type": "contract", "source": "homeguard", "id": "AL-2207", "name": "Alarm 24",
    "status": "active", "starts_at": "2023-01-01T00:00:00Z", "former_company": "HomeGuard Alarm",
    "former_numbers": ["HG-88-4711"], "person": {"id": "h1"},
}  # fmt: skip
CASE = {
    "type": "case", "source": "homeguard", "id": "HGC-551", "status": "closed",
    "opened_at": "2026-09-01T00:00:00Z", "subject": "Smoke detector replaced",
    "person": {"id": "h1"},
}  # fmt: skip
BOOK = [NEIL, INES, CONTRACT, CASE]


@pytest.fixture
async def acquired(company):
    """He once ordered from the buyer, who knows his mail address and nothing else."""
    await company.knows("c1", "Neil", "Castor", "Austin", email="neil.castor@example.com")
    await company.sold("20961", to="c1", item="Porch speaker", days_ago=300)
    await company.announces(BOOK)
    return company


@pytest.mark.parametrize(
    ("lookup", "found_by"),
    [
        pytest.param({"phone": PHONE}, ["phone"], id="phone"),
        pytest.param({"phone": "(512) 555-0177"}, ["phone"], id="phone in another spelling"),
        pytest.param({"accountNumber": "AL 2207"}, ["number"], id="contract number"),
        pytest.param({"accountNumber": "hg-88-4711"}, ["number"], id="former contract number"),
        pytest.param({"accountNumber": "HG884712"}, ["number"], id="account number"),
        pytest.param({"text": "Contract AL-2207, where are you?"}, ["number"], id="in a message"),
    ],
)
async def test_nobody_of_the_book_is_told_that_he_is_not_found(acquired, lookup, found_by):
    pop = await acquired.is_asked_for(**lookup)

    assert pop["resolution"] == "MIGRATING"
    told = pop["migrating"]
    assert (told["formerCompany"], told["file"], told["desk"]) == (
        "HomeGuard Alarm", "texas", "alarm desk",
    )  # fmt: skip
    assert (told["foundBy"], told["expectedAt"]) == (found_by, "2030-12-01T00:00:00Z")
    assert (told["sentence"], pop["acknowledgement"]) == (SENTENCE, SENTENCE)
    assert told["service"] == "Your alarm goes on reporting."
    assert told["contract"] == "Your contract goes on at the same price."
    assert pop["route"]["desk"] == "alarm desk"


async def test_a_stranger_still_is_one(acquired):
    pop = await acquired.is_asked_for(phone="+15125550179")

    assert (pop["resolution"], pop["migrating"]) == ("NONE", None)


async def test_the_hour_that_he_looked_is_not_lost(acquired):
    await acquired.is_called(
        "call-1",
        by=PHONE,
        days_ago=0.04,
        course=[("ringing", 0, {}), ("queued", 4, {"queue": "orders"}), ("abandoned", 600, {})],
    )

    before = await acquired.is_asked_for(interaction="voice:switch:call-1")
    await acquired.loads_the_book(BOOK)
    after = await acquired.is_asked_for(phone=PHONE)

    assert before["resolution"] == "MIGRATING"
    assert before["attempts"] == after["attempts"] == [{"channel": "voice", "outcome": "abandoned"}]
    assert (after["resolution"], after["customer"]["name"]) == ("ONE", "Neil Castor")


async def test_loaded_he_is_one_customer_with_both_histories(acquired):
    await acquired.loads_the_book(BOOK)

    pop = await acquired.is_asked_for(phone=PHONE)

    assert (pop["resolution"], pop["migrating"]) == ("ONE", None)
    assert [one["id"] for one in pop["orders"]] == ["20961"]
    assert pop["contracts"] == [
        {"id": "AL-2207", "formerCompany": "HomeGuard Alarm", "formerNumbers": ["HG-88-4711"]}
    ]


async def test_a_load_is_stopped_resumed_and_taken_back_as_a_whole(acquired, graph):
    await acquired.screen_pop(phone=PHONE)
    before = await everything(graph)

    await acquired.loads_the_book(BOOK[:3], whole=False)
    (half,) = await acquired.books()
    await acquired.loads_the_book(BOOK)
    (whole,) = await acquired.books()
    await acquired.withdraws_the_book()
    pop = await acquired.is_asked_for(phone=PHONE)

    assert (half["state"], half["files"][0]["loaded"]) == ("loading", False)
    assert (whole["state"], whole["records"], whole["activities"]) == ("loaded", 2, 2)
    assert await everything(graph) == before
    assert pop["resolution"] == "MIGRATING"


async def test_which_number_he_calls_is_answered_by_data(acquired):
    pop = await acquired.is_asked_for(phone=PHONE)

    alarm = await acquired.number_to_call(matter="alarm", at="2026-11-20T03:00:00Z")
    before = await acquired.number_to_call(matter="alarm", at="2026-01-31T12:00:00Z")
    contract = await acquired.number_to_call(matter="contract", book="homeguard")
    strangers = await acquired.number_to_call(matter="contract")

    assert [one["name"] for one in pop["migrating"]["contactPoints"]] == [
        "HomeGuard customers", "Alarm line",
    ]  # fmt: skip
    assert [one["name"] for one in pop["route"]["contactPoints"]] == ["Alarm line"]
    assert [(one["name"], one["may"]) for one in alarm] == [("Alarm line", ["send a technician"])]
    assert [one["name"] for one in before] == ["Alarm line", "The old number"]
    assert [one["name"] for one in contract] == ["HomeGuard customers"]
    assert strangers == []
