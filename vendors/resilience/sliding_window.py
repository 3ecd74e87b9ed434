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

    def add(self, total: int = 0, marked: int = 0, *, now: float | None = None) -> None:
        """Counts an event, and drops old ones.

        Args:
            now: by the clock, if it is known.
        """
        number = int((self._clock() if now is None else now) / self._slice)
        slices = self._slices
        if not slices or slices[-1][0] != number:
            self._forget(number)
            slices.append([number, 0, 0])
        last = slices[-1]
        last[1] += total
        last[2] += marked
        self.total += total
        self.marked += marked

    def clear(self) -> None:
        self._slices.clear()
        self.total = self.marked = 0

    def _forget(self, number: int) -> None:
        slices = self._slices
        while slices and slices[0][0] <= number - _SLICES:
            _, total, marked = slices.popleft()
            self.total -= total
            self.marked -= marked
