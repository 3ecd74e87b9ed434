"""Deadlines for calls to MongoDB, which do not count time in which this process itself was too busy."""

import asyncio
from collections.abc import Awaitable
from typing import TypeVar

T = TypeVar("T")

_SLICES = 8


async def within(work: Awaitable[T], seconds: float) -> T:
    """Awaits the work, and cancels it at its deadline.

    A blocked event loop would find the timer expired before it has processed a response that has arrived. So the wait
    is divided into slices: however long the loop is blocked, that counts as one slice, and the response is processed
    before the next one.

    Args:
        work: the awaitable; it is cancelled if it takes too long.
        seconds: the time limit, in which time with a blocked loop counts little.

    Raises:
        TimeoutError: it took too long.
    """
    task = asyncio.ensure_future(work)
    try:
        for _ in range(_SLICES):
            done, _ = await asyncio.wait((task,), timeout=seconds / _SLICES)
            if done:
                return task.result()
    except asyncio.CancelledError:
        await _given_up(task)
        raise
    await _given_up(task)
    raise TimeoutError


async def _given_up(task: "asyncio.Future[T]") -> None:
    task.cancel()
    await asyncio.wait((task,))
    if not task.cancelled():
        # Retrieved, so that asyncio does not log it.
        task.exception()
