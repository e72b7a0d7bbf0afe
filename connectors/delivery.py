"""What of a request is kept as one delivery: its body, and the headers that belong to it."""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from connectors.errors import BadBodyError, SignatureError
from connectors.payload import read_payload
from connectors.schemes import ARRIVAL, Part, Scheme
from connectors.signed_url import read_form

FORM: Final = "application/x-www-form-urlencoded"
HEADER_CHARACTERS: Final = 200


def read_delivery(
    scheme: Scheme, headers: Mapping[str, str], body: bytes, *, now_ms: int
) -> tuple[dict[str, Any], str]:
    """Return the payload that connectors read, and the text that it is kept as.

    A form becomes an object of its fields. Where a sender says in headers what its body is about,
    they stand beside it: `{"topic": "orders/delete", "body": {"id": 1}}`. Raises BadBodyError.
    """
    if Part.URL in scheme.signed and headers.get("content-type", "").startswith(FORM):
        return _kept(_fields(body))
    payload = read_payload(body)
    if not scheme.kept:
        return payload, body.decode("utf-8")
    arrival = {ARRIVAL: datetime.fromtimestamp(now_ms / 1000, UTC).isoformat()}
    around = {
        name: arrival.get(header) or headers.get(header) for name, header in scheme.kept.items()
    }
    said = {name: value[:HEADER_CHARACTERS] for name, value in around.items() if value}
    return _kept({**said, "body": payload})


def is_greeting(scheme: Scheme, headers: Mapping[str, str], body: bytes) -> bool:
    """Whether a sender only tries the address: unsigned, with a form of one number."""
    if scheme.greeting is None or scheme.signature_header in headers:
        return False
    return re.fullmatch(rf"{scheme.greeting}=[0-9]{{1,20}}".encode(), body.strip()) is not None


def _kept(payload: dict[str, Any]) -> tuple[dict[str, Any], str]:
    text = json.dumps(payload, ensure_ascii=False)
    return read_payload(text.encode("utf-8", "surrogatepass")), text


def _fields(body: bytes) -> dict[str, Any]:
    found: dict[str, Any] = {}
    try:
        for name, value in read_form(body):
            found.setdefault(name, value)
    except SignatureError:
        raise BadBodyError("is no form") from None
    return found
