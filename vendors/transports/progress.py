"""The progress of an attempt: until the vendor responds it can only be abandoned, not ended."""

import asyncio
from typing import Any


class Progress:
    """One attempt on the wire, and whether anybody still wants its answer.

    pyreqwest goes on with a request whose Python future is cancelled before the head of the answer has come. Whoever
    cancels it would not know for how long the vendor still works on it, and what became of it.

    Args:
        long_bodies: the places for answers that are long, which all attempts at one account share.
    """

    def __init__(self, long_bodies: asyncio.Semaphore | None = None) -> None:
        self._long_bodies = long_bodies or asyncio.Semaphore()
        self._is_long = False
        self._is_answering = False
        self._is_given_up = False

    def answered(self) -> None:
        """The head of the answer has come, so from now on cancelling closes the connection.

        Raises:
            CancelledError: nobody wants the answer any more.
        """
        self._is_answering = True
        if self._is_given_up:
            raise asyncio.CancelledError

    async def is_long(self) -> None:
        """The answer is a long one: waits for a place, which is kept until `end`."""
        await self._long_bodies.acquire()
        self._is_long = True

    def end(self) -> None:
        """Nothing is left of the attempt but what was made of its answer."""
        if self._is_long:
            self._is_long = False
            self._long_bodies.release()

    def give_up(self, exchange: asyncio.Task[Any]) -> None:
        """Ends the task that carries out the attempt as soon as that ends the attempt itself."""
        self._is_given_up = True
        if self._is_answering:
            exchange.cancel()
