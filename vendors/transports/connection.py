"""One connection to a vendor: carries one exchange after the other."""

import asyncio
import ssl
from math import inf
from typing import TYPE_CHECKING, Final, cast

from vendors.transports.exchange import Exchange
from vendors.transports.limits import HttpLimits
from vendors.transports.long_bodies import SHORT
from vendors.transports.response import Broken, FailurePoint, TimedOut, UnreadableResponse, WireResponse
from vendors.transports.response_parser import ResponseParser

if TYPE_CHECKING:
    from vendors.transports.pool import ConnectionPool

# How much is read at once of a body in chunks of a few bytes, in bytes.
_READ_OF_CHUNKS: Final = 8 * 1024


class VendorConnection(asyncio.BufferedProtocol):
    """A connection over TCP or TLS, with HTTP/1.1.

    The buffer that it reads into limits what is read at once, over TLS, too. Less is read of a body that comes in
    chunks of a few bytes: each of them takes a call of a function.

    Args:
        pool: it belongs to.
        limits: the account's.
    """

    __slots__ = (
        "_exchange",
        "_first_byte",
        "_idle",
        "_loop",
        "_parser",
        "_pool",
        "_silent_since",
        "_transport",
        "_was_kept",
    )

    _transport: asyncio.Transport

    def __init__(self, pool: "ConnectionPool", limits: HttpLimits) -> None:
        self._loop = asyncio.get_running_loop()
        self._pool = pool
        self._first_byte, self._idle = limits.first_byte, limits.idle
        self._parser = ResponseParser(limits.body_bytes)
        self._exchange: Exchange | None = None
        self._silent_since = self._loop.time()
        self._was_kept = False

    @property
    def is_closing(self) -> bool:
        """Whether it cannot carry anything any more."""
        return self._transport.is_closing()

    @property
    def due(self) -> float:
        """When `expire` is to be called, by the loop's clock."""
        exchange = self._exchange
        if exchange is None:
            return self._silent_since + self._idle
        return min(exchange.until, self._silent_since + self._first_byte)

    def carry(self, exchange: Exchange, now: float) -> float:
        """Sends a request, at most one at a time; returns when `expire` is to be called."""
        if self._transport.is_closing():
            # It was closed in the moment in which it was opened.
            exchange.end(Broken(point=FailurePoint.ASKED))
            return inf
        self._exchange = exchange
        exchange.connection = self
        exchange.point = FailurePoint.ASKED
        self._silent_since = now
        self._parser.begin()
        self._transport.write(exchange.request)
        first_byte_by = now + self._first_byte
        return exchange.until if exchange.until < first_byte_by else first_byte_by

    def go_on(self) -> None:
        """Receives the rest of a long response."""
        self._silent_since = self._loop.time()
        self._transport.resume_reading()

    def expire(self) -> None:
        """Its exchange is too late, or it was idle for too long."""
        exchange = self._exchange
        if exchange is None:
            # A vendor may take its time to close it, too; over TLS, who closes it twice cannot abort it any more.
            if not self._transport.is_closing():
                self._transport.close()
        else:
            self.drop()
            exchange.end(TimedOut(point=exchange.point))

    def drop(self) -> None:
        """Closes it at once, without a word to its exchange."""
        self._exchange = None
        self._transport.abort()

    def fail(self) -> None:
        """Closes it at once; its exchange fails."""
        exchange = self._exchange
        self.drop()
        if exchange is not None:
            exchange.end(Broken(point=exchange.point))

    # What asyncio calls.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self._pool.opened(self)

    def get_buffer(self, sizehint: int) -> memoryview:
        buffer = self._pool.buffer
        return buffer[:_READ_OF_CHUNKS] if self._parser.is_finely_chunked else buffer

    def buffer_updated(self, nbytes: int) -> None:
        exchange = self._exchange
        if exchange is None:
            # Nobody has asked for it.
            self._transport.abort()
            return
        self._silent_since = self._loop.time()
        exchange.point = FailurePoint.ANSWERING
        if exchange.is_left:
            self.drop()
            exchange.end(None)
            return
        try:
            response = self._parser.fed(self._pool.buffer[:nbytes])
        except UnreadableResponse as failure:
            self.drop()
            exchange.end(failure)
            return
        if response is not None:
            self._answered(exchange, response)
        elif (
            self._parser.size > SHORT
            and not exchange.has_place
            and not self._pool.long_bodies.enter(exchange)
        ):
            # The vendor is not to blame for this silence.
            self._silent_since = inf
            self._transport.pause_reading()

    def eof_received(self) -> None:
        exchange = self._exchange
        if exchange is None or exchange.point is not FailurePoint.ANSWERING or not self._is_clean_end():
            return
        try:
            response = self._parser.ended()
        except UnreadableResponse as failure:
            self.drop()
            exchange.end(failure)
            return
        if response is not None:
            self._answered(exchange, response)

    def connection_lost(self, exc: Exception | None) -> None:
        self._pool.lost(self)
        exchange, self._exchange = self._exchange, None
        if exchange is None:
            return
        if (
            exchange.point is FailurePoint.ASKED
            and self._was_kept
            and exchange.is_repeatable
            and not exchange.is_left
        ):
            # The vendor has closed an idle connection while the request was on its way.
            exchange.is_repeatable = False
            self._pool.carry_anew(exchange)
        else:
            exchange.end(Broken(point=exchange.point))

    def _is_clean_end(self) -> bool:
        """Whether the vendor has ended the stream, and nobody between us has cut it off."""
        tls = self._transport.get_extra_info("ssl_object")
        try:
            # asyncio reports both; after TLS' own ending, and only then, there is nothing more to wait for.
            return tls is None or not tls.read(1)
        except ssl.SSLError:
            return False

    def _answered(self, exchange: Exchange, response: WireResponse) -> None:
        self._exchange = None
        # What is kept can carry a request that the exchange's end leads to.
        transport = self._transport
        if self._parser.is_reusable and not transport.get_write_buffer_size() and not transport.is_closing():
            self._was_kept = True
            self._pool.keep(self)
        else:
            transport.abort()
        exchange.end(response)
