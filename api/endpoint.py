"""GraphQL over HTTP: one POST in, one JSON answer out.

Written from the GraphQL over HTTP specification: with `application/graphql-response+json` a
document that cannot run is answered 400; with `application/json`, which older clients read, 200.
"""

import asyncio
import logging
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any, Final

from graphql import GraphQLError
from starlette.requests import Request
from starlette.responses import Response
from strawberry.types import ExecutionResult

from api.access import check_access
from api.answers import Answers
from api.audit import record_request
from api.audit_trail import AuditTrail
from api.documents import Prepared
from api.errors import RefusedError, TooSlowError, UnauthenticatedError, WrongMethodError
from api.fields import RequestContext
from api.keys import Caller, KeysCheck, Role
from api.limits import Limits
from api.masking import Masked, Masks
from api.request import GraphQLRequest, read_request
from api.response import json_response, refusal
from api.schema import core_schema, is_unexpected, make_documents, make_schema
from api.settings import ApiSettings

LOGGER: Final = logging.getLogger("tellonce.api")
JSON: Final = "application/json"
GRAPHQL_JSON: Final = "application/graphql-response+json"


class GraphQLEndpoint:
    """Serves /graphql: who asks, what, whether they may, and the answer."""

    def __init__(
        self,
        answers: Answers,
        keys_check: KeysCheck,
        settings: ApiSettings,
        trail: AuditTrail | None = None,
        limited: Mapping[Role, Answers] = MappingProxyType({}),
    ) -> None:
        self._answers = answers
        self._limited = limited  # answers of roles for which not everything is read
        self._keys_check = keys_check
        self._settings = settings
        self._trail = trail
        self._schema = make_schema()
        self._masks = Masks(core_schema(self._schema), settings.masked)
        self.documents = make_documents(
            self._schema, limits=Limits(), introspection=settings.introspection
        )

    async def serve(self, request: Request) -> Response:
        """Answer one request to /graphql."""
        request_id = secrets.token_hex(8)
        media_type = _wanted_media_type(request.headers.get("accept", ""))
        try:
            status, answer = await self._answer(request, request_id, media_type)
        except RefusedError as error:
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
        prepared = self.documents.prepare(asked.query)
        errors = list(prepared.errors) or _unclear_operation(prepared, asked)
        if errors:
            return _unrunnable(errors, media_type)
        operation = prepared.operation(asked.operation_name)
        check_access(caller, operation.root_fields if operation else ())
        masked = self._masks.lay(caller.role, asked.query, prepared)
        answers = self._limited.get(caller.role, self._answers)
        context = RequestContext(answers, caller, request_id, datetime.now(UTC), masked.prepared)
        result = await self._execute(asked, context)
        self._record(asked, context)
        if result.data is None and _is_before_execution(result):
            return _unrunnable(result.errors or [], media_type)
        masked.fill(result.data, asked.operation_name)
        return 200, _shown(result, request_id, masked)

    async def _authenticate(self, request: Request) -> Caller:
        header = request.headers.get("authorization")
        caller = await self._keys_check(header)
        if caller is None:
            raise UnauthenticatedError(sent=header is not None)
        return caller

    def _record(self, asked: GraphQLRequest, context: RequestContext) -> None:
        """Write down who is about to be shown whom. Raises AuditUnavailableError."""
        if self._trail is not None and context.looks:
            only = next(iter(context.prepared.sizes), None)
            record_request(
                self._trail,
                context.looks,
                context.caller,
                request_id=context.request_id,
                document=asked.query,
                operation=asked.operation_name or only,
            )

    async def _execute(self, asked: GraphQLRequest, context: RequestContext) -> ExecutionResult:
        seconds = self._settings.deadline_seconds
        try:
            async with asyncio.timeout(seconds):
                return await self._schema.execute(
                    asked.query,
                    variable_values=asked.variables,
                    operation_name=asked.operation_name,
                    context_value=context,
                )
        except TimeoutError as error:
            LOGGER.warning("deadline_exceeded", extra={"request_id": context.request_id})
            raise TooSlowError(seconds) from error


def _wanted_media_type(accept: str) -> str:
    return GRAPHQL_JSON if GRAPHQL_JSON in accept.lower() else JSON


def _unclear_operation(prepared: Prepared, asked: GraphQLRequest) -> list[GraphQLError]:
    if prepared.operation(asked.operation_name) is not None:
        return []
    if not prepared.sizes:
        return [GraphQLError("The document has no operation.")]
    if asked.operation_name is None:
        return [GraphQLError("The document has several operations: name one in operationName.")]
    return [GraphQLError("The document has no operation of that operationName.")]


def _is_before_execution(result: ExecutionResult) -> bool:
    """Return whether the errors are the request's (its variables): those have no path."""
    return bool(result.errors) and all(error.path is None for error in result.errors or ())


def _unrunnable(errors: list[GraphQLError], media_type: str) -> tuple[int, dict[str, Any]]:
    shown = [_bad_request(error) for error in errors]
    return (400 if media_type == GRAPHQL_JSON else 200), {"errors": shown}


def _bad_request(error: GraphQLError) -> dict[str, Any]:
    formatted: dict[str, Any] = dict(error.formatted)
    return {**formatted, "extensions": {"code": "BAD_USER_INPUT"}}


def _shown(result: ExecutionResult, request_id: str, masked: Masked) -> dict[str, Any]:
    answer: dict[str, Any] = {"data": result.data}
    if result.errors:
        answer["errors"] = [_safe(error, request_id) for error in result.errors]
    if masked.names:
        answer["extensions"] = {"masked": list(masked.names)}
    return answer


def _safe(error: GraphQLError, request_id: str) -> dict[str, Any]:
    if not is_unexpected(error):
        return _bad_request(error)
    shown: dict[str, Any] = {
        "message": "Something failed on our side. Ask again; if it stays, quote the request id.",
        "extensions": {"code": "INTERNAL", "requestId": request_id},
    }
    if error.path is not None:
        shown["path"] = error.path
    return shown
