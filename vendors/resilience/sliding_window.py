"""Sliding window: counts recent events in slices, at a constant cost."""

from collections import deque
from collections.abc import Callable

# The window moves in steps of a twentieth of its length.
_SLICES = 20


class SlidingWindow:
    """Two counts over the last `seconds`: of all events, and of the marked ones.

    Args:
        seconds: the length of the window.
        clock: monotonic seconds.
    """

    __slots__ = ("_clock", "_slice", "_slices", "marked", "total")

    def __init__(self, seconds: float, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._slice = seconds / _SLICES
        self._slices: deque[list[int]] = deque()
        self.total = 0
        self.marked = 0

    def add(self, total: int = 0, marked: int = 0) -> None:
        """Counts an event, and drops old ones."""
        now = int(self._clock() / self._slice)
        slices = self._slices
        if not slices or slices[-1][0] != now:
            self._forget(now)
            slices.append([now, 0, 0])
        last = slices[-1]
        last[1] += total
        last[2] += marked
        self.total += total
        self.marked += marked

    def clear(self) -> None:
        self._slices.clear()
        self.total = self.marked = 0

    def _forget(self, now: int) -> None:
        slices = self._slices
        while slices and slices[0][0] <= now - _SLICES:
            _, total, marked = slices.popleft()
            self.total -= total
            self.marked -= marked
