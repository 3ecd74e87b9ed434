"""Deadlines for calls to MongoDB, which do not count time in which this process itself was too busy."""

import asyncio
from collections.abc import Awaitable
from typing import TypeVar

T = TypeVar("T")

_SLICES = 8


async def within(work: Awaitable[T], seconds: float) -> T:
    """Awaits the work, and cancels it when its deadline is over.

    A loop that was held up finds the timer run out before it has looked whether the answer lies there. So the time is
    waited for in slices: however long the loop is held up, it costs one of them, and before the next begins the answer
    is looked for.

    Args:
        work: what is waited for; it is cancelled where it takes too long.
        seconds: how long it may take while the loop runs.

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
        # Looked at, so that asyncio does not complain.
        task.exception()
