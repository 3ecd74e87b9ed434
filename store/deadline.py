"""Deadlines for calls to MongoDB, which do not count time in which this process itself was too busy."""

import asyncio
from collections.abc import Awaitable
from contextvars import Context
from typing import TypeVar

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
    try:
        for _ in range(_SLICES):
            done, _ = await asyncio.wait((task,), timeout=seconds / _SLICES)
            if done:
                return task.result()
    except asyncio.CancelledError:
        await _given_up(task, seconds)
        raise
    await _given_up(task, seconds)
    raise TimeoutError


async def _given_up(task: "asyncio.Future[T]", seconds: float) -> None:
    task.add_done_callback(_retrieved)
    task.cancel()
    await asyncio.wait((task,), timeout=seconds)


def _retrieved(task: "asyncio.Future[T]") -> None:
    # So that asyncio does not log it.
    if not task.cancelled():
        task.exception()
