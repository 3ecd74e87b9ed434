"""A vendor call that several parts of an operation wait for, or several operations."""

import asyncio
import time
from collections.abc import Callable, Coroutine
from contextvars import Context
from types import TracebackType
from typing import Any, Generic, Protocol, TypeVar

T = TypeVar("T")


class Waiter(Protocol):
    """Who waits for a call: a future, or who treats several calls as one does."""

    def done(self) -> bool: ...

    def set_result(self, result: None, /) -> None: ...

    def cancel(self) -> object: ...


class SharedCall(Generic[T]):
    """A call, its result or failure, and those who wait for it; when the last of them is cancelled, so is the call.

    It has no task of its own unless it is `carried_out_by` one.

    Args:
        stop: cancels the call.

    Attributes:
        is_over: whether there is a result or a failure.
        failure: why there is no result; None if there is one, or if it is not over.
        is_cancelled: whether nobody gets a result of it any more.
        begun_by: the operation that counts it; None for one that counts what it makes itself.
        begun_at: when that was, in monotonic seconds; its answer may be as old.
        is_degraded: whether it failed, or its first attempt did.
        limited_by: the operation that has no time or place left for it; its failure tells other operations nothing.
        on_end: is called when it is over.
    """

    __slots__ = (
        "_result",
        "_stop",
        "_traceback",
        "_waiters",
        "begun_at",
        "begun_by",
        "failure",
        "is_cancelled",
        "is_degraded",
        "is_over",
        "limited_by",
        "on_end",
    )

    _result: T

    def __init__(self, stop: Callable[[], object]) -> None:
        self._stop = stop
        self._waiters: list[tuple[Waiter, object]] = []
        self.failure: BaseException | None = None
        self._traceback: TracebackType | None = None
        self.is_over = False
        self.is_cancelled = False
        self.is_degraded = False
        self.begun_by: object = None
        self.begun_at = time.monotonic()
        self.limited_by: object = None
        self.on_end: Callable[[], object] = _nothing

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
        self.failure, self._traceback = failure, failure.__traceback__
        self._ended()

    def cancel(self) -> None:
        """Cancels the call, unless it is over."""
        if not self.is_over:
            self.is_cancelled = True
            self._stop()
            self.fail(asyncio.CancelledError())

    def leave(self, operation: object) -> None:
        """Cancels those of one operation who wait, and the call unless another operation waits for it."""
        leaving = [waiter for waiter, by in self._waiters if by is operation]
        if len(leaving) == len(self._waiters):
            self.cancel()
            return
        self._waiters = [each for each in self._waiters if each[1] is not operation]
        for waiter in leaving:
            waiter.cancel()

    async def end(self, operation: object) -> None:
        """Waits until it is over.

        Args:
            operation: the one that waits.
        """
        waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.wake(waiter, operation)
        try:
            await waiter
        except asyncio.CancelledError:
            self.withdraw(waiter)
            raise

    def wake(self, waiter: Waiter, operation: object) -> None:
        """Wakes a waiter when it is over; args as those of `end`."""
        self._waiters.append((waiter, operation))

    def withdraw(self, waiter: Waiter) -> None:
        """A waiter is gone; the call is cancelled if it was the last one."""
        others = [each for each in self._waiters if each[0] is not waiter]
        if len(others) < len(self._waiters):
            self._waiters = others
            if not others:
                self.cancel()

    def outcome(self) -> T:
        """The result of a call that is over; raises the failure."""
        if self.failure is not None:
            # Without the frames of others who got it: they would hold all that these had.
            raise self.failure.with_traceback(self._traceback)
        return self._result

    def _ended(self) -> None:
        self.is_over = True
        self._stop = _nothing
        waiters, self._waiters = self._waiters, []
        for waiter, _ in waiters:
            if not waiter.done():
                waiter.set_result(None)
        on_end, self.on_end = self.on_end, _nothing
        on_end()

    def _task_ended(self, task: "asyncio.Task[T]") -> None:
        # Always retrieved, so that asyncio does not log it where nobody waits.
        failure = asyncio.CancelledError() if task.cancelled() else task.exception()
        if self.is_over:
            return
        if failure is None:
            self.succeed(task.result())
        else:
            self.is_cancelled = task.cancelled()
            self.fail(failure)


def _nothing() -> None:
    pass
