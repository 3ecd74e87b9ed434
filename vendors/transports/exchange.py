"""One request and its response, or the failure in its place; waiting for it takes no task."""

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

from vendors.transports.response import FailurePoint, WireFailure, WireResponse

if TYPE_CHECKING:
    from vendors.transports.connection import VendorConnection
    from vendors.transports.pool import ConnectionPool

Outcome: TypeAlias = WireResponse | WireFailure


class Exchange:
    """A request that is sent once, over a connection of a pool.

    Args:
        pool: the account's.
        seconds: how long it may take, from `begin` on.

    Attributes:
        request: its bytes.
        is_repeatable: whether it may be sent again if the connection that carried it had been closed by the vendor.
        connection: carries it; None until there is one.
        until: the deadline, by the loop's clock.
        point: how far it has come.
        is_left: whether its caller is gone.
        is_over: whether there is an outcome.
    """

    __slots__ = (
        "_on_end",
        "_on_end_alone",
        "_pool",
        "connection",
        "has_place",
        "is_left",
        "is_over",
        "is_repeatable",
        "point",
        "request",
        "seconds",
        "until",
    )

    def __init__(self, pool: "ConnectionPool", seconds: float) -> None:
        self._pool = pool
        self.seconds = seconds
        self.until = 0.0
        self.connection: VendorConnection | None = None
        self.point = FailurePoint.CONNECTING
        self.has_place = False
        self.is_left = False
        # Until it begins there is nothing to leave.
        self.is_over = True
        self._on_end: Callable[[Outcome], None] = _nothing
        self._on_end_alone: Callable[[WireFailure | None], None] = _nothing

    def begin(
        self, request: bytes, on_end: Callable[[Outcome], None], *, is_repeatable: bool = False
    ) -> None:
        """Sends the request; `on_end` is called with the outcome, once and later."""
        self.request = request
        self._on_end = on_end
        self.is_repeatable = is_repeatable
        self.is_over = False
        self._pool.carry(self)

    async def sent(self, request: bytes, *, is_repeatable: bool = False) -> WireResponse:
        """Sends the request and waits for the response; whoever cancels this must call `leave`.

        Raises:
            WireFailure: there is no complete response.
        """
        waiter: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()

        def ended(outcome: Outcome) -> None:
            if not waiter.done():
                waiter.set_result(outcome)

        self.begin(request, ended, is_repeatable=is_repeatable)
        outcome = await waiter
        if isinstance(outcome, WireFailure):
            raise outcome
        return outcome

    def leave(self, on_end: Callable[[WireFailure | None], None]) -> None:
        """The caller goes away: as soon as the vendor answers, the connection is closed.

        Until then the vendor may be working on the request, and it may turn out that it does not answer at all.

        Args:
            on_end: is called in place of the first one, with the failure if there was one.
        """
        self.is_left = True
        self._on_end_alone = on_end
        if self.point is FailurePoint.ANSWERING and self.connection is not None:
            self.connection.drop()
            self.end(None)

    def end(self, outcome: Outcome | None) -> None:
        """There is an outcome; None for a response that nobody waits for."""
        self.is_over = True
        self.connection = None
        if not isinstance(outcome, WireResponse):
            self.release()
        # Whoever is told may hold this exchange: what holds each other would stay until the garbage is collected.
        on_end, on_end_alone = self._on_end, self._on_end_alone
        self._on_end = self._on_end_alone = _nothing
        if self.is_left:
            on_end_alone(outcome if isinstance(outcome, WireFailure) else None)
        elif outcome is not None:
            on_end(outcome)

    def release(self) -> None:
        """The response was read; another long one may be received."""
        if self.has_place:
            self.has_place = False
            self._pool.long_bodies.leave()


def _nothing(_: object) -> None:
    pass
