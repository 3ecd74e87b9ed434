"""GraphQL over HTTP as its specification has it: media types, status codes, malformed requests.

A form or image of another site cannot send what this endpoint takes: POST wants JSON, which a browser first asks
permission for, and GET runs queries only, whose answer another site cannot read.
"""

import logging
from collections.abc import AsyncGenerator, Callable, Mapping
from functools import partial
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.types import ExecutionResult
from strawberry.types.graphql import OperationType

from graph import federated_trace, persisted
from graph.accept import Accept
from graph.compression import compress
from graph.leaving import ClientLeft, Operations, is_subscription, only_reads
from graph.negotiation import GRAPHQL, Wanted, wanted
from graph.requests import JSON, GraphQLRequest, RequestRefused, header, id_of, read
from graph.results import body, request_error, was_not_executed
from graph.schema import Schema
from graph.streams import reservations
from graph.streams.http import Streams
from graph.streams.multipart import PARTS
from graph.streams.responses import fault
from graph.streams.sse import EVENTS
from graph.subscribing import Refused
from models.error_code import ErrorCode
from models.errors import BadInput
from resolvers.context import Context

# PUT and DELETE reserve an event stream and end what runs in it.
METHODS = ("GET", "POST", "PUT", "DELETE")
# The specification's own status for an answer with both data and errors; whoever does not know it takes it for 200.
PARTIAL_SUCCESS = 294
# Nobody reads it; proxies that write logs know this number for it.
CLIENT_LEFT = 499

_PARTS = "multipart/mixed;subscriptionSpec=1.0"
NO_SUBSCRIPTIONS = (
    f"Subscriptions need a WebSocket (graphql-transport-ws), or `accept: {EVENTS}` or `{_PARTS}`."
)
NOTHING_FITS = f"This endpoint answers {GRAPHQL}, {JSON} or {EVENTS}, and subscriptions also {_PARTS}."

_log = logging.getLogger(__name__)


