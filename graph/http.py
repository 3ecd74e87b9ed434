"""GraphQL over HTTP as its specification has it: media types, status codes, malformed requests.

A form or image of another site cannot send what this endpoint takes: POST wants JSON, which a browser first asks
permission for, and GET runs queries only, whose answer another site cannot read.
"""

import codecs
import logging
import re
import secrets
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import msgspec
from starlette.datastructures import QueryParams
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.types import ExecutionResult
from strawberry.types.graphql import OperationType

from graph import errors, persisted
from graph.accept import Accept
from graph.compression import compress
from graph.leaving import ClientLeft, Operations, only_reads
from graph.results import body, request_error, was_not_executed
from graph.schema import Schema
from graph.streams.sse import EVENTS, is_preferred
from models.errors import BadInput, ErrorCode
from resolvers.context import Context

GRAPHQL = "application/graphql-response+json"
JSON = "application/json"
# A query with its variables rarely takes a hundredth of it.
BODY_BYTES = 256 * 1024
# The specification's own status for an answer with both data and errors; whoever does not know it takes it for 200.
PARTIAL_SUCCESS = 294
# Nobody reads it; proxies that write logs know this number for it.
CLIENT_LEFT = 499

NO_SUBSCRIPTIONS = f"Subscriptions need a WebSocket (graphql-transport-ws), or `accept: {EVENTS}`."

_log = logging.getLogger(__name__)

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
    """Answers queries and mutations over GET and POST, and streams what is wanted as events.

    Args:
        schema: what is executed.
        context: makes the context of one operation from the request's id.
        stream: answers a request in server-sent events, in the context made for it.
    """

    def __init__(
        self,
        schema: Schema,
        context: Callable[[str], Context],
        stream: Callable[[GraphQLRequest, Context], Response],
    ) -> None:
        self._schema = schema
        self._context = context
        self._stream = stream
        self._operations = Operations()

    async def __call__(self, request: Request) -> Response:
        request_id = _request_id(request)
        accept = Accept(_header(request, "accept"))
        media_type = _media_type(accept)
        can_stream = accept.names(EVENTS) and request.method != "HEAD"
        streams = can_stream and is_preferred(accept, (GRAPHQL, JSON))
        try:
            if media_type is None and not streams:
                raise Malformed(406, f"This endpoint answers {GRAPHQL}, {JSON} or {EVENTS}.")
            asked = await _read(request)
            if media_type is None or streams:
                return self._stream(asked, self._context(request_id))
            asked.query = persisted.text(asked.query, asked.extensions)
            result = await self._operations.run(
                self._run(request.method, asked, request_id),
                request,
                may_be_given_up=partial(only_reads, asked.query, asked.operation_name or None),
            )
            if result is None:
                if can_stream:
                    return self._stream(asked, self._context(request_id))
                result = _failed(NO_SUBSCRIPTIONS, request_id)
            answer = _response(_status(media_type, result), media_type, body(result), request_id)
            return await compress(answer, _header(request, "accept-encoding"))
        except ClientLeft:
            return Response(status_code=CLIENT_LEFT)
        except Malformed as refused:
            status, headers = refused.status, refused.headers
            error = request_error(refused.message, ErrorCode.BAD_USER_INPUT, request_id)
        except persisted.PersistedQueryNotFound as unknown:
            # Apollo iOS reads no other answer than a success, so this is one for either media type.
            status, headers = 200, {}
            error = request_error(unknown.message, unknown.code, request_id)
        except BadInput as bad:
            status, headers = 400, {}
            error = request_error(bad.message, bad.code, request_id)
        except Exception:  # noqa: BLE001 - whatever it is, a client finds it where it looks for errors
            _log.exception("request %s: a fault outside the execution", request_id)
            status, headers = 500, {}
            error = request_error(errors.fault(request_id), ErrorCode.INTERNAL, request_id)
        return _response(status, media_type or JSON, {"errors": [error.formatted]}, request_id, headers)

    async def _run(self, method: str, asked: GraphQLRequest, request_id: str) -> ExecutionResult | None:
        """The result; None where the operation is a subscription, which has many."""
        allowed = {OperationType.QUERY, OperationType.MUTATION} if method == "POST" else {OperationType.QUERY}
        try:
            return await self._schema.execute(
                asked.query,
                variable_values=asked.variables,
                # An empty name means none, as old clients have it.
                operation_name=asked.operation_name or None,
                context_value=self._context(request_id),
                allowed_operation_types=allowed,
            )
        except CannotGetOperationTypeError as error:
            named = " of that name" if error.operation_name else ""
            return _failed(f"The query has no operation{named}.", request_id)
        except InvalidOperationTypeError as error:
            if error.operation_type is OperationType.MUTATION:
                raise Malformed(405, "Mutations need POST.", {"allow": "POST"}) from None
            return None


