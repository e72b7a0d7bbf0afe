"""Which mailbox is meant?"""

import pytest

from identity.normalise.emails import normalise_email


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
    ],
)
def test_what_is_nobodys_address_gives_none(text):
    assert normalise_email(text) is None


def test_two_people_of_one_domain_stay_two():
    assert normalise_email("ana@example.com") != normalise_email("anna@example.com")
