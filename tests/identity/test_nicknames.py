"""What does a given name stand for, in several languages?"""

import pytest

from identity.normalise.nicknames import (
    MOST_ROOTS,
    is_known_name,
    is_womans_name,
    key_roots,
    roots,
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("bill", "william", id="English"),
        pytest.param("paco", "francisco", id="Spanish"),
        pytest.param("ze", "jose", id="Portuguese"),
        pytest.param("sepp", "josef", id="German"),
        pytest.param("manu", "emmanuel", id="French"),
        pytest.param("gianni", "giovanni", id="Italian"),
        pytest.param("gosia", "malgorzata", id="Polish"),
        pytest.param("vanya", "ivan", id="Russian"),
        pytest.param("sashko", "oleksandr", id="Ukrainian"),
        pytest.param("kees", "cornelis", id="Dutch"),
        pytest.param("pista", "istvan", id="Hungarian"),
        pytest.param("giannis", "ioannis", id="Greek"),
        pytest.param("mohamed", "muhammad", id="Arabic spellings"),
        pytest.param("olena", "yelena", id="two languages"),
    ],
)
def test_one_name(one, other):
    assert roots(one) & roots(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("bob", "bill", id="two nicknames"),
        pytest.param("paco", "pepe", id="two Spanish ones"),
        pytest.param("roberto", "alberto", id="two names with one short form"),
        pytest.param("hans", "heinz", id="two German ones"),
        pytest.param("ivan", "igor", id="two Russian ones"),
    ],
)
def test_two_names(one, other):
    assert not roots(one) & roots(other)


def test_the_roots_for_keys_are_few_and_begin_with_the_name():
    found = key_roots("sasha")

    assert found[0] == "sasha"
    assert len(found) <= MOST_ROOTS + 1


def test_a_slip_is_no_name_in_its_own_right():
    assert is_known_name("maria")
    assert is_known_name("wojciech")
    assert not is_known_name("mraia")


@pytest.mark.parametrize(
    ("given", "womans"),
    [
        pytest.param("denise", True, id="census"),
        pytest.param("dennis", False, id="a man's"),
        pytest.param("joshua", False, id="a man's that ends in a"),
        pytest.param("grazyna", True, id="by its last letter"),
        pytest.param("kelly", False, id="of both: not told by the last letter"),
    ],
)
def test_womens_names(given, womans):
    assert is_womans_name(given) is womans
