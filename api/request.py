"""What a POST to /graphql asks: its body, read strictly."""

import asyncio
import json
from dataclasses import dataclass
from typing import Any, NoReturn

from starlette.requests import ClientDisconnect, Request

from api.errors import BadRequestError, SlowBodyError, TooLargeError, WrongMediaTypeError


@dataclass(frozen=True, slots=True)
class GraphQLRequest:
    query: str
    variables: dict[str, Any] | None = None
    operation_name: str | None = None


async def read_request(request: Request, *, limit: int, seconds: float) -> GraphQLRequest:
    """Return what the request asks. Raises a RefusedError that says what is wrong with it."""
    _check_media_type(request.headers.get("content-type", ""))
    try:
        async with asyncio.timeout(seconds):
            body = await _read_body(request, limit)
    except TimeoutError as error:
        raise SlowBodyError(seconds) from error
    return parse_request(body)


def parse_request(body: bytes) -> GraphQLRequest:
    """Return the GraphQL request that stands in `body`. Raises BadRequestError."""
    return request_of(read_json(body))


def request_of(asked: Any) -> GraphQLRequest:
    """Return the GraphQL request that a JSON value is. Raises BadRequestError."""
    if isinstance(asked, list):
        raise BadRequestError("several operations in one request are not supported")
    if not isinstance(asked, dict):
        raise BadRequestError("the body must be a JSON object with `query`")
    query, variables = asked.get("query"), asked.get("variables")
    operation_name, extensions = asked.get("operationName"), asked.get("extensions")
    if not isinstance(query, str) or not query.strip():
        raise BadRequestError("`query` must be a string that holds a GraphQL document")
    if variables is not None and not isinstance(variables, dict):
        raise BadRequestError("`variables` must be an object")
    if operation_name is not None and not isinstance(operation_name, str):
        raise BadRequestError("`operationName` must be a string")
    if extensions is not None and not isinstance(extensions, dict):
        raise BadRequestError("`extensions` must be an object")
    return GraphQLRequest(query, variables, operation_name or None)


def _check_media_type(content_type: str) -> None:
    media_type, _, parameters = content_type.lower().partition(";")
    charset = parameters.replace(" ", "").partition("charset=")[2].partition(";")[0].strip('"')
    if media_type.strip() != "application/json" or charset not in ("", "utf-8", "utf8"):
        raise WrongMediaTypeError


async def _read_body(request: Request, limit: int) -> bytes:
    declared = request.headers.get("content-length", "")
    if declared.isdecimal() and int(declared[:20]) > limit:
        raise TooLargeError(limit)
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > limit:
                raise TooLargeError(limit)
    except ClientDisconnect as error:
        raise BadRequestError("the connection ended before the body did") from error
    return bytes(body)


def read_json(body: bytes) -> Any:
    """Return the JSON value. Raises BadRequestError.

    Read by the standard library: it can be told to be strict.
    """
    try:
        text = body.decode("utf-8")
        value = json.loads(text, object_pairs_hook=_unique, parse_constant=_refuse_constant)
        if "\\u" in text:
            json.dumps(value, ensure_ascii=False).encode("utf-8")  # half a surrogate pair fails
    except UnicodeError as error:
        raise BadRequestError("the body is not valid UTF-8") from error
    except RecursionError as error:
        raise BadRequestError("the body is nested too deeply") from error
    except ValueError as error:
        raise BadRequestError("the body is not valid JSON") from error
    return value


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    read = dict(pairs)
    if len(read) != len(pairs):
        raise BadRequestError("a key stands twice in one JSON object")
    return read


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)  # NaN and Infinity are not JSON
