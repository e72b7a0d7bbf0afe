"""What do numbers of one kind look like?"""

import pytest

from identity.normalise.number_shapes import NumberShape, learned_shapes, shape_of, value_of


@pytest.mark.parametrize(
    ("number", "shape"),
    [
        pytest.param("1001", "####", id="digits"),
        pytest.param("#1001", "####", id="hash"),
        pytest.param("BX-20441", "BX-#####", id="prefix"),
        pytest.param("bx20441", "BX#####", id="prefix without separator"),
        pytest.param("ORD-2026-001234", "ORD-####-######", id="prefix and year"),
        pytest.param("C/88-1", "C-##-#", id="separators are one"),
        pytest.param("X7K2P9", "******", id="letters and digits mixed"),
        pytest.param("ORD-X7K2", "ORD-****", id="mixed behind a prefix"),
        pytest.param("１００１", "####", id="full-width digits"),
        pytest.param("LOPEZGARCIA1", "************", id="a word is no prefix"),
        pytest.param("ABC", None, id="no digit"),
        pytest.param("a@1", None, id="odd character"),
        pytest.param("1" * 41, None, id="too long"),
        pytest.param("-1", None, id="separator in front"),
        pytest.param("", None, id="empty"),
    ],
)
def test_a_shape(number, shape):
    assert shape_of(number) == shape


@pytest.mark.parametrize(("number", "value"), [("#1001", 1001), ("BX-1", None), ("1-2", None)])
def test_only_digits_alone_have_a_value(number, value):
    assert value_of(number) == value


def test_another_number_widens_the_range():
    shape = NumberShape("order", "####", 1, 1001, 1001).with_another(1005)

    assert shape == NumberShape("order", "####", 2, 1001, 1005)


def test_letters_have_no_range():
    shape = NumberShape("order", "BX-####", 1).with_another(None)

    assert shape == NumberShape("order", "BX-####", 2)


def test_sources_are_taken_together():
    shapes = [NumberShape("order", "####", 12, 1001, 1500), NumberShape("order", "####", 9, 5, 900)]

    assert learned_shapes(shapes) == [NumberShape("order", "####", 21, 5, 1500)]


def test_too_few_numbers_teach_nothing():
    assert learned_shapes([NumberShape("order", "####", 19, 1001, 1019)]) == []


def test_what_is_rare_among_many_is_somebodys_typing():
    shapes = [NumberShape("order", "####", 2000, 1001, 3000), NumberShape("order", "A####", 6)]

    assert [one.shape for one in learned_shapes(shapes)] == ["####"]
