"""GraphQL over HTTP: one POST in, one JSON answer out.

Written from the GraphQL over HTTP specification: with `application/graphql-response+json` a
document that cannot run is answered 400; with `application/json`, which older clients read, 200.
"""

import secrets
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

from api.answers import Answers
from api.audit_trail import AuditTrail
from api.errors import RefusedError, UnauthenticatedError, UnrunnableError, WrongMethodError
from api.keys import Caller, KeysCheck, Role
from api.metrics import Metrics
from api.operation import Operation, Operations
from api.request import read_request
from api.response import json_response, refusal
from api.settings import ApiSettings
from api.subscriptions import Feed

JSON: Final = "application/json"
GRAPHQL_JSON: Final = "application/graphql-response+json"
ELSEWHERE: Final = {
    "message": (
        "A subscription is asked over WebSocket, at this address, by the protocol "
        "graphql-transport-ws."
    ),
    "extensions": {"code": "BAD_USER_INPUT"},
}


class GraphQLEndpoint:
    """Serves /graphql: who asks, what, whether they may, and the answer."""

    def __init__(
        self,
        answers: Answers,
        keys_check: KeysCheck,
        settings: ApiSettings,
        trail: AuditTrail | None = None,
        limited: Mapping[Role, Answers] = MappingProxyType({}),
        feed: Feed | None = None,
        metrics: Metrics | None = None,
    ) -> None:
        self._keys_check = keys_check
        self._settings = settings
        self.operations = Operations(answers, settings, trail, limited, feed, metrics)
        self.documents = self.operations.documents

    async def serve(self, request: Request) -> Response:
        """Answer one request to /graphql."""
        request_id = secrets.token_hex(8)
        media_type = _wanted_media_type(request.headers.get("accept", ""))
        try:
            status, answer = await self._answer(request, request_id, media_type)
        except RefusedError as error:
            self.operations.metrics.refused(error.code)
            return refusal(error, request_id=request_id, media_type=media_type)
        headers = {"x-request-id": request_id}
        return json_response(answer, status=status, media_type=media_type, headers=headers)

    async def _answer(
        self, request: Request, request_id: str, media_type: str
    ) -> tuple[int, dict[str, Any]]:
        if request.method != "POST":
            raise WrongMethodError
        caller = await self._authenticate(request)
        asked = await read_request(
            request, limit=self._settings.body_limit_bytes, seconds=self._settings.body_seconds
        )
        try:
            operation = self.operations.prepare(asked, caller, request_id)
            return 200, await self._execute(operation)
        except UnrunnableError as error:
            return (400 if media_type == GRAPHQL_JSON else 200), {"errors": error.errors}

    async def _execute(self, operation: Operation) -> dict[str, Any]:
        if operation.is_subscription:
            raise UnrunnableError([ELSEWHERE])
        return await self.operations.execute(operation)

    async def _authenticate(self, request: Request) -> Caller:
        header = request.headers.get("authorization")
        caller = await self._keys_check(header)
        if caller is None:
            raise UnauthenticatedError(sent=header is not None)
        return caller


def _wanted_media_type(accept: str) -> str:
    return GRAPHQL_JSON if GRAPHQL_JSON in accept.lower() else JSON
