"""Which telephone number is meant?"""

import pytest

from identity.normalise.phones import normalise_phone


@pytest.mark.parametrize(
    ("text", "region", "expected"),
    [
        pytest.param("(555) 010-0123", "US", "+15550100123", id="brackets"),
        pytest.param("+1 555 010 0123", "GB", "+15550100123", id="prefix beats the region"),
        pytest.param("07700 900123", "GB", "+447700900123", id="trunk zero of the region"),
        pytest.param("+44 (0) 7700 900123", "US", "+447700900123", id="trunk zero in brackets"),
        pytest.param("0044 7700 900123", "US", "+447700900123", id="00 for the prefix"),
        pytest.param("030/901820", "DE", "+4930901820", id="slash"),
        pytest.param("555-010-0123 ext. 5", "US", "+15550100123", id="extension"),
        pytest.param("1-800-FLOWERS", "US", "+18003569377", id="letters of a keypad"),
        pytest.param("５５５０１００１２３", "US", "+15550100123", id="full-width digits"),
        pytest.param("٥٥٥٠١٠٠١٢٣", "US", "+15550100123", id="Arabic digits"),
        pytest.param("tel:+44-7700-900123", "US", "+447700900123", id="tel address"),
        pytest.param("sip:+15550100123@pbx.example.com", "US", "+15550100123", id="sip address"),
        pytest.param("<sip:+15550100123@example.com>", "US", "+15550100123", id="sip in brackets"),
        pytest.param("555-010-0123; 555-010-0124", "US", "+15550100123", id="the first of two"),
        pytest.param("+17833116209", "US", "+17833116209", id="possible, of no known area"),
        pytest.param("+99912345678", "US", "+99912345678", id="no plan knows it: its digits"),
        pytest.param("5550100", "US", "+15550100", id="without area code"),
    ],
)
def test_a_number_becomes_e164(text, region, expected):
    assert normalise_phone(text, region) == expected


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="empty"),
        pytest.param("anonymous", id="withheld"),
        pytest.param("sip:anonymous@anonymous.invalid", id="withheld by sip"),
        pytest.param("Restricted", id="restricted"),
        pytest.param("unknown", id="unknown"),
        pytest.param("12345", id="short code"),
        pytest.param("0000000000", id="zeros"),
        pytest.param("+1 999 999 9999", id="one digit all along"),
        pytest.param("1234567890", id="the keypad"),
        pytest.param("+1234567890123456789", id="too long"),
        pytest.param("ana@example.com", id="an e-mail address"),
        pytest.param("+", id="a plus"),
    ],
)
def test_what_is_nobodys_number_gives_none(text):
    assert normalise_phone(text, "US") is None


@pytest.mark.parametrize("text", ["9" * 100_000, "+" * 100_000, "(" * 100_000, "1 / " * 30_000])
def test_hostile_input_is_no_number(text):
    assert normalise_phone(text, "US") is None
