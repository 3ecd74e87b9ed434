"""Deadlines for calls to MongoDB, which do not count time in which this process itself was too busy."""

import asyncio
from collections.abc import Awaitable
from contextvars import Context
from typing import Any, TypeVar

T = TypeVar("T")

_SLICES = 8


async def within(work: Awaitable[T], seconds: float) -> T:
    """Awaits the work, and cancels it at its deadline; one that does not end then is left to itself.

    A blocked event loop would find the timer expired before it has processed a response that has arrived. So the wait
    is divided into slices: however long the loop is blocked, that counts as one slice, and the response is processed
    before the next one.

    The work is done in a context of its own, so its steps are nobody's: those of a tenant may have to wait for their
    turn, with a connection or a lock that others need.

    Args:
        work: the awaitable; it is cancelled if it takes too long.
        seconds: the time limit, in which time with a blocked loop counts little.

    Raises:
        TimeoutError: it took too long.
    """
    task = Context().run(asyncio.ensure_future, work)
    watch = _Watch(task, seconds)
    try:
        await watch.woken
    except asyncio.CancelledError:
        await _given_up(task, seconds)
        raise
    finally:
        watch.end()
    if task.done():
        return task.result()
    await _given_up(task, seconds)
    raise TimeoutError


class _Watch:
    """Wakes who waits for a task: when that has ended, or when all slices of its time have passed.

    `asyncio.wait` would do, and take twice as long for each slice.

    Args:
        task: the task.
        seconds: its time.

    Attributes:
        woken: is done then.
    """

    __slots__ = ("_left", "_loop", "_seconds", "_timer", "woken")

    def __init__(self, task: "asyncio.Future[Any]", seconds: float) -> None:
        self._loop = asyncio.get_running_loop()
        self._left, self._seconds = _SLICES, seconds / _SLICES
        self.woken: asyncio.Future[None] = self._loop.create_future()
        self._timer = self._loop.call_later(self._seconds, self._look)
        task.add_done_callback(self._wake)

    def end(self) -> None:
        """Nobody waits any more."""
        self._timer.cancel()

    def _look(self) -> None:
        self._left -= 1
        if self._left:
            self._timer = self._loop.call_later(self._seconds, self._look)
        else:
            self._wake()

    def _wake(self, *_: object) -> None:
        if not self.woken.done():
            self.woken.set_result(None)


async def _given_up(task: "asyncio.Future[T]", seconds: float) -> None:
    task.add_done_callback(_retrieved)
    task.cancel()
    await asyncio.wait((task,), timeout=seconds)


def _retrieved(task: "asyncio.Future[T]") -> None:
    # So that asyncio does not log it.
    if not task.cancelled():
        task.exception()
