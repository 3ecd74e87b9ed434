"""Bounds how many calls of one vendor account are under way and how many wait, so that a hung vendor holds no more."""

import asyncio
from collections import deque
from contextlib import suppress


class Full(Exception):
    """No place is free, and none became free in time."""


class Bulkhead:
    """So many places, and a queue of bounded length and patience before them.

    Args:
        places: how many calls may be under way.
        waiting: how many may wait.
        seconds: how long each waits.
    """

    def __init__(self, places: int, waiting: int, seconds: float) -> None:
        self._places = places
        self._waiting = waiting
        self._seconds = seconds
        self._queue: deque[asyncio.Future[None]] = deque()
        self.in_flight = 0

    async def enter(self, seconds: float) -> None:
        """Takes a place, in order of arrival.

        Args:
            seconds: how long the caller has; it waits for the shorter of the two.

        Raises:
            Full: too many wait, or the wait was in vain.
        """
        if self.in_flight < self._places:
            self.in_flight += 1
            return
        if len(self._queue) >= self._waiting:
            raise Full
        loop = asyncio.get_running_loop()
        turn = loop.create_future()
        self._queue.append(turn)
        timer = loop.call_later(max(0.0, min(self._seconds, seconds)), self._give_up, turn)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.cancelled():
                with suppress(ValueError):  # A place that came after may have passed it over already.
                    self._queue.remove(turn)
            else:
                # The place came in the very moment in which the caller went.
                self.leave()
            raise
        finally:
            timer.cancel()

    def _give_up(self, turn: asyncio.Future[None]) -> None:
        if not turn.done():
            self._queue.remove(turn)
            turn.set_exception(Full())

    def leave(self) -> None:
        """Gives the place back, or on to the first in the queue."""
        while self._queue:
            turn = self._queue.popleft()
            if not turn.done():
                turn.set_result(None)
                return
        self.in_flight -= 1
