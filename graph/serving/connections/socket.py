"""A WebSocket's connection: bounds what of a client's frames is kept, and how it ends."""

import asyncio
from typing import TYPE_CHECKING, Any

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.exceptions import SecurityError
from websockets.frames import CloseCode, Frame

from graph.serving.connections import refusals
from graph.serving.connections.handshake import Handshake
from graph.serving.connections.stalls import Watched

if TYPE_CHECKING:
    from graph.serving.process.server import Config

# How long a client may take to receive the last message.
_FAREWELL_SECONDS = 2.0
# Each fragment is an object, however short it is.
_FRAGMENTS = 64
# Within so many seconds. Browsers send no pings by themselves, and libraries one in some seconds; messages start and
# end operations, of which there are few at the same time.
_PINGS, _MESSAGES, _SECONDS = 100, 500, 10.0
# What is parsed at once: it may be several hundred frames, each of which takes some 10 µs.
_SLICE_BYTES = 4096


class SocketConnection(Watched, WebSocketsSansIOProtocol):  # type: ignore[misc]
    """A WebSocket's connection.

    Attributes:
        counted: the address under which this connection is counted.
    """

    config: "Config"

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.conn = Handshake(max_size=self.config.ws_max_size, logger=self.logger)
        self.counted: str | None = None
        self._unread = bytearray()
        self._is_reading_soon = False
        self._is_failed = False
        self._pings = Rate(_PINGS)
        self._messages = Rate(_MESSAGES)

    def data_received(self, data: bytes) -> None:
        if self._is_failed:
            return
        # The first is the handshake, which the HTTP connection has read.
        if not self.handshake_initiated:
            super().data_received(data)
            if not self.handshake_initiated:
                self._refuse_handshake()
            return
        self._unread += data
        self._read_on()

    def connection_lost(self, exc: Exception | None) -> None:
        self._unread.clear()
        self.config.counts.total -= 1
        if self.counted is not None:
            self.config.counts.give_back(self.counted)
        super().connection_lost(exc)

    def on_task_complete(self, task: "asyncio.Task[None]") -> None:
        super().on_task_complete(task)
        # The last message may still be pending.
        self.stalls.start()

    def shutdown(self) -> None:
        if self.handshake_complete or self.close_sent:
            super().shutdown()
        else:
            self._part(refusals.response(503, "This gateway is stopping."))
            # What the application answers to the handshake comes too late.
            self.handshake_complete = self.disconnected = True
        asyncio.get_running_loop().call_later(_FAREWELL_SECONDS, self.transport.abort)

    async def receive(self) -> Any:
        message = await super().receive()
        self._read_soon()
        return message

    async def send(self, message: Any) -> None:
        await super().send(message)
        if self.close_sent:
            self._read_soon()

    def handle_cont(self, event: Frame) -> None:
        if len(self.frames) >= _FRAGMENTS:
            self._fail(CloseCode.MESSAGE_TOO_BIG, "The message has too many fragments")
        else:
            super().handle_cont(event)

    def handle_parser_exception(self) -> None:
        """Says goodbye, and reads no more; closed at once, a client that still sends would meet a reset instead."""
        self._is_failed = True
        self._unread.clear()
        self.frames = []
        self.stop_keepalive()
        told = self.conn.close_sent or self.conn.close_rcvd
        self.queue.put_nowait({"type": "websocket.disconnect", "code": told.code if told else 1006})
        self._part(b"".join(self.conn.data_to_send()))

    def handle_ping(self) -> None:
        if self._is_taken(self._pings, "Too many pings"):
            super().handle_ping()

    def handle_pong(self, event: Frame) -> None:
        if self._is_taken(self._pings, "Too many pings"):
            super().handle_pong(event)

    def send_receive_event_to_app(self) -> None:
        if not self._is_taken(self._messages, "Too many messages"):
            self.frames = []
            return
        if self.curr_msg_data_type == "text" and not _is_utf8(b"".join(self.frames)):
            # uvicorn would log an exception; passed on as bytes, it is refused like any message that is not text.
            self.curr_msg_data_type = "bytes"
        super().send_receive_event_to_app()

    def _refuse_handshake(self) -> None:
        """Answers what websockets takes for no handshake at all, of which it says nothing that uvicorn would send."""
        self._is_failed = True
        if isinstance(self.conn.handshake_exc, SecurityError):
            told = refusals.response(431, "A line of the WebSocket's handshake is too long.")
        else:
            told = refusals.response(400, "A WebSocket's handshake is a GET without a body.")
        self._part(told)

    def _part(self, farewell: bytes) -> None:
        """Sends the last bytes, and waits a moment for a client that still sends."""
        self.transport.write(farewell)
        self.close_sent = True
        self.transport.write_eof()
        self.transport.resume_reading()
        self.close_timer = self.loop.call_later(_FAREWELL_SECONDS, self.transport.abort)

    def _read_soon(self) -> None:
        """Reads on in a later turn of the loop, so that other connections have theirs."""
        if not self._unread:
            return
        self.transport.pause_reading()
        if not self._is_reading_soon:
            self._is_reading_soon = True
            self.loop.call_soon(self._read_on)

    def _read_on(self) -> None:
        """Parses a part of what was received, unless a message waits for the application."""
        self._is_reading_soon = False
        if self.read_paused or not self._unread:
            return
        part = bytes(self._unread[:_SLICE_BYTES])
        del self._unread[:_SLICE_BYTES]
        super().data_received(part)
        if self.read_paused:
            return
        if self._unread:
            self._read_soon()
        else:
            self.transport.resume_reading()

    def _is_taken(self, rate: "Rate", reason: str) -> bool:
        if self.close_sent:
            return False
        if rate.is_kept(self.loop.time()):
            return True
        self._fail(CloseCode.POLICY_VIOLATION, reason)
        return False

    def _fail(self, code: CloseCode, reason: str) -> None:
        if not self.close_sent:
            self.conn.fail(code, reason)
            self.handle_parser_exception()


class Rate:
    """How many of something come within some seconds.

    Args:
        most: how many may.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._count = 0
        self._since = 0.0

    def is_kept(self, now: float) -> bool:
        """Counts one more, and says whether there are not too many."""
        if now - self._since > _SECONDS:
            self._since, self._count = now, 0
        self._count += 1
        return self._count <= self._most


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True
