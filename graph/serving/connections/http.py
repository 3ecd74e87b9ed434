"""An HTTP connection: its deadlines, what is refused before the application runs, and how it is closed."""

import asyncio
import logging
from collections.abc import Sequence
from contextvars import Context
from typing import TYPE_CHECKING, Any, cast

from graph.serving.connections import refusals
from graph.serving.connections.lingering import LingeringTransport
from graph.serving.connections.moving_deadline import MovingDeadline
from graph.serving.connections.request_head import Refused
from graph.serving.connections.stalls import Watched
from graph.serving.connections.strict_parser import StrictParser
from graph.serving.peers import counted_as

if TYPE_CHECKING:
    from graph.serving.connections.socket import SocketConnection
    from graph.serving.process.server import Config

# How long a client may take to receive the last response while it still sends; closed at once, it would meet a reset.
_LINGER_SECONDS = 2.0
# How many refused clients are waited for at the same time.
_LINGERING = 256
# What may be sent ahead while a response is under way.
_AHEAD_BYTES = 64 * 1024
# What is awaited of a client, beside a request's head and body: its next request, and that it has received all.
_NEXT = "next request"
_END = "end"
_TOO_MANY = "This client has too many connections."
# asyncio reads four times as much.
_READ_BYTES = 64 * 1024
# uvicorn logs each malformed request as a warning, so clients could fill the log.
_quiet = logging.getLogger("uvicorn.error.requests")
_quiet.setLevel(logging.ERROR)


