"""Deliveries are taken from who signed them, and from nobody else: judged by the vendors' code."""

import base64
import hashlib
import hmac
import json
import time
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlencode

import pytest
import stripe
from hypothesis import given, settings
from hypothesis import strategies as st
from standardwebhooks.webhooks import Webhook as StandardWebhook
from twilio.request_validator import RequestValidator

from connectors.challenges import answer_challenge
from connectors.errors import BadSecretError, SignatureError
from connectors.schemes import (
    CHATWOOT,
    META,
    SCHEMES,
    SHOPIFY,
    STANDARD_WEBHOOKS,
    STRIPE,
    TWILIO,
    WOOCOMMERCE,
    ZAMMAD,
    ZENDESK,
    Part,
    Scheme,
    SecretForm,
    X,
)
from connectors.signatures import Signed, read_secret, sign, verify

NOW = 1_793_610_000
OLD, NEW = ("whsec_" + base64.b64encode(byte * 32).decode() for byte in (b"o", b"n"))
PLAIN = "an invented secret"
BODY = '{"event": "ringing", "caller_name": "Zoë"}'.encode()
FORM = urlencode([("CallSid", "CA1"), ("From", "+15550100123"), ("Called", ""), ("Name", "Zoë")])
URL = "https://hooks.example.com/hooks/sms/main"

every_scheme = pytest.mark.parametrize("scheme", SCHEMES, ids=lambda scheme: scheme.name)


def secret_text(scheme: Scheme) -> str:
    return OLD if scheme.secret is SecretForm.BASE64 else PLAIN


def body_of(scheme: Scheme) -> bytes:
    return FORM.encode() if Part.URL in scheme.signed else BODY


def signed(scheme: Scheme, *, at: int = NOW) -> dict[str, str]:
    secret = read_secret(scheme, secret_text(scheme))
    return sign(scheme, secret, body_of(scheme), delivery_id="msg_1", at=at, url=URL)


def takes(
    scheme: Scheme,
    headers: dict[str, str],
    body: bytes,
    *,
    secrets: tuple[str, ...],
    url: str = URL,
    now: float = NOW,
) -> bool:
    keys = [read_secret(scheme, secret) for secret in secrets]
    try:
        return bool(verify(scheme, keys, Signed(headers, body, url), now=now))
    except SignatureError:
        return False


def vendor_signed(secret: str, body: bytes = BODY, *, at: int = NOW) -> dict[str, str]:
    signature = StandardWebhook(secret).sign(
        "msg_1", datetime.fromtimestamp(at, UTC), body.decode()
    )
    return {"webhook-id": "msg_1", "webhook-timestamp": str(at), "webhook-signature": signature}


def accepts(headers: dict[str, str], body: bytes = BODY, *, secrets: tuple[str, ...]) -> bool:
    return takes(STANDARD_WEBHOOKS, headers, body, secrets=secrets)


def test_what_the_vendors_code_signs_is_accepted():
    assert accepts(vendor_signed(OLD), secrets=(OLD,))


def test_what_we_sign_the_vendors_code_accepts():
    now = round(datetime.now(UTC).timestamp())

    headers = signed(STANDARD_WEBHOOKS, at=now)

    assert StandardWebhook(OLD).verify(BODY, headers)["event"] == "ringing"


@pytest.mark.parametrize("algorithm", ["HMAC_SHA1", "HMAC_SHA256"])
@pytest.mark.parametrize(
    "url",
    [
        pytest.param(URL, id="as it is"),
        pytest.param("https://hooks.example.com:443/hooks/sms/main", id="with its port"),
    ],
)
def test_what_twilio_signs_is_accepted(algorithm, url):
    fields = {name: values[0] for name, values in parse_qs(FORM, keep_blank_values=True).items()}
    signature = RequestValidator(PLAIN).compute_signature(url, fields, algorithm)
    headers = {
        "x-twilio-signature": signature,
        "x-twilio-webhooks-signature-settings": f"key=k,algorithm={algorithm}",
    }

    assert takes(TWILIO, headers, FORM.encode(), secrets=(PLAIN,))
    assert not takes(TWILIO, headers, FORM.encode(), secrets=(PLAIN,), url=URL + "/other")
    assert not takes(TWILIO, headers, FORM.encode() + b"&From=%2B1555", secrets=(PLAIN,))


