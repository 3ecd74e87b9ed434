"""A deadline that is moved often: its timer is set anew only when it fires too early."""

import asyncio
from collections.abc import Callable


class MovingDeadline:
    """A deadline of a connection, which each request moves several times.

    Args:
        loop: the event loop.
        passed: called when it has passed.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop, passed: Callable[[], None]) -> None:
        self._loop = loop
        self._passed = passed
        self._at: float | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._wakes_at = 0.0

    def set(self, seconds: float) -> None:
        """Moves the deadline to so many seconds from now."""
        at = self._at = self._loop.time() + seconds
        if self._timer is None or at < self._wakes_at:
            self._wake(at)

    def unset(self) -> None:
        """There is no deadline now."""
        self._at = None

    def close(self) -> None:
        """There will be none any more."""
        self._at = None
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _wake(self, at: float) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer, self._wakes_at = self._loop.call_at(at, self._look, at), at

    def _look(self, woken_for: float) -> None:
        self._timer = None
        if self._at is None:
            return
        # The loop's timers may be early by its resolution.
        if self._at <= max(self._loop.time(), woken_for):
            self._at = None
            self._passed()
        else:
            self._wake(self._at)
