"""Time slices of the event loop that all executions share, so that together they hold it only for a moment."""

import asyncio
import time
from typing import Final

from vendors.operation_scope import current_scope

# How long executions may hold the event loop before others have their turn, in seconds.
SLICE: Final = 0.01


class TimeSlices:
    """The time slices of one event loop: one for all executions in each of its iterations."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._until = 0.0

    def is_over(self) -> bool:
        """Whether executions have used up the time of this iteration; the first question begins it."""
        loop = asyncio.get_running_loop()
        if self._loop is loop:
            return time.perf_counter() > self._until
        self._loop, self._until = loop, time.perf_counter() + SLICE
        # At the begin of the next iteration, before any execution that waits for it.
        loop.call_soon(self._end)
        return False

    async def next(self) -> None:
        """Waits for a time slice that is not over; meanwhile no batch of the operation is sent, which may grow."""
        scope = current_scope()
        if scope is not None:
            scope.waiting += 1
        try:
            while self.is_over():  # noqa: ASYNC110 - the loop itself is what is waited for
                await asyncio.sleep(0)
        finally:
            if scope is not None:
                scope.waiting -= 1

    def _end(self) -> None:
        self._loop = None