def test_what_we_sign_twilio_accepts():
    fields = {name: values[0] for name, values in parse_qs(FORM, keep_blank_values=True).items()}

    assert RequestValidator(PLAIN).validate(URL, fields, signed(TWILIO)["x-twilio-signature"])


def test_twilio_signs_json_by_an_address_that_holds_its_hash():
    url = f"{URL}?bodySHA256={hashlib.sha256(BODY).hexdigest()}"
    headers = {"x-twilio-signature": RequestValidator(PLAIN).compute_signature(url, {})}

    assert RequestValidator(PLAIN).validate(url, BODY.decode(), headers["x-twilio-signature"])
    assert takes(TWILIO, headers, BODY, secrets=(PLAIN,), url=url)
    assert not takes(TWILIO, headers, BODY + b" ", secrets=(PLAIN,), url=url)


def test_what_stripe_signs_is_accepted():
    signature = stripe.WebhookSignature._compute_signature(f"{NOW}.{BODY.decode()}", PLAIN)
    headers = {"stripe-signature": f"t={NOW},v1={signature},v0={'0' * 64}"}

    assert takes(STRIPE, headers, BODY, secrets=(PLAIN,))
    assert not takes(STRIPE, headers, BODY, secrets=(PLAIN,), now=NOW + 301)


def test_what_we_sign_stripe_accepts():
    headers = signed(STRIPE, at=round(time.time()))

    assert stripe.WebhookSignature.verify_header(
        BODY.decode(), headers["stripe-signature"], PLAIN, tolerance=300
    )


def digest(algorithm: str, text: bytes) -> bytes:
    return hmac.new(PLAIN.encode(), text, algorithm).digest()


