"""The connections of one account: those that carry an exchange, and those that are kept for the next one."""

import asyncio
from contextvars import Context
from functools import partial
from math import inf
from typing import Final

from runtime.background_tasks import BackgroundTasks
from vendors.transports.connection import VendorConnection
from vendors.transports.exchange import Exchange
from vendors.transports.limits import HttpLimits
from vendors.transports.long_bodies import LongBodies
from vendors.transports.opening import Opener
from vendors.transports.origin import Origin
from vendors.transports.response import Broken, FailurePoint, TimedOut

# How much is read of a connection before the loop goes on, in bytes.
_READ_BYTES: Final = 64 * 1024


class ConnectionPool:
    """Carries exchanges; the account's bulkhead limits their number, and so that of the connections.

    One timer serves all deadlines: an exchange that ends in time costs none.

    Args:
        origin: where the connections lead.
        limits: the account's.

    Attributes:
        buffer: what is read is read into it. One is enough: it is parsed before anything else is read.
        long_bodies: the places for long responses.
    """

    def __init__(self, origin: Origin, limits: HttpLimits) -> None:
        self._limits = limits
        self._opener = Opener(origin)
        self._connections: set[VendorConnection] = set()
        # The one that was used last is the last one, and is used first.
        self._kept: list[VendorConnection] = []
        self._opening = BackgroundTasks(f"connections to {origin.host}")
        self._timer: asyncio.TimerHandle | None = None
        self._wakes_at = inf
        self._all_lost: asyncio.Future[None] | None = None
        self._is_closed = False
        # Connections outlive the operation that they are opened for, and must not hold its context.
        self._context = Context()
        self.buffer = memoryview(bytearray(_READ_BYTES))
        self.long_bodies = LongBodies()

    def carry(self, exchange: Exchange) -> None:
        """Sends the exchange's request over a connection that was kept, or over a new one."""
        loop = asyncio.get_running_loop()
        now = loop.time()
        exchange.until = now + exchange.seconds
        while self._kept:
            connection = self._kept.pop()
            if not connection.is_closing:
                if connection.due > now:
                    due = connection.carry(exchange, now)
                    if due < self._wakes_at:
                        self._wake(loop, due)
                    return
                connection.expire()
        self.carry_anew(exchange)

    def carry_anew(self, exchange: Exchange) -> None:
        """Sends the exchange's request over a new connection."""
        if self._is_closed:
            asyncio.get_running_loop().call_soon(exchange.end, Broken(point=FailurePoint.CONNECTING))
        else:
            exchange.point = FailurePoint.CONNECTING
            self._opening.start(self._carried(exchange), name="connect", context=self._context)

    def keep(self, connection: VendorConnection) -> None:
        """Keeps a connection for the next exchange."""
        self._kept.append(connection)
        due = connection.due
        if due < self._wakes_at:
            self._wake(asyncio.get_running_loop(), due)

    def opened(self, connection: VendorConnection) -> None:
        """There is a new connection."""
        self._connections.add(connection)

    def lost(self, connection: VendorConnection) -> None:
        """A connection is closed."""
        self._connections.discard(connection)
        if connection in self._kept:
            self._kept.remove(connection)
        if not self._connections and self._all_lost is not None and not self._all_lost.done():
            self._all_lost.set_result(None)

    async def close(self) -> None:
        """Closes all connections; exchanges that are under way fail."""
        self._is_closed = True
        await self._opening.aclose()
        if self._timer is not None:
            self._timer.cancel()
        for connection in tuple(self._connections):
            connection.fail()
        if self._connections:
            self._all_lost = asyncio.get_running_loop().create_future()
            await self._all_lost

    async def _carried(self, exchange: Exchange) -> None:
        loop, limits = asyncio.get_running_loop(), self._limits
        try:
            async with asyncio.timeout(min(limits.connect, exchange.until - loop.time())):
                connection = await self._opener.opened(partial(VendorConnection, self, limits))
        except TimeoutError:
            exchange.end(TimedOut(point=FailurePoint.CONNECTING))
        except Broken as failure:
            exchange.end(failure)
        except BaseException:
            exchange.end(Broken(point=FailurePoint.CONNECTING))
            raise
        else:
            if exchange.is_left:
                self.keep(connection)
                exchange.end(None)
            else:
                self._wake(loop, connection.carry(exchange, loop.time()))

    def _wake(self, loop: asyncio.AbstractEventLoop, at: float) -> None:
        """Sees to it that the sweep is made in time."""
        if at < self._wakes_at and not self._is_closed:
            if self._timer is not None:
                self._timer.cancel()
            self._wakes_at = at
            self._timer = loop.call_at(at, self._sweep, loop, context=self._context)

    def _sweep(self, loop: asyncio.AbstractEventLoop) -> None:
        """Ends what is too late. What has ended before still wakes it, once in the time that a call may take."""
        # The loop's timers may be early by its resolution.
        now = max(loop.time(), self._wakes_at)
        self._timer, self._wakes_at = None, inf
        earliest = inf
        for connection in tuple(self._connections):
            if connection.due <= now:
                connection.expire()
            else:
                earliest = min(earliest, connection.due)
        if earliest < inf:
            self._wake(loop, earliest)
