"""Reserved event streams by their tokens (graphql-sse, single connection mode), and the requests for them.

A token is valid only in the process that issued it, so a load balancer must send a client to the same process.
"""

import secrets
from contextlib import ExitStack
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from graph.serving.authentication.sessions import Sessions
from graph.serving.http.accept_header import Accept
from graph.serving.http.requests import RequestRefused
from graph.serving.streams.open_streams import OpenStreams
from graph.serving.streams.shared import SharedLimits, SharedStream, no_such_stream
from models.caller import Caller
from models.error_code import ErrorCode
from models.principal import Principal
from runtime.background_tasks import BackgroundTasks

TOKEN_HEADER = "x-graphql-event-stream-token"
TEXT = "text/plain"


class Reservations:
    """Makes, finds and opens shared streams.

    Args:
        opened: the open streams.
        sessions: ends them with their credentials.
        limits: the limits of clients.
        tasks: the tasks of the streams.
    """

    def __init__(
        self, opened: OpenStreams, sessions: Sessions, limits: SharedLimits, tasks: BackgroundTasks
    ) -> None:
        self._opened = opened
        self._sessions = sessions
        self._limits = limits
        self._tasks = tasks
        self._streams: dict[str, SharedStream] = {}
        self._waiting: set[str] = set()

    def make(self, accept: Accept, principal: Principal, request_id: str) -> Response:
        """Reserves a stream for a principal; its token is the answer.

        Raises:
            RequestRefused: the client does not accept the response, too many reservations are open, or the gateway
                stops.
        """
        if not accept.quality(TEXT):
            raise RequestRefused(406, f"A reservation is answered in {TEXT}.")
        if self._opened.closing or len(self._waiting) >= self._limits.reservations:
            told = "No event stream can be reserved now."
            raise RequestRefused(503, told, {"retry-after": "1"}, ErrorCode.SERVICE_UNAVAILABLE)
        # The token is sufficient to read the stream.
        token = secrets.token_urlsafe(32)
        held = ExitStack()

        def ended() -> None:
            held.close()
            self._waiting.discard(token)
            del self._streams[token]
            self._opened.discard(stream)

        stream = self._streams[token] = SharedStream(principal, self._limits, self._tasks, ended)
        held.enter_context(self._sessions.holding(principal, stream.deny))
        self._waiting.add(token)
        self._opened.add(stream)
        return _answer(201, request_id, token)

    def open(self, token: str, caller: Caller | None, **how: Any) -> Response:
        """The events of a reserved stream.

        Raises:
            RequestRefused: there is none, or it is open already.
        """
        response = self.named(token, caller).open(**how)
        self._waiting.discard(token)
        return response

    def stop(self, request: Request, caller: Caller, request_id: str) -> Response:
        """Stops the operation that a request names; an operation that has ended is not found.

        Raises:
            RequestRefused: there is no such stream, or no operation is named.
        """
        stream = self.named(token_of(request), caller)
        id = request.query_params.get("operationId")
        if not id:
            raise RequestRefused(400, "The URL needs the parameter `operationId`.")
        stream.stop(id)
        return _answer(200, request_id)

    def named(self, token: str | None, caller: Caller | None) -> SharedStream:
        """The stream of a token.

        Args:
            token: names the stream.
            caller: who asks; None if that is not told.

        Raises:
            RequestRefused: there is none, or no longer, or at another gateway, or it is another caller's.
        """
        stream = self._streams.get(token or "")
        if stream is None or caller not in (None, stream.principal.caller):
            raise no_such_stream()
        return stream


def token_of(request: Request) -> str | None:
    """The token that a request presents: in a header, or in the address, as browsers' own EventSource needs it."""
    found = request.headers.get(TOKEN_HEADER)
    if not found and request.scope["query_string"]:
        found = request.query_params.get("token")
    return found or None


def accepted(request_id: str) -> Response:
    """The response to an operation that has started; its results are sent through the stream."""
    return _answer(202, request_id)


def stopped(request_id: str) -> Response:
    """The response to an operation that was stopped before it started."""
    return _answer(204, request_id)


def _answer(status: int, request_id: str, text: str = "") -> Response:
    headers = {"x-content-type-options": "nosniff", "x-request-id": request_id}
    if text:
        headers["content-type"] = f"{TEXT}; charset=utf-8"
    return Response(text, status, headers)
