"""Which telephone number is meant?"""

import phonenumbers
import pytest

from identity.normalise.phones import normalise_phone, normalise_phones, switchboard


@pytest.mark.parametrize(
    ("text", "region", "expected"),
    [
        pytest.param("(555) 010-0123", "US", "+15550100123", id="brackets"),
        pytest.param("+1 555 010 0123", "GB", "+15550100123", id="prefix beats the region"),
        pytest.param("07700 900123", "GB", "+447700900123", id="trunk zero of the region"),
        pytest.param("+44 (0) 7700 900123", "US", "+447700900123", id="trunk zero in brackets"),
        pytest.param("0044 7700 900123", "US", "+447700900123", id="00 for the prefix"),
        pytest.param("030/901820", "DE", "+4930901820", id="slash"),
        pytest.param("555-010-0123 ext. 5", "US", "+15550100123x5", id="extension"),
        pytest.param("555-010-0123 x12", "US", "+15550100123x12", id="extension, x"),
        pytest.param("+1 (555) 010-0123 #12", "US", "+15550100123x12", id="extension, hash"),
        pytest.param("5550100123,,12#", "US", "+15550100123x12", id="extension, dialled"),
        pytest.param("555-010-0123, ext 12", "US", "+15550100123x12", id="behind a comma"),
        pytest.param("030 901820 Durchwahl 12", "DE", "+4930901820x12", id="German extension"),
        pytest.param("01 99 00 12 34 poste 12", "FR", "+33199001234x12", id="French extension"),
        pytest.param("tel:+1-555-010-0123;ext=12", "GB", "+15550100123x12", id="RFC 3966"),
        pytest.param("555-010-0123 ext. 0", "US", "+15550100123", id="no extension"),
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
        pytest.param("1.555.010.0123", "US", "+15550100123", id="trunk one"),
        pytest.param("0171 123 / 456", "DE", "+49171123456", id="slash within a number"),
        pytest.param("030 901820/21", "DE", "+4930901820", id="another end behind a slash"),
        pytest.param("+447700900123", "US", "+447700900123", id="E.164 already"),
        pytest.param("+4407700900123", "US", "+447700900123", id="trunk zero behind the prefix"),
        pytest.param("+390612345678", "US", "+390612345678", id="an Italian zero stays"),
        pytest.param("#31#07700900123", "GB", "+447700900123", id="sent with a hidden number"),
        pytest.param("*67 555 010 0123", "US", "+15550100123", id="hidden, with a space"),
        pytest.param("sip:%2B15550100123@example.com;user=phone", "US", "+15550100123", id="%2B"),
        pytest.param("sip:5550100123:secret@example.com", "US", "+15550100123", id="password"),
        pytest.param("tel:0100123;phone-context=+1555", "US", "+15550100123", id="context"),
        pytest.param('"Ana" <sip:5550100123@example.com>', "US", "+15550100123", id="named sip"),
        pytest.param("15550100123@s.whatsapp.net", "GB", "+15550100123", id="WhatsApp's address"),
        pytest.param("mobile: 07700 900123", "GB", "+447700900123", id="a label"),
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


@pytest.mark.parametrize(
    ("text", "region", "expected"),
    [
        pytest.param(
            "555-010-0123; 555-010-0124", "US", ("+15550100123", "+15550100124"), id="semicolon"
        ),
        pytest.param("555-0100 or 555-0101", "US", ("+15550100", "+15550101"), id="or"),
        pytest.param("555-0100 / 555-0101", "US", ("+15550100", "+15550101"), id="slash"),
        pytest.param(
            "home: 555-010-0123 | work: 555-010-0199 x5",
            "US",
            ("+15550100123", "+15550100199x5"),
            id="labels and an extension",
        ),
        pytest.param("555-010-0123 / 5550100123", "US", ("+15550100123",), id="one, twice"),
        pytest.param("555-010-0123, 911", "US", ("+15550100123",), id="and a short code"),
        pytest.param("0171 123 / 456", "DE", ("+49171123456",), id="one"),
        pytest.param("unknown / withheld", "US", (), id="none"),
    ],
)
def test_a_cell_may_hold_several(text, region, expected):
    assert normalise_phones(text, region) == expected


def test_a_desk_is_not_the_switchboard():
    desk = normalise_phone("555-010-0123 x5", "US")

    assert desk != normalise_phone("555-010-0123", "US")
    assert desk != normalise_phone("555-010-0123 x6", "US")
    assert switchboard(desk) == "+15550100123"


@pytest.mark.parametrize(
    "text",
    [
        "Anonymous", "Private", "PRIVATE NUMBER", "No Caller ID", "Blocked", "Withheld",
        "Unavailable", "Restricted", "Unknown caller", "Anonym", "Unterdrückt",
        "Unbekannt", "Numéro masqué", "Inconnu", "Privé", "Número oculto", "Desconocido",
        "Numero privato", "Sconosciuto", "Oculto", "Número desconhecido", "Onbekend",
        "Nieznany", "Numer zastrzeżony", "Неизвестный", "Номер скрыт", "非通知", "未知号码",
        "발신번호표시제한", "غير معروف", "Gizli numara",
        "sip:anonymous@anonymous.invalid", '"Anonymous" <sip:c8oqz84zk7z@privacy.example>',
        "+266696687", "266696687", "+86282452253", "86282452253", "+7378742833", "8656696",
    ],
)  # fmt: skip
def test_a_caller_who_hides_is_nobody(text):
    assert normalise_phones(text, "US") == ()


@pytest.mark.parametrize(
    "text",
    [
        "5555555555", "+1 555 555 5555", "(512) 555-5555", "512-999-9999", "512-123-4567",
        "1231231234", "9876543210", "0000000", "1234567", "9999999", "00000000000",
    ],
)  # fmt: skip
def test_what_a_form_is_filled_with_is_nobody(text):
    assert normalise_phones(text, "US") == ()


@pytest.mark.parametrize("text", ["512-555-5554", "512-123-4568", "9876543211", "866-569-6123"])
def test_a_number_that_merely_looks_like_it_is_kept(text):
    assert normalise_phone(text, "US") is not None


def test_what_is_e164_already_is_what_parsing_it_gives():
    regions = sorted(phonenumbers.SUPPORTED_REGIONS)
    types = (phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE)
    examples = {
        phonenumbers.format_number(one, phonenumbers.PhoneNumberFormat.E164)
        for region in regions
        for kind in types
        if (one := phonenumbers.example_number_for_type(region, kind)) is not None
    }
    long_enough = {one for one in examples if len(one) >= len("+43") + 7 + 1}

    assert len(long_enough) > 200
    # A leading space takes the way through the library.
    assert {
        one: normalise_phone(one, "US")
        for one in long_enough
        if normalise_phone(one, "US") != normalise_phone(" +" + one[1:] + " .", "US")
    } == {}


@pytest.mark.parametrize("text", ["9" * 100_000, "+" * 100_000, "(" * 100_000, "1 / " * 30_000])
def test_hostile_input_is_no_number(text):
    assert normalise_phone(text, "US") is None
