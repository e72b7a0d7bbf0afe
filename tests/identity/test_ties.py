"""By what records are tied to those of other people: homes, offices, and what they say."""

from datetime import UTC, datetime

import pytest

from identity.normalise.mail_providers import company_domain
from identity.normalise.record import normalise
from identity.records import Consent, PersonRecord
from identity.ties import domains, home_key, tie_columns

HOME = {"address": "12 Elm Street", "postcode": "89501", "city": "Reno"}


def comparable(**values: object):
    return normalise(PersonRecord("crm", "1", **values), default_region="US")


@pytest.mark.parametrize(
    ("other", "same"),
    [
        pytest.param({**HOME, "address": "12 elm st."}, True, id="abbreviated"),
        pytest.param({**HOME, "city": None}, True, id="the postcode is enough"),
        pytest.param({**HOME, "address": "14 Elm Street"}, False, id="next door"),
        pytest.param({**HOME, "postcode": "89502"}, False, id="another place"),
    ],
)
def test_a_home_is_a_street_and_number_in_its_place(keys, other, same):
    one, two = home_key(comparable(**HOME), keys), home_key(comparable(**other), keys)

    assert (one == two) is same


@pytest.mark.parametrize(
    "values",
    [
        pytest.param({"city": "Reno", "postcode": "89501"}, id="no street"),
        pytest.param({"address": "12 Elm Street"}, id="no place"),
        pytest.param({"address": "12", "city": "Reno"}, id="a number only"),
    ],
)
def test_what_names_no_house_is_no_home(keys, values):
    assert home_key(comparable(**values), keys) is None


@pytest.mark.parametrize(
    ("email", "domain"),
    [
        ("ada@bluedune.example", "bluedune.example"),
        ("ada@mail.bluedune.example", "mail.bluedune.example"),
        ("ada@gmail.com", None),
        ("ada@googlemail.com", None),
        ("ada@yahoo.co.uk", None),
        ("ada@gmx.de", None),
        ("ada@outlook.es", None),
        ("ada@t-online.de", None),
        ("ada@privaterelay.appleid.com", None),
        ("ada@example.com", None),
    ],
)
def test_a_company_is_known_by_its_own_mail_domain_only(email, domain):
    assert domains(comparable(emails=(email,))) == ([domain] if domain else [])
    assert company_domain(email) in (domain, None)


def test_a_record_that_says_nothing_has_no_ties(keys):
    person = PersonRecord("crm", "1", name="Ana Lopez", emails=("ana@gmail.com",))

    assert set(tie_columns(person, comparable(name="Ana Lopez"), keys).values()) == {None}


def test_consents_are_kept_with_their_times(keys):
    at = datetime(2026, 11, 1, tzinfo=UTC)
    consents = (Consent("email", "news", True, at), Consent("any", "news", False))
    person = PersonRecord("crm", "1", consents=consents)

    assert tie_columns(person, comparable(), keys)["consents"] == (
        '[["email","news",true,1793491200000],["any","news",false,null]]'
    )
