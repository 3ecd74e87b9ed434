"""A vendor call that several parts of an operation wait for."""

import asyncio
from collections.abc import Callable, Coroutine
from contextvars import Context
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class SharedCall(Generic[T]):
    """A call, its result or failure, and those who wait for it; when the last of them is cancelled, so is the call.

    It has no task of its own unless it is `carried_out_by` one.

    Args:
        stop: cancels the call.

    Attributes:
        is_cancelled: whether nobody gets a result of it any more.
    """

    __slots__ = ("_failure", "_is_over", "_result", "_stop", "_waiters", "is_cancelled")

    _result: T

    def __init__(self, stop: Callable[[], object]) -> None:
        self._stop = stop
        self._waiters: list[asyncio.Future[None]] = []
        self._failure: BaseException | None = None
        self._is_over = False
        self.is_cancelled = False

    @classmethod
    def in_task(cls, work: Coroutine[Any, Any, T]) -> "SharedCall[T]":
        """A call that a task makes."""
        call: SharedCall[T] = cls(_nothing)
        call.carried_out_by(work)
        return call

    def carried_out_by(self, work: Coroutine[Any, Any, T], context: Context | None = None) -> None:
        """From now on it is made by a task.

        Args:
            context: the context variables of the task; by default the caller's.
        """
        task = asyncio.get_running_loop().create_task(work, context=context)
        task.add_done_callback(self._task_ended)
        self._stop = task.cancel

    def succeed(self, result: T) -> None:
        """Gives the result to all who wait, and to all who will ask for it."""
        self._result = result
        self._ended()

    def fail(self, failure: BaseException) -> None:
        """Raises the failure where the result is waited for."""
        self._failure = failure
        self._ended()

    def cancel(self) -> None:
        """Cancels the call, unless it is over."""
        if not self._is_over:
            self.is_cancelled = True
            self._stop()
            self.fail(asyncio.CancelledError())

    async def result(self) -> T:
        """Waits for the result; raises the failure."""
        if not self._is_over:
            waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._waiters.append(waiter)
            try:
                await waiter
            except asyncio.CancelledError:
                if waiter in self._waiters:
                    self._waiters.remove(waiter)
                    if not self._waiters:
                        self.cancel()
                raise
        if self._failure is not None:
            raise self._failure
        return self._result

    def _ended(self) -> None:
        self._is_over = True
        self._stop = _nothing
        waiters, self._waiters = self._waiters, []
        for waiter in waiters:
            if not waiter.done():
                waiter.set_result(None)

    def _task_ended(self, task: "asyncio.Task[T]") -> None:
        # Always retrieved, so that asyncio does not log it where nobody waits.
        failure = asyncio.CancelledError() if task.cancelled() else task.exception()
        if self._is_over:
            return
        if failure is None:
            self.succeed(task.result())
        else:
            self.is_cancelled = task.cancelled()
            self.fail(failure)


def _nothing() -> None:
    pass
