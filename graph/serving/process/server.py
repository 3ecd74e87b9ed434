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

# After the last word, a client has so long to take it.
_FAREWELL_SECONDS = 2.0

# The collector's thresholds: allocations, and how many collections of one generation until the next older one.
COLLECTED_AT = (700, 10, 1000)


class Config(uvicorn.Config):
    """uvicorn's settings for the gateway.

    Args:
        app: the gateway.
        message_bytes: the longest message of a WebSocket.
        stall_seconds: how long a connection may take nothing of what is sent to it.
        more: uvicorn's own.
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
            # Its lines go where all lines go.
            log_config=None,
            server_header=False,
            **more,
        )
        self.stall_seconds = stall_seconds


class Server(uvicorn.Server):
    """A server that says at once that it stops, then ends the streams first, and takes SIGTERM for a good end."""

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self._is_stopping()
        if sig == signal.SIGTERM:
            # uvicorn would send itself the signal again when all is done, and so end with its code.
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
        # What is there by now stays; looking through it again for what is not needed would hold the loop each time.
        gc.collect()
        gc.freeze()
        # Under load a full collection takes 140 ms with Python's own thresholds, and 50 ms when what is there by now
        # is frozen. It finds little that the younger generations have not, so it comes a hundred times as seldom. The
        # longest pause is 5 ms then; a larger youngest generation would pause for 50 to 90 (`make bench-collector`).
        gc.set_threshold(*COLLECTED_AT)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._is_stopping()
        app = self.config.app
        opened = getattr(app.state, "opened", None) if isinstance(app, Starlette) else None
        if isinstance(opened, OpenStreams):
            await opened.close()
        await super().shutdown(sockets)
        # Whoever has not said goodbye by now is not waited for; the loop may end before their farewell does.
        for connection in tuple(self.server_state.connections):
            connection.transport.abort()
        await asyncio.sleep(0)


class _Watch:
    """Cuts a connection whose client takes nothing of what waits to be sent."""

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
    """A connection of uvicorn's that is cut where its client takes nothing."""

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
        # What was said last may still wait to be sent.
        self._watch.start()

    def shutdown(self) -> None:
        super().shutdown()
        asyncio.get_running_loop().call_later(_FAREWELL_SECONDS, self.transport.abort)

    def send_receive_event_to_app(self) -> None:
        if self.curr_msg_data_type == "text" and not _is_utf8(b"".join(self.frames)):
            # uvicorn would log an exception; as bytes it is refused like all that is no text.
            self.curr_msg_data_type = "bytes"
        super().send_receive_event_to_app()


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True