class GraphQLEndpoint:
    """Answers queries and mutations over GET and POST, and opens what a client wants to be told as it comes.

    Args:
        schema: what is executed.
        context: makes the context of one operation from the request's id.
        streams: opens what stays open.
    """

    def __init__(self, schema: Schema, context: Callable[[str], Context], streams: Streams) -> None:
        self._schema = schema
        self._context = context
        self._streams = streams
        self._operations = Operations()

    async def __call__(self, request: Request) -> Response:
        request_id = id_of(request)
        accept = Accept(header(request, "accept"))
        want = wanted(accept, request.method)
        media_type = want.answer if want.answer in (GRAPHQL, JSON) else JSON
        try:
            if request.method == "PUT":
                return self._streams.reservations.make(accept, request_id)
            if request.method == "DELETE":
                return self._streams.reservations.stop(request, request_id)
            token = reservations.token_of(request)
            if token is None or request.method == "HEAD":
                return await self._answer(request, want, media_type, request_id)
            if want.answer == EVENTS:
                return self._streams.shared(token, request_id)
            return await self._take(token, request, want, media_type, request_id)
        except ClientLeft:
            return Response(status_code=CLIENT_LEFT)
        except Refused as refused:
            return _result(media_type, ExecutionResult(None, refused.errors), request_id)
        except RequestRefused as refused:
            status, headers = refused.status, refused.headers
            error = request_error(refused.message, refused.code, request_id)
        except persisted.PersistedQueryNotFound as unknown:
            # Apollo iOS reads no other answer than a success, so this is one for either media type.
            status, headers = 200, {}
            error = request_error(unknown.message, unknown.code, request_id)
        except BadInput as bad:
            status, headers = 400, {}
            error = request_error(bad.message, bad.code, request_id)
        except Exception:  # noqa: BLE001 - whatever it is, a client finds it where it looks for errors
            _log.exception("request %s: a fault outside the execution", request_id)
            status, headers, error = 500, {}, fault(request_id)
        return _response(status, media_type, {"errors": [error.formatted]}, request_id, headers)

    async def _answer(self, request: Request, want: Wanted, media_type: str, request_id: str) -> Response:
        """Answers an operation for itself."""
        if want == (None, None):
            raise RequestRefused(406, NOTHING_FITS)
        asked = await read(request)
        if want.answer == want.stream == EVENTS:
            # What it is refused for is an event, too.
            return self._streams.events(asked, self._context(request_id))
        asked.query = persisted.text(asked.query, asked.extensions)
        name = asked.operation_name or None
        if want.answer == media_type:
            result = await self._operations.run(
                self._run(request.method, asked, request_id, traced=_is_traced(request)),
                request,
                may_be_given_up=partial(only_reads, asked.query, name),
            )
            if result is not None:
                answer = _result(media_type, result, request_id)
                return await compress(answer, header(request, "accept-encoding"))
            if want.stream is None:
                return _result(media_type, _failed(NO_SUBSCRIPTIONS, request_id), request_id)
        context = self._context(request_id)
        if want.stream == PARTS and (want.answer == media_type or is_subscription(asked.query, name)):
            return await self._streams.parts(asked, context)
        if want.answer is None:
            raise RequestRefused(406, NOTHING_FITS)
        return self._streams.events(asked, context)

    async def _take(
        self, token: str, request: Request, want: Wanted, media_type: str, request_id: str
    ) -> Response:
        """Takes an operation whose results come through a stream that others share."""
        stream = self._streams.reservations.named(token)
        if want.answer is None:
            raise RequestRefused(406, NOTHING_FITS)
        asked = await read(request)
        operation = stream.take((asked.extensions or {}).get("operationId"))
        try:
            found = await self._operations.run(
                self._begun(request.method, asked, request_id),
                request,
                may_be_given_up=partial(only_reads, asked.query or "", asked.operation_name or None),
                until=operation.stopped,
            )
            if operation.stopped.is_set():
                await found.aclose()
                return reservations.stopped(request_id)
            operation.tell(found, request_id)
            return reservations.accepted(request_id)
        except ClientLeft:
            if operation.stopped.is_set():
                return reservations.stopped(request_id)
            raise
        except Refused as refused:
            failed = ExecutionResult(None, refused.errors)
            # Also of the older media type: after 200 a client might wait for what never comes.
            return _response(_status(GRAPHQL, failed), media_type, body(failed), request_id)
        finally:
            operation.release()

    async def _begun(
        self, method: str, asked: GraphQLRequest, request_id: str
    ) -> AsyncGenerator[ExecutionResult, None]:
        """An operation's results, once a subscription has started, or anything else is carried out.

        Raises:
            Refused: it cannot run.
        """
        try:
            asked.query = persisted.text(asked.query, asked.extensions)
        except persisted.PersistedQueryNotFound as unknown:
            # It comes as a result does, since that is where those who send hashes look for it.
            return _once(_failed(unknown.message, request_id, unknown.code))
        result = await self._run(method, asked, request_id)
        if result is None:
            return await self._streams.started(asked, self._context(request_id))
        if was_not_executed(result):
            raise Refused(result.errors or [])
        return _once(result)

    async def _run(
        self, method: str, asked: GraphQLRequest, request_id: str, *, traced: bool = False
    ) -> ExecutionResult | None:
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
                traced=traced,
            )
        except CannotGetOperationTypeError as error:
            named = " of that name" if error.operation_name else ""
            return _failed(f"The query has no operation{named}.", request_id)
        except InvalidOperationTypeError as error:
            if error.operation_type is OperationType.MUTATION:
                raise RequestRefused(405, "Mutations need POST.", {"allow": "POST"}) from None
            return None


def _is_traced(request: Request) -> bool:
    return header(request, federated_trace.HEADER).strip().lower() == federated_trace.VERSION


def _failed(message: str, request_id: str, code: ErrorCode = ErrorCode.BAD_USER_INPUT) -> ExecutionResult:
    error = request_error(message, code, request_id)
    return ExecutionResult(data=None, errors=[error])


async def _once(result: ExecutionResult) -> AsyncGenerator[ExecutionResult, None]:
    yield result


def _result(media_type: str, result: ExecutionResult, request_id: str) -> Response:
    return _response(_status(media_type, result), media_type, body(result), request_id)


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