class HttpConnection(Watched, StrictParser):
    """An HTTP connection, which carries event streams, too.

    Attributes:
        counted: the address under which this connection is counted.
    """

    config: "Config"

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.logger = _quiet
        self.counted: str | None = None
        self._peer: str | None = None
        # Whether the peer is a listed proxy, which speaks for its clients.
        self._is_proxied = False
        self._awaited: str | None = None
        self._deadline = MovingDeadline(self.loop, self._too_late)
        # No more is read or answered.
        self._is_over = False
        self._is_parting = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        # What is read at once is kept for as long as it is not processed.
        transport.max_size = _READ_BYTES  # type: ignore[attr-defined]
        super().connection_made(transport)
        self.transport = cast(asyncio.Transport, LingeringTransport(transport, self))
        counts = self.config.counts
        counts.total += 1
        self._peer = self.client[0] if self.client else None
        if counts.total > self.config.limits.in_total:
            self._refuse(503, "This API has too many connections.")
            return
        self._is_proxied = self._peer is not None and self._peer in self.config.limits.proxies
        if self._peer is None or self._is_proxied or self._count(self._peer):
            self._await("head", self.config.limits.header_seconds)

    def data_received(self, data: bytes) -> None:
        if self._is_over:
            return
        if self.is_answering:
            if len(self.unread) > _AHEAD_BYTES:
                # Nobody sends that much ahead of an answer in earnest.
                self.cycle.keep_alive = False
                return
            self.flow.pause_reading()
            self.unread += data
        else:
            self._read_on(data)

    def on_response_complete(self) -> None:
        if self._is_proxied:
            self.give_back()
        self.is_answering = False
        self.server_state.total_requests += 1
        if self._is_over or self.transport.is_closing():
            return
        if self.flow.read_paused:
            self.flow.resume_reading()
        if self.unread:
            # Not at once: the application has not returned yet.
            self.loop.call_soon(self._read_on)
        else:
            self._await(_NEXT, self.timeout_keep_alive)

    def handle_websocket_upgrade(self) -> None:
        self._deadline.close()
        transport = self.transport = cast(LingeringTransport, self.transport).transport
        self._is_over = True
        # Not in the context of a request before it on this connection.
        Context().run(super().handle_websocket_upgrade)
        socket = cast("SocketConnection", transport.get_protocol())
        # It is that protocol now that is told of the connection's end.
        socket.counted, self.counted = self.counted, None

    def connection_lost(self, exc: Exception | None) -> None:
        self._deadline.close()
        self._is_over = True
        self.unread.clear()
        self.give_back()
        self.config.counts.total -= 1
        if self._is_parting:
            self.config.counts.parting -= 1
        cycle = self.cycle
        if cycle is not None and not cycle.response_complete:
            cycle.disconnect()
        super().connection_lost(exc)
        # The two hold each other: the request would wait for the garbage collector, and its task with it.
        self.cycle = None  # type: ignore[assignment]  # as before the first request

    def shutdown(self) -> None:
        if self._is_over:
            self.transport.abort()
        else:
            super().shutdown()

    def give_back(self) -> None:
        """Counts this connection as no client's."""
        if self.counted is not None:
            self.config.counts.give_back(self.counted)
            self.counted = None

    def part(self) -> None:
        """Closes the connection once its client has received all, whatever it still sends."""
        if self._is_over:
            return
        self._is_over = True
        self.unread.clear()
        lingering = cast(LingeringTransport, self.transport)
        # Nothing can be written behind the end.
        lingering.release()
        transport = lingering.transport
        if self.config.counts.parting >= _LINGERING or not transport.can_write_eof():
            self._await(None)
            transport.abort()
            return
        self._is_parting = True
        self.config.counts.parting += 1
        transport.write_eof()
        self.flow.resume_reading()
        self._await(_END, _LINGER_SECONDS)

    def _read_on(self, data: bytes = b"") -> None:
        """Gives the parser what belongs to the request that comes now.

        Args:
            data: what has come behind what is unread.
        """
        try:
            if self.unread or not self.feed_whole(data):
                self.unread += data
            while self.unread and not (self.is_answering or self._is_over or self.transport.is_closing()):
                if not self.feed():
                    break
        except Refused as refused:
            self._refuse(refused.status, refused.message)
            return
        if self.is_answering or self._is_over or self.transport.is_closing():
            self._await(None)
        elif self.is_in_body:
            self._await("body", self.config.limits.body_seconds)
        elif self.unread:
            self._await("head", self.config.limits.header_seconds)
        else:
            self._await(None)

    def begins(self, fields: Sequence[tuple[bytes, bytes]]) -> None:
        """Takes a listed proxy's word for the client, before the application is started."""
        self.config.arrived()
        if not self._is_proxied or self._peer is None:
            return
        forwarded = [value.decode("latin-1") for name, value in fields if name == b"x-forwarded-for"]
        address = self.config.limits.proxies.client(self._peer, forwarded)
        self.client = (address, 0)
        self.give_back()
        if address == self._peer:
            return
        if not self.config.counts.take(counted_as(address)):
            raise Refused(_TOO_MANY, 429)
        self.counted = counted_as(address)

    def _count(self, peer: str) -> bool:
        if not self.config.counts.take(counted_as(peer)):
            self._refuse(429, _TOO_MANY)
            return False
        self.counted = counted_as(peer)
        return True

    def _await(self, what: str | None, seconds: float = 0.0) -> None:
        if what == self._awaited:
            return
        self._awaited = what
        if what is None:
            self._deadline.unset()
        else:
            self._deadline.set(seconds)

    def _too_late(self) -> None:
        if self._awaited == _NEXT:
            self.timeout_keep_alive_handler()
        elif self._awaited == _END:
            self.transport.abort()
        elif self.cycle is None and not self.unread:
            # Browsers open connections ahead, and would take a response for that to their next request.
            self.transport.abort()
        else:
            self._refuse(408, f"The request's {self._awaited} did not come in time.")

    def _refuse(self, status: int, message: str) -> None:
        if self._is_over or self.transport.is_closing():
            return
        cycle = self.cycle
        is_answered = False
        if cycle is not None and not cycle.response_complete:
            is_answered = cycle.response_started
            # The application reads and answers no more.
            cycle.disconnect()
            cycle.waiting_for_100_continue = False
            cycle.message_event.set()
        if not is_answered:
            self.transport.write(refusals.response(status, message))
        self.part()
