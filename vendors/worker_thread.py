"""Runs work on long vendor responses in a worker thread, so that the event loop stays free; short ones inline.

Each account has its own thread, so a vendor's long responses delay only calls to that vendor.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import ContextVar, copy_context
from functools import partial
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

# Longer responses are processed in the thread: so many bytes take about ten milliseconds. Shorter ones would only wait
# for the interpreter there.
LONG = 256 * 1024


class WorkerThread:
    """The worker thread of one account; it starts with the first long response.

    Args:
        name: the thread's name.
    """

    def __init__(self, name: str) -> None:
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix=name)

    def read(self, size: int) -> None:
        """Records the size of the response that the current task has read; it decides where later work on it runs."""
        _thread.set(self._thread if size > LONG else None)

    async def done(self, work: Callable[[], T], size: int) -> T:
        """Runs work on a response of this size."""
        return await _on(self._thread, work) if size > LONG else work()

    def close(self) -> None:
        self._thread.shutdown(wait=False, cancel_futures=True)


_thread: ContextVar[ThreadPoolExecutor | None] = ContextVar("thread_for_a_long_answer", default=None)


async def in_worker_thread(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Runs work on the response that the current task has read last, in the worker thread if it is long.

    Args:
        work: a pure function, which may run concurrently with the loop; its notes in the operation's scope are kept.
    """
    thread = _thread.get()
    return work(*args, **kwargs) if thread is None else await _on(thread, partial(work, *args, **kwargs))


async def _on(thread: ThreadPoolExecutor, work: Callable[[], T]) -> T:
    return await asyncio.get_running_loop().run_in_executor(thread, copy_context().run, work)
