"""The uvicorn server: closes stalled connections, and ends streams before it stops."""

import asyncio
import gc
import signal
import socket
from collections.abc import Callable
from types import FrameType
from typing import Any

import uvicorn
from starlette.applications import Starlette

from graph.operations.loop_time import LoopTime
from graph.serving.connections.http import HttpConnection
from graph.serving.connections.limits import ConnectionCounts, ConnectionLimits
from graph.serving.connections.socket import SocketConnection
from graph.serving.process.loop_errors import LoopErrors
from graph.serving.readiness import Readiness
from graph.serving.streams.open_streams import OpenStreams

# The collector's thresholds: allocations, and how many collections of one generation until the next older one.
COLLECTED_AT = (10_000, 0, 1000)
# While one tenant's work waits for another's, many operations are under way. What they hold made each collection of a
# flood take 20 to 40 ms, once a second, and takes 1 to 3 ms so.
CONTENDED_COLLECTED_AT = (700, 1, 10_000)


def _nothing() -> None:
    """Does nothing."""


def _collect(is_contended: bool) -> None:
    youngest, middle, _ = CONTENDED_COLLECTED_AT if is_contended else COLLECTED_AT
    # The many small collections of a flood count for the next full one, which would come at once when it is over.
    gc.set_threshold(youngest, middle, CONTENDED_COLLECTED_AT[2])


class Config(uvicorn.Config):
    """uvicorn's settings for the gateway.

    Args:
        app: the application.
        limits: the limits of connections.
        more: uvicorn's settings.

    Attributes:
        counts: the connections of the server.
        arrived: called when a request has been read, before its task begins.
        loop_time: the shares of tenants, where the application has some.
    """

    arrived: Callable[[], None]

    def __init__(self, app: Any, limits: ConnectionLimits | None = None, **more: Any) -> None:
        self.limits = limits or ConnectionLimits()
        self.counts = ConnectionCounts(self.limits)
        found = getattr(app.state, "loop_time", None) if isinstance(app, Starlette) else None
        self.loop_time = found if isinstance(found, LoopTime) else None
        self.arrived = _nothing if self.loop_time is None else self.loop_time.arrived
        super().__init__(
            app,
            # Whatever else is installed: uvloop took 5 % less time, and its transports bound no reads.
            loop="asyncio",
            http=HttpConnection,
            ws=SocketConnection,
            ws_max_size=self.limits.message_bytes,
            # It costs every idle socket memory, and answers are small.
            ws_per_message_deflate=False,
            access_log=False,
            # Its messages go to the log of the process.
            log_config=None,
            server_header=False,
            # It would take the word of whoever connects from this machine for the address of a client.
            proxy_headers=False,
            **more,
        )


class Server(uvicorn.Server):
    """A server that reports at once that it stops, ends the streams first, and handles SIGTERM as a normal end."""

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self._is_stopping()
        if sig == signal.SIGTERM:
            # uvicorn would raise the signal again at the end, and the process would exit with the signal's code.
            self.should_exit = True
        else:
            super().handle_exit(sig, frame)

    def _is_stopping(self) -> None:
        app = self.config.app
        readiness = getattr(app.state, "readiness", None) if isinstance(app, Starlette) else None
        if isinstance(readiness, Readiness):
            readiness.is_stopping = True

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        asyncio.get_running_loop().set_exception_handler(LoopErrors())
        await super().startup(sockets)
        # The objects of the startup live as long as the process; frozen, they are not traversed by each collection.
        gc.collect()
        gc.freeze()
        # Under load a full collection takes 140 ms with Python's default thresholds, and 50 ms when the objects of the
        # startup are frozen. It frees little that the younger generations do not, so it runs a hundred times less
        # often. What counts for the youngest are the allocations that are not freed yet: few operations at the same
        # time never reach 10,000, so that what they hold is not traversed on and on. The middle generation is collected
        # at every second turn, because what it has become by a tenth takes long (`make bench-collector`).
        gc.set_threshold(*COLLECTED_AT)
        if isinstance(self.config, Config) and self.config.loop_time is not None:
            self.config.loop_time.contended = _collect

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._is_stopping()
        app = self.config.app
        opened = getattr(app.state, "opened", None) if isinstance(app, Starlette) else None
        if isinstance(opened, OpenStreams):
            await opened.close()
        await super().shutdown(sockets)
        # Connections that have not closed by now are not waited for.
        for connection in tuple(self.server_state.connections):
            connection.transport.abort()
        await asyncio.sleep(0)
