"""What the API refuses, and how it says so.

ApiError
└── RefusedError       a request that is answered with an HTTP status and a reason
    ├── BadRequestError       400: the body is not a GraphQL request
    ├── UnauthenticatedError  401: no valid API key
    ├── ForbiddenError        403: the key's role may not ask this
    ├── WrongMethodError      405: GraphQL is asked by POST only
    ├── SlowBodyError         408: the body did not arrive in time
    ├── TooLargeError         413: the body is over the limit
    ├── WrongMediaTypeError   415: the body is not JSON
    └── TooSlowError          503: the answer was not ready before its deadline
"""

from collections.abc import Mapping
from typing import ClassVar


class ApiError(Exception):
    """Root of this room's errors."""


class RefusedError(ApiError):
    """A refusal; `str()` of it is safe to show to the client and holds nothing personal."""

    status: ClassVar[int]
    code: ClassVar[str]
    headers: ClassVar[Mapping[str, str]] = {}


class BadRequestError(RefusedError):
    status, code = 400, "BAD_REQUEST"


class UnauthenticatedError(RefusedError):
    status, code = 401, "UNAUTHENTICATED"
    headers: ClassVar[Mapping[str, str]] = {"www-authenticate": 'Bearer realm="tellonce"'}

    def __init__(self, *, sent: bool) -> None:
        problem = "this API key is not known or was revoked" if sent else "an API key is needed"
        super().__init__(
            f"{problem}: send the header `authorization: Bearer tk_…` "
            "with the key that the first `tellonce serve` printed"
        )


class ForbiddenError(RefusedError):
    status, code = 403, "FORBIDDEN"

    def __init__(self, role: str, field: str) -> None:
        super().__init__(
            f"a key of the role {role} may not ask for {field}: use a key of another role"
        )


class WrongMethodError(RefusedError):
    status, code = 405, "METHOD_NOT_ALLOWED"
    headers: ClassVar[Mapping[str, str]] = {"allow": "POST"}

    def __init__(self) -> None:
        super().__init__(
            "GraphQL is asked by POST with a JSON body: addresses are logged on the way, "
            "and a query may name a person"
        )


class SlowBodyError(RefusedError):
    status, code = 408, "REQUEST_TIMEOUT"

    def __init__(self, seconds: float) -> None:
        super().__init__(f"the request body did not arrive within {seconds:g} seconds")


class TooLargeError(RefusedError):
    status, code = 413, "PAYLOAD_TOO_LARGE"

    def __init__(self, limit: int) -> None:
        super().__init__(f"the request body is longer than {limit} bytes")


class WrongMediaTypeError(RefusedError):
    status, code = 415, "UNSUPPORTED_MEDIA_TYPE"

    def __init__(self) -> None:
        super().__init__("send `content-type: application/json`, in UTF-8")


class TooSlowError(RefusedError):
    status, code = 503, "DEADLINE_EXCEEDED"
    headers: ClassVar[Mapping[str, str]] = {"retry-after": "1"}

    def __init__(self, seconds: float) -> None:
        super().__init__(f"no answer within {seconds:g} seconds: nothing was changed, ask again")
