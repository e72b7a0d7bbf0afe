"""The generator keeps its word: seeded, with truth, households and namesakes."""

from collections import Counter

from generator import people
from shop_world import records


def test_the_same_seed_gives_the_same_customers():
    assert list(people(200, 7)) == list(people(200, 7))
    assert list(people(200, 7)) != list(people(200, 8))


def test_records_say_who_is_behind_them():
    for customer, said in people(200, 7):
        assert {one.customer for one in said} <= {customer.id}


def test_there_are_households_and_namesakes():
    customers = [customer for customer, _ in people(2_000, 7)]
    phones = Counter(phone for one in customers for phone in one.phones)
    names = Counter((one.given, one.family, one.city) for one in customers)

    assert sum(times > 1 for times in phones.values()) > 50
    assert sum(times > 1 for times in names.values()) > 20


def test_people_marry_and_move():
    customers = [customer for customer, _ in people(2_000, 7)]

    assert sum(one.former_family is not None for one in customers) > 20
    assert sum(one.former_home is not None for one in customers) > 40


def test_a_customer_of_the_shop_has_five_records():
    made = list(records(300, 7))

    assert len(made) == 1_500
    assert {one["type"] for one in made} == {"person", "order", "interaction"}
    assert len({(one["type"], one["source"], one["id"]) for one in made}) == 1_500
