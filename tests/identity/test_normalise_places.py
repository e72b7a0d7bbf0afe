"""Where is that?"""

import pytest

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
        pytest.param("St. Louis, MO", Place("saint louis", "mo", "us"), id="abbreviated saint"),
        pytest.param("Saint Louis", Place("saint louis"), id="written out"),
        pytest.param("Austin, TX", Place("austin", "tx", "us"), id="state"),
        pytest.param("Austin TX", Place("austin", "tx", "us"), id="state without a comma"),
        pytest.param("Austin, Texas, USA", Place("austin", "tx", "us"), id="state and country"),
        pytest.param("NYC", Place("new york city"), id="NYC"),
        pytest.param(
            "New York, NY", Place("new york city", "ny", "us"), id="city and state of one name"
        ),
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
        pytest.param("Washington, D.C.", Place("washington", "dc", "us"), id="the capital"),
        pytest.param("Paris, France", Place("paris", None, "fr"), id="country"),
        pytest.param("London, UK", Place("london", None, "gb"), id="country's usual name"),
        pytest.param("Portland, OR", Place("portland", "or", "us"), id="one Portland"),
        pytest.param("Portland, ME", Place("portland", "me", "us"), id="another Portland"),
        pytest.param("Waterloo", Place("waterloo"), id="an alias that is a city stays itself"),
        pytest.param("Texas", Place(None, "tx", "us"), id="only a state"),
        pytest.param("Germany", Place(None, None, "de"), id="only a country"),
        pytest.param("Austin TX 78701", Place("austin", "tx", "us"), id="state and postcode"),
        pytest.param("Austin, TX 78701-1234, USA", Place("austin", "tx", "us"), id="all of it"),
        pytest.param("Austin Texas", Place("austin", "tx", "us"), id="state's name, no comma"),
        pytest.param("75001 Paris", Place("paris"), id="French postcode"),
        pytest.param("Paris Cedex 08", Place("paris"), id="French post office"),
        pytest.param("Wien 3", Place("vienna"), id="district"),
        pytest.param("D-10115 Berlin", Place("berlin"), id="German postcode"),
        pytest.param("1012 AB Amsterdam", Place("amsterdam"), id="Dutch postcode"),
        pytest.param("London SW1A 1AA", Place("london"), id="British postcode"),
        pytest.param("78701", Place(), id="nothing but a postcode"),
        pytest.param("12 Main St, Austin, TX", Place("austin", "tx", "us"), id="address line"),
        pytest.param("P.O. Box 12, Austin", Place("austin"), id="post box"),
        pytest.param("78701 Little Whinging", Place("little whinging"), id="unknown, postcode"),
        pytest.param("London, Ontario", Place("london", "on", "ca"), id="another London"),
        pytest.param("London Ontario", Place("london", "on", "ca"), id="the same without a comma"),
        pytest.param("Toronto, CA", Place("toronto", None, "ca"), id="CA is Canada here"),
        pytest.param("Fresno, CA", Place("fresno", "ca", "us"), id="CA is California here"),
        pytest.param("Munich, DE", Place("munich", None, "de"), id="DE is Germany here"),
        pytest.param("Wilmington, DE", Place("wilmington", "de", "us"), id="DE is Delaware here"),
        pytest.param("Tbilisi, Georgia", Place("tbilisi", None, "ge"), id="Georgia, the country"),
        pytest.param("Atlanta, Georgia", Place("atlanta", "ga", "us"), id="Georgia, the state"),
        pytest.param("Georgia", Place(None, "ga", "us"), id="Georgia alone stays the state"),
        pytest.param("Jamaica", Place(None, None, "jm"), id="the island, not the one in Queens"),
        pytest.param("Jamaica, NY", Place("new york city", "ny", "us"), id="the one in Queens"),
        pytest.param("East St. Louis", Place("east saint louis"), id="a saint in the middle"),
        pytest.param("Ft. Worth", Place("fort worth"), id="fort"),
        pytest.param("Mt Vernon", Place("mount vernon"), id="mount"),
        pytest.param("N. Las Vegas", Place("north las vegas"), id="a direction"),
        pytest.param("Greater London", Place("london"), id="greater"),
        pytest.param("Salt Lake City", Place("salt lake city"), id="City belongs to it"),
        pytest.param("São Paulo - SP", Place("sao paulo"), id="dash"),
        pytest.param("Москва, Россия", Place("moscow"), id="Russian"),
        pytest.param("Manhattan", Place("new york city"), id="a part, by far the largest so named"),
        pytest.param("Manhattan, KS", Place("manhattan", "ks", "us"), id="a city of that name"),
        pytest.param("Hollywood, CA", Place("los angeles", "ca", "us"), id="a part, by its state"),
        pytest.param("Hollywood, FL", Place("hollywood", "fl", "us"), id="a city, by its state"),
        pytest.param("Hollywood", Place("hollywood"), id="a part or a city: itself"),
        pytest.param("Great Kills", Place("new york city"), id="a part of a part"),
        pytest.param("Kreuzberg", Place("berlin"), id="a German part"),
        pytest.param("Islington", Place("london"), id="an English part"),
        pytest.param("Jersey City", Place("jersey city"), id="a neighbour in another state"),
        pytest.param("Oakland, CA", Place("oakland", "ca", "us"), id="a neighbour too far"),
        pytest.param("Pasadena, CA", Place("pasadena", "ca", "us"), id="a neighbour, farther out"),
        pytest.param("Little Whinging", Place("little whinging"), id="unknown town"),
        pytest.param("Austin 🌵", Place("austin"), id="emoji"),
        pytest.param("Earth 🌍", Place(), id="a joke"),
        pytest.param("n/a", Place(), id="placeholder"),
    ],
)
def test_a_place_as_people_write_it(text, place):
    assert normalise_place(text) == place


def test_cities_of_one_name_in_two_states_are_two_cities():
    assert normalise_place("Springfield, IL") != normalise_place("Springfield, MO")
    assert normalise_place("London, UK") != normalise_place("London, Ontario")


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
