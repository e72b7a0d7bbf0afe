"""For whom a customer works: what records say, and mail domains of several families."""

import pytest

from context.organisations import Employed, is_company, organisations, plain_name

OFFICE = "k-bluedune"
AT_WORK = Employed("crm", office_key=OFFICE, domain="bluedune.example")


@pytest.mark.parametrize(
    ("surname", "others", "is_one"),
    [
        pytest.param("Ash", ["Birch", "Cedar"], True, id="three families"),
        pytest.param("Ash", ["Ash", "Birch"], False, id="two"),
        pytest.param("Ash", ["Ash", "Ash", "ASH"], False, id="a family with its own domain"),
        pytest.param(None, ["Ash", "Birch", "Cedar"], True, id="a nameless one among three"),
        pytest.param("Ash", [None, None, None], False, id="nameless ones"),
    ],
)
def test_a_mail_domain_is_a_companys_from_three_families_on(surname, others, is_one):
    colleagues = {OFFICE: [(f"c{n}", one) for n, one in enumerate(others)]}

    found = organisations(surname, [AT_WORK], colleagues)

    assert [one.name for one in found] == (["bluedune.example"] if is_one else [])


def test_what_several_records_state_is_told_once_the_newest_first():
    records = [
        Employed("crm", "Blue Dune GmbH", "buyer"),
        Employed("shop", "blue dune"),
        Employed("shop", "Red Hill Ltd"),
    ]

    found = organisations("Ash", records, {})

    assert [(one.name, one.role, one.why) for one in found] == [
        ("Blue Dune GmbH", "buyer", "stated by crm"),
        ("Red Hill Ltd", "member", "stated by shop"),
    ]


@pytest.mark.parametrize(
    ("name", "company"),
    [
        ("Blue Dune GmbH", True),
        ("Dune & Söhne KG", True),
        ("Red Hill, Inc.", True),
        ("Ana Lopez", False),
        ("Inc Redhill", False),
        ("Marco Spagnoli", False),
        (None, False),
    ],
)
def test_a_legal_form_after_a_name_makes_a_company(name, company):
    assert is_company(name) is company


def test_a_name_is_compared_without_its_legal_form_unless_it_is_nothing_else():
    assert plain_name("Blue Dune GmbH") == plain_name("BLUE DUNE") == "blue dune"
    assert plain_name("AG") == "ag"
