"""GraphQL over HTTP as its specification has it: media types, status codes, malformed requests.

A form or image of another site cannot send what this endpoint takes: POST wants JSON, which a browser first asks
permission for, and GET runs queries only, whose answer another site cannot read.
"""

import re
import secrets
from collections.abc import Callable
from typing import Any

import msgspec
from graphql import GraphQLError
from starlette.requests import Request
from starlette.responses import Response
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.types import ExecutionResult
from strawberry.types.graphql import OperationType

from graph.accept import Accept
from graph.schema import Schema
from models.errors import ErrorCode
from resolvers.context import Context

GRAPHQL = "application/graphql-response+json"
JSON = "application/json"

_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")


class GraphQLRequest(msgspec.Struct, rename="camel"):
    """The parameters of a request, as POST carries them."""

    query: str | None = None
    operation_name: str | None = None
    variables: dict[str, Any] | None = None
    extensions: dict[str, Any] | None = None


class Malformed(Exception):
    """The request is no GraphQL request; carries the status to answer with."""

    def __init__(self, status: int, message: str, headers: dict[str, str] | None = None) -> None:
        self.status = status
        self.message = message
        self.headers = headers or {}
        super().__init__(message)


class GraphQLEndpoint:
    """Answers queries and mutations over GET and POST.

    Args:
        schema: what is executed.
        context: makes the context of one operation from the request's id.
    """

    def __init__(self, schema: Schema, context: Callable[[str], Context]) -> None:
        self._schema = schema
        self._context = context

    async def __call__(self, request: Request) -> Response:
        request_id = _request_id(request)
        media_type = _media_type(Accept(request.headers.get("accept", "")))
        if media_type is None:
            return _refusal(Malformed(406, f"This endpoint answers {GRAPHQL} or {JSON}."), JSON, request_id)
        try:
            asked = await _read(request)
            result = await self._run(request.method, asked, request_id)
        except Malformed as refused:
            return _refusal(refused, media_type, request_id)
        # The newer media type lets the status tell that nothing was executed; the older one is always 200.
        status = 400 if media_type == GRAPHQL and _was_not_executed(result) else 200
        return _response(status, media_type, _body(result), request_id)

    async def _run(self, method: str, asked: GraphQLRequest, request_id: str) -> ExecutionResult:
        allowed = {OperationType.QUERY} if method == "GET" else {OperationType.QUERY, OperationType.MUTATION}
        try:
            return await self._schema.execute(
                asked.query,
                variable_values=asked.variables,
                operation_name=asked.operation_name,
                context_value=self._context(request_id),
                allowed_operation_types=allowed,
            )
        except CannotGetOperationTypeError as error:
            raise Malformed(400, error.as_http_error_reason()) from None
        except InvalidOperationTypeError as error:
            if error.operation_type is OperationType.SUBSCRIPTION:
                raise Malformed(400, "Subscriptions run over WebSocket at this address.") from None
            raise Malformed(405, "Mutations need POST.", {"allow": "POST"}) from None


def _media_type(accept: Accept) -> str | None:
    """The media type to answer in: the newer one where it is asked for by name, else the older; None for neither."""
    newer, older = accept.quality(GRAPHQL), accept.quality(JSON)
    if accept.names(GRAPHQL) and newer >= older:
        return GRAPHQL
    return JSON if older else GRAPHQL if newer else None


async def _read(request: Request) -> GraphQLRequest:
    try:
        if request.method == "GET":
            asked = _from_query(request)
        else:
            _check_content_type(request.headers.get("content-type", ""))
            asked = msgspec.json.decode(await request.body(), type=GraphQLRequest)
    except msgspec.ValidationError as error:
        # Names the place and the types, never the value.
        raise Malformed(400, f"The request is no GraphQL request: {error}.") from None
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        raise Malformed(400, "The request's JSON cannot be read.") from None
    if not asked.query:
        raise Malformed(400, "The request has no `query`.")
    return asked


def _from_query(request: Request) -> GraphQLRequest:
    parameters = request.query_params
    raw: dict[str, Any] = {
        name: parameters[name] for name in ("query", "operationName") if parameters.get(name)
    }
    for name in ("variables", "extensions"):
        if parameters.get(name):
            raw[name] = msgspec.json.decode(parameters[name])
    return msgspec.convert(raw, GraphQLRequest)


def _check_content_type(content_type: str) -> None:
    media_type, *parameters = (part.strip().lower() for part in content_type.split(";"))
    if media_type != JSON:
        raise Malformed(415, f"POST needs content-type: {JSON}.", {"accept-post": JSON})
    if any(part.startswith("charset=") and part[8:].strip('"') != "utf-8" for part in parameters):
        raise Malformed(415, "The request must be encoded in UTF-8.")


def _was_not_executed(result: ExecutionResult) -> bool:
    return result.data is None and not any(error.path for error in result.errors or ())


def _body(result: ExecutionResult) -> dict[str, Any]:
    body: dict[str, Any] = {}
    if result.errors:
        body["errors"] = [error.formatted for error in result.errors]
    if not _was_not_executed(result):
        body["data"] = result.data
    if result.extensions:
        body["extensions"] = result.extensions
    return body


def _refusal(refused: Malformed, media_type: str, request_id: str) -> Response:
    error = GraphQLError(
        refused.message, extensions={"code": ErrorCode.BAD_USER_INPUT.value, "requestId": request_id}
    )
    response = _response(refused.status, media_type, {"errors": [error.formatted]}, request_id)
    response.headers.update(refused.headers)
    return response


def _response(status: int, media_type: str, body: dict[str, Any], request_id: str) -> Response:
    # Answers hold PINs and names: nobody on the way may keep them.
    headers = {
        "content-type": f"{media_type}; charset=utf-8",
        "cache-control": "no-store",
        "vary": "accept",
        "x-request-id": request_id,
    }
    return Response(msgspec.json.encode(body), status, headers)


def _request_id(request: Request) -> str:
    """The caller's own id where it is harmless to repeat, else a new one."""
    given = request.headers.get("x-request-id", "")
    return given if _REQUEST_ID.fullmatch(given) else secrets.token_hex(8)
