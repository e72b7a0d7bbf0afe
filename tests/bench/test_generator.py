"""The generator keeps its word: seeded, with truth, and everything that its docstring names."""

from collections import Counter

import pytest
from customers import Customer
from generator import Said, people
from shop_world import records


@pytest.fixture(scope="module")
def world() -> list[tuple[Customer, list[Said]]]:
    return list(people(3_000, 7))


@pytest.fixture(scope="module")
def customers(world: list[tuple[Customer, list[Said]]]) -> list[Customer]:
    return [customer for customer, _ in world]


@pytest.fixture(scope="module")
def said(world: list[tuple[Customer, list[Said]]]) -> list[dict[str, str]]:
    return [one.values for _, records in world for one in records]


def test_the_same_seed_gives_the_same_customers():
    assert list(people(200, 7)) == list(people(200, 7))
    assert list(people(200, 7)) != list(people(200, 8))


def test_records_say_who_is_behind_them(world):
    for customer, records_of_one in world:
        assert {one.customer for one in records_of_one} <= {customer.id}


def test_there_are_households_and_namesakes(customers):
    phones = Counter(phone for one in customers for phone in one.phones)
    names = Counter((one.given, one.family) for one in customers)
    homes = Counter((one.given, one.family, one.city) for one in customers)

    assert sum(times > 1 for times in phones.values()) > 100
    assert sum(times > 1 for times in names.values()) > 50
    assert sum(times > 1 for times in homes.values()) > 20


def test_people_marry_and_move(customers):
    assert sum(one.former_family is not None for one in customers) > 60
    assert sum(one.former_home is not None for one in customers) > 120


def test_sons_bear_their_fathers_name_and_live_with_them(customers):
    fathers = {(one.names, one.home) for one in customers if one.suffix == "Sr."}
    sons = [one for one in customers if one.suffix == "Jr."]

    assert sons
    assert all((one.names, one.home) in fathers for one in sons)


def test_an_office_has_one_number_for_many(customers):
    staff = Counter(one.office_phone for one in customers if one.office_phone is not None)

    assert max(staff.values()) > 5
    assert max(staff.values()) <= 40


def test_a_number_may_have_been_anothers(customers):
    holders: dict[str, set[str]] = {}
    for one in customers:
        for phone in one.phones:
            holders.setdefault(phone, set()).add(one.family)

    assert sum(len(families) > 1 for families in holders.values()) > 30


def test_names_come_in_other_scripts_and_twice(customers, said):
    assert len({one.country for one in customers}) > 15
    assert sum(not one.given.isascii() for one in customers) > 100
    assert any("-" in one.get("last_name", "") for one in said)


def test_as_many_records_as_promised_lack_a_name_or_have_an_initial(said):
    initials = sum(len(one.get("first_name", "").strip(".")) == 1 for one in said)

    assert 0.06 < initials / len(said) < 0.10
    assert 0.06 < sum("first_name" not in one for one in said) / len(said) < 0.10
    assert 0.03 < sum("last_name" not in one for one in said) / len(said) < 0.07
    assert 0.25 < sum("city" not in one for one in said) / len(said) < 0.31


def test_a_customer_of_the_shop_has_five_records():
    made = list(records(300, 7))

    assert len(made) == 1_500
    assert {one["type"] for one in made} == {"person", "order", "interaction"}
    assert len({(one["type"], one["source"], one["id"]) for one in made}) == 1_500
