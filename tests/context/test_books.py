"""Whoever is in an announced book is never a stranger."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from context.books.announcing import announce
from context.books.manifest import read_manifest
from context.ingest import Ingest
from context.pop import Desk, Lookup, Resolution, screen_pop
from context.records import ContractRecord, InteractionRecord
from graph.queries.books import read_books
from identity.erasure import Who, erase
from identity.portability import export_customer
from identity.records import Handle, Number, PersonRecord, RecordKind
from identity.resolver import Resolver
from identity.settings import IdentitySettings
from identity.setup import open_identity
from tests.context.books import BOOK, HEAD, SENTENCE, announced, write_book

pytestmark = pytest.mark.graph

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
RAY = PersonRecord(
    source="homeguard",
    source_id="h1",
    given_name="Ray",
    family_name="Aldous",
    phones=("(512) 555-0177",),
    emails=("ray.aldous@gmail.com",),
    handles=(Handle("x", "@ray_aldous"),),
    numbers=(Number("account", "HG 88-4711"),),
)
CONTRACT = ContractRecord(
    source="homeguard", source_id="AL-2207", name="Alarm 24", former_numbers=("OLD-991",)
)
SOUTHERN = PersonRecord(
    source="homeguard", source_id="h2", name="Sue Oakes", phones=("+1 512 555 0178",)
)
OURS = PersonRecord(
    source="crm", source_id="1", name="Ana Lopez", city="Austin", phones=("+15125550100",)
)


@pytest.fixture
def desk(graph, keys):
    return Desk(open_identity(graph, keys, IdentitySettings()))


@pytest.fixture
async def book(graph, keys, tmp_path):
    return await announced(graph, keys, tmp_path, {"north": [RAY, CONTRACT], "south": [SOUTHERN]})


@pytest.mark.parametrize(
    ("lookup", "kinds"),
    [
        pytest.param(Lookup(phone="+1 512 555 0177"), ("phone",), id="phone"),
        pytest.param(Lookup(phone="512.555.0177"), ("phone",), id="phone without its country"),
        pytest.param(Lookup(phone="tel:+15125550177"), ("phone",), id="phone as a switch has it"),
        pytest.param(Lookup(email="Ray.Aldous@Gmail.com "), ("email",), id="mail"),
        pytest.param(Lookup(email="rayaldous@googlemail.com"), ("email",), id="the same mailbox"),
        pytest.param(Lookup(handle=("twitter", "Ray_Aldous")), ("handle",), id="handle"),
        pytest.param(Lookup(account_number="hg884711"), ("number",), id="account number"),
        pytest.param(Lookup(account_number="AL 2207"), ("number",), id="contract number"),
        pytest.param(Lookup(order_number="AL-2207"), ("number",), id="as an order's number"),
        pytest.param(Lookup(case_number="old 991"), ("number",), id="former number"),
        pytest.param(Lookup(text="My contract is AL-2207, please!"), ("number",), id="in a text"),
        pytest.param(Lookup(text="call me: (512) 555-0177"), ("phone",), id="phone in a text"),
        pytest.param(Lookup(text="ray.aldous@gmail.com"), ("email",), id="mail in a text"),
    ],
)
async def test_nobody_of_the_manifest_gets_a_bare_not_found(desk, book, lookup, kinds):
    pop = await screen_pop(desk, lookup, now=NOW)

    assert pop.resolution is Resolution.MIGRATING
    assert pop.migrating.found_by == kinds
    assert (pop.migrating.former_company, pop.migrating.file) == ("HomeGuard Alarm", "north")
    assert pop.acknowledgement == SENTENCE


@pytest.mark.parametrize(
    "lookup",
    [
        pytest.param(Lookup(phone="+1 512 555 0179"), id="another phone"),
        pytest.param(Lookup(email="ray.aldous@example.com"), id="another provider"),
        pytest.param(Lookup(account_number="AL-2208"), id="another contract"),
        pytest.param(Lookup(name="Ray Aldous"), id="the name alone"),
        pytest.param(Lookup(), id="nothing at all"),
    ],
)
async def test_whoever_is_not_in_it_is_not_said_to_be(desk, book, lookup):
    pop = await screen_pop(desk, lookup, now=NOW)

    assert (pop.resolution, pop.migrating) == (Resolution.NONE, None)


async def test_the_pop_names_desk_date_service_and_contract(desk, book):
    pop = await screen_pop(desk, Lookup(phone="+15125550178"), now=NOW)

    told = pop.migrating
    assert (told.desk, told.file, pop.route.desk) == ("southern desk", "south", "southern desk")
    assert told.expected_ms == datetime(2026, 12, 15, 8, tzinfo=UTC).timestamp() * 1000
    assert "HomeGuard Alarm's file south is expected on 15 December 2026" in pop.route.why
    assert told.service == "Your alarm goes on reporting as before."
    assert told.contract == "Your contract goes on at the same price."


async def test_a_file_that_is_late_is_said_to_be(desk, book):
    later = datetime(2027, 1, 3, tzinfo=UTC)

    pop = await screen_pop(desk, Lookup(phone="+15125550178"), now=later)

    assert pop.migrating.overdue
    assert "was expected on 15 December 2026" in pop.route.why


async def call(desk: Desk, **said: object) -> None:
    caller = PersonRecord(source="voice", source_id="call-1", kind=RecordKind.CONTACT, **said)
    await Ingest(Resolver(desk.identity)).ingest(
        [
            InteractionRecord(
                source="voice",
                source_id="call-1",
                channel="voice",
                kind="call",
                started_at=NOW,
                status="abandoned",
                person=caller,
            )
        ]
    )


@pytest.mark.parametrize("hidden", [frozenset(), frozenset({"identifiers"})])
@pytest.mark.parametrize(
    "lookup", [Lookup(interaction="voice:call-1"), Lookup(phone="+15125550177")]
)
async def test_a_recorded_call_of_theirs_is_no_stranger_s(graph, keys, book, lookup, hidden):
    desk = Desk(open_identity(graph, keys, IdentitySettings()), hidden=hidden)
    await call(desk, phones=("+15125550177",))

    pop = await screen_pop(desk, lookup, now=NOW)

    assert pop.resolution is Resolution.MIGRATING
    assert [one.id for one in pop.interactions] == ["call-1"]
    assert [one.outcome for one in pop.attempts] == ["abandoned"]


async def test_a_customer_of_ours_costs_no_read_more(desk, book, graph):
    await Ingest(Resolver(desk.identity)).ingest([OURS])
    reads = graph.reads

    pop = await screen_pop(desk, Lookup(phone="+15125550100"), now=NOW)

    assert (pop.resolution, graph.reads - reads) == (Resolution.ONE, 1)


async def test_a_customer_of_ours_with_a_contract_of_the_book_is_told_both(desk, book):
    await Ingest(Resolver(desk.identity)).ingest([OURS])

    pop = await screen_pop(desk, Lookup(phone="+15125550100", account_number="AL-2207"), now=NOW)

    assert (pop.resolution, pop.customer.name) == (Resolution.ONE, "Ana Lopez")
    assert pop.migrating.former_company == "HomeGuard Alarm"


async def test_a_german_speaker_is_told_in_german(desk, graph, keys, tmp_path):
    german = PersonRecord(source="h", source_id="1", phones=("+4930123456",), language="de-AT")
    path = write_book(tmp_path, keys, {"north": [german]})
    text = (tmp_path / "north.csv").read_text().replace("kind,hash", "kind,hash,language")
    (tmp_path / "north.csv").write_text(text.replace("\nphone", "\nphone").strip() + ",de-AT\n")
    await announce(graph, keys, read_manifest(path, keys, ZoneInfo("UTC")), at_ms=1)

    pop = await screen_pop(desk, Lookup(phone="+49 30 123456"), now=NOW)

    assert pop.migrating.sentence.startswith("Es tut mir leid")


async def test_a_newer_manifest_takes_the_place_of_the_old_one(desk, book, graph, keys, tmp_path):
    again = await announced(graph, keys, tmp_path, {"north": [RAY], "south": [SOUTHERN]})

    gone = await screen_pop(desk, Lookup(account_number="AL-2207"), now=NOW)
    kept = await screen_pop(desk, Lookup(account_number="HG884711"), now=NOW)

    assert again.dropped == 2
    assert (gone.resolution, kept.resolution) == (Resolution.NONE, Resolution.MIGRATING)
    (row,) = await read_books(graph)
    assert (row.name, row.entries) == (BOOK, again.entries)


async def test_no_clear_value_is_in_the_graph(graph, book):
    rows = await graph.read("MATCH (e:BookEntry) RETURN properties(e) AS said")

    assert len(rows) == book.entries
    assert "5125550177" not in str(rows) + HEAD


async def test_whoever_is_erased_is_told_of_before_and_in_no_book_after(desk, book, graph):
    await Ingest(Resolver(desk.identity)).ingest([RAY])
    known = await screen_pop(desk, Lookup(phone="+15125550177"), now=NOW)
    said = await export_customer(desk.identity, known.customer.id, now=NOW)

    await erase(desk.identity, known.customer.id, Who("rosa"), at_ms=2)
    gone = await screen_pop(desk, Lookup(phone="+15125550177"), now=NOW)
    others = await screen_pop(desk, Lookup(phone="+15125550178"), now=NOW)

    assert {"book": BOOK, "kind": "phone", "file": "north"} in said["books"]
    assert {one["kind"] for one in said["books"]} == {"email", "handle", "number", "phone"}
    assert (gone.resolution, others.resolution) == (Resolution.NONE, Resolution.MIGRATING)
