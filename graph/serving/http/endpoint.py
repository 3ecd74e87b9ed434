"""GraphQL over HTTP, as its specification defines it: media types, status codes, malformed requests.

A form or image of another site cannot send requests that this endpoint executes: POST requires JSON, for which browsers
send a preflight request, and GET runs only queries, whose responses another site cannot read.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable, Iterable

from graphql import ExecutionResult, GraphQLError, OperationType
from starlette.requests import Request
from starlette.responses import Response

from graph.operations.executable_schema import ExecutableSchema
from graph.operations.loop_time import LoopTime
from graph.operations.prepare import PreparedOperation
from graph.operations.request import GraphQLRequest
from graph.operations.results import Malformed, OperationFailed, request_error, response, was_not_executed
from graph.serving.authentication import bearer
from graph.serving.authentication.authenticator import Authenticator
from graph.serving.http import responses
from graph.serving.http.accept_header import Accept
from graph.serving.http.api_request import ApiRequest
from graph.serving.http.bodies import Bodies, Body
from graph.serving.http.compression import LEAST_BYTES, compress
from graph.serving.http.disconnects import ClientLeft, Operations
from graph.serving.http.negotiation import GRAPHQL, Negotiated
from graph.serving.http.paced_refusals import PacedRefusals
from graph.serving.http.request_pace import RequestPace
from graph.serving.http.requests import JSON, RequestRefused, new_id
from graph.serving.http.statuses import TOO_MANY, codes, retry_after, status_of
from graph.serving.peers import address_of
from graph.serving.streams import reservations
from graph.serving.streams.http import Streams
from graph.serving.streams.multipart import PARTS
from graph.serving.streams.responses import fault
from graph.serving.streams.sse import EVENTS
from models.denial import TooManyFailures, Unauthenticated
from models.error_code import ErrorCode
from models.errors import MeetgraphError
from models.principal import Principal
from models.refusal import Overloaded
from resolvers.context import Context

# PUT and DELETE reserve an event stream and stop operations in it.
METHODS = ("GET", "POST", "PUT", "DELETE")
# No client receives it; nginx logs this status for a client that has disconnected.
CLIENT_LEFT = 499

_PARTS = "multipart/mixed;subscriptionSpec=1.0"
NO_SUBSCRIPTIONS = (
    f"Subscriptions need a WebSocket (graphql-transport-ws), or `accept: {EVENTS}` or `{_PARTS}`."
)
NOTHING_FITS = f"This endpoint answers {GRAPHQL}, {JSON} or {EVENTS}, and subscriptions also {_PARTS}."

_log = logging.getLogger(__name__)


class GraphQLEndpoint:
    """Executes queries and mutations over GET and POST, and opens streams for incremental results.

    Args:
        schema: the executable schema.
        context: makes the context of one operation from the request's id and its principal.
        authenticator: makes principals of tokens.
        streams: opens streaming responses.
        loop_time: lets the requests of tenants begin.
        bodies: counts what requests hold.
        takes_get: whether queries may be sent with GET.
    """

    def __init__(
        self,
        schema: ExecutableSchema,
        context: Callable[[str, Principal], Context],
        authenticator: Authenticator,
        streams: Streams,
        loop_time: LoopTime,
        bodies: Bodies,
        *,
        takes_get: bool = True,
    ) -> None:
        self._loop_time = loop_time
        self._bodies = bodies
        self._takes_get = takes_get
        self._authenticator = authenticator
        self._schema = schema
        self._context = context
        self._streams = streams
        self._operations = Operations()
        self._refusals = PacedRefusals()
        self._pace = RequestPace()

    async def aclose(self, *, seconds: float) -> None:
        """Waits, up to a time limit, for operations whose clients have disconnected."""
        await self._operations.aclose(seconds=seconds)

    async def __call__(self, request: Request) -> Response:
        if not isinstance(request, ApiRequest):
            request = ApiRequest(request.scope, request.receive)
        if not self._pace.begins():
            await self._pace.turn()
        head = request.head
        request_id = head.request_id or new_id()
        media_type = head.media_type
        try:
            token = reservations.token_of(request) if head.may_name_stream else None
            if token is not None and request.method == "GET" and head.want.answer == EVENTS:
                # The token of a reserved stream is sufficient to read it; browsers' EventSource sends no header.
                sends_none = bearer.HEADER not in request.headers
                reader = None if sends_none else (await self._principal(request)).caller
                return self._streams.shared(token, reader, request_id)
            principal = head.principal
            if principal is None or not self._authenticator.knows(principal):
                principal = head.principal = await self._principal(request)
            # Before its body is read: what waits for its turn holds none.
            answered = self._answered(request, principal, token, request_id)
            gives_way = self._refusals.holds_back(principal.caller)
            answer = await self._loop_time.run(principal.caller.tenant, answered, gives_way=gives_way)
            if answer.status_code == TOO_MANY:
                await self._refusals.pace(principal.caller)
            return answer
        except ClientLeft:
            return Response(status_code=CLIENT_LEFT)
        except Malformed as failed:
            return responses.encoded(
                400, media_type, response(ExecutionResult(None, failed.errors)), request_id
            )
        except OperationFailed as failed:
            return responses.of_result(media_type, ExecutionResult(None, failed.errors), request_id)
        except Overloaded as busy:
            # The rest of its body is not read, so the connection serves no further request.
            status, headers = 503, {"retry-after": "1", "connection": "close"}
            error = request_error(busy.message, busy.code, request_id)
        except RequestRefused as refused:
            status, headers = refused.status, refused.headers
            error = request_error(refused.message, refused.code, request_id)
        except Exception:  # noqa: BLE001 - any error is reported in the response's format
            _log.exception("request %s: a fault outside the execution", request_id)
            status, headers, error = 500, {}, fault(request_id)
        return responses.encoded(status, media_type, {"errors": [error.formatted]}, request_id, headers)

    async def _principal(self, request: ApiRequest) -> Principal:
        """Who sends a request; it is known before the body is read.

        Raises:
            RequestRefused: nobody who is known, or it cannot be checked now.
        """
        try:
            return await self._authenticator.authenticate(bearer.of_request(request), address_of(request))
        except Unauthenticated as error:
            raise RequestRefused(401, error.message, bearer.challenge(error), error.code) from None
        except TooManyFailures as error:
            after = {"retry-after": str(error.retry_after)}
            raise RequestRefused(429, error.message, after, error.code) from None
        except MeetgraphError as error:
            raise RequestRefused(503, error.message, {"retry-after": "1"}, error.code) from None

    async def _answered(
        self,
        request: ApiRequest,
        principal: Principal,
        token: str | None,
        request_id: str,
    ) -> Response:
        """The response to the request of a principal."""
        if request.method == "PUT":
            return self._streams.reservations.make(Accept(request.head.accept), principal, request_id)
        if request.method == "DELETE":
            return self._streams.reservations.stop(request, principal.caller, request_id)
        with Body(self._bodies, principal.caller) as body:
            if token is None or request.method == "HEAD":
                return await self._answer(request, body, principal, request_id)
            if request.head.want.answer == EVENTS:
                return self._streams.shared(token, principal.caller, request_id)
            return await self._take(token, request, body, principal, request_id)

    async def _answer(
        self,
        request: ApiRequest,
        body: Body,
        principal: Principal,
        request_id: str,
    ) -> Response:
        """Executes one operation and returns its response."""
        head, want = request.head, request.head.want
        if request.method != "POST" and not self._takes_get:
            raise RequestRefused(405, "Operations need POST.", {"allow": "POST"})
        if want == (None, None):
            raise RequestRefused(406, NOTHING_FITS)
        asked = await request.parameters(body)
        context = self._context(request_id, principal)
        prepared = self._schema.prepared_at_once(asked, context)
        if prepared is None:
            prepared = await self._schema.prepared_in_turn(asked, context)
        way = EVENTS if want.answer == want.stream == EVENTS else _way(want, prepared.kind, request_id)
        if way == EVENTS:
            # An error before the execution is sent as an event, too.
            return self._streams.events(prepared, asked, context, body)
        if isinstance(prepared, OperationFailed):
            raise prepared
        if way == PARTS:
            return await self._streams.parts(prepared, asked, context, body)
        if request.method != "POST":
            _check_method(request.method, prepared)
        executing = self._schema.execute(prepared, asked.variables, context, traced=head.is_traced)
        result = await self._operations.run(executing, request, may_be_given_up=prepared.reads_only)
        answer = responses.of_result(head.media_type, result, request_id)
        if len(answer.body) < LEAST_BYTES:
            return answer
        return await compress(answer, head.accept_encoding)

    async def _take(
        self,
        token: str,
        request: ApiRequest,
        body: Body,
        principal: Principal,
        request_id: str,
    ) -> Response:
        """Starts an operation whose results are sent through a shared stream."""
        stream = self._streams.reservations.named(token, principal.caller)
        head = request.head
        if head.want.answer is None:
            raise RequestRefused(406, NOTHING_FITS)
        asked = await request.parameters(body)
        operation = stream.take((asked.extensions or {}).get("operationId"))
        context = self._context(request_id, principal)
        try:
            found = await self._begun(request, asked, context, operation.stopped)
            if operation.stopped.is_set():
                await found.aclose()
                return reservations.stopped(request_id)
            operation.tell(found, request_id, body.passed_on())
            return reservations.accepted(request_id)
        except ClientLeft:
            if operation.stopped.is_set():
                return reservations.stopped(request_id)
            raise
        except OperationFailed as refused:
            failed = ExecutionResult(None, refused.errors)
            # Also for the older media type: after a 200 a client might wait for results that never come.
            status, headers = status_of(GRAPHQL, failed), retry_after(failed)
            return responses.encoded(status, head.media_type, response(failed), request_id, headers)
        finally:
            operation.release()

    async def _begun(
        self, request: ApiRequest, asked: GraphQLRequest, context: Context, stopped: asyncio.Event
    ) -> AsyncGenerator[ExecutionResult, None]:
        """The results of an operation: after a subscription has started, or after a query or mutation was executed.

        Args:
            stopped: set when the client no longer wants the results.

        Raises:
            OperationFailed: it cannot run.
        """
        prepared = await self._schema.prepared_in_turn(asked, context)
        if isinstance(prepared, OperationFailed):
            if not _is_unknown_hash(prepared.errors):
                raise prepared
            # It is sent as a result, because clients of persisted queries look for the code there.
            return _once(ExecutionResult(None, prepared.errors))
        if prepared.kind is OperationType.SUBSCRIPTION:
            starting = self._schema.subscribe(prepared, asked.variables, context)
            return await self._operations.run(starting, request, may_be_given_up=True, until=stopped)
        _check_method(request.method, prepared)
        executing = self._schema.execute(prepared, asked.variables, context)
        result = await self._operations.run(
            executing, request, may_be_given_up=prepared.reads_only, until=stopped
        )
        if was_not_executed(result):
            raise OperationFailed(result.errors or [])
        return _once(result)


def _way(want: Negotiated, kind: OperationType | None, request_id: str) -> str:
    """The media type of an operation's response; `kind` is None if it cannot be determined."""
    if kind is OperationType.SUBSCRIPTION and want.stream is not None:
        return want.stream
    if want.answer is None:
        raise RequestRefused(406, NOTHING_FITS)
    if kind is OperationType.SUBSCRIPTION:
        raise OperationFailed([request_error(NO_SUBSCRIPTIONS, ErrorCode.BAD_USER_INPUT, request_id)], kind)
    return want.answer


def _check_method(method: str, prepared: PreparedOperation) -> None:
    if method != "POST" and not prepared.reads_only:
        raise RequestRefused(405, "Mutations need POST.", {"allow": "POST"})


def _is_unknown_hash(errors: Iterable[GraphQLError]) -> bool:
    return ErrorCode.PERSISTED_QUERY_NOT_FOUND.value in codes(errors)


async def _once(result: ExecutionResult) -> AsyncGenerator[ExecutionResult, None]:
    yield result
