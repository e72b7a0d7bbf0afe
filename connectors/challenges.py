"""Senders that ask by GET, before they send, whether this address expects them."""

import base64
import hmac
from collections.abc import Mapping, Sequence

from connectors.errors import SignatureError
from connectors.schemes import Challenge, Scheme
from connectors.signatures import Secret


def answer_challenge(
    scheme: Scheme, secrets: Sequence[Secret], query: Mapping[str, str], *, token: str | None
) -> str | dict[str, str]:
    """Return what to answer a GET with: text, or an object to send as JSON.

    `token` is the one that a person has given to both sides. Raises SignatureError.
    """
    if scheme.challenge is Challenge.CRC and (said := query.get("crc_token")) and secrets:
        digest = hmac.digest(secrets[0].key, said.encode(), "sha256")
        return {"response_token": "sha256=" + base64.b64encode(digest).decode("ascii")}
    if scheme.challenge is Challenge.ECHO and token and query.get("hub.mode") == "subscribe":
        shown = query.get("hub.verify_token", "")
        if hmac.compare_digest(shown.encode(), token.encode()):
            return query.get("hub.challenge", "")
    raise SignatureError("nobody we know asks like this")
