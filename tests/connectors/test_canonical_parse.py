"""What canonical JSON lines say, and why some are refused."""

import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from connectors.canonical.parse import LINE_BYTES, parse_line, parse_record
from connectors.canonical.types import ACTIVITIES, TYPES
from connectors.canonical.write import record_line
from connectors.errors import BadRecordError
from context.records import (
    CaseRecord,
    InteractionRecord,
    OrderLine,
    OrderRecord,
    ProductRecord,
    Reference,
)
from identity.records import Consent, Handle, Number, PersonRecord, RecordKind

ANA: dict[str, Any] = {
    "type": "person",
    "source": "shop",
    "id": "c17",
    "given_name": "Ana",
    "family_name": "Lopez",
    "city": "Austin",
    "country": "US",
    "phones": ["(555) 010-0123"],
    "emails": ["ana@example.com"],
    "handles": [{"network": "x", "handle": "@ana_l"}],
    "numbers": [{"kind": "loyalty", "value": "88-1"}],
    "birth_date": "1980-02-01",
    "postcode": "78701",
    "updated_at": "2026-11-01T10:00:00Z",
}
TWEET: dict[str, Any] = {
    "type": "interaction",
    "source": "x",
    "id": "19001",
    "channel": "social",
    "kind": "mention",
    "started_at": "2026-11-02T09:00:00Z",
}
ORDER: dict[str, Any] = {
    "type": "order",
    "source": "shop",
    "id": "1001",
    "placed_at": "2026-10-30T12:00:00+01:00",
}


def refused(payload: dict[str, Any]) -> BadRecordError:
    with pytest.raises(BadRecordError) as caught:
        parse_record(payload)
    return caught.value


def owner(payload: dict[str, Any]) -> PersonRecord:
    record = parse_record(payload)
    assert not isinstance(record, PersonRecord)
    assert record.person is not None
    return record.person


def test_a_person_is_read_with_everything_it_says():
    assert parse_record(ANA) == PersonRecord(
        source="shop",
        source_id="c17",
        given_name="Ana",
        family_name="Lopez",
        city="Austin",
        country="US",
        postcode="78701",
        birth_date="1980-02-01",
        phones=("(555) 010-0123",),
        emails=("ana@example.com",),
        handles=(Handle("x", "@ana_l"),),
        numbers=(Number("loyalty", "88-1"),),
        updated_at=datetime(2026, 11, 1, 10, tzinfo=UTC),
    )


def test_a_person_says_how_to_be_spoken_with_and_for_whom_it_works():
    person = parse_record(
        {
            **ANA,
            "organisation": "Blue Dune GmbH",
            "preferred_channel": "email",
            "consents": [
                {"channel": "email", "purpose": "marketing", "given": True},
                {
                    "channel": "any",
                    "purpose": "research",
                    "given": False,
                    "at": "2026-11-01T10:00:00Z",
                },
            ],
        }
    )

    assert isinstance(person, PersonRecord)
    assert (person.organisation, person.preferred_channel) == ("Blue Dune GmbH", "email")
    assert person.consents == (
        Consent("email", "marketing", True),
        Consent("any", "research", False, datetime(2026, 11, 1, 10, tzinfo=UTC)),
    )
    assert parse_line(record_line(person)) == person


def test_an_order_keeps_its_money_exact():
    lines = [{"sku": "BAG-1", "quantity": 1, "price": "129.10"}, {"name": "Strap", "quantity": 1.5}]

    order = parse_record({**ORDER, "currency": "USD", "total": "129.10", "lines": lines})

    assert isinstance(order, OrderRecord)
    assert order.total == Decimal("129.10")
    assert order.lines == (
        OrderLine(sku="BAG-1", price=Decimal("129.10")),
        OrderLine(name="Strap", quantity=Decimal("1.5")),
    )


def test_an_interaction_says_what_it_is_about():
    record = parse_record({**TWEET, "about": [{"type": "order", "id": "1001"}], "reach": 2500})

    assert isinstance(record, InteractionRecord)
    assert record.about == (Reference("order", "1001"),)
    assert (record.reach, record.direction, record.person) == (2500, "in", None)


