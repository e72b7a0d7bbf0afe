"""What the API refuses, and how it says so.

ApiError
├── UnknownKeyError    an API key was named that there is not
├── ProviderError      the identity provider's public documents cannot be had
├── UnmaskableError    the settings mask a field that cannot be masked
├── UnknownScopeError  a key cannot be limited to what its role may not ask for
├── UnrunnableError    a document that cannot run, or an operation that is over
├── UnplannedError     a document or an answer that the executor has to see to, not a plan
└── RefusedError       a request that is answered with an HTTP status and a reason
    ├── BadRequestError       400: the body is not a GraphQL request
    ├── UnauthenticatedError  401: no valid API key
    ├── TokenRefusedError     401: an access token that proves nobody
    ├── ForbiddenError        403: the key's role may not ask this
    ├── WrongMethodError      405: GraphQL is asked by POST only
    ├── SlowBodyError         408: the body did not arrive in time
    ├── TooLargeError         413: the body is over the limit
    ├── WrongMediaTypeError   415: the body is not JSON
    ├── TooOftenError         429: this key has asked too often
    ├── BusyError             503: as many operations are running as may be
    ├── TooSlowError          503: the answer was not ready before its deadline
    ├── TooManySocketsError   503: as many WebSockets are open as may be
    ├── SignInUnavailableError 503: the identity provider cannot be asked
    └── AuditUnavailableError 503: who was shown whom cannot be written down
"""

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar


class ApiError(Exception):
    """Root of this room's errors."""


class UnknownKeyError(ApiError):
    def __init__(self, key_id: str) -> None:
        self.key_id = key_id
        super().__init__(f'there is no key "{key_id}": `tellonce keys list` shows their ids')


class UnknownScopeError(ApiError):
    def __init__(self, name: str, role: str, possible: Sequence[str]) -> None:
        self.name, self.role = name, role
        super().__init__(
            f'a key of the role {role} cannot be limited to "{name}": '
            f"it may ask for {', '.join(possible)}"
        )


class UnrunnableError(ApiError):
    """`errors` are shown to the client as they are."""

    def __init__(self, errors: Sequence[Mapping[str, Any]]) -> None:
        self.errors = errors
        super().__init__(f"{len(errors)} errors, and no answer")


class UnmaskableError(ApiError):
    def __init__(self, name: str, full: Sequence[str]) -> None:
        self.name = name
        problem = (
            f"{', '.join(full)} must hold something: name the field that it stands in, "
            "or those of the other types as `Type.field`"
            if full
            else "there is no such field: write it as in the GraphQL schema, `Type.field`, or "
            "`field` for that of every type"
        )
        super().__init__(f"TELLONCE_MASKED_FIELDS names {name!r}: {problem}")


class ProviderError(ApiError):
    """For the log of the operator; a client is told that sign-in is not available."""

    def __init__(self, url: str, reason: str) -> None:
        self.url, self.reason = url, reason
        super().__init__(f"the identity provider cannot be asked at {url}: {reason}")


class UnplannedError(ApiError):
    """There is something here that a plan does not cover: `what`."""

    def __init__(self, what: str) -> None:
        self.what = what
        super().__init__(f"not planned: {what}")


class RefusedError(ApiError):
    """A refusal; `str()` of it is safe to show to the client and holds nothing personal."""

    status: ClassVar[int]
    code: ClassVar[str]
    headers: ClassVar[Mapping[str, str]] = {}
    retry_seconds: int | None = None  # after which it may be asked again


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


class TokenRefusedError(RefusedError):
    """`word` is all that is told: whoever made a wrong token learns nothing more from us."""

    status, code = 401, "UNAUTHENTICATED"
    headers: ClassVar[Mapping[str, str]] = {
        "www-authenticate": 'Bearer realm="tellonce", error="invalid_token"'
    }

    def __init__(self, word: str) -> None:
        self.word = word
        super().__init__(f"the access token is refused: {word}")


class ForbiddenError(RefusedError):
    status, code = 403, "FORBIDDEN"

    def __init__(self, role: str, field: str) -> None:
        super().__init__(f"a key of the role {role} may not ask for {field}: use another key")


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


class TooOftenError(RefusedError):
    status, code = 429, "TOO_OFTEN"

    def __init__(self, what: str, seconds: float) -> None:
        self.retry_seconds = math.ceil(seconds)
        super().__init__(f"too many {what} with this key: ask again in {self.retry_seconds} s")


class BusyError(RefusedError):
    status, code = 503, "BUSY"
    headers: ClassVar[Mapping[str, str]] = {"retry-after": "1"}

    def __init__(self) -> None:
        super().__init__("as many operations are running as may be: nothing was done, ask again")


class TooSlowError(RefusedError):
    status, code = 503, "DEADLINE_EXCEEDED"
    headers: ClassVar[Mapping[str, str]] = {"retry-after": "1"}

    def __init__(self, seconds: float) -> None:
        super().__init__(f"no answer within {seconds:g} seconds: nothing was changed, ask again")


class TooManySocketsError(RefusedError):
    status, code = 503, "TOO_MANY_SOCKETS"
    headers: ClassVar[Mapping[str, str]] = {"retry-after": "5"}

    def __init__(self, most: int) -> None:
        super().__init__(f"{most} WebSockets are open already: try again, or ask another server")


class SignInUnavailableError(RefusedError):
    status, code = 503, "SIGN_IN_UNAVAILABLE"
    headers: ClassVar[Mapping[str, str]] = {"retry-after": "30"}

    def __init__(self) -> None:
        super().__init__(
            "access tokens cannot be judged now, the identity provider does not answer: "
            "ask again later, or use an API key"
        )


class AuditUnavailableError(RefusedError):
    """Nobody is shown to anybody without an entry; what is wrong is told to the operator only."""

    status, code = 503, "AUDIT_UNAVAILABLE"
    headers: ClassVar[Mapping[str, str]] = {"retry-after": "5"}

    def __init__(self, folder: Path, error: OSError) -> None:
        self.folder, self.reason = folder, error.strerror
        super().__init__(
            "the audit cannot be written, and no customer is shown without it: "
            "see the server's log, mend it and ask again"
        )
