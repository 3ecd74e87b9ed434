"""Cooperative scheduling: yields to the event loop every few milliseconds during work over many rows."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from heapq import merge
from typing import Any, Final, TypeVar

T = TypeVar("T")

# How long work may block the event loop, in seconds.
_TURN: Final = 0.005
# How many rows are worked on without a look at the clock.
_PORTION: Final = 50
# How many rows are sorted between two yields.
_SORTED: Final = 1000


class TimeSlice:
    """A time slice of the event loop; it begins when this is created."""

    def __init__(self) -> None:
        self._until = time.perf_counter() + _TURN

    @property
    def is_over(self) -> bool:
        """Whether it has lasted long enough."""
        return time.perf_counter() > self._until

    async def over(self) -> None:
        """Yields to the event loop if the time slice is over, and begins the next one."""
        if self.is_over:
            await asyncio.sleep(0)
            self._until = time.perf_counter() + _TURN


async def cooperatively(rows: Iterable[T]) -> AsyncIterator[T]:
    """Yields the rows one by one, and yields to the event loop between rows when the time slice is over."""
    until = time.perf_counter() + _TURN
    for row in rows:
        if time.perf_counter() > until:
            await asyncio.sleep(0)
            until = time.perf_counter() + _TURN
        yield row


async def in_portions(rows: Sequence[T], work: Callable[[Sequence[T]], object]) -> None:
    """Works on the rows in portions, and yields to the event loop between them when the time slice is over.

    For work of some ten microseconds a row, of which looking at the clock for each would be a part.
    """
    if len(rows) <= _PORTION:
        work(rows)
        return
    async for start in cooperatively(range(0, len(rows), _PORTION)):
        work(rows[start : start + _PORTION])


async def sorted_cooperatively(rows: Sequence[T], key: Callable[[T], Any]) -> list[T]:
    """Sorts the rows (stable), and yields to the event loop meanwhile."""
    if len(rows) <= _SORTED:
        return sorted(rows, key=key)
    parts = [
        sorted(rows[start : start + _SORTED], key=key)
        async for start in cooperatively(range(0, len(rows), _SORTED))
    ]
    return [row async for row in cooperatively(merge(*parts, key=key))]
