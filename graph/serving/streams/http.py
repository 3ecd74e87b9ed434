"""Opens streams over HTTP: events or parts of one operation, or the shared event stream of a client."""

from typing import Any

from starlette.responses import Response

from graph.operations.executable_schema import ExecutableSchema
from graph.operations.prepare import PreparedOperation
from graph.operations.request import GraphQLRequest
from graph.operations.results import OperationFailed
from graph.serving.streams.multipart import MultipartFraming
from graph.serving.streams.open_streams import OpenStreams
from graph.serving.streams.reservations import Reservations
from graph.serving.streams.responses import ResultStream
from graph.serving.streams.results import results_of
from graph.serving.streams.shared import SharedLimits
from graph.serving.streams.sse import SseFraming
from resolvers.context import Context
from runtime.background_tasks import BackgroundTasks


class Streams:
    """What stays open over HTTP.

    Args:
        schema: what is executed.
        opened: keeps what is open.
        ping_seconds: how often an idle client is sent a sign of life.
        limits: what one client may do in a stream that its operations share.

    Attributes:
        reservations: the streams that operations share.
    """

    def __init__(
        self, schema: ExecutableSchema, opened: OpenStreams, *, ping_seconds: float, limits: SharedLimits
    ) -> None:
        self._schema = schema
        self._how: dict[str, Any] = {"opened": opened, "ping_seconds": ping_seconds}
        self._tasks = BackgroundTasks("shared streams")
        self.reservations = Reservations(opened, limits, self._tasks)

    def events(
        self, prepared: PreparedOperation | OperationFailed, asked: GraphQLRequest, context: Context
    ) -> Response:
        """Any operation's results as events; what it is refused for is one, too."""
        found = results_of(self._schema, prepared, asked.variables, context)
        return ResultStream(found, SseFraming(), request_id=context.request_id, **self._how)

    async def parts(self, prepared: PreparedOperation, asked: GraphQLRequest, context: Context) -> Response:
        """A subscription's results as parts.

        Raises:
            OperationFailed: it cannot start.
        """
        found = await self._schema.subscribe(prepared, asked.variables, context)
        return ResultStream(found, MultipartFraming(), request_id=context.request_id, **self._how)

    def shared(self, token: str, request_id: str) -> Response:
        """The results of all operations that are asked for under a token.

        Raises:
            RequestRefused: no stream is reserved under it, or it is open already.
        """
        return self.reservations.open(token, request_id=request_id, **self._how)

    async def aclose(self) -> None:
        """Ends what still runs for shared streams."""
        await self._tasks.aclose()
