"""Which mailbox is meant?"""

import pytest

from identity.normalise.emails import is_role, normalise_email, normalise_emails


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Ana@Example.COM", "ana@example.com", id="case"),
        pytest.param(" ana@example.com. ", "ana@example.com", id="spaces and a final dot"),
        pytest.param("Ana Lopez <ana@example.com>", "ana@example.com", id="with a name"),
        pytest.param("mailto:ana@example.com?subject=x", "ana@example.com", id="link"),
        pytest.param("ana.lopez+shop@gmail.com", "analopez@gmail.com", id="gmail dots and tag"),
        pytest.param("a.na@googlemail.com", "ana@gmail.com", id="googlemail"),
        pytest.param("ana.l+x@outlook.com", "ana.l@outlook.com", id="tag, but dots count"),
        pytest.param("ana+x@example.com", "ana+x@example.com", id="tag of an unknown provider"),
        pytest.param("a.na@example.com", "a.na@example.com", id="dots of an unknown provider"),
        pytest.param("ana@müller.example", "ana@xn--mller-kva.example", id="domain in Unicode"),
        pytest.param("ana@例え。example", "ana@xn--r8jz45g.example", id="ideographic full stop"),
        pytest.param("ana@XN--MLLER-KVA.example", "ana@xn--mller-kva.example", id="punycode"),
        pytest.param('"Lopez, Ana" <ana@example.com>', "ana@example.com", id="name with a comma"),
        pytest.param("'ana@example.com'", "ana@example.com", id="in quotes"),
        pytest.param("ana@example.com (Ana Lopez)", "ana@example.com", id="with a comment"),
        pytest.param("ana@me.com", "ana@icloud.com", id="me.com is icloud.com"),
        pytest.param("ana+shop@pm.me", "ana@proton.me", id="proton's short domain and a tag"),
        pytest.param("ana+shop@hotmail.co.uk", "ana@hotmail.co.uk", id="tag, national domain"),
        pytest.param("ana@hotmail.com", "ana@hotmail.com", id="hotmail is not outlook"),
        pytest.param("ana+x@yahoo.com", "ana+x@yahoo.com", id="yahoo delivers tags apart"),
        pytest.param("n.a@gmail.com", "na@gmail.com", id="initials"),
        pytest.param("ana\u200b@example.com", "ana@example.com", id="invisible character"),
        pytest.param("ａｎａ@example.com", "ana@example.com", id="full-width letters"),
    ],
)
def test_variants_of_one_mailbox_are_one(text, expected):
    assert normalise_email(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="empty"),
        pytest.param("ana", id="no domain"),
        pytest.param("ana@", id="nothing after the sign"),
        pytest.param("@example.com", id="nothing before the sign"),
        pytest.param("ana@localhost", id="no dot"),
        pytest.param("ana@@example.com", id="two signs"),
        pytest.param("ana lopez@example.com", id="space"),
        pytest.param("ana@example..com", id="two dots"),
        pytest.param("no-reply@example.com", id="nobody reads it"),
        pytest.param("none@none.com", id="placeholder"),
        pytest.param("+tag@gmail.com", id="only a tag"),
        pytest.param("none@none", id="placeholder without an end"),
        pytest.param("test@test.com", id="a tester's"),
        pytest.param("test@test.de", id="a German tester's"),
        pytest.param("aaa@aaa.com", id="one letter all along"),
        pytest.param("noreply123@example.com", id="nobody reads it, numbered"),
        pytest.param("MAILER-DAEMON@example.com", id="a bounce"),
        pytest.param("a***@example.com", id="masked"),
        pytest.param("anonymous@anonymous.invalid", id="a domain that cannot be"),
        pytest.param("ana..l@example.com", id="two dots before the sign"),
        pytest.param("ana@example.com or phone", id="words behind it"),
    ],
)
def test_what_is_nobodys_address_gives_none(text):
    assert normalise_email(text) is None


def test_two_people_of_one_domain_stay_two():
    assert normalise_email("ana@example.com") != normalise_email("anna@example.com")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "ana@example.com; Ana.L@example.com",
            ("ana@example.com", "ana.l@example.com"),
            id="semicolon",
        ),
        pytest.param(
            "Ana <ana@example.com>, Bo <bo@example.com>",
            ("ana@example.com", "bo@example.com"),
            id="with names",
        ),
        pytest.param("ana@example.com ANA@example.com", ("ana@example.com",), id="one, twice"),
        pytest.param("ana@example.com / none@none.com", ("ana@example.com",), id="and nobody's"),
        pytest.param("ana@b@example.com", (), id="two signs"),
    ],
)
def test_a_cell_may_hold_several(text, expected):
    assert normalise_emails(text) == expected


@pytest.mark.parametrize("address", ["info@example.com", "customer.service@example.com"])
def test_an_office_has_mailboxes(address):
    assert is_role(address)


@pytest.mark.parametrize("address", ["ana@example.com", "infante@example.com"])
def test_a_persons_mailbox_is_no_office(address):
    assert not is_role(address)
