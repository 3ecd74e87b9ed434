"""Time slices of the event loop that all executions share, so that together they hold it only for a moment."""

import asyncio
import time
from collections import defaultdict, deque
from typing import Final

from graph.operations.metered_work import is_shared, whose
from vendors.operation_scope import current_scope

# How long executions may hold the event loop before others have their turn, in seconds.
SLICE: Final = 0.01
# And while several tenants share it: one that is served may wait for the slice of another that has begun.
SHARED_SLICE: Final = 0.002
_NOBODY: Final = object()


class TimeSlices:
    """The time slices of one event loop: one for all executions in each of its iterations.

    Where others use up every iteration before an execution that waits is asked, it gets a slice of its own there: the
    longest waiting one of a tenant goes on in each iteration. That of another tenant may itself wait for its turn.

    To notice that an iteration has ended takes as long as a small operation's plan. So a slice has two halves: only who
    asks after the first one, in whichever iteration that is, has the end of its iteration noticed.
    """

    def __init__(self) -> None:
        # The loop of the iteration whose end will be noticed.
        self._loop: asyncio.AbstractEventLoop | None = None
        self._until = 0.0
        self._is_first_half = False
        self._is_lengthened = False
        self._used_up_by: object = _NOBODY
        self._waiting: defaultdict[object, deque[object]] = defaultdict(deque)

    def is_over(self) -> bool:
        """Whether executions have used up the time of this iteration; the first question begins it."""
        now = time.perf_counter()
        if now <= self._until:
            return False
        if self._loop is not None:
            return True
        self._until = now + _seconds() / 2
        self._is_first_half = not self._is_first_half
        if not self._is_first_half:
            self._notice_end()
        return False

    def use_up(self) -> None:
        """The tenant's time of this iteration is over, whatever is left of it: much was done in one step."""
        self._until, self._used_up_by = 0.0, whose()
        if self._loop is None:
            self._notice_end()

    async def next(self) -> None:
        """Waits for a time slice that is not over; meanwhile no batch of the operation is sent, which may grow."""
        if self._loop is not asyncio.get_running_loop():
            # That one was closed in the iteration.
            self._end()
        scope = current_scope()
        if scope is not None:
            scope.waiting += 1
        turn, tenant = object(), whose()
        waiting = self._waiting[tenant]
        waiting.append(turn)
        try:
            await asyncio.sleep(0)
            while waiting[0] is not turn or not self._may_go_on(tenant):  # noqa: ASYNC110 - the loop itself is waited for
                await asyncio.sleep(0)
        finally:
            waiting.remove(turn)
            if not waiting:
                del self._waiting[tenant]
            if scope is not None:
                scope.waiting -= 1

    def _may_go_on(self, tenant: object) -> bool:
        if not self.is_over():
            return True
        if self._is_lengthened or tenant == self._used_up_by:
            return False
        self._is_lengthened, self._until = True, time.perf_counter() + _seconds()
        return True

    def _notice_end(self) -> None:
        self._loop = asyncio.get_running_loop()
        # At the begin of the next iteration, before any execution that waits for it.
        self._loop.call_soon(self._end)

    def _end(self) -> None:
        self._loop, self._until, self._is_lengthened, self._used_up_by = None, 0.0, False, _NOBODY


def _seconds() -> float:
    return SHARED_SLICE if is_shared() else SLICE
