"""What does a source's record say once nothing is left to parse?"""

from dataclasses import fields

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from identity.blocking import MOST_KEYS, blocking_keys
from identity.comparable import ComparableRecord
from identity.fellegi_sunter import score_pair
from identity.model_file import load_model
from identity.normalise.numbers import numbers_in_text
from identity.normalise.record import normalise
from identity.records import Handle, Number, PersonRecord

TEXT = st.text(max_size=40)
PEOPLE = st.builds(
    PersonRecord,
    source=st.just("test"),
    source_id=st.just("1"),
    name=st.none() | TEXT,
    given_name=st.none() | TEXT,
    family_name=st.none() | TEXT,
    city=st.none() | TEXT,
    region=st.none() | TEXT,
    country=st.none() | TEXT,
    postcode=st.none() | TEXT,
    address=st.none() | TEXT,
    birth_date=st.none() | TEXT,
    occupation=st.none() | TEXT,
    phones=st.tuples(TEXT),
    emails=st.tuples(TEXT),
    handles=st.tuples(st.builds(Handle, TEXT, TEXT)),
    numbers=st.tuples(st.builds(Number, TEXT, TEXT)),
)


def person(**values):
    return PersonRecord(source="test", source_id="1", **values)


def test_a_whole_record_is_made_comparable():
    ana = person(
        given_name="Ana",
        family_name="López",
        city="Austin, TX",
        country="US",
        postcode="78701-1234",
        birth_date="1980-02-01",
        occupation="Lawyer & Judge",
        phones=("(555) 010-0123", "anonymous"),
        emails=("Ana@Example.com", "n/a"),
        handles=(Handle("Twitter", "@Ana_L"), Handle("x", "")),
        numbers=(Number("loyalty", "88-1"), Number("order", "")),
    )

    assert normalise(ana, default_region="GB") == ComparableRecord(
        given="ana",
        family="lopez",
        city="austin",
        region="tx",
        country="us",
        postcode="78701",
        birth_date="1980-02-01",
        occupation="lawyer judge",
        phones=frozenset({"phone:+15550100123"}),
        emails=frozenset({"email:ana@example.com"}),
        handles=frozenset({"x:ana_l"}),
        numbers=frozenset({"loyalty:881"}),
    )


def test_an_empty_record_says_nothing():
    assert normalise(person(), default_region="US") == ComparableRecord()


@pytest.mark.parametrize(
    ("country", "expected"),
    [
        pytest.param("GB", "phone:+447700900123", id="code"),
        pytest.param("UK", "phone:+447700900123", id="as people write it"),
        pytest.param("United Kingdom", "phone:+447700900123", id="name"),
        pytest.param(None, "phone:+107700900123", id="the deployment's region"),
    ],
)
def test_a_number_without_prefix_is_of_the_records_country(country, expected):
    record = normalise(person(country=country, phones=("07700 900123",)), default_region="US")

    assert record.phones == {expected}


def test_the_companys_own_numbers_identify_nobody():
    caller = person(phones=("+1 555 010 0123", "+1 555 010 0199"))

    record = normalise(
        caller, default_region="US", company_phones=frozenset({"(555) 010-0199", "nonsense"})
    )

    assert record.phones == {"phone:+15550100123"}


def test_the_companys_own_desks_identify_nobody_either():
    caller = person(phones=("555-010-0199 ext. 12",))

    record = normalise(caller, default_region="US", company_phones=frozenset({"(555) 010-0199"}))

    assert record.phones == frozenset()


def test_one_cell_may_hold_several_numbers_and_addresses():
    record = normalise(
        person(phones=("555-010-0123 / 555-010-0124",), emails=("ana@example.com; a@example.com",)),
        default_region="US",
    )

    assert record.phones == {"phone:+15550100123", "phone:+15550100124"}
    assert record.emails == {"email:ana@example.com", "email:a@example.com"}


def test_a_whatsapp_account_is_a_telephone_number():
    record = normalise(
        person(handles=(Handle("WhatsApp", "447700900123"), Handle("x", "ana_l"))),
        default_region="US",
    )

    assert record.phones == {"phone:+447700900123"}
    assert record.handles == {"x:ana_l"}


@pytest.mark.parametrize(
    ("country", "expected"),
    [
        pytest.param("US", "1980-02-01", id="month first"),
        pytest.param("GB", "1980-01-02", id="day first"),
    ],
)
def test_a_date_is_read_as_the_records_country_writes_it(country, expected):
    record = normalise(person(country=country, birth_date="02/01/1980"), default_region="DE")

    assert record.birth_date == expected


@given(PEOPLE)
@settings(max_examples=60, deadline=None)
def test_whatever_a_source_sends_can_be_compared(anybody):
    record = normalise(anybody, default_region="US")

    for field in fields(record):
        value = getattr(record, field.name)
        if isinstance(value, str):
            assert value
            assert value.isascii()
    assert len(blocking_keys(record)) <= MOST_KEYS
    assert score_pair(load_model(None), record, record, customers=1).weight < 1_000


@given(st.text(max_size=200))
@settings(max_examples=60, deadline=None)
def test_whatever_is_written_can_be_searched_for_numbers(text):
    assert len(numbers_in_text(text)) <= 10
