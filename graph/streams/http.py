"""Opens what stays open over HTTP: one operation's events or parts, or the events of a client's operations together."""

from collections.abc import AsyncGenerator
from typing import Any

from starlette.responses import Response
from strawberry.types import ExecutionResult

from graph.requests import GraphQLRequest
from graph.schema import Schema
from graph.streams.multipart import Parts
from graph.streams.opened import Opened
from graph.streams.operations import answers, started
from graph.streams.reservations import Reservations
from graph.streams.responses import ResultStream
from graph.streams.shared import SharedLimits
from graph.streams.sse import Events
from resolvers.context import Context


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

    def __init__(self, schema: Schema, opened: Opened, *, ping_seconds: float, limits: SharedLimits) -> None:
        self._schema = schema
        self._how: dict[str, Any] = {"opened": opened, "ping_seconds": ping_seconds}
        self.reservations = Reservations(opened, limits)

    def events(self, asked: GraphQLRequest, context: Context) -> Response:
        """Any operation's results as events; what it is refused for is one, too."""
        found = answers(
            self._schema, asked.query, asked.variables, asked.operation_name, context, asked.extensions
        )
        return ResultStream(found, Events(), request_id=context.request_id, **self._how)

    async def parts(self, asked: GraphQLRequest, context: Context) -> Response:
        """A subscription's results as parts.

        Raises:
            Refused: it cannot start.
        """
        found = await self.started(asked, context)
        return ResultStream(found, Parts(), request_id=context.request_id, **self._how)

    async def started(self, asked: GraphQLRequest, context: Context) -> AsyncGenerator[ExecutionResult, None]:
        """A subscription's results, ready to be told.

        Raises:
            Refused: it cannot start.
        """
        return await started(self._schema, asked.query or "", asked.variables, asked.operation_name, context)

    def shared(self, token: str, request_id: str) -> Response:
        """The results of all operations that are asked for under a token.

        Raises:
            RequestRefused: no stream is reserved under it, or it is open already.
        """
        return self.reservations.open(token, request_id=request_id, **self._how)