STAMP = datetime.fromtimestamp(NOW, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@pytest.mark.parametrize(
    ("scheme", "headers"),
    [
        pytest.param(
            SHOPIFY,
            {"x-shopify-hmac-sha256": base64.b64encode(digest("sha256", BODY)).decode()},
            id="Shopify: base64 of the body's",
        ),
        pytest.param(
            WOOCOMMERCE,
            {"x-wc-webhook-signature": base64.b64encode(digest("sha256", BODY)).decode()},
            id="WooCommerce: the same under another name",
        ),
        pytest.param(
            META,
            {"x-hub-signature-256": "sha256=" + digest("sha256", BODY).hex()},
            id="Meta: in hexadecimal",
        ),
        pytest.param(
            ZENDESK,
            {
                "x-zendesk-webhook-signature": base64.b64encode(
                    digest("sha256", STAMP.encode() + BODY)
                ).decode(),
                "x-zendesk-webhook-signature-timestamp": STAMP,
            },
            id="Zendesk: the time before the body",
        ),
        pytest.param(
            CHATWOOT,
            {
                "x-chatwoot-signature": "sha256="
                + digest("sha256", f"{NOW}.".encode() + BODY).hex(),
                "x-chatwoot-timestamp": str(NOW),
            },
            id="Chatwoot: the time, a dot, the body",
        ),
        pytest.param(
            ZAMMAD,
            {"x-hub-signature": "sha1=" + digest("sha1", BODY).hex()},
            id="Zammad: SHA-1",
        ),
        pytest.param(
            X,
            {
                "x-twitter-webhooks-signature": "sha256="
                + base64.b64encode(digest("sha256", BODY)).decode()
            },
            id="X: base64 behind a prefix",
        ),
    ],
)
def test_what_a_vendor_describes_is_what_we_accept(scheme, headers):
    assert takes(scheme, headers, BODY, secrets=(PLAIN,))
    assert not takes(scheme, headers, BODY, secrets=("another secret",))


@every_scheme
@settings(deadline=None)
@given(st.data())
def test_one_bit_changed_anywhere_is_refused(scheme, data):
    headers, body = signed(scheme), body_of(scheme)
    vouched = {"body"} | set(headers)
    if not scheme.needs_id:
        vouched -= {scheme.id_header}
    part = data.draw(st.sampled_from(sorted(vouched)))
    clear = bytearray(body if part == "body" else headers[part].encode())
    place = data.draw(st.integers(0, len(clear) * 8 - 1))
    clear[place // 8] ^= 1 << place % 8

    if part == "body":
        assert not takes(scheme, headers, bytes(clear), secrets=(secret_text(scheme),))
    else:
        changed = headers | {part: clear.decode("latin-1")}
        assert not takes(scheme, changed, body, secrets=(secret_text(scheme),))


@every_scheme
def test_both_secrets_are_accepted_while_they_are_exchanged(scheme):
    other = NEW if scheme.secret is SecretForm.BASE64 else "the next secret"
    ours = secret_text(scheme)

    assert takes(scheme, signed(scheme), body_of(scheme), secrets=(other, ours))
    assert not takes(scheme, signed(scheme), body_of(scheme), secrets=(other,))


@every_scheme
def test_an_unsigned_delivery_is_refused(scheme):
    headers = {name: "" for name in signed(scheme)}

    assert not takes(scheme, headers, body_of(scheme), secrets=(secret_text(scheme),))
    assert not takes(scheme, {}, body_of(scheme), secrets=(secret_text(scheme),))


@every_scheme
def test_a_signed_time_is_good_for_a_while(scheme):
    if not scheme.needs_time:
        assert takes(
            scheme, signed(scheme), body_of(scheme), secrets=(secret_text(scheme),), now=NOW * 2
        )
        return
    for seconds, taken in ((0, True), (1, False)):
        late = NOW + scheme.window_seconds + seconds
        early = NOW - scheme.window_seconds - seconds
        for now in (late, early):
            assert taken is takes(
                scheme, signed(scheme), body_of(scheme), secrets=(secret_text(scheme),), now=now
            )


@every_scheme
def test_a_delivery_has_one_name_however_often_it_comes(scheme):
    def name(headers: dict[str, str], body: bytes) -> str:
        key = read_secret(scheme, secret_text(scheme))
        return verify(scheme, [key], Signed(headers, body, URL), now=NOW + 2)

    other = body_of(scheme) + (b"&x=1" if Part.URL in scheme.signed else b" ")
    key = read_secret(scheme, secret_text(scheme))
    another = sign(scheme, key, other, delivery_id="msg_2", at=NOW, url=URL)

    assert name(signed(scheme), body_of(scheme)) == name(
        signed(scheme, at=NOW + 1), body_of(scheme)
    )
    assert name(signed(scheme), body_of(scheme)) != name(another, other)


def test_one_fitting_signature_among_several_is_enough():
    headers = vendor_signed(OLD)
    theirs = f"v1a,c29tZXRoaW5n {vendor_signed(NEW)['webhook-signature']}"

    assert accepts(
        headers | {"webhook-signature": f"{theirs} {headers['webhook-signature']}"}, secrets=(OLD,)
    )
    assert not accepts(headers | {"webhook-signature": theirs}, secrets=(OLD,))


@pytest.mark.parametrize("name", ["webhook-id", "webhook-timestamp", "webhook-signature"])
@pytest.mark.parametrize("value", ["", None, "x", "v1,", "1e9", "٣", "\xff", "9" * 5000])
def test_hostile_headers_are_refused(name, value):
    headers = vendor_signed(OLD)
    hostile = {key: text for key, text in (headers | {name: value}).items() if text is not None}

    with pytest.raises(SignatureError):
        verify(
            STANDARD_WEBHOOKS,
            [read_secret(STANDARD_WEBHOOKS, OLD)],
            Signed(hostile, BODY),
            now=NOW,
        )


@every_scheme
@settings(deadline=None)
@given(st.data())
def test_whatever_a_stranger_sends_is_refused_and_nothing_else(scheme, data):
    text = st.text(st.characters(max_codepoint=255), max_size=80)
    headers = {name: data.draw(text, label=name) for name in signed(scheme)}

    with pytest.raises(SignatureError):
        verify(
            scheme,
            [read_secret(scheme, secret_text(scheme))],
            Signed(headers, data.draw(st.binary(max_size=80)), URL),
            now=NOW,
        )


def test_a_replayed_body_under_another_time_is_refused():
    headers = vendor_signed(OLD, at=NOW - round(timedelta(hours=1).total_seconds()))

    assert not accepts(headers | {"webhook-timestamp": str(NOW)}, secrets=(OLD,))


def test_woocommerce_signs_with_what_its_secret_means():
    meant, shown = 'a&b <secret> "it\'s"', "a&amp;b &lt;secret&gt; &quot;it&#039;s&quot;"

    assert read_secret(WOOCOMMERCE, shown) == read_secret(WOOCOMMERCE, meant)
    assert read_secret(WOOCOMMERCE, "&eacute;-secret") != read_secret(WOOCOMMERCE, "é-secret")


def test_x_is_answered_with_what_it_says_signed():
    answer = answer_challenge(
        X, [read_secret(X, PLAIN), read_secret(X, "an older one")], {"crc_token": "c-1"}, token=None
    )

    expected = base64.b64encode(digest("sha256", b"c-1")).decode()
    assert answer == {"response_token": f"sha256={expected}"}


@pytest.mark.parametrize(
    ("token", "query", "answer"),
    [
        pytest.param("t0ken", {"hub.verify_token": "t0ken"}, "c-1", id="it knows the token"),
        pytest.param("t0ken", {"hub.verify_token": "token"}, None, id="it does not"),
        pytest.param("t0ken", {}, None, id="it shows none"),
        pytest.param(None, {"hub.verify_token": ""}, None, id="none is set"),
    ],
)
def test_meta_hears_its_own_words_from_who_knows_the_token(token, query, answer):
    asked = {"hub.mode": "subscribe", "hub.challenge": "c-1", **query}

    if answer is None:
        with pytest.raises(SignatureError):
            answer_challenge(META, [read_secret(META, PLAIN)], asked, token=token)
    else:
        assert answer_challenge(META, [read_secret(META, PLAIN)], asked, token=token) == answer


@pytest.mark.parametrize(
    ("scheme", "text"),
    [
        pytest.param(STANDARD_WEBHOOKS, "whsec_not base64!", id="not base64"),
        pytest.param(STANDARD_WEBHOOKS, "whsec_" + "c2hvcnQ=", id="too short"),
        pytest.param(
            STANDARD_WEBHOOKS, "whsec_" + base64.b64encode(b"l" * 65).decode(), id="too long"
        ),
        pytest.param(STANDARD_WEBHOOKS, "", id="empty"),
        pytest.param(SHOPIFY, "hush", id="a short text"),
        pytest.param(SHOPIFY, "h" * 513, id="a long text"),
        pytest.param(SHOPIFY, "", id="no text"),
    ],
)
def test_a_bad_secret_is_refused_without_being_shown(scheme, text):
    with pytest.raises(BadSecretError) as refused:
        read_secret(scheme, text)

    assert text.removeprefix("whsec_") not in str(refused.value) or not text


@every_scheme
def test_a_secret_is_never_printed(scheme):
    secret = read_secret(scheme, secret_text(scheme))

    assert "o" * 8 not in repr(secret)
    assert secret_text(scheme).removeprefix("whsec_") not in repr(secret)


def test_the_names_of_the_table_are_told_apart():
    assert len({scheme.name for scheme in SCHEMES}) == len(SCHEMES)
    assert json.dumps([scheme.signature_header for scheme in SCHEMES]).islower()
