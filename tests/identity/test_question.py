"""Which one question separates the candidates best?"""

import pytest

from identity.comparable import ComparableRecord
from identity.question import best_question

UNKNOWN = ComparableRecord()


def customer(**values):
    for name in ("phones", "emails", "numbers"):
        if name in values:
            values[name] = frozenset(values[name])
    return [ComparableRecord(**values)]


def field_of(candidates, known=UNKNOWN):
    asked = best_question(candidates, known)
    return None if asked is None else asked[0]


ANA = customer(city="austin", emails=["email:ana@example.com"], phones=["phone:+15550100123"])
TWIN = customer(city="austin", emails=["email:twin@example.com"], phones=["phone:+15550100123"])


def test_what_differs_is_asked_and_not_what_is_shared():
    assert field_of([(0.45, ANA), (0.45, TWIN)]) == "email"


def test_what_is_known_already_is_not_asked_again():
    known = ComparableRecord(emails=frozenset({"email:somebody@example.com"}))

    assert field_of([(0.45, ANA), (0.45, TWIN)], known) == "phone"


def test_a_city_that_anybody_could_answer_comes_last():
    here = customer(city="austin", birth_date="1980-02-01")
    there = customer(city="boston", birth_date="1990-02-01")

    assert field_of([(0.5, here), (0.5, there)]) == "birth_date"


def test_the_city_is_asked_where_nothing_else_is_known():
    assert field_of([(0.5, customer(city="austin")), (0.5, customer(city="boston"))]) == "city"


def test_an_order_number_goes_before_its_equals():
    one = customer(numbers=["order:1001"], emails=["email:one@example.com"])
    other = customer(numbers=["order:1002"], emails=["email:other@example.com"])

    assert field_of([(0.5, one), (0.5, other)]) == "order"


def test_a_field_that_more_candidates_have_tells_more():
    with_order = customer(numbers=["order:1001"], emails=["email:a@example.com"])
    others = [customer(emails=[f"email:b{number}@example.com"]) for number in range(3)]
    candidates = [(0.25, with_order), *((0.25, one) for one in others)]

    assert field_of(candidates) == "email"


def test_one_candidate_is_told_from_somebody_else():
    field, text, why = best_question([(0.7, ANA)], UNKNOWN)

    assert field == "email"
    assert text.endswith("?")
    assert "anybody else" in why


@pytest.mark.parametrize(
    "candidates",
    [
        pytest.param([], id="nobody"),
        pytest.param([(0.9, customer())], id="nothing known"),
        pytest.param([(1.0, ANA)], id="certain already"),
        pytest.param([(0.5, ANA), (0.5, ANA)], id="nothing differs"),
    ],
)
def test_no_question_where_no_answer_tells_anything(candidates):
    assert best_question(candidates, UNKNOWN) is None


def test_the_question_gives_no_value_away():
    asked = best_question([(0.45, ANA), (0.45, TWIN)], UNKNOWN)

    assert not any(value in " ".join(asked) for value in ("ana@", "twin@", "555010", "austin"))
