"""Ends executions that take too long, by one timer for all of them."""

import asyncio
from types import TracebackType
from typing import Self


class Deadlines:
    """The deadlines of one kind of work, which all have the same time; what ends in time sets no timer.

    Args:
        seconds: how long each may take; None sets no end.
    """

    def __init__(self, seconds: float | None) -> None:
        self._seconds = seconds
        # In the order of their ends.
        self._running: dict[Deadline, None] = {}
        self._loop: asyncio.AbstractEventLoop | None = None

    def within(self) -> "Deadline":
        """A deadline from now on, for a `with` block of the current task; as `asyncio.timeout`."""
        return Deadline(self)

    def add(self, deadline: "Deadline", loop: asyncio.AbstractEventLoop) -> None:
        """Watches a deadline that begins."""
        if self._seconds is None:
            return
        deadline.at = loop.time() + self._seconds
        self._running[deadline] = None
        if self._loop is not loop:
            # The timer runs on while there are deadlines, and once more.
            self._loop = loop
            loop.call_at(deadline.at, self._sweep, loop, deadline.at)

    def discard(self, deadline: "Deadline") -> None:
        """Watches a deadline no longer."""
        self._running.pop(deadline, None)

    def _sweep(self, loop: asyncio.AbstractEventLoop, woken_for: float) -> None:
        # The loop's timers may be early by its resolution.
        now = max(loop.time(), woken_for)
        for deadline in tuple(self._running):
            if deadline.at > now:
                loop.call_at(deadline.at, self._sweep, loop, deadline.at)
                return
            self.discard(deadline)
            deadline.expire()
        self._loop = None


class Deadline:
    """Cancels the task of its block when the time is over; the block raises TimeoutError then.

    Attributes:
        at: when that is, by the loop's clock.
        is_expired: whether it was.
    """

    __slots__ = ("_cancelling", "_deadlines", "_task", "at", "is_expired")

    def __init__(self, deadlines: Deadlines) -> None:
        self._deadlines = deadlines
        self.at = 0.0
        self.is_expired = False

    def __enter__(self) -> Self:
        loop = asyncio.get_running_loop()
        task = asyncio.current_task(loop)
        assert task is not None
        self._task = task
        self._cancelling = task.cancelling()
        self._deadlines.add(self, loop)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        self._deadlines.discard(self)
        # Cancelled from elsewhere, too, the task goes on being cancelled.
        if self.is_expired and self._task.uncancel() <= self._cancelling and kind is asyncio.CancelledError:
            raise TimeoutError from error

    def expire(self) -> None:
        """The time is over."""
        self.is_expired = True
        self._task.cancel()
