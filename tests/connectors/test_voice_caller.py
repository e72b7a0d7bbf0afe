"""What a telephone network says of a caller: usable numbers and plausible names, nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.voice.caller import read_name, read_number


@pytest.mark.parametrize(
    ("shown", "number"),
    [
        pytest.param("+1 (555) 010-0123", "+15550100123", id="international"),
        pytest.param("555.010.0123", "5550100123", id="national"),
        pytest.param("sip:+447700900123@pbx.example.com;user=phone", "+447700900123", id="sip"),
        pytest.param('"Ana" <sip:+447700900123@pbx.example.com>', "+447700900123", id="display"),
        pytest.param("sip:%2B447700900123@pbx.example.com", "+447700900123", id="percent"),
        pytest.param("tel:+44-7700-900123;phone-context=x", "+447700900123", id="tel"),
        pytest.param("sip:ana@example.com", None, id="a sip name is no number"),
        pytest.param("sip:anonymous@anonymous.invalid", None, id="anonymous"),
        pytest.param("<unknown>", None, id="unknown"),
        pytest.param("+266696687", None, id="anonymous on the keypad"),
        pytest.param("+17378742833", None, id="restricted on the keypad"),
        pytest.param("4711", None, id="an extension"),
        pytest.param("0000000000", None, id="noughts"),
        pytest.param("+1555010012345678", None, id="too long"),
        pytest.param("٠٧٧٠٠٩٠٠١٢٣", None, id="digits of another script"),
        pytest.param("1" * 100_000, None, id="endless"),
        pytest.param("", None, id="empty"),
        pytest.param(None, None, id="none"),
    ],
)
def test_a_number_is_taken_only_when_it_can_be_called(shown, number):
    assert read_number(shown) == number


@pytest.mark.parametrize(
    ("shown", "name"),
    [
        pytest.param("Ana Lopez", "Ana Lopez", id="plain"),
        pytest.param("LOPEZ,ANA", "ANA LOPEZ", id="family name first"),
        pytest.param('"Ana  Lopez"', "Ana Lopez", id="quoted"),
        pytest.param("Seán O’Brien-Smith", "Seán O’Brien-Smith", id="marks"),
        pytest.param("J. Smith", "J. Smith", id="initial"),
        pytest.param("प्रिया शर्मा", "प्रिया शर्मा", id="combining marks"),
        pytest.param("山田太郎", "山田太郎", id="one word in another script"),
        pytest.param("LEE MA", None, id="may be a city and state"),
        pytest.param("AUSTIN TX", None, id="city and state"),
        pytest.param("WIRELESS CALLER", None, id="kind of line"),
        pytest.param("Acme Inc", None, id="firm"),
        pytest.param("Reception", None, id="one word"),
        pytest.param("V1234567 890", None, id="digits"),
        pytest.param("ana@example.com", None, id="an address"),
        pytest.param("Private Number", None, id="withheld"),
        pytest.param("A B", None, id="letters only"),
        pytest.param("a" * 81, None, id="too long"),
        pytest.param("\u202eAna Lopez", None, id="direction override"),
        pytest.param(None, None, id="none"),
    ],
)
def test_a_name_is_taken_only_when_it_can_be_a_persons(shown, name):
    assert read_name(shown) == name


@given(st.text(max_size=400))
def test_no_text_breaks_the_reading(text):
    number = read_number(text)

    assert number is None or number.removeprefix("+").isdigit()
    assert read_name(text) is None or len(read_name(text) or "") <= 80
