"""Card and account numbers are masked before anything is stored; what looks like one stays."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from context.masking import mask_delivery, mask_record, mask_transcript
from context.masking_text import mask_text
from context.records import CaseRecord, Utterance
from tests.context.quality import START, call

# Numbers that payment networks publish for tests; the IBANs are the registry's examples.
VISA = "4111111111111111"


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        pytest.param(f"my card is {VISA}.", "my card is ************1111.", id="plain"),
        pytest.param("4111 1111 1111 1111", "**** **** **** 1111", id="in groups"),
        pytest.param("4111-1111-1111-1111", "****-****-****-1111", id="with dashes"),
        pytest.param("3782 822463 10005", "**** ****** *0005", id="American Express"),
        pytest.param("5555555555554444", "************4444", id="Mastercard"),
        pytest.param("2223003122003222", "************3222", id="Mastercard, second series"),
        pytest.param("6011 1111 1111 1117", "**** **** **** 1117", id="Discover"),
        pytest.param(
            "order 20533, 4111 1111 1111 1111", "order 20533, **** **** **** 1111",
            id="after an order",
        ),
        pytest.param(
            "4111 1111 1111 1111 12/27 123", "**** **** **** 1111 12/27 ***", id="date and code"
        ),
        pytest.param(
            "4111 1111 1111 1111 exp 12/2027, 1234", "**** **** **** 1111 exp 12/2027, ****",
            id="a code of four",
        ),
        pytest.param("the cvv is 123", "the cvv is ***", id="code in a message of its own"),
        pytest.param("Prüfziffer: 987", "Prüfziffer: ***", id="code in German"),
        pytest.param("card number 4222222222222", "card number *********2222", id="a word says so"),
        pytest.param(
            "IBAN DE89 3704 0044 0532 0130 00", "IBAN **** **** **** **** **30 00", id="IBAN"
        ),
        pytest.param("gb82WEST12345698765432 x", "******************5432 x", id="IBAN, no gaps"),
        pytest.param("SSN 123-45-6789", "SSN ***-**-****", id="social security"),
    ],
)  # fmt: skip
def test_what_is_nobodys_to_keep_is_masked(said, kept):
    assert mask_text(said) == kept
    assert len(mask_text(said)) == len(said)
    assert mask_text(kept) == kept


@pytest.mark.parametrize(
    "said",
    [
        pytest.param("order 4111111111111112", id="a card's digits but the check"),
        pytest.param("order 9111111111111116", id="the check, but no network's"),
        pytest.param("order 112-1234567-1234567", id="a shop's order"),
        pytest.param("order 4222222222222", id="thirteen digits, and no word of a card"),
        pytest.param("call +49 151 12345678 or 0049 15112345678", id="telephone"),
        pytest.param("IMEI 490154203237518", id="a telephone's own number, with Luhn's check"),
        pytest.param("1Z999AA10123456784", id="parcel"),
        pytest.param("tweet 1859123456789012345", id="a post's id"),
        pytest.param("DE89370400440532013001", id="an IBAN's digits but the check"),
        pytest.param("DE89 3704", id="part of an IBAN"),
        pytest.param("the code is on page 123", id="a code of something"),
        pytest.param("2026-11-23 09:00", id="a time"),
        pytest.param("12345-67-8901", id="digits in other groups"),
    ],
)
def test_what_only_looks_like_it_stays(said):
    assert mask_text(said) == said


@given(st.text(alphabet="0123456789 -./cvAB", max_size=80))
@settings(max_examples=200, deadline=None)
def test_masking_keeps_length_and_is_done_once(text):
    masked = mask_text(text)

    assert len(masked) == len(text)
    assert all(new in (old, "*") for new, old in zip(masked, text, strict=True))


def test_a_number_is_masked_that_is_said_bit_by_bit():
    transcript = (
        Utterance("customer", 0, 2, "It is 4111 1111"),
        Utterance("agent", 2, 3, "Yes, go on."),
        Utterance("customer", 3, 5, "1111 1111, that is all"),
    )

    said = [one.text for one in mask_transcript(transcript)]

    assert said == ["It is **** ****", "Yes, go on.", "**** 1111, that is all"]


def test_records_are_masked_where_people_write():
    case = CaseRecord(source="desk", source_id=VISA, opened_at=START, subject=f"card {VISA}")

    assert mask_record(case).subject == "card ************1111"
    assert mask_record(case).source_id == VISA
    assert mask_record(call(text=f"{VISA} please")).text == "************1111 please"
    assert mask_record(call(text="order 20533")) == call(text="order 20533")


def test_a_delivery_keeps_its_ids_and_stays_json():
    body = {"id": VISA, "number": int(VISA), "sender": {"id": VISA}, "text": VISA,
            "ticket": {"comment": {"body": f"my card {VISA}"}}, "order": "20533"}  # fmt: skip

    kept = json.loads(mask_delivery(json.dumps(body)))

    assert (kept["id"], kept["number"], kept["sender"]["id"]) == (VISA, int(VISA), VISA)
    assert kept["text"] == "************1111"
    assert kept["ticket"]["comment"]["body"] == "my card ************1111"
    assert mask_delivery('{"id": 7}') == '{"id": 7}'
    mask_delivery(f'{{"text": "{VISA} \\ud800"}}').encode()  # half a pair stays escaped
