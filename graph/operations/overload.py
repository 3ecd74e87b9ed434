"""Limits how many operations run at the same time, over all transports; liveness and readiness are no operations."""

import asyncio
from collections import deque
from contextlib import suppress
from dataclasses import dataclass

from models.refusal import Overloaded


@dataclass(frozen=True, slots=True, kw_only=True)
class OverloadLimits:
    """How much runs at the same time in this process.

    Attributes:
        running: how many operations; an event of a subscription is one while it is executed.
        waiting: how many more may wait until one of them has ended.
        seconds: how long they wait.
    """

    running: int = 256
    waiting: int = 128
    seconds: float = 0.25


class Overload:
    """Admits operations in the order in which they come."""

    def __init__(self, limits: OverloadLimits) -> None:
        self._limits = limits
        self._running = 0
        self._impatient = 0
        self._queue: deque[asyncio.Future[None]] = deque()

    async def take(self, *, is_event: bool = False) -> None:
        """Takes one of the places, which must be given back.

        Args:
            is_event: whether it is an event of a subscription. Many may come at once, no more than there are
                subscriptions; they wait for their turn.

        Raises:
            Overloaded: no place was free in time.
        """
        if not self.take_free():
            await (self._turn() if is_event else self._turn_in_time())

    def take_free(self) -> bool:
        """Takes one of the places if there is a free one; whether there was."""
        if self._running < self._limits.running:
            self._running += 1
            return True
        return False

    async def _turn_in_time(self) -> None:
        if self._impatient >= self._limits.waiting:
            raise Overloaded
        self._impatient += 1
        try:
            async with asyncio.timeout(self._limits.seconds):
                await self._turn()
        except TimeoutError:
            raise Overloaded from None
        finally:
            self._impatient -= 1

    async def _turn(self) -> None:
        """Waits for the place of an operation that ends."""
        turn = asyncio.get_running_loop().create_future()
        self._queue.append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                # It was given the place in the same moment.
                self.give_back()
            else:
                with suppress(ValueError):
                    self._queue.remove(turn)
            raise

    def give_back(self) -> None:
        """Gives the place of an operation that has ended to the next one."""
        while self._queue:
            turn = self._queue.popleft()
            if not turn.done():
                turn.set_result(None)
                return
        self._running -= 1
