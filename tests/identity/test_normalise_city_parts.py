"""Which city is a place a part of?"""

from identity.normalise.city_parts import Town, city_parts

BIG = Town("big", "us", "ca", 34.0, -118.0, 3_000_000)  # its disc reaches 9.8 km


def town(name, *, north_km=0.0, east_km=0.0, state="ca", people=50_000):
    return Town(name, "us", state, 34.0 + north_km / 111.2, -118.0 + east_km / 92.2, people)


def test_a_place_within_reach_is_a_part_by_name_and_by_state():
    parts = city_parts([BIG, town("quarter", north_km=6, east_km=6)])

    assert parts.city_of("quarter", None) == "big"
    assert parts.city_of("quarter", "us-ca") == "big"


def test_a_place_beyond_reach_is_none():
    assert city_parts([BIG, town("suburb", north_km=8, east_km=8)]).by_state == {}


def test_a_place_in_another_state_is_none():
    assert city_parts([BIG, town("across", north_km=1, state="nv")]).by_state == {}


def test_a_city_of_like_size_is_none():
    assert city_parts([BIG, town("twin", north_km=1, people=1_500_000)]).by_state == {}


def test_a_small_town_has_no_parts():
    small = Town("small", "us", "ca", 34.0, -118.0, 99_000)

    assert city_parts([small, town("hamlet", north_km=0.1, people=16_000)]).by_state == {}


def test_a_name_that_another_place_has_too_needs_the_state():
    elsewhere = town("quarter", state="tx", people=40_000)

    parts = city_parts([BIG, town("quarter", north_km=2), elsewhere])

    assert parts.city_of("quarter", None) is None
    assert parts.city_of("quarter", "us-ca") == "big"
    assert parts.city_of("quarter", "us-tx") is None


def test_of_two_cities_around_it_the_larger_has_it():
    borough = Town("borough", "us", "ca", 34.02, -118.0, 900_000)

    parts = city_parts([borough, BIG, town("quarter", north_km=3)])

    assert parts.city_of("quarter", None) == "big"
    assert parts.city_of("borough", None) == "big"