@pytest.mark.parametrize(
    ("activity", "person", "key", "kind"),
    [
        pytest.param(ORDER, {"id": "c1"}, ("shop", "c1"), RecordKind.ACCOUNT, id="an account"),
        pytest.param(
            ORDER, {"id": "c1", "source": "crm"}, ("crm", "c1"), RecordKind.ACCOUNT, id="elsewhere"
        ),
        pytest.param(
            ORDER, {"name": "A"}, ("shop", "contact:order:1001"), RecordKind.CONTACT, id="nobody"
        ),
        pytest.param(TWEET, {"id": "u5"}, ("x", "u5"), RecordKind.PROFILE, id="a public account"),
        pytest.param(
            TWEET,
            {"name": "A"},
            ("x", "contact:interaction:19001"),
            RecordKind.PROFILE,
            id="a public voice without an account",
        ),
        pytest.param(
            {**TWEET, "channel": "voice"},
            {"phones": ["+15550100"]},
            ("x", "contact:interaction:19001"),
            RecordKind.CONTACT,
            id="a caller",
        ),
        pytest.param(
            TWEET, {"id": "c1", "source": "shop"}, ("shop", "c1"), RecordKind.ACCOUNT, id="known"
        ),
    ],
)
def test_whoever_an_activity_belongs_to_gets_a_key_and_a_kind(activity, person, key, kind):
    found = owner({**activity, "person": person})

    assert (found.source, found.source_id, found.kind) == (*key, kind)


def test_an_id_alone_is_a_reference():
    assert owner({**ORDER, "person": {"id": "c17"}}).is_reference
    assert not owner({**ORDER, "person": {"id": "c17", "city": "Austin"}}).is_reference


def test_blank_texts_and_null_are_missing():
    person = parse_record({**ANA, "city": "  ", "birth_date": None, "phones": []})

    assert isinstance(person, PersonRecord)
    assert (person.city, person.birth_date, person.phones) == (None, None, ())


@pytest.mark.parametrize(
    ("payload", "field", "reason"),
    [
        pytest.param(
            {**ANA, "emial": "a"}, "emial", 'unknown key; did you mean "emails"?', id="typo"
        ),
        pytest.param(
            {**ANA, "zzz": None}, "zzz", "unknown key; known are source", id="unknown null"
        ),
        pytest.param({**ANA, "type": "user"}, "type", "one of person, interaction", id="type"),
        pytest.param({"source": "a", "id": "1"}, "type", "one of person", id="no type"),
        pytest.param({"type": "person", "source": "a"}, "id", "is missing", id="no id"),
        pytest.param({**ANA, "id": " "}, "id", "is blank", id="blank id"),
        pytest.param({**ANA, "id": 17}, "id", "a string is expected", id="number for text"),
        pytest.param({**ANA, "phones": "555"}, "phones", "a list", id="text for list"),
        pytest.param({**ANA, "phones": ["1", 2]}, "phones[1]", "a string", id="item"),
        pytest.param({**ANA, "phones": ["1"] * 101}, "phones", "more than 100", id="many"),
        pytest.param(
            {**ANA, "handles": [{"network": "x"}]}, "handles[0].handle", "missing", id="half"
        ),
        pytest.param({**ANA, "city": "x" * 131_073}, "city", "longer than 131,072", id="long"),
        pytest.param({**ANA, "city": "a\0b"}, "city", "NUL", id="NUL"),
        pytest.param({**ANA, "city": "\ud83d"}, "city", "surrogate", id="half a surrogate pair"),
        pytest.param({**ANA, "birth_date": "1980-02-30"}, "birth_date", "no such day", id="30 Feb"),
        pytest.param(
            {**ANA, "preferred_channel": "fax"}, "preferred_channel", "one of social", id="no way"
        ),
        pytest.param(
            {**ANA, "consents": [{"channel": "any", "purpose": "x"}]},
            "consents[0].given",
            "is missing",
            id="neither given nor refused",
        ),
        pytest.param({**ANA, "country": "USA"}, "country", "ISO 3166", id="country"),
        pytest.param({**ANA, "updated_at": "2026-11-01"}, "updated_at", "with a zone", id="a day"),
        pytest.param(
            {**ANA, "updated_at": "2026-11-01T10:00:00"}, "updated_at", "no time zone", id="no zone"
        ),
        pytest.param(
            {**ANA, "updated_at": "0001-01-01T00:00:00+09:00"}, "updated_at", "no such", id="year 0"
        ),
        pytest.param({**ORDER, "total": 129.0}, "total", "a string is expected", id="float money"),
        pytest.param({**ORDER, "total": "1,29"}, "total", "an amount", id="comma"),
        pytest.param({**ORDER, "lines": [{}] * 501}, "lines", "more than 500", id="many lines"),
        pytest.param({**ORDER, "person": {"phone": 1}}, "person.phone", "unknown key", id="nested"),
        pytest.param({**ORDER, "person": "c17"}, "person", "an object", id="person by name"),
        pytest.param({**TWEET, "channel": "fax"}, "channel", "one of social", id="channel"),
        pytest.param({**TWEET, "public": 1}, "public", "true or false", id="number for flag"),
        pytest.param({**TWEET, "reach": True}, "reach", "a whole number", id="flag for number"),
        pytest.param({**TWEET, "reach": -1}, "reach", "a whole number", id="below zero"),
        pytest.param(
            {**TWEET, "text": "x" * 262_145}, "text", "longer than 262,144", id="long text"
        ),
    ],
)
def test_what_does_not_fit_is_refused_by_field_and_reason(payload, field, reason):
    bad = refused(payload)

    assert bad.field == field
    assert reason in bad.reason


