"""Deliveries are taken from who signed them, and from nobody else: judged by the vendors' code."""

import base64
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks.webhooks import Webhook as Vendor

from connectors.errors import BadSecretError, SignatureError
from connectors.signatures import SCHEMES, STANDARD_WEBHOOKS, read_secret, sign, verify

NOW = 1_793_610_000
OLD, NEW = ("whsec_" + base64.b64encode(byte * 32).decode() for byte in (b"o", b"n"))
BODY = '{"event": "ringing", "caller_name": "Zoë"}'.encode()


def vendor_signed(secret: str, body: bytes = BODY, *, at: int = NOW) -> dict[str, str]:
    signature = Vendor(secret).sign("msg_1", datetime.fromtimestamp(at, UTC), body.decode())
    return {"webhook-id": "msg_1", "webhook-timestamp": str(at), "webhook-signature": signature}


def accepts(headers: dict[str, str], body: bytes = BODY, *, secrets: tuple[str, ...]) -> bool:
    keys = [read_secret(STANDARD_WEBHOOKS, secret) for secret in secrets]
    try:
        return verify(STANDARD_WEBHOOKS, keys, headers, body, now=NOW) == headers["webhook-id"]
    except SignatureError:
        return False


def test_what_the_vendors_code_signs_is_accepted():
    assert accepts(vendor_signed(OLD), secrets=(OLD,))


def test_what_we_sign_the_vendors_code_accepts():
    now = round(datetime.now(UTC).timestamp())

    headers = sign(
        STANDARD_WEBHOOKS, read_secret(STANDARD_WEBHOOKS, OLD), BODY, delivery_id="msg_1", at=now
    )

    assert Vendor(OLD).verify(BODY, headers)["event"] == "ringing"


def test_both_secrets_are_accepted_while_they_are_exchanged():
    assert accepts(vendor_signed(OLD), secrets=(NEW, OLD))
    assert accepts(vendor_signed(NEW), secrets=(NEW, OLD))
    assert not accepts(vendor_signed(OLD), secrets=(NEW,))


def test_one_fitting_signature_among_several_is_enough():
    headers = vendor_signed(OLD)
    theirs = f"v1a,c29tZXRoaW5n {vendor_signed(NEW)['webhook-signature']}"

    assert accepts(
        headers | {"webhook-signature": f"{theirs} {headers['webhook-signature']}"}, secrets=(OLD,)
    )
    assert not accepts(headers | {"webhook-signature": theirs}, secrets=(OLD,))


@given(st.sampled_from(["body", "webhook-id", "webhook-timestamp", "webhook-signature"]), st.data())
def test_one_bit_changed_anywhere_is_refused(part, data):
    headers = vendor_signed(OLD)
    clear = bytearray(BODY if part == "body" else headers[part].encode())
    place = data.draw(st.integers(0, len(clear) * 8 - 1))
    clear[place // 8] ^= 1 << place % 8

    if part == "body":
        assert not accepts(headers, bytes(clear), secrets=(OLD,))
    else:
        assert not accepts(headers | {part: clear.decode("latin-1")}, secrets=(OLD,))


@pytest.mark.parametrize(
    ("seconds", "taken"),
    [
        pytest.param(-301, False, id="too old"),
        pytest.param(-300, True, id="just in time"),
        pytest.param(300, True, id="their clock is ahead"),
        pytest.param(301, False, id="from the future"),
    ],
)
def test_a_delivery_is_taken_within_five_minutes_both_ways(seconds, taken):
    assert accepts(vendor_signed(OLD, at=NOW + seconds), secrets=(OLD,)) is taken


@pytest.mark.parametrize("name", ["webhook-id", "webhook-timestamp", "webhook-signature"])
@pytest.mark.parametrize("value", ["", None, "x", "v1,", "1e9", "٣", "\xff", "9" * 5000])
def test_hostile_headers_are_refused(name, value):
    headers = vendor_signed(OLD)
    hostile = {key: text for key, text in (headers | {name: value}).items() if text is not None}

    with pytest.raises(SignatureError):
        verify(STANDARD_WEBHOOKS, [read_secret(STANDARD_WEBHOOKS, OLD)], hostile, BODY, now=NOW)


def test_a_replayed_body_under_another_time_is_refused():
    headers = vendor_signed(OLD, at=NOW - round(timedelta(hours=1).total_seconds()))

    assert not accepts(headers | {"webhook-timestamp": str(NOW)}, secrets=(OLD,))


@pytest.mark.parametrize("scheme", SCHEMES, ids=lambda scheme: scheme.name)
@pytest.mark.parametrize(
    "text",
    [
        pytest.param("whsec_not base64!", id="not base64"),
        pytest.param("whsec_" + base64.b64encode(b"short").decode(), id="too short"),
        pytest.param("whsec_" + base64.b64encode(b"l" * 65).decode(), id="too long"),
        pytest.param("", id="empty"),
    ],
)
def test_a_bad_secret_is_refused_without_being_shown(scheme, text):
    with pytest.raises(BadSecretError) as refused:
        read_secret(scheme, text)

    assert text.removeprefix("whsec_") not in str(refused.value) or not text


def test_a_secret_is_never_printed():
    secret = read_secret(STANDARD_WEBHOOKS, OLD)

    assert "o" * 8 not in repr(secret)
    assert OLD.removeprefix("whsec_") not in repr(secret)
