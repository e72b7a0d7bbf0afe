"""Which records become candidates of one another?"""

import pytest

from identity.blocking import MOST_KEYS, blocking_keys
from identity.comparable import ComparableRecord
from identity.normalise.record import normalise
from identity.records import PersonRecord


def record(**values):
    person = PersonRecord(source="test", source_id="1", **values)
    return normalise(person, default_region="US")


def share_a_key(left, right):
    return bool(set(blocking_keys(left)) & set(blocking_keys(right)))


@pytest.mark.parametrize(
    ("left", "right"),
    [
        pytest.param(
            {"name": "Bill Smyth", "city": "Saint Louis"},
            {"name": "William Smith", "city": "St. Louis, MO"},
            id="nickname, sound and alias",
        ),
        pytest.param({"name": "Bill Smith"}, {"name": "William Smith"}, id="nickname"),
        pytest.param({"name": "Ana Lopez"}, {"name": "Lopez Ana"}, id="the other way round"),
        pytest.param({"name": "Ana Lopez"}, {"name": "Ana Lopes"}, id="sounds alike"),
        pytest.param(
            {"given_name": "Juan", "family_name": "García López"},
            {"name": "Juan Garcia"},
            id="first part of a double surname",
        ),
        pytest.param(
            {"given_name": "Juan", "family_name": "García López"},
            {"given_name": "Juan", "family_name": "Lopez"},
            id="second part",
        ),
        pytest.param({"name": "Олена Шевченко"}, {"name": "Olena Shevchenko"}, id="Cyrillic"),
        pytest.param({"name": "Jürgen Müller"}, {"name": "Juergen Mueller"}, id="umlauts"),
        pytest.param(
            {"name": "J Moss", "city": "NYC"},
            {"name": "John Moss", "city": "New York"},
            id="initial, in one city",
        ),
        pytest.param(
            {"name": "John H.", "city": "Denver"},
            {"name": "John Hartwell", "city": "Denver"},
            id="family's initial, in one city",
        ),
        pytest.param(
            {"phones": ("+1 555 010 0123",)}, {"phones": ("+44 555 010 0123",)}, id="wrong country"
        ),
        pytest.param(
            {"emails": ("ana.lopez7@example.com",)},
            {"emails": ("analopez7@example.org",)},
            id="one name at two providers",
        ),
        pytest.param(
            {"name": "Ana Moss", "birth_date": "1980-02-01"},
            {"name": "Anna Lopez-Moss", "birth_date": "1980-02-07"},
            id="year and sound",
        ),
        pytest.param(
            {"name": "Ana Moss", "postcode": "SW1A 1AA"},
            {"name": "Ana Reed", "postcode": "SW1A 2AA"},
            id="area and first name",
        ),
    ],
)
def test_candidates(left, right):
    assert share_a_key(record(**left), record(**right))


@pytest.mark.parametrize(
    ("left", "right"),
    [
        pytest.param({"name": "Ana Lopez"}, {"name": "Jorge Lopez"}, id="only the family"),
        pytest.param({"name": "Ana Lopez"}, {"name": "Ana Moss"}, id="only the first name"),
        pytest.param({"city": "Austin"}, {"city": "Austin"}, id="only the city"),
        pytest.param({"emails": ("ana@example.com",)}, {"emails": ("ana@b.org",)}, id="short name"),
        pytest.param({}, {}, id="nothing"),
    ],
)
def test_no_candidates(left, right):
    assert not share_a_key(record(**left), record(**right))


def test_identifiers_are_no_keys():
    known = record(emails=("ana.lopez@example.com",), phones=("+15550100123",), name="Ana Lopez")

    assert not set(blocking_keys(known)) & known.identifiers


def test_keys_are_sorted_distinct_and_bounded():
    crowded = ComparableRecord(
        given="chris",
        middle="alex sam jo pat kim lee",
        family="moss reed lopez garcia",
        city="austin",
        postcode="78701",
        birth_date="1980-02-01",
        phones=frozenset(f"phone:+1555010{number:04}" for number in range(100)),
    )

    keys = blocking_keys(crowded)

    assert list(keys) == sorted(set(keys))
    assert len(keys) == MOST_KEYS


def test_no_kind_of_value_crowds_out_the_others():
    many_phones = ComparableRecord(
        given="ana",
        family="lopez",
        phones=frozenset(f"phone:+1555010{number:04}" for number in range(100)),
    )

    assert share_a_key(many_phones, ComparableRecord(given="ana", family="lopez"))
