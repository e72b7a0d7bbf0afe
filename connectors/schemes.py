"""How senders sign their webhooks: one row per scheme, in one table."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

ARRIVAL: Final = ""  # stands for a header that says when the delivery came


class Part(StrEnum):
    """What signed text is made of."""

    ID = "id"
    TIMESTAMP = "timestamp"
    DOT = "."
    BODY = "body"
    URL = "url"  # the public address, then the fields of a form by name


class Coding(StrEnum):
    BASE64 = "base64"
    HEX = "hex"


class SecretForm(StrEnum):
    """What a sender shows as its secret."""

    BASE64 = "base64"  # bytes, after a prefix
    TEXT = "text"
    ESCAPED = "escaped"  # text in which HTML's entities stand for the characters meant


class Challenge(StrEnum):
    """How a sender asks, by GET, whether we are who it is to send to."""

    CRC = "crc"  # X: sign what it says
    ECHO = "echo"  # Meta: say it back to whoever knows the token


@dataclass(frozen=True, slots=True)
class Scheme:
    """How one family of senders signs: a row of the table."""

    name: str
    signature_header: str
    signed: tuple[Part, ...] = (Part.BODY,)
    digest: str = "sha256"  # of the HMAC
    digest_header: str | None = None  # in which a sender may name another one
    coding: Coding = Coding.BASE64
    prefix: str = ""  # before each signature; others in the header are of versions unknown to us
    separator: str | None = None  # between signatures, where there may be several
    id_header: str | None = None  # None, or not sent: a delivery is known by what it says
    timestamp_header: str | None = None
    timestamp_prefix: str | None = None  # the time stands among the signatures, after this
    iso_timestamp: bool = False  # and not seconds
    window_seconds: int = 300  # how far a signed timestamp may be from now, both ways
    secret: SecretForm = SecretForm.TEXT
    secret_prefix: str = ""  # of a secret, which is base64 after it
    secret_bytes: tuple[int, int] = (24, 64)  # shortest and longest, where it is base64
    kept: Mapping[str, str] = field(
        default_factory=dict, hash=False
    )  # name → header to keep with the body
    greeting: str | None = None  # the unsigned field by which a sender tries the address
    challenge: Challenge | None = None

    @property
    def needs_id(self) -> bool:
        return Part.ID in self.signed

    @property
    def needs_time(self) -> bool:
        return Part.TIMESTAMP in self.signed


# standardwebhooks.com, specification 1.0, "Signature scheme" and "Verifying webhook authenticity"
STANDARD_WEBHOOKS: Final = Scheme(
    name="Standard Webhooks",
    signature_header="webhook-signature",
    signed=(Part.ID, Part.DOT, Part.TIMESTAMP, Part.DOT, Part.BODY),
    prefix="v1,",
    separator=" ",
    id_header="webhook-id",
    timestamp_header="webhook-timestamp",
    secret=SecretForm.BASE64,
    secret_prefix="whsec_",  # noqa: S106  what every secret begins with
)

# shopify.dev, "Deliver webhooks through HTTPS", "Verify the origin of webhooks"
SHOPIFY: Final = Scheme(
    name="Shopify",
    signature_header="x-shopify-hmac-sha256",
    id_header="x-shopify-webhook-id",
    kept={"topic": "x-shopify-topic", "at": "x-shopify-triggered-at"},
)

# WooCommerce's class WC_Webhook, generate_signature(): its delivery id is per webhook and second
WOOCOMMERCE: Final = Scheme(
    name="WooCommerce",
    signature_header="x-wc-webhook-signature",
    secret=SecretForm.ESCAPED,
    kept={"topic": "x-wc-webhook-topic", "at": ARRIVAL},
    greeting="webhook_id",
)

# developers.facebook.com, "Webhooks from Meta", "Validating payloads", "Verification requests"
META: Final = Scheme(
    name="Meta",
    signature_header="x-hub-signature-256",
    coding=Coding.HEX,
    prefix="sha256=",
    challenge=Challenge.ECHO,
)

# developer.zendesk.com, "Verifying webhook authenticity". What is tried again after an outage may
# bear its first time, so the window is wide; sent twice, a body counts once in any case.
ZENDESK: Final = Scheme(
    name="Zendesk",
    signature_header="x-zendesk-webhook-signature",
    signed=(Part.TIMESTAMP, Part.BODY),
    timestamp_header="x-zendesk-webhook-signature-timestamp",
    iso_timestamp=True,
    window_seconds=3600,
)

# Chatwoot from 4.x on, lib/webhooks/trigger.rb; older ones sign nothing and are not taken
CHATWOOT: Final = Scheme(
    name="Chatwoot",
    signature_header="x-chatwoot-signature",
    signed=(Part.TIMESTAMP, Part.DOT, Part.BODY),
    coding=Coding.HEX,
    prefix="sha256=",
    id_header="x-chatwoot-delivery",
    timestamp_header="x-chatwoot-timestamp",
)

# Zammad's admin documentation 6.4, "Webhooks", "Headers"
ZAMMAD: Final = Scheme(
    name="Zammad",
    signature_header="x-hub-signature",
    digest="sha1",
    coding=Coding.HEX,
    prefix="sha1=",
    id_header="x-zammad-delivery",
)

# twilio.com/docs/usage/webhooks/webhooks-security, and twilio's RequestValidator 9.13
TWILIO: Final = Scheme(
    name="Twilio",
    signature_header="x-twilio-signature",
    signed=(Part.URL,),
    digest="sha1",
    digest_header="x-twilio-webhooks-signature-settings",
    id_header="i-twilio-idempotency-token",
)

# docs.x.com, "Securing webhooks": signatures, and the challenge-response check (CRC)
X: Final = Scheme(
    name="X",
    signature_header="x-twitter-webhooks-signature",
    prefix="sha256=",
    kept={"at": ARRIVAL},  # events do not say when they happened
    challenge=Challenge.CRC,
)

# docs.stripe.com/webhooks/signature
STRIPE: Final = Scheme(
    name="Stripe",
    signature_header="stripe-signature",
    signed=(Part.TIMESTAMP, Part.DOT, Part.BODY),
    coding=Coding.HEX,
    prefix="v1=",
    separator=",",
    timestamp_prefix="t=",
)

SCHEMES: Final = (
    STANDARD_WEBHOOKS,
    SHOPIFY,
    WOOCOMMERCE,
    META,
    ZENDESK,
    CHATWOOT,
    ZAMMAD,
    TWILIO,
    X,
    STRIPE,
)