def test_a_refusal_names_the_record_and_shortens_the_value():
    bad = refused({**ANA, "city": "x" * 200_000})

    assert (bad.source, bad.record_id) == ("shop", "c17")
    assert len(bad.value) == 80
    assert "xxx" not in str(bad), "values may be personal: they do not go into messages"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        pytest.param(b"{", "is not JSON", id="cut"),
        pytest.param(b"[1]", "a JSON object is expected", id="array"),
        pytest.param(b"\xff", "is not UTF-8", id="bytes"),
        pytest.param(b'{"a":' * 100_000, "nested too deeply", id="deep"),
        pytest.param(b'{"a":' + b"9" * 10_000 + b"}", "is not JSON", id="endless number"),
        pytest.param(b'{"reach":NaN}', "NaN is no JSON", id="NaN"),
    ],
)
def test_a_line_that_is_no_record_is_refused_and_kept(line, reason):
    with pytest.raises(BadRecordError) as caught:
        parse_line(line)

    assert reason in caught.value.reason
    assert caught.value.raw.encode()[:1] == line[:1] or line == b"\xff"
    assert len(caught.value.raw) <= 2048


def test_a_source_can_be_given_for_lines_that_name_none():
    nameless = {key: value for key, value in ANA.items() if key != "source"}

    assert parse_record(nameless, "book").source == "book"
    assert parse_record(ANA, "book").source == "shop"


def test_every_type_is_written_as_it_was_read():
    whole = {"updated_at": "2026-11-02T09:00:00.123456+01:00", "person": {"name": "A", "id": "7"}}
    needed = {"name": "N", "kind": "call", "channel": "voice", "score": 4}
    needed["at"] = whole["updated_at"]
    for name, kind in ACTIVITIES.items():
        required = [key for key, _ in kind.fields.required]
        times = {key: whole["updated_at"] for key in required if key.endswith(("_at", "_until"))}
        own = {key: needed[key] for key in required if key in needed}
        record = parse_record({"type": name, "source": "s", "id": "1", **whole, **times, **own})

        assert parse_line(record_line(record)) == record
    assert set(TYPES) == {"person", *ACTIVITIES}


@pytest.mark.parametrize(
    "record",
    [
        pytest.param(parse_record({**ANA, "complete": False, "cited_numbers": ["1"]}), id="person"),
        pytest.param(parse_record({**TWEET, "person": {"name": "Ana L"}}), id="public voice"),
        pytest.param(
            parse_record({**TWEET, "channel": "email", "person": {"emails": ["a@example.com"]}}),
            id="contact",
        ),
        pytest.param(
            parse_record({**ORDER, "total": "1.50", "lines": [{"quantity": 0.0000001}]}), id="order"
        ),
        pytest.param(
            ProductRecord(source="s", source_id="1", name="Bag", price=Decimal("10"), stock=0),
            id="product",
        ),
        pytest.param(
            CaseRecord(
                source="s",
                source_id="1",
                opened_at=datetime(2026, 1, 1, tzinfo=UTC),
                person=PersonRecord("s", "p", kind=RecordKind.PROFILE),
            ),
            id="a kind of its own",
        ),
    ],
)
def test_a_record_survives_being_written_and_read(record):
    line = record_line(record)

    assert parse_line(line) == record
    assert "\n" not in line


def test_the_longest_message_fits_a_line_however_it_is_escaped():
    line = json.dumps({**TWEET, "text": "\U0001f600" * 131_072 + "ü" * 131_072})

    assert len(line) < LINE_BYTES
    assert parse_line(line)
