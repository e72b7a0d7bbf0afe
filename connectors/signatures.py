"""Is this delivery from who it says? One row per signature scheme, one function that checks all.

A signature is checked over the raw bytes and compared as the text that was sent, in constant time:
base64 has several spellings of the same bytes, and only the one that a sender makes is taken.
"""

import base64
import binascii
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from connectors.errors import BadSecretError, SignatureError

SIGNATURES: Final = 16  # that one delivery may carry; a sender in rotation has two
TIMESTAMP_DIGITS: Final = 12  # more than any second until the year 33,658


class Part(StrEnum):
    """What signed text is made of."""

    ID = "id"
    TIMESTAMP = "timestamp"
    DOT = "."
    BODY = "body"


@dataclass(frozen=True, slots=True)
class Secret:
    """The key of one sender, ready to use; it never appears in a repr."""

    key: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Scheme:
    """How one family of senders signs: a row of the table."""

    name: str
    signature_header: str
    id_header: str
    timestamp_header: str
    signed: tuple[Part, ...]
    digest: str  # of the HMAC
    prefix: str  # before each signature; others in the same header are of versions unknown to us
    separator: str  # between signatures
    secret_prefix: str  # of a secret, which is base64 after it
    secret_bytes: tuple[int, int]  # shortest and longest
    window_seconds: int  # how far the timestamp may be from now, both ways


# standardwebhooks.com, specification 1.0, "Signature scheme" and "Verifying webhook authenticity"
STANDARD_WEBHOOKS: Final = Scheme(
    name="Standard Webhooks",
    signature_header="webhook-signature",
    id_header="webhook-id",
    timestamp_header="webhook-timestamp",
    signed=(Part.ID, Part.DOT, Part.TIMESTAMP, Part.DOT, Part.BODY),
    digest="sha256",
    prefix="v1,",
    separator=" ",
    secret_prefix="whsec_",  # noqa: S106  what every secret begins with
    secret_bytes=(24, 64),
    window_seconds=300,
)

SCHEMES: Final = (STANDARD_WEBHOOKS,)


def read_secret(scheme: Scheme, text: str) -> Secret:
    """Return the secret that a sender shows as `text`. Raises BadSecretError, without the value."""
    try:
        encoded = text.removeprefix(scheme.secret_prefix)
        key = base64.b64decode(encoded + "=" * (-len(encoded) % 4), validate=True)
    except (binascii.Error, ValueError):
        raise BadSecretError(scheme.name, "is not base64") from None
    shortest, longest = scheme.secret_bytes
    if not shortest <= len(key) <= longest:
        raise BadSecretError(
            scheme.name, f"has {len(key)} bytes, and {shortest} to {longest} are expected"
        )
    return Secret(key)


def sign(
    scheme: Scheme, secret: Secret, body: bytes, *, delivery_id: str, at: int
) -> dict[str, str]:
    """Return the headers that a sender adds to this body; `at` is in epoch seconds."""
    return {
        scheme.id_header: delivery_id,
        scheme.timestamp_header: str(at),
        scheme.signature_header: _signature(scheme, secret, delivery_id, str(at), body),
    }


def verify(
    scheme: Scheme,
    secrets: Sequence[Secret],
    headers: Mapping[str, str],
    body: bytes,
    *,
    now: float,
) -> str:
    """Return the id of a delivery that one of the secrets signed within the window.

    Header names are lower-case; `now` is in epoch seconds. Raises SignatureError.
    """
    delivery_id = headers.get(scheme.id_header, "")
    timestamp = headers.get(scheme.timestamp_header, "")
    presented = headers.get(scheme.signature_header, "")
    if not (delivery_id and timestamp and presented):
        raise SignatureError("a header is missing")
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= TIMESTAMP_DIGITS):
        raise SignatureError("the timestamp is not a number of seconds")
    if abs(now - int(timestamp)) > scheme.window_seconds:
        raise SignatureError("the timestamp is too far from now")
    signatures = [_bytes(one) for one in presented.split(scheme.separator)[:SIGNATURES]]
    matches = False
    for secret in secrets:
        expected = _bytes(_signature(scheme, secret, delivery_id, timestamp, body))
        for signature in signatures:
            matches |= hmac.compare_digest(expected, signature)
    if not matches:
        raise SignatureError("no signature fits")
    return delivery_id


def _signature(
    scheme: Scheme, secret: Secret, delivery_id: str, timestamp: str, body: bytes
) -> str:
    parts = {
        Part.ID: _bytes(delivery_id),
        Part.TIMESTAMP: _bytes(timestamp),
        Part.DOT: b".",
        Part.BODY: body,
    }
    digest = hmac.digest(secret.key, b"".join(parts[part] for part in scheme.signed), scheme.digest)
    return scheme.prefix + base64.b64encode(digest).decode("ascii")


def _bytes(header: str) -> bytes:
    """Return the bytes of a header value, which reach us as Latin-1; a sender of ours is ASCII."""
    return header.encode("latin-1", "backslashreplace")
