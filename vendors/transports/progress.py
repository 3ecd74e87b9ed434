"""The progress of an attempt: until the vendor responds it can only be abandoned, not ended."""

import asyncio
from typing import Any


class Progress:
    """One attempt, and whether its response is still wanted.

    pyreqwest continues a request whose Python future is cancelled before the response's headers have arrived. The
    caller would not know for how long the vendor still works on it, nor its outcome.

    Args:
        long_bodies: limits the concurrent long responses of one account.
    """

    def __init__(self, long_bodies: asyncio.Semaphore | None = None) -> None:
        self._long_bodies = long_bodies or asyncio.Semaphore()
        self._is_long = False
        self._is_answering = False
        self._is_given_up = False

    def answered(self) -> None:
        """The response's headers have arrived, so from now on a cancellation closes the connection.

        Raises:
            CancelledError: the response is no longer wanted.
        """
        self._is_answering = True
        if self._is_given_up:
            raise asyncio.CancelledError

    async def is_long(self) -> None:
        """The response is long: waits for a place, which is held until `end`."""
        await self._long_bodies.acquire()
        self._is_long = True

    def end(self) -> None:
        """The attempt has ended, and its place is released."""
        if self._is_long:
            self._is_long = False
            self._long_bodies.release()

    def give_up(self, exchange: asyncio.Task[Any]) -> None:
        """Cancels the attempt's task as soon as that also ends the request."""
        self._is_given_up = True
        if self._is_answering:
            exchange.cancel()
