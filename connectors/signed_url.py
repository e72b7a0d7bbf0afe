"""What a sender signs that vouches for an address: the address, and the fields of its form.

twilio.com/docs/usage/webhooks/webhooks-security, and twilio's RequestValidator 9.13: of a form,
each name with each of its values, both sorted and without repetition, follows the address; of any
other body, the address carries its SHA-256.
"""

import hashlib
import hmac
from typing import Final
from urllib.parse import parse_qs, parse_qsl, urlsplit

from connectors.errors import SignatureError

BODY_HASH: Final = "bodySHA256"
FIELDS: Final = 1000  # of one form


def form_text(url: str, body: bytes) -> bytes:
    """Return what is signed for this body at this address. Raises SignatureError."""
    hashes = parse_qs(urlsplit(url).query).get(BODY_HASH, [])
    if hashes:
        if not hmac.compare_digest(hashlib.sha256(body).hexdigest().encode(), hashes[0].encode()):
            raise SignatureError("the address is of another body")
        return url.encode()
    fields = (name + value for name, value in sorted(set(read_form(body))))
    return url.encode() + "".join(fields).encode()


def addresses(url: str) -> tuple[str, ...]:
    """Return the spellings of an address that a sender may have signed: its port is optional."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition(":")[0] if parts.port else parts.netloc
    port = parts.port or (443 if parts.scheme == "https" else 80)
    return (
        parts._replace(netloc=host).geturl(),
        parts._replace(netloc=f"{host}:{port}").geturl(),
    )


def read_form(body: bytes) -> list[tuple[str, str]]:
    """Return the fields of a form in their order. Raises SignatureError where it is none."""
    try:
        text = body.decode("ascii")
        return parse_qsl(
            text, keep_blank_values=True, strict_parsing=bool(text), max_num_fields=FIELDS
        )
    except ValueError:
        raise SignatureError("the body is no form") from None
