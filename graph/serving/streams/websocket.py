"""Accepts WebSockets that use graphql-transport-ws, from allowed origins only."""

from collections.abc import Callable
from contextlib import suppress

from starlette.websockets import WebSocket, WebSocketDisconnect

from graph.operations.executable_schema import ExecutableSchema
from graph.operations.loop_time import LoopTime
from graph.serving.authentication.authenticator import Authenticator
from graph.serving.http.bodies import Bodies
from graph.serving.origins import Origins
from graph.serving.streams.callers import SocketsOfCallers
from graph.serving.streams.open_streams import OpenStreams
from graph.serving.streams.transport_ws import Close, GraphQLWebSocket, SocketLimits
from models.principal import Principal
from resolvers.context import Context

PROTOCOL = "graphql-transport-ws"
# A close has room for 123 bytes.
NOT_LISTED = "Pages of this origin may not connect: see MEETGRAPH_ORIGINS and MEETGRAPH_PUBLIC_URL"


class SocketEndpoint:
    """Accepts WebSockets, each for any number of operations.

    Args:
        schema: the executable schema.
        context: makes the context of one operation from its id and the principal.
        authenticator: makes principals of tokens.
        opened: the open streams.
        limits: the limits of one socket.
        origins: the allowed origins.
        loop_time: lets the requests of tenants begin.
        bodies: counts what requests hold.
    """

    def __init__(
        self,
        schema: ExecutableSchema,
        context: Callable[[str, Principal], Context],
        authenticator: Authenticator,
        opened: OpenStreams,
        limits: SocketLimits,
        origins: Origins,
        loop_time: LoopTime,
        bodies: Bodies,
    ) -> None:
        self._bodies = bodies
        self._loop_time = loop_time
        self._schema = schema
        self._context = context
        self._authenticator = authenticator
        self._opened = opened
        self._limits = limits
        self._sockets = SocketsOfCallers(limits.of_one_caller)
        self._origins = origins

    async def __call__(self, socket: WebSocket) -> None:
        with suppress(WebSocketDisconnect, OSError):
            is_spoken = PROTOCOL in socket.scope["subprotocols"]
            # Browsers send the page's Origin with the handshake, and no preflight request; other clients send no
            # Origin.
            page = socket.headers.get("origin")
            if page is not None and not self._origins.may_open(page, socket.headers.get("host", "")):
                self._origins.refused(page, "A WebSocket")
                # A browser tells a page nothing about a failed handshake, but the code and reason of a close.
                await socket.accept(PROTOCOL if is_spoken else None)
                await socket.close(Close.FORBIDDEN, NOT_LISTED)
                return
            if not is_spoken:
                await socket.accept()
                await socket.close(Close.PROTOCOL, f"Only the subprotocol {PROTOCOL} is supported")
                return
            await socket.accept(PROTOCOL)
            connection = GraphQLWebSocket(
                socket,
                self._schema,
                self._context,
                self._authenticator,
                self._sockets,
                self._limits,
                self._loop_time,
                self._bodies,
            )
            with self._opened.holding(connection):
                await connection.serve()
