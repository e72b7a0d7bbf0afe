"""Is this delivery from who it says? One function that checks every scheme of the table.

A signature is checked over the raw bytes and compared as the text that was sent, in constant time:
base64 has several spellings of the same bytes, and only the one that a sender makes is taken.
"""

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Final

from connectors.errors import BadSecretError, SignatureError
from connectors.schemes import Coding, Part, Scheme, SecretForm
from connectors.signed_url import addresses, form_text

SIGNATURES: Final = 16  # that one delivery may carry; a sender in rotation has two
TIMESTAMP_DIGITS: Final = 12  # more than any second until the year 33,658
SECRET_CHARACTERS: Final = (8, 512)  # of one that is used as the text it is
DIGESTS: Final = {"HMAC_SHA1": "sha1", "HMAC_SHA256": "sha256"}  # as a `digest_header` names them
# What WordPress' wp_specialchars_decode() makes of a text with ENT_QUOTES.
ENTITIES: Final = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "#034": '"', "#039": "'"}
ENTITY: Final = re.compile("&(" + "|".join(ENTITIES) + ");")


@dataclass(frozen=True, slots=True)
class Secret:
    """The key of one sender, ready to use; it never appears in a repr."""

    key: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Signed:
    """What a sender vouches for. Header names are lower-case; `url` is the public one."""

    headers: Mapping[str, str]
    body: bytes
    url: str = ""


def read_secret(scheme: Scheme, text: str) -> Secret:
    """Return the secret that a sender shows as `text`. Raises BadSecretError, without the value."""
    if scheme.secret is not SecretForm.BASE64:
        shortest, longest = SECRET_CHARACTERS
        if not shortest <= len(text) <= longest:
            raise BadSecretError(
                scheme.name, f"has {len(text)} characters, and {shortest} to {longest} are expected"
            )
        escaped = scheme.secret is SecretForm.ESCAPED
        return Secret((ENTITY.sub(_entity, text) if escaped else text).encode())
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
    scheme: Scheme, secret: Secret, body: bytes, *, delivery_id: str, at: int, url: str = ""
) -> dict[str, str]:
    """Return the headers that a sender adds to this body; `at` is in epoch seconds.

    Where the scheme signs the address, `url` is that, and the body a form.
    """
    stamp = datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    timestamp = stamp if scheme.iso_timestamp else str(at)
    signed = Signed({}, body, url)
    signature = _signature(scheme, secret, signed, delivery_id, timestamp, scheme.digest)
    if scheme.timestamp_prefix is not None:
        time_and = f"{scheme.timestamp_prefix}{timestamp}{scheme.separator}"
        return {scheme.signature_header: time_and + signature}
    headers = {scheme.signature_header: signature}
    if scheme.id_header is not None:
        headers[scheme.id_header] = delivery_id
    if scheme.timestamp_header is not None:
        headers[scheme.timestamp_header] = timestamp
    return headers


def verify(scheme: Scheme, secrets: Sequence[Secret], signed: Signed, *, now: float) -> str:
    """Return the id of a delivery that one of the secrets signed within the window.

    One without an id of its own is known by what it says. `now` is in epoch seconds. Raises
    SignatureError.
    """
    presented = signed.headers.get(scheme.signature_header, "")
    delivery_id = signed.headers.get(scheme.id_header or "", "")
    if not presented or (scheme.needs_id and not delivery_id):
        raise SignatureError("a header is missing")
    sent = [presented] if scheme.separator is None else presented.split(scheme.separator)
    sent = sent[:SIGNATURES]
    timestamp = _timestamp(scheme, signed.headers, sent, now) if scheme.needs_time else ""
    digest = _digest(scheme, signed.headers)
    signatures = [_bytes(one) for one in sent]
    matches = False
    for secret in secrets:
        for url in addresses(signed.url) if Part.URL in scheme.signed else ("",):
            at = replace(signed, url=url)
            fitting = _bytes(_signature(scheme, secret, at, delivery_id, timestamp, digest))
            for signature in signatures:
                matches |= hmac.compare_digest(fitting, signature)
    if not matches:
        raise SignatureError("no signature fits")
    return delivery_id or _known_by(scheme, signed)


def _timestamp(scheme: Scheme, headers: Mapping[str, str], sent: Sequence[str], now: float) -> str:
    if scheme.timestamp_prefix is not None:
        times = [one for one in sent if one.startswith(scheme.timestamp_prefix)]
        timestamp = times[0].removeprefix(scheme.timestamp_prefix) if len(times) == 1 else ""
    else:
        timestamp = headers.get(scheme.timestamp_header or "", "")
    if not timestamp:
        raise SignatureError("a header is missing")
    if abs(now - _seconds(scheme, timestamp)) > scheme.window_seconds:
        raise SignatureError("the timestamp is too far from now")
    return timestamp


def _seconds(scheme: Scheme, timestamp: str) -> float:
    if not scheme.iso_timestamp:
        if timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= TIMESTAMP_DIGITS:
            return int(timestamp)
        raise SignatureError("the timestamp is not a number of seconds")
    try:
        at = datetime.fromisoformat(timestamp)
        if at.tzinfo is not None:
            return at.timestamp()
    except (ValueError, OverflowError):
        pass
    raise SignatureError("the timestamp is not a time with a zone")


def _digest(scheme: Scheme, headers: Mapping[str, str]) -> str:
    """Return the digest that this delivery is signed with."""
    for part in headers.get(scheme.digest_header or "", "").split(","):
        name, _, value = part.partition("=")
        if name.strip() == "algorithm" and value.strip():
            digest = DIGESTS.get(value.strip().upper())
            if digest is None:
                raise SignatureError("the algorithm is unknown")
            return digest
    return scheme.digest


def _signature(
    scheme: Scheme, secret: Secret, signed: Signed, delivery_id: str, timestamp: str, digest: str
) -> str:
    parts = {
        Part.ID: _bytes(delivery_id),
        Part.TIMESTAMP: _bytes(timestamp),
        Part.DOT: b".",
        Part.BODY: signed.body,
    }
    if Part.URL in scheme.signed:
        parts[Part.URL] = form_text(signed.url, signed.body)
    made = hmac.digest(secret.key, b"".join(parts[part] for part in scheme.signed), digest)
    if scheme.coding is Coding.HEX:
        return scheme.prefix + made.hex()
    return scheme.prefix + base64.b64encode(made).decode("ascii")


def _known_by(scheme: Scheme, signed: Signed) -> str:
    """Return a name for a delivery without one: the same for the same words on the same subject."""
    said = [signed.headers.get(header, "") for header in scheme.kept.values() if header]
    text = "\0".join(said).encode("latin-1", "backslashreplace") + b"\0" + signed.body
    return "said:" + hashlib.sha256(text).hexdigest()


def _entity(found: re.Match[str]) -> str:
    return ENTITIES[found[1]]


def _bytes(header: str) -> bytes:
    """Return the bytes of a header value, which reach us as Latin-1; a sender of ours is ASCII."""
    return header.encode("latin-1", "backslashreplace")
