"""What is left to a person's judgement, however heavy the evidence?"""

import pytest

from identity.fellegi_sunter import score_customer
from identity.model_file import load_model
from identity.normalise.record import normalise
from identity.records import Handle, Number, PersonRecord, RecordKind
from identity.vetoes import veto

ANA = {
    "name": "Ana Lopez",
    "city": "Austin, TX",
    "phones": ("+15550100123",),
    "emails": ("ana@example.com",),
    "handles": (Handle("x", "ana_l"),),
    "numbers": (Number("order", "1001"),),
    "birth_date": "1980-02-01",
}


def record(**values):
    return normalise(PersonRecord(source="test", source_id="1", **values), default_region="US")


def veto_against_ana(*, kind=RecordKind.ACCOUNT, shared=(), **values):
    arriving = record(**values)
    counts = dict.fromkeys(shared, 2)
    score = score_customer(
        load_model(None), arriving, [record(**ANA)], identifier_customers=counts, customers=100
    )
    return veto(arriving, score, kind=kind)


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        pytest.param(
            {"name": "Jorge Lopez", "city": "Austin", "phones": ("+15550100123",)},
            "first names",
            id="spouse",
        ),
        pytest.param(
            {"name": "Jorge Moss", "emails": ("ana@example.com",)}, "first names", id="other name"
        ),
        pytest.param(
            {"family_name": "Lopez", "city": "Austin", "phones": ("+15550100123",)},
            "household",
            id="no first name",
        ),
        pytest.param(
            {"name": "A Lopez", "city": "Austin", "phones": ("+15550100123",)},
            "household",
            id="an initial is not personal",
        ),
        pytest.param({"phones": ("+15550100123",)}, "household", id="a phone alone"),
        pytest.param(
            {"name": "Ana Lopez", "handles": (Handle("x", "аna_l"),)}, "look alike", id="confusable"
        ),
    ],
)
def test_vetoed(values, reason):
    assert reason in veto_against_ana(**values)


def test_a_namesake_in_the_same_city_with_another_phone_and_email_is_judged():
    reason = veto_against_ana(
        name="Ana Lopez", city="Austin", phones=("+15550100777",), emails=("al@example.net",)
    )

    assert "more than one other thing differs" in reason


def test_numbers_in_a_row_do_not_make_one_of_two_who_were_born_years_apart():
    namesake = {"name": "Ana Lopez", "city": "Austin", "phones": ("+15550100124",)}

    reason = veto_against_ana(**namesake, emails=("al@example.net",), birth_date="2004-09-17")

    assert "more than one other thing differs" in (reason or "")
    assert veto_against_ana(**namesake, emails=("al@example.net",)) is None, "a slip of the finger"


@pytest.mark.parametrize(
    ("values", "is_vetoed"),
    [
        pytest.param({"city": "Seattle", "emails": ("ana.lopez2@example.org",)}, True, id="a 2"),
        pytest.param({"city": "Seattle", "emails": ("ana.lopez@example.org",)}, True,
                     id="another provider"),
        pytest.param({"city": "Austin", "emails": ("ana.lopez2@example.org",)}, False,
                     id="the same city"),
        pytest.param({"emails": ("ana.lopez2@example.org",)}, False, id="no city known"),
        pytest.param({"city": "Seattle", "emails": ("ana.lopez@example.com",)}, False,
                     id="the same address"),
        pytest.param({"city": "Seattle", "emails": ("ana.lopez2@example.org",),
                      "birth_date": "1980-02-01"}, False, id="born on the same day"),
    ],
)  # fmt: skip
def test_an_address_made_of_the_name_tells_no_more_than_the_name(values, is_vetoed):
    ana = record(name="Ana Lopez", city="Austin", emails=("ana.lopez@example.com",),
                 birth_date="1980-02-01")  # fmt: skip
    arriving = record(name="Ana Lopez", **values)
    score = score_customer(
        load_model(None), arriving, [ana], identifier_customers={}, customers=100
    )

    reason = veto(arriving, score, kind=RecordKind.ACCOUNT)

    assert (reason is not None and "address" in reason) is is_vetoed


def test_a_common_name_in_a_large_city_with_another_phone_is_judged():
    model, smith = load_model(None), {"name": "Mary Smith", "city": "New York"}
    arriving = record(**smith, phones=("+15550100777",))
    known = record(**smith, phones=("+15550100123",))
    score = score_customer(model, arriving, [known], customers=100)

    assert "common name" in (veto(arriving, score, kind=RecordKind.ACCOUNT) or "")


def test_father_and_son_stay_two_where_one_record_of_the_father_lacks_the_suffix():
    home = {"city": "Austin", "phones": ("+15550100123",)}
    father = [record(name="John Moss", **home), record(name="John Moss Sr.", **home)]
    son = record(name="John Moss Jr.", **home)
    score = score_customer(load_model(None), son, father, customers=100)

    assert "two generations" in (veto(son, score, kind=RecordKind.ACCOUNT, others=father) or "")
    assert veto(father[0], score, kind=RecordKind.ACCOUNT, others=father) is None


def test_a_contact_who_says_only_a_name_and_a_city_is_attached_to_nobody():
    reason = veto_against_ana(kind=RecordKind.CONTACT, name="Ana Lopez", city="Austin")

    assert "self-declared" in (reason or "")


def test_somebody_with_a_new_phone_is_no_namesake_yet():
    assert veto_against_ana(name="Ana Lopez", city="Austin", phones=("+15550100777",)) is None


@pytest.mark.parametrize(
    "values",
    [
        pytest.param({"name": "Anna Lopez", "phones": ("+15550100123",)}, id="first name agrees"),
        pytest.param({"emails": ("ana@example.com",)}, id="own e-mail"),
        pytest.param({"handles": (Handle("x", "@ana_l"),)}, id="own handle"),
        pytest.param({"numbers": (Number("order", "1001"),)}, id="own order"),
        pytest.param({"family_name": "Lopez", "birth_date": "1980-02-01"}, id="birth date"),
        pytest.param({"name": "A Lopez", "emails": ("ana@example.com",)}, id="initial and e-mail"),
    ],
)
def test_not_vetoed(values):
    assert veto_against_ana(**values) is None


def test_an_email_that_two_customers_hold_is_household_evidence():
    reason = veto_against_ana(
        family_name="Lopez", emails=("ana@example.com",), shared=["email:ana@example.com"]
    )

    assert "household" in reason


def test_a_public_profile_needs_an_identifier_in_common():
    reason = veto_against_ana(kind=RecordKind.PROFILE, name="Ana Lopez", city="Austin")

    assert "self-declared" in reason


@pytest.mark.parametrize(
    "values",
    [
        pytest.param({"handles": (Handle("x", "ana_l"),)}, id="handle"),
        pytest.param({"numbers": (Number("order", "1001"),)}, id="order"),
    ],
)
def test_a_public_profile_with_an_identifier_may_be_linked(values):
    assert veto_against_ana(kind=RecordKind.PROFILE, name="Ana L", city="Austin", **values) is None


def test_an_account_with_name_and_city_may_be_linked():
    assert veto_against_ana(kind=RecordKind.ACCOUNT, name="Ana Lopez", city="Austin") is None
