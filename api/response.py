"""How the API answers: JSON bodies, refusals, and the headers that every answer carries."""

import json
from collections.abc import Callable, Mapping
from typing import Any, Final

from starlette.responses import Response

from api.errors import RefusedError

SECURITY_HEADERS: Final = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
# Answers hold people: nothing between us and the client may keep them.
PRIVATE_HEADERS: Final = {**SECURITY_HEADERS, "cache-control": "no-store"}


def standard_json(value: object) -> bytes:
    """Return the value as JSON in UTF-8."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8")


try:
    import orjson

    write_json: Callable[[object], bytes] = orjson.dumps
except ImportError:  # the extra `fast` is not installed
    write_json = standard_json


def json_response(
    value: object,
    *,
    status: int = 200,
    media_type: str = "application/json",
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Return the value as an answer that nobody keeps."""
    return Response(
        write_json(value),
        status_code=status,
        media_type=media_type,
        headers={**PRIVATE_HEADERS, **(headers or {})},
    )


def refusal(error: RefusedError, *, request_id: str, media_type: str) -> Response:
    """Return the refusal in the shape of a GraphQL error, so that every client can show it."""
    shown: dict[str, Any] = {
        "message": str(error),
        "extensions": {"code": error.code, "requestId": request_id},
    }
    later = {} if error.retry_seconds is None else {"retry-after": str(error.retry_seconds)}
    return json_response(
        {"errors": [shown]},
        status=error.status,
        media_type=media_type,
        headers={**error.headers, **later, "x-request-id": request_id},
    )
