"""Which value stands on the golden record: by rules as data, or because a person chose it."""

import pytest

from identity.choosing import choose_value
from identity.comparable import ComparableRecord
from identity.customer_state import Display, StoredRecord
from identity.decision import Rule
from identity.errors import NothingToDoError, SurvivorshipError, UnknownError
from identity.merging import merge_customers
from identity.records import RecordKind
from identity.survivorship import FIELDS, Choice, golden_record
from identity.survivorship_file import load_survivorship
from identity.undoing import undo_decision
from tests.identity.corrections import People

SHIPPED = load_survivorship()
PHONES = ("phone:+15550100142", "phone:+15550100177")


def record(key: str, **values) -> StoredRecord:
    """Return a record: of Display what is shown, of StoredRecord the rest."""
    phones = frozenset(values.pop("phones", ()))
    shown = {name: values.pop(name) for name in tuple(values) if name in Display.__slots__}
    told = {"kind": RecordKind.ACCOUNT, "rule": Rule.LINK, **values}
    comparable = ComparableRecord(given="ana", family="lopez", phones=phones)
    return StoredRecord(key, comparable=comparable, display=Display(**shown), **told)


@pytest.mark.parametrize(
    ("field", "wins", "loses"),
    [
        pytest.param(
            "city",
            {"city": "Austin", "updated_at_ms": 2},
            {"city": "Dallas", "updated_at_ms": 1},
            id="the newer city",
        ),
        pytest.param(
            "city",
            {"city": "Austin", "updated_at_ms": 1},
            {"city": "Dallas", "updated_at_ms": 2, "kind": RecordKind.PROFILE},
            id="an account before a newer profile",
        ),
        pytest.param(
            "address",
            {"address": "1 Elm St", "updated_at_ms": 1},
            {"address": "2 Oak St", "updated_at_ms": 2, "rule": Rule.LOOKUP},
            id="evidence before what was merely attributed",
        ),
        pytest.param(
            "birth_date",
            {"birth_date": "1980-02-01", "updated_at_ms": 1},
            {"birth_date": "1980", "updated_at_ms": 2},
            id="the fuller birth date",
        ),
        pytest.param(
            "name",
            {"given_name": "Ana", "family_name": "Lopez", "kind": RecordKind.PROFILE},
            {"name": None, "kind": RecordKind.ACCOUNT},
            id="any name before none",
        ),
    ],
)
def test_a_value_wins_by_the_first_rule_that_decides(field, wins, loses):
    golden = golden_record([record("b", **loses), record("a", **wins)], SHIPPED)

    value = wins.get(field) or f"{wins['given_name']} {wins['family_name']}"
    assert (getattr(golden, field), getattr(golden, f"{field}_from")) == (value, "a")


def test_the_phone_that_most_records_say_wins():
    known = [
        record("a", phones=PHONES[:1], updated_at_ms=9),
        record("b", phones=PHONES[1:]),
        record("c", phones=PHONES),
        record("d", phones=PHONES[1:]),
    ]

    assert golden_record(known, SHIPPED).phone == "+15550100177"


def test_every_value_names_a_record_that_says_it():
    known = [record("a", city="Austin", language="es"), record("b", phones=PHONES)]

    golden = golden_record(known, SHIPPED)

    given = {field: getattr(golden, f"{field}_from") for field in FIELDS}
    assert {one for one in given.items() if one[1]} == {
        ("city", "a"),
        ("language", "a"),
        ("phone", "b"),
    }


def test_a_choice_outranks_the_rules_and_the_newest_choice_counts():
    first, second = str(Choice("city", 3, "d1")), str(Choice("city", 7, "d2"))
    known = [
        record("a", city="Austin", updated_at_ms=9),
        record("b", city="Boise", chosen=(second,)),
        record("c", city="Camden", chosen=(first,)),
    ]

    assert golden_record(known, SHIPPED).city == "Boise"
    assert golden_record([known[0], known[2]], SHIPPED).city == "Camden"


def test_a_deployment_ranks_its_sources(tmp_path):
    file = tmp_path / "rules.toml"
    file.write_text('sources = ["crm", "shop"]\n[fields]\ncity = ["source", "newest"]\n')
    known = [
        record("a", city="Austin", source="shop", updated_at_ms=9),
        record("b", city="Boise", source="crm"),
    ]

    assert golden_record(known, load_survivorship(file)).city == "Boise"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        pytest.param("[fields]\nshoe_size = []", 'no field "shoe_size"', id="unknown field"),
        pytest.param('[fields]\ncity = ["luck"]', 'no rule "luck"', id="unknown rule"),
        pytest.param("rules = 1", '"rules" means nothing', id="unknown key"),
        pytest.param("fields = 1", "must be a table", id="no table"),
        pytest.param("[fields]\ncity = 1", "`city` must be a list", id="no list"),
        pytest.param("sources = [1]", "`sources` must be a list of strings", id="no strings"),
        pytest.param("[", "no TOML", id="no TOML"),
    ],
)
def test_a_file_that_cannot_be_used_says_why(tmp_path, text, says):
    file = tmp_path / "rules.toml"
    file.write_text(text)

    with pytest.raises(SurvivorshipError, match=says):
        load_survivorship(file)


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(SurvivorshipError, match=r"gone\.toml"):
        load_survivorship(tmp_path / "gone.toml")


# A person's choice on the graph.

BY = {"actor": "rosa"}


@pytest.fixture
def people(resolver, keys) -> People:
    return People(resolver, keys)


async def city(people: People, name: str) -> str:
    read = "MATCH (c:Customer {id: $id}) RETURN c.city AS city"
    graph = people.resolver.identity.graph
    (row,) = await graph.read(read, id=await people.customer(name))
    return row["city"]


@pytest.mark.graph
async def test_a_choice_is_kept_through_merges_and_newer_versions(people):
    identity = people.resolver.identity
    await people.come("ana", "bob", "cid")
    await merge_customers(identity, [await people.customer(one) for one in ("ana", "bob")], **BY)

    ana = await people.customer("ana")
    await choose_value(identity, ana, "city", people.key("bob"), **BY)
    await merge_customers(identity, [await people.customer(one) for one in ("ana", "cid")], **BY)
    await people.come("ana", city="Zion")

    assert await city(people, "ana") == "bobville"


@pytest.mark.graph
async def test_a_choice_can_be_taken_back(people):
    identity = people.resolver.identity
    await people.come("ana", "bob")
    await merge_customers(identity, [await people.customer(one) for one in ("ana", "bob")], **BY)
    before, ana = await city(people, "ana"), await people.customer("ana")
    other = "bob" if before == "anaville" else "ana"

    chosen = await choose_value(identity, ana, "city", people.key(other), **BY)
    during = await city(people, "ana")
    undo = await undo_decision(identity, chosen.decision, **BY)

    assert (during, await city(people, "ana")) == (f"{other}ville", before)
    with pytest.raises(NothingToDoError, match="choose the value again"):
        await undo_decision(identity, undo.decision, **BY)


@pytest.mark.graph
async def test_a_value_that_a_record_does_not_have_cannot_be_chosen(people):
    identity = people.resolver.identity
    await people.come("ana", "bob")
    ana = await people.customer("ana")

    with pytest.raises(NothingToDoError, match="says nothing"):
        await choose_value(identity, ana, "birth_date", people.key("ana"), **BY)
    with pytest.raises(NothingToDoError, match="no field"):
        await choose_value(identity, ana, "shoe_size", people.key("ana"), **BY)
    with pytest.raises(UnknownError, match="record of customer"):
        await choose_value(identity, ana, "city", people.key("bob"), **BY)
