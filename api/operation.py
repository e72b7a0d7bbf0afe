"""One GraphQL operation, whichever way it came in: may it run, what is its answer, who saw whom."""

import asyncio
import logging
import time
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any, Final

from graphql import GraphQLError, OperationDefinitionNode, OperationType
from strawberry.types import ExecutionResult

from api.access import check_access
from api.answers import Answers
from api.audit import record_request
from api.audit_trail import AuditTrail
from api.documents import Prepared
from api.errors import TooSlowError, UnrunnableError
from api.fields import RequestContext
from api.keys import Caller, Role
from api.limits import Limits
from api.masking import Masked, Masks
from api.metrics import Metrics
from api.plans.plans import Plans
from api.rates import Turnstile
from api.request import GraphQLRequest
from api.schema import core_schema, is_unexpected, make_documents, make_schema
from api.settings import ApiSettings
from api.subscriptions import Feed

LOGGER: Final = logging.getLogger("tellonce.api")

Answer = dict[str, Any]  # data, errors, extensions


@dataclass(frozen=True, slots=True)
class Operation:
    """What somebody asked and may ask."""

    asked: GraphQLRequest
    context: RequestContext
    masked: Masked
    kind: str  # query, mutation or subscription

    @property
    def is_subscription(self) -> bool:
        return self.kind == OperationType.SUBSCRIPTION.value


class Operations:
    """Prepares and runs the operations of a deployment."""

    def __init__(
        self,
        answers: Answers,
        settings: ApiSettings,
        trail: AuditTrail | None = None,
        limited: Mapping[Role, Answers] = MappingProxyType({}),
        feed: Feed | None = None,
        metrics: Metrics | None = None,
    ) -> None:
        self._answers = answers
        self.metrics = metrics or Metrics()
        self._limited = limited  # answers of roles for which not everything is read
        self._deadline_seconds = settings.deadline_seconds
        self._trail = trail
        self._feed = feed
        self._turnstile = Turnstile(settings.rates)
        self._schema = make_schema()
        self._masks = Masks(core_schema(self._schema), settings.masked)
        self.plans = Plans(core_schema(self._schema))
        self.documents = make_documents(
            self._schema, limits=Limits(), introspection=settings.introspection
        )

    def prepare(self, asked: GraphQLRequest, caller: Caller, request_id: str) -> Operation:
        """Return the operation that is asked for.

        Raises UnrunnableError, ForbiddenError, TooOftenError and BusyError.
        """
        prepared = self.documents.prepare(asked.query)
        errors = list(prepared.errors) or _unclear_operation(prepared, asked)
        if errors:
            raise UnrunnableError([_bad_request(error) for error in errors])
        size = prepared.operation(asked.operation_name)
        root_fields = size.root_fields if size else []
        check_access(caller, root_fields)
        self._turnstile.enter(caller, root_fields)
        masked = self._masks.lay(caller.role, asked.query, prepared)
        answers = self._limited.get(caller.role, self._answers)
        now = datetime.now(UTC)
        context = RequestContext(answers, caller, request_id, now, masked.prepared, self._feed)
        return Operation(asked, context, masked, _kind(prepared, asked))

    async def execute(self, operation: Operation) -> Answer:
        """Return the answer to a query or mutation.

        Raises UnrunnableError for wrong variables, TooSlowError and AuditUnavailableError.
        """
        started = time.perf_counter()
        self._turnstile.running += 1
        try:
            result = await self._execute(operation)
        finally:
            self._turnstile.running -= 1
        self.metrics.took(operation.kind, time.perf_counter() - started)
        self.metrics.looked(operation.context.looks)
        self._turnstile.looked(operation.context.caller, operation.context.looks)
        self._record(operation)
        return _shown(result, operation)

    async def stream(self, operation: Operation) -> AsyncGenerator[Answer, None]:
        """Yield the answers to a subscription until it ends, which it does by an error only.

        Raises UnrunnableError for wrong variables and when it ends, and AuditUnavailableError.
        """
        asked = operation.asked
        results = await self._schema.subscribe(
            asked.query,
            variable_values=asked.variables,
            operation_name=asked.operation_name,
            context_value=operation.context,
        )
        async with aclosing(results) as told:
            async for result in told:
                self._record(operation)
                operation.context.looks.clear()
                yield _shown(result, operation)

    def _record(self, operation: Operation) -> None:
        """Write down who is about to be shown whom. Raises AuditUnavailableError."""
        context, asked = operation.context, operation.asked
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

    async def _execute(self, operation: Operation) -> ExecutionResult:
        asked, seconds = operation.asked, self._deadline_seconds
        try:
            async with asyncio.timeout(seconds):
                data = await self.plans.answer(asked, operation.context)
                if data is not None:
                    return ExecutionResult(data, None)
                return await self._schema.execute(
                    asked.query,
                    variable_values=asked.variables,
                    operation_name=asked.operation_name,
                    context_value=operation.context,
                )
        except TimeoutError as error:
            request_id = operation.context.request_id
            LOGGER.warning("deadline_exceeded", extra={"request_id": request_id})
            raise TooSlowError(seconds) from error


def _unclear_operation(prepared: Prepared, asked: GraphQLRequest) -> list[GraphQLError]:
    if prepared.operation(asked.operation_name) is not None:
        return []
    if not prepared.sizes:
        return [GraphQLError("The document has no operation.")]
    if asked.operation_name is None:
        return [GraphQLError("The document has several operations: name one in operationName.")]
    return [GraphQLError("The document has no operation of that operationName.")]


def _kind(prepared: Prepared, asked: GraphQLRequest) -> str:
    """Return "query", "mutation" or "subscription"."""
    return next(
        one.operation.value
        for one in (prepared.document.definitions if prepared.document else ())
        if isinstance(one, OperationDefinitionNode)
        and asked.operation_name in (None, one.name.value if one.name else None)
    )


def _is_of_the_request(result: ExecutionResult) -> bool:
    """Return whether the errors are of the request, or of all of it: those have no path."""
    return bool(result.errors) and all(error.path is None for error in result.errors or ())


def _shown(result: ExecutionResult, operation: Operation) -> Answer:
    """Return the answer as it may be shown. Raises UnrunnableError if there is none."""
    request_id = operation.context.request_id
    if result.data is None and _is_of_the_request(result):
        raise UnrunnableError([_safe(error, request_id) for error in result.errors or ()])
    operation.masked.fill(result.data, operation.asked.operation_name)
    answer: Answer = {"data": result.data}
    if result.errors:
        answer["errors"] = [_safe(error, request_id) for error in result.errors]
    cost = operation.context.prepared.cost(operation.asked.operation_name)
    answer["extensions"] = {"cost": cost}
    if operation.masked.names:
        answer["extensions"]["masked"] = list(operation.masked.names)
    return answer


def _bad_request(error: GraphQLError) -> Answer:
    formatted: Answer = dict(error.formatted)
    return {**formatted, "extensions": {"code": "BAD_USER_INPUT", **(error.extensions or {})}}


def _safe(error: GraphQLError, request_id: str) -> Answer:
    if not is_unexpected(error):
        return _bad_request(error)
    shown: Answer = {
        "message": "Something failed on our side. Ask again; if it stays, quote the request id.",
        "extensions": {"code": "INTERNAL", "requestId": request_id},
    }
    if error.path is not None:
        shown["path"] = error.path
    return shown
