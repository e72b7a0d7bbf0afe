"""What columns mean: as a mapping file says, or as the headers suggest."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import connectors.files
from connectors.errors import BadMappingError, BadRecordError
from connectors.files.columns import Column, ColumnMapping, allowed_fields
from connectors.files.mapping import guess_mapping, row_to_person, row_to_record
from connectors.files.mapping_toml import (
    EXAMPLE,
    check_columns,
    mapping_toml,
    parse_mapping,
    read_mapping,
)
from connectors.files.reader import open_records
from context.records import InteractionRecord, OrderRecord, Reference
from identity.records import Handle, Number, PersonRecord, RecordKind


def mapping(toml: str) -> ColumnMapping:
    return parse_mapping(toml.encode(), "m.toml")


def fields(*headers: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for one in guess_mapping(headers).columns:
        found.setdefault(one.field, []).append(one.column)
    return found


def test_the_example_of_the_help_is_a_mapping():
    example = mapping(EXAMPLE)

    assert example.source == "crm"
    assert example.id_column == "Customer No"
    assert Column("emails", "Mails", ";") in example.columns
    assert Column("handles.x", "Twitter") in example.columns
    assert example.constants == (("country", "DE"),)


def test_every_mapping_in_the_readme_is_one():
    readme = Path(connectors.files.__file__).with_name("README.md").read_text()
    written = re.findall(r"```toml\n(.*?)```", readme, re.DOTALL)

    assert [mapping(one).type for one in written] == ["person", "interaction"]


def test_a_row_becomes_the_person_that_the_mapping_says():
    person = row_to_person(
        {"No": "17", "Mails": "a@example.com; b@example.com", "M": "555", "P": "", "Tw": "@ana"},
        mapping("""
            source = "crm"
            id = "No"
            [columns]
            phones = ["M", "P"]
            emails = {column = "Mails", separator = ";"}
            handles."mastodon.social" = "Tw"
            numbers.account = "No"
            address = ["Street", "House"]
            [constants]
            kind = "profile"
            country = "DE"
        """),
    )

    assert person == PersonRecord(
        source="crm",
        source_id="17",
        kind=RecordKind.PROFILE,
        country="DE",
        phones=("555",),
        emails=("a@example.com", "b@example.com"),
        handles=(Handle("mastodon.social", "@ana"),),
        numbers=(Number("account", "17"),),
    )


def test_a_row_becomes_an_order_of_a_person():
    order = row_to_record(
        {
            "No": "1001",
            "Date": "02.11.2026 14:30",
            "Sum": "1.234,50 €",
            "Cust": "c17",
            "Mail": "a@b",
        },
        mapping("""
            type = "order"
            source = "shop"
            id = "No"
            timezone = "Europe/Berlin"
            decimal = ","
            [columns]
            placed_at = "Date"
            total = "Sum"
            person.id = "Cust"
            person.emails = "Mail"
            [constants]
            currency = "EUR"
        """),
    )

    assert isinstance(order, OrderRecord)
    assert (order.placed_at.isoformat(), str(order.total)) == (
        "2026-11-02T14:30:00+01:00",
        "1234.50",
    )
    assert order.person == PersonRecord("shop", "c17", emails=("a@b",))


def test_a_row_becomes_an_interaction_about_an_order():
    call = row_to_record(
        {
            "id": "1",
            "at": "2026-11-02T09:00:00Z",
            "order": "1001",
            "wait": "840",
            "caller": "+1555",
        },
        mapping("""
            type = "interaction"
            id = "id"
            [columns]
            started_at = "at"
            waited_seconds = "wait"
            about.order = "order"
            person.phones = "caller"
            [constants]
            channel = "voice"
            kind = "call"
        """),
    )

    assert isinstance(call, InteractionRecord)
    assert (call.waited_seconds, call.about) == (840, (Reference("order", "1001"),))
    assert call.person is not None
    assert call.person.source_id == "contact:interaction:1"


@pytest.mark.parametrize(
    ("toml", "key", "reason"),
    [
        pytest.param("x", "", "is not TOML", id="no TOML"),
        pytest.param('id = "a"\ncolums.city = "b"', "colums", "allowed are type, source", id="key"),
        pytest.param('id = "a"', "columns", "is missing", id="no columns"),
        pytest.param('columns.city = "b"', "id", 'a column, or {hash = ["Column"', id="no id"),
        pytest.param('id = {hash = []}\ncolumns.city = "b"', "id.hash", "a column", id="no hash"),
        pytest.param('type = "user"\nid = "a"', "type", 'one of "person"', id="type"),
        pytest.param(
            'id = "a"\ncolumns.town = "b"', "columns.town", "allowed: kind, name", id="field"
        ),
        pytest.param(
            'id = "a"\ncolumns.person.city = "b"', "columns.person.city", "no such", id="not here"
        ),
        pytest.param(
            'id = "a"\ntype = "order"\ncolumns.lines.sku = "b"',
            "columns.lines.sku",
            "lines belong into JSONL",
            id="lines",
        ),
        pytest.param('id = "a"\ncolumns.handles = "b"', "columns.handles", "no such", id="network"),
        pytest.param('id = "a"\ncolumns.city = 3', "columns.city", "a column is expected", id="3"),
        pytest.param(
            'id = "a"\ncolumns.phones = {column = "b", separator = ""}',
            "columns.phones.separator",
            "a string",
            id="separator",
        ),
        pytest.param('id = "a"\ncolumns = 3', "columns", "a table is expected", id="no table"),
        pytest.param(
            'id = "a"\nconstants.city = ["b"]', "constants.city", "a string", id="constant"
        ),
        pytest.param(
            'id = "a"\ndate_format = "%H"\ncolumns.city = "b"',
            "date_format",
            "a full day",
            id="day",
        ),
        pytest.param(
            'id = "a"\ntimezone = "Mars"\ncolumns.city = "b"', "timezone", "no such", id="zone"
        ),
        pytest.param(
            'id = "a"\ntimezone = "../../etc/passwd"\ncolumns.city = "b"',
            "timezone",
            "no",
            id="path",
        ),
        pytest.param('id = "a"\ndecimal = ";"', "decimal", 'one of ".", ","', id="decimal"),
        pytest.param('id = "a"\ndelimiter = 3', "delimiter", 'one of ","', id="delimiter"),
    ],
)
def test_a_wrong_mapping_is_named_by_file_and_key(toml, key, reason):
    with pytest.raises(BadMappingError) as caught:
        mapping(toml)

    assert (caught.value.name, caught.value.key) == ("m.toml", key)
    assert reason in caught.value.reason


def test_a_mapping_that_cannot_be_read_is_named(tmp_path):
    with pytest.raises(BadMappingError, match=r"gone\.toml: cannot be read \(No such file"):
        read_mapping(tmp_path / "gone.toml")
    with pytest.raises(BadMappingError, match="cannot be read"):
        read_mapping(tmp_path)


def test_a_column_that_the_file_has_not_is_named():
    with pytest.raises(
        BadMappingError, match='column "Town": is not in the file, which has "City"'
    ):
        check_columns(mapping('id = "City"\ncolumns.city = "Town"'), ["City"], "m.toml")


def test_a_mapping_goes_before_what_the_headers_say(tmp_path):
    file: Path = tmp_path / "book.csv"
    file.write_text("id,city,name\n1,Ana,Austin\n")
    swapped = mapping('id = "id"\nsource = "m"\ncolumns.city = "name"\ncolumns.name = "city"')

    with open_records(file, mapping=swapped) as records:
        [(_, person)] = list(records)

    assert person == PersonRecord("m", "1", name="Ana", city="Austin")


@pytest.mark.parametrize(
    ("headers", "found"),
    [
        pytest.param(
            ("record_id", "full_name", "dob", "birth_place", "postcode", "occupation", "gender"),
            {
                "name": ["full_name"],
                "city": ["birth_place"],
                "postcode": ["postcode"],
                "birth_date": ["dob"],
                "occupation": ["occupation"],
            },
            id="register",
        ),
        pytest.param(
            ("Vorname", "Name"),
            {"given_name": ["Vorname"], "family_name": ["Name"]},
            id="German name",
        ),
        pytest.param(("Name", "Ort"), {"name": ["Name"], "city": ["Ort"]}, id="whole name"),
        pytest.param(
            ("Nom", "Prénom"), {"family_name": ["Nom"], "given_name": ["Prénom"]}, id="fr"
        ),
        pytest.param(
            ("Nombre", "Apellidos"),
            {"given_name": ["Nombre"], "family_name": ["Apellidos"]},
            id="es",
        ),
        pytest.param(("Nombre",), {"name": ["Nombre"]}, id="Spanish whole name"),
        pytest.param(
            ("Phone 1", "Phone 2", "MobilePhone", "customer_phone"),
            {"phones": ["Phone 1", "Phone 2", "MobilePhone", "customer_phone"]},
            id="phones",
        ),
        pytest.param(("City", "Billing City"), {"city": ["City"]}, id="second of one"),
        pytest.param(("city", "birth place"), {"city": ["city"]}, id="city before birth place"),
        pytest.param(("gender", "x", "notes", "2", ""), {}, id="nothing"),
    ],
)
def test_the_usual_headers_are_understood(headers, found):
    assert fields(*headers) == found


@pytest.mark.parametrize(
    ("headers", "column", "hashed"),
    [
        pytest.param(("customer id", "id", "name"), "id", (), id="plain id first"),
        pytest.param(("name", "Kundennummer"), "Kundennummer", (), id="customer number"),
        pytest.param(("name", "email", "last change"), None, ("name", "email"), id="none"),
    ],
)
def test_the_id_is_found_or_made(headers, column, hashed):
    guessed = guess_mapping(headers)

    assert (guessed.id_column, guessed.id_hash) == (column, hashed)


def test_a_column_whose_cells_are_something_else_is_left_out():
    rows = [{"name": "Ana", "born": "Austin", "land": "meadow", "mail": "a@b,c@d"}] * 3

    guessed = guess_mapping(list(rows[0]), rows)

    assert {one.field for one in guessed.columns} == {"name", "emails"}
    assert Column("emails", "mail", ",") in guessed.columns


def test_a_lenient_reader_leaves_out_what_it_cannot_read():
    row = {"id": "1", "name": "Ana", "dob": "long ago"}
    guessed = guess_mapping(list(row))

    assert row_to_person(row, guessed, lenient=True) == PersonRecord("import", "1", name="Ana")
    with pytest.raises(BadRecordError) as caught:
        row_to_person(row, guessed)
    assert caught.value.field == "birth_date"
    assert 'column "dob"' in caught.value.reason
    with pytest.raises(BadRecordError):
        row_to_person({**row, "id": ""}, guessed, lenient=True)


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8).filter(
    lambda text: text == " ".join(text.split())
)


@settings(max_examples=100)
@given(
    fields=st.lists(
        st.sampled_from([path for path in allowed_fields("order") if "…" not in path])
        | st.builds("person.handles.{}".format, TEXTS),
        min_size=1,
        unique=True,
    ),
    columns=st.lists(TEXTS, min_size=1, max_size=3, unique=True),
    separator=st.none() | TEXTS,
    constant=TEXTS,
)
def test_a_mapping_survives_being_written_and_read(fields, columns, separator, constant):
    whole = ColumnMapping(
        columns=tuple(
            Column(path, name, separator)
            for path in sorted(fields, key=lambda path: (path.split(".")[:2], path))
            for name in columns
        ),
        type="order",
        source=constant,
        id_hash=tuple(columns),
        constants=(("status", constant),),
        timezone="Europe/Berlin",
        decimal=",",
        delimiter="\t",
    )

    again = mapping(mapping_toml(whole))

    assert set(again.columns) == set(whole.columns)
    assert (again.id_hash, again.constants, again.source) == (
        whole.id_hash,
        whole.constants,
        whole.source,
    )
    assert mapping_toml(again) == mapping_toml(mapping(mapping_toml(again)))
