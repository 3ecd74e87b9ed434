"""Runs work on long vendor responses in a worker thread, so that the event loop stays free; short ones inline.

Each account has a thread of its own: who sends long answers waits behind them, and nobody else does.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import ContextVar, copy_context
from functools import partial
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

# Longer answers are worth a thread: reading and mapping so many bytes takes some ten milliseconds.
LONG = 64 * 1024


class WorkerThread:
    """The worker thread of one account; it starts with the first long response.

    Args:
        name: of the thread.
    """

    def __init__(self, name: str) -> None:
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix=name)

    def read(self, size: int) -> None:
        """Says how long the answer is that the current task has read; so is what the task then makes of it."""
        _thread.set(self._thread if size > LONG else None)

    async def done(self, work: Callable[[], T], size: int) -> T:
        """Does what is to be done with an answer of this size."""
        return await _on(self._thread, work) if size > LONG else work()

    def close(self) -> None:
        self._thread.shutdown(wait=False, cancel_futures=True)


_thread: ContextVar[ThreadPoolExecutor | None] = ContextVar("thread_for_a_long_answer", default=None)


async def in_worker_thread(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Runs work on the response that the current task has read last, in the worker thread if it is long.

    Args:
        work: pure, for it may run beside the loop; what it notes in the operation's scope is kept.
    """
    thread = _thread.get()
    return work(*args, **kwargs) if thread is None else await _on(thread, partial(work, *args, **kwargs))


async def _on(thread: ThreadPoolExecutor, work: Callable[[], T]) -> T:
    return await asyncio.get_running_loop().run_in_executor(thread, copy_context().run, work)