def _failed(message: str, request_id: str) -> ExecutionResult:
    error = request_error(message, ErrorCode.BAD_USER_INPUT, request_id)
    return ExecutionResult(data=None, errors=[error])


def _media_type(accept: Accept) -> str | None:
    """The media type to answer in: the newer one where it is asked for by name, else the older; None for neither."""
    newer, older = accept.quality(GRAPHQL), accept.quality(JSON)
    if accept.names(GRAPHQL) and newer >= older:
        return GRAPHQL
    return JSON if older else GRAPHQL if newer else None


async def _read(request: Request) -> GraphQLRequest:
    try:
        if request.method == "POST":
            _check_content(request)
            asked = _from_body(await _bytes(request))
        else:
            asked = _from_query(request.query_params)
    except msgspec.ValidationError as error:
        # Names the place and the types, never the value.
        raise Malformed(400, f"The request is no GraphQL request: {error}.") from None
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        raise Malformed(400, "The request's JSON cannot be read.") from None
    if not asked.query and not persisted.is_named(asked.extensions):
        raise Malformed(400, "The request has no `query`.")
    return asked


def _from_body(body: bytes) -> GraphQLRequest:
    # RFC 8259, 8.1: a reader may ignore a byte order mark; some clients write one.
    text = body.removeprefix(codecs.BOM_UTF8).lstrip()
    if text.startswith(b"["):
        raise Malformed(400, "Batches are not taken here: send each operation as a request of its own.")
    return msgspec.json.decode(text, type=GraphQLRequest)


def _from_query(parameters: QueryParams) -> GraphQLRequest:
    raw: dict[str, Any] = {}
    for name in ("query", "operationName", "variables", "extensions"):
        # Who stands before this gateway may take the first where we take the last.
        if len(parameters.getlist(name)) > 1:
            raise Malformed(400, f"The parameter `{name}` is there more than once.")
        if text := parameters.get(name):
            raw[name] = msgspec.json.decode(text) if name in ("variables", "extensions") else text
    return msgspec.convert(raw, GraphQLRequest)


def _check_content(request: Request) -> None:
    media_type, *parameters = (part.strip().lower() for part in _header(request, "content-type").split(";"))
    if media_type != JSON:
        raise Malformed(415, f"POST needs content-type: {JSON}.", {"accept-post": JSON})
    charsets = (part[8:].strip('"') for part in parameters if part.startswith("charset="))
    if any(charset not in ("utf-8", "utf8") for charset in charsets):
        raise Malformed(415, "The request must be encoded in UTF-8.", {"accept-post": JSON})
    if _header(request, "content-encoding").lower() not in ("", "identity"):
        raise Malformed(415, "The request must not be compressed.", {"accept-encoding": "identity"})


async def _bytes(request: Request) -> bytes:
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > BODY_BYTES:
                # The rest is not read, so the connection serves no further request.
                raise Malformed(
                    413, f"The request is larger than {BODY_BYTES} bytes.", {"connection": "close"}
                )
    except ClientDisconnect:
        raise Malformed(400, "The request ended early.") from None
    return bytes(body)


def _status(media_type: str, result: ExecutionResult) -> int:
    # A client of the older media type believes a body only where the status is 200.
    if media_type == JSON:
        return 200
    if not was_not_executed(result):
        return PARTIAL_SUCCESS if result.errors else 200
    codes = {(error.extensions or {}).get("code") for error in result.errors or ()}
    # The specification would have 422 where a document parses and is invalid; its own audit still asks for 400.
    return 500 if ErrorCode.INTERNAL.value in codes else 400


def _response(
    status: int,
    media_type: str,
    body: dict[str, Any],
    request_id: str,
    more: Mapping[str, str] | None = None,
) -> Response:
    headers = {
        "content-type": f"{media_type}; charset=utf-8",
        # Answers hold PINs and names: nobody on the way may keep them.
        "cache-control": "no-store",
        "vary": "accept",
        "x-content-type-options": "nosniff",
        "x-request-id": request_id,
        **(more or {}),
    }
    return Response(msgspec.json.encode(body), status, headers)


def _header(request: Request, name: str) -> str:
    """A header's lines as the one that they mean together (RFC 9110, 5.3)."""
    return ", ".join(request.headers.getlist(name))


def _request_id(request: Request) -> str:
    """The caller's own id where it is harmless to repeat, else a new one."""
    given = request.headers.get("x-request-id", "")
    return given if _REQUEST_ID.fullmatch(given) else secrets.token_hex(8)
