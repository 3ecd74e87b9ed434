"""Opens streams over HTTP: events or parts of one operation, or the shared event stream of a client."""

from typing import Any

from starlette.responses import Response

from graph.operations.executable_schema import ExecutableSchema
from graph.operations.prepare import PreparedOperation
from graph.operations.request import GraphQLRequest
from graph.operations.results import OperationFailed
from graph.serving.authentication.sessions import Sessions
from graph.serving.http.bodies import Body
from graph.serving.streams.multipart import MultipartFraming
from graph.serving.streams.open_streams import OpenStreams
from graph.serving.streams.reservations import Reservations
from graph.serving.streams.responses import ResultStream
from graph.serving.streams.results import results_of
from graph.serving.streams.shared import SharedLimits
from graph.serving.streams.sse import SseFraming
from models.caller import Caller
from resolvers.context import Context
from runtime.background_tasks import BackgroundTasks


class Streams:
    """The streaming responses over HTTP.

    Args:
        schema: what is executed.
        opened: the open streams.
        sessions: ends them with their credentials.
        ping_seconds: the interval of keep-alive messages to idle clients.
        limits: the limits of one client's shared stream.

    Attributes:
        reservations: the shared streams.
    """

    def __init__(
        self,
        schema: ExecutableSchema,
        opened: OpenStreams,
        sessions: Sessions,
        *,
        ping_seconds: float,
        limits: SharedLimits,
    ) -> None:
        self._schema = schema
        self._how: dict[str, Any] = {"opened": opened, "sessions": sessions, "ping_seconds": ping_seconds}
        self._tasks = BackgroundTasks("shared streams")
        self.reservations = Reservations(opened, sessions, limits, self._tasks)

    def events(
        self,
        prepared: PreparedOperation | OperationFailed,
        asked: GraphQLRequest,
        context: Context,
        body: Body,
    ) -> Response:
        """The results of any operation as events; a refusal is an event, too. It takes over the request's body."""
        found = results_of(self._schema, prepared, asked.variables, context)
        return ResultStream(found, SseFraming(), context=context, body=body.passed_on(), **self._how)

    async def parts(
        self, prepared: PreparedOperation, asked: GraphQLRequest, context: Context, body: Body
    ) -> Response:
        """A subscription's results as parts. It takes over the request's body.

        Raises:
            OperationFailed: it cannot start.
        """
        found = await self._schema.subscribe(prepared, asked.variables, context)
        return ResultStream(found, MultipartFraming(), context=context, body=body.passed_on(), **self._how)

    def shared(self, token: str, caller: Caller | None, request_id: str) -> Response:
        """The results of all operations of a token.

        Args:
            token: names the stream, and is sufficient to read it.
            caller: who asks, if it is told; a stream is found by its own caller only.

        Raises:
            RequestRefused: no stream is reserved under it, or it is open already.
        """
        return self.reservations.open(token, caller, request_id=request_id, **self._how)

    async def aclose(self) -> None:
        """Ends the tasks of shared streams."""
        await self._tasks.aclose()
