"""Where is that?"""

import pytest

from identity.normalise.dates import normalise_birth_date
from identity.normalise.places import (
    Place,
    is_region_code,
    normalise_address,
    normalise_country,
    normalise_place,
    normalise_postcode,
)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        pytest.param("St. Louis, MO", Place("saint louis", "mo"), id="abbreviated saint"),
        pytest.param("Saint Louis", Place("saint louis"), id="written out"),
        pytest.param("Austin, TX", Place("austin", "tx"), id="state"),
        pytest.param("Austin TX", Place("austin", "tx"), id="state without a comma"),
        pytest.param("Austin, Texas, USA", Place("austin", "tx", "us"), id="state and country"),
        pytest.param("NYC", Place("new york city"), id="NYC"),
        pytest.param("New York, NY", Place("new york city", "ny"), id="city and state of one name"),
        pytest.param("Brooklyn", Place("new york city"), id="borough"),
        pytest.param("Philly", Place("philadelphia"), id="what people say"),
        pytest.param("Phila.", Place("philadelphia"), id="abbreviation"),
        pytest.param("Bombay", Place("mumbai"), id="former name"),
        pytest.param("München", Place("munich"), id="own language"),
        pytest.param("Muenchen", Place("munich"), id="umlaut spelled out"),
        pytest.param("Köln", Place("koln"), id="first name with an umlaut"),
        pytest.param("Cologne", Place("koln"), id="English name"),
        pytest.param("Київ", Place("kyiv"), id="Cyrillic"),
        pytest.param("東京", Place("tokyo"), id="Japanese"),
        pytest.param("Ciudad de México", Place("mexico city"), id="accents"),
        pytest.param("Washington, D.C.", Place("washington", "dc"), id="the capital"),
        pytest.param("Paris, France", Place("paris", None, "fr"), id="country"),
        pytest.param("London, UK", Place("london", None, "gb"), id="country's usual name"),
        pytest.param("Portland, OR", Place("portland", "or"), id="one Portland"),
        pytest.param("Portland, ME", Place("portland", "me"), id="another Portland"),
        pytest.param("Waterloo", Place("waterloo"), id="an alias that is a city stays itself"),
        pytest.param("Texas", Place(None, "tx"), id="only a state"),
        pytest.param("Germany", Place(None, None, "de"), id="only a country"),
        pytest.param("Little Whinging", Place("little whinging"), id="unknown town"),
        pytest.param("Austin 🌵", Place("austin"), id="emoji"),
        pytest.param("Earth 🌍", Place(), id="a joke"),
        pytest.param("n/a", Place(), id="placeholder"),
    ],
)
def test_a_place_as_people_write_it(text, place):
    assert normalise_place(text) == place


def test_the_sources_own_region_and_country_count():
    assert normalise_place("Austin", "Texas", "us") == Place("austin", "tx", "us")


@pytest.mark.parametrize(("text", "code"), [("US", "us"), ("Germany", "de"), ("Narnia", None)])
def test_a_country_is_its_code(text, code):
    assert normalise_country(text) == code


def test_region_codes_are_told_from_names():
    assert is_region_code("tx")
    assert not is_region_code("bavaria")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("78701-1234", "78701", id="nine digits"),
        pytest.param("SW1A 1AA", "sw1a1aa", id="British"),
        pytest.param("1010", "1010", id="Austrian"),
        pytest.param("00000", None, id="zeros"),
        pytest.param("none", None, id="no digit"),
    ],
)
def test_a_postcode(text, expected):
    assert normalise_postcode(text) == expected


def test_an_address_is_abbreviated():
    assert normalise_address("12 North Oak Street, Apt. 4") == "12 n oak st apt 4"
    assert normalise_address("12 N. Oak St apt 4") == "12 n oak st apt 4"
    assert normalise_address("14 North Oak Street") != "12 n oak st"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("1980-02-01", "1980-02-01", id="ISO"),
        pytest.param("1980-02-01T00:00:00Z", "1980-02-01", id="with a time"),
        pytest.param("19800201", "1980-02-01", id="basic format"),
        pytest.param("1980-02", "1980-02", id="month"),
        pytest.param("1980", "1980", id="year"),
        pytest.param("1980-00-01", "1980", id="month unknown"),
        pytest.param("25/12/1980", "1980-12-25", id="day first for certain"),
        pytest.param("12/25/1980", "1980-12-25", id="month first for certain"),
        pytest.param("02/01/1980", "1980", id="either way round: the year"),
        pytest.param("1900-01-01", None, id="a form's default"),
        pytest.param("0001-01-01", None, id="no year"),
        pytest.param("yesterday", None, id="no date"),
    ],
)
def test_a_birth_date(text, expected):
    assert normalise_birth_date(text) == expected
