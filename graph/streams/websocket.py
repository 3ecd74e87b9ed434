"""Who may open a WebSocket: those who speak graphql-transport-ws, and no other site's page."""

from collections.abc import Callable, Collection
from contextlib import suppress
from urllib.parse import urlsplit

from starlette.websockets import WebSocket, WebSocketDisconnect

from graph.schema import Schema
from graph.streams.connection import Close, Connection, SocketLimits
from graph.streams.opened import Opened
from resolvers.context import Context

PROTOCOL = "graphql-transport-ws"


class SocketEndpoint:
    """Takes sockets, each for any number of queries and subscriptions.

    Args:
        schema: what is executed.
        context: makes the context of one operation from its id.
        opened: keeps the sockets that are open.
        limits: what one socket may do.
        origins: the web pages of other sites that may open one, as their Origin header names them.
    """

    def __init__(
        self,
        schema: Schema,
        context: Callable[[str], Context],
        opened: Opened,
        limits: SocketLimits,
        origins: Collection[str] = (),
    ) -> None:
        self._schema = schema
        self._context = context
        self._opened = opened
        self._limits = limits
        self._origins = origins

    async def __call__(self, socket: WebSocket) -> None:
        with suppress(WebSocketDisconnect, OSError):
            if not _is_welcome(socket, self._origins):
                # Before the handshake is done this is an HTTP 403.
                await socket.close()
                return
            if PROTOCOL not in socket.scope["subprotocols"]:
                await socket.accept()
                await socket.close(Close.PROTOCOL, f"Only the subprotocol {PROTOCOL} is spoken here")
                return
            await socket.accept(PROTOCOL)
            connection = Connection(socket, self._schema, self._context, self._limits)
            with self._opened.holding(connection):
                await connection.serve()


def _is_welcome(socket: WebSocket, origins: Collection[str]) -> bool:
    # A browser names the page that opens a socket, and asks nobody's permission; nothing else sends an Origin.
    origin = socket.headers.get("origin")
    return origin is None or origin in origins or _host(origin) == socket.headers.get("host", "").lower()


def _host(origin: str) -> str | None:
    try:
        return urlsplit(origin).netloc.lower() or None
    except ValueError:
        return None
