"""The uvicorn server: closes stalled connections, and ends streams before it stops."""

import asyncio
import gc
import signal
import socket
from types import FrameType
from typing import Any

import uvicorn
from starlette.applications import Starlette
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from graph.serving.readiness import Readiness
from graph.serving.streams.open_streams import OpenStreams

# How long a client may take to receive the last message.
_FAREWELL_SECONDS = 2.0

# The collector's thresholds: allocations, and how many collections of one generation until the next older one.
COLLECTED_AT = (700, 10, 1000)


class Config(uvicorn.Config):
    """uvicorn's settings for the gateway.

    Args:
        app: the application.
        message_bytes: the longest message of a WebSocket.
        stall_seconds: how long a connection may receive nothing of what is sent to it.
        more: uvicorn's settings.
    """

    def __init__(self, app: Any, *, message_bytes: int, stall_seconds: float, **more: Any) -> None:
        super().__init__(
            app,
            http=HttpConnection,
            ws=SocketConnection,
            ws_max_size=message_bytes,
            # It costs every idle socket memory, and answers are small.
            ws_per_message_deflate=False,
            access_log=False,
            # Its messages go to the log of the process.
            log_config=None,
            server_header=False,
            **more,
        )
        self.stall_seconds = stall_seconds


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
        await super().startup(sockets)
        # The objects of the startup live as long as the process; frozen, they are not traversed by each collection.
        gc.collect()
        gc.freeze()
        # Under load a full collection takes 140 ms with Python's default thresholds, and 50 ms when the objects of the
        # startup are frozen. It frees little that the younger generations do not, so it runs a hundred times less
        # often. Then the longest pause is 5 ms; with a larger youngest generation it would be 50 to 90 ms (`make
        # bench-collector`).
        gc.set_threshold(*COLLECTED_AT)

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


class _Watch:
    """Aborts a connection whose client does not receive pending data."""

    def __init__(self, transport: asyncio.Transport, seconds: float) -> None:
        self._transport = transport
        self._seconds = seconds
        self._waiting = 0
        self._timer: asyncio.TimerHandle | None = None

    def start(self) -> None:
        if self._timer is None:
            self._waiting = self._transport.get_write_buffer_size()
            self._timer = asyncio.get_running_loop().call_later(self._seconds, self._look)

    def stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _look(self) -> None:
        self._timer = None
        waiting = self._transport.get_write_buffer_size()
        if waiting and waiting >= self._waiting:
            self._transport.abort()
        elif waiting:
            self.start()


class _Watched(asyncio.Protocol):
    """A connection of uvicorn's that is aborted if its client stalls."""

    _watch: _Watch

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._watch = _Watch(transport, self.config.stall_seconds)  # type: ignore[attr-defined]

    def pause_writing(self) -> None:
        super().pause_writing()
        self._watch.start()

    def resume_writing(self) -> None:
        super().resume_writing()
        self._watch.stop()

    def connection_lost(self, exc: Exception | None) -> None:
        self._watch.stop()
        super().connection_lost(exc)


class HttpConnection(_Watched, H11Protocol):
    """An HTTP connection, which carries event streams, too."""


class SocketConnection(_Watched, WebSocketsSansIOProtocol):  # type: ignore[misc]
    """A WebSocket's connection."""

    def on_task_complete(self, task: "asyncio.Task[None]") -> None:
        super().on_task_complete(task)
        # The last message may still be pending.
        self._watch.start()

    def shutdown(self) -> None:
        super().shutdown()
        asyncio.get_running_loop().call_later(_FAREWELL_SECONDS, self.transport.abort)

    def send_receive_event_to_app(self) -> None:
        if self.curr_msg_data_type == "text" and not _is_utf8(b"".join(self.frames)):
            # uvicorn would log an exception; passed on as bytes, it is refused like any message that is not text.
            self.curr_msg_data_type = "bytes"
        super().send_receive_event_to_app()


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True
