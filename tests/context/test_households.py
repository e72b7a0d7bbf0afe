"""Who lives together: two of surname, address and phone; or because somebody said so."""

import itertools

import pytest

from context.households.model import ADD, EVIDENCE, REMOVE, Part, Person, Said
from context.households.rule import households

ANA = Person("ana", frozenset({"lopez"}), frozenset({"elm 12"}), frozenset({"landline"}))


def person(id: str, surnames="", homes="", phones="", works_for="", *, company=False) -> Person:
    named = (
        frozenset(filter(None, one.split(","))) for one in (surnames, homes, phones, works_for)
    )
    return Person(id, *named, is_company=company)


def said(action: str, at_ms: int, *parts: tuple) -> Said:
    return Said(f"d{at_ms}", action, at_ms, "Kim", tuple(Part(*one) for one in parts))


def together(me: Person, *others: Person, words=()) -> dict[str, set[str]]:
    """Return why → the members, of households that are any."""
    return {
        household.members[0].why: {one.customer_id for one in household.members}
        for household in households(me, others, words)
        if len(household.members) > 1
    }


@pytest.mark.parametrize(
    ("other", "why"),
    [
        pytest.param(
            person("ben", "lopez", "elm 12"), {"same surname and same address"}, id="surname, home"
        ),
        pytest.param(
            person("ben", "lopez", "", "landline"), {"same surname and same phone"}, id="and phone"
        ),
        pytest.param(
            person("ben", "stone", "elm 12", "landline"),
            {"same phone and same address"},
            id="names of their own",
        ),
        pytest.param(person("ben", "lopez,garcia", "elm 12"), {"same surname and same address"},
                     id="double name"),
        pytest.param(person("ben", "stone", "elm 12"), set(), id="a neighbour"),
        pytest.param(person("ben", "stone", "", "landline"), set(), id="phone alone"),
        pytest.param(person("ben", "lopez", "oak 9", "mobile"), set(), id="surname alone"),
        pytest.param(person("ben", "", "elm 12"), set(), id="nameless"),
        pytest.param(
            person("co", "lopez", "elm 12", "landline", company=True), set(), id="a company"
        ),
    ],
)  # fmt: skip
def test_two_of_three_make_a_household_and_one_does_not(other, why):
    assert together(ANA, other).keys() == why
    assert together(other, ANA).keys() == why


@pytest.mark.parametrize(
    "others",
    [
        pytest.param(
            [person(name, name, "elm 12") for name in ("ash", "birch", "cedar")], id="a block"
        ),
        pytest.param([person(f"l{n}", "lopez", "elm 12") for n in range(11)], id="too many"),
    ],
)
def test_an_address_of_many_tells_nothing(others):
    ben = person("ben", "lopez", "elm 12")

    assert together(ANA, ben, *others) == {}


def test_an_office_line_makes_no_household_of_two_with_one_surname():
    ben = person("ben", "lopez", "", "landline")
    staff = [person(name, name, "", "landline") for name in ("ash", "birch", "cedar")]

    assert together(ANA, ben, *staff) == {}


def test_a_line_of_two_who_work_for_one_company_is_its_own():
    ana = person("ana", "lopez", "", "landline", "blue dune")
    ben = person("ben", "lopez", "", "landline", "blue dune")

    assert together(ana, ben) == {}
    assert together(ana, person("ben", "lopez", "", "landline", "red hill")) != {}


def test_what_evidence_says_is_member_by_evidence_for_each():
    (household,) = households(
        person("ana", "lopez", "elm 12"), [person("ben", "lopez", "elm 12")], []
    )

    assert {(one.role, one.by) for one in household.members} == {("member", EVIDENCE)}


def test_who_is_said_to_live_together_does_whatever_the_evidence_with_a_role():
    word = said(ADD, 1, ("ana", 0, "parent"), ("eve", 0, "parent"))

    (household,) = households(person("ana"), [person("eve")], [word])

    assert [(one.customer_id, one.role, one.why, one.by) for one in household.members] == [
        ("ana", "parent", "said by Kim", "Kim"),
        ("eve", "parent", "said by Kim", "Kim"),
    ]


def test_who_is_said_not_to_live_there_leaves_and_the_others_stay():
    family = [person(name, "lopez", "elm 12") for name in ("ben", "cleo")]
    word = said(REMOVE, 1, ("ben", 0), ("ana", 1), ("cleo", 1))

    assert together(ANA, *family, words=[word]) == {
        "same surname and same address": {"ana", "cleo"}
    }


def test_of_what_was_said_of_two_the_last_word_holds_in_whatever_order_it_is_read():
    ben = person("ben", "lopez", "elm 12")
    words = [
        said(ADD, 1, ("ana", 0), ("ben", 0)),
        said(REMOVE, 2, ("ben", 0), ("ana", 1)),
        said(ADD, 3, ("ana", 0), ("ben", 0)),
    ]

    for order in itertools.permutations(words[:2]):
        assert together(ANA, ben, words=order) == {}
    for order in itertools.permutations(words):
        assert "said by Kim" in together(ANA, ben, words=order)
